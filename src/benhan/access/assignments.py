"""Which patients a person may see: derived from encounters, never typed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Assignment, BreakGlass

AFTER_END = timedelta(days=30)
"""How long a finished encounter leaves its chart open to those who cared: our design, no legal text."""


@dataclass(frozen=True, slots=True)
class Former:
    """A department or a person whose care ended while the encounter went on (chuyển khoa)."""

    ended_at: datetime
    department: str = ""
    practitioner: str = ""


@dataclass(frozen=True, slots=True)
class Care:
    """Who an encounter puts in charge."""

    patient: str
    departments: tuple[str, ...]
    practitioners: tuple[str, ...]
    ended_at: datetime | None
    former: tuple[Former, ...] = ()


def replace(facility: str, source: str, care: Care | None) -> None:
    """Make the assignments of one source (an encounter) exactly these; None removes them."""
    Assignment.objects.filter(facility=facility, source=source).delete()
    if care is None or not care.patient:
        return
    until = care.ended_at + AFTER_END if care.ended_at else None
    rows = [(department, "", until) for department in care.departments]
    rows += [("", person, until) for person in care.practitioners]
    rows += [(one.department, one.practitioner, one.ended_at + AFTER_END) for one in care.former]
    Assignment.objects.bulk_create(
        Assignment(
            facility=facility,
            patient=care.patient,
            source=source,
            department=department,
            practitioner=practitioner,
            until=end,
        )
        for department, practitioner, end in rows
    )


def assign_to_department(facility: str, patients: Iterable[str], department: str, source: str) -> int:
    """Give patients who have no assignment yet into a department's care; returns how many."""
    wanted = set(patients)
    known = set(
        Assignment.objects.filter(facility=facility, patient__in=wanted)
        .filter(_open_now())
        .values_list("patient", flat=True)
    )
    rows = [
        Assignment(facility=facility, patient=patient, source=source, department=department)
        for patient in sorted(wanted - known)
    ]
    Assignment.objects.bulk_create(rows)
    return len(rows)


def _open_now() -> Q:
    return Q(until__isnull=True) | Q(until__gt=timezone.now())


def is_assigned(actor: Actor, patients: Sequence[str]) -> bool:
    """Whether every one of the patients is in the actor's care, or opened by break-glass. One query."""
    if not patients:
        return False
    wanted = set(patients)
    cared = (
        Assignment.objects.filter(facility=actor.facility, patient__in=wanted)
        .filter(_open_now())
        .filter(_by_actor(actor))
        .values_list("patient", flat=True)
    )
    opened = BreakGlass.objects.filter(
        facility=actor.facility, account=actor.account, patient__in=wanted, expires_at__gt=timezone.now()
    ).values_list("patient", flat=True)
    return set(cared.union(opened)) >= wanted


def is_in_care(actor: Actor, patient: str) -> bool:
    """The same without break-glass: whether somebody gave the patient into the actor's care."""
    rows = Assignment.objects.filter(facility=actor.facility, patient=patient)
    return rows.filter(_open_now()).filter(_by_actor(actor)).exists()


def _by_actor(actor: Actor) -> Q:
    by_person = Q(practitioner=actor.practitioner) if actor.practitioner else Q(pk__in=[])
    return Q(department__in=sorted(actor.departments)) | by_person
