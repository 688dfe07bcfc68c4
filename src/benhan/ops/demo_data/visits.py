"""Visits: today's queue, those of the last 60 days, and what was measured and found in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from benhan.access.actor import Role
from benhan.fhir import systems
from benhan.law.icd10 import by_code
from benhan.law.rules import vitals
from benhan.ops.demo_data.people import Person, new_id
from benhan.ops.demo_data.staff import CLINIC, MAIN, STAFF, UNITS, Member
from benhan.ops.demo_data.tables import Complaint, complaints

PAST_DAYS = 60
_UNIT_NAMES = {unit.id: unit.name for unit in UNITS}


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit before it becomes resources; `ended` only when it is over."""

    id: str
    person: Person
    complaint: Complaint
    department: str
    arrived: datetime
    status: str
    queue_number: str
    number: str
    doctor: Member | None = None
    ended: datetime | None = None
    is_urgent: bool = False

    @property
    def reference(self) -> dict[str, str]:
        return {"reference": f"Encounter/{self.id}"}


@dataclass(slots=True)
class Desk:
    """Hands out queue and visit numbers as reception does."""

    year: int
    issued: int = 0
    _queues: dict[str, int] = field(default_factory=dict)

    def queue_number(self, arrived: datetime, department: str) -> str:
        prefix = f"{arrived.date().isoformat()}/{department}"
        self._queues[prefix] = self._queues.get(prefix, 0) + 1
        return f"{prefix}/{self._queues[prefix]:03d}"

    def visit_number(self) -> str:
        self.issued += 1
        return f"NT{self.year % 100:02d}{self.issued:06d}"


def past(
    rng: Random, people: Sequence[Person], now: datetime, desk: Desk, per_day: int = 5
) -> Iterator[Visit]:
    """Finished visits of the last 60 days, Sundays off, oldest first."""
    for days in range(PAST_DAYS, 0, -1):
        day = (now - timedelta(days=days)).replace(hour=7, minute=10, second=0, microsecond=0)
        if day.weekday() == 6:
            continue
        moment = day
        for _ in range(rng.randint(per_day - 2, per_day + 2)):
            moment += timedelta(minutes=rng.randint(12, 75))
            yield _visit(rng, rng.choice(people), moment, "finished", desk)


# Status of today's arrivals, oldest first; the last two in-progress are still with the doctor.
TODAY = ("finished",) * 9 + ("in-progress",) * 2 + ("finished",) + ("in-progress",) * 2 + ("arrived",) * 11


def today(rng: Random, people: Sequence[Person], now: datetime, desk: Desk) -> Iterator[Visit]:
    """About 25 arrivals since the morning (or since midnight, when the night is young), the last just now."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    step = min(timedelta(minutes=9), (now - midnight) / (len(TODAY) + 1))
    chosen = rng.sample(list(people), len(TODAY))
    for place, (status, person) in enumerate(zip(TODAY, chosen, strict=True)):
        arrived = now - step * (len(TODAY) - place)
        yield _visit(rng, person, arrived, status, desk, latest=now)


def waiting(rng: Random, person: Person, now: datetime, desk: Desk) -> Visit:
    """Somebody who has just arrived."""
    return _visit(rng, person, now, "arrived", desk, latest=now)


def _visit(
    rng: Random, person: Person, arrived: datetime, status: str, desk: Desk, latest: datetime | None = None
) -> Visit:
    complaint = _complaint(rng, person, arrived)
    department = CLINIC if latest is not None or rng.random() < 0.6 else complaint.department
    ended = None
    if status == "finished":
        ended = arrived + timedelta(minutes=rng.randint(25, 70))
        if latest is not None:
            ended = min(ended, latest - (latest - arrived) / 3)
    return Visit(
        id=new_id(rng),
        person=person,
        complaint=complaint,
        department=department,
        arrived=arrived.replace(microsecond=0),
        status=status,
        queue_number=desk.queue_number(arrived, department),
        number=desk.visit_number(),
        doctor=_doctor(rng, department) if status != "arrived" else None,
        ended=ended.replace(microsecond=0) if ended else None,
        is_urgent=department == "khoa-cap-cuu" or rng.random() < 0.03,
    )


def _complaint(rng: Random, person: Person, at: datetime) -> Complaint:
    age = person.age_on(at.date())
    fitting = [
        each for each in complaints() if each.age_from <= age <= each.age_to and each.sex in ("", person.sex)
    ]
    return rng.choices(fitting, [each.weight for each in fitting])[0]


def _doctor(rng: Random, department: str) -> Member:
    here = [member for member in STAFF if member.facility == MAIN and member.unit == department]
    doctors = [member for member in here if member.role is Role.DOCTOR]
    # An sees most of the clinic's patients: the demonstration is looked at through his eyes.
    return rng.choices(doctors, [4 if member.login == "an" else 1 for member in doctors])[0]


def encounter(visit: Visit) -> dict[str, Any]:
    priority = ("EM", "emergency") if visit.is_urgent else ("R", "routine")
    period = {"start": visit.arrived.isoformat()}
    if visit.ended:
        period["end"] = visit.ended.isoformat()
    made: dict[str, Any] = {
        "resourceType": "Encounter",
        "id": visit.id,
        "identifier": [
            {"system": systems.QUEUE_NUMBER, "value": visit.queue_number},
            {"system": systems.OUTPATIENT_NUMBER, "value": visit.number},
        ],
        "status": visit.status,
        "class": {"system": systems.ENCOUNTER_CLASS, "code": "AMB", "display": "ambulatory"},
        "priority": {
            "coding": [
                {
                    "system": "http://terminology.hl7.org/CodeSystem/v3-ActPriority",
                    "code": priority[0],
                    "display": priority[1],
                }
            ]
        },
        "subject": visit.person.reference,
        "period": period,
        "reasonCode": [{"text": visit.complaint.reason}],
        "serviceProvider": {
            "reference": f"Organization/{visit.department}",
            "display": _UNIT_NAMES[visit.department],
        },
    }
    if visit.doctor is not None:
        person = {"reference": f"Practitioner/{visit.doctor.practitioner}", "display": visit.doctor.name}
        made["participant"] = [{"individual": person}]
    return made


def findings(rng: Random, visit: Visit) -> Iterator[dict[str, Any]]:
    """Vital signs of a visit that has begun, and the diagnosis of one that is over."""
    if visit.status == "arrived":
        return
    measured = visit.arrived + (visit.ended - visit.arrived) / 3 if visit.ended else visit.arrived
    measured = measured.replace(microsecond=0)
    for key, value in vital_signs(rng, visit).items():
        yield _observation(visit, measured, new_id(rng), key) | {"valueQuantity": _quantity(key, value)}
    low, high = blood_pressure(rng, visit)
    components = [
        {"code": _code(key), "valueQuantity": _quantity(key, value)}
        for key, value in (("SBP", high), ("DBP", low))
    ]
    yield _observation(visit, measured, new_id(rng), "BP") | {"component": components}
    if visit.ended is not None:
        yield condition(visit, visit.ended, new_id(rng))


def vital_signs(rng: Random, visit: Visit) -> dict[str, Decimal]:
    """Pulse, temperature, breathing, saturation, weight and height that fit age and complaint."""
    age, pattern = visit.person.age_on(visit.arrived.date()), visit.complaint.pattern
    temperature = {"fever": 38.6, "warm": 37.5}.get(pattern, 36.7) + rng.uniform(-0.3, 0.4)
    pulse = (
        (118 - age * 3 if age < 12 else 78)
        + rng.randint(-8, 10)
        + (14 if pattern in ("fever", "breath") else 0)
    )
    breaths = (32 - age if age < 12 else 18) + rng.randint(-1, 2) + (5 if pattern == "breath" else 0)
    saturation = rng.randint(91, 95) if pattern == "breath" else rng.randint(96, 99)
    height = _height(rng, age, visit.person.sex)
    weight = _weight(rng, age, height)
    return {
        "PULSE": Decimal(pulse),
        "TEMP": Decimal(f"{temperature:.1f}"),
        "RR": Decimal(breaths),
        "SPO2": Decimal(saturation),
        "WEIGHT": Decimal(f"{weight:.1f}"),
        "HEIGHT": Decimal(round(height)),
    }


def blood_pressure(rng: Random, visit: Visit) -> tuple[Decimal, Decimal]:
    """(diastolic, systolic) in mmHg."""
    age = visit.person.age_on(visit.arrived.date())
    high = (88 + age * 2 if age < 16 else 116 + age // 6) + rng.randint(-6, 8)
    high += rng.randint(18, 42) if visit.complaint.pattern == "pressure" and age >= 40 else 0
    return Decimal(round(high * 0.6) + rng.randint(0, 6)), Decimal(high)


def _height(rng: Random, age: int, sex: str) -> float:
    grown = 164 if sex == "M" else 154
    return min(grown, 58 + age * 7.2 if age < 15 else grown) + rng.uniform(-5, 6)


def _weight(rng: Random, age: int, height: float) -> float:
    index = 15.5 + (age / 3 if age < 18 else 6.5) + rng.uniform(-1.8, 3.2)
    return index * (height / 100) ** 2


def _observation(visit: Visit, measured: datetime, id_: str, key: str) -> dict[str, Any]:
    category = {"system": systems.OBSERVATION_CATEGORY, "code": "vital-signs", "display": "Vital Signs"}
    return {
        "resourceType": "Observation",
        "id": id_,
        "status": "final",
        "category": [{"coding": [category]}],
        "code": _code(key),
        "subject": visit.person.reference,
        "encounter": visit.reference,
        "effectiveDateTime": measured.isoformat(),
        "performer": [{"reference": "Practitioner/nv-binh", "display": "ĐD. Trần Thị Bình"}],
    }


def _code(key: str) -> dict[str, Any]:
    vital = vitals()[key]
    coding = {"system": systems.LOINC, "code": vital.loinc, "display": vital.loinc_display}
    return {"coding": [coding], "text": vital.display}


def _quantity(key: str, value: Decimal) -> dict[str, Any]:
    vital = vitals()[key]
    return {"value": value, "unit": vital.unit, "system": systems.UCUM, "code": vital.ucum}


def condition(visit: Visit, at: datetime, id_: str) -> dict[str, Any]:
    display = by_code()[visit.complaint.code].display
    coding = {
        "system": systems.ICD_10,
        "version": systems.ICD_10_TT06,
        "code": visit.complaint.code,
        "display": display,
    }
    made: dict[str, Any] = {
        "resourceType": "Condition",
        "id": id_,
        "extension": [{"url": systems.DIAGNOSIS_RANK, "valuePositiveInt": 1}],
        "clinicalStatus": {"coding": [{"system": systems.CONDITION_CLINICAL, "code": "active"}]},
        "category": [{"coding": [{"system": systems.CONDITION_CATEGORY, "code": "encounter-diagnosis"}]}],
        "code": {"coding": [coding], "text": display},
        "subject": visit.person.reference,
        "encounter": visit.reference,
        "recordedDate": at.isoformat(),
    }
    if visit.doctor is not None:
        made["recorder"] = {
            "reference": f"Practitioner/{visit.doctor.practitioner}",
            "display": visit.doctor.name,
        }
    return made
