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
from time import monotonic
from typing import cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from benhan.assurance.host.platform import platform
from benhan.assurance.host.reading import READERS
from benhan.assurance.host.root import CannotReadError, Facts, HostRoot

FORMAT = "benhan-agent-1"
MOST_BYTES = 1_000_000


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
        whole = json.loads(raw.decode("utf-8"))
        content = whole["report"]
        if content["format"] != FORMAT:
            raise BadReportError
        return Report(
            facility=str(content["facility"]),
            host=str(content["host"])[:120],
            made_at=_moment(content["made_at"]),
            sequence=int(content["sequence"]),
            public_key=str(content["public_key"]),
            runs=tuple(_read_run(one) for one in content["runs"]),
            signed=canonical(content),
            signature=base64.b64decode(whole["signature"], validate=True),
        )
    except (KeyError, TypeError, ValueError, RecursionError):
        raise BadReportError from None


def _read_run(row: Mapping[str, object]) -> AgentRun:
    """Only probes of hosts, and only plain values: whatever else stands there is no report of ours."""
    name, facts = str(row["probe"]), cast("Mapping[str, object]", row["facts"])
    if name not in READERS or not all(_is_plain(one) for one in facts.values()):
        raise BadReportError
    return AgentRun(
        name,
        _moment(row["at"]),
        max(0, int(str(row["took_ms"]))),
        cast("Facts", dict(facts)),
        str(row["because"])[:500],
    )


def _is_plain(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return value is None or isinstance(value, bool | int | float | str)


def _moment(text: object) -> datetime:
    at = datetime.fromisoformat(str(text))
    if at.tzinfo is None:
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
