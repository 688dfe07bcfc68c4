"""Where does each card stand? One grid of columns and rows for the whole picture, so that lines find straight ways.

Tiers stand one under another; groups of a tier side by side; a group's cards fill its columns row by row.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from benhan.assurance.diagrams.plan import Card, Group, Plan


@dataclass(frozen=True, slots=True)
class Spot:
    """A card's place: row and column of the whole grid."""

    card: Card
    tier: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Block:
    """A group's place: columns [first, last] and rows [top, bottom], both ends counted."""

    group: Group
    tier: int
    first: int
    last: int
    top: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Grid:
    """Every card and group with its place."""

    spots: tuple[Spot, ...]
    blocks: tuple[Block, ...]
    columns: int
    rows: int

    def row_tier(self, row: int) -> int:
        return next(one.tier for one in self.blocks if one.top <= row <= one.bottom)


def arrange(plan: Plan) -> Grid:
    """The grid of a plan. Few cards stand in four columns, many in up to six."""
    cards = sum(len(group.cards) for tier in plan.tiers for group in tier)
    most = 4 if cards <= 16 else 5 if cards <= 28 else 6
    tiers = [part for tier in plan.tiers for part in _cut(tier, most)]
    shapes = [_shape(tier, most) for tier in tiers]
    columns = max((sum(widths) for _, widths in shapes), default=1)
    spots: list[Spot] = []
    blocks: list[Block] = []
    row = 0
    for number, (tier, (rows, widths)) in enumerate(zip(tiers, shapes, strict=True)):
        column = (columns - sum(widths)) // 2
        for group, wide in zip(tier, widths, strict=True):
            blocks.append(Block(group, number, column, column + wide - 1, row, row + rows - 1))
            spots += [
                Spot(card, number, row + place // wide, column + place % wide)
                for place, card in enumerate(group.cards)
            ]
            column += wide
        row += rows
    return Grid(tuple(spots), tuple(blocks), columns, row)


def _cut(tier: Sequence[Group], most: int) -> list[tuple[Group, ...]]:
    """A tier of more groups than columns becomes several."""
    return [tuple(tier[start : start + most]) for start in range(0, len(tier), most)]


def _shape(tier: Sequence[Group], most: int) -> tuple[int, list[int]]:
    """(rows, columns of each group): as few rows as the columns allow."""
    counts = [max(1, len(group.cards)) for group in tier]
    rows = next(
        rows for rows in range(1, max(counts) + 1) if sum(math.ceil(n / rows) for n in counts) <= most
    )
    return rows, [math.ceil(n / rows) for n in counts]
