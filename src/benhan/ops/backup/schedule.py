"""When the worker backs up and drills: what the policy asks, and what a person asked for on the page.

The work itself is a process of its own (`benhan backup`, `benhan drill`): the worker only looks now and then.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from benhan.access.policy import Policy, installation_policy
from benhan.assurance.backups import FAILED, Shelf, asked, running, shelf
from benhan.ops.backup.looking import look_again
from benhan.ops.processes import spawn

log = logging.getLogger("benhan.backup")
BACKUP, DRILL = "backup", "drill"
_LOOK_EVERY = timedelta(seconds=30)
# After a failure the schedule waits: a full disk is not filled again every half minute.
_REST_AFTER_FAILURE = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done now. asked_by: the person, "" for the schedule."""

    kind: str
    asked_by: str = ""


@dataclass(slots=True)
class _State:
    process: subprocess.Popen[bytes] | None = None
    doing: Wanted | None = None
    looked: datetime | None = None  # None: not yet; the first look comes a while after the start


_state = _State()


def keep_backups() -> str:
    """A duty of the worker: returns what it started, "" for nothing. Never waits for the work.

    A folder that can't be read or written is an event, not the worker's end; it is tried again later.
    """
    now = datetime.now(UTC)
    try:
        return _turn(now)
    except OSError as error:
        log.error("backup.failed error=%s", error.strerror or type(error).__name__)
        _state.looked = now + _REST_AFTER_FAILURE
        return ""


def _turn(now: datetime) -> str:
    if _state.process is not None:
        if _state.process.poll() is None:
            return ""
        _ended(now)
    found = _asked_for()
    _state.looked = _state.looked or now
    if found is None and now - _state.looked >= _LOOK_EVERY:
        _state.looked = now
        if running() is None:
            found = due(shelf(), installation_policy(), now, failed=_failed())
    if found is not None:
        _start(found)
    return found.kind if found else ""


def due(kept: Shelf, policy: Policy, now: datetime, *, failed: dict[str, datetime]) -> Wanted | None:
    """What the schedule asks: a backup older than the policy allows, else a drill that is.

    A drill waits for a backup; without one ever made it is due at once.
    """
    if policy.backup_every_hours and not _rests(BACKUP, failed, now):
        newest = kept.newest
        if newest is None or now - newest.started >= timedelta(hours=policy.backup_every_hours):
            return Wanted(BACKUP)
    if policy.drill_every_days and kept.newest is not None and not _rests(DRILL, failed, now):
        last = kept.drills[0].started if kept.drills else None
        if last is None or now - last >= timedelta(days=policy.drill_every_days):
            return Wanted(DRILL)
    return None


def _rests(kind: str, failed: dict[str, datetime], now: datetime) -> bool:
    return kind in failed and now - failed[kind] < _REST_AFTER_FAILURE


def _asked_for() -> Wanted | None:
    """A wish laid down by the page; taken away when it is picked up."""
    for kind in (BACKUP, DRILL):
        path = asked(kind)
        try:
            name = str(json.loads(path.read_text(encoding="utf-8"))["by"])
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError):  # not a wish of ours
            name = ""
        path.unlink(missing_ok=True)
        return Wanted(kind, name[:120])
    return None


def _start(wanted: Wanted) -> None:
    data = str(settings.BENHAN_DATA)
    command = [sys.executable, "-m", "benhan.ops.cli", wanted.kind, "--data", data]
    command += ["--asked-by", wanted.asked_by] if wanted.asked_by else []
    environment = {name: value for name, value in os.environ.items() if name != "BENHAN_DATABASE_ROLE"}
    settings.BENHAN_BACKUP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    _last_output(wanted.kind).unlink(missing_ok=True)
    _state.process = spawn(command, environment, log=_last_output(wanted.kind))
    _state.doing = wanted
    log.info("%s.started pid=%d", wanted.kind, _state.process.pid)


def _last_output(kind: str) -> Path:
    return Path(settings.BENHAN_BACKUP_DIR) / f"{kind}.log"


def _ended(now: datetime) -> None:
    process, doing = _state.process, _state.doing
    _state.process = _state.doing = None
    if process is None or doing is None:
        return
    log.info("%s.ended status=%d", doing.kind, process.returncode)
    because = ""
    if process.returncode != 0:
        lines = _last_output(doing.kind).read_text(encoding="utf-8", errors="replace").splitlines()
        because = next((line.strip() for line in reversed(lines) if line.strip()), "không có lời báo nào")
    _note(doing.kind, because, now)
    look_again()


def _note(kind: str, because: str, now: datetime) -> None:
    """Keep the failure where the page and the probes see it, until one of its kind succeeds."""
    path = Path(settings.BENHAN_BACKUP_DIR) / FAILED
    found = _noted(path)
    found.pop(kind, None)
    if because:
        # The Vietnamese half of the sentence, without the command's name before it.
        said = because.removeprefix("benhan: ").partition(" · ")[0]
        found[kind] = {"at": now.isoformat(timespec="seconds"), "because": said[:500]}
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    fresh.replace(path)


def _noted(path: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _failed() -> dict[str, datetime]:
    """When each kind last failed."""
    noted = _noted(Path(settings.BENHAN_BACKUP_DIR) / FAILED)
    return {kind: datetime.fromisoformat(one["at"]) for kind, one in noted.items() if "at" in one}
