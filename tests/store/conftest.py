"""A store with one patient in An's care."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST, Cast


@pytest.fixture
def cast() -> Cast:
    return CAST


@pytest.fixture
def patient(db: None) -> Stored:
    """Nguyễn Thị Thuỳ Dương, waiting in the outpatient clinic."""
    with Repository(by=CAST.lan) as repository:
        stored = repository.create(
            {
                "resourceType": "Patient",
                "name": [
                    {"text": "Nguyễn Thị Thuỳ Dương", "family": "Nguyễn", "given": ["Thị", "Thuỳ", "Dương"]}
                ],
                "gender": "female",
                "birthDate": "1987-03-02",
            }
        )
        repository.create(
            {
                "resourceType": "Encounter",
                "status": "arrived",
                "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
                "subject": {"reference": stored.reference},
                "serviceProvider": {"reference": "Organization/khoa-kham-benh"},
            }
        )
    return stored


@pytest.fixture
def observation(patient: Stored) -> Callable[..., dict[str, Any]]:
    """An Observation of that patient, ready to create."""

    def build(**changes: Any) -> dict[str, Any]:
        return {
            "resourceType": "Observation",
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
            "subject": {"reference": patient.reference},
            "effectiveDateTime": "2026-11-22T07:31:00+07:00",
            "valueQuantity": {
                "value": 72,
                "unit": "lần/phút",
                "system": "http://unitsofmeasure.org",
                "code": "/min",
            },
        } | changes

    return build
