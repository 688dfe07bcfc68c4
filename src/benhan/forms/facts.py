"""Facts inside the answers → Observations and Conditions, for trends, alerts and search.

Nobody edits such a fact by hand: ids follow from the answer's id and the field, so saving again replaces
them, and
the caller deletes those that are no longer returned. Each names the QuestionnaireResponse it was taken from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from benhan.fhir import systems
from benhan.forms.answers import Answers, Coding, from_response
from benhan.forms.catalogue import Form
from benhan.forms.copying import origins_of
from benhan.forms.observations import Taken, fact_id, observations

__all__ = ["Taken", "fact_id", "facts"]

Json = dict[str, Any]

_USES: Mapping[str, tuple[str, str]] = {
    "referral": ("referral", "Chẩn đoán nơi giới thiệu"),
    "admission": ("AD", "Admission diagnosis"),
    "department": ("department", "Chẩn đoán tại khoa điều trị"),
    "death": ("death", "Nguyên nhân tử vong"),
    "autopsy": ("autopsy", "Chẩn đoán giải phẫu tử thi"),
    "external-cause": ("external-cause", "Nguyên nhân bên ngoài"),
    "tm-referral": ("tm-referral", "Chẩn đoán nơi giới thiệu (y học cổ truyền)"),
    "tm-admission": ("tm-admission", "Chẩn đoán vào viện (y học cổ truyền)"),
    "tm-department": ("tm-department", "Chẩn đoán tại khoa (y học cổ truyền)"),
    "tm-discharge": ("tm-discharge", "Chẩn đoán ra viện (y học cổ truyền)"),
    "preoperative": ("pre-op", "pre-op diagnosis"),
    "postoperative": ("post-op", "post-op diagnosis"),
    "discharge": ("DD", "Discharge diagnosis"),
}


_HL7_ROLES = frozenset({"AD", "DD", "pre-op", "post-op"})


def facts(form: Form, response: Mapping[str, Any], taken: Taken) -> tuple[Json, ...]:
    """The resources that the answers of a QuestionnaireResponse (with its id) stand for, in the form's order.

    Two fields that name the same diagnosis in the same use (discharge, main) make one Condition: the later
    field's.
    """
    known = origins_of(response)  # filled in from a fact and untouched: that fact stands already
    answers = {key: value for key, value in from_response(form, response).items() if key not in known}
    made: dict[str, Json] = {}
    for item in observations(form, answers, response, taken):
        made[item["id"]] = item
    for item in _conditions(form, answers, response, taken):
        made[item["id"]] = item
    return tuple(made.values())


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
    return systems.DIAGNOSIS_ROLE if _USES[use][0] in _HL7_ROLES else systems.CODE_LIST + "diagnosis-use"
