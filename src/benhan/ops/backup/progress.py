"""How far a backup, restore or drill is: a bar for the person at the terminal, a small file for the page."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

RUNNING = "running.json"
_WIDTH, _EVERY_S = 30, 0.5


@dataclass(slots=True)
class Progress:
    """Say a step, and within it a share from 0 to 1.

    kind     backup, restore or drill
    file     where a page finds it; None for nowhere
    """

    kind: str
    file: Path | None = None
    _began: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    _step: str = ""
    _last: float = 0.0

    def step(self, words: str) -> None:
        if self._step and sys.stderr.isatty():
            sys.stderr.write("\n")
        self._step = words
        self._last = 0.0
        self.share(0.0)

    def share(self, share: float) -> None:
        """At most twice a second; it costs a small file."""
        if time.monotonic() - self._last < _EVERY_S:
            return
        self._last = time.monotonic()
        share = min(1.0, max(0.0, share))
        if sys.stderr.isatty():
            full = round(share * _WIDTH)
            sys.stderr.write(f"\r{self._step} [{'█' * full}{'·' * (_WIDTH - full)}] {share:4.0%}")
            sys.stderr.flush()
        if self.file is not None:
            content = {"kind": self.kind, "pid": os.getpid(), "began": self._began, "step": self._step}
            fresh = self.file.with_name(f"{self.file.name}.new")
            fresh.write_text(json.dumps(content | {"share": share}, ensure_ascii=False), encoding="utf-8")
            fresh.replace(self.file)

    def end(self) -> None:
        if self._step and sys.stderr.isatty():
            sys.stderr.write("\n")
        if self.file is not None:
            self.file.unlink(missing_ok=True)
