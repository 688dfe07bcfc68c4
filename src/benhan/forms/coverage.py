"""How much of a form is known, and how surely: the figures of the catalogue page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from benhan.forms.catalogue import Field, Form


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts over the fields, columns and fixed rows of one form.

    fields          questions, columns of cards included
    cells           columns and fixed rows of tables, cards apart
    read, recalled  how many of fields and rows were read somewhere, or only remembered; together all of them
    extensions      ours, not on the official print
    unread_boxes    boxes whose words nobody could read
    prefilled, calculated    filled by the system
    mapped_to_fhir  become a resource of their own; mapped_in_words: only described
    """

    fields: int
    cells: int
    read: int
    recalled: int
    extensions: int
    unread_boxes: int
    prefilled: int
    calculated: int
    mapped_to_fhir: int
    mapped_in_words: int

    @property
    def read_percent(self) -> int:
        """Whole per cent, rounded down; 100 means every one."""
        known = self.read + self.recalled
        return 100 * self.read // known if known else 0


def coverage(form: Form) -> Coverage:
    """Counted anew at each call; cheap enough for a page of a hundred forms."""
    fields = tuple(_questions(form))
    rows = [(row.basis or table.basis) for table in form.fields for row in table.rows]
    marks = [field.basis for field in fields] + rows
    read = sum(mark.startswith("READ") for mark in marks)
    tables = [field for field in form.fields if field.type == "table" and field.layout != "cards"]
    return Coverage(
        fields=len(fields),
        cells=sum(len(table.columns) + len(table.shown) + len(table.rows) for table in tables),
        read=read,
        recalled=len(marks) - read,
        extensions=sum(field.extension for field in fields),
        unread_boxes=sum(field.choice_count for field in fields),
        prefilled=sum(bool(field.prefill) for field in fields),
        calculated=sum(field.calc is not None for field in fields),
        mapped_to_fhir=sum(field.fhir is not None for field in fields),
        mapped_in_words=sum(bool(field.maps_to) and field.fhir is None for field in fields),
    )


def _questions(form: Form) -> Iterator[Field]:
    """Fields, and instead of a table of cards the questions of one card."""
    for field in form.fields:
        yield from field.columns if field.layout == "cards" else (field,)
