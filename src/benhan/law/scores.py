"""Clinical scores as data: the points an item may give and what a total means (law/scores.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import cast

from benhan.law import loading


@dataclass(frozen=True, slots=True)
class ScoreItem:
    """One line of a score; points by the code of the form's choice."""

    key: str
    label: str
    points: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Band:
    """What totals from low to high mean; both ends count."""

    low: Decimal
    high: Decimal
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Score:
    """basis says how sure the numbers are: none was read in the publication that `source` names."""

    key: str
    label: str
    source: str
    basis: str
    low: Decimal
    high: Decimal
    items: tuple[ScoreItem, ...]
    bands: tuple[Band, ...]

    def band(self, total: Decimal) -> Band | None:
        return next((band for band in self.bands if band.low <= total <= band.high), None)

    def total(self, codes: tuple[str, ...]) -> Decimal | None:
        """Sum over all items, given the chosen codes in order; None when one is missing or gives no points."""
        if len(codes) != len(self.items):
            return None
        points = [item.points.get(code) for item, code in zip(self.items, codes, strict=True)]
        return sum((one for one in points if one is not None), Decimal(0)) if None not in points else None


@cache
def scores() -> Mapping[str, Score]:
    """Every score by its key."""
    rows = cast("tuple[Mapping[str, object], ...]", loading.document("scores.yaml")["scores"])
    return {str(row["key"]): _score(row) for row in rows}


def _score(row: Mapping[str, object]) -> Score:
    items = cast("tuple[Mapping[str, object], ...]", row["items"])
    bands = cast("tuple[Mapping[str, object], ...]", row["bands"])
    return Score(
        key=str(row["key"]),
        label=str(row["label"]),
        source=str(row["source"]),
        basis=str(row["basis"]),
        low=Decimal(str(row["low"])),
        high=Decimal(str(row["high"])),
        items=tuple(ScoreItem(str(one["key"]), str(one["label"]), _points(one["points"])) for one in items),
        bands=tuple(
            Band(Decimal(str(one["low"])), Decimal(str(one["high"])), str(one["code"]), str(one["label"]))
            for one in bands
        ),
    )


def _points(raw: object) -> Mapping[str, Decimal]:
    if isinstance(raw, Mapping):
        return {str(code): Decimal(str(points)) for code, points in raw.items()}
    return {str(points): Decimal(str(points)) for points in cast("tuple[object, ...]", raw)}
