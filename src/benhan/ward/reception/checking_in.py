"""Where the patient goes, why and how urgently, as typed at the desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from benhan.fhir import systems
from benhan.forms.typed_input import clean
from benhan.law.code_lists import code_list

PAYER_CLASS = f"{systems.STRUCTURE_DEFINITION}/doi-tuong"  # on Encounter, valueCoding of payer-classes
ACT_PRIORITY = "http://terminology.hl7.org/CodeSystem/v3-ActPriority"
ROUTINE, EMERGENCY = "R", "EM"
PRIORITIES = {ROUTINE: "Thường", EMERGENCY: "Cấp cứu"}


@dataclass(frozen=True, slots=True)
class Department:
    """A department one can be sent to."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """The typed half of a check-in; errors by field name."""

    department: str = ""
    reason: str = ""
    priority: str = ROUTINE
    payer: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, post: Mapping[str, str], departments: Sequence[Department]) -> Arrival:
        texts = {name: clean(post.get(name, "")) for name in ("department", "reason", "priority", "payer")}
        errors = {}
        if texts["department"] not in {one.id for one in departments}:
            errors["department"] = "Chọn khoa hoặc phòng khám."
        if not texts["reason"]:
            errors["reason"] = "Ghi lý do đến khám, vài chữ cũng được."
        if texts["priority"] not in PRIORITIES:
            errors["priority"] = "Chọn mức ưu tiên."
        if code_list("payer-classes").entry(texts["payer"]) is None:
            errors["payer"] = "Chọn đối tượng."
        return cls(**texts, errors=errors)


def encounter_resource(
    arrival: Arrival, *, patient: str, department: Department, queue_number: str, at: datetime
) -> dict[str, Any]:
    """The visit, arrived and waiting (docs/adr/0002)."""
    payers = code_list("payer-classes")
    payer = {"system": payers.system, "code": arrival.payer, "display": payers.display(arrival.payer)}
    priority = {"system": ACT_PRIORITY, "code": arrival.priority}
    return {
        "resourceType": "Encounter",
        "extension": [{"url": PAYER_CLASS, "valueCoding": payer}],
        "identifier": [{"system": systems.QUEUE_NUMBER, "value": queue_number}],
        "status": "arrived",
        "class": {"system": systems.ENCOUNTER_CLASS, "code": "AMB", "display": "ambulatory"},
        "priority": {"coding": [priority], "text": PRIORITIES[arrival.priority]},
        "subject": {"reference": f"Patient/{patient}"},
        "period": {"start": timezone.localtime(at).isoformat(timespec="seconds")},
        "reasonCode": [{"text": arrival.reason}],
        "serviceProvider": {"reference": f"Organization/{department.id}", "display": department.name},
    }


def queue_number_of(encounter: Mapping[str, Any]) -> str:
    """The number people are called by, without its day and department: "007"; "" when there is none."""
    values = [
        str(item["value"])
        for item in encounter.get("identifier", ())
        if item.get("system") == systems.QUEUE_NUMBER
    ]
    return values[0].rpartition("/")[2] if values else ""


def is_emergency(encounter: Mapping[str, Any]) -> bool:
    return any(
        coding.get("code") in (EMERGENCY, "S", "UR")
        for coding in encounter.get("priority", {}).get("coding", ())
    )
