"""Register a patient, check one in, undo a check-in, correct what is written about a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir import systems
from benhan.fhir.systems import NATIONAL_ID
from benhan.store.repository import Repository, Stored
from benhan.ward.reception import numbers
from benhan.ward.reception.checking_in import Arrival, Department, encounter_resource
from benhan.ward.reception.demographics import Demographics, coverage_resource, patient_resource
from benhan.ward.reception.problems import (
    ALREADY_WAITING,
    CANCEL_REASON_NEEDED,
    NOT_CANCELLABLE,
    NUMBER_TAKEN,
)

CANCEL_REASON = f"{systems.STRUCTURE_DEFINITION}/ly-do-huy"  # on Encounter, valueString
SHORTEST_REASON = 5


def departments(repository: Repository) -> tuple[Department, ...]:
    """Where a patient can be sent: Organizations that are part of the facility."""
    pairs = [("partof", "Organization/co-so"), ("_sort", "name"), ("_count", "100")]
    found = repository.search("Organization", pairs).matches
    return tuple(Department(one.id, str(one.resource.get("name", one.id))) for one in found)


def register(repository: Repository, known: Demographics) -> Stored:
    """A new Patient with its number, and a Coverage when a card was given.

    Raises  NOT_PERMITTED, NUMBER_TAKEN (also when another desk was quicker), INVALID
    """
    demand(repository.by, Permission.REGISTER_PATIENT)
    _demand_free(repository, known.typed.national_id)
    resource = patient_resource(known, base={}, number=numbers.patient_number(repository))
    patient = repository.create(resource)
    if known.card:
        repository.create(coverage_resource(known, patient.id))
    return patient


def _demand_free(repository: Repository, national_id: str, *, but: str = "") -> None:
    """One desk at a time per number: the second one waits here, then finds the first one's patient."""
    if not national_id:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))",
            [f"{repository.by.facility}/{national_id}"],
        )
    pairs = [("identifier", f"{NATIONAL_ID}|{national_id}"), ("_count", "2")]
    if any(stored.id != but for stored in repository.search("Patient", pairs).matches):
        raise NUMBER_TAKEN.at("Patient.identifier")


def check_in(
    repository: Repository, *, patient: Stored, arrival: Arrival, departments: Sequence[Department]
) -> Stored:
    """The patient arrives and gets a queue number.

    Raises  NOT_PERMITTED, ALREADY_WAITING
    Writes  one Encounter, arrived; its number is never another's (see numbers)
    """
    demand(repository.by, Permission.MANAGE_QUEUE)
    department = next(one for one in departments if one.id == arrival.department)
    now = timezone.localtime()
    pairs = [
        ("patient", patient.reference),
        ("service-provider", f"Organization/{department.id}"),
        ("status", "arrived,triaged,in-progress"),
        ("date", f"ge{now.date().isoformat()}"),
        ("_count", "1"),
    ]
    # The number first: it makes a second desk wait, so that the check below sees what the first one wrote.
    number = numbers.queue_number(repository, department.id, now.date())
    if repository.search("Encounter", pairs).matches:
        raise ALREADY_WAITING.at("Encounter")
    made = encounter_resource(arrival, patient=patient.id, department=department, queue_number=number, at=now)
    visit_number = {
        "system": systems.OUTPATIENT_NUMBER,
        "value": numbers.outpatient_number(repository, now.year),
    }
    return repository.create({**made, "identifier": [*made["identifier"], visit_number]})


def cancel_check_in(repository: Repository, *, encounter: str, reason: str) -> Stored:
    """Undo a check-in made by mistake, as long as no doctor has opened it; the reason stays with it.

    Raises  NOT_PERMITTED, CANCEL_REASON_NEEDED, NOT_CANCELLABLE, NOT_FOUND
    """
    demand(repository.by, Permission.MANAGE_QUEUE)
    if len(reason.strip()) < SHORTEST_REASON:
        raise CANCEL_REASON_NEEDED.at("reason")
    current = repository.lock("Encounter", encounter)
    if current.resource.get("status") != "arrived" or current.resource.get("participant"):
        raise NOT_CANCELLABLE.at("Encounter.status", state=current.resource.get("status"))
    note = {"url": CANCEL_REASON, "valueString": reason.strip()}
    ended = {**current.resource.get("period", {}), "end": timezone.localtime().isoformat(timespec="seconds")}
    changed = {**current.resource, "status": "cancelled", "period": ended}
    changed["extension"] = [*current.resource.get("extension", ()), note]
    stored = repository.update(changed, if_match=current.version)
    repository.record(
        Entry(
            "cancel-check-in",
            resource_type="Encounter",
            resource_id=stored.id,
            version=stored.version,
            patient=stored.patient,
        )
    )
    return stored


def correct(
    repository: Repository, *, patient: Stored, known: Demographics, coverage: Stored | None, version: int
) -> Stored:
    """A new version of the Patient (and of the card); the old ones stay in the history.

    version  the one the form was filled from

    Raises  NOT_PERMITTED, NUMBER_TAKEN, VERSION_CONFLICT (somebody saved meanwhile)
    """
    demand(repository.by, Permission.REGISTER_PATIENT)
    _demand_free(repository, known.typed.national_id, but=patient.id)
    number = ""
    if not any(
        item.get("system") == systems.PATIENT_NUMBER for item in patient.resource.get("identifier", ())
    ):
        number = numbers.patient_number(repository)
    changed = patient_resource(known, base=patient.resource, number=number)
    stored = repository.update(changed, if_match=version)
    if known.card:
        made = coverage_resource(known, patient.id)
        _keep_card(repository, made, coverage)
    return stored


def _keep_card(repository: Repository, made: dict[str, Any], coverage: Stored | None) -> None:
    if coverage is None or coverage.resource.get("subscriberId") != made["subscriberId"]:
        repository.create(made)
    elif coverage.resource.get("period", {}) != made.get("period", {}):
        repository.update({**coverage.resource, **made})


def coverage_of(repository: Repository, patient: Stored) -> Stored | None:
    """The card that lasts longest, if any."""
    pairs = [("beneficiary", patient.reference), ("status", "active"), ("_count", "20")]
    found = repository.search("Coverage", pairs).matches
    return max(found, key=lambda one: str(one.resource.get("period", {}).get("end", "")), default=None)
