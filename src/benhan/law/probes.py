"""What each probe asks, and which observed facts a requirement wants (law/probes/*.yaml; what other catalogues want of
the same probes: law/probe_bindings/*.yaml).

A probe observes; the law decides: thresholds stand here, by level, never in the code that looks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from benhan.law import loading

FOLDER, BINDINGS = "probes", "probe_bindings"
SCOPES = frozenset({"installation", "facility", "system", "host", "endpoint"})
OPERATORS = ("at_least", "at_most", "is", "one_of", "holds_all", "within", "empty")


@dataclass(frozen=True, slots=True)
class Expectation:
    """A fact, and what it must be at a level.

    operator  at_least, at_most (numbers) · is · one_of · holds_all (a list that holds every value) ·
              within (a list that holds nothing else) · empty (a list)
    by_level  wanted value by the level from which it holds; key 0 for every level
    """

    fact: str
    operator: str
    by_level: Mapping[int, object]

    def wanted_at(self, level: int) -> tuple[bool, object]:
        """(whether anything is wanted, what)."""
        below = [one for one in self.by_level if one <= level or level == 0]
        return (True, self.by_level[max(below)]) if below else (False, None)


@dataclass(frozen=True, slots=True)
class Binding:
    """A requirement that a probe speaks to, and what it wants of the facts."""

    catalogue: str
    requirement: str
    expectations: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class ProbeRule:
    """A probe as the law's data sees it.

    scope    installation (this Benhan), facility, system (its description), host or endpoint (each asset of that kind)
    every_h  hours between two scheduled runs; valid_h: hours for which a run stands as evidence
    facts    label of each fact in Vietnamese, with its unit
    """

    name: str
    title: str
    question: str
    scope: str
    every_h: float
    valid_h: float
    facts: Mapping[str, str]
    bindings: tuple[Binding, ...]


@cache
def probe_rules() -> Mapping[str, ProbeRule]:
    """Every probe by name."""
    made: dict[str, ProbeRule] = {}
    for name in loading.names(FOLDER, ".yaml"):
        for key, row in cast("Mapping[str, Mapping[str, object]]", loading.document(name)["probes"]).items():
            if key in made:
                raise loading.LawDataError(name, None, f"{key}: đã có ở tệp khác")
            made[key] = _rule(name, key, row)
    for name in loading.names(BINDINGS, ".yaml"):
        _bind_more(name, made)
    return made


def _bind_more(file: str, made: dict[str, ProbeRule]) -> None:
    """What another catalogue wants of probes that are there already."""
    document = loading.document(file)
    for row in cast("tuple[Mapping[str, object], ...]", document["binds"]):
        name = str(row["probe"])
        if name not in made:
            raise loading.LawDataError(file, None, f"{name}: không có phép kiểm tra này")
        more = _bindings(file, name, {"catalogue": document["catalogue"], **row}, made[name].facts)
        made[name] = replace(made[name], bindings=(*made[name].bindings, *more))


@cache
def bindings_of(catalogue: str, requirement: str) -> tuple[tuple[ProbeRule, Binding], ...]:
    """The probes that speak to a requirement."""
    return _by_requirement().get((catalogue, requirement), ())


@cache
def _by_requirement() -> Mapping[tuple[str, str], tuple[tuple[ProbeRule, Binding], ...]]:
    made: dict[tuple[str, str], tuple[tuple[ProbeRule, Binding], ...]] = {}
    for rule in probe_rules().values():
        for one in rule.bindings:
            key = (one.catalogue, one.requirement)
            made[key] = (*made.get(key, ()), (rule, one))
    return made


def _rule(file: str, name: str, row: Mapping[str, object]) -> ProbeRule:
    facts = {key: str(label) for key, label in cast("Mapping[str, object]", row["facts"]).items()}
    scope = str(row["scope"])
    if scope not in SCOPES:
        raise loading.LawDataError(file, None, f"{name}: phạm vi {scope} không rõ")
    bindings = [
        one
        for bind in cast("tuple[Mapping[str, object], ...]", row.get("binds", ()))
        for one in _bindings(file, name, bind, facts)
    ]
    return ProbeRule(
        name, str(row["title"]), str(row["question"]), scope,
        float(str(row["every_h"])), float(str(row["valid_h"])), facts, tuple(bindings),
    )  # fmt: skip


def _bindings(file: str, name: str, bind: Mapping[str, object], facts: Mapping[str, str]) -> list[Binding]:
    rows = cast("tuple[Mapping[str, object], ...]", bind["expect"])
    wanted = tuple(_expectation(file, name, one, facts) for one in rows)
    if not wanted:
        raise loading.LawDataError(file, None, f"{name}: gắn với yêu cầu mà không đòi gì")
    requirements = cast("tuple[object, ...]", bind["requirements"])
    return [Binding(str(bind["catalogue"]), str(one), wanted) for one in requirements]


def _expectation(file: str, name: str, row: Mapping[str, object], facts: Mapping[str, str]) -> Expectation:
    fact = str(row["fact"])
    operators = [one for one in OPERATORS if one in row]
    if fact not in facts or len(operators) != 1:
        raise loading.LawDataError(file, None, f"{name}: {fact} cần một nhãn và đúng một phép so")
    value = row[operators[0]]
    is_by_level = isinstance(value, Mapping) and all(key.isdigit() for key in value)
    by_level = (
        {int(key): one for key, one in cast("Mapping[str, object]", value).items()}
        if is_by_level
        else {0: value}
    )
    return Expectation(fact, operators[0], by_level)
