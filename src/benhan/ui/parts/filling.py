"""What does one fill in that is more than one box? Tables, pairs of eyes, drawings, and parts that hang on an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benhan.ui.parts.fields import Field

NEW_ROW = "__dong__"  # stands for a row's number in the row that a script copies


@dataclass(frozen=True, slots=True)
class FillRow:
    """A row to fill; key is its number, or the key of a fixed row whose label then says what it is.

    number  of a free row, as people count; 0 in the row a script copies
    """

    key: str
    cells: tuple[Field | FigurePad, ...]
    label: str = ""
    note: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class FillTable:
    """A table to fill.

    columns   heads, in order of the cells; a unit stands in the head
    is_free   rows may be added, removed and moved: by script at once, without one by the same buttons as submits
    as_cards  each row is a card (many or long columns); on phones every table is
    blank     the row a script copies; its key is NEW_ROW
    origin    where the rows were taken over from
    """

    name: str
    label: str
    columns: tuple[str, ...]
    rows: tuple[FillRow, ...]
    is_free: bool = False
    as_cards: bool = False
    blank: FillRow | None = None
    hint: str = ""
    error: str = ""
    origin: str = ""
    needed: str = ""
    template: ClassVar[str] = "ui/parts/fill_table.html"

    def __post_init__(self) -> None:
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise ValueError("every row needs one cell per column")

    @property
    def id(self) -> str:
        return f"o-{self.name}"

    @property
    def lines(self) -> tuple[tuple[FillRow, tuple[tuple[str, Field | FigurePad], ...]], ...]:
        return tuple((row, tuple(zip(self.columns, row.cells, strict=True))) for row in self.rows)

    @property
    def blank_line(self) -> tuple[tuple[str, Field | FigurePad], ...]:
        return tuple(zip(self.columns, self.blank.cells, strict=True)) if self.blank else ()


@dataclass(frozen=True, slots=True)
class PairLine:
    """The same question of both sides; a side the form does not ask is None."""

    label: str
    right: Field | FigurePad | None
    left: Field | FigurePad | None


@dataclass(frozen=True, slots=True)
class PairTable:
    """Right and left side by side, as on the eye forms."""

    name: str
    lines: tuple[PairLine, ...]
    right: str = "Mắt phải"
    left: str = "Mắt trái"
    template: ClassVar[str] = "ui/parts/pair_table.html"


@dataclass(frozen=True, slots=True)
class FigurePad:
    """A drawing on a base figure; sends strokes as JSON under `name` (see figure-pad.js).

    base_url     the figure drawn upon, "" for a blank box
    ratio        height per width in percent
    value        the strokes that stand
    place        which of several drawings of the same question
    """

    name: str
    label: str
    value: str = ""
    base_url: str = ""
    ratio: int = 75
    hint: str = ""
    error: str = ""
    place: int = 0
    template: ClassVar[str] = "ui/parts/figure_pad.html"

    @property
    def id(self) -> str:
        return f"o-{self.name}" if not self.place else f"o-{self.name}-{self.place}"


@dataclass(frozen=True, slots=True)
class ShownWhen:
    """A part that hangs on an answer: "smoker" (any answer) or "smoker = 1". The server decides, a script is quicker."""

    condition: str
    is_hidden: bool
    inner: Field | FillTable | FigurePad | PairTable
    template: ClassVar[str] = "ui/parts/shown_when.html"


Fillable = Field | FillTable | PairTable | FigurePad | ShownWhen
