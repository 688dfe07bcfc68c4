"""Small lawful resources for the tests of the R4 layer; every person is invented."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

XHTML = "http://www.w3.org/1999/xhtml"


def patient(**changes: Any) -> dict[str, Any]:
    """Nguyễn Thị Đào; a change to None leaves the element out."""
    made = {
        "resourceType": "Patient",
        "id": "dao",
        "active": True,
        "identifier": [{"system": "https://benh-vien.example/ma-nguoi-benh", "value": "NB0001"}],
        "name": [{"text": "Nguyễn Thị Đào", "family": "Nguyễn", "given": ["Thị", "Đào"]}],
        "gender": "female",
        "birthDate": "1990-02-28",
    }
    return _changed(made, changes)


def observation(**changes: Any) -> dict[str, Any]:
    """A body weight of 72.50 kg."""
    made = {
        "resourceType": "Observation",
        "id": "can-nang",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": "Patient/dao"},
        "effectiveDateTime": "2025-03-01T07:30:00+07:00",
        "valueQuantity": {
            "value": Decimal("72.50"),
            "unit": "kg",
            "system": "http://unitsofmeasure.org",
            "code": "kg",
        },
    }
    return _changed(made, changes)


def narrative(inner: str) -> dict[str, Any]:
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{inner}</div>'}


def bundle(kind: str, *entries: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return _changed({"resourceType": "Bundle", "type": kind, "entry": list(entries)}, changes)


def _changed(made: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**made, **changes}.items() if value is not None}
