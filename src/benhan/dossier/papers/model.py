"""An administrative paper (văn bản hành chính) as a value: what it says, not how a file format says it.

Writers turn it into DOCX and PDF/A; kept as JSON it is what the comparison with the approved version reads.
Layout follows docs/sources.md#nghi-dinh-30-2020 (RECALLED).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """level 1 “Phần A”, 2 “A1.”, 3 smaller."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    is_bold: bool = False
    is_italic: bool = False
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; widths are shares of the line (any unit), numeric columns are set right.

    rows    a row of one cell is a heading across the table
    totals  the last line, () without one
    empty   what stands there when there are no rows: a gap is said, never left blank
    """

    columns: tuple[str, ...]
    rows: Rows
    widths: tuple[float, ...]
    numeric: frozenset[int] = frozenset()
    totals: tuple[str, ...] = ()
    empty: str = "Chưa có"
    caption: str = ""

    def __post_init__(self) -> None:
        wide = [
            row
            for row in (*self.rows, *((self.totals,) if self.totals else ()))
            if len(row) not in (1, len(self.columns))
        ]
        if wide or len(self.widths) != len(self.columns):
            raise ValueError("every row needs one cell per column, or one cell across")


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, one a line."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing as SVG text with its caption and its text equivalent."""

    svg: str
    caption: str
    described: str


@dataclass(frozen=True, slots=True)
class NewPage:
    """What follows begins on a new page, across when is_landscape."""

    is_landscape: bool = False


Block = Heading | Paragraph | Bullets | Grid | Facts | Figure | NewPage


@dataclass(frozen=True, slots=True)
class SignPlace:
    """Where somebody signs: role is a key of law/dossier/papers.yaml; words stand above (“GIÁM ĐỐC”)."""

    role: str
    words: str
    name: str = ""
    note: str = "(Ký số)"


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper.

    parent, issuer  the two lines at the head's left (cơ quan chủ quản, cơ quan ban hành)
    number          “12/TTr-TTYT”, "" when not given yet: the paper says so
    kind, subject   “TỜ TRÌNH”, “về việc …”; kind "" for a letter (công văn), whose subject stands under the number
    to              “Kính gửi” lines
    grounds         “Căn cứ …” lines
    copies          “Nơi nhận” lines
    """

    key: str
    parent: str
    issuer: str
    number: str
    place: str
    on: date | None
    kind: str
    subject: str
    blocks: tuple[Block, ...]
    to: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    signs: tuple[SignPlace, ...] = ()
    copies: tuple[str, ...] = ()
    basis_note: str = ""  # what is RECALLED in it, printed small at the end
    is_draft: bool = True
    is_numbered: bool = True  # an explanation kept with a letter has no number of its own
    is_demo: bool = False  # the facility is invented: said at the head and on each further page

    @property
    def title(self) -> str:
        """Kind and subject in one line, what a file's properties and lists call it."""
        return " ".join(one for one in (self.kind, self.subject) if one)

    @property
    def marks(self) -> tuple[str, ...]:
        """What keeps a reader from taking the paper for a valid one."""
        return (("DỰ THẢO",) if self.is_draft else ()) + (
            ("BẢN DEMO – không có giá trị pháp lý",) if self.is_demo else ()
        )

    @property
    def place_and_date(self) -> str:
        """“Bắc Ninh, ngày 05 tháng 01 năm 2026”; days and the first two months take a leading zero."""
        if self.on is None:
            return f"{self.place}, ngày … tháng … năm …"
        month = f"{self.on.month:02d}" if self.on.month < 3 else str(self.on.month)
        return f"{self.place}, ngày {self.on.day:02d} tháng {month} năm {self.on.year}"
