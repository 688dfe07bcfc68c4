"""Whether a PostgreSQL runs for a data directory, told from its pid file and from /proc."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PidFile:
    """The lines of postmaster.pid we use (PostgreSQL's src/include/utils/pidfile.h)."""

    pid: int
    status: str  # starting, stopping, ready, standby or "" while the file is young


def read(data: Path) -> PidFile | None:
    """The pid file of a data directory, None when it is absent or not written yet."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().lstrip("-").isdigit():
        return None
    return PidFile(abs(int(lines[0])), lines[7].strip() if len(lines) > 7 else "")


def running(data: Path) -> PidFile | None:
    """The pid file when its process is truly a PostgreSQL of this directory; None when it is stale.

    A process number is used again after a crash, above all in containers: the number alone proves nothing.
    """
    found = read(data)
    return found if found is not None and works_in(found.pid, data) else None


def works_in(pid: int, data: Path) -> bool:
    """Whether a process is alive, is no zombie, and is a postgres whose working directory is this one."""
    process = Path("/proc") / str(pid)
    try:
        name = (process / "stat").read_text(encoding="utf-8", errors="replace")
        if name.rsplit(")", 1)[1].split()[0] in ("Z", "X"):
            return False
        if "(postgres)" not in name:
            return False
        return (process / "cwd").samefile(data)
    except PermissionError:
        return True  # another user's postgres: believe the pid file
    except OSError:
        return False


def left_behind(data: Path) -> list[int]:
    """Server processes that still work in the data directory, whoever their parent was."""
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if pid != os.getpid() and _mine(pid) and works_in(pid, data)]


def _mine(pid: int) -> bool:
    try:
        (Path("/proc") / str(pid) / "cwd").stat()
    except OSError:
        return False
    return True


def clear(data: Path, *, say: Callable[[str], None], check: Callable[[], None]) -> bool:
    """End servers whose launcher is gone; ours die by themselves, so first wait a moment.

    The caller knows that no launcher lives. True when the directory is free, its stale pid file removed:
    PostgreSQL itself would trip over a process number that is used again.
    """
    patience = ((3.0, None), (20.0, signal.SIGINT), (10.0, signal.SIGQUIT), (5.0, signal.SIGKILL))
    for seconds, signum in patience:
        found = left_behind(data)
        if not found:
            break
        if signum is not None:
            say("Đang dừng PostgreSQL của lần chạy trước · stopping a server left behind")
            master = running(data)
            _signal([master.pid] if master and signum is signal.SIGINT else found, signum)
        end = time.monotonic() + seconds
        while left_behind(data) and time.monotonic() < end:
            check()
            time.sleep(0.03)
    if left_behind(data) or running(data):
        return False
    (data / "postmaster.pid").unlink(missing_ok=True)
    return True


def _signal(pids: list[int], signum: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, signum)
        except ProcessLookupError:
            continue
