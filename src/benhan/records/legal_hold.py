"""Holding a record back from destruction: by which body, on which paper, until when (EMR-RET-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.records.models import LegalHold
from benhan.records.problems import HOLD_NEEDS, REASON_NEEDED
from benhan.store.repository import Repository, Stored


def place(
    repository: Repository,
    *,
    record: Stored,
    authority: str,
    document_number: str,
    reason: str,
    until: date | None,
) -> LegalHold:
    """From now on the record is not destroyed, whatever its retention says.

    until   the last day it holds; None until it is lifted
    Raises  NOT_PERMITTED, HOLD_NEEDS
    Writes  the hold and an audit entry
    """
    demand(repository.by, Permission.PLACE_LEGAL_HOLD)
    if not authority.strip() or not document_number.strip():
        raise HOLD_NEEDS.at("authority")
    if until is not None and until < timezone.localdate():
        raise HOLD_NEEDS.at("until")
    held = LegalHold.objects.create(
        facility=repository.by.facility,
        record=record.id,
        authority=authority.strip()[:200],
        document_number=document_number.strip()[:60],
        reason=reason.strip()[:500],
        until=until,
        placed_by=repository.by.name,
        placed_at=timezone.now(),
    )
    repository.record(
        Entry("legal-hold", resource_type="Composition", resource_id=record.id, patient=record.patient)
    )
    return held


def lift(repository: Repository, *, hold: LegalHold, record: Stored, reason: str) -> None:
    """The hold ends today. Raises NOT_PERMITTED, REASON_NEEDED."""
    demand(repository.by, Permission.PLACE_LEGAL_HOLD)
    if not reason.strip():
        raise REASON_NEEDED.at()
    hold.lifted_by, hold.lifted_at = repository.by.name, timezone.now()
    hold.lift_reason = reason.strip()[:500]
    hold.save(update_fields=["lifted_by", "lifted_at", "lift_reason"])
    repository.record(
        Entry("legal-hold-lifted", resource_type="Composition", resource_id=record.id, patient=record.patient)
    )


def active(facility: str, records: Iterable[str]) -> dict[str, LegalHold]:
    """The hold in force by record id, for those that have one."""
    still = Q(until__isnull=True) | Q(until__gte=timezone.localdate())
    found = LegalHold.objects.filter(
        still, facility=facility, record__in=list(records), lifted_at__isnull=True
    )
    return {one.record: one for one in found.order_by("placed_at")}
