"""One-time codes for patients: six digits, five minutes, five tries, good for one document's exact bytes (EMR-ESIG-12)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.records.confirmation_problems import CODE_ENDED, CODE_TOO_OFTEN, CODE_WRONG
from benhan.records.messages import sender
from benhan.records.models import OneTimeCode
from benhan.store.repository import Repository, Stored

DIGITS, MOST_TRIES, MOST_CODES = 6, 5, 5
LIFE, WINDOW = timedelta(minutes=5), timedelta(minutes=15)
_TEXT = "{facility}: ma xac nhan {code} cho giay {paper}. Co hieu luc 5 phut. Chi doc ma cho nhan vien khi dong y noi dung giay."


def send(
    repository: Repository, *, document: Stored, document_sha256: str, role: str, person: str, phone: str, facility: str,
    paper: str,
) -> OneTimeCode:  # fmt: skip
    """Make a code and send it. The text names neither the person nor what the paper is about.

    person   "" the patient, else the RelatedPerson's id; phone as on record
    paper    the look-up code printed on the paper
    Raises   CODE_TOO_OFTEN, NO_CHANNEL
    Writes   the code's row, an audit entry `send-code`
    """
    now = timezone.now()
    recent = OneTimeCode.objects.filter(
        facility=repository.by.facility, document=document.id, sent_at__gt=now - WINDOW
    )
    if recent.count() >= MOST_CODES:
        raise CODE_TOO_OFTEN.at()
    # Only the newest is good: tries at one code after the other don't add up.
    OneTimeCode.objects.filter(
        facility=repository.by.facility, document=document.id, role=role, expires_at__gt=now
    ).update(expires_at=now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    id_ = uuid.uuid4()
    sent_as = sender().send(phone, _TEXT.format(facility=facility, code=code, paper=paper))
    row = OneTimeCode.objects.create(
        id=id_,
        facility=repository.by.facility,
        document=document.id,
        document_sha256=document_sha256,
        role=role,
        person=person,
        channel=masked(phone),
        digest=_digest(id_, document_sha256, code),
        sent_as=sent_as,
        sent_by=repository.by.account,
        sent_at=now,
        expires_at=now + LIFE,
    )
    repository.record(
        Entry("send-code", resource_type="DocumentReference", resource_id=document.id, patient=document.patient,
              detail={"code": str(id_), "slot": role})
    )  # fmt: skip
    return row


def check(
    repository: Repository, *, id_: str, document: Stored, document_sha256: str, role: str, given: str
) -> OneTimeCode | ProblemError:
    """The code's row, used up, when the digits are right; else why not.

    Returned, not raised, so that the count of tries commits.
    """
    row = _row(repository, id_, document)
    now = timezone.now()
    is_good = (
        row is not None
        and row.used_at is None
        and row.expires_at > now
        and row.tries < MOST_TRIES
        and (row.document_sha256, row.role) == (document_sha256, role)
    )
    if row is None or not is_good:
        return CODE_ENDED.at("ma")
    row.tries += 1
    digits = "".join(one for one in given if one.isascii() and one.isdigit())
    if not hmac.compare_digest(row.digest, _digest(row.id, document_sha256, digits)):
        row.save(update_fields=["tries"])
        repository.record(
            Entry("sign", outcome="refused", resource_type="DocumentReference", resource_id=document.id,
                  patient=document.patient, detail={"code": str(row.id), "tries": row.tries})
        )  # fmt: skip
        left = MOST_TRIES - row.tries
        return CODE_WRONG.at("ma", left=left) if left else CODE_ENDED.at("ma")
    row.used_at = now
    row.save(update_fields=["tries", "used_at"])
    return row


def _row(repository: Repository, id_: str, document: Stored) -> OneTimeCode | None:
    """Locked, so that two answers at once don't share a try."""
    try:
        wanted = uuid.UUID(id_)
    except ValueError:
        return None
    rows = OneTimeCode.objects.select_for_update()
    return rows.filter(facility=repository.by.facility, pk=wanted, document=document.id).first()


def _digest(id_: uuid.UUID, document_sha256: str, code: str) -> str:
    """Keyed by the installation: six digits alone are soon tried through."""
    key = hmac.new(str(settings.BENHAN_MASTER_KEY).encode(), b"one-time-code", hashlib.sha256).digest()
    return hmac.new(key, f"{id_}|{document_sha256}|{code}".encode(), hashlib.sha256).hexdigest()


def masked(phone: str) -> str:
    """0912345678 → 091****678."""
    digits = "".join(one for one in phone if one.isdigit())
    return f"{digits[:3]}{'*' * max(len(digits) - 6, 3)}{digits[-3:]}"
