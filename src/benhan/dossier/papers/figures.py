"""A drawing (SVG) as a picture (PNG): what DOCX takes everywhere."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from benhan.dossier.papers.problems import PAPER_NOT_SET
from benhan.forms.print_fonts import fonts

TEMPLATE = Path(__file__).resolve().parent / "templates" / "figure.typ"
PER_INCH: Final = 160.0


@dataclass(frozen=True, slots=True)
class Picture:
    """width, height in pixels."""

    png: bytes
    width: int
    height: int


@lru_cache(maxsize=16)
def as_png(svg: str) -> Picture:
    """Raises PAPER_NOT_SET when the drawing cannot be read (ours: drawings are made by us)."""
    try:
        png = typst.compile(
            str(TEMPLATE),
            format="png",
            ppi=PER_INCH,
            sys_inputs={"svg": svg},
            font_paths=fonts(),
            ignore_system_fonts=True,
        )
    except typst.TypstError as error:
        raise PAPER_NOT_SET.at(paper="figure") from error
    width, height = struct.unpack(">II", png[16:24])  # the first chunk of a PNG says its size
    return Picture(png, width, height)
