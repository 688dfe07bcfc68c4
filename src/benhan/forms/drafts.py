"""Unsaved typing, kept on the server: a closed tab, an expired login or a killed process loses nothing
shown as saved.

A draft is raw text by input name, exactly as typed, sealed with the facility's key. It expires and is
never a fact.
Two windows on one document are told apart by the revision: the later writer gets both texts instead of
winning.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from benhan.access.models import Facility
from benhan.forms import problems
from benhan.forms.catalogue import Form
from benhan.forms.models import Draft
from benhan.store import border, keyring

KEPT_FOR = timedelta(days=30)
SEEN_FOR = timedelta(minutes=2)  # a window that said nothing for so long no longer counts as writing
LARGEST = 1_000_000  # bytes before sealing

Texts = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Cipher:
    """The port to the facility's keys: `benhan.store.keyring.encrypt` and `.decrypt`."""

    encrypt: Callable[[str, bytes], bytes]
    decrypt: Callable[[str, bytes], bytes]


KEYRING = Cipher(keyring.encrypt, keyring.decrypt)


@dataclass(frozen=True, slots=True)
class Saved:
    """A draft as it stands: texts by input name, the revision to send with the next save."""

    texts: Texts
    revision: int
    updated_at: datetime
    form_code: str
    form_version: str


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A draft in a work list: which document, by which form, typed in last when; its text stays sealed."""

    document: str
    form_code: str
    form_version: str
    updated_at: datetime


@transaction.atomic
def save(
    *,
    facility: str,
    account: str,
    document: str,
    form: Form,
    texts: Texts,
    expected_revision: int,
    now: datetime,
    cipher: Cipher = KEYRING,
) -> int:
    """Keep what was typed; the new revision.

    expected_revision  the revision the window started from, 0 for none yet
    Raises   DRAFT_CONFLICT when another window saved since (its `theirs` and `yours` values carry both
    texts),
             DRAFT_TOO_LARGE
    Writes   one row of forms_draft, at once
    """
    border.enter(facility)  # as a writer: what is shown as saved must be on the disk
    plain = json.dumps(dict(texts), ensure_ascii=False, sort_keys=True).encode("utf-8")
    if len(plain) > LARGEST:
        raise problems.DRAFT_TOO_LARGE.at(size=len(plain), limit=LARGEST)
    values = {
        "form_code": form.code,
        "form_version": form.version,
        "payload": cipher.encrypt(facility, plain),
        "revision": expected_revision + 1,
        "updated_at": now,
        "expires_at": now + KEPT_FOR,
    }
    if expected_revision:
        mine = Draft.objects.filter(
            facility=facility, account=account, document=document, revision=expected_revision
        )
        is_saved = mine.update(**values) == 1
    else:
        is_saved = _insert(facility, account, document, values, now)
    if not is_saved:
        _refuse(facility, account, document, texts, expected_revision, now, cipher)
    return expected_revision + 1


def read(
    *, facility: str, account: str, document: str, now: datetime, cipher: Cipher = KEYRING
) -> Saved | None:
    """The draft, None when there is none or it has expired."""
    row = Draft.objects.filter(
        facility=facility, account=account, document=document, expires_at__gt=now
    ).first()
    if row is None:
        return None
    texts = json.loads(cipher.decrypt(facility, bytes(row.payload)))
    return Saved(texts, row.revision, row.updated_at, row.form_code, row.form_version)


def touch(*, facility: str, account: str, document: str, now: datetime) -> bool:
    """A heartbeat: the window of this draft is still open. Its thirty days begin anew, its text stays."""
    mine = Draft.objects.filter(facility=facility, account=account, document=document)
    return bool(mine.update(expires_at=now + KEPT_FOR))


def writers(*, facility: str, prefix: str, but: str, now: datetime) -> dict[str, tuple[str, ...]]:
    """Document → accounts other than `but` that are writing in it now; documents that begin with the prefix."""
    rows = Draft.objects.filter(
        facility=facility, document__startswith=prefix, expires_at__gt=now + KEPT_FOR - SEEN_FOR
    ).exclude(account=but)
    made: dict[str, tuple[str, ...]] = {}
    for document, account in rows.order_by("document", "account").values_list("document", "account"):
        made[document] = (*made.get(document, ()), account)
    return made


def unfinished(*, facility: str, account: str, now: datetime, most: int = 100) -> tuple[Unfinished, ...]:
    """What an account has typed and not saved, latest first."""
    rows = Draft.objects.filter(facility=facility, account=account, expires_at__gt=now)
    listed = rows.order_by("-updated_at").values_list("document", "form_code", "form_version", "updated_at")
    return tuple(Unfinished(*row) for row in listed[:most])


def discard_all(*, facility: str, document: str) -> int:
    """Drop everybody's drafts of a document that was given up; how many."""
    return int(Draft.objects.filter(facility=facility, document=document).delete()[0])


def discard(*, facility: str, account: str, document: str) -> bool:
    """Drop the draft (it was saved as a version, or the person gave it up); whether there was one."""
    return bool(Draft.objects.filter(facility=facility, account=account, document=document).delete()[0])


def expire(*, facility: str, now: datetime) -> int:
    """Drop what has expired; how many."""
    return int(Draft.objects.filter(facility=facility, expires_at__lte=now).delete()[0])


def expire_everywhere(now: datetime | None = None) -> int:
    """Drop what has expired in every facility; how many. A duty of the worker: texts of patients don't lie about."""
    gone = 0
    for facility in Facility.objects.values_list("code", flat=True):
        with border.facility_transaction(facility):
            gone += expire(facility=facility, now=now or timezone.now())
    return gone


def _insert(facility: str, account: str, document: str, values: dict[str, object], now: datetime) -> bool:
    Draft.objects.filter(facility=facility, account=account, document=document, expires_at__lte=now).delete()
    try:
        with transaction.atomic():
            Draft.objects.create(facility=facility, account=account, document=document, **values)
    except IntegrityError:
        return False
    return True


def _refuse(
    facility: str,
    account: str,
    document: str,
    texts: Texts,
    expected_revision: int,
    now: datetime,
    cipher: Cipher,
) -> None:
    theirs = read(facility=facility, account=account, document=document, now=now, cipher=cipher)
    raise problems.DRAFT_CONFLICT.at(
        document,
        current=theirs.revision if theirs else 0,
        expected=expected_revision,
        theirs=dict(theirs.texts) if theirs else {},
        yours=dict(texts),
    )
