"""Patients' numbers for pages that may name nobody: the officer sees BN…, never who that is."""

from __future__ import annotations

from collections.abc import Iterable

from benhan.access.actor import system_actor
from benhan.fhir.systems import PATIENT_NUMBER
from benhan.store.repository import Repository


def numbers_of(facility: str, patients: Iterable[str]) -> dict[str, str]:
    """Patient id → number here, read by the installation itself; the rest of the resource goes no further."""
    wanted = sorted({patient for patient in patients if patient})
    if not wanted:
        return {}
    found = _office(facility).read_many([f"Patient/{patient}" for patient in wanted])
    return {stored.id: _number(stored.resource.get("identifier", ())) for stored in found.values()}


def patient_with_number(facility: str, number: str) -> str:
    """The id of the patient with this number, "" when there is none."""
    found = (
        _office(facility)
        .search("Patient", [("identifier", f"{PATIENT_NUMBER}|{number}"), ("_count", "1")])
        .matches
    )
    return found[0].id if found else ""


def _office(facility: str) -> Repository:
    """Reads inside the page's own transaction and border; the page accounts for the act itself."""
    return Repository(by=system_actor(facility), writes=False)


def _number(identifiers: Iterable[dict[str, str]]) -> str:
    return next((one["value"] for one in identifiers if one.get("system") == PATIENT_NUMBER), "")
