"""What a doctor of the demonstration writes into an outpatient record: invented, short, in clinical Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from benhan.access.models import Facility
from benhan.fhir import systems
from benhan.forms.answers import Coding
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import Form
from benhan.forms.prescription import Line, Prescription, answers_of, new_code
from benhan.law.icd10 import by_code
from benhan.ops.demo_data.people import PROVINCE, Person
from benhan.ops.demo_data.staff import UNITS
from benhan.ops.demo_data.visits import Visit, blood_pressure, vital_signs


@dataclass(frozen=True, slots=True)
class Story:
    """The words that go with a pattern of complaint."""

    course: str
    exam: str
    treatment: str
    state: str


_STORIES: Mapping[str, Story] = {
    "plain": Story(
        "Diễn biến từ từ, không sốt, ăn ngủ được.",
        "Tỉnh, tiếp xúc tốt, da niêm mạc hồng.",
        "Điều trị triệu chứng.",
        "Ổn định.",
    ),
    "pressure": Story(
        "Đã điều trị nhiều năm, uống thuốc đều.",
        "Tỉnh, tim đều, phổi không ran.",
        "Kiểm soát huyết áp, tiết chế ăn uống.",
        "Ổn định, huyết áp giảm.",
    ),
    "warm": Story(
        "Hai đến ba ngày nay mệt, sốt nhẹ về chiều.",
        "Tỉnh, họng đỏ, phổi thông khí rõ.",
        "Hạ sốt, uống đủ nước.",
        "Tỉnh, đỡ mệt.",
    ),
    "fever": Story(
        "Sốt cao từng cơn, ăn kém.",
        "Tỉnh, môi khô, không dấu hiệu nguy hiểm.",
        "Hạ sốt, bù nước, theo dõi.",
        "Tỉnh, giảm sốt.",
    ),
    "breath": Story(
        "Ho, khó thở tăng khi gắng sức.",
        "Tỉnh, phổi có ran rít rải rác.",
        "Theo dõi hô hấp, điều trị triệu chứng.",
        "Đỡ khó thở.",
    ),
    "pain": Story(
        "Đau từng cơn, tăng khi vận động.",
        "Tỉnh, ấn đau khu trú, không phản ứng.",
        "Giảm đau, nghỉ ngơi.",
        "Đỡ đau.",
    ),
}
_PARACETAMOL = Line(
    substance="Paracetamol", inn="paracetamol", strength="500 mg", quantity=Decimal(9), unit="viên", dose="1 viên",
    times_a_day=3, route="1.01", days=3, moment="khi đau hoặc sốt từ 38,5 °C", timing="TID",
)  # fmt: skip
_AMLODIPINE = Line(
    substance="Amlodipin", inn="amlodipine", strength="5 mg", quantity=Decimal(28), unit="viên", dose="1 viên",
    times_a_day=1, route="1.01", days=28, moment="buổi sáng", timing="QD",
)  # fmt: skip
_OMEPRAZOLE = Line(
    substance="Omeprazol", inn="omeprazole", strength="20 mg", quantity=Decimal(14), unit="viên", dose="1 viên",
    times_a_day=1, route="1.01", days=14, moment="trước ăn sáng 30 phút", timing="QD",
)  # fmt: skip
_LORATADINE = Line(
    substance="Loratadin", inn="loratadine", strength="10 mg", quantity=Decimal(7), unit="viên", dose="1 viên",
    times_a_day=1, route="1.01", days=7, moment="buổi tối", timing="QD",
)  # fmt: skip
_DRUG_BY_CODE = {"K29.7": _OMEPRAZOLE, "K21.9": _OMEPRAZOLE, "I10": _AMLODIPINE, "L23.9": _LORATADINE,
                 "L50.9": _LORATADINE, "J30.4": _LORATADINE}  # fmt: skip


def diagnosis(visit: Visit) -> Coding:
    code = visit.complaint.code
    return Coding(systems.ICD_10, code, by_code()[code].display, systems.ICD_10_TT06)


def record_answers(
    form: Form, facility: Facility, visit: Visit, rng: Random, *, is_whole: bool = True
) -> dict[str, Any]:
    """Answers of 15/BV1; with `is_whole` False only what stands there while the doctor still writes."""
    person, story, found = visit.person, _STORIES[visit.complaint.pattern], diagnosis(visit)
    signs, (low, high) = vital_signs(rng, visit), blood_pressure(rng, visit)
    house, hamlet, commune = person.home
    day = visit.arrived.date()
    made: dict[str, Any] = {
        "hospital": facility.name, "department": _unit_name(visit), "full_name": person.full_name,
        "birth_date": person.born, "sex": _choice(form, "sex", "2" if person.sex == "F" else "1"),
        "address_house": house or None, "address_hamlet": hamlet, "address_commune": commune,
        "payer_class": _choice(form, "payer_class", "1" if person.insurance_card else "2"),
        "arrived_at": visit.arrived, "chief_complaint": visit.complaint.reason,
        "illness_course": story.course, "history_personal": "Không ghi nhận bệnh mạn tính khác.",
        "pulse": signs["PULSE"], "temperature": signs["TEMP"], "bp_systolic": high, "bp_diastolic": low,
        "weight": signs["WEIGHT"],
    }  # fmt: skip
    if is_whole:
        made |= {
            "history_family": "Chưa phát hiện bất thường.", "general_exam": story.exam, "dx_initial": found,
            "dx_discharge": found, "outpatient_from": day, "outpatient_to": day, "record_written_at": day,
            "b_course": story.course, "b_dx_main": found, "b_treatment": story.treatment,
            "b_discharge_state": story.state, "b_next_plan": "Uống thuốc theo đơn, tái khám khi có bất thường.",
            "summary_written_at": day,
        }  # fmt: skip
    return dict(calculated(form, {key: value for key, value in made.items() if value is not None}))


def prescription(facility: Facility, visit: Visit, encounter: str, rng: Random) -> Prescription:
    """One line that fits the diagnosis, started when the visit ended."""
    assert visit.doctor is not None  # noqa: S101  records are written for visits a doctor has opened
    line = _DRUG_BY_CODE.get(visit.complaint.code, _PARACETAMOL)
    return Prescription(
        code=new_code(facility.code, "C", rng),
        kind="C",
        patient=f"Patient/{visit.person.id}",
        encounter=encounter,
        requester=f"Practitioner/{visit.doctor.practitioner}",
        prescribed_at=visit.ended or visit.arrived + timedelta(minutes=20),
        diagnoses=(diagnosis(visit),),
        lines=(line,),
        advice="Uống nhiều nước, tái khám nếu không đỡ.",
    )


def prescription_answers(
    form: Form, facility: Facility, written: Prescription, person: Person
) -> dict[str, Any]:
    made = answers_of(written) | {
        "facility": facility.name,
        "patient_name": person.full_name,
        "birth_date": person.born,
        "sex": _choice(form, "sex", "2" if person.sex == "F" else "1"),
        "address": f"{person.home[1]}, {person.home[2]}, {PROVINCE}",
    }
    return dict(calculated(form, made))


def _choice(form: Form, key: str, code: str) -> Coding:
    field = form.field(key)
    choice = field.choice(code)
    if choice is None:
        raise ValueError(f"{form.code}.{key} has no choice {code}")
    return Coding(field.choice_system, code, choice.label)


def _unit_name(visit: Visit) -> str:
    return next(unit.name for unit in UNITS if unit.id == visit.department)


def is_adult_without_drug_allergy(person: Person, day: date) -> bool:
    """Whose prescription needs no weight, companion or reason beside a warning."""
    return person.age_on(day) >= 18 and (person.allergen is None or person.allergen.category == "food")
