"""What a composition works on: one form, its printed answers, one layout, for whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from benhan.forms.catalogue import Field, Form
from benhan.forms.print_cells import Cell, Printed, cell_of
from benhan.forms.print_layout import Layout
from benhan.forms.print_signs import date_keys


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the composition works on: one form, its printed answers, one layout, for whom."""

    form: Form
    values: Mapping[str, Printed]
    layout: Layout
    official_only: bool

    def shown(self, fields: Iterable[Field]) -> list[Field]:
        """Fields that are printed in the body; our additions only when wanted."""
        away = set(self.layout.hidden) | set(date_keys(self.form, self.layout).values())
        return [
            field
            for field in fields
            if field.key not in away
            and not (self.official_only and field.extension)
            and (field.key in self.values or not self._waits_for_an_answer(field))
        ]

    def _waits_for_an_answer(self, field: Field) -> bool:
        """Our additions and boxes the law has dropped: a blank without them is the official blank."""
        return field.extension or field.key in self.layout.when_answered

    def cell(self, field: Field, *, label: str | None = None, part: str = "") -> Cell:
        """The cell of a field; diagnoses have code boxes where the records print them."""
        made = cell_of(field, self.values.get(field.key, {}), self.layout, label=label)
        made["bold"] = made["bold"] and part not in ("front", "")
        if made["t"] == "icd":
            made["boxes"] = self.layout.kind == "record" and part in ("front", "B", "")
        return made
