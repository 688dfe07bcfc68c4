"""Who lies in my departments and what is pending for each: a fixed number of statements, however many lie there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benhan.access.actor import Role
from benhan.access.models import Membership
from benhan.fhir import systems
from benhan.records import stays, tasks
from benhan.records.completeness import overdue
from benhan.records.stages import (
    DOCUMENT_STAGE,
    RECORD_STAGE,
    DocumentStage,
    RecordStage,
    document_stage,
    has_stage,
)
from benhan.records.stays import Place, Ward
from benhan.store.repository import Repository, Stored
from benhan.ward.patients.banner import is_live, is_none_known

MOST = "1000"
Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Lying:
    """A patient of a ward: the stay, who it is, and what nobody may overlook."""

    stay: Stored
    patient: Stored
    has_allergy: bool
    unsigned: int
    overdue: str
    owed: tuple[tasks.Owed, ...]

    @property
    def here(self) -> Place | None:
        return stays.present(self.stay.resource)

    @property
    def awaited(self) -> Place | None:
        return stays.awaited(self.stay.resource)


@dataclass(frozen=True, slots=True)
class Floor:
    """A department's ward: its beds, who lies in them by bed id, who waits to be received, whom it is to hand over."""

    ward: Ward
    by_bed: Mapping[str, Lying]
    waiting: tuple[Lying, ...]

    @property
    def lying(self) -> tuple[Lying, ...]:
        return tuple(self.by_bed[bed.id] for bed in self.ward.beds if bed.id in self.by_bed)


def floors(repository: Repository, departments: Iterable[str], now: datetime) -> tuple[Floor, ...]:
    """The wards of some departments, seven statements in all."""
    wanted = set(departments)
    wards = [ward for ward in stays.wards(repository) if ward.department in wanted]
    if not wards:
        return ()
    running = [("status", "in-progress"), ("class", stays.INPATIENT), ("_count", MOST)]
    units = ",".join(f"Organization/{ward.department}" for ward in wards)
    places = ",".join(f"Location/{ward.location}" for ward in wards)
    found: dict[str, Stored] = {}
    people: dict[str, Stored] = {}
    for parameter, value in (("service-provider", units), ("location", places)):
        page = repository.search(
            "Encounter", [(parameter, value), ("_include", "Encounter:patient"), *running]
        )
        found |= {one.id: one for one in page.matches}
        people |= {one.id: one for one in page.included}
    lying = _lying(repository, [one for one in found.values() if one.patient in people], people, now)
    return tuple(_floor(ward, lying) for ward in wards)


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody who has left the house and whose record nobody has closed yet."""

    stay: Stored
    patient: Stored
    overdue: str


def left_open(repository: Repository, departments: Iterable[str], now: datetime) -> tuple[Left, ...]:
    """The stays of some departments that are over with a record still open, the longest gone first; two statements."""
    units = ",".join(f"Organization/{one}" for one in sorted(departments))
    if not units:
        return ()
    pairs = [
        ("service-provider", units),
        ("status", "finished"),
        ("class", stays.INPATIENT),
        ("_count", "300"),
    ]
    page = repository.search("Encounter", [*pairs, ("_include", "Encounter:patient")])
    if not page.matches:
        return ()
    people = {one.id: one for one in page.included}
    encounters = ",".join(sorted(one.reference for one in page.matches))
    pairs = [("encounter", encounters), ("_tag", f"{RECORD_STAGE}|{RecordStage.OPEN}"), ("_count", MOST)]
    open_of = {
        str(one.resource["encounter"]["reference"]): one
        for one in repository.search("Composition", pairs).matches
    }
    made = [
        Left(one, people[one.patient], overdue(one, open_of[one.reference], now) or "")
        for one in page.matches
        if one.reference in open_of and one.patient in people
    ]
    return tuple(sorted(made, key=lambda one: str(one.stay.resource["period"].get("end", ""))))


def _floor(ward: Ward, lying: Sequence[Lying]) -> Floor:
    beds = {one.here.location: one for one in lying if one.here and one.here.department == ward.department}
    waiting = [one for one in lying if one.awaited and one.awaited.department == ward.department]
    return Floor(
        ward, beds, tuple(sorted(waiting, key=lambda one: str(one.stay.resource["period"]["start"])))
    )


def _lying(
    repository: Repository, found: Sequence[Stored], people: Mapping[str, Stored], now: datetime
) -> list[Lying]:
    if not found:
        return []
    patients = ",".join(sorted({f"Patient/{one.patient}" for one in found}))
    encounters = ",".join(sorted(one.reference for one in found))
    allergic = {
        one.patient
        for one in repository.search("AllergyIntolerance", [("patient", patients), ("_count", MOST)]).matches
        if is_live(one.resource) and not is_none_known(one.resource)
    }
    papers = repository.search(
        "DocumentReference",
        [("encounter", encounters), ("_tag", f"{DOCUMENT_STAGE}|"), ("_count", MOST)],
    ).matches
    records = repository.search("Composition", [("encounter", encounters), ("_count", MOST)]).matches
    record_of = {
        str(one.resource["encounter"]["reference"]): one for one in records if has_stage(one.resource)
    }
    owed = tasks.owed(repository, found, papers)
    made = []
    for stay in found:
        record = record_of.get(stay.reference)
        made.append(
            Lying(
                stay,
                people[stay.patient],
                stay.patient in allergic,
                sum(1 for one in papers if _waits(one, stay)),
                (overdue(stay, record, now) or "") if record else "",
                tuple(one for one in owed if one.stored.resource["encounter"]["reference"] == stay.reference),
            )
        )
    return made


def _waits(paper: Stored, stay: Stored) -> bool:
    belongs = any(
        one.get("reference") == stay.reference for one in paper.resource["context"].get("encounter", ())
    )
    return belongs and document_stage(paper.resource) in (DocumentStage.PREPARED, DocumentStage.SIGNING)


def free_beds(repository: Repository, department: str) -> tuple[stays.BedSpot, ...]:
    """The open beds of a department nobody lies in."""
    ward = stays.ward_of(repository, department)
    if ward is None:
        return ()
    pairs = [("service-provider", f"Organization/{department}"), ("status", "in-progress")]
    pairs += [("class", stays.INPATIENT), ("_count", MOST)]
    places = (stays.present(one.resource) for one in repository.search("Encounter", pairs).matches)
    taken = {place.location for place in places if place}
    return tuple(bed for bed in ward.beds if bed.is_open and bed.id not in taken)


def doctors_of(facility: str, department: str) -> tuple[tuple[str, str], ...]:
    """(Practitioner id, name) of a department's doctors, by name."""
    posts = Membership.objects.select_related("account").filter(
        facility=facility, departments__contains=[department], roles__contains=[Role.DOCTOR.value]
    )
    return tuple(
        sorted(
            ((post.practitioner, post.account.name) for post in posts if post.practitioner),
            key=lambda p: p[1],
        )
    )


def admission_number_of(encounter: Resource) -> str:
    values = [
        str(one["value"])
        for one in encounter.get("identifier", ())
        if one.get("system") == systems.ADMISSION_NUMBER
    ]
    return values[0] if values else "chưa có"


def day_of_stay(encounter: Resource, now: datetime) -> int:
    """The day of the stay, the first one counted."""
    start = datetime.fromisoformat(str(encounter["period"]["start"]))
    return max(1, (now.date() - start.astimezone(now.tzinfo).date()).days + 1)
