"""Log lines without patients: an exception is its type and where, never its text (drivers quote data in theirs)."""

from __future__ import annotations

import logging
import traceback
from types import TracebackType


class EventFormatter(logging.Formatter):
    """Formats exceptions as type and frames only."""

    def formatException(  # noqa: N802 — the standard library's name
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        kind, _, trace = ei
        name = kind.__name__ if kind else "?"
        frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([f"exception {name}", *frames])
