"""Cells packed into lines, as a typesetter would: short ones share a line, long ones get their own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from benhan.forms.print_cells import Cell

Block = dict[str, Any]

# Drawn as wide as they are; every other cell stretches with its dots.
_LEAST = 24  # characters a text that joins a line must still find there
_STIFF = frozenset({"date", "datetime", "time", "bool", "options", "fill"})


def pack(cells: Iterable[Cell], capacity: int, together: Sequence[Sequence[str]] = ()) -> list[Block]:
    """Lines of at most `capacity` characters; keys in `together` share one whatever their width."""
    group_by_key = {key: place for place, keys in enumerate(together) for key in keys}
    lines: list[list[Cell]] = []
    room, group = 0, -1
    for cell in cells:
        own = group_by_key.get(cell["key"], -1)
        fits = not cell["full"] and cell["w"] + 2 <= room
        joins = bool(cell.get("join")) and room > _LEAST and not lines[-1][-1]["full"]
        if lines and ((own >= 0 and own == group) or joins or (fits and own < 0 and group < 0)):
            lines[-1].append(cell)
            room -= cell["w"] + 2
        else:
            lines.append([cell])
            room = 0 if cell["full"] else capacity - cell["w"]
        group = own
    return [line(cells) for cells in lines]


def following(before: Cell, cell: Cell) -> Cell:
    """A label that repeats the one before it is printed without the repetition.

    "Tuần hoàn: mô tả" after "Tuần hoàn" goes on the same line; "Para: sớm" after "Para: đủ tháng" keeps "Sớm".
    """
    said, now = str(before.get("full_label") or before["label"]), str(cell["label"])
    outer, _, inner = now.partition(": ")
    is_mark = before["t"] in ("options", "bool", "digit")
    shorter = {"full_label": now, "bold": False, "label": inner[:1].upper() + inner[1:]}
    if inner and said == outer and is_mark:
        return cell | shorter | {"bullet": "", "join": True, "full": False}
    if inner and said.partition(": ")[0] == outer and not cell.get("boxed"):
        return cell | shorter | ({"bullet": "", "join": True} if not (cell["full"] or before["full"]) else {})
    if said.rpartition(": ")[0] == now and is_mark and cell["t"] in ("options", "digit"):
        return cell | {"label": "", "full_label": now, "bold": False, "bullet": "", "indent": True}
    return cell


def line(cells: Sequence[Cell], *, even: int = 0) -> Block:
    """One line; `widths` holds a share for stretching cells, 0 for stiff ones; two cells that
    want no more than `even` characters share the line evenly, as in columns."""
    widths = [
        0 if cell["t"] in _STIFF or cell.get("boxed") == "date" else max(8, min(cell["w"], 120))
        for cell in cells
    ]
    if len(cells) == 2 and all(cell["w"] <= even for cell in cells) and even:
        widths = [50, 50]
    if len(cells) == 1:
        widths = [100]
    return {"b": "line", "cells": list(cells), "widths": widths}
