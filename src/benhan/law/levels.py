"""How a level is determined (law/levels/*.yaml): questions, criteria of both decrees, thresholds, harm, transition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from benhan.law import loading

FOLDER = "levels"
REGIMES = ("decree-331", "decree-85")
KINDS = ("internal", "online", "infrastructure", "control", "other")
BASES_VI = {
    "READ": "đã đọc văn bản gốc",
    "READ-SECONDARY": "đọc qua bản tóm tắt theo điều khoản",
    "RECALLED": "ghi theo trí nhớ, chưa đối chiếu bản gốc",
    "INFERRED": "suy ra từ các điều khoản, chưa có hướng dẫn",
}
Rows = Sequence[Mapping[str, object]]
Condition = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """One question before the level.

    kind     yes_no, choice, several, number, level, harm, text
    regimes  where it is asked; types: for which kinds of system, () for every one
    fact     the counted number that fills it in
    """

    key: str
    title: str
    kind: str
    group: str
    regimes: tuple[str, ...]
    types: tuple[str, ...]
    choices: tuple[tuple[str, str], ...] = ()
    help: str = ""
    clause: str = ""
    unit: str = ""
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule: where it holds the level is at least `level`. types () for every kind of system."""

    key: str
    title: str
    types: tuple[str, ...]
    when: tuple[Condition, ...]
    level: int
    clause: str
    basis: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a doubtful clause, and what follows when it is chosen."""

    key: str
    text: str
    effect: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A question the texts leave open, our choice and why."""

    key: str
    types: tuple[str, ...]
    when: tuple[Condition, ...]
    question: str
    readings: tuple[Reading, ...]
    chosen: str
    why: str


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number of persons from which another level holds; fact names the counted number."""

    number: str
    at: int
    level: int
    title: str
    clause: str
    fact: str


@dataclass(frozen=True, slots=True)
class Rule:
    """Where a general rule of the regime stands."""

    clause: str
    basis: str


@dataclass(frozen=True, slots=True)
class Regime:
    """Everything one decree says about levels."""

    key: str
    title: str
    source: str
    criteria: tuple[Criterion, ...]
    doubts: tuple[Doubt, ...]
    thresholds: tuple[Threshold, ...]
    highest: Rule
    raising: Rule
    splitting: Rule

    def cited(self, clause: str) -> str:
        """A clause with its text's name, unless it names one itself."""
        return clause if "Luật" in clause or "Nghị định" in clause else f"{clause} {self.title}"


@dataclass(frozen=True, slots=True)
class Harm:
    """A grade of harm to an interest and its level on the scale of Điều 8 khoản 1 Luật 116/2025/QH15."""

    interest: str
    grade: str
    level: int
    clause: str
    basis: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why a level must be determined anew; is_seen when the software notes it by itself."""

    key: str
    title: str
    is_seen: bool


@cache
def regime(key: str) -> Regime:
    """The rules of a decree. KeyError when there is none such."""
    if key not in REGIMES:
        raise KeyError(key)
    name = f"{FOLDER}/{key}.yaml"
    document = loading.document(name)
    head = cast("Mapping[str, Mapping[str, str]]", document["regime"])
    known = {one.key for one in questions()} | _DERIVED
    criteria = tuple(_criterion(name, one, known) for one in cast(Rows, document["criteria"]))
    return Regime(
        key=key, title=str(head["title"]), source=str(head["source"]), criteria=criteria,
        doubts=tuple(_doubt(name, one, known) for one in cast(Rows, document["doubts"])),
        thresholds=tuple(_threshold(one) for one in cast(Rows, document["thresholds"])),
        highest=_rule(head["highest_rule"]), raising=_rule(head["raise_rule"]), splitting=_rule(head["split_rule"]),
    )  # fmt: skip


# Values the engine works out of the answers; conditions may name them beside the questions.
_DERIVED = {"information_only", "information_beyond", "is_conditional", "is_online", "grows_over"}


@cache
def questions() -> tuple[Question, ...]:
    rows = cast(Rows, loading.document(f"{FOLDER}/questions.yaml")["questions"])
    return tuple(_question(row) for row in rows)


def asked(regime_key: str) -> tuple[Question, ...]:
    """The questions of a regime in order."""
    return tuple(one for one in questions() if regime_key in one.regimes)


def groups() -> Mapping[str, str]:
    return cast("Mapping[str, str]", loading.document(f"{FOLDER}/questions.yaml")["groups"])


def harm_grades() -> Mapping[str, str]:
    return cast("Mapping[str, str]", loading.document(f"{FOLDER}/questions.yaml")["harm_grades"])


@cache
def harm_scale() -> tuple[Harm, ...]:
    document = loading.document(f"{FOLDER}/questions.yaml")
    law = cast("Mapping[str, str]", document["harm_law"])
    return tuple(
        Harm(str(one["interest"]), str(one["grade"]), cast(int, one["level"]),
             law["clause"].format(point=one["point"]), law["basis"])
        for one in cast(Rows, document["harm_scale"])
    )  # fmt: skip


@cache
def triggers() -> tuple[Trigger, ...]:
    rows = cast(Rows, loading.document(f"{FOLDER}/triggers.yaml")["triggers"])
    return tuple(Trigger(str(one["key"]), str(one["title"]), bool(one["is_seen"])) for one in rows)


def trigger_clause() -> str:
    return str(loading.document(f"{FOLDER}/triggers.yaml")["clause"])


def warn_at_percent() -> int:
    """Share of a threshold from which people are warned."""
    return cast(int, loading.document(f"{FOLDER}/triggers.yaml")["warn_at_percent"])


def transition() -> Mapping[str, object]:
    return loading.document(f"{FOLDER}/regimes.yaml")


def changeover() -> date:
    """The day the new law came into force."""
    return cast(date, transition()["changeover"])


def _question(row: Mapping[str, object]) -> Question:
    choices = cast("Sequence[Mapping[str, str]]", row.get("choices", ()))
    return Question(
        key=str(row["key"]), title=str(row["title"]), kind=str(row["kind"]), group=str(row["group"]),
        regimes=_words(row.get("regimes")) or REGIMES, types=_words(row.get("types")),
        choices=tuple((str(one["value"]), str(one["label"])) for one in choices),
        help=str(row.get("help", "")), clause=str(row.get("clause", "")), unit=str(row.get("unit", "")),
        fact=str(row.get("fact", "")),
    )  # fmt: skip


def _criterion(file: str, row: Mapping[str, object], known: set[str]) -> Criterion:
    when = _conditions(file, row, known)
    level, basis = cast(int, row["level"]), str(row["basis"])
    if not when or not 1 <= level <= 5 or basis not in BASES_VI:
        raise loading.LawDataError(file, None, f"{row['key']}: thiếu điều kiện, sai cấp độ hoặc sai nguồn")
    return Criterion(
        str(row["key"]), str(row["title"]), _words(row["types"]), when, level, str(row["clause"]), basis
    )


def _doubt(file: str, row: Mapping[str, object], known: set[str]) -> Doubt:
    readings = tuple(
        Reading(str(one["key"]), str(one["text"]), cast("Mapping[str, object]", one.get("effect", {})))
        for one in cast(Rows, row["readings"])
    )
    if str(row["chosen"]) not in {one.key for one in readings}:
        raise loading.LawDataError(file, None, f"{row['key']}: chọn cách hiểu không có")
    return Doubt(
        str(row["key"]), _words(row["types"]), _conditions(file, row, known), str(row["question"]), readings,
        str(row["chosen"]), str(row["why"]),
    )  # fmt: skip


def _conditions(file: str, row: Mapping[str, object], known: set[str]) -> tuple[Condition, ...]:
    conditions = cast("tuple[Condition, ...]", row["when"])
    for one in conditions:
        for key, value in one.items():
            names = set(cast("Mapping[str, object]", value)) if key in COMPARISONS else {key}
            if names - known:
                raise loading.LawDataError(
                    file, None, f"{row['key']}: không có câu hỏi {sorted(names - known)}"
                )
    return conditions


COMPARISONS = ("at_least", "below", "holds", "lacks")


def _threshold(row: Mapping[str, object]) -> Threshold:
    return Threshold(
        str(row["number"]), cast(int, row["at"]), cast(int, row["level"]), str(row["title"]), str(row["clause"]),
        str(row["fact"]),
    )  # fmt: skip


def _rule(row: object) -> Rule:
    rule = cast("Mapping[str, str]", row)
    return Rule(rule["clause"], rule["basis"])


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(one) for one in cast("Sequence[object]", value or ()))
