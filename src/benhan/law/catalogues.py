"""Catalogues of requirements (law/catalogues/*.yaml): what is asked, from which level on, and how it can be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from benhan.law import loading

FOLDER = "catalogues"
MACHINE = frozenset({"configuration", "automated-check"})
PAPER = frozenset({"document", "interview"})


@dataclass(frozen=True, slots=True)
class Family:
    """A chapter of a catalogue; `law` is the article it answers to, "" when unknown."""

    key: str
    title: str
    group: str
    law: str = ""


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number or a rhythm the standard names by level; None where it names none."""

    key: str
    title: str
    by_level: Mapping[int, object]
    clauses: str


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row of a catalogue.

    clauses     clause by level; a level that is missing does not ask it. {} for a catalogue without levels
    parameters  what is tightened, by the level from which it holds
    evidence    kinds that show it: document, configuration, automated-check, interview
    basis       how the wording is known (READ, RECALLED, …)
    """

    id: str
    family: str
    title: str
    statement: str
    evidence: frozenset[str]
    is_software: bool
    basis: str
    clauses: Mapping[int, str] = field(default_factory=dict)
    parameters: Mapping[int, str] = field(default_factory=dict)
    section: str = ""
    hint: str = ""
    source: str = ""

    def holds_at(self, level: int) -> bool:
        return not self.clauses or level in self.clauses

    def clause_at(self, level: int) -> str:
        return self.clauses.get(level, self.id)

    def parameter_at(self, level: int) -> str:
        """The tightening in force at the level: the one of the highest level up to it."""
        return next(
            (self.parameters[one] for one in sorted(self.parameters, reverse=True) if one <= level), ""
        )

    @property
    def slug(self) -> str:
        """The id as it stands in an address."""
        return self.id.replace("/", "~").replace("#", "+")

    @property
    def needs_paper(self) -> bool:
        return bool(self.evidence & PAPER)

    @property
    def needs_machine(self) -> bool:
        return bool(self.evidence & MACHINE)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A set of requirements.

    subject  what is assessed: system (an information system), emr, facility or product
    regime   decree-331, decree-85 or "" for a catalogue outside the level file
    letters  ours when the letters of the clauses are our own running order, which no paper may cite
    """

    key: str
    code: str
    title: str
    subject: str
    regime: str
    levels: tuple[int, ...]
    source: str
    basis: str
    letters: str
    families: tuple[Family, ...]
    requirements: tuple[Requirement, ...]
    thresholds: tuple[Threshold, ...] = ()

    def at_level(self, level: int) -> tuple[Requirement, ...]:
        """What the level asks, in order."""
        return tuple(one for one in self.requirements if one.holds_at(level))

    def requirement(self, requirement_id: str) -> Requirement:
        """Raises KeyError."""
        return _by_id(self.key)[requirement_id]

    def by_slug(self, slug: str) -> Requirement:
        """The requirement of an address. Raises KeyError."""
        return self.requirement(slug.replace("~", "/").replace("+", "#"))

    def citation(self, requirement: Requirement, level: int) -> str:
        """The clause as a signed paper may cite it: without a letter that is our own."""
        clause = requirement.clause_at(level)
        head, _, letter = clause.rpartition(".")
        return head if self.letters == "ours" and len(letter) == 1 and letter.isalpha() else clause

    def threshold(self, key: str, level: int) -> object:
        """The value at the level, None where the standard names none. Raises KeyError."""
        found = {one.key: one for one in self.thresholds}[key]
        return found.by_level.get(level)


@cache
def catalogues() -> Mapping[str, Catalogue]:
    """Every catalogue by key."""
    made = (_read(name) for name in loading.names(FOLDER, ".yaml"))
    return {one.key: one for one in made}


@cache
def _by_id(key: str) -> Mapping[str, Requirement]:
    return {one.id: one for one in catalogues()[key].requirements}


def _read(name: str) -> Catalogue:
    document = loading.document(name)
    head = cast("Mapping[str, object]", document["catalogue"])
    families = tuple(
        Family(str(row["key"]), str(row["title"]), str(row["group"]), str(row.get("law", "")))
        for row in cast("tuple[Mapping[str, object], ...]", document["families"])
    )
    known = {one.key for one in families}
    rows = cast("tuple[Mapping[str, object], ...]", document["requirements"])
    requirements = tuple(_requirement(name, row, known) for row in rows)
    ids = [one.id for one in requirements]
    if len(ids) != len(set(ids)):
        raise loading.LawDataError(name, None, "một mã yêu cầu đứng hai lần")
    return Catalogue(
        key=str(head["key"]),
        code=str(head["code"]),
        title=str(head["title"]),
        subject=str(head["subject"]),
        regime=str(head.get("regime", "")),
        levels=tuple(int(str(one)) for one in cast("tuple[object, ...]", head.get("levels", ()))),
        source=str(head["source"]),
        basis=str(head["basis"]),
        letters=str(head.get("letters", "standard")),
        families=families,
        requirements=requirements,
        thresholds=tuple(
            Threshold(str(row["key"]), str(row["title"]), _by_level(row["by_level"]), str(row.get("clauses", "")))
            for row in cast("tuple[Mapping[str, object], ...]", document.get("thresholds", ()))
        ),
    )  # fmt: skip


def _requirement(name: str, row: Mapping[str, object], families: set[str]) -> Requirement:
    evidence = frozenset(str(one) for one in cast("tuple[object, ...]", row["evidence"]))
    if str(row["family"]) not in families or not evidence <= MACHINE | PAPER or not evidence:
        raise loading.LawDataError(name, None, f"{row['id']}: nhóm hoặc loại bằng chứng không rõ")
    return Requirement(
        id=str(row["id"]),
        family=str(row["family"]),
        title=str(row["title"]),
        statement=str(row["statement"]),
        evidence=evidence,
        is_software=bool(row.get("software", False)),
        basis=str(row["basis"]),
        clauses={level: str(clause) for level, clause in _by_level(row.get("clauses", {})).items()},
        parameters={level: str(text) for level, text in _by_level(row.get("parameters", {})).items()},
        section=str(row.get("section", "")),
        hint=str(row.get("hint", "")),
        source=str(row.get("source", "")),
    )


def _by_level(cells: object) -> Mapping[int, object]:
    return {int(level): value for level, value in cast("Mapping[str, object]", cells).items()}
