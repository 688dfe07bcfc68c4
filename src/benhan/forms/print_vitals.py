"""The box of vital signs at the right of the general examination, as every record prints it."""

from __future__ import annotations

from collections.abc import Sequence

from benhan.forms.catalogue import Field
from benhan.forms.print_cells import Cell
from benhan.forms.print_lines import Block
from benhan.forms.print_sheet import Sheet

_VITALS = (
    "pulse", "temperature", "bp_systolic", "bp_diastolic", "respiratory_rate", "spo2", "height", "weight", "bmi"
)  # fmt: skip
_ENOUGH = 4  # fewer stand among the other fields


def vitals_of(sheet: Sheet, fields: Sequence[Field]) -> list[Field]:
    """The vital signs of this section when there are enough of them for a box."""
    wanted = sheet.layout.vitals or _VITALS
    found = [field for field in fields if field.key in wanted and not field.pair]
    return found if sheet.layout.kind == "record" and len(found) >= _ENOUGH else []


def text_beside(fields: Sequence[Field], vitals: Sequence[Field]) -> Field | None:
    """The text that stands left of the box: the last long text before the first vital sign, or the next one."""
    if not vitals:
        return None
    place = fields.index(vitals[0])
    texts = [field for field in fields[:place] if field.type == "text" and field.long]
    return next((field for field in texts if field.key == "general_exam"), texts[-1] if texts else None)


def side_block(sheet: Sheet, main: Sequence[Cell], vitals: Sequence[Field]) -> Block:
    cells = {field.key: sheet.cell(field) for field in vitals}
    ordered = [cells[key] for key in (sheet.layout.vitals or _VITALS) if key in cells]
    shown: list[Cell] = []
    for cell in ordered:
        if cell["key"] == "bp_diastolic" and any(item["key"] == "bp_systolic" for item in shown):
            systolic = next(item for item in shown if item["key"] == "bp_systolic")
            systolic |= {"t": "pressure", "low": cell["value"], "low_key": cell["key"], "label": "Huyết áp"}
        else:
            shown.append(
                cell | {"label": cell["label"].capitalize() if cell["label"].isupper() else cell["label"]}
            )
    return {"b": "side", "main": list(main), "cells": shown, "lines": max(3, len(shown) - 1)}
