"""The list of papers: law/dossier/papers.yaml and annexes.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

REGIMES = ("decree-331", "decree-85")
FILES = ("dossier/papers.yaml", "dossier/annexes.yaml")
SIGNERS = frozenset({"operator", "security_unit", "appraiser", "owner", "seal"})


@dataclass(frozen=True, slots=True)
class PaperKind:
    """A row of the list.

    form         number of the decree's form, "" for a paper without one
    levels       at which levels the way to approval asks it
    from_role, to_role  operator, security_unit, appraiser, owner, authority
    signs        in this order; "seal", the facility's, is last
    state        the workflow's state in which it is made
    builder      module.function below dossier/papers, called with (kind, facts)
    is_numbered  whether it carries a number of its own
    """

    key: str
    regime: str
    form: str
    title: str
    levels: tuple[int, ...]
    from_role: str
    to_role: str
    signs: tuple[str, ...]
    state: str
    builder: str
    basis: str
    is_numbered: bool = True


@cache
def papers_of(regime: str) -> tuple[PaperKind, ...]:
    """The papers of a regime in the file's order."""
    return tuple(_kind(row, regime) for row in _rows() if regime in cast("tuple[str, ...]", row["regimes"]))


def papers_at(regime: str, level: int) -> tuple[PaperKind, ...]:
    """Those the way at this level asks."""
    return tuple(one for one in papers_of(regime) if level in one.levels)


def kind_of(regime: str, key: str) -> PaperKind:
    """Raises KeyError."""
    return {one.key: one for one in papers_of(regime)}[key]


def _rows() -> tuple[Mapping[str, object], ...]:
    present = [name for name in FILES if (loading.DATA / name).is_file()]
    return tuple(
        row
        for name in present
        for row in cast("tuple[Mapping[str, object], ...]", loading.document(name)["papers"])
    )


def _kind(row: Mapping[str, object], regime: str) -> PaperKind:
    signs = cast("tuple[str, ...]", row["signs"])
    if not set(signs) <= SIGNERS:
        raise loading.LawDataError("dossier/papers.yaml", None, f"{row['key']}: người ký không rõ")
    return PaperKind(
        key=str(row["key"]),
        regime=regime,
        form=str(row["form"]),
        title=str(row["title"]),
        levels=cast("tuple[int, ...]", row["levels"]),
        from_role=str(row["from"]),
        to_role=str(row["to"]),
        signs=signs,
        state=str(row["state"]),
        builder=str(row["builder"]),
        basis=str(row["basis"]),
        is_numbered=bool(row.get("numbered", True)),
    )
