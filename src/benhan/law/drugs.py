"""What a prescription picker needs: substances, dose forms, routes, timings, allergy classes, control
kinds, day limits.

All clinical columns are our own wording (`basis` OWN): a pharmacist must confirm them before they drive a
decision.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from benhan.law import loading


@dataclass(frozen=True, slots=True)
class Drug:
    """A substance. routes are codes of the drug-routes list; allergy_classes keys of `allergy_classes()`."""

    inn: str
    display: str
    atc: str
    insurance_code: str
    strengths: tuple[str, ...]
    forms: tuple[str, ...]
    routes: tuple[str, ...]
    max_daily_adult: str
    pregnancy: str
    renal: str
    allergy_classes: tuple[str, ...]
    control: str
    basis: str


@dataclass(frozen=True, slots=True)
class AllergyClass:
    """A group of drugs that one allergy covers; cross_reacts_with names classes to warn about too."""

    code: str
    display: str
    atc_prefixes: tuple[str, ...]
    cross_reacts_with: tuple[str, ...]
    note: str
    basis: str


@dataclass(frozen=True, slots=True)
class Word:
    """When a drug is taken, in words; timing is the FHIR R4 Timing, empty when there is none."""

    code: str
    display: str
    short: str
    timing: Mapping[str, object]
    basis: str


@dataclass(frozen=True, slots=True)
class DayLimit:
    """For how many days a kind of prescription may be written (Thông tư 26/2025, 55/2025)."""

    kind: str
    case: str
    max_days: int
    article: str
    valid_from: date | None
    valid_to: date | None
    basis: str


@cache
def drugs() -> tuple[Drug, ...]:
    """All substances, in file order (by use)."""
    route_by_key = {row["code"]: row["route"] for row in loading.rows("drugs/route-keys.csv")}
    control_by_inn = {row["inn"]: row["kind"] for row in loading.rows("drugs/controlled.csv")}
    return tuple(
        Drug(
            inn=row["inn"],
            display=row["display"],
            atc=row["atc"],
            insurance_code=row["insurance_code"],
            strengths=row.words("strengths"),
            forms=row.words("forms"),
            routes=tuple(route_by_key[key] for key in row["routes"].split()),
            max_daily_adult=row["max_daily_adult"],
            pregnancy=row["pregnancy"],
            renal=row["renal"],
            allergy_classes=row.words("allergy_classes"),
            control=control_by_inn.get(row["inn"], "C"),
            basis=row["basis"],
        )
        for row in loading.rows("drugs/drugs.csv")
    )


@cache
def drug_by_inn() -> dict[str, Drug]:
    return {drug.inn: drug for drug in drugs()}


@cache
def allergy_classes() -> dict[str, AllergyClass]:
    """Allergy classes by code."""
    return {
        row["code"]: AllergyClass(
            row["code"],
            row["display"],
            row.words("atc_prefixes"),
            row.words("cross_reacts_with"),
            row["note"],
            row["basis"],
        )
        for row in loading.rows("drugs/allergy-classes.csv")
    }


@cache
def timings() -> dict[str, Word]:
    """Timings by code (QD, BID, STT…); each carries its FHIR Timing."""
    return {
        row["code"]: Word(row["code"], row["display"], row["short"], _timing(row), row["basis"])
        for row in loading.rows("drugs/timings.csv")
    }


@cache
def day_limits() -> tuple[DayLimit, ...]:
    return tuple(
        DayLimit(
            row["kind"],
            row["case"],
            int(row["max_days"]),
            row["article"],
            row.day("valid_from"),
            row.day("valid_to"),
            row["basis"],
        )
        for row in loading.rows("prescription_days.csv")
    )


def _timing(row: loading.Row) -> Mapping[str, object]:
    try:
        return MappingProxyType(json.loads(row["timing_json"]))
    except json.JSONDecodeError as error:
        raise loading.LawDataError(row.file, row.number, "timing_json không phải JSON") from error
