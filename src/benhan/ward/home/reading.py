"""What waits for a person: documents, records, openings; each by one search."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from benhan.access.actor import Actor
from benhan.access.models import Account, BreakGlass
from benhan.records.deadlines import limits
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE, DocumentStage, RecordStage
from benhan.signing.models import Certificate
from benhan.store.repository import Repository, Stored

MOST = 200


def my_visits(repository: Repository) -> tuple[Stored, ...]:
    """Encounters I have opened and not finished."""
    pairs = [("participant", _me(repository.by)), ("status", "in-progress"), ("_count", "50")]
    return repository.search("Encounter", pairs).matches


def my_unsigned(repository: Repository) -> tuple[Stored, ...]:
    """Papers I made that wait for a signature."""
    stages = ",".join(
        f"{DOCUMENT_STAGE}|{stage}" for stage in (DocumentStage.PREPARED, DocumentStage.SIGNING)
    )
    pairs = [("author", _me(repository.by)), ("_tag", stages), ("_count", str(MOST))]
    return repository.search("DocumentReference", pairs).matches


def my_open_records(repository: Repository) -> tuple[Stored, ...]:
    pairs = [
        ("author", _me(repository.by)),
        ("_tag", f"{RECORD_STAGE}|{RecordStage.OPEN}"),
        ("_count", str(MOST)),
    ]
    return repository.search("Composition", pairs).matches


def _me(actor: Actor) -> str:
    return f"Practitioner/{actor.practitioner or 'khong-co'}"


def records_in(repository: Repository, *stages: RecordStage) -> tuple[Stored, ...]:
    tags = ",".join(f"{RECORD_STAGE}|{stage}" for stage in stages)
    return repository.search("Composition", [("_tag", tags), ("_count", str(MOST))]).matches


def longest_open(actor: Actor) -> timedelta:
    """How long a record may stay open here. One query."""
    return timedelta(hours=limits(actor.facility)["record"].hours)


def is_overdue(record: Stored, now: datetime, longest: timedelta) -> bool:
    """Open longer than the facility allows a record."""
    return now - datetime.fromisoformat(str(record.resource["date"])) > longest


def my_openings(actor: Actor, now: datetime) -> int:
    """Emergency openings I used in the last 30 days."""
    since = now - timedelta(days=30)
    return BreakGlass.objects.filter(
        facility=actor.facility, account=actor.account, granted_at__gt=since
    ).count()


def unreviewed_openings(actor: Actor) -> int:
    return BreakGlass.objects.filter(facility=actor.facility, reviewed_at__isnull=True).count()


def locked_accounts(actor: Actor, now: datetime) -> int:
    """Accounts of this facility that can't enter now: locked out, or taken out of use."""
    here = Account.objects.filter(memberships__facility=actor.facility)
    return (here.filter(locked_until__gt=now) | here.filter(is_active=False)).distinct().count()


def chain_head(actor: Actor) -> tuple[int, datetime | None]:
    """How many entries of the account of acts are linked, and when the last one was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq, sealed_at FROM audit_link WHERE facility = %s ORDER BY seq DESC LIMIT 1",
            [actor.facility],
        )
        row = cursor.fetchone()
    return (int(row[0]), row[1]) if row else (0, None)


def my_certificate(actor: Actor) -> Certificate | None:
    """The certificate I sign with, if the register has one."""
    mine = Certificate.objects.filter(
        facility=actor.facility, holder="staff", practitioner=actor.practitioner or actor.account
    )
    return mine.exclude(state=Certificate.State.ENDED).order_by("-added_at").first()


def ending_certificates(actor: Actor, now: datetime) -> int:
    """Certificates in use here that end within 60 days, or have ended."""
    mine = Certificate.objects.filter(facility=actor.facility, state=Certificate.State.ACTIVE)
    return mine.filter(valid_to__lt=now + timedelta(days=61)).count()
