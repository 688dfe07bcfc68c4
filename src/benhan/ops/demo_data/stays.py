"""Inpatients of the invented hospital, made by the acts of the people themselves, then put back in time.

| state       | what there is                                                                       |
| ----------- | ----------------------------------------------------------------------------------- |
| lying       | in a bed, the record open                                                           |
| planned act | an operation waits for the patient's agreement                                      |
| emergency   | an operation was started without it and waits for the director's word               |
| leaving     | another department is to receive the patient                                        |
| waiting     | admitted, not received yet                                                          |
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import timezone

from benhan.access.actor import Actor, Role, system_actor
from benhan.access.models import Account
from benhan.fhir import systems
from benhan.forms.answers import Coding
from benhan.law.icd10 import by_code
from benhan.ops.demo_data.generating import SEED
from benhan.ops.demo_data.people import Person, new_id
from benhan.ops.demo_data.records import actor_of
from benhan.ops.demo_data.staff import CLINIC, MAIN, STAFF, UNITS
from benhan.records import admission, interventions, moves
from benhan.records.standing import record_of
from benhan.store.repository import Repository, Stored


@dataclass(frozen=True, slots=True)
class Case:
    """Somebody in a bed: bed "" while they wait; act plans an operation; to is where they are to go."""

    department: str
    bed: str
    code: str
    reason: str
    days: int
    sex: str = ""
    ages: tuple[int, int] = (18, 95)
    act: str = ""
    what: str = ""
    emergency: str = ""
    to: str = ""


CASES = (
    Case("khoa-noi", "khoa-noi-1-1", "J18.9", "Sốt cao, ho, khó thở ngày thứ ba", 3),
    Case("khoa-noi", "khoa-noi-1-2", "I10", "Huyết áp 190/110, đau đầu dữ dội", 1, ages=(45, 95)),
    Case("khoa-noi", "khoa-noi-1-3", "E11.9", "Đường huyết cao, khát nhiều, sút cân", 6, ages=(40, 95)),
    Case("khoa-noi", "khoa-noi-2-1", "J45.9", "Khó thở, khò khè từ nửa đêm", 2),
    Case("khoa-noi", "khoa-noi-2-2", "N39.0", "Sốt rét run, đái buốt", 2, sex="F"),
    Case("khoa-noi", "khoa-noi-3-1", "K29.7", "Đau thượng vị, đi ngoài phân đen", 1, to="khoa-ngoai"),
    Case("khoa-noi", "", "J18.9", "Sốt, ho đờm xanh, mệt nhiều", 0, ages=(60, 95)),
    Case("khoa-ngoai", "khoa-ngoai-1-1", "K35.8", "Đau hố chậu phải, sốt", 0, act="surgery",
         what="Phẫu thuật nội soi cắt ruột thừa"),
    Case("khoa-ngoai", "khoa-ngoai-1-2", "K35.8", "Đau bụng dữ dội, bụng cứng", 1, act="surgery",
         what="Mổ cấp cứu viêm phúc mạc",
         emergency="Viêm phúc mạc, sốc; người bệnh lơ mơ, chưa liên lạc được người nhà"),
    Case("khoa-ngoai", "khoa-ngoai-2-1", "M17.9", "Đau gối phải, không đi được", 4, ages=(50, 95)),
    Case("khoa-san", "khoa-san-1-1", "N39.0", "Thai 32 tuần, sốt, đái buốt", 1, sex="F", ages=(20, 40)),
    Case("khoa-nhi", "khoa-nhi-1-1", "J20.9", "Ho, khò khè, bú kém", 2, ages=(0, 5)),
    Case("khoa-nhi", "khoa-nhi-1-2", "J03.9", "Sốt cao, đau họng, bỏ ăn", 1, ages=(3, 15)),
    Case("khoa-cap-cuu", "khoa-cap-cuu-1-1", "T78.4", "Nổi mày đay, khó thở sau ăn hải sản", 0),
)  # fmt: skip


def make_stays(people: Sequence[Person], now: datetime) -> int:
    """Admit everybody of CASES; returns how many."""
    rng = Random(f"{SEED}/stays")  # noqa: S311 — the same people each time
    ids = dict(Account.objects.values_list("login", "id"))
    actors = {each.login: actor_of(each, str(ids[each.login])) for each in STAFF if each.facility == MAIN}
    free = list(people)
    rng.shuffle(free)
    for number, case in enumerate(CASES, start=1):
        person = next(one for one in free if _suits(one, case, now))
        free.remove(person)
        _Stay(actors, case, person, now, f"VV{now.year % 100:02d}{number:06d}", rng).make()
    return len(CASES)


def _suits(person: Person, case: Case, now: datetime) -> bool:
    return case.sex in ("", person.sex) and case.ages[0] <= person.age_on(now.date()) <= case.ages[1]


class _Stay:
    """One stay on its way."""

    def __init__(
        self, actors: Mapping[str, Actor], case: Case, person: Person, now: datetime, number: str, rng: Random
    ) -> None:
        self.actors, self.case, self.person, self.number, self.rng = actors, case, person, number, rng
        self.begun = (now - timedelta(days=case.days, minutes=rng.randint(40, 300))).replace(microsecond=0)

    def make(self) -> None:
        stay = self._admit()
        if not self.case.bed:
            self._back_in_time(stay)
            return
        doctor, nurse = self._one(Role.DOCTOR), self._one(Role.NURSE)
        with Repository(by=nurse) as repository:
            admission.receive(repository, encounter=stay, bed=self.case.bed, doctor=doctor.practitioner)
        self._back_in_time(stay)
        if self.case.act:
            self._operate(stay, doctor)
        if self.case.to:
            with Repository(by=doctor) as repository:
                moves.order_transfer(
                    repository, encounter=stay, department=self.case.to, reason="Nghi thủng ổ loét, cần phẫu thuật"
                )  # fmt: skip

    def _one(self, role: Role, department: str = "") -> Actor:
        unit = department or self.case.department
        return self.actors[next(one.login for one in STAFF if one.unit == unit and one.role is role)]

    def _admit(self) -> Stored:
        by = self.actors["an"]
        entry = by_code()[self.case.code]
        with Repository(by=system_actor(MAIN, "Dữ liệu mẫu")) as repository:
            origin = repository.create(self._visit(by), id=new_id(self.rng))
        with Repository(by=by) as repository:
            return admission.admit(
                repository,
                origin=origin,
                department=self.case.department,
                diagnosis=Coding(systems.ICD_10, entry.code, entry.display, systems.ICD_10_TT06),
                reason=self.case.reason,
                number=self.number,
                is_emergency=bool(self.case.emergency) or self.case.department == "khoa-cap-cuu",
            )

    def _visit(self, by: Actor) -> dict[str, Any]:
        clinic = next(unit.name for unit in UNITS if unit.id == CLINIC)
        return {
            "resourceType": "Encounter",
            "identifier": [
                {"system": systems.OUTPATIENT_NUMBER, "value": f"NT{self.number[2:4]}05{self.number[6:]}"}
            ],
            "status": "arrived",
            "class": {"system": systems.ENCOUNTER_CLASS, "code": "AMB", "display": "ambulatory"},
            "subject": self.person.reference,
            "participant": [
                {"individual": {"reference": f"Practitioner/{by.practitioner}", "display": by.name}}
            ],
            "period": {"start": (timezone.localtime() - timedelta(minutes=35)).isoformat()},
            "reasonCode": [{"text": self.case.reason}],
            "serviceProvider": {"reference": f"Organization/{CLINIC}", "display": clinic},
        }

    def _operate(self, stay: Stored, doctor: Actor) -> None:
        with Repository(by=doctor) as repository:
            procedure = interventions.plan(
                repository, encounter=stay, act=self.case.act, what=self.case.what, reason=self.case.reason
            )
            if self.case.emergency:
                interventions.start_in_emergency(repository, procedure=procedure, reason=self.case.emergency)

    def _back_in_time(self, stay: Stored) -> None:
        """The stay began days ago: everything that says when is moved with it."""
        start = self.begun.isoformat()
        with Repository(by=system_actor(MAIN, "Dữ liệu mẫu")) as repository:
            now = repository.read("Encounter", stay.id)
            places = [
                {**one, "period": {"start": (self.begun + timedelta(minutes=25)).isoformat()}}
                if one.get("status") == "active"
                else one
                for one in now.resource.get("location", ())
            ]
            parts = [{**one, "period": {"start": start}} for one in now.resource.get("participant", ())]
            repository.update(
                {**now.resource, "period": {"start": start}, "location": places, "participant": parts}
            )
            record = record_of(repository, stay.reference)
            assert record is not None  # noqa: S101  every admission opens one
            repository.update({**record.resource, "date": start})
            visit = now.resource["basedOn"][0]["reference"].split("/")
            order = repository.read(*visit)
            origin = repository.read(*order.resource["encounter"]["reference"].split("/"))
            period = {"start": (self.begun - timedelta(minutes=35)).isoformat(), "end": start}
            repository.update({**origin.resource, "period": period})
