"""The way of a level file as data (law/dossier/workflow.yaml): states, steps, limits, gates, paths, transition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import cast

from benhan.law import loading
from benhan.law.working_days import add_working_days

FILE = "dossier/workflow.yaml"
SAME = "same"
HIGHEST_HERE = 3  # levels 4 and 5 are appraised by the authority, outside the product
Mapped = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a state may last: days by level (None: none stated), counted from the entry into `since`.

    unit  working, calendar, or plan (the last day of the facility's own plan)
    """

    days: Mapping[int, int] | None
    unit: str
    since: str
    about: str
    article: str
    basis: str

    def days_at(self, level: int) -> int | None:
        return (self.days or {}).get(level)

    def ends(self, level: int, entered_on: date) -> date | None:
        """The last day, None where the law states none or the plan decides."""
        days = self.days_at(level)
        if days is None:
            return None
        return add_working_days(entered_on, days) if self.unit == "working" else entered_on + timedelta(days)


@dataclass(frozen=True, slots=True)
class State:
    key: str
    name: str
    who: str  # operator, appraiser, approver: who moves it on
    official: str
    limits: Mapping[str, Limit]
    levels: frozenset[int]
    regimes: frozenset[str]
    article: str
    is_optional: bool


@dataclass(frozen=True, slots=True)
class PaperNeeded:
    """A paper a step wants: made (and signed) after the file last entered `since`."""

    key: str
    is_signed: bool
    since: str


@dataclass(frozen=True, slots=True)
class Step:
    """A move; by: permissions one of which is wanted. note: the label of what must be written, "" for none."""

    key: str
    name: str
    from_states: tuple[str, ...]
    to: str
    moves: Mapping[str, str]
    by: tuple[str, ...]
    gates: tuple[str, ...]
    fields: tuple[str, ...]
    optional_fields: tuple[str, ...]
    note: str
    asks_identity: bool
    papers: Mapping[str, tuple[PaperNeeded, ...]]
    levels: frozenset[int]
    regimes: frozenset[str]
    role: str
    says: str
    article: str
    basis: str

    def goes_to(self, state: str) -> str:
        """The state it leads to from this one."""
        if self.to == SAME:
            return self.moves.get(state, state)
        return self.to

    def papers_at(self, level: int) -> tuple[PaperNeeded, ...]:
        return self.papers.get("all", ()) + self.papers.get(str(level), ())


@dataclass(frozen=True, slots=True)
class GateRule:
    key: str
    label: str
    article: str
    basis: str
    regimes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Path:
    """Who passes the file to whom at a level, and which forms it carries."""

    words: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """What must be true by a day; until_state: true once the file has passed that state."""

    on: date
    must: str
    article: str
    basis: str
    until_state: str


@dataclass(frozen=True, slots=True)
class Situation:
    """How a system stands in the change of law, and the regimes its file may be written in."""

    key: str
    label: str
    regimes: tuple[str, ...]
    dates: tuple[Transition, ...]


def _part(key: str) -> Mapped:
    return cast(Mapped, loading.document(FILE)[key])


def _rows(key: str) -> Sequence[Mapped]:
    return cast("Sequence[Mapped]", loading.document(FILE)[key])


def _words(row: Mapped, key: str) -> tuple[str, ...]:
    return tuple(map(str, cast("Sequence[object]", row.get(key, ()))))


def _levels(row: Mapped) -> frozenset[int]:
    return frozenset(int(one) for one in _words(row, "levels")) or frozenset(range(1, 6))


def _regimes(row: Mapped) -> frozenset[str]:
    return frozenset(_words(row, "regimes")) or frozenset(regimes())


@cache
def regimes() -> Mapping[str, str]:
    """Names of the regimes by key."""
    return cast("Mapping[str, str]", _part("regimes"))


def words(key: str) -> Mapping[str, str]:
    """official or deployment: what people read, by key."""
    return cast("Mapping[str, str]", _part(key))


@cache
def states() -> Mapping[str, State]:
    """By key, in the order of the way."""
    return {
        str(row["key"]): State(
            str(row["key"]), str(row["name"]), str(row["who"]), str(row["official"]),
            {
                regime: _limit(str(row["key"]), one)
                for regime, one in cast("Mapping[str, Mapped]", row.get("limits", {})).items()
            },
            _levels(row), _regimes(row), str(row.get("article", "")), bool(row.get("optional")),
        )
        for row in _rows("states")
    }  # fmt: skip


def _limit(state: str, row: Mapped) -> Limit:
    days = row.get("days")
    by_level: Mapping[int, int] | None = None
    if isinstance(days, Mapping):
        by_level = {int(level): int(str(one)) for level, one in days.items()}
    elif days is not None:
        by_level = {level: int(str(days)) for level in range(1, 6)}
    return Limit(by_level, str(row["unit"]), str(row.get("from", state)), str(row["about"]), str(row["article"]),
                 str(row["basis"]))  # fmt: skip


@cache
def steps() -> Mapping[str, Step]:
    return {str(row["key"]): _step(row) for row in _rows("steps")}


def _step(row: Mapped) -> Step:
    papers = cast("Mapping[str, Sequence[Mapped]]", row.get("papers", {}))
    return Step(
        key=str(row["key"]),
        name=str(row["name"]),
        from_states=_words(row, "from"),
        to=str(row["to"]),
        moves=cast("Mapping[str, str]", row.get("moves", {})),
        by=_words(row, "by"),
        gates=_words(row, "gates"),
        fields=_words(row, "fields"),
        optional_fields=_words(row, "optional_fields"),
        note=str(row.get("note", "")),
        asks_identity=bool(row.get("identity")),
        papers={
            level: tuple(
                PaperNeeded(str(one["key"]), bool(one["signed"]), str(one["since"])) for one in needed
            )
            for level, needed in papers.items()
        },
        levels=_levels(row),
        regimes=_regimes(row),
        role=str(row.get("role", "")),
        says=str(row["says"]),
        article=str(row.get("article", "")),
        basis=str(row.get("basis", "READ-T")),
    )


def steps_from(state: str, regime: str, level: int) -> tuple[Step, ...]:
    """What may follow the state in this regime and at this level, in the order of the way."""
    return tuple(
        one
        for one in steps().values()
        if state in one.from_states and regime in one.regimes and level in one.levels
    )


@cache
def gates() -> Mapping[str, GateRule]:
    return {
        key: GateRule(key, str(row["label"]), str(row["article"]), str(row["basis"]), _regimes(row))
        for key, row in cast("Mapping[str, Mapped]", _part("gates")).items()
    }


@cache
def paths() -> Mapping[int, Path]:
    rows = cast("Mapping[str, Mapped]", _part("paths"))
    return {int(level): Path(str(row["words"]), _words(row, "forms")) for level, row in rows.items()}


@cache
def line() -> tuple[tuple[str, frozenset[str]], ...]:
    """The places of the drawn line: a name and the states it stands for."""
    return tuple((str(row["name"]), frozenset(_words(row, "states"))) for row in _rows("line"))


@cache
def situations() -> Mapping[str, Situation]:
    return {
        key: Situation(
            key,
            str(row["label"]),
            _words(row, "regimes"),
            tuple(
                Transition(cast(date, one["day"]), str(one["must"]), str(one["article"]), str(one["basis"]),
                           str(one.get("until_state", "")))
                for one in cast("Sequence[Mapped]", row["dates"])
            ),
        )
        for key, row in cast("Mapping[str, Mapped]", _part("situations")).items()
    }  # fmt: skip
