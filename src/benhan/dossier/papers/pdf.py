"""A paper → PDF/A. The text is data to the template, never source; the bytes depend on the paper alone."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import typst

from benhan.dossier.papers.content import printable, settable, to_json
from benhan.dossier.papers.model import Paper
from benhan.dossier.papers.problems import PAPER_NOT_SET
from benhan.forms.print import Box
from benhan.forms.print_fonts import fonts

TEMPLATES = Path(__file__).resolve().parent / "templates"
STANDARD: Final = "a-3a"
UNDATED: Final = date(2026, 1, 1)  # of a file's properties when the paper has no date yet


@dataclass(frozen=True, slots=True)
class SetPaper:
    """The PDF and, by role, where each signature goes."""

    pdf: bytes
    signature_boxes: Mapping[str, Box]


def write(paper: Paper) -> bytes:
    """The paper as PDF/A-3a. Raises PAPER_NOT_SET (ours: the text is data)."""
    return _compile(paper)[0]


def write_with_places(paper: Paper) -> SetPaper:
    """The same bytes, with the places of the signatures."""
    pdf, marks = _compile(paper, with_places=True)
    return SetPaper(pdf, {str(one["role"]): _box(one) for one in marks})


def parts_of(blocks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks cut where a new page begins, each part upright or across."""
    parts: list[dict[str, Any]] = [{"is_landscape": False, "blocks": []}]
    for block in blocks:
        if block["kind"] == "new-page":
            parts.append({"is_landscape": block["is_landscape"], "blocks": []})
        else:
            parts[-1]["blocks"].append(block)
    return parts


def _compile(paper: Paper, *, with_places: bool = False) -> tuple[bytes, list[Mapping[str, Any]]]:
    content = to_json(paper)
    on = paper.on or UNDATED
    data = content | {
        "parts": parts_of(content.pop("blocks")),
        "title": printable(paper.title) or paper.key,
        "marks": list(paper.marks),
        "place_and_date": paper.place_and_date,
        "day": [on.year, on.month, on.day],
    }
    with _lock:
        try:
            return _set(data, with_places=with_places)
        except typst.TypstError:
            pass  # a sign that no font here has, most likely: it is shown as a box rather than no paper at all
        try:
            return _set(settable(data), with_places=with_places)
        except typst.TypstError as error:
            # The message may quote what was typed: it goes nowhere.
            raise PAPER_NOT_SET.at(paper=paper.key) from error


def _set(data: Mapping[str, Any], *, with_places: bool) -> tuple[bytes, list[Mapping[str, Any]]]:
    compiler = _compiler()
    inputs = {"paper": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    pdf = compiler.compile(format="pdf", pdf_standards=[STANDARD], sys_inputs=inputs)
    marks = json.loads(compiler.query("<signature>", field="value")) if with_places else []
    return cast("bytes", pdf), marks


# A compiler keeps what one setting shares with the next; it must not be used by two threads at once.
_lock = threading.Lock()


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(
        input=str(TEMPLATES / "paper.typ"),
        root=str(TEMPLATES),
        font_paths=fonts(),
        ignore_system_fonts=True,
    )


def _box(mark: Mapping[str, Any]) -> Box:
    top = mark["page-height"] - mark["y"]
    return Box(
        page=mark["page"],
        x1=round(mark["x"], 2),
        y1=round(top - mark["height"], 2),
        x2=round(mark["x"] + mark["width"], 2),
        y2=round(top, 2),
    )
