"""Archive timestamps renewed before they weaken: which are due, the renewed copies, and the report of it all.

A document stays as it was sealed; its renewed copy begins with the same bytes, is kept beside it, and is what readers
are given from then on (`newest_pdf`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.access.models import Facility
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.law.crypto_periods import crypto_periods
from benhan.records.authority import SigningDesk, desk
from benhan.signing.models import ArchiveStamp
from benhan.signing.renewal import last_stamp, renewed
from benhan.store import blobs, border
from benhan.store.repository import Repository, Stored

_AGAIN_AFTER = timedelta(hours=12)  # what could not be renewed is tried twice a day
_MOST_AT_ONCE = 200  # of one facility in one run


def note(facility: str, document: str, pdf: bytes, sha256: str) -> None:
    """Write down until when a document's newest timestamp holds; the caller has just kept these bytes."""
    stamp = last_stamp(pdf)
    if stamp is None:
        return
    ArchiveStamp.objects.update_or_create(
        facility=facility,
        document=document,
        defaults={
            "sha256": sha256,
            "stamped_at": stamp.at,
            "authority": stamp.authority[:200],
            "digest": stamp.digest,
            "holds_until": stamp.holds_until(crypto_periods()),
            "count": stamp.count,
        },
    )


def due(facility: str, now: datetime) -> QuerySet[ArchiveStamp]:
    """Those that weaken within the time of law/crypto-periods.yaml, the nearest first."""
    limit = now + crypto_periods().renew_before
    return ArchiveStamp.objects.filter(facility=facility, holds_until__lt=limit).order_by("holds_until")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What a run did: document ids renewed, and (id, problem code) of those that could not be."""

    done: tuple[str, ...]
    failed: tuple[tuple[str, str], ...]


def renew_due() -> Renewed:
    """Renew what is due in every facility. One transaction per document; a failure is written down and passed by."""
    done: list[str] = []
    failed: list[tuple[str, str]] = []
    try:
        office = desk()
    except ProblemError:  # nothing signs here
        return Renewed((), ())
    now = timezone.now()
    for facility in Facility.objects.order_by("code").values_list("code", flat=True):
        for document in _to_try(facility, now):
            code = _renew(facility, document, office, now)
            if code:
                failed.append((document, code))
            else:
                done.append(document)
    return Renewed(tuple(done), tuple(failed))


def _to_try(facility: str, now: datetime) -> list[str]:
    with border.facility_transaction(facility):
        rested = due(facility, now).exclude(tried_at__gt=now - _AGAIN_AFTER)
        return list(rested.values_list("document", flat=True)[:_MOST_AT_ONCE])


def _renew(facility: str, document: str, office: SigningDesk, now: datetime) -> str:
    """The problem's code, "" when it was renewed."""
    with Repository(by=system_actor(facility, "Gia hạn dấu thời gian")) as repository:
        row = ArchiveStamp.objects.select_for_update(skip_locked=True).filter(
            facility=facility, document=document
        ).first()  # fmt: skip
        if row is None:
            return ""
        row.tried_at, row.code = now, ""
        try:
            before = blobs.get(facility, row.sha256)
            pdf = renewed(before, timestamps=office.timestamps, trust=office.trust_for(()), at=now)
        except ProblemError as problem:
            row.code = problem.problem.code
        else:
            sha256 = blobs.put(facility, pdf, "application/pdf")
            row.renewals += 1
            row.earlier = [*row.earlier, row.sha256]
            row.save()
            note(facility, document, pdf, sha256)
            row.refresh_from_db()
        row.save()
        outcome = "refused" if row.code else "success"
        detail = {"sha256": row.sha256, "code": row.code, "timestamps": row.count}
        repository.record(
            Entry(
                "renew-timestamp",
                outcome=outcome,
                resource_type="DocumentReference",
                resource_id=document,
                detail=detail,
            )
        )
        return row.code


def newest_pdf(repository: Repository, document: Stored, kept: bytes) -> bytes:
    """The renewed copy of a document's bytes when there is one, else the bytes themselves."""
    row = ArchiveStamp.objects.filter(
        facility=repository.by.facility, document=document.id, renewals__gt=0
    ).first()
    if row is None:
        return kept
    copy = blobs.get(repository.by.facility, row.sha256)
    return copy if copy.startswith(kept) else kept
