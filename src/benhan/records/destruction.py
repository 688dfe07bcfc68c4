"""The yearly destruction of records whose time is over (EMR-RET-11; docs/adr/0006).

| state     | act     | by       | needs                                              | becomes   |
| --------- | ------- | -------- | -------------------------------------------------- | --------- |
| –         | propose | planning | a sealed record whose retention ended, not held     | proposed  |
| proposed  | keep    | planning | a reason: the record stays, off the list            | proposed  |
| proposed  | approve | director | council, decision number and date; another person   | approved  |
| proposed  | refuse  | director | a reason                                            | refused   |
| approved  | destroy | planning | the backups that still hold copies are named        | destroyed |
| destroyed | sign    | director | the minutes, shown                                  | signed    |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from benhan.access.models import Facility
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.systems import BASE
from benhan.law.rules import retention_classes
from benhan.records import legal_hold
from benhan.records.completeness import attested_at
from benhan.records.models import DestructionItem, DestructionList
from benhan.records.office_minutes import of_list, sign_minutes
from benhan.records.problems import (
    DECISION_NEEDED,
    DESTRUCTION_REFUSED,
    LIST_STATE,
    NOTHING_EXPIRED,
    OTHER_PERSON_DECIDES,
    REASON_NEEDED,
)
from benhan.records.retention import retained
from benhan.records.sealing import archive_number
from benhan.records.stages import RECORD_STAGE, RecordStage
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

MOST = 5_000
_WHY = {
    "BH001": ("the list is not approved", "danh mục chưa được duyệt đúng cách"),
    "BH002": ("a record is not sealed", "một hồ sơ trong danh mục chưa niêm phong hoặc không còn"),
    "BH003": ("a record's retention has not ended", "một hồ sơ trong danh mục chưa hết thời hạn lưu trữ"),
    "BH004": ("a record is held", "một hồ sơ trong danh mục đang bị yêu cầu giữ lại"),
}


@dataclass(frozen=True, slots=True)
class Expired:
    """A sealed record whose time is over; hold is the paper it is held by, "" when it may go."""

    record: Stored
    until: date
    hold: str


def expired(repository: Repository, *, on: date) -> tuple[Expired, ...]:
    """Sealed records whose last day of keeping lies before `on`, oldest first."""
    demand(repository.by, Permission.PROPOSE_DESTRUCTION)
    pairs = [("_tag", f"{RECORD_STAGE}|{RecordStage.SEALED}"), ("_sort", "date"), ("_count", "1000")]
    found: list[tuple[Stored, date]] = []
    offset: int | None = 0
    while offset is not None and len(found) < MOST:
        page = repository.search("Composition", pairs, offset=offset)
        for one in page.matches:
            until = retained(one.resource)[1]
            if until and date.fromisoformat(until) < on:
                found.append((one, date.fromisoformat(until)))
        offset = page.next_offset
    held = legal_hold.active(repository.by.facility, [one.id for one, _ in found])
    return tuple(
        Expired(one, until, held[one.id].document_number if one.id in held else "") for one, until in found
    )


def propose(repository: Repository) -> DestructionList:
    """The list of today: every record that may go. Raises NOT_PERMITTED, NOTHING_EXPIRED."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 6))", [f"{repository.by.facility}/destruction"]
        )
    today = timezone.localdate()
    waiting = set(
        DestructionItem.objects.filter(
            facility=repository.by.facility, list__state__in=["proposed", "approved"], state="listed"
        ).values_list("record", flat=True)
    )
    free = [one for one in expired(repository, on=today) if not one.hold and one.record.id not in waiting]
    if not free:
        raise NOTHING_EXPIRED.at()
    made = DestructionList.objects.create(
        facility=repository.by.facility,
        number=_next_number(repository.by.facility, today.year),
        state="proposed",
        proposed_account=repository.by.account,
        proposed_by=repository.by.name,
        proposed_at=timezone.now(),
    )
    DestructionItem.objects.bulk_create([_item(made, one) for one in free])
    repository.record(Entry("destruction-proposed", detail={"list": made.number, "records": len(free)}))
    return made


def _next_number(facility: str, year: int) -> str:
    prefix = f"HUY-{year}-"
    return f"{prefix}{DestructionList.objects.filter(facility=facility, number__startswith=prefix).count() + 1:02d}"


def _item(made: DestructionList, one: Expired) -> DestructionItem:
    resource = one.record.resource
    closed = attested_at(one.record, "professional")
    return DestructionItem(
        facility=made.facility,
        list=made,
        record=one.record.id,
        record_number=str(resource["identifier"]["value"]),
        archive_number=archive_number(resource),
        title=str(resource["title"])[:200],
        closed_year=timezone.localdate(closed).year if closed else one.until.year,
        retention_class=retained(resource)[0],
        retention_until=one.until,
    )


def keep_off(repository: Repository, *, item: DestructionItem, reason: str) -> None:
    """The council keeps a record: it leaves the list and may stand on next year's."""
    demand(repository.by, Permission.PROPOSE_DESTRUCTION)
    _hold(item.list, "proposed")
    if not reason.strip():
        raise REASON_NEEDED.at()
    item.state, item.kept_reason = "kept", reason.strip()[:500]
    item.save(update_fields=["state", "kept_reason"])
    _record(repository, "destruction-kept-off", item.list, record=item.record)


def approve(
    repository: Repository,
    *,
    made: DestructionList,
    council: str,
    decision_number: str,
    decided_on: date | None,
) -> None:
    """The head decides (Luật Lưu trữ: only on the head's decision); never who proposed."""
    demand(repository.by, Permission.APPROVE_DESTRUCTION)
    _hold(made, "proposed")
    if repository.by.account == made.proposed_account:
        raise OTHER_PERSON_DECIDES.at()
    if not decision_number.strip() or decided_on is None or decided_on > timezone.localdate():
        raise DECISION_NEEDED.at("decision_number")
    made.state, made.council = "approved", council.strip()[:500]
    made.decision_number, made.decided_on = decision_number.strip()[:60], decided_on
    made.approved_account, made.approved_by = repository.by.account, repository.by.name
    made.approved_at = timezone.now()
    made.save()
    _record(repository, "destruction-approved", made)


def refuse(repository: Repository, *, made: DestructionList, reason: str) -> None:
    demand(repository.by, Permission.APPROVE_DESTRUCTION)
    _hold(made, "proposed")
    if not reason.strip():
        raise REASON_NEEDED.at()
    made.state, made.council = "refused", reason.strip()[:500]
    made.save(update_fields=["state", "council"])
    _record(repository, "destruction-refused", made)


def destroy(repository: Repository, *, made: DestructionList, backups: str) -> DestructionList:
    """Carry the list out: all or none, irrecoverably, then make the minutes and sign them as who did it.

    backups   which backups still hold copies and until when they are overwritten: said in the minutes
    Raises    NOT_PERMITTED, LIST_STATE, DECISION_NEEDED, DESTRUCTION_REFUSED (the database looks for itself)
    Writes    the deletion of versions, facts, index rows, drafts, files and requests of each record; an audit entry
              for each; the minutes
    """
    demand(repository.by, Permission.PROPOSE_DESTRUCTION)
    _hold(made, "approved")
    if not backups.strip():
        raise REASON_NEEDED.at("backups")
    made.executed_account, made.executed_by = repository.by.account, repository.by.name
    made.backups = backups.strip()[:500]
    made.save(update_fields=["executed_account", "executed_by", "backups"])
    _through_the_door(made)
    made.refresh_from_db()
    facility = Facility.objects.get(code=made.facility)
    pdf = sign_minutes(repository.by, facility, of_list(made, facility), role="secretary")
    made.minutes_sha256 = blobs.put(made.facility, pdf, "application/pdf")
    made.save(update_fields=["minutes_sha256"])
    _keep_minutes(repository, made)
    return made


def _through_the_door(made: DestructionList) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT records_destroy(%s)", [made.pk])
    except DatabaseError as error:
        state = str(getattr(error.__cause__, "sqlstate", ""))
        if state not in _WHY:
            raise
        reason, reason_vi = _WHY[state]
        raise DESTRUCTION_REFUSED.at(reason=reason, reason_vi=reason_vi) from None


def sign_as_director(repository: Repository, *, made: DestructionList, shown_sha256: str) -> DestructionList:
    """The director signs the minutes as shown, the facility's seal follows; they are kept for ever."""
    demand(repository.by, Permission.APPROVE_DESTRUCTION)
    _hold(made, "destroyed")
    if shown_sha256 != made.minutes_sha256:
        raise LIST_STATE.at(state="changed", needed="destroyed")
    facility = Facility.objects.get(code=made.facility)
    pdf = blobs.get(made.facility, made.minutes_sha256)
    paper = of_list(made, facility)
    pdf = sign_minutes(repository.by, facility, paper, role="director", pdf=pdf)
    pdf = sign_minutes(repository.by, facility, paper, role="facility", pdf=pdf)
    made.minutes_sha256 = blobs.put(made.facility, pdf, "application/pdf")
    made.minutes_signed_by, made.state = repository.by.name, "signed"
    made.save(update_fields=["minutes_sha256", "minutes_signed_by", "state"])
    _keep_minutes(repository, made)
    _record(repository, "destruction-minutes-signed", made)
    return made


def minutes_pdf(repository: Repository, made: DestructionList) -> bytes:
    """The minutes as they are now."""
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    return blobs.get(made.facility, made.minutes_sha256)


def _keep_minutes(repository: Repository, made: DestructionList) -> None:
    """A DocumentReference without a patient names the minutes' bytes: they are found and exported like any paper."""
    body: Mapping[str, Any] = {
        "resourceType": "DocumentReference",
        "id": f"bien-ban-huy-{made.pk}",
        "status": "current",
        "docStatus": "final" if made.state == "signed" else "preliminary",
        "type": {
            "coding": [{"system": f"{BASE}/CodeSystem/giay-to-luu-tru", "code": "bien-ban-huy"}],
            "text": "Biên bản hủy hồ sơ bệnh án hết thời hạn lưu trữ",
        },
        "identifier": [{"system": f"{BASE}/sid/danh-muc-huy", "value": made.number}],
        "date": timezone.localtime().isoformat(timespec="milliseconds"),
        "author": [{"display": repository.by.name}],
        "content": [
            {"attachment": {"contentType": "application/pdf", "url": f"urn:sha256:{made.minutes_sha256}"}}
        ],
    }
    with repository.guard.official("DocumentReference"):
        repository.update(body, may_create=True)


def _hold(made: DestructionList, needed: str) -> None:
    """The list as it is now, ours alone until the transaction ends. Raises LIST_STATE in another state."""
    made.refresh_from_db(from_queryset=DestructionList.objects.select_for_update())
    if made.state != needed:
        raise LIST_STATE.at(state=made.state, needed=needed)


def _record(repository: Repository, act: str, made: DestructionList, *, record: str = "") -> None:
    kind = "Composition" if record else ""
    repository.record(Entry(act, resource_type=kind, resource_id=record, detail={"list": made.number}))


def class_label(key: str) -> str:
    """A retention class in words; the key itself when the class is no longer known."""
    found = retention_classes().get(key)
    return found.label if found else key
