"""Who may stand for a patient, from what age people sign themselves, which papers want a stronger signature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "representatives.yaml"


@dataclass(frozen=True, slots=True)
class RepresentativeKind:
    """A kind of representative (EMR-LAW-13); basis RECALLED: shown so, never as certain.

    may_receive     copies, summary, none, or unresolved where the text contradicts itself
    needs_document  whether the basis document has to be named
    """

    key: str
    label: str
    point: str
    may_receive: str
    basis_document: str
    basis: str
    needs_document: bool = False


@dataclass(frozen=True, slots=True)
class AgeRule:
    """What holds for an age in whole years, from (inside) to below (outside)."""

    key: str
    start: int
    below: int
    need: str
    enforce: bool
    words: str
    basis: str


@dataclass(frozen=True, slots=True)
class StrongForms:
    """Forms on which a weaker confirmation than a digital signature is refused (enforce) or explained."""

    forms: frozenset[str]
    enforce: bool
    notice: str
    source: str
    basis: str


@cache
def kinds() -> Mapping[str, RepresentativeKind]:
    rows = cast("tuple[Mapping[str, object], ...]", loading.document(FILE)["kinds"])
    return {str(row["key"]): RepresentativeKind(**row) for row in rows}  # type: ignore[arg-type]


@cache
def age_rules() -> tuple[AgeRule, ...]:
    rows = cast("tuple[Mapping[str, object], ...]", loading.document(FILE)["ages"])
    return tuple(
        AgeRule(
            str(row["key"]),
            int(str(row["from"])),
            int(str(row["below"])),
            str(row["need"]),
            bool(row["enforce"]),
            str(row["words"]),
            str(row["basis"]),
        )
        for row in rows
    )


def rules_at(age: int | None) -> tuple[AgeRule, ...]:
    """The rules of an age in whole years; none when it is unknown."""
    return () if age is None else tuple(one for one in age_rules() if one.start <= age < one.below)


@cache
def strong_forms() -> StrongForms:
    raw = cast("Mapping[str, object]", loading.document(FILE)["strong"])
    return StrongForms(
        frozenset(str(code) for code in cast("tuple[object, ...]", raw["forms"])),
        bool(raw["enforce"]),
        str(raw["notice"]),
        str(raw["source"]),
        str(raw["basis"]),
    )
