"""A patient who waits in An's clinic, invented, for tests of what happens in a visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from benhan.fhir import systems
from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST


@dataclass(frozen=True, slots=True)
class Waiting:
    patient: Stored
    encounter: Stored

    @property
    def url(self) -> str:
        return f"/kham/luot/{self.encounter.id}/"


def waiting_patient(name: str = "Nguyễn Thị Thuỳ Dương", birth_date: str = "1984-03-02") -> Waiting:
    """Registered by Lan a moment ago, with a number, a card and an address."""
    with Repository(by=CAST.system) as repository:
        for organization in (
            {
                "id": "co-so",
                "name": "Trung tâm Y tế Kinh Bắc",
                "address": [{"text": "1 Đường Thử, Bắc Ninh"}],
            },
            {"id": "khoa-kham-benh", "name": "Khoa Khám bệnh", "partOf": {"reference": "Organization/co-so"}},
        ):
            repository.update({"resourceType": "Organization", **organization}, may_create=True)
    with Repository(by=CAST.lan) as repository:
        patient = repository.create(_patient(name, birth_date))
        repository.create(
            {
                "resourceType": "Coverage",
                "status": "active",
                "beneficiary": {"reference": patient.reference},
                "subscriberId": "GD4272499000001",
                "payor": [{"display": "Bảo hiểm xã hội Việt Nam"}],
                "period": {"start": "2026-01-01", "end": "2026-12-31"},
            }
        )
        encounter = repository.create(
            {
                "resourceType": "Encounter",
                "status": "arrived",
                "class": {"system": systems.ENCOUNTER_CLASS, "code": "AMB"},
                "subject": {"reference": patient.reference},
                "serviceProvider": {"reference": "Organization/khoa-kham-benh"},
                "period": {"start": timezone.localtime().isoformat(timespec="seconds")},
                "reasonCode": [{"text": "Ho, sốt 3 ngày"}],
                "identifier": [{"system": systems.OUTPATIENT_NUMBER, "value": "NT-000001"}],
            }
        )
    return Waiting(patient, encounter)


def _patient(name: str, birth_date: str) -> dict[str, Any]:
    family, *given = name.split()
    return {
        "resourceType": "Patient",
        "identifier": [
            {"system": systems.PATIENT_NUMBER, "value": "BN00000001"},
            {"system": systems.NATIONAL_ID, "value": "024184990001"},
        ],
        "name": [{"text": name, "family": family, "given": given}],
        "gender": "female",
        "birthDate": birth_date,
        "address": [
            {"use": "home", "text": "Thôn Đông, xã Thử, Bắc Ninh", "city": "Xã Thử", "state": "Bắc Ninh"}
        ],
        "telecom": [{"system": "phone", "value": "0900000001"}],
        "contact": [
            {"name": {"text": "Nguyễn Văn Thử"}, "telecom": [{"system": "phone", "value": "0900000002"}]}
        ],
    }


def filled_form(**changes: str) -> dict[str, str]:
    """Inputs of 15/BV1 that may be signed, what was filled in for the person included."""
    today = timezone.localdate().strftime("%d/%m/%Y")
    return {
        "hospital": "Trung tâm Y tế Kinh Bắc",
        "department": "Khoa Khám bệnh",
        "full_name": "Nguyễn Thị Thuỳ Dương",
        "birth_date": "02/03/1984",
        "sex": "2",
        "payer_class": "1",
        "arrived_at": f"00:00 {today}",
        "chief_complaint": "Ho, sốt 3 ngày",
        "outpatient_from": today,
        "record_written_at": today,
        "illness_course": "Ho khan 3 ngày, sốt 38,5 độ về chiều.",
        "pulse": "88",
        "temperature": "38,2",
        "bp_systolic": "120",
        "bp_diastolic": "80",
        "respiratory_rate": "20",
        "weight": "52,5",
        "dx_initial": "J20.9",
        "outpatient_to": today,
        "b_course": "Viêm phế quản cấp, đáp ứng điều trị.",
        "b_dx_main": "J20.9",
        "b_treatment": "Hạ sốt, uống nhiều nước.",
        "summary_written_at": today,
    } | changes
