"""Pixels: how tall is a card, where does each column and row begin, along which points does a line run?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from benhan.assurance.diagrams.grid import Block, Grid, Spot
from benhan.assurance.diagrams.letters import wrap
from benhan.assurance.diagrams.plan import Card, Group
from benhan.assurance.diagrams.routing import Channel, Way, Ways

CARD_W, PAD, LANE, MARGIN = 166.0, 12.0, 15.0, 24.0
NAME, NOTE, HEAD = 13.0, 11.0, 13.5
SIGN_W = 26.0
_GAP, _ROW_GAP, _TIER_GAP = 40.0, 18.0, 30.0
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Lettered:
    """A card's or group's texts, already broken into lines."""

    name: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def height(self) -> float:
        return len(self.name) * 16 + len(self.notes) * 13.5


def card_text(card: Card) -> Lettered:
    title = f"{card.name} (× {card.count})" if card.count > 1 else card.name
    name = wrap(title or "Không tên", CARD_W - SIGN_W - 12, NAME, bold=True, lines=3)
    return Lettered(
        name, tuple(line for note in card.notes for line in wrap(note, CARD_W - 16, NOTE, lines=2))
    )


def group_text(group: Group, wide: float) -> Lettered:
    notes = tuple(line for note in group.notes for line in wrap(note, wide - 20, NOTE, lines=2))
    return Lettered(wrap(group.title, wide - 20, HEAD, bold=True, lines=2), notes)


@dataclass(frozen=True, slots=True)
class Measures:
    """Where everything lies. x and y give the left of a column and the top of a row."""

    x: tuple[float, ...]
    y: tuple[float, ...]
    heights: tuple[float, ...]
    channels: Mapping[Channel, float]
    corridors: Mapping[int, float]
    tier_tops: Mapping[int, float]
    tier_bottoms: Mapping[int, float]
    width: float
    height: float

    def box(self, block: Block) -> tuple[float, float, float, float]:
        """x, y, width, height of a group's frame."""
        left, right = self.x[block.first] - PAD, self.x[block.last] + CARD_W + PAD
        top, bottom = self.tier_tops[block.tier], self.tier_bottoms[block.tier]
        return left, top, right - left, bottom - top

    def card(self, spot: Spot) -> tuple[float, float, float, float]:
        return self.x[spot.column], self.y[spot.row], CARD_W, self.heights[spot.row]


def measure(grid: Grid, ways: Ways, top: float) -> Measures:
    """Pixels of a grid whose first tier begins at `top`."""
    xs, corridors = _columns(grid, ways)
    heights = [0.0] * grid.rows
    for spot in grid.spots:
        written = card_text(spot.card)
        tall = 14 + max(16.0 * len(written.name), 22.0) + 13.5 * len(written.notes)
        heights[spot.row] = max(heights[spot.row], tall)
    heights = [one or 34.0 for one in heights]
    ys, channels, tops, bottoms = [0.0] * grid.rows, {}, {}, {}
    y = top
    for tier in sorted({block.tier for block in grid.blocks}):
        mine = [block for block in grid.blocks if block.tier == tier]
        tops[tier] = y
        wide = {block: (block.last - block.first + 1) * CARD_W for block in mine}
        y += 10 + max(group_text(block.group, wide[block]).height for block in mine) + 6
        for row in range(mine[0].top, mine[0].bottom + 1):
            ys[row] = y
            y += heights[row]
            lanes = ways.channels.get(("row", row), 0)
            channels["row", row] = y + _ROW_GAP / 2 + 3
            is_last = row == mine[0].bottom
            y += (_ROW_GAP + LANE * max(0, lanes - 1) + 6) if lanes or not is_last else PAD
        bottoms[tier] = y
        lanes = ways.channels.get(("tier", tier), 0)
        channels["tier", tier] = y + _TIER_GAP / 2
        y += _TIER_GAP + LANE * max(0, lanes - 1)
    width = xs[-1] + CARD_W + MARGIN + PAD + (LANE * ways.corridors.get(grid.columns, 0))
    return Measures(tuple(xs), tuple(ys), tuple(heights), channels, corridors, tops, bottoms, width, y)


def _columns(grid: Grid, ways: Ways) -> tuple[list[float], dict[int, float]]:
    """Left edge of each column, and of the first lane of each corridor."""
    xs, corridors = [], {}
    x = MARGIN + PAD
    for column in range(grid.columns + 1):
        lanes = ways.corridors.get(column, 0)
        wide = (_GAP + LANE * max(0, lanes - 1)) if 0 < column < grid.columns else LANE * lanes
        # at the picture's edges the corridor lies outside the groups' frames
        corridors[column] = x + (
            _GAP / 2 if 0 < column < grid.columns else -PAD / 2 if column == 0 else PAD + 8
        )
        if column == 0:
            corridors[column] = MARGIN
        x += wide
        if column < grid.columns:
            xs.append(x)
            x += CARD_W
    return xs, corridors


def points(grid: Grid, ways: Ways, measures: Measures) -> list[tuple[Way, list[Point]]]:
    """The corners of every way, from card to card."""
    doors = _doors(ways)
    made = []
    for number, way in enumerate(ways.ways):
        start, end = doors[number, "s"], doors[number, "e"]
        x0, x1 = _door_x(measures, way.start, start), _door_x(measures, way.end, end)
        is_below = way.corridor is None and way.start.column == way.end.column and way.start is not way.end
        if is_below and start.among == end.among == 1 and start.is_bottom != end.is_bottom:
            x0 = x1 = x1 if start.is_bottom else x0  # one above the other and alone: straight
        y0 = _edge(measures, way.start, bottom=way.leaves_down)
        y1 = _edge(measures, way.end, bottom=not way.enters_down)
        out = measures.channels[way.out[0]] + LANE * way.out[1]
        into = measures.channels[way.into[0]] + LANE * way.into[1]
        corners = [(x0, y0), (x0, out)]
        if way.corridor is not None:
            across = measures.corridors[way.corridor[0]] + LANE * way.corridor[1]
            corners += [(across, out), (across, into)]
        made.append((way, [*corners, (x1, into), (x1, y1)]))
    return made


def _edge(measures: Measures, spot: Spot, *, bottom: bool) -> float:
    return measures.y[spot.row] + (measures.heights[spot.row] if bottom else 0.0)


@dataclass(frozen=True, slots=True)
class _Door:
    """Where a line meets a card's edge: its share of the edge (0-1), and how many meet there."""

    share: float
    is_bottom: bool
    among: int


def _doors(ways: Ways) -> dict[tuple[int, str], _Door]:
    """For each end of each way its own door, so that no two leave at one point."""
    sides: dict[tuple[str, bool], list[tuple[float, int, str]]] = defaultdict(list)
    for number, way in enumerate(ways.ways):
        sides[way.start.card.key, way.leaves_down].append((way.end.column, number, "s"))
        sides[way.end.card.key, not way.enters_down].append((way.start.column, number, "e"))
    made = {}
    for (_, is_bottom), ends in sides.items():
        for place, (_, number, key) in enumerate(sorted(ends)):
            made[number, key] = _Door((place + 1) / (len(ends) + 1), is_bottom, len(ends))
    return made


def _door_x(measures: Measures, spot: Spot, door: _Door) -> float:
    """Upper doors stand to the right, where no heading of the group is; lower ones over the whole edge."""
    left, right = (10.0, CARD_W - 22) if door.is_bottom else (CARD_W * 0.8, CARD_W - 6)
    return measures.x[spot.column] + left + door.share * (right - left)
