"""One field and its printed answer → a cell: what is drawn where, as data for the templates.

A cell is a mapping with `t` (how it is drawn), `label`, `w` (characters it wants on a line), `full` (wants a
line of its own) and the parts of its answer. Kinds: text lines number date datetime time bool options digit
code icd score fill figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from benhan.forms.catalogue import Field
from benhan.forms.print_layout import Layout
from benhan.forms.print_text import printable

Cell = dict[str, Any]
Printed = Mapping[str, Any]

_SIDE = re.compile(r"^Mắt (?:phải|trái): ")
_GAP = re.compile(r"\s*(?:\.{3,}|…)\s*(?![^(]*\))")  # not an "and so on" in parentheses
_NUMBERED = re.compile(r"^(?:\d+(?:\.\d+)*|[IVX]+)\s*[.)]\s")
_LONG_LIST = 9  # more choices than this are printed as words and a code, not as boxes
DEFAULT_LINES = 2
_NARROW = {"bed": 8, "room": 10, "department": 20, "age": 5, "insurance_number": 18, "relationship": 14}


def label_of(field: Field, layout: Layout) -> str:
    """The printed label: without the side of an eye form and without a closing colon."""
    label = layout.labels.get(field.key, field.label)
    return _SIDE.sub("", label).removesuffix(":").replace(" (góc phiếu)", "").strip()


def is_numbered(label: str) -> bool:
    return _NUMBERED.match(label) is not None


def cell_of(field: Field, printed: Printed, layout: Layout, *, label: str | None = None) -> Cell:
    """The cell of a field; `printed` is empty when nothing was answered."""
    label = printable(label_of(field, layout) if label is None else label)
    made = _drawn(field, printed, layout, label)
    made.setdefault("label", label)
    made["key"] = field.key
    made["full"] = made.get("full", False) or field.key in layout.alone
    made["bold"] = is_numbered(label) and layout.kind == "record"
    if field.key in layout.boxed:
        made["boxed"] = str(layout.boxed[field.key])
    return made


def _drawn(field: Field, printed: Printed, layout: Layout, label: str) -> Cell:  # noqa: C901 - one arm per type
    text = printable(str(printed.get("text", "")))
    room = len(label) + 3
    if field.type in ("text", "number") and _GAP.search(label):
        before, after = _GAP.split(label, maxsplit=1)
        return {"t": "fill", "before": before, "value": text, "after": after, "w": room + max(6, len(text))}
    match field.type:
        case "number" | "score":
            unit = _unit(field, label)
            return {"t": "number", "value": text, "unit": unit, "w": room + max(7, len(text)) + len(unit)}
        case "date":
            return {"t": "date", **_date(printed), "w": room + 15}
        case "datetime":
            return {"t": "datetime", **_date(printed), "w": room + 38}
        case "time":
            hour, _, minute = text.partition(":")
            return {"t": "time", "hour": hour, "minute": minute, "w": room + 16}
        case "boolean":
            code = str(printed.get("code", ""))
            if layout.choices == "digit" and field.key not in layout.boxes:
                return _yes_no(code, room)
            mark = {"1": "X", "0": "0"}.get(code, "")
            return {"t": "bool", "mark": mark, "w": room + 4}
        case "icd":
            return _icd(field, printed, room)
        case "choice" | "multichoice":
            return _choice(field, printed, layout, room)
        case "figure":
            return {"t": "figure", "w": 999, "full": True}
    return _text(field, layout, text, room)


def _yes_no(code: str, room: int) -> Cell:
    """ "1. Có  2. Không" with the digit in the box at the right."""
    options = [{"code": "1", "label": "Có", "on": False}, {"code": "2", "label": "Không", "on": False}]
    codes = [{"1": "1", "0": "2"}[code]] if code else []
    return {
        "t": "digit",
        "options": options,
        "numbered": True,
        "extra": "",
        "codes": codes,
        "boxes": 1,
        "w": room + 20,
        "full": True,
    }


def _text(field: Field, layout: Layout, text: str, room: int) -> Cell:
    count = lines_of(field, layout)
    if count > 1 or "\n" in text:
        return {"t": "lines", "value": text, "lines": count, "w": 999, "full": True}
    return {"t": "text", "value": text, "w": room + max(_NARROW.get(field.key, 22), min(len(text), 80))}


def lines_of(field: Field, layout: Layout) -> int:
    """Dotted lines the blank has for this field."""
    if field.key in layout.lines:
        return layout.lines[field.key]
    hint = (field.print or {}).get("lines")
    if isinstance(hint, int):
        return hint
    return DEFAULT_LINES if field.long else 1


def _unit(field: Field, label: str) -> str:
    """The unit, unless the label says it already."""
    return "" if field.unit and field.unit.lower() in label.lower() else field.unit


def _date(printed: Printed) -> Cell:
    return {part: str(printed.get(part, "")) for part in ("day", "month", "year", "hour", "minute")}


def _icd(field: Field, printed: Printed, room: int) -> Cell:
    items = [
        {"value": printable(str(item.get("text", ""))), "dotted": str(item.get("code", ""))}
        for item in (printed.get("items") or ([printed] if printed else []))
    ]
    items = items or [{"value": "", "dotted": ""}]
    boxed = [item | {"code": item["dotted"].replace(".", "")} for item in items]
    return {"t": "icd", "items": boxed, "w": room + 60, "full": True}


def _choice(field: Field, printed: Printed, layout: Layout, room: int) -> Cell:
    items = printed.get("items") or ([printed] if printed else [])
    codes = [str(item.get("code", "")) for item in items]
    if not field.choices or (len(field.choices) > _LONG_LIST and field.type == "choice"):
        text = printable("; ".join(str(item.get("text", "")) for item in items))
        if layout.kind == "record" and field.choices and all(len(item.code) <= 3 for item in field.choices):
            code = codes[0] if codes else ""
            return {"t": "code", "value": text, "code": code, "w": room + max(22, len(text)) + 6}
        return {"t": "text", "value": text, "w": room + max(22, len(text))}
    options = [
        {
            "code": choice.code,
            "label": "" if field.choice_count else printable(choice.label),
            "on": choice.code in codes,
        }
        for choice in field.choices
    ]
    extra = [printable(str(item.get("text", ""))) for item in items if not item.get("code")]
    plain = all(choice.code.isdigit() for choice in field.choices)
    wide = room + sum(len(choice.label) + (8 if plain else 5) for choice in field.choices)
    made: Cell = {"t": "options", "options": options, "numbered": plain, "extra": "; ".join(extra), "w": wide}
    if layout.choices == "digit" and plain and field.key not in layout.boxes:
        boxes = 1 if field.type == "choice" else min(5, max(3, len(codes)))
        made |= {"t": "digit", "codes": codes, "boxes": max(boxes, len(codes)), "full": True}
    return made
