"""What proves that somebody confirmed a paper without a key of their own: evidence of classes 2 and 3 (EMR-ESIG-12).

Each kind is a frozen value with one canonical JSON; its SHA-256 goes into the document that the facility's confirmation
device signs. A pen's strokes are in `evidence`; here are a one-time code, a device that recognises a person, and a refusal.
Neither the code nor anything of the person's body is ever part of it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Protocol

_SHA256 = re.compile(r"[0-9a-f]{64}")


class MethodClass(IntEnum):
    """The three ways of Thông tư 13/2025, Điều 3 (EMR-SIGN-01)."""

    SIGNATURE = 1
    BIOMETRIC = 2
    OTHER = 3


METHOD_NAMES = {
    MethodClass.SIGNATURE: "chữ ký điện tử hợp pháp",
    MethodClass.BIOMETRIC: "kỹ thuật sinh trắc học",
    MethodClass.OTHER: "xác nhận bằng phương tiện điện tử khác",
}


class Confirmation(Protocol):
    """What signing needs of any evidence."""

    @property
    def document_sha256(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def relation(self) -> str: ...
    @property
    def at(self) -> datetime: ...
    @property
    def method_class(self) -> int: ...
    def canonical_json(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Who, what, where and before whom.

    document_sha256  of the exact bytes that were shown, lower-case hex
    text             the sentence that was confirmed, in full
    person           full name; relation "" for the patient
    representative   reference of the RelatedPerson, "" for the patient
    witness_account  the member of staff beside them
    station          what they used, as the browser names itself
    address          network address of the station
    at               aware
    """

    document_sha256: str
    text: str
    person: str
    relation: str
    representative: str
    witness_account: str
    witness_name: str
    station: str
    address: str
    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None or not _SHA256.fullmatch(self.document_sha256):
            raise ValueError("an aware time and a SHA-256 in hexadecimal are needed")
        if not self.person.strip() or not self.witness_account.strip() or not self.text.strip():
            raise ValueError("a confirmation names the person, the witness and what was confirmed")

    def as_json(self) -> dict[str, object]:
        return {
            "document_sha256": self.document_sha256,
            "text": self.text,
            "person": self.person,
            "relation": self.relation,
            "representative": self.representative,
            "witness": {"account": self.witness_account, "name": self.witness_name},
            "station": self.station,
            "address": self.address,
            "at": _instant(self.at),
        }


@dataclass(frozen=True, slots=True)
class _Of:
    """Shared by all kinds."""

    about: Circumstances

    @property
    def document_sha256(self) -> str:
        return self.about.document_sha256

    @property
    def person(self) -> str:
        return self.about.person

    @property
    def relation(self) -> str:
        return self.about.relation

    @property
    def at(self) -> datetime:
        return self.about.at


@dataclass(frozen=True, slots=True)
class CodeConfirmation(_Of):
    """A one-time code came back from the telephone it was sent to.

    channel      the telephone with its middle hidden
    transaction  the code's id here; sent_as is the carrier's number for the message
    """

    channel: str
    transaction: str
    sent_as: str
    sent_at: datetime
    tries: int

    @property
    def method_class(self) -> int:
        return MethodClass.OTHER

    def canonical_json(self) -> bytes:
        return _canonical(
            "code-confirmation",
            self.about,
            {
                "method_class": int(self.method_class),
                "channel": self.channel,
                "transaction": self.transaction,
                "sent_as": self.sent_as,
                "sent_at": _instant(self.sent_at),
                "tries": self.tries,
            },
        )


@dataclass(frozen=True, slots=True)
class DeviceConfirmation(_Of):
    """A device recognised the person; kept is that it did, and under which id its result lies apart (EMR-ESIG-11).

    kept_as  id of the sealed result in its own table
    """

    device: str
    serial: str
    transaction: str
    kept_as: str
    consented: bool

    def __post_init__(self) -> None:
        if not self.consented:
            raise ValueError("nobody is recognised by their body without having agreed")

    @property
    def method_class(self) -> int:
        return MethodClass.BIOMETRIC

    def canonical_json(self) -> bytes:
        return _canonical(
            "device-confirmation",
            self.about,
            {
                "method_class": int(self.method_class),
                "device": {"name": self.device, "serial": self.serial},
                "transaction": self.transaction,
                "outcome": "match",
                "kept_as": self.kept_as,
                "consented": self.consented,
            },
        )


@dataclass(frozen=True, slots=True)
class Refusal(_Of):
    """The person would not sign: why, before two witnesses. No confirmation of anything."""

    reason: str
    second_witness: str
    second_capacity: str

    def __post_init__(self) -> None:
        first, second = self.about.witness_name.casefold().strip(), self.second_witness.casefold().strip()
        if not self.reason.strip() or not second or first == second:
            raise ValueError("a refusal needs its reason and two different witnesses")

    @property
    def method_class(self) -> int:
        return MethodClass.OTHER

    def canonical_json(self) -> bytes:
        return _canonical(
            "refusal",
            self.about,
            {
                "reason": self.reason,
                "second_witness": {"name": self.second_witness, "capacity": self.second_capacity},
            },
        )


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds")


def _canonical(kind: str, about: Circumstances, more: dict[str, object]) -> bytes:
    """Sorted keys, no white space, NFC, UTF-8: equal values give equal bytes."""
    value = {"kind": kind, "version": 1, **about.as_json(), **more}
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()
