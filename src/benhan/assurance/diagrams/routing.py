"""Which way does each line go? Through gaps between rows and columns only, each in a lane of its own.

A way is: out of the card, along the gap below or above its row (a channel), down a gap between columns (a corridor)
when rows lie between, along the channel at the other card, and in. Lines may cross, they never run on one another.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benhan.assurance.diagrams.grid import Grid, Spot
from benhan.assurance.diagrams.plan import Line

Channel = tuple[str, int]  # ("row", r): below row r, inside its tier · ("tier", t): below tier t


@dataclass(frozen=True, slots=True)
class Way:
    """A line's way. corridor None when one channel is enough; channels are (channel, lane)."""

    line: Line
    start: Spot
    end: Spot
    leaves_down: bool
    enters_down: bool
    out: tuple[Channel, int]
    corridor: tuple[int, int] | None
    into: tuple[Channel, int]


@dataclass(frozen=True, slots=True)
class Ways:
    """All ways, and how many lanes each channel and corridor needs."""

    ways: tuple[Way, ...]
    channels: dict[Channel, int]
    corridors: dict[int, int]


class _Lanes:
    """Lanes of one kind of gap: the first in which an interval is free."""

    def __init__(self) -> None:
        self.taken: dict[object, list[list[tuple[float, float]]]] = {}

    def take(self, gap: object, low: float, high: float) -> int:
        lanes = self.taken.setdefault(gap, [])
        for number, lane in enumerate(lanes):
            if all(high < start or end < low for start, end in lane):
                lane.append((low, high))
                return number
        lanes.append([(low, high)])
        return len(lanes) - 1


def route(grid: Grid, lines: Sequence[Line]) -> Ways:
    """The way of every line whose two cards are there (and differ)."""
    by_key = {one.card.key: one for one in grid.spots}
    last_rows = {block.tier: block.bottom for block in grid.blocks}
    first_rows = {block.tier: block.top for block in grid.blocks}
    channels, corridors = _Lanes(), _Lanes()
    made = []
    for line in lines:
        start, end = by_key.get(line.start), by_key.get(line.end)
        if start is None or end is None or start is end:
            continue
        down = end.row >= start.row
        upper, lower = (start, end) if down else (end, start)
        under: Channel = ("row", upper.row)
        if upper.tier != lower.tier and upper.row == last_rows[upper.tier]:
            under = ("tier", upper.tier)
        is_level = upper.row == lower.row
        over: Channel = ("row", lower.row - 1)
        if upper.tier != lower.tier and lower.row == first_rows[lower.tier]:
            over = ("tier", lower.tier - 1)
        if is_level or over == under:
            low, high = sorted((start.column, end.column))
            lane = channels.take(under, low - 0.4, high + 0.4)
            made.append(
                Way(line, start, end, down, down and not is_level, (under, lane), None, (under, lane))
            )
            continue
        corridor = _corridor(upper.column, lower.column)
        track = corridors.take(corridor, upper.row, lower.row)
        first = channels.take(under, *_reach(upper.column, corridor))
        second = channels.take(over, *_reach(lower.column, corridor))
        out, into = ((under, first), (over, second)) if down else ((over, second), (under, first))
        made.append(Way(line, start, end, down, down, out, (corridor, track), into))
    return Ways(
        tuple(made), {key: len(lanes) for key, lanes in channels.taken.items()},  # type: ignore[misc]
        {key: len(lanes) for key, lanes in corridors.taken.items()},  # type: ignore[misc]
    )  # fmt: skip


def _corridor(upper: int, lower: int) -> int:
    """The gap beside the lower card that faces the upper one; gap k stands left of column k."""
    return lower if upper < lower else lower + 1


def _reach(column: int, corridor: int) -> tuple[float, float]:
    """The stretch of a channel between a card's middle and a corridor, in columns."""
    low, high = sorted((float(column), corridor - 0.5))
    return low - 0.4, high + 0.1
