"""What does the law say of a stay: which record a department keeps, which acts wait for an agreement, what death asks?

Everything here is data with its basis; the table of record forms is RECALLED and a doctor may choose another form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from benhan.law import loading


@dataclass(frozen=True, slots=True)
class Act:
    """An act that a form's `gates` may hold back; `snomed` are its codes in other systems' data."""

    key: str
    label: str
    snomed: tuple[str, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a death asks for: a paper to write, within hours or days."""

    key: str
    label: str
    form: str
    hours: int
    basis: str


@dataclass(frozen=True, slots=True)
class RecordForm:
    """Which record form a department of this code begins with."""

    department: str
    form: str
    basis: str


def _items(file: str, key: str) -> Iterable[Mapping[str, object]]:
    return loading.document(file)[key]  # type: ignore[return-value]


@cache
def acts() -> dict[str, Act]:
    """Gated acts by key, in the order of the file."""
    return {
        str(item["key"]): Act(
            str(item["key"]),
            str(item["label"]),
            tuple(str(code) for code in item["snomed"]),  # type: ignore[attr-defined]
            str(item["basis"]),
        )
        for item in _items("acts.yaml", "acts")
    }


@cache
def gated_snomed() -> frozenset[str]:
    """SNOMED CT codes that mean one of these acts."""
    return frozenset(code for act in acts().values() for code in act.snomed)


@cache
def override_limit_hours() -> int:
    """How soon somebody with the right must look at a start without agreement."""
    return int(loading.document("acts.yaml")["override"]["limit_hours"])  # type: ignore[index]


@cache
def duties_of_death() -> tuple[Duty, ...]:
    """EMR-LAW-09: the notice and the review."""
    return tuple(
        Duty(
            str(item["key"]),
            str(item["label"]),
            str(item["form"]),
            int(str(item["hours"])),
            str(item["basis"]),
        )
        for item in _items("death.yaml", "duties")
    )


@cache
def record_forms() -> dict[str, RecordForm]:
    """The first record form by department code (K03 → 01/BV1)."""
    return {
        row["department"]: RecordForm(row["department"], row["form"], row["basis"])
        for row in loading.rows("record_forms.csv")
    }
