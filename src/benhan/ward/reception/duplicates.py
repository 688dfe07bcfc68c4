"""Are these two the same person? A score from 0 to 100 with its reasons, the same whichever comes first.

Tones, đ and the order of the name's words make no difference. Our own weights: no published rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from benhan.fhir.search.folding import fold
from benhan.fhir.systems import INSURANCE_CARD, NATIONAL_ID

THRESHOLD = 55
"""From here on a person must say that it is somebody else."""
_TOP = 100
_SWAPPED_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Person:
    """What two records are compared by; unknown parts are "" or empty."""

    name: str = ""
    birth_date: str = ""  # FHIR date, perhaps partial
    sex: str = ""
    national_id: str = ""
    cards: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike, and why, in words for the desk; is_same_number means the number decides alone."""

    score: int
    reasons: tuple[str, ...]
    is_same_number: bool = False

    @property
    def is_likely(self) -> bool:
        return self.score >= THRESHOLD


def person_of(patient: Mapping[str, Any], coverages: Iterable[Mapping[str, Any]] = ()) -> Person:
    """The comparable parts of a Patient and its Coverages."""
    name: Mapping[str, Any] = next(iter(patient.get("name", ())), {})
    text = name.get("text") or " ".join([name.get("family", ""), *name.get("given", ())])
    identifiers = [(item.get("system"), str(item.get("value", ""))) for item in patient.get("identifier", ())]
    return Person(
        name=text,
        birth_date=str(patient.get("birthDate", "")),
        sex=str(patient.get("gender", "")),
        national_id=next((value for system, value in identifiers if system == NATIONAL_ID), ""),
        cards=frozenset(
            str(item["value"])
            for coverage in coverages
            for item in coverage.get("identifier", ())
            if item.get("system") == INSURANCE_CARD and item.get("value")
        ),
        phones=frozenset(digits(item.get("value", "")) for item in patient.get("telecom", ())) - {""},
    )


def digits(text: object) -> str:
    return "".join(char for char in str(text) if char.isdigit())


def compare(one: Person, other: Person) -> Likeness:
    """Symmetric; a person compared with itself gets the highest score any comparison with it can get."""
    if one.national_id and one.national_id == other.national_id:
        return Likeness(_TOP, ("cùng số định danh cá nhân",), is_same_number=True)
    parts = [
        _names(one.name, other.name),
        _births(one.birth_date, other.birth_date),
        _sexes(one.sex, other.sex),
        _shared(one.cards, other.cards, 35, "cùng số thẻ BHYT"),
        _shared(one.phones, other.phones, 15, "cùng số điện thoại"),
    ]
    if one.national_id and other.national_id:
        parts.append((-40, "số định danh khác nhau"))
    total = sum(points for points, _ in parts)
    reasons = tuple(reason for points, reason in sorted(parts, key=lambda part: -part[0]) if reason)
    return Likeness(max(0, min(_TOP, total)), reasons)


def name_likeness(one: str, other: str) -> Decimal:
    """0 to 1: shared words or shared pairs of letters, whichever says more; tones and order don't count."""
    mine, theirs = sorted(fold(one).split()), sorted(fold(other).split())
    if not mine or not theirs:
        return Decimal(0)
    by_words = _dice(Counter(mine), Counter(theirs))
    by_letters = _dice(_pairs(mine), _pairs(theirs)) * Decimal("0.9")
    return max(by_words, by_letters)


def _pairs(words: list[str]) -> Counter[str]:
    return Counter(f" {word} "[place : place + 2] for word in words for place in range(len(word) + 1))


def _dice(one: Counter[str], other: Counter[str]) -> Decimal:
    return Decimal(2 * (one & other).total()) / Decimal(one.total() + other.total())


def _names(one: str, other: str) -> tuple[int, str]:
    likeness = name_likeness(one, other)
    points = int(likeness * 45)
    if likeness == 1:
        return points, "cùng họ tên"
    if likeness >= Decimal("0.6"):
        return points, "họ tên gần giống"
    return (points, "") if one and other else (0, "")


def _births(one: str, other: str) -> tuple[int, str]:
    if not one or not other:
        return 0, ""
    if one == other:
        return (30, "cùng ngày sinh") if len(one) == _SWAPPED_LENGTH else (22, "cùng năm sinh, ngày chưa rõ")
    if one.startswith(other) or other.startswith(one):
        return 20, "ngày sinh khớp phần đã biết"
    if len(one) == len(other) == _SWAPPED_LENGTH and one[:4] == other[:4]:
        if (one[5:7], one[8:]) == (other[8:], other[5:7]):
            return 22, "ngày và tháng sinh đảo nhau"
        return 8, "cùng năm sinh, khác ngày"
    if abs(int(one[:4]) - int(other[:4])) <= 1:
        return 2, "năm sinh lệch 1 năm" if one[:4] != other[:4] else ""
    return -20, "năm sinh khác nhau"


def _sexes(one: str, other: str) -> tuple[int, str]:
    if one not in ("male", "female") or other not in ("male", "female"):
        return 0, ""
    return (5, "cùng giới tính") if one == other else (-15, "giới tính khác nhau")


def _shared(one: frozenset[str], other: frozenset[str], points: int, reason: str) -> tuple[int, str]:
    return (points, reason) if one & other else (0, "")
