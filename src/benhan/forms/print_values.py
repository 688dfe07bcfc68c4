"""Answers as texts a template lays out: every formatting decision is taken here, none in typst."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, cast

from benhan.forms.answers import ROW, Answers, Coding, PartialDate, Value
from benhan.forms.catalogue import Field, Form
from benhan.forms.dates_vi import show_date
from benhan.forms.drawing import Drawing
from benhan.forms.numbers_vi import show_number
from benhan.law.vietnam_time import VIETNAM, full_moment

Printed = dict[str, Any]


def print_values(form: Form, answers: Answers, *, official_only: bool) -> dict[str, Printed]:
    """Key → {text, and parts of it: code, day, month, year, hour, minute, items, rows}; additions left out
    on demand."""
    return {
        field.key: _printed(field, answers[field.key])
        for field in form.fields
        if field.key in answers and not (official_only and field.extension)
    }


def _printed(field: Field, value: Value) -> Printed:
    if field.type == "table":
        return {"rows": [_row(field, row) for row in cast("tuple[Mapping[str, Value], ...]", value)]}
    if isinstance(value, tuple):
        items = [_one(field, one) for one in value]
        return {"text": "; ".join(str(item.get("full", item["text"])) for item in items), "items": items}
    return _one(field, value)


def _row(field: Field, row: Mapping[str, Value]) -> Printed:
    """Column → text, and under "<column>:parts" what a card draws it from."""
    cells = {
        column.key: _printed(column, row[column.key])["text"] for column in field.columns if column.key in row
    }
    parts = {
        f"{column.key}:parts": _printed(column, row[column.key])
        for column in field.columns
        if column.key in row
    }
    empty = {column.key: "" for column in field.columns}
    return empty | cells | parts | ({ROW: str(row[ROW])} if ROW in row else {})


def _one(field: Field, value: Value) -> Printed:
    match value:
        case bool():
            return {"text": "Có" if value else "Không", "code": "1" if value else "0"}
        case Decimal():
            return {"text": show_number(value)}
        case datetime():
            local = value.astimezone(VIETNAM)
            return {"text": full_moment(value), "hour": f"{local:%H}", "minute": f"{local:%M}"} | _day(
                local.date()
            )
        case date() | PartialDate():
            return {"text": show_date(value)} | _day(value)
        case time():
            return {"text": value.strftime("%H:%M")}
        case Drawing():
            return {"text": "", "svg": value.svg}
        case Coding():
            full = f"{value.words} ({value.code})" if value.code and field.type == "icd" else value.words
            return {"text": value.words, "code": value.code, "full": full}
    text = str(value)
    return {"text": text.upper() if field.print and field.print.get("capitals") else text}


def _day(value: date | PartialDate) -> Printed:
    if isinstance(value, PartialDate):
        return {"day": "", "month": f"{value.month:02d}" if value.month else "", "year": str(value.year)}
    return {"day": f"{value.day:02d}", "month": f"{value.month:02d}", "year": f"{value.year:04d}"}
