"""What a system's description asks for (law/dossier/system.yaml) and which zones a level wants at least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

_FILE = "dossier/system.yaml"


@dataclass(frozen=True, slots=True)
class DescribedField:
    """A field of A1-A3. columns: it holds lines, each with cells apart by “|”. is_named: the law names it."""

    key: str
    title: str
    is_named: bool
    columns: tuple[str, ...] = ()
    unit: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class DescribedSection:
    key: str
    number: str
    title: str
    fields: tuple[DescribedField, ...]


@dataclass(frozen=True, slots=True)
class MinimumZones:
    """Kinds of zone a level wants at least, and where that stands."""

    kinds: tuple[str, ...]
    law: str
    basis: str


@cache
def described_sections() -> tuple[DescribedSection, ...]:
    rows = cast("Sequence[Mapping[str, object]]", loading.document(_FILE)["sections"])
    return tuple(
        DescribedSection(
            str(row["key"]), str(row["number"]), str(row["title"]),
            tuple(_field(one) for one in cast("Sequence[Mapping[str, object]]", row["fields"])),
        )
        for row in rows
    )  # fmt: skip


def _field(row: Mapping[str, object]) -> DescribedField:
    columns = tuple(str(one) for one in cast("Sequence[object]", row.get("columns", ())))
    return DescribedField(
        str(row["key"]), str(row["title"]), bool(row.get("is_named")), columns, str(row.get("unit", "")),
        str(row.get("help", "")),
    )  # fmt: skip


def missing_of(description: Mapping[str, object]) -> tuple[DescribedField, ...]:
    """Fields the law names that are still empty."""
    fields = (field for section in described_sections() for field in section.fields)
    return tuple(one for one in fields if one.is_named and not str(description.get(one.key) or "").strip())


def minimum_zones(regime: str, level: int) -> MinimumZones:
    """The zones of a level (1-5) in a regime. KeyError for an unknown one."""
    zones = cast("Mapping[str, Mapping[str, object]]", loading.document(_FILE)["zones"])[regime]
    kinds = cast("Mapping[str, Sequence[str]]", zones["by_level"])[str(level)]
    return MinimumZones(tuple(kinds), str(zones["law"]), str(zones["basis"]))


def wireless_rule() -> str:
    return str(loading.document(_FILE)["wireless"])
