"""A form's answers to be read, not written: the text beside a paper, and for who may only look."""

from __future__ import annotations

from collections.abc import Mapping

from benhan.forms.answers import Answers
from benhan.forms.catalogue import Field, Form
from benhan.forms.copying import Copied
from benhan.forms.print_values import Printed, print_values
from benhan.ui.parts import KeyValue, KeyValues

_NOTHING: Mapping[str, Copied] = {}


def text_of_answers(
    form: Form, answers: Answers, copied: Mapping[str, Copied] = _NOTHING
) -> tuple[KeyValues, ...]:
    """The answered questions by section, in the order of the paper; what was taken over from an earlier sheet says so."""
    printed = print_values(form, answers, official_only=False)
    made = []
    for section in form.sections:
        rows = tuple(
            row
            for field in section.fields
            if field.key in printed
            for row in _rows(
                field, printed[field.key], copied[field.key].sentence if field.key in copied else ""
            )
        )
        if rows:
            made.append(KeyValues(rows, section.label))
    return tuple(made)


def _rows(field: Field, printed: Printed, note: str) -> tuple[KeyValue, ...]:
    if "rows" not in printed:
        text = str(printed.get("full", printed["text"]))
        return (KeyValue(field.label, f"{text} {field.unit}".strip() if field.unit else text, note),)
    labels = {row.key: row.label for row in field.rows}
    made = []
    for place, row in enumerate(printed["rows"], start=1):
        cells = [f"{column.label}: {row[column.key]}" if len(field.columns) > 1 else str(row[column.key])
                 for column in field.columns if row.get(column.key)]  # fmt: skip
        made.append(
            KeyValue(labels.get(str(row.get("row", "")), f"{field.label} {place}"), " · ".join(cells), note)
        )
    return tuple(made)
