"""The port for a device that recognises a person (fingerprint, palm, face), and an agent behind it over HTTP.

The agent runs beside the device. It is asked with POST <url>/v1/confirm and JSON

    {"version": 1, "transaction": id, "document_sha256": hex, "text": what the person confirms}

shows the text, waits for the person, and answers 200 with JSON

    {"transaction": the same, "document_sha256": the same, "outcome": "match" | "no-match" | "cancelled",
     "template_sha256": hex, "device": {"name": …, "serial": …}}

It never sends a picture or a template: those stay in the device. An answer that does not repeat the question is no answer.
"""

from __future__ import annotations

import http.client
import json
import re
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from benhan.signing.device_problems import DEVICE_NO_MATCH, DEVICE_NONSENSE, DEVICE_SILENT

_SHA256 = re.compile(r"[0-9a-f]{64}")
_MOST_BYTES = 65_536
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Recognised:
    """The device knew the person. template_sha256 is a digest of what it compared with, never the thing itself."""

    transaction: str
    template_sha256: str
    device: str
    serial: str


class ConfirmationDevice(Protocol):
    """Recognises the person before it who confirms a text about some bytes."""

    def confirm(self, *, transaction: str, document_sha256: str, text: str) -> Recognised:
        """Raises DEVICE_SILENT, DEVICE_NONSENSE, DEVICE_NO_MATCH."""
        ...


@dataclass(frozen=True, slots=True)
class AgentDevice:
    """A device whose agent is reached over HTTP: on this machine, or elsewhere over TLS.

    timeout_s  how long the person may take
    """

    url: str
    timeout_s: float = 60.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the agent's address is an http or https URL")
        if parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise ValueError("an agent on another machine is reached over https")

    def confirm(self, *, transaction: str, document_sha256: str, text: str) -> Recognised:
        asked = {"version": 1, "transaction": transaction, "document_sha256": document_sha256, "text": text}
        return _understood(self._post(json.dumps(asked, ensure_ascii=False).encode()), asked)

    def _post(self, body: bytes) -> bytes:
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(str(parts.hostname), parts.port, timeout=self.timeout_s)
        try:
            headers = {"Content-Type": "application/json; charset=utf-8"}
            connection.request("POST", f"{parts.path.rstrip('/')}/v1/confirm", body, headers)
            answer = connection.getresponse()
            content = answer.read(_MOST_BYTES + 1)
        except (OSError, http.client.HTTPException) as error:
            raise DEVICE_SILENT.at(reason=type(error).__name__) from None
        finally:
            connection.close()
        if answer.status != 200:
            raise DEVICE_SILENT.at(reason=f"status {answer.status}")
        return content


def _understood(content: bytes, asked: dict[str, Any]) -> Recognised:
    try:
        said = json.loads(content) if len(content) <= _MOST_BYTES else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise DEVICE_NONSENSE.at(reason="not a JSON object")
    for name in ("transaction", "document_sha256"):
        if said.get(name) != asked[name]:
            raise DEVICE_NONSENSE.at(reason=f"another {name}")
    outcome = said.get("outcome")
    if outcome in ("no-match", "cancelled"):
        raise DEVICE_NO_MATCH.at(outcome=outcome)
    template, device = said.get("template_sha256"), said.get("device")
    if outcome != "match" or not isinstance(template, str) or not _SHA256.fullmatch(template):
        raise DEVICE_NONSENSE.at(reason="no outcome or no digest")
    named = device if isinstance(device, dict) else {}
    return Recognised(
        str(said["transaction"]),
        template,
        str(named.get("name", ""))[:120] or "không rõ tên",
        str(named.get("serial", ""))[:120] or "không rõ số",
    )
