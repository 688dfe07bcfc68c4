"""Signatures on a paper: which role signs where, under which date, and the table that hands the file over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from benhan.forms.catalogue import Field, Form, Signer
from benhan.forms.print_cells import Printed
from benhan.forms.print_layout import Layout
from benhan.forms.print_lines import Block
from benhan.forms.print_text import printable

FILE_TABLE = "record_files"
_GIVERS = ("file_giver", "file_receiver")
# Dates printed above signatures ("Ngày … tháng … năm …") instead of among the fields, by part of a record.
_PART_DATES = {"front": "front_signed_at", "A": "record_written_at", "B": "summary_written_at"}
_SHEET_DATES = ("signed_on", "signed_at", "issued_on", "issued_at", "made_on", "prescribed_at")
_DAY_OF_SIGNING = re.compile(r"^(?:Ngày|Thời gian ký)")
_RESULT_DATES = ("performed_at", "reported_at", "examined_at")
_ORDER_DATES = ("ordered_at", "requested_at")


def date_keys(form: Form, layout: Layout) -> Mapping[str, str]:
    """Part of a record (or, on a sheet, role) → the key of the date above the signatures there."""
    fields = form.field_by_key
    if isinstance(layout.date_line, Mapping):
        return {role: key for role, key in layout.date_line.items() if key in fields}
    if layout.date_line:
        return {"": layout.date_line} if layout.date_line in fields else {}
    if layout.kind == "record":
        parts = {signer.part for signer in form.signers}
        return {part: key for part, key in _PART_DATES.items() if key in fields and part in parts}
    for key in _SHEET_DATES:
        if key in fields and _DAY_OF_SIGNING.match(fields[key].label):
            return {"": key}
    return _ordered_and_done(form)


def _ordered_and_done(form: Form) -> Mapping[str, str]:
    """A request answered on the same sheet: the first signer dates the order, the last the result."""
    fields = form.field_by_key
    ordered = next((key for key in _ORDER_DATES if key in fields), "")
    done = next((key for key in _RESULT_DATES if key in fields), "")
    if len(form.signers) < 2 or not ordered or not done:  # noqa: PLR2004 - one orders, another answers
        return {}
    return {form.signers[0].role: ordered, form.signers[-1].role: done}


def signature_blocks(
    form: Form,
    layout: Layout,
    values: Mapping[str, Printed],
    signers: Sequence[Signer],
    *,
    part: str,
    in_files: bool,
) -> list[Block]:
    """Rows of signatures; those of the file table are left to it."""
    if in_files and layout.kind == "record":
        signers = [signer for signer in signers if signer.role not in _in_table(form, part)]
    dates = date_keys(form, layout)
    shared = "" if in_files else dates.get(part if layout.kind == "record" else "", "")
    by_role = {signer.role: signer for signer in signers}
    rows = [[by_role.pop(role) for role in row if role in by_role] for row in layout.signatures]
    rest = list(by_role.values())
    size = 3 if layout.paper == "a4" or layout.orientation == "landscape" else 2
    while rest:
        take = 2 if len(rest) == 4 and size == 3 else min(size, len(rest))  # noqa: PLR2004 - 2 + 2, not 3 + 1
        rows.append(rest[:take])
        rest = rest[take:]
    rows = [row for row in rows if row]
    blocks = []
    for place, row in enumerate(rows):
        slots = [_slot(signer, layout, values, dates.get(signer.role, "")) for signer in row]
        if place == 0 and shared:
            own = [place for place, signer in enumerate(row) if not signer.extension]
            slots[own[-1] if own else -1] |= {"date": _date(values, shared), "date_key": shared}
        high = 34 if layout.kind == "record" and part == "front" else 44
        blocks.append({"b": "signs", "slots": slots, "lone": len(slots) == 1, "high": high})
    return blocks


def _in_table(form: Form, part: str) -> set[str]:
    """Roles the file table holds: giver, receiver and the doctor who sums up."""
    own = [signer for signer in form.signers if signer.part == part and not signer.extension]
    doctors = [signer.role for signer in own if signer.role not in _GIVERS]
    treating = next((role for role in doctors if "treating" in role), doctors[-1] if doctors else "")
    return {signer.role for signer in own if signer.role in _GIVERS} | ({treating} if treating else set())


def files_block(
    form: Form, layout: Layout, values: Mapping[str, Printed], field: Field, printed: Printed, part: str,
    signers: Sequence[Signer],
) -> Block:  # fmt: skip
    """ "Hồ sơ, phim, ảnh": sheets counted at the left, giver and receiver in the middle, the doctor at the right."""
    held = _in_table(form, part)
    slots = {s.role: _slot(s, layout, values, "") for s in signers if s.role in held}
    doctor = next((role for role in slots if role not in _GIVERS), "")
    key = date_keys(form, layout).get(part, "")
    if doctor and key:
        slots[doctor] |= {"date": _date(values, key), "date_key": key}
    counted = {str(row.get("row", "")): row for row in printed.get("rows", ())}
    column = field.columns[-1].key
    if field.rows:
        rows = [[printable(row.label), str(counted.get(row.key, {}).get(column, ""))] for row in field.rows]
    else:
        first = field.columns[0].key
        rows = [[str(row.get(first, "")), str(row.get(column, ""))] for row in printed.get("rows", ())] or [
            ["", ""]
        ]
    return {
        "b": "files", "key": field.key, "label": printable(field.label), "rows": rows,
        "giver": slots.get("file_giver"), "receiver": slots.get("file_receiver"), "doctor": slots.get(doctor),
        "columns": [item.key for item in field.columns],
    }  # fmt: skip


def _slot(signer: Signer, layout: Layout, values: Mapping[str, Printed], date_key: str) -> dict[str, Any]:
    slot: dict[str, Any] = {"role": signer.role, "label": printable(signer.label)}
    if date_key:
        slot |= {"date": _date(values, date_key), "date_key": date_key}
    return slot


def _date(values: Mapping[str, Printed], key: str) -> dict[str, str]:
    printed = values.get(key, {})
    return {part: str(printed.get(part, "")) for part in ("day", "month", "year", "hour", "minute")}
