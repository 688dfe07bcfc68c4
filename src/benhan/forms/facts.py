"""Facts inside the answers → Observations and Conditions, for trends, alerts and search.

Nobody edits such a fact by hand: ids follow from the answer's id and the field, so saving again replaces
them, and
the caller deletes those that are no longer returned. Each names the QuestionnaireResponse it was taken from.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from benhan.fhir import systems
from benhan.forms.answers import Answers, Coding, from_response
from benhan.forms.catalogue import Field, Form
from benhan.law import rules

Json = dict[str, Any]

_NAMESPACE = uuid.UUID("a3c5b2f0-6d0f-5b1e-8d52-1f6a1a0f7c11")
_USES: Mapping[str, tuple[str, str]] = {
    "referral": ("referral", "Chẩn đoán nơi giới thiệu"),
    "admission": ("AD", "Admission diagnosis"),
    "discharge": ("DD", "Discharge diagnosis"),
}


@dataclass(frozen=True, slots=True)
class Taken:
    """When and by whom the facts were found; references as in the QuestionnaireResponse."""

    at: datetime
    performer: str = ""


def facts(form: Form, response: Mapping[str, Any], taken: Taken) -> tuple[Json, ...]:
    """The resources that the answers of a QuestionnaireResponse (with its id) stand for, in the form's order.

    Two fields that name the same diagnosis in the same use (discharge, main) make one Condition: the later
    field's.
    """
    answers = from_response(form, response)
    made: dict[str, Json] = {}
    for item in _observations(form, answers, response, taken):
        made[item["id"]] = item
    for item in _conditions(form, answers, response, taken):
        made[item["id"]] = item
    return tuple(made.values())


def fact_id(response_id: str, key: str) -> str:
    """The id of the fact that a field (or panel) of an answer becomes."""
    return str(uuid.uuid5(_NAMESPACE, f"{response_id}/{key}"))


def _observations(form: Form, answers: Answers, response: Mapping[str, Any], taken: Taken) -> Iterator[Json]:
    panels: dict[str, list[tuple[Field, Decimal]]] = {}
    for field in form.fields:
        value = answers.get(field.key)
        if (field.fhir or {}).get("resource") != "Observation" or not isinstance(value, Decimal):
            continue
        panel = str((field.fhir or {}).get("panel", ""))
        if panel:
            panels.setdefault(panel, []).append((field, value))
            continue
        vital = rules.vitals()[field.vital]
        yield _observation(response, taken, field.key, vital) | {"valueQuantity": _quantity(field, value)}
    for panel, members in panels.items():
        components = [
            {"code": _code(rules.vitals()[field.vital]), "valueQuantity": _quantity(field, value)}
            for field, value in members
        ]
        yield _observation(response, taken, panel, rules.vitals()[panel]) | {"component": components}


def _observation(response: Mapping[str, Any], taken: Taken, key: str, vital: rules.Vital) -> Json:
    made: Json = {
        "resourceType": "Observation",
        "id": fact_id(response["id"], key),
        "status": "final",
        "category": [
            {
                "coding": [
                    {"system": systems.OBSERVATION_CATEGORY, "code": "vital-signs", "display": "Vital Signs"}
                ]
            }
        ],
        "code": _code(vital),
        "subject": response["subject"],
        "effectiveDateTime": taken.at.isoformat(),
        "derivedFrom": [{"reference": f"QuestionnaireResponse/{response['id']}"}],
    }
    if "encounter" in response:
        made["encounter"] = response["encounter"]
    if taken.performer:
        made["performer"] = [{"reference": taken.performer}]
    return made


def _code(vital: rules.Vital) -> Json:
    coding = {"system": systems.LOINC, "code": vital.loinc, "display": vital.loinc_display}
    return {"coding": [coding], "text": vital.display}


def _quantity(field: Field, value: Decimal) -> Json:
    return {"value": value, "unit": field.unit, "system": systems.UCUM, "code": field.ucum}


def _conditions(form: Form, answers: Answers, response: Mapping[str, Any], taken: Taken) -> Iterator[Json]:
    """Ids by use and rank: the main discharge diagnosis is one Condition wherever the form asks for it."""
    for field in form.fields:
        mapping = field.fhir or {}
        if mapping.get("resource") != "Condition" or field.key not in answers:
            continue
        value = answers[field.key]
        use = str(mapping["use"])
        first_rank = int(str(mapping.get("rank", 1)))
        for place, one in enumerate(value if isinstance(value, tuple) else (value,)):
            if isinstance(one, Coding):
                yield _condition(response, taken, one, use, first_rank + place)


def _condition(response: Mapping[str, Any], taken: Taken, value: Coding, use: str, rank: int) -> Json:
    code, display = _USES[use]
    coding = {"system": value.system, "version": value.version, "code": value.code, "display": value.display}
    concept: Json = {"coding": [{name: part for name, part in coding.items() if part}]} if value.code else {}
    made: Json = {
        "resourceType": "Condition",
        "id": fact_id(response["id"], f"{use}-{rank}"),
        "extension": [{"url": systems.DIAGNOSIS_RANK, "valuePositiveInt": rank}],
        "clinicalStatus": {"coding": [{"system": systems.CONDITION_CLINICAL, "code": "active"}]},
        "category": [
            {"coding": [{"system": systems.CONDITION_CATEGORY, "code": "encounter-diagnosis"}]},
            {"coding": [{"system": _use_system(use), "code": code, "display": display}]},
        ],
        "code": concept | {"text": value.words},
        "subject": response["subject"],
        "recordedDate": taken.at.isoformat(),
        "evidence": [{"detail": [{"reference": f"QuestionnaireResponse/{response['id']}"}]}],
    }
    if "encounter" in response:
        made["encounter"] = response["encounter"]
    if taken.performer:
        made["recorder"] = {"reference": taken.performer}
    return made


def _use_system(use: str) -> str:
    return systems.CODE_LIST + "diagnosis-use" if use == "referral" else systems.DIAGNOSIS_ROLE
