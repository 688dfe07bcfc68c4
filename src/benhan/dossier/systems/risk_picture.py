"""The register as a 5 × 5 picture: likelihood upwards, impact to the right, each open risk by its code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benhan.assurance.models import Risk
from benhan.law.risks import band_of

_W, _H, _LEFT, _TOP, _GAP = 118, 66, 96, 8, 4
_PER_CELL = 4


@dataclass(frozen=True, slots=True)
class Mark:
    x: int
    y: int
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Square:
    """A square of the picture in pixels; its tone says the band, its number the product."""

    x: int
    y: int
    tone: str
    product: int
    marks: tuple[Mark, ...]

    @property
    def text_x(self) -> int:
        return self.x + _W - 8

    @property
    def text_y(self) -> int:
        return self.y + 18


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture with its text equivalent."""

    cells: tuple[Square, ...]
    labels: tuple[Mark, ...]
    described: str
    width: int = _LEFT + 5 * (_W + _GAP) + 8
    height: int = _TOP + 5 * (_H + _GAP) + 44
    cell_width: int = _W
    cell_height: int = _H


def picture(risks: Sequence[Risk]) -> Picture:
    """Open risks in their squares; more than four in one square are counted."""
    cells = tuple(
        _square(risks, likelihood, impact) for likelihood in range(5, 0, -1) for impact in range(1, 6)
    )
    rows = [
        Mark(_LEFT - 10, _TOP + place * (_H + _GAP) + _H // 2 + 5, str(5 - place), "end")
        for place in range(5)
    ]
    base = _TOP + 5 * (_H + _GAP)
    columns = [Mark(_LEFT + place * (_W + _GAP) + _W // 2, base + 16, str(place + 1)) for place in range(5)]
    names = [
        Mark(0, _TOP + 20, "Khả năng", "start"),
        Mark(_LEFT + 5 * (_W + _GAP) - _GAP, base + 38, "Ảnh hưởng →", "end"),
    ]
    return Picture(cells, (*rows, *columns, *names), _said(risks))


def _square(risks: Sequence[Risk], likelihood: int, impact: int) -> Square:
    x, y = _LEFT + (impact - 1) * (_W + _GAP), _TOP + (5 - likelihood) * (_H + _GAP)
    mine = [one.code for one in risks if (one.likelihood, one.impact) == (likelihood, impact)]
    words = (
        mine if len(mine) <= _PER_CELL else [*mine[: _PER_CELL - 1], f"và {len(mine) - _PER_CELL + 1} nữa"]
    )
    marks = tuple(Mark(x + 8, y + 17 + 14 * place, text, "start") for place, text in enumerate(words))
    return Square(x, y, band_of(likelihood * impact).tone, likelihood * impact, marks)


def _said(risks: Sequence[Risk]) -> str:
    if not risks:
        return "Chưa có rủi ro nào đang mở."
    parts = []
    for tone in ("son", "hoe", "la"):
        mine = [one for one in risks if band_of(one.likelihood * one.impact).tone == tone]
        if mine:
            title = band_of(mine[0].likelihood * mine[0].impact).title.lower()
            parts.append(f"{len(mine)} rủi ro {title}: {', '.join(one.code for one in mine)}")
    return "; ".join(parts) + "."
