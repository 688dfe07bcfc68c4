"""Headings of sections: which are printed, which only repeat what follows, which a label carries in itself."""

from __future__ import annotations

import re

from benhan.forms.catalogue import Field, Section
from benhan.forms.print_cells import Cell, is_numbered, label_of
from benhan.forms.print_lines import Block
from benhan.forms.print_sheet import Sheet
from benhan.forms.print_text import printable

# Names of sections that structure the data but are not printed on the Ministry's sheets.
UNPRINTED = frozenset(
    {"tiêu đề", "đầu trang", "hành chính", "nội dung", "kết thúc", "theo dõi", "yêu cầu", "người bệnh"}
)
PART = re.compile(r"^(?:A|B|C|PHẦN|Phần)\b")
_SUMMING = re.compile(r"^[\dIVX.]+ ?[-–] ?[\dIVX]")  # "2 - 3. Bệnh sử, tiền sử": our name for several items
_MINOR = re.compile(r"^(?:\d|[a-z]\.)")


def heading(sheet: Sheet, section: Section, fields: list[Field]) -> list[Block]:
    """The section's printed heading; one that only repeats its first field is not printed twice."""
    own = sheet.layout.headings.get(section.key)
    if own is not None:
        return [head(1, own)] if own else []
    text = section.label
    outer, _, inner = text.partition(": ")
    if fields and all(field.pair for field in fields):  # the table of both eyes names its topics itself
        return [head(1, outer)] if inner and re.match(r"^\d+\.\d", outer) else []
    first = label_of(fields[0], sheet.layout) if fields else ""
    if bare(text) == bare(first):
        return [head(1, text)] if fields[0].type == "table" else []
    if sheet.layout.kind == "record":
        return _of_record(text, first)
    if sheet.layout.kind in ("paper", "prescription"):
        return [head(1, text)] if is_numbered(text) else []
    return [head(1, text)] if text.lower() not in UNPRINTED else []


def _of_record(text: str, first: str) -> list[Block]:
    """`first` is the label of the section's first field; numbers in it may make the heading needless."""
    outer, _, inner = text.partition(": ")
    if inner and _opens(outer):
        says_more = bare(inner) != bare(first) and (is_numbered(inner) or not is_numbered(first))
        return [head(1, outer), head(2, inner)] if says_more else [head(1, outer)]
    if text.casefold().startswith("tổng kết"):
        return [head(1, text.upper())]
    if _SUMMING.match(text) or (is_numbered(first) and not _opens(text)):
        return []
    if is_numbered(first) and " - " in text and first.split(".")[0] == text.split(".")[0]:
        return []
    return [head(2 if _MINOR.match(text) else 1, text)]


def _opens(text: str) -> bool:
    return is_numbered(text) or PART.match(text) is not None


def head(level: int, text: str) -> Block:
    """A heading block; level 1 of a section, 2 within it."""
    return {"b": "heading", "level": level, "text": printable(text.removesuffix(":"))}


def bare(label: str) -> str:
    """A label without its number, small: how two labels are found to say the same."""
    return re.sub(r"^(?:\d+(?:\.\d+)*|[IVX]+|[A-C])\s*[.)–-]\s*", "", label).casefold().strip(" :")


def split_label(
    sheet: Sheet, field: Field, part: str, *, first: bool = False, section: Section | None = None
) -> tuple[list[Block], Cell]:
    """ "2. Tiền sử bệnh: Bản thân" becomes a heading and a label; a label that repeats the heading takes its
    number."""
    label = label_of(field, sheet.layout)
    if (
        first
        and section is not None
        and section.key not in sheet.layout.headings
        and bare(section.label) == bare(label)
    ):
        return [], sheet.cell(field, label=section.label, part=part)
    cell = sheet.cell(field, part=part)
    outer, _, inner = label.partition(": ")
    if (
        sheet.layout.kind == "record"
        and inner
        and is_numbered(outer)
        and cell["full"]
        and not inner[0].islower()
    ):
        cell = sheet.cell(field, label=inner, part=part) | {"bold": False}
        cell["bullet"] = "+"
        return [head(2, outer)], cell
    if sheet.layout.kind == "record" and part in ("A", "B") and not cell["bold"]:
        cell["bullet"] = "-"
    return [], cell
