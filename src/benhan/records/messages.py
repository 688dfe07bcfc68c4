"""The port by which a short message reaches a telephone. A carrier's gateway is one more implementation of it."""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils import timezone

from benhan.records.confirmation_problems import NO_CHANNEL

_KEPT = 50


class MessageSender(Protocol):
    """Sends text to a telephone number; what it returns finds the message again at the carrier's.

    An implementation has a timeout of its own and raises a catalogued problem when the message did not leave.
    """

    def send(self, phone: str, text: str) -> str: ...


@dataclass(frozen=True, slots=True)
class DemoOutbox:
    """Writes messages into a file that a page of the demonstration shows; nothing leaves the machine."""

    file: Path

    def send(self, phone: str, text: str) -> str:
        number = uuid.uuid4().hex[:12]
        line = {
            "at": timezone.localtime().isoformat(timespec="seconds"),
            "to": phone,
            "text": text,
            "number": number,
        }
        handle = os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return f"demo-{number}"

    def messages(self) -> tuple[dict[str, str], ...]:
        """The last ones, newest first."""
        if not self.file.is_file():
            return ()
        lines = self.file.read_text(encoding="utf-8").splitlines()[-_KEPT:]
        return tuple(json.loads(line) for line in reversed(lines))


def demo_outbox() -> DemoOutbox:
    return DemoOutbox(Path(settings.BENHAN_DATA) / "demo-outbox.ndjson")


def is_connected() -> bool:
    return bool(settings.BENHAN_MESSAGES != "none")


def sender() -> MessageSender:
    """The installation's way. Raises NO_CHANNEL."""
    if settings.BENHAN_MESSAGES != "demo":
        raise NO_CHANNEL.at()
    return demo_outbox()
