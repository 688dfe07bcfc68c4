"""Invented patients: who they are, how insured, whom to call, what they must not be given."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from benhan.fhir import systems
from benhan.law.code_lists import code_list
from benhan.ops.demo_data.tables import Allergen, allergens, communes, pick_name

PROVINCE = "Tỉnh Bắc Ninh"
# Birth registration under the old 63-province codes: mostly Bắc Ninh and Bắc Giang, some neighbours.
_REGISTRIES = (("027", 55), ("024", 25), ("001", 8), ("030", 4), ("033", 3), ("019", 3), ("036", 2))
_ETHNIC = (("Kinh", "01", 96), ("Tày", "02", 2), ("Nùng", "06", 1), ("Mường", "07", 1))
_HAMLETS = (
    "Thôn Đông",
    "Thôn Đoài",
    "Thôn Thượng",
    "Thôn Hạ",
    "Thôn Giữa",
    "Khu 1",
    "Khu 2",
    "Khu 3",
    "Xóm Chùa",
)
_WORKPLACES = (
    "Công ty May Sông Cầu (mẫu)",
    "Hợp tác xã Quan Họ (mẫu)",
    "Trường THCS Hoa Sen (mẫu)",
    "Xưởng gốm Phù (mẫu)",
)
_LIVING_AGES = ((0, 5, 8), (6, 17, 12), (18, 34, 18), (35, 54, 24), (55, 69, 22), (70, 94, 16))


@dataclass(frozen=True, slots=True)
class Person:
    """An invented person before they become resources."""

    id: str
    number: int
    name: tuple[str, ...]
    sex: str  # M or F
    born: date
    ethnicity: str
    national_id: str
    insurance_card: str
    phone: str
    allergen: Allergen | None
    contact: tuple[str, str]  # relationship, name
    home: tuple[str, str, str]  # house, hamlet, commune
    occupation: str = ""
    workplace: str = ""

    @property
    def full_name(self) -> str:
        return " ".join(self.name)

    @property
    def reference(self) -> dict[str, str]:
        return {"reference": f"Patient/{self.id}", "display": self.full_name}

    def age_on(self, day: date) -> int:
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))


def new_id(rng: Random) -> str:
    """An id that follows from the seed."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def people(rng: Random, count: int, today: date, first: int = 1) -> Iterator[Person]:
    """`count` patients; numbers run from `first`."""
    for number in range(first, first + count):
        yield _person(rng, number, today)


def _person(rng: Random, number: int, today: date) -> Person:
    low, high, _ = rng.choices(_LIVING_AGES, [weight for _, _, weight in _LIVING_AGES])[0]
    born = today - timedelta(days=rng.randint(low * 365 + 30, high * 365 + 364))
    sex = "F" if rng.random() < 0.53 else "M"
    ethnicity = rng.choices([name for name, _, _ in _ETHNIC], [weight for _, _, weight in _ETHNIC])[0]
    name = pick_name(rng, sex=sex, year=born.year, ethnicity=ethnicity)
    age = (today - born).days // 365
    works = 18 <= age < 62 and rng.random() < 0.85
    return Person(
        id=new_id(rng),
        number=number,
        name=name,
        sex=sex,
        born=born,
        ethnicity=ethnicity,
        national_id=_national_id(rng, number, sex, born),
        insurance_card=_card(rng, number, age) if rng.random() < 0.9 else "",
        phone=f"010{rng.randrange(10**7):07d}",  # 010 is no mobile prefix: nobody is called by mistake
        allergen=_allergen(rng),
        contact=_contact(rng, name[0], sex, age, born.year, ethnicity),
        home=(
            str(rng.randint(1, 180)) if rng.random() < 0.6 else "",
            rng.choice(_HAMLETS),
            rng.choice(communes()),
        ),
        occupation=rng.choice(("3", "4", "5", "6", "6", "7", "8", "9")) if works else "00000",
        workplace=rng.choice(_WORKPLACES) if works and rng.random() < 0.3 else "",
    )


def _national_id(rng: Random, number: int, sex: str, born: date) -> str:
    """12 digits of the lawful shape whose last six begin with 99 (invented)."""
    registry = rng.choices([code for code, _ in _REGISTRIES], [weight for _, weight in _REGISTRIES])[0]
    century_and_sex = (born.year // 100 - 19) * 2 + (sex == "F")
    return f"{registry}{century_and_sex}{born.year % 100:02d}99{number % 10_000:04d}"


def _card(rng: Random, number: int, age: int) -> str:
    group = "TE1" if age < 6 else "HS4" if age < 18 else rng.choice(("GD4", "GD4", "DN4", "DN4", "HN2"))
    if age >= 62:
        group = rng.choice(("HT3", "HT3", "GD4", "CT2"))
    return f"{group}2499{number:08d}"


def _allergen(rng: Random) -> Allergen | None:
    if rng.random() >= 0.12:
        return None
    return rng.choices(allergens(), [each.weight for each in allergens()])[0]


def _contact(rng: Random, family: str, sex: str, age: int, year: int, ethnicity: str) -> tuple[str, str]:
    if age < 18:
        relation, other, born = rng.choice((("Mẹ", "F", year - 27), ("Bố", "M", year - 30)))
    elif age < 60:
        relation, other, born = ("Chồng", "M", year - 2) if sex == "F" else ("Vợ", "F", year + 2)
    else:
        relation, other, born = rng.choice((("Con trai", "M", year + 27), ("Con gái", "F", year + 29)))
    same = relation in ("Bố", "Con trai", "Con gái") and (sex == "M" or relation == "Bố")
    name = pick_name(
        rng, sex=other, year=max(1930, min(born, 2029)), ethnicity=ethnicity, family=family if same else ""
    )
    return relation, " ".join(name)


def resources_of(person: Person, rng: Random, today: date) -> Iterator[dict[str, Any]]:
    """Patient, Coverage when insured, and what is known of allergies (for most, that there are none)."""
    yield patient(person)
    if person.insurance_card:
        yield coverage(person, new_id(rng), today)
    if person.allergen is not None:
        yield allergy(person, person.allergen, new_id(rng), today)
    elif rng.random() < 0.85:
        yield no_allergy(person, new_id(rng), today)


def patient(person: Person) -> dict[str, Any]:
    relation, contact = person.contact
    extensions = [_coded(systems.ETHNIC_GROUP, "ethnic-groups", _ethnic_code(person.ethnicity))]
    if person.occupation:
        extensions.append(_coded(systems.OCCUPATION, "occupations", person.occupation))
    if person.workplace:
        extensions.append({"url": systems.WORKPLACE, "valueString": person.workplace})
    return {
        "resourceType": "Patient",
        "id": person.id,
        "extension": extensions,
        "identifier": [
            {"system": systems.NATIONAL_ID, "value": person.national_id},
            {"system": systems.PATIENT_NUMBER, "value": f"BN{person.number:08d}"},
        ],
        "active": True,
        "name": [{"text": person.full_name, "family": person.name[0], "given": list(person.name[1:])}],
        "telecom": [{"system": "phone", "value": person.phone, "use": "mobile"}],
        "gender": "female" if person.sex == "F" else "male",
        "birthDate": person.born.isoformat(),
        "address": [_address(person)],
        "contact": [
            {
                "relationship": [{"text": relation}],
                "name": {"text": contact},
                "telecom": [{"system": "phone", "value": f"010{person.number + 5_000_000:07d}"}],
            }
        ],
    }


def _address(person: Person) -> dict[str, Any]:
    house, hamlet, commune = person.home
    extensions = [{"url": systems.HOUSE, "valueString": house}] if house else []
    extensions.append({"url": systems.HAMLET, "valueString": hamlet})
    text = ", ".join(part for part in (house and f"số {house}", hamlet, commune, PROVINCE) if part)
    return {
        "extension": extensions,
        "use": "home",
        "text": text,
        "city": commune,
        "state": PROVINCE,
        "country": "VN",
    }


def _coded(url: str, name: str, code: str) -> dict[str, Any]:
    codes = code_list(name)
    return {"url": url, "valueCoding": {"system": codes.system, "code": code, "display": codes.display(code)}}


def _ethnic_code(name: str) -> str:
    return next(code for each, code, _ in _ETHNIC if each == name)


def coverage(person: Person, id_: str, today: date) -> dict[str, Any]:
    return {
        "resourceType": "Coverage",
        "id": id_,
        "identifier": [{"system": systems.INSURANCE_CARD, "value": person.insurance_card}],
        "status": "active",
        "subscriberId": person.insurance_card,
        "beneficiary": person.reference,
        "period": {"start": f"{today.year}-01-01", "end": f"{today.year}-12-31"},
        "payor": [{"display": "Bảo hiểm xã hội Việt Nam"}],
    }


def allergy(person: Person, allergen: Allergen, id_: str, today: date) -> dict[str, Any]:
    coding = {"system": systems.ALLERGY_CLASS, "code": allergen.code, "display": allergen.text}
    return _intolerance(person, id_, today) | {
        "category": [allergen.category],
        "criticality": allergen.criticality,
        "code": {"coding": [coding], "text": allergen.text},
        "reaction": [{"manifestation": [{"text": allergen.reaction}], "severity": allergen.severity}],
    }


def no_allergy(person: Person, id_: str, today: date) -> dict[str, Any]:
    """Asked, and none known: not the same as nobody asked."""
    text = "Không ghi nhận dị ứng"
    coding = {"system": systems.ALLERGY_CODE, "code": "none-known", "display": text}
    return _intolerance(person, id_, today) | {"code": {"coding": [coding], "text": text}}


def _intolerance(person: Person, id_: str, today: date) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance",
        "id": id_,
        "clinicalStatus": {"coding": [{"system": systems.ALLERGY_CLINICAL, "code": "active"}]},
        "verificationStatus": {"coding": [{"system": systems.ALLERGY_VERIFICATION, "code": "confirmed"}]},
        "patient": person.reference,
        "recordedDate": (today - timedelta(days=61 + person.number % 300)).isoformat(),
        "recorder": {"reference": "Practitioner/nv-binh", "display": "ĐD. Trần Thị Bình"},
    }
