"""Within the house: another bed, another department. The receiving side confirms (records.admission.receive)."""

from __future__ import annotations

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.records import stays
from benhan.records.stay_problems import EXPLANATION_NEEDED, NO_WARD, SAME_DEPARTMENT, STAY_OVER
from benhan.store.repository import Repository, Stored

HANDOVER_FORMS = ("43/BV2", "44/BV2")
LEAST_REASON = 5


def move_bed(repository: Repository, *, encounter: Stored, bed: str) -> Stored:
    """Another bed of the same department. Raises STAY_OVER, BED_TAKEN."""
    demand(repository.by, Permission.RECEIVE_PATIENT)
    current, here = stays.hold_stay(repository, encounter)
    where = stays.hold_bed(repository, bed, here.department)
    at = stays.now_text()
    planned = [one for one in current.resource.get("location", ()) if one.get("status") == "planned"]
    entries = stays.ended(current.resource.get("location", ()), at)
    entries.append(stays.place_entry(here.department, where, status="active", since=at))
    return _written(repository, "move-bed", current, [*entries, *planned])


def order_transfer(repository: Repository, *, encounter: Stored, department: str, reason: str) -> Stored:
    """The doctor hands the patient over to another department, which sees the chart from now on and confirms.

    Raises  NOT_PERMITTED, STAY_OVER, SAME_DEPARTMENT, NO_WARD, EXPLANATION_NEEDED
    """
    demand(repository.by, Permission.TRANSFER_PATIENT)
    if len(reason.strip()) < LEAST_REASON:
        raise EXPLANATION_NEEDED.at("reason", least=LEAST_REASON)
    current, here = stays.hold_stay(repository, encounter)
    if department == here.department or stays.awaited(current.resource) is not None:
        raise SAME_DEPARTMENT.at("department")
    ward = stays.ward_of(repository, department)
    if ward is None:
        raise NO_WARD.at("department")
    home = repository.read("Location", ward.location)
    entry = stays.place_entry(department, home, status="planned", reason=reason.strip())
    return _written(repository, "order-transfer", current, [*current.resource.get("location", ()), entry])


def cancel_transfer(repository: Repository, *, encounter: Stored) -> Stored:
    """The patient stays where they are; the other department loses its view at once. Raises STAY_OVER."""
    demand(repository.by, Permission.TRANSFER_PATIENT)
    current, _ = stays.hold_stay(repository, encounter)
    if stays.awaited(current.resource) is None:
        raise STAY_OVER.at("Encounter.location")
    kept = [one for one in current.resource["location"] if one.get("status") != "planned"]
    return _written(repository, "cancel-transfer", current, kept)


def _written(repository: Repository, act: str, current: Stored, entries: list[dict[str, object]]) -> Stored:
    stored = repository.update({**current.resource, "location": entries})
    repository.record(
        Entry(
            act,
            resource_type="Encounter",
            resource_id=stored.id,
            version=stored.version,
            patient=stored.patient,
        )
    )
    return stored
