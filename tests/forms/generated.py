"""Answers made up for any form: every field gets one that fits its type. Nothing here is a real person's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from benhan.forms.answers import ROW, Coding
from benhan.forms.catalogue import Field, Form
from benhan.forms.drawing import read_strokes

SHORT = "Nguyễn Thị Thuỳ Dương"
LONG = (
    "Người bệnh tỉnh, tiếp xúc tốt, da niêm mạc hồng, không phù; sốt 38,5 °C về chiều, ho khan, đau rát họng, "
    "không khó thở. Đã uống paracetamol 500 mg ở nhà, sốt giảm rồi sốt lại."
)
STROKES = "[[[120,80],[300,200],[420,140]],[[500,90],[510,260]]]"


def answers_for(form: Form, *, text: str = "", rows: int = 3) -> dict[str, Any]:
    """An answer for every field; `text` replaces the long ones, `rows` is how long free tables become."""
    return {field.key: value for field in form.fields if (value := _value(field, text, rows)) is not None}


def _value(field: Field, text: str, rows: int) -> Any:  # noqa: C901 - one arm per type
    if field.type == "table":
        keys = [row.key for row in field.rows] or [""] * rows
        return tuple(_row(field, key) for key in keys)
    if field.repeats:
        one = _one(field, text)
        return None if one is None else (one, one)
    return _one(field, text)


def _row(field: Field, key: str) -> dict[str, Any]:
    cells = {column.key: _value(column, "ổn định", 1) for column in field.columns}
    return {name: value for name, value in cells.items() if value is not None} | ({ROW: key} if key else {})


def _one(field: Field, text: str) -> Any:
    match field.type:
        case "number" | "score":
            return field.low if field.low is not None else Decimal("12.5")
        case "date":
            return date(2026, 11, 22)
        case "datetime":
            return datetime(2026, 11, 22, 0, 31, tzinfo=UTC)
        case "time":
            return time(7, 31)
        case "boolean":
            return True
        case "icd":
            return Coding(field.choice_system or "", "J20.9", "Viêm phế quản cấp, không xác định")
        case "choice":
            return _coding(field)
        case "multichoice":
            return (_coding(field),)
        case "figure":
            return None if field.figure == "chart" else read_strokes(STROKES)
    return (text or LONG) if field.long else (text or SHORT)[:40]


def _coding(field: Field) -> Coding:
    if not field.choices:
        return Coding("", "", text="theo danh mục")
    chosen = field.choices[len(field.choices) // 2]
    return Coding(field.choice_system, chosen.code, chosen.label)
