"""The drawn vital signs as values: coordinates are pixels of the SVG's view box, already computed.

`benhan.ui.charts` makes them from measurements.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True)
class Point:
    """A measurement: pixels, and the sentence that says it."""

    x: str
    y: str
    text: str
    is_out: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A line: tone is its colour, mark its shape, so that colour never stands alone."""

    label: str
    tone: Literal["son", "cham"]
    mark: Literal["dot", "ring"]
    path: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the grid with its number."""

    at: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A normal range in tint, a bar beside its own axis so that the two never mix."""

    x: str
    y: str
    height: str
    label: str
    tone: Literal["son", "cham"]


@dataclass(frozen=True, slots=True)
class ChartTable:
    """The same measurements as text: head and lines."""

    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class VitalChart:
    """Pulse in vermilion, temperature in indigo, as on the ward's chart; with its text equivalent."""

    id: str
    title: str
    summary: str
    width: int
    height: int
    left: int
    right: int
    top: int
    bottom: int
    series: tuple[Series, ...]
    left_ticks: tuple[Tick, ...]
    right_ticks: tuple[Tick, ...]
    time_ticks: tuple[Tick, ...]
    bands: tuple[Band, ...]
    table: ChartTable
    template: ClassVar[str] = "ui/parts/vital_chart.html"


@dataclass(frozen=True, slots=True)
class Sparkline:
    """A small trend inside a line of text; title says it in words."""

    title: str
    path: str
    end_x: str
    end_y: str
    last: str
    template: ClassVar[str] = "ui/parts/sparkline.html"
