"""Sealing in tests: another worker's open transaction in the same server holds the sealer back for a moment."""

from __future__ import annotations

import time

from benhan.audit import sealer


def seal(expected: int) -> int:
    """Seal until as many links exist, at most 20 s; returns how many there were."""
    sealed, until = 0, time.monotonic() + 20
    while sealed < expected and time.monotonic() < until:
        sealed += sealer.seal_pending()
    return sealed
