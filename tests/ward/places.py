"""A small invented clinic for the ward's tests: departments, patients, visits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.fhir import systems
from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST

DUONG = {
    "name": [{"text": "Nguyễn Thị Thuỳ Dương", "family": "Nguyễn", "given": ["Thị", "Thuỳ", "Dương"]}],
    "gender": "female",
    "birthDate": "1984-03-02",
    "identifier": [
        {"system": systems.NATIONAL_ID, "value": "027184990001"},
        {"system": systems.PATIENT_NUMBER, "value": "BN00000001"},
    ],
    "telecom": [{"system": "phone", "value": "0100000001"}],
}
CARD = "GD4272499000001"


def departments(facility: str = "24001") -> None:
    system = Actor(account="system", facility=facility, name="Hệ thống", roles=CAST.system.roles)
    with Repository(by=system) as repository:
        repository.create({"resourceType": "Organization", "name": "Trung tâm Y tế Kinh Bắc"}, id="co-so")
        for id_, name in (("khoa-kham-benh", "Khoa Khám bệnh"), ("khoa-ngoai", "Khoa Ngoại")):
            organization = {
                "resourceType": "Organization",
                "name": name,
                "partOf": {"reference": "Organization/co-so"},
            }
            repository.create(organization, id=id_)


def patient(**changes: Any) -> Stored:
    with Repository(by=CAST.lan) as repository:
        return repository.create({"resourceType": "Patient", **DUONG, **changes})


def card_of(stored: Stored, number: str = CARD) -> Stored:
    with Repository(by=CAST.lan) as repository:
        return repository.create(
            {
                "resourceType": "Coverage",
                "status": "active",
                "identifier": [{"system": systems.INSURANCE_CARD, "value": number}],
                "subscriberId": number,
                "beneficiary": {"reference": stored.reference},
                "payor": [{"display": "Bảo hiểm xã hội Việt Nam"}],
            }
        )


def visit(
    stored: Stored, *, department: str = "khoa-kham-benh", status: str = "arrived", number: int = 1, priority: str = "R",
    at: datetime | None = None,
) -> Stored:  # fmt: skip
    start = timezone.localtime(at or timezone.now() - timedelta(seconds=5))
    with Repository(by=CAST.lan) as repository:
        return repository.create(
            {
                "resourceType": "Encounter",
                "identifier": [
                    {
                        "system": systems.QUEUE_NUMBER,
                        "value": f"{start.date().isoformat()}/{department}/{number:03d}",
                    }
                ],
                "status": status,
                "class": {"system": systems.ENCOUNTER_CLASS, "code": "AMB"},
                "priority": {
                    "coding": [
                        {"system": "http://terminology.hl7.org/CodeSystem/v3-ActPriority", "code": priority}
                    ]
                },
                "subject": {"reference": stored.reference},
                "period": {"start": start.isoformat(timespec="seconds")},
                "reasonCode": [{"text": "Ho, sốt 3 ngày"}],
                "serviceProvider": {"reference": f"Organization/{department}", "display": "Khoa Khám bệnh"},
            }
        )
