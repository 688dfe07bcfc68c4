"""Which fields of a form are shown, given its answers: the `show_when` of a field or of a column in its row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from benhan.forms.answers import Answers, Coding, Value
from benhan.forms.catalogue import Field, Form


def is_shown(item: Field, answers: Mapping[str, Value]) -> bool:
    """Whether a field is asked for (a retired one never is); for a column, `answers` are the cells of its row."""
    if item.retired:
        return False
    if item.show_when is None:
        return True
    value = answers.get(item.show_when.key)
    values = value if isinstance(value, tuple) else (value,)
    if item.show_when.code:
        return any(isinstance(one, Coding) and one.code == item.show_when.code for one in values)
    return value is not None and value is not False and value != ()


def shown_answers(form: Form, answers: Answers) -> dict[str, Value]:
    """The answers without those of hidden fields and cells.

    In printed order, so that what hangs on a hidden field is hidden with it.
    """
    made = dict(answers)
    for item in form.fields:
        if item.key not in made:
            continue
        if not is_shown(item, made):
            del made[item.key]
        elif item.type == "table" and any(column.show_when for column in item.columns):
            rows = cast("tuple[Mapping[str, Value], ...]", made[item.key])
            made[item.key] = tuple(_shown_cells(item, row) for row in rows)
    return made


def _shown_cells(table: Field, row: Mapping[str, Value]) -> Mapping[str, Value]:
    made = dict(row)
    for column in table.columns:
        if column.key in made and not is_shown(column, made):
            del made[column.key]
    return made
