"""What is in the list? Tables whose head stays, filters read as a sentence, totals say of what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benhan.ui.parts.frame import Action
from benhan.ui.parts.states import Badge, Empty, Tone


@dataclass(frozen=True, slots=True)
class Column:
    """A column; unit stands in the head; on phones a minor column is left out; a tight one never breaks."""

    label: str
    unit: str = ""
    is_numeric: bool = False
    is_minor: bool = False
    is_tight: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A value; an empty cell in a record is a defect, so say "không" or "—" with a title.

    note   small second line
    title  full text or exact time on hover
    """

    text: str = ""
    note: str = ""
    title: str = ""
    badge: Badge | None = None
    tone: Tone = ""
    icon: str = ""
    is_strong: bool = False
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line; url is where a click on it (or Enter) goes; its first cell carries the link."""

    cells: tuple[Cell, ...]
    url: str = ""
    tone: Tone = ""
    id: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class FilterChip:
    """One filter; url is the page with it turned over."""

    label: str
    url: str
    is_on: bool = False
    count: str = ""


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where in a long list: "1–20 trong 318 người bệnh"; "" where there is no such page."""

    text: str
    previous_url: str = ""
    next_url: str = ""
    template: ClassVar[str] = "ui/parts/pagination.html"


@dataclass(frozen=True, slots=True)
class Table:
    """A list of like things.

    caption   what the list holds, as a sentence
    filters   chips before the table; sentence says in words what is shown
    totals    the last row, one cell per column; its first cell says of what
    """

    id: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Empty
    totals: tuple[Cell, ...] = ()
    filters: tuple[FilterChip, ...] = ()
    sentence: str = ""
    actions: tuple[Action, ...] = ()
    pagination: Pagination | None = None
    hides_caption: bool = False
    template: ClassVar[str] = "ui/parts/table.html"

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("every row needs one cell per column")

    @property
    def lines(self) -> tuple[tuple[Row, tuple[tuple[Column, Cell], ...]], ...]:
        """Rows with each cell beside its column, for the template."""
        return tuple((row, tuple(zip(self.columns, row.cells, strict=True))) for row in self.rows)

    @property
    def total_line(self) -> tuple[tuple[Column, Cell], ...]:
        return tuple(zip(self.columns, self.totals, strict=True)) if self.totals else ()
