"""The report of an agent: what every reader saw on a host, signed with the host's Ed25519 key. No Django here.

A report is JSON {"report": {...}, "signature": base64}; the signature is over the canonical bytes of "report".
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from time import monotonic
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from benhan.assurance.host.platform import platform
from benhan.assurance.host.reading import READERS
from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

FORMAT = "benhan-agent-1"
MOST_BYTES = 1_000_000
_LARGEST, _LONGEST_MS = 2**63 - 1, 2**31 - 1  # what the database's columns hold
_FIRST_YEAR, _LAST_YEAR = 2000, 9000  # every zone can say these


class BadReportError(Exception):
    """The text is no report of this form."""


@dataclass(frozen=True, slots=True)
class AgentRun:
    """What one reader saw; facts {} and because says why when it could not."""

    probe: str
    at: datetime
    took_ms: int
    facts: Facts
    because: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report whose form is right; signature and content are not yet believed.

    signed    the bytes the signature is over
    sequence  grows by one with each report of a key
    """

    facility: str
    host: str
    made_at: datetime
    sequence: int
    public_key: str
    runs: tuple[AgentRun, ...]
    signed: bytes
    signature: bytes

    @property
    def is_signed(self) -> bool:
        """Whether the signature is of the key the report itself names."""
        try:
            key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public_key, validate=True))
            key.verify(self.signature, self.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


def public_text(key: Ed25519PrivateKey) -> str:
    """The public key as it is registered: base64 of 32 bytes."""
    return base64.b64encode(key.public_key().public_bytes_raw()).decode()


def make(root: HostRoot, key: Ed25519PrivateKey, *, facility: str, sequence: int) -> bytes:
    """Ask every reader and sign what they saw."""
    runs = [_run(root, name) for name in READERS]
    content: Mapping[str, object] = {
        "format": FORMAT,
        "facility": facility,
        "host": _host_name(root),
        "made_at": datetime.now(UTC).isoformat(),
        "sequence": sequence,
        "nonce": secrets.token_hex(16),
        "public_key": public_text(key),
        "runs": runs,
    }
    signature = base64.b64encode(key.sign(canonical(content))).decode()
    whole = {"report": content, "signature": signature}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"


def canonical(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read(raw: bytes) -> Report:
    """A report from its bytes. Raises BadReportError."""
    try:
        if len(raw) > MOST_BYTES:
            raise BadReportError
        whole = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
        content = whole["report"]
        if content["format"] != FORMAT or not content["runs"]:
            raise BadReportError
        return Report(
            facility=str(content["facility"]),
            host=_text(content["host"])[:120],
            made_at=_moment(content["made_at"]),
            sequence=_whole(content["sequence"], _LARGEST),
            public_key=str(content["public_key"]),
            runs=tuple(_read_run(one) for one in content["runs"]),
            signed=canonical(content),
            signature=base64.b64decode(whole["signature"], validate=True),
        )
    except (KeyError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        raise BadReportError from None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object whose names stand once each: of two equal ones another reader may believe the other."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BadReportError
    return made


def _read_run(row: Mapping[str, object]) -> AgentRun:
    """Only probes of hosts, and only plain values: whatever else stands there is no report of ours."""
    name, facts = str(row["probe"]), cast("Mapping[str, object]", row["facts"])
    if name not in READERS or not all(_is_plain(one) for one in facts.values()):
        raise BadReportError
    return AgentRun(
        name,
        _moment(row["at"]),
        _whole(row["took_ms"], _LONGEST_MS),
        cast("Facts", dict(facts)),
        _text(row["because"])[:500],
    )


def _is_plain(value: object) -> bool:
    """What the database keeps as it is: no NUL, no number without end."""
    if isinstance(value, list):
        return all(isinstance(one, str) and _is_plain(one) for one in value)
    if isinstance(value, str):
        return "\0" not in value
    if isinstance(value, int | float):
        return isfinite(value)
    return value is None


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise BadReportError
    return value


def _whole(value: object, most: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise BadReportError
    return value


def _moment(text: object) -> datetime:
    at = datetime.fromisoformat(_text(text))
    if at.tzinfo is None or not _FIRST_YEAR <= at.year < _LAST_YEAR:
        raise BadReportError
    return at


def _run(root: HostRoot, name: str) -> dict[str, object]:
    at, began = datetime.now(UTC), monotonic()
    facts: Facts = {}
    because = ""
    try:
        facts = READERS[name](root, at)
    except CannotReadError as why:
        because = str(why)
    except (OSError, UnicodeError) as error:
        because = f"phép kiểm tra không chạy được ({type(error).__name__})"
    took_ms = round((monotonic() - began) * 1000)
    return {"probe": name, "at": at.isoformat(), "took_ms": took_ms, "facts": facts, "because": because}


def _host_name(root: HostRoot) -> str:
    try:
        return str(platform(root, datetime.now(UTC))["host_name"])
    except CannotReadError:
        return ""
