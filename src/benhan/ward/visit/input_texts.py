"""Answers → the texts of a form's inputs: the way back of `forms.typed_input`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import cast

from benhan.forms.answers import ROW, Answers, Coding, PartialDate, Value
from benhan.forms.catalogue import Form
from benhan.forms.dates_vi import show_date
from benhan.forms.drawing import Drawing
from benhan.law.vietnam_time import full_moment

Texts = dict[str, list[str]]


def texts_of(form: Form, answers: Answers) -> Texts:
    """Input name → texts; calculated fields too, for showing."""
    made: Texts = {}
    for field in form.fields:
        value = answers.get(field.key)
        if value is None:
            continue
        if field.type == "table":
            for number, row in enumerate(cast("tuple[Mapping[str, Value], ...]", value)):
                for column in field.columns:
                    if column.key in row:
                        name = f"{field.key}.{row.get(ROW, number)}.{column.key}"
                        cell = row[column.key]
                        made[name] = [text_of(one) for one in (cell if isinstance(cell, tuple) else (cell,))]
            continue
        values = value if isinstance(value, tuple) else (value,)
        made[field.key] = [text_of(one) for one in values]
        if field.type == "icd":
            made[f"{field.key}.text"] = [one.text if isinstance(one, Coding) else "" for one in values]
    return made


def text_of(value: Value) -> str:
    """One value as a person would type it."""
    match value:
        case bool():
            return "1" if value else "0"
        case Decimal():
            return f"{value:f}".replace(".", ",")
        case datetime():
            return full_moment(value)
        case date() | PartialDate():
            return show_date(value)
        case time():
            return value.strftime("%H:%M")
        case Coding():
            return value.code
        case Drawing():
            return value.typed
    return str(value)
