"""Retention classes, deadlines, abbreviations, vital-sign limits and the legal texts they come from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import cast

from benhan.law import loading


@dataclass(frozen=True, slots=True)
class RetentionClass:
    """How long one class of file is kept; years None = for ever."""

    id: str
    key: str
    label: str
    years: int | None
    basis: str
    note: str = ""

    def until(self, closed_on: date) -> date | None:
        """31 December of the closing year + years (docs/sources.md#luat-33-2024); None = never destroyed."""
        return None if self.years is None else date(closed_on.year + self.years, 12, 31)


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """When a file belongs to a class; `when` is form, flag, deceased or diagnosis (a hint only)."""

    kept_as: str
    when: str
    values: tuple[str, ...]
    label: str
    basis: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A default time limit in hours; no living text sets one, so every facility may change it."""

    key: str
    label: str
    hours: int
    counted_from: str
    basis: str


@dataclass(frozen=True, slots=True)
class Source:
    """A legal text and how we read it."""

    key: str
    number: str
    title: str
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    how_read: str


@dataclass(frozen=True, slots=True)
class Vital:
    """A measured sign: its LOINC code, UCUM unit, the unit people read, and the limits of plausible input."""

    key: str
    display: str
    loinc: str
    loinc_display: str
    ucum: str
    unit: str
    decimals: int
    low: Decimal | None
    high: Decimal | None
    basis: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    abbreviation: str
    expansion: str
    others: tuple[str, ...]
    is_ambiguous: bool
    basis: str


def _items(file: str, key: str) -> Iterable[Mapping[str, object]]:
    return loading.document(file)[key]  # type: ignore[return-value]


@cache
def retention_classes() -> dict[str, RetentionClass]:
    """Classes by key (normal, accident, death…)."""
    return {
        str(item["key"]): RetentionClass(
            str(item["id"]),
            str(item["key"]),
            str(item["label"]),
            item["years"],  # type: ignore[arg-type]
            str(item["basis"]),
            str(item.get("note", "")),
        )
        for item in _items("retention.yaml", "classes")
    }


@cache
def retention_rules() -> tuple[RetentionRule, ...]:
    return tuple(
        RetentionRule(
            str(item["class"]),
            str(item["when"]),
            tuple(map(str, cast("Sequence[object]", item["values"]))),
            str(item["label"]),
            str(item["basis"]),
        )
        for item in _items("retention.yaml", "rules")
    )


@cache
def deadlines() -> dict[str, Deadline]:
    return {
        str(item["key"]): Deadline(
            str(item["key"]),
            str(item["label"]),
            int(str(item["hours"])),
            str(item["from"]),
            str(item["basis"]),
        )
        for item in _items("deadlines.yaml", "deadlines")
    }


@cache
def sources() -> dict[str, Source]:
    return {
        str(item["key"]): Source(
            str(item["key"]),
            str(item["number"]),
            str(item["title"]),
            item["date"],  # type: ignore[arg-type]
            item["valid_from"],  # type: ignore[arg-type]
            item["valid_to"],  # type: ignore[arg-type]
            str(item["how_read"]),
        )
        for item in _items("sources.yaml", "sources")
    }


@cache
def vitals() -> dict[str, Vital]:
    """Vital signs by key (PULSE, TEMP, SBP, DBP, BP, RR, WEIGHT…)."""
    return {
        row["key"]: Vital(
            row["key"],
            row["display"],
            row["loinc"],
            row["loinc_display"],
            row["ucum"],
            row["unit"],
            int(row["decimals"] or 0),
            Decimal(row["low"]) if row["low"] else None,
            Decimal(row["high"]) if row["high"] else None,
            row["basis"],
        )
        for row in loading.rows("vitals.csv")
    }


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    return tuple(
        Abbreviation(
            row["abbreviation"],
            row["expansion"],
            row.words("other_expansions"),
            row["is_ambiguous"] == "1",
            row["basis"],
        )
        for row in loading.rows("abbreviations.csv")
    )
