"""How does a Django form's field become a Field of ours?"""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.forms import BoundField

from benhan.ui.parts.fields import Choice, Field, Kind, Width

_KINDS: tuple[tuple[type[forms.Widget], Kind], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.PasswordInput, "password"),
    (forms.Textarea, "textarea"),
    (forms.CheckboxSelectMultiple, "multichoice"),
    (forms.RadioSelect, "choice"),
    (forms.Select, "select"),
    (forms.CheckboxInput, "boolean"),
    (forms.FileInput, "file"),
    (forms.DateTimeInput, "datetime"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
    (forms.NumberInput, "number"),
)


def _kind(bound: BoundField) -> Kind:
    named = bound.field.widget.attrs.get("data-kind")
    if named:
        return cast(Kind, named)
    for widget, kind in _KINDS:
        if isinstance(bound.field.widget, widget):
            return kind
    return "text"


def _choices(bound: BoundField) -> tuple[Choice, ...]:
    options: Any = getattr(bound.field, "choices", ())
    value = bound.value()
    chosen = {str(one) for one in value} if isinstance(value, (list, tuple)) else {str(value)}
    return tuple(Choice(str(key), str(label), str(key) in chosen) for key, label in options)


def field_of(bound: BoundField, *, width: str = "") -> Field:
    """Our Field for a bound field.

    The widget's attrs may say what Django's fields don't know: data-kind, data-unit, data-url, data-display,
    data-origin, data-width; a width given here wins.
    """
    attrs = bound.field.widget.attrs
    value, kind = bound.value(), _kind(bound)
    text = "" if value is None or isinstance(value, (list, tuple)) else str(value)
    if kind == "boolean":
        text = "on" if value else ""
    return Field(
        name=bound.html_name,
        label=str(bound.label),
        kind=kind,
        value="" if kind in ("password", "file") else text,
        display=str(attrs.get("data-display", "")),
        unit=str(attrs.get("data-unit", "")),
        hint=str(bound.help_text),
        error=" ".join(str(error) for error in bound.errors),
        origin=str(attrs.get("data-origin", "")),
        choices=_choices(bound),
        data_url=str(attrs.get("data-url", "")),
        width=cast(Width, width or attrs.get("data-width", "half")),
        rows=int(attrs.get("rows", 3)),
        max_length=int(getattr(bound.field, "max_length", None) or 0),
        autocomplete=str(attrs.get("autocomplete", "off")),
        is_required=bound.field.required,
        is_disabled=bound.field.disabled,
        has_focus="autofocus" in attrs,
    )
