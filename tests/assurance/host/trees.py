"""Small file trees of a host, built for one look."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benhan.assurance.host.root import HostRoot

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def tree(
    path: Path,
    files: Mapping[str, str | bytes],
    *,
    commands: Mapping[str, str] | None = None,
    ages: Mapping[str, float] | None = None,
    processes: Sequence[str] = (),
) -> HostRoot:
    """A root with these files (older by so many days), programs that run, and what commands would answer."""
    for name, content in files.items():
        put(path, name, content)
    for number, name in enumerate(processes, start=100):
        put(path, f"proc/{number}/comm", f"{name}\n")
    for name, days in (ages or {}).items():
        moment = (NOW - timedelta(days=days)).timestamp()
        os.utime(path / name, (moment, moment))
    told = commands or {}
    return HostRoot(path, lambda words: told.get(" ".join(words)))


def put(path: Path, name: str, content: str | bytes) -> None:
    where = path / name
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_bytes(content if isinstance(content, bytes) else content.encode())
