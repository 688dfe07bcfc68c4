"""The sections of the explanation with their columns (law/dossier/sections.yaml): one list for builders and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.dossier.papers.model import Facts, Grid, Rows
from benhan.dossier.papers.regimes import Regime
from benhan.law import loading

FILE = "dossier/sections.yaml"


@dataclass(frozen=True, slots=True)
class Section:
    """A section: kind facts, grid, figure or text; law names those of its columns the law itself names."""

    key: str
    part: str
    title: str
    kind: str
    columns: tuple[str, ...]
    law: tuple[str, ...]
    widths: tuple[float, ...]
    numeric: frozenset[int]
    levels: tuple[int, ...]
    basis: str

    def titled(self, regime: Regime) -> str:
        return self.title.format(security=regime.security, overview=regime.overview)

    def facts(self, values: Sequence[str]) -> Facts:
        """Label and value, in the section's order."""
        return Facts(tuple(zip(self.columns, values, strict=True)))

    def grid(
        self,
        rows: Rows,
        *,
        empty: str = "Chưa khai",
        totals: tuple[str, ...] = (),
        caption: str = "",
    ) -> Grid:
        return Grid(self.columns, rows, self.widths, self.numeric, totals, empty, caption)


@cache
def sections() -> Mapping[str, Section]:
    """Every section by key, in order."""
    rows = cast("tuple[Mapping[str, object], ...]", loading.document(FILE)["sections"])
    return {str(row["key"]): _section(row) for row in rows}


def _section(row: Mapping[str, object]) -> Section:
    columns = cast("tuple[str, ...]", row["columns"])
    named = cast("tuple[str, ...]", row.get("law", ()))
    if not set(named) <= set(columns):
        raise loading.LawDataError(FILE, None, f"{row['key']}: cột theo luật không có trong bảng")
    return Section(
        key=str(row["key"]),
        part=str(row["part"]),
        title=str(row["title"]),
        kind=str(row["kind"]),
        columns=columns,
        law=named,
        widths=cast("tuple[float, ...]", row.get("widths", ())),
        numeric=frozenset(cast("tuple[int, ...]", row.get("numeric", ()))),
        levels=cast("tuple[int, ...]", row.get("levels", (1, 2, 3, 4, 5))),
        basis=str(row["basis"]),
    )
