"""Who opens an imported chart? Patients nobody of this facility cares for go to one department."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.assignments import assign_to_department
from benhan.access.models import Assignment, Membership
from benhan.store.border import facility_transaction

SOURCE = "import"
_CHUNK = 1_000


def assign(actor: Actor, patients: Iterable[str], department: str) -> int:
    """Give those without care to the department; returns how many.

    An imported visit may name a hospital in which nobody works here: it puts no one in charge.
    """
    left, given = sorted(patients), 0
    while left:
        chunk, left = left[:_CHUNK], left[_CHUNK:]
        with facility_transaction(actor.facility):
            given += assign_to_department(actor.facility, chunk, department, SOURCE)
            uncared = sorted(set(chunk) - _cared_for(actor.facility, chunk))
            Assignment.objects.bulk_create(
                Assignment(facility=actor.facility, patient=patient, source=SOURCE, department=department)
                for patient in uncared
            )
            given += len(uncared)
    return given


def _cared_for(facility: str, patients: list[str]) -> set[str]:
    departments, people = {SOURCE}, set()
    for names, practitioner in Membership.objects.filter(facility=facility).values_list(
        "departments", "practitioner"
    ):
        departments.update(names)
        people.add(practitioner)
    by_us = Q(source=SOURCE) | Q(department__in=departments - {""}) | Q(practitioner__in=people - {""})
    is_open = Q(until__isnull=True) | Q(until__gt=timezone.now())
    rows = Assignment.objects.filter(is_open & by_us, facility=facility, patient__in=patients)
    return set(rows.values_list("patient", flat=True))
