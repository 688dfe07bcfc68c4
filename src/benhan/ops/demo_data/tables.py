"""The invented hospital's word lists, read from the CSV files beside this module; each row carries its basis."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random


@dataclass(frozen=True, slots=True)
class NamePart:
    kind: str  # family, middle, given
    name: str
    sex: str  # M, F or "" for either
    decade_from: int
    decade_to: int
    weight: float
    ethnicity: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """Why somebody comes, what it turns out to be, and which vital signs go with it."""

    code: str
    reason: str
    pattern: str
    sex: str
    age_from: int
    age_to: int
    department: str
    weight: int


@dataclass(frozen=True, slots=True)
class Allergen:
    code: str  # of law/drugs/allergy-classes.csv
    text: str
    category: str
    reaction: str
    severity: str
    criticality: str
    weight: int


def _rows(name: str) -> list[dict[str, str]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def name_parts() -> tuple[NamePart, ...]:
    return tuple(
        NamePart(
            row["kind"],
            row["name"],
            row["sex"],
            int(row["decade_from"] or 1900),
            int(row["decade_to"] or 2099),
            float(row["weight"]),
            row["ethnicity"],
        )
        for row in _rows("names.csv")
    )


@cache
def complaints() -> tuple[Complaint, ...]:
    return tuple(
        Complaint(
            row["code"],
            row["reason"].replace(";", ","),
            row["pattern"],
            row["sex"],
            int(row["age_from"]),
            int(row["age_to"]),
            row["department"],
            int(row["weight"]),
        )
        for row in _rows("complaints.csv")
    )


@cache
def allergens() -> tuple[Allergen, ...]:
    return tuple(
        Allergen(
            row["code"],
            row["text"].replace(";", ","),
            row["category"],
            row["reaction"].replace(";", ","),
            row["severity"],
            row["criticality"],
            int(row["weight"]),
        )
        for row in _rows("allergies.csv")
    )


@cache
def communes() -> tuple[str, ...]:
    return tuple(row["name"] for row in _rows("communes.csv"))


def pick_name(rng: Random, *, sex: str, year: int, ethnicity: str, family: str = "") -> tuple[str, ...]:
    """Family, middle and given name in order, as frequent as in that decade."""
    chosen = [family or _pick(rng, "family", "", year, ethnicity)]
    if ethnicity == "Kinh" and rng.random() < 0.93:
        chosen.append(_pick(rng, "middle", sex, year, ethnicity))
    chosen.append(_pick(rng, "given", sex, year, ethnicity))
    return tuple(chosen)


def _pick(rng: Random, kind: str, sex: str, year: int, ethnicity: str) -> str:
    for people in (ethnicity, "Kinh"):
        parts = _choices(kind, sex, year // 10 * 10, people)
        if parts:
            return rng.choices([part.name for part in parts], [part.weight for part in parts])[0]
    raise ValueError(f"no {kind} name for {sex} {year}")


@cache
def _choices(kind: str, sex: str, decade: int, ethnicity: str) -> tuple[NamePart, ...]:
    return tuple(
        part
        for part in name_parts()
        if part.kind == kind
        and part.ethnicity == ethnicity
        and (not sex or part.sex in ("", sex))
        and part.decade_from <= decade <= part.decade_to
    )
