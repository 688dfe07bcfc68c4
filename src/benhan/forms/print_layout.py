"""How a form is laid on paper: what the circular's print has that the form's own data does not say.

A layout is no law: it lives in `layouts/<slug>.yaml`, and a form without one takes the defaults of its kind.
Keys of a layout file, all optional:

uses          another layout file (e.g. _front-inpatient) read first
kind          record | sheet | paper | prescription: which heading and which manners
paper, orientation     a4 | a5, portrait | landscape
title         lines of the title, as printed
motto         the national motto stands at the top right
choices       boxes (a tick box beside each choice) | digit (choices numbered, the code in a box at the right)
boxes         keys that have tick boxes all the same where choices are digits
labels        key → other printed label;  hidden: keys drawn elsewhere (by the heading, a date line)
lines         key → dotted lines on the blank;  rows: table key → empty rows on the blank
widths        table key → relative widths of its columns
together      lists of keys that share one line;  alone: keys with a line of their own
frames        section key → {widths, columns: [[line, …], …]}: boxes side by side; a line is a list of keys
lists         section key → [line, …]: the section's lines as printed
headings      section key → printed heading ("" prints none);  break_before: sections that begin a page
texts         section key → a printed sentence under its heading
signatures    rows of roles; roles not named follow in the form's order
date_line     key of the date above the signatures, or role → key
vitals        keys of the box of vital signs
boxed         key → date | card | a number: drawn as that many digit boxes
when_answered keys printed only when there is an answer (boxes the law has dropped)
figures       key → base figure, when the form names none
part_a        heading of a record's part A; "" prints none
front_gap     points between the lines of a record's front page (0: as elsewhere)
front_overleaf   part A of a record begins on a new page
sign_with     part → the part whose end its signatures stand at
pages         pages of the blank; a longer paper is set tighter (0: as long as it is)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benhan.forms.catalogue import Form

LAYOUTS = Path(__file__).resolve().parent / "layouts"

Line = tuple[str, ...]

# Characters of 11 pt Termes that fit the text width; what a line may hold is counted in them.
_CAPACITY = {
    ("a4", "portrait"): 98,
    ("a4", "landscape"): 146,
    ("a5", "portrait"): 66,
    ("a5", "landscape"): 100,
}
_WIDTH_PT = {
    ("a4", "portrait"): 518.7,
    ("a4", "landscape"): 765.4,
    ("a5", "portrait"): 360.0,
    ("a5", "landscape"): 535.7,
}
_UNKNOWN = 99  # Form.pages of a blank nobody has seen
_KINDS = {
    "record": "record",
    "prescription": "prescription",
    "certificate": "paper",
    "discharge": "paper",
    "consent": "paper",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """A layout ready to be followed; see the module for what each part means."""

    kind: str
    paper: str = "a4"
    orientation: str = "portrait"
    title: tuple[str, ...] = ()
    motto: bool = False
    choices: str = "boxes"
    boxes: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()
    lines: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    widths: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    together: tuple[Line, ...] = ()
    alone: tuple[str, ...] = ()
    frames: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    lists: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    break_before: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    signatures: tuple[Line, ...] = ()
    date_line: str | Mapping[str, str] = ""
    vitals: tuple[str, ...] = ()
    boxed: Mapping[str, str] = field(default_factory=dict)
    when_answered: tuple[str, ...] = ()
    front_gap: float = 0
    front_overleaf: bool = True
    sign_with: Mapping[str, str] = field(default_factory=dict)
    part_a: str = "A. BỆNH ÁN"
    pages: int = 0
    figures: Mapping[str, str] = field(default_factory=dict)
    is_tight: bool = False
    is_overleaf: bool = True
    is_compact: bool = False

    @property
    def size(self) -> float:
        """Points of the body text: papers for people are set larger, as letters of an office are."""
        if self.paper == "a5":
            return 9.6 if self.is_compact else 10.5
        return 12.5 if self.kind == "paper" and not self.is_tight else 11

    @property
    def capacity(self) -> int:
        """Characters a full line holds."""
        return int(_CAPACITY[self.paper, self.orientation] * 11 / max(self.size, 10.5))

    @property
    def width(self) -> float:
        """Points of the text width."""
        return _WIDTH_PT[self.paper, self.orientation]

    def tighter(self, *, is_overleaf: bool) -> Layout:
        """The same without spare dotted lines and, when not overleaf, without page breaks and with lines closer."""
        return replace(self, is_tight=True, is_overleaf=is_overleaf, is_compact=not is_overleaf)


def layout_of(form: Form) -> Layout:
    """The layout file of a form over the defaults of its kind."""
    read = dict(_read(form.slug))
    kind = str(read.get("kind") or _KINDS.get(form.kind, "sheet"))
    paper = str(read.get("paper") or form.paper or "a4").lower()
    orientation = str(read.get("orientation") or form.orientation)
    known: dict[str, Any] = {
        "rows": _spare_rows(form, orientation),
        "motto": kind == "paper",
        "pages": form.pages if form.pages < _UNKNOWN else (0 if kind == "record" else 1),
        "orientation": orientation,
    }
    if "rows" in read:
        read["rows"] = known["rows"] | read["rows"]
    return Layout(
        **(known | {key: _frozen(value) for key, value in read.items()} | {"kind": kind, "paper": paper})
    )


def _spare_rows(form: Form, orientation: str) -> dict[str, int]:
    """Empty rows of the blank: the only table of a sheet is what the sheet is for."""
    free = [
        field.key for field in form.fields if field.type == "table" and not field.rows and not field.layout
    ]
    if len(free) != 1 or form.kind in ("record", "prescription"):
        return {}
    return {free[0]: 12 if orientation == "portrait" else 7}


@cache
def _read(name: str) -> dict[str, Any]:
    """A layout file; mappings of the one it uses are filled up key by key, everything else is replaced."""
    path = LAYOUTS / f"{name}.yaml"
    if not path.is_file():
        return {}
    own: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    under = dict(_read(own.pop("uses"))) if "uses" in own else {}
    for key, value in own.items():
        old = under.get(key)
        if isinstance(value, dict) and isinstance(old, dict):
            under[key] = old | value
        elif isinstance(value, list) and isinstance(old, list) and key in ("hidden", "together", "alone"):
            under[key] = old + value
        else:
            under[key] = value
    return under


def _frozen(value: object) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(item) for item in value)
    if isinstance(value, dict):
        return {str(key): _frozen(item) for key, item in value.items()}
    return value
