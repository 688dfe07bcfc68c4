"""One box finds a patient: by name without tones, 12 digits, insurance card, patient number or phone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from benhan.fhir.search.folding import fold
from benhan.fhir.systems import INSURANCE_CARD, NATIONAL_ID, PATIENT_NUMBER
from benhan.store.repository import Repository, Stored
from benhan.ward.patients.banner import name_of
from benhan.ward.reception.duplicates import Likeness, Person, compare, person_of

MOST = 30
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_YEAR = re.compile(r"(19|20)\d\d", re.ASCII)
_MARKS = str.maketrans(dict.fromkeys(",|$\\", " "))  # they separate values in a search
_CARD = re.compile(r"[a-z]{2}[1-5]\d{12}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sought:
    """What was typed, taken apart."""

    words: tuple[str, ...] = ()
    number: str = ""  # digits, a card or BN…
    birth: str = ""  # FHIR date or year

    @classmethod
    def of(cls, text: str) -> Sought:
        words: list[str] = []
        number = birth = ""
        for word in text.split():
            bare = word.replace(".", "")
            if found := _DAY.fullmatch(word):
                birth = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
            elif _YEAR.fullmatch(word):
                birth = word
            elif _CARD.fullmatch(bare) or re.fullmatch(r"bn\d{1,8}", bare, re.IGNORECASE | re.ASCII):
                number = bare.upper()
            elif bare.isascii() and bare.isdigit():
                number += bare
            else:
                words += fold(word.translate(_MARKS)).split()
        return cls(tuple(words), number, birth)

    @property
    def is_empty(self) -> bool:
        return not (self.words or self.number or self.birth)


@dataclass(frozen=True, slots=True)
class Hit:
    """A patient found, how well it fits (0–100) and why."""

    patient: Stored
    score: int
    why: str


def find(repository: Repository, text: str) -> tuple[Hit, ...]:
    """Best first. At most four searches; () for an empty box."""
    sought = Sought.of(text)
    if sought.is_empty:
        return ()
    found: dict[str, Hit] = {}
    if sought.number:
        for hit in _by_number(repository, sought.number):
            found.setdefault(hit.patient.id, hit)
    if sought.words or (sought.birth and not sought.number):
        for hit in _by_name(repository, sought):
            found.setdefault(hit.patient.id, hit)
    ordered = sorted(found.values(), key=lambda hit: (-hit.score, name_of(hit.patient.resource)))
    return tuple(ordered[:MOST])


def _by_number(repository: Repository, number: str) -> list[Hit]:
    hits = []
    padded = f"BN{int(number[2:]):08d}" if number.startswith("BN") else ""
    codes = ",".join(
        code
        for code in (number, padded, f"BN{number.zfill(8)}" if number.isdigit() and len(number) <= 8 else "")
        if code
    )
    for stored in repository.search("Patient", [("identifier", codes), ("_count", str(MOST))]).matches:
        systems = {
            item.get("system")
            for item in stored.resource.get("identifier", ())
            if item.get("value") in codes.split(",")
        }
        why = (
            "đúng số định danh"
            if NATIONAL_ID in systems
            else "đúng mã người bệnh"
            if PATIENT_NUMBER in systems
            else "đúng một số giấy tờ"
        )
        hits.append(Hit(stored, 100, why))
    if hits or number.startswith("BN"):
        return hits
    cards = repository.search(
        "Coverage",
        [
            ("identifier", f"{INSURANCE_CARD}|{number}"),
            ("_include", "Coverage:beneficiary"),
            ("_count", str(MOST)),
        ],
    )
    hits += [Hit(stored, 98, "đúng số thẻ BHYT") for stored in cards.included if stored.type == "Patient"]
    if not hits and 8 <= len(number) <= 15:
        phones = repository.search("Patient", [("phone", number), ("_count", str(MOST))]).matches
        hits += [Hit(stored, 95, "đúng số điện thoại") for stored in phones]
    return hits


def _by_name(repository: Repository, sought: Sought) -> list[Hit]:
    pairs = [("name:contains", word) for word in sought.words] + [("_count", "200")]
    if sought.birth:
        pairs.append(("birthdate", sought.birth))
    return [_scored(stored, sought) for stored in repository.search("Patient", pairs).matches]


def _scored(stored: Stored, sought: Sought) -> Hit:
    name = fold(name_of(stored.resource)).split()
    wanted = list(sought.words)
    if not wanted:
        score, why = 60, "đúng ngày sinh"
    elif name == wanted:
        score, why = 95, "đúng cả họ tên"
    elif sorted(name) == sorted(wanted):
        score, why = 90, "đúng họ tên, khác thứ tự"
    elif name[-len(wanted) :] == wanted:
        score, why = 85, "đúng tên"
    elif set(wanted) <= set(name):
        score, why = 80, "có đủ các chữ"
    else:
        score, why = 60, "tên có các chữ này"
    if sought.birth and wanted:
        score, why = (
            min(score + 4, 99),
            f"{why}, đúng ngày sinh" if "-" in sought.birth else f"{why}, đúng năm sinh",
        )
    return Hit(stored, score, why)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A patient who may be the one being registered."""

    patient: Stored
    likeness: Likeness


def candidates(repository: Repository, person: Person, *, but: str = "") -> tuple[Candidate, ...]:
    """Whom the person at the desk may already be, likeliest first; at most five searches."""
    found: dict[str, Stored] = {}
    cards: dict[str, frozenset[str]] = {}

    def look(pairs: Sequence[tuple[str, str]]) -> None:
        for stored in repository.search("Patient", [*pairs, ("_count", "100")]).matches:
            found.setdefault(stored.id, stored)

    if person.national_id:
        look([("identifier", f"{NATIONAL_ID}|{person.national_id}")])
    if words := fold(person.name).split():
        look([("name:contains", word) for word in words])
        if person.birth_date:
            look([("birthdate", person.birth_date[:4]), ("name:contains", words[-1])])
    if person.phones:
        look([("phone", ",".join(sorted(person.phones)))])
    if person.cards:
        pairs = [("identifier", f"{INSURANCE_CARD}|{card}") for card in sorted(person.cards)]
        page = repository.search("Coverage", [*pairs, ("_include", "Coverage:beneficiary"), ("_count", "20")])
        for stored in page.included:
            if stored.type == "Patient":
                found.setdefault(stored.id, stored)
                cards[stored.id] = person.cards
    made = [
        Candidate(
            stored,
            compare(person, replace(person_of(stored.resource), cards=cards.get(stored.id, frozenset()))),
        )
        for stored in found.values()
        if stored.id != but
    ]
    likely = [one for one in made if one.likeness.is_likely]
    return tuple(sorted(likely, key=lambda one: -one.likeness.score)[:10])


__all__ = ["Candidate", "Hit", "Sought", "candidates", "find"]
