"""Asking about allergies: what was found, or that nothing is known, with who asked and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from benhan.fhir import systems
from benhan.law import drugs
from benhan.store.repository import Repository, Stored
from benhan.terminology.folding import fold
from benhan.ward.patients.banner import NONE_KNOWN, allergies_of, is_none_known
from benhan.ward.visit.problems import ALLERGEN_MISSING, HAS_ALLERGIES

SEVERITIES = (("mild", "Nhẹ"), ("moderate", "Vừa"), ("severe", "Nặng, từng phản vệ"))


def confirm_none(repository: Repository, encounter: Stored) -> Stored:
    """Record that the patient was asked and nothing is known. Raises HAS_ALLERGIES."""
    present = allergies_of(repository, encounter.patient)
    if any(not is_none_known(one) for one in present):
        raise HAS_ALLERGIES.at("AllergyIntolerance")
    coding = {"system": systems.ALLERGY_CODE, "code": NONE_KNOWN, "display": "Không ghi nhận dị ứng"}
    concept = {"coding": [coding], "text": "Không ghi nhận dị ứng"}
    if present:  # asked again: the same statement with today's date
        stored = repository.lock("AllergyIntolerance", str(present[0]["id"]))
        return repository.update({**stored.resource, **_asked(repository, encounter)})
    return repository.create(_allergy(repository, encounter, concept))


def record(
    repository: Repository, encounter: Stored, *, substance: str, reaction: str, severity: str
) -> Stored:
    """Record an allergy; a standing "none known" is refuted with it. Raises ALLERGEN_MISSING.

    substance  INN of our list, code of an allergy class, or the patient's own words
    """
    if not substance.strip():
        raise ALLERGEN_MISSING.at("chat")
    for one in allergies_of(repository, encounter.patient):
        if is_none_known(one):
            stored = repository.lock("AllergyIntolerance", str(one["id"]))
            repository.update(
                {**stored.resource, "verificationStatus": _status(systems.ALLERGY_VERIFICATION, "refuted")}
            )
    body = _allergy(repository, encounter, _concept(substance.strip()))
    if reaction.strip() or severity:
        shown: dict[str, Any] = {"manifestation": [{"text": reaction.strip() or "không rõ biểu hiện"}]}
        if severity in dict(SEVERITIES):
            shown["severity"] = severity
        body["reaction"] = [shown]
    return repository.create(body)


def _concept(substance: str) -> dict[str, Any]:
    drug = drugs.drug_by_inn().get(substance) or _by_name(substance)
    if drug is not None:
        coding = [{"system": systems.DRUG, "code": drug.inn, "display": drug.display}]
        return {"coding": coding, "text": drug.display}
    group = drugs.allergy_classes().get(substance)
    if group is not None:
        coding = [{"system": systems.ALLERGY_CLASS, "code": group.code, "display": group.display}]
        return {"coding": coding, "text": group.display}
    return {"text": substance}


def _by_name(text: str) -> drugs.Drug | None:
    folded = fold(text)
    return next((drug for drug in drugs.drugs() if folded in (fold(drug.display), fold(drug.inn))), None)


def _allergy(repository: Repository, encounter: Stored, concept: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": _status(systems.ALLERGY_CLINICAL, "active"),
        "verificationStatus": _status(systems.ALLERGY_VERIFICATION, "confirmed"),
        "code": concept,
        "patient": {"reference": f"Patient/{encounter.patient}"},
        **_asked(repository, encounter),
    }


def _asked(repository: Repository, encounter: Stored) -> dict[str, Any]:
    by = repository.by
    who = {"reference": f"Practitioner/{by.practitioner}"} if by.practitioner else {}
    return {
        "encounter": {"reference": encounter.reference},
        "recordedDate": timezone.localtime().isoformat(timespec="seconds"),
        "recorder": {**who, "display": by.name},
    }


def _status(system: str, code: str) -> dict[str, Sequence[dict[str, str]]]:
    return {"coding": [{"system": system, "code": code}]}
