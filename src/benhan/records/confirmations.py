"""Patients and relatives confirm a paper by a code or a device, or refuse; and the sheet that proves what happened."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils import timezone

from benhan.forms.catalogue import Form
from benhan.law.vietnam_time import full_moment
from benhan.records import confirming, signatures
from benhan.records.confirmation_problems import REFUSAL_INCOMPLETE
from benhan.records.models import BiometricResult, OneTimeCode
from benhan.records.signatures import PATIENT_SLOT
from benhan.records.slots import slot_of
from benhan.signing.appearance import PEN_INK, Appearance, AppearanceFont
from benhan.signing.confirmations import Circumstances, CodeConfirmation, DeviceConfirmation, Refusal
from benhan.signing.device_problems import DEVICE_MISSING
from benhan.signing.devices import AgentDevice, ConfirmationDevice
from benhan.store import blobs
from benhan.store.repository import Repository, Stored


def confirm_with_code(
    repository: Repository, *, form: Form, document: Stored, about: Circumstances, row: OneTimeCode, role: str = PATIENT_SLOT
) -> Stored:  # fmt: skip
    """A code that was checked (one_time_codes.check) becomes the confirmation, class 3."""
    confirmation = CodeConfirmation(
        about=about, channel=row.channel, transaction=str(row.id), sent_as=row.sent_as, sent_at=row.sent_at, tries=row.tries
    )  # fmt: skip
    look = _look(about, f"Xác nhận bằng mã gửi tới {row.channel}")
    return signatures.confirm(
        repository, form=form, document=document, confirmation=confirmation, look=look, role=role,
        representative=about.representative,
    )  # fmt: skip


def confirm_with_device(
    repository: Repository, *, form: Form, document: Stored, about: Circumstances, device: ConfirmationDevice,
    role: str = PATIENT_SLOT,
) -> Stored:  # fmt: skip
    """The device recognises the person now, class 2; they have agreed to it. Its result is sealed and kept apart.

    Raises  DEVICE_SILENT, DEVICE_NONSENSE, DEVICE_NO_MATCH, and what confirming refuses
    """
    kept_as = uuid.uuid4()
    found = device.confirm(
        transaction=str(uuid.uuid4()), document_sha256=about.document_sha256, text=about.text
    )
    about = replace(about, at=timezone.now())
    result = json.dumps({"template_sha256": found.template_sha256, "outcome": "match"}).encode()
    BiometricResult.objects.create(
        id=kept_as,
        facility=repository.by.facility,
        document=document.id,
        sealed=_sealed(repository.by.facility, kept_as, result),
        at=about.at,
    )
    confirmation = DeviceConfirmation(
        about=about, device=found.device, serial=found.serial, transaction=found.transaction, kept_as=str(kept_as),
        consented=True,
    )  # fmt: skip
    return signatures.confirm(
        repository, form=form, document=document, confirmation=confirmation,
        look=_look(about, f"Xác nhận bằng {found.device}"), role=role, representative=about.representative,
    )  # fmt: skip


def refuse(
    repository: Repository, *, form: Form, document: Stored, about: Circumstances, reason: str, second_witness: str,
    second_capacity: str, role: str = PATIENT_SLOT,
) -> Stored:  # fmt: skip
    """The person would not sign: reason and two witnesses stand in their place on the paper; it agrees to nothing.

    Raises  REFUSAL_INCOMPLETE and what signing refuses
    """
    try:
        confirmation = Refusal(
            about=about, reason=reason.strip(), second_witness=second_witness.strip(), second_capacity=second_capacity.strip()
        )  # fmt: skip
    except ValueError:
        raise REFUSAL_INCOMPLETE.at("ly_do") from None
    lines = (
        f"{about.person} TỪ CHỐI KÝ",
        f"Lý do: {reason.strip()[:120]}",
        f"Chứng kiến: {about.witness_name}; {second_witness.strip()}",
        f"lúc {full_moment(about.at)}",
    )
    look = Appearance(lines, AppearanceFont.be_vietnam_pro(), strong=0, ink=PEN_INK, border=0.6)
    return signatures.confirm(
        repository, form=form, document=document, confirmation=confirmation, look=look, role=role,
        representative=about.representative, is_refusal=True,
    )  # fmt: skip


def _look(about: Circumstances, how: str) -> Appearance:
    who = f"{about.person} ({about.relation})" if about.relation else about.person
    lines = (who, how, f"lúc {full_moment(about.at)}")
    return Appearance(lines, AppearanceFont.be_vietnam_pro(), strong=0, ink=PEN_INK, border=0.6)


def device() -> ConfirmationDevice:
    """The installation's device. Raises DEVICE_MISSING."""
    if not settings.BENHAN_CONFIRM_DEVICE:
        raise DEVICE_MISSING.at()
    return AgentDevice(str(settings.BENHAN_CONFIRM_DEVICE))


def has_device() -> bool:
    return bool(settings.BENHAN_CONFIRM_DEVICE)


def _sealed(facility: str, id_: uuid.UUID, plain: bytes) -> bytes:
    """Under a key that opens nothing else (EMR-ESIG-11): 12 bytes nonce, then AES-256-GCM bound to facility and id."""
    nonce = os.urandom(12)
    return nonce + _cipher(facility).encrypt(nonce, plain, f"{facility}/{id_}".encode())


def opened(facility: str, id_: uuid.UUID, sealed: bytes) -> dict[str, Any]:
    """For a dispute before a court, by whoever holds the master key."""
    plain = _cipher(facility).decrypt(sealed[:12], sealed[12:], f"{facility}/{id_}".encode())
    found: dict[str, Any] = json.loads(plain)
    return found


@lru_cache(maxsize=8)
def _cipher(facility: str) -> AESGCM:
    master = str(settings.BENHAN_MASTER_KEY).encode()
    return AESGCM(hmac.new(master, b"biometric-results\0" + facility.encode(), hashlib.sha256).digest())


@dataclass(frozen=True, slots=True)
class Proof:
    """One filled place of a paper and what proves it.

    method_class  1, 2 or 3; 0 for a refusal
    evidence      the evidence as it was kept, {} for a digital signature, whose proof is in the PDF
    sha256        of the evidence's bytes, "" without
    """

    role: str
    who: str
    capacity: str
    method_class: int
    at: datetime
    evidence: Mapping[str, Any]
    sha256: str


def proofs(repository: Repository, document: Stored) -> tuple[Proof, ...]:
    """Every signature of a document in order, with its evidence."""
    made = []
    for one in signatures.provenances(repository, document):
        signature = one.resource["signature"][0]
        digest = next(iter(signatures.evidence_digests(one)), "")
        evidence = json.loads(blobs.get(repository.by.facility, digest)) if digest else {}
        is_refusal = bool(confirming.extension_of(one, confirming.REFUSED))
        stated = confirming.extension_of(one, confirming.METHOD_CLASS)
        made.append(
            Proof(
                role=slot_of(one.resource),
                who=str(signature["who"].get("display", "")),
                capacity=confirming.extension_of(one, confirming.CAPACITY),
                method_class=0 if is_refusal else int(stated or (3 if digest else 1)),
                at=datetime.fromisoformat(signature["when"]),
                evidence=evidence,
                sha256=digest,
            )
        )
    return tuple(made)


def evidence_files(found: tuple[Proof, ...], repository: Repository) -> dict[str, bytes]:
    """The kept bytes of each piece of evidence under the name of its SHA-256."""
    return {
        f"{one.sha256}.json": blobs.get(repository.by.facility, one.sha256) for one in found if one.sha256
    }
