"""A row of a sheet as a form: its fields with what was typed, what is wrong beside each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from benhan.assurance.problems import VALUE_REFUSED
from benhan.assurance.sheets import Column, Names, Sheet, said
from benhan.ui.desk import DeskForm
from benhan.ui.parts import Action, Choice, ErrorSummary, Field, FieldError
from benhan.ui.parts.fields import Kind, Width

_KINDS: Mapping[str, Kind] = {
    "text": "text", "long": "textarea", "integer": "integer", "date": "date", "choice": "select", "boolean": "boolean",
    "zone": "select", "host": "select", "asset": "select",
}  # fmt: skip
NOTHING: Mapping[str, str] = {}


def given_of(request: HttpRequest, sheet: Sheet) -> dict[str, str]:
    return {column.name: request.POST.get(column.name, "")[:5000] for column in sheet.columns}


def typed_of(sheet: Sheet, row: Any) -> dict[str, str]:
    """A kept row as it would be typed."""
    made = {}
    for column in sheet.columns:
        value = getattr(row, column.name)
        is_named = column.kind in ("zone", "host", "asset")
        made[column.name] = (
            str(value.pk) if is_named and value is not None
            else str(value) if column.kind == "choice"
            else ("on" if value else "") if column.kind == "boolean"
            else said(column, value)
        )  # fmt: skip
    return made


def row_form(
    sheet: Sheet, names: Names, url: str, *, title: str, action: str,
    typed: Mapping[str, str] = NOTHING, errors: Mapping[str, str] = NOTHING, lines: tuple[str, ...] = (),
) -> DeskForm:  # fmt: skip
    """The form of one row; errors are said beside their fields and in a summary that takes focus."""
    fields = tuple(field_of(column, names, typed, errors) for column in sheet.columns)
    labels = {column.name: column.label for column in sheet.columns}
    found = tuple(FieldError(name, f"{labels[name]} {why}.") for name, why in errors.items())
    summary = ErrorSummary(found, f"Lỗi: CHƯA lưu {sheet.noun}", code=VALUE_REFUSED.code) if errors else None
    button = Action(action, method="submit", kind="primary", icon="check")
    return DeskForm(sheet.key, title, lines, fields, button, url, summary, is_once=False)


def field_of(column: Column, names: Names, typed: Mapping[str, str], errors: Mapping[str, str]) -> Field:
    value = typed.get(column.name, column.default)
    why = errors.get(column.name, "")
    choices = tuple(Choice(key, words, key == value) for key, words in _options(column, names))
    width: Width = (
        "full"
        if column.kind == "long"
        else "half"
        if column.most >= 300 and column.kind == "text"
        else "third"
    )
    return Field(
        column.name, column.label, _KINDS[column.kind],
        value=value if column.kind not in ("zone", "host", "asset", "choice") else "",
        hint=column.hint, error=f"{column.label} {why}." if why else "", choices=choices, width=width, rows=2,
        max_length=column.most if column.kind in ("text", "long") else 0, is_required=column.is_required,
    )  # fmt: skip


def _options(column: Column, names: Names) -> list[tuple[str, str]]:
    if column.kind == "choice":
        return [("", "Chọn"), *((column.choices or {}).items())]
    if column.kind == "zone":
        return [("", "Chưa xếp"), *((str(one.pk), one.name) for one in names.zones)]
    if column.kind in ("host", "asset"):
        rows = [one for one in names.assets if column.kind == "asset" or one.kind == "host"]
        return [("", "Không"), *((str(one.pk), one.name) for one in rows)]
    return []
