"""Reading, copying and summarising a record on request: asked, decided, given, closed (EMR-ACC-01 to 07).

| state    | act             | by       | becomes  |
| -------- | --------------- | -------- | -------- |
| –        | receive         | planning | asked    |
| asked    | approve, refuse | director | approved, refused |
| approved | lend (a reading) | planning | approved, open to the borrower until the hour given |
| approved | copy, deliver   | planning | done     |
| approved | give back       | planning or the hour itself | done |
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from benhan.access.models import Facility, Membership
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.law.record_requests import WANTS, askers, longest_reading_h, summary_forms
from benhan.records import documents, office_papers, scans
from benhan.records.completeness import documents_of, living
from benhan.records.models import RecordRequest, RequestEvent
from benhan.records.problems import (
    BORROWER_UNKNOWN,
    LENT_NO_MORE,
    NOT_FOR_THIS_ASKER,
    OTHER_PERSON_DECIDES,
    REASON_NEEDED,
    REQUEST_NEEDS,
    REQUEST_STATE,
)
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored

READ_TYPES = (
    "Composition",
    "DocumentReference",
    "Provenance",
    "QuestionnaireResponse",
    "Patient",
    "Encounter",
    "AllergyIntolerance",
    "Coverage",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form of a request says; identity is the paper shown and its number."""

    wants: str
    asker: str
    asker_name: str
    identity_kind: str
    identity_number: str
    purpose: str
    appointment: date | None = None
    organisation: str = ""
    document_number: str = ""
    basis: str = ""


def receive(repository: Repository, *, record: Stored, asked: Asked) -> RecordRequest:
    """Take a written request in; who asks decides what may be asked.

    Raises  NOT_PERMITTED, NOT_FOR_THIS_ASKER, REQUEST_NEEDS (with what is missing)
    Writes  the request, its first event, an audit entry
    """
    demand(repository.by, Permission.MANAGE_REQUESTS)
    kind = askers().get(asked.asker)
    if kind is None or asked.wants not in WANTS:
        raise REQUEST_NEEDS.at("asker", what="ai yêu cầu và yêu cầu gì")
    if asked.wants not in kind.may:
        raise NOT_FOR_THIS_ASKER.at(
            "wants",
            wants=asked.wants,
            allowed=", ".join(WANTS[one].lower() for one in WANTS if one in kind.may),
        )
    _demand_stated(asked, kind.needs)
    today = timezone.localdate()
    made = RecordRequest.objects.create(
        facility=repository.by.facility,
        number=_next_number(repository.by.facility, today.year),
        record=record.id,
        record_number=str(record.resource["identifier"]["value"]),
        patient=record.patient,
        wants=asked.wants,
        asker=asked.asker,
        asker_name=asked.asker_name.strip()[:120],
        organisation=asked.organisation.strip()[:200],
        document_number=asked.document_number.strip()[:60],
        identity_kind=asked.identity_kind.strip()[:40],
        identity_number=asked.identity_number.strip()[:40],
        basis=asked.basis.strip()[:200],
        purpose=asked.purpose.strip()[:300],
        appointment=asked.appointment or today + timedelta(days=kind.days),
        received_account=repository.by.account,
        received_by=repository.by.name,
        received_at=timezone.now(),
    )
    _event(repository, made, "received")
    return made


_WORDS = {
    "asker_name": "họ tên người yêu cầu",
    "identity_kind": "giấy tờ đã đối chiếu",
    "identity_number": "số giấy tờ",
    "purpose": "mục đích",
    "organisation": "cơ quan, tổ chức",
    "document_number": "số văn bản",
    "basis": "giấy tờ chứng minh quyền đại diện",
}


def _demand_stated(asked: Asked, needs: Iterable[str]) -> None:
    for name in ("asker_name", "identity_kind", "identity_number", *sorted(needs), "purpose"):
        if not str(getattr(asked, name)).strip():
            raise REQUEST_NEEDS.at(name, what=_WORDS[name])
    if asked.appointment is not None and asked.appointment < timezone.localdate():
        raise REQUEST_NEEDS.at("appointment", what="ngày hẹn không ở quá khứ")


def _next_number(facility: str, year: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [f"{facility}/requests"])
    prefix = f"YC{year % 100:02d}-"
    return f"{prefix}{RecordRequest.objects.filter(facility=facility, number__startswith=prefix).count() + 1:05d}"


def decide(repository: Repository, *, request: RecordRequest, approves: bool, reason: str) -> None:
    """The director says yes or no; a refusal has its reason. Raises NOT_PERMITTED, REQUEST_STATE, REASON_NEEDED."""
    demand(repository.by, Permission.APPROVE_REQUEST)
    _hold(request, "asked")
    if request.received_account == repository.by.account:
        raise OTHER_PERSON_DECIDES.at()
    if not approves and not reason.strip():
        raise REASON_NEEDED.at()
    request.state = "approved" if approves else "refused"
    request.decided_account, request.decided_by = repository.by.account, repository.by.name
    request.decided_at, request.decision_reason = timezone.now(), reason.strip()[:500]
    request.save()
    _event(repository, request, request.state, note=request.decision_reason)


def lend(repository: Repository, *, request: RecordRequest, login: str, hours: int) -> None:
    """Open the record to one account, to be read only, until the hour; it closes by itself.

    Raises NOT_PERMITTED, REQUEST_STATE, BORROWER_UNKNOWN (no member of this facility who may read what is lent)
    """
    demand(repository.by, Permission.MANAGE_REQUESTS)
    _hold(request, "approved")
    if request.wants != "read":
        raise REQUEST_STATE.at(state=request.wants, needed="read")
    if request.open_until is not None:  # one approval is one reading, not one after the other
        raise REQUEST_STATE.at(state="lent", needed="approved")
    if not 1 <= hours <= longest_reading_h():
        raise REQUEST_NEEDS.at("hours", what=f"số giờ từ 1 đến {longest_reading_h()}")
    member = (
        Membership.objects.filter(facility_id=repository.by.facility, account__login=login.strip().lower())
        .select_related("account")
        .first()
    )
    if member is None or not {"doctor", "nurse", "reviewer"} & set(member.roles):
        raise BORROWER_UNKNOWN.at("login")
    request.borrower, request.borrower_name = str(member.account_id), member.account.name
    request.open_until = timezone.now() + timedelta(hours=hours)
    request.save()
    _event(repository, request, "lent", note=f"{hours} giờ cho {member.account.name}")


def give_back(repository: Repository, *, request: RecordRequest) -> None:
    """The reading ends now. Raises NOT_PERMITTED, REQUEST_STATE."""
    demand(repository.by, Permission.MANAGE_REQUESTS)
    _hold(request, "approved")
    if request.wants != "read" or request.open_until is None:
        raise REQUEST_STATE.at(state=request.state, needed="lent")
    request.state, request.closed_at = "done", timezone.now()
    request.save()
    _event(repository, request, "returned")


def lent_to(facility: str, account: str) -> tuple[RecordRequest, ...]:
    """What this account may read now."""
    found = RecordRequest.objects.filter(
        facility=facility, borrower=account, state="approved", open_until__gt=timezone.now()
    )
    return tuple(found.order_by("open_until"))


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as it is lent: the request, the record and its standing papers."""

    request: RecordRequest
    record: Stored
    documents: tuple[Stored, ...]


def open_lent(repository: Repository, number: str) -> Reading:
    """The record, while the loan runs; every opening is accounted for.

    Raises NOT_PERMITTED, LENT_NO_MORE (not lent to this account, over, or given back)
    """
    demand(repository.by, Permission.READ_LENT_RECORD)
    request = next(
        (one for one in lent_to(repository.by.facility, repository.by.account) if one.number == number), None
    )
    if request is None:
        raise LENT_NO_MORE.at()
    with repository.guard.lent(request.patient, *READ_TYPES):
        record = repository.read("Composition", request.record)
        every = papers_of(repository, record)
        papers = tuple(one for one in every if is_scan(one) or living([one]))
    _event(repository, request, "read")
    return Reading(request, record, papers)


def read_lent_paper(repository: Repository, number: str, document_id: str) -> tuple[Stored, bytes]:
    """One paper of a lent record. Raises LENT_NO_MORE, NOT_FOUND."""
    reading = open_lent(repository, number)
    with repository.guard.lent(reading.request.patient, *READ_TYPES):
        document = _among(reading.documents, document_id)
        pdf = documents.pdf_of(repository, document)
    repository.record(
        Entry(
            "view-lent",
            resource_type="DocumentReference",
            resource_id=document.id,
            patient=document.patient,
            detail={"request": number},
        )
    )
    return document, pdf


def may_have(request: RecordRequest, papers: Iterable[Stored]) -> tuple[Stored, ...]:
    """The papers a request covers: a summary only the summaries, a copy every signed paper."""
    signed = [one for one in papers if is_scan(one) or document_stage(one.resource) is DocumentStage.SIGNED]
    if request.wants == "summary":
        return tuple(
            one for one in signed if not is_scan(one) and documents.form_of(one).slug in summary_forms()
        )
    return tuple(signed) if request.wants == "copy" else ()


def papers_of(repository: Repository, record: Stored) -> tuple[Stored, ...]:
    """Every paper of a record, scans of an old paper record too."""
    scanned = scans.document_of(repository, record)
    return (*documents_of(repository, record), *((scanned,) if scanned else ()))


def is_scan(document: Stored) -> bool:
    return documents.form_code(document) == scans.SCANNED


def copy(repository: Repository, *, request: RecordRequest, document_id: str) -> bytes:
    """A marked copy of one paper for an approved request; each copy has its number in the log.

    Raises NOT_PERMITTED, REQUEST_STATE, NOT_FOUND (not covered by the request)
    """
    demand(repository.by, Permission.MANAGE_REQUESTS)
    _hold(request, "approved", "done")
    record = repository.read("Composition", request.record)
    document = _among(may_have(request, papers_of(repository, record)), document_id)
    facility = Facility.objects.get(code=repository.by.facility)
    count = request.events.filter(act="copied").count() + 1
    mark = office_papers.CopyMark(
        f"{request.number}/{count:02d}", request.purpose, _asker(request), timezone.now()
    )
    content = office_papers.copy_of(documents.pdf_of(repository, document), mark, facility=facility.name)
    _event(repository, request, "copied", note=documents.lookup_code(document.id), copy_number=mark.number)
    return content


def _asker(request: RecordRequest) -> str:
    return f"{request.asker_name}, {request.organisation}" if request.organisation else request.asker_name


def deliver(repository: Repository, *, request: RecordRequest, identity_number: str) -> None:
    """Handed over: the identity is checked against the request once more.

    Raises NOT_PERMITTED, REQUEST_STATE, REQUEST_NEEDS (another number, or nothing was copied yet)
    """
    demand(repository.by, Permission.MANAGE_REQUESTS)
    _hold(request, "approved")
    if request.wants == "read" or not request.events.filter(act="copied").exists():
        raise REQUEST_NEEDS.at("copies", what="bản sao đã in trước khi giao")
    if identity_number.strip() != request.identity_number:
        raise REQUEST_NEEDS.at("identity_number", what="số giấy tờ đúng như khi nhận yêu cầu")
    request.state, request.closed_at = "done", timezone.now()
    request.save()
    _event(repository, request, "delivered", note=f"giao cho {request.asker_name}")


def is_late(request: RecordRequest, now: datetime) -> bool:
    """The appointment has passed and nothing was given, or a reading outlived its hour without being given back."""
    if request.state in ("asked", "approved") and request.open_until is None:
        return request.appointment < timezone.localdate(now)
    return request.state == "approved" and request.open_until is not None and request.open_until < now


def _among(papers: Iterable[Stored], document_id: str) -> Stored:
    found = next((one for one in papers if one.id == document_id), None)
    if found is None:
        raise NOT_FOUND.at("DocumentReference")
    return found


def _hold(request: RecordRequest, *needed: str) -> None:
    """The request as it is now, ours alone until the transaction ends. Raises REQUEST_STATE in another state."""
    request.refresh_from_db(from_queryset=RecordRequest.objects.select_for_update())
    if request.state not in needed:
        raise REQUEST_STATE.at(state=request.state, needed=needed[0])


def _event(
    repository: Repository, request: RecordRequest, act: str, *, note: str = "", copy_number: str = ""
) -> None:
    RequestEvent.objects.create(
        facility=request.facility,
        request=request,
        act=act,
        by=repository.by.name,
        at=timezone.now(),
        note=note[:300],
        copy_number=copy_number,
    )
    repository.record(
        Entry(
            f"request-{act}",
            resource_type="Composition",
            resource_id=request.record,
            patient=request.patient,
            detail={"request": request.number},
        )
    )
