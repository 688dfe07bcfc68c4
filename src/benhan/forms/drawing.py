"""What a person drew on a figure: strokes, as the browser sends them, and as an SVG that only we write.

Coordinates are whole numbers 0..1000 on both axes of the base figure, from its upper left corner; what lies
outside is moved to the edge. A picture that a browser made is never stored: we draw it anew from the strokes.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

SIZE = 1000
PENS = ("#1a1a1a", "#b3261e", "#1f4fa3", "#1b7a3d")  # black, red, blue, green
MOST_STROKES = 500
MOST_POINTS = 20_000  # of a whole drawing: about 200 KB of SVG

MEDIA_TYPE = "image/svg+xml"

_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" fill="none" stroke-width="4" '
    'stroke-linecap="round" stroke-linejoin="round">'
)
_PATH = re.compile(r'<path stroke="(#[0-9a-f]{6})" d="M([0-9 L]+)"/>')


@dataclass(frozen=True, slots=True)
class Stroke:
    """One movement of the pen; a single point is a dot. pen = place in PENS."""

    points: tuple[tuple[int, int], ...]
    pen: int = 0

    def __post_init__(self) -> None:
        if not self.points or not 0 <= self.pen < len(PENS):
            raise ValueError("no such stroke")
        if any(not 0 <= part <= SIZE for point in self.points for part in point):
            raise ValueError("a point lies outside the figure")


@dataclass(frozen=True, slots=True)
class Drawing:
    strokes: tuple[Stroke, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.strokes) <= MOST_STROKES:
            raise ValueError("no drawing")
        if sum(len(stroke.points) for stroke in self.strokes) > MOST_POINTS:
            raise ValueError("too many points")

    @property
    def svg(self) -> str:
        """The same strokes always give the same text."""
        paths = "".join(
            f'<path stroke="{PENS[stroke.pen]}" d="M{_points(stroke)}"/>' for stroke in self.strokes
        )
        return f"{_HEAD}{paths}</svg>"

    @property
    def typed(self) -> str:
        """As the browser sends it."""
        rows = [
            {"pen": stroke.pen, "points": [list(point) for point in stroke.points]} for stroke in self.strokes
        ]
        return json.dumps(rows, separators=(",", ":"))


def read_strokes(text: str) -> Drawing | None:
    """A JSON list of strokes, each [[x, y], …] or {"pen": n, "points": [[x, y], …]}; None when it is not one."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(rows, list):
        return None
    try:
        return Drawing(tuple(_stroke(row) for row in rows))
    except (ValueError, OverflowError):  # a whole number too large for any screen
        return None


def from_svg(text: str) -> Drawing:
    """Our own SVG back to strokes; ValueError for any other."""
    strokes = tuple(Stroke(tuple(_pairs(found[2])), PENS.index(found[1])) for found in _PATH.finditer(text))
    made = Drawing(strokes)
    if made.svg != text:
        raise ValueError("not a drawing of ours")
    return made


def _points(stroke: Stroke) -> str:
    one = stroke.points if len(stroke.points) > 1 else stroke.points * 2  # a line to itself shows as a dot
    return "L".join(f"{x} {y}" for x, y in one)


def _pairs(path: str) -> Iterator[tuple[int, int]]:
    points = [tuple(int(part) for part in pair.split()) for pair in path.split("L")]
    if len(points) == 2 and points[0] == points[1]:
        points = points[:1]
    for point in points:
        x, y = point
        yield x, y


def _stroke(row: object) -> Stroke:
    pen, points = (row.get("pen", 0), row.get("points")) if isinstance(row, dict) else (0, row)
    if not isinstance(points, list) or not isinstance(pen, int) or isinstance(pen, bool):
        raise ValueError("no such stroke")
    made = tuple(_point(point) for point in points)
    # A dot twice in the same place is one dot: the drawn form could not tell them apart.
    return Stroke(made[:1] if len(made) == 2 and made[0] == made[1] else made, pen)


def _point(point: object) -> tuple[int, int]:
    if not isinstance(point, list) or len(point) != 2:
        raise ValueError("no such point")
    x, y = (_coordinate(part) for part in point)
    return x, y


def _coordinate(part: object) -> int:
    if isinstance(part, bool) or not isinstance(part, int | float) or not math.isfinite(part):
        raise ValueError("no such point")
    return min(SIZE, max(0, round(part)))
