"""What lies in the folder of backups: manifests and drill reports, read as they are; nothing here changes anything.

`benhan backup` writes them (ops/backup); probes, the board and the page of backups read them here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from benhan.assurance.backup_keys import HEADER, fingerprint_of, is_signed, read_key
from benhan.fhir.problems import ProblemError

ARCHIVE, MANIFEST = ".benhan", ".json"
_AHEAD = timedelta(minutes=10)  # how far the clock of another device may be ahead
RUNNING, FAILED = "running.json", "last-failure.json"


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup by its manifest.

    tables     rows by table at that moment
    chains     facility → (number, chain) of the newest link of its account of acts
    is_signed  the manifest carries a good signature of this installation's backup key; None: no key to check with
    is_there   the archive lies beside it and has the announced size
    """

    id: str
    started: datetime
    finished: datetime
    archive: Path
    size: int
    sha256: str
    tables: Mapping[str, int]
    chains: Mapping[str, tuple[int, str]]
    migrations: Mapping[str, str]
    files: tuple[str, ...]
    host: str
    key_fingerprint: str
    asked_by: str
    is_signed: bool | None

    @property
    def is_there(self) -> bool:
        try:
            return self.archive.stat().st_size == self.size
        except OSError:
            return False

    @property
    def seconds(self) -> float:
        return (self.finished - self.started).total_seconds()

    def header_fingerprint(self) -> str:
        """The key's fingerprint as the archive's own first bytes say it; "" when it is no encrypted archive."""
        try:
            with self.archive.open("rb") as file:
                return fingerprint_of(file.read(HEADER))
        except OSError:
            return ""

    def is_intact(self) -> bool:
        """Hash the whole archive anew. Reads every byte: seconds for each gigabyte."""
        try:
            with self.archive.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Drill:
    """One restore drill by its report."""

    backup: str
    started: datetime
    finished: datetime
    seconds: float
    passed: bool
    differences: tuple[str, ...]
    rows: int
    records_checked: int
    asked_by: str
    is_signed: bool | None
    path: Path


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of backups; newest first. unreadable: names of files that should be manifests or reports, but aren't."""

    folder: Path
    backups: tuple[Backup, ...]
    drills: tuple[Drill, ...]
    unreadable: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path, public: str | None) -> Self:
        """Read a folder. public: the backup key's public half to check signatures with, None when it isn't known.

        Raises OSError when the folder can't be read; an absent one is empty.
        """
        backups: list[Backup] = []
        drills: list[Drill] = []
        unreadable: list[str] = []
        names = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        for name in sorted(names, reverse=True):
            if not name.endswith(MANIFEST) or not name.startswith(("benhan-", "drill-")):
                continue
            try:
                content = json.loads((folder / name).read_text(encoding="utf-8"))
                if name.startswith("drill-"):
                    drills.append(_drill(folder / name, content, public))
                else:
                    backups.append(_backup(folder / name, content, public))
            except (OSError, ValueError, KeyError, TypeError, AttributeError):  # not ours, or damaged
                unreadable.append(name)
        backups.sort(key=lambda one: one.started, reverse=True)
        drills.sort(key=lambda one: one.started, reverse=True)
        return cls(folder, tuple(backups), tuple(drills), tuple(unreadable))

    @property
    def newest(self) -> Backup | None:
        """The newest backup whose archive is there."""
        return next((one for one in self.backups if one.is_there), None)


def shelf() -> Shelf:
    """The installation's own folder of backups."""
    return Shelf.of(settings.BENHAN_BACKUP_DIR, public_key())


def second_shelf() -> Shelf | None:
    """The second place, None when none is set."""
    return Shelf.of(Path(settings.BENHAN_BACKUP_ALSO), public_key()) if settings.BENHAN_BACKUP_ALSO else None


def public_key() -> str | None:
    """The public half of this installation's backup key, None when the key can't be read here."""
    try:
        return read_key(settings.BENHAN_BACKUP_KEY_FILE).public
    except ProblemError:
        return None


@dataclass(frozen=True, slots=True)
class Job:
    """A backup or drill that runs now. share: from 0 to 1 of the step."""

    kind: str
    began: datetime
    step: str
    share: float


def running() -> Job | None:
    """What runs now, by the note its process keeps; a note whose process is gone is none."""
    found = _note(settings.BENHAN_BACKUP_DIR / RUNNING)
    if not found:
        return None
    try:
        if not Path(f"/proc/{int(found['pid'])}").exists():
            return None
        return Job(
            str(found["kind"]),
            datetime.fromisoformat(found["began"]),
            str(found["step"]),
            float(found["share"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Failure:
    """The last scheduled or asked-for job that failed, until one of its kind succeeds."""

    kind: str
    at: datetime
    because: str


def failures() -> tuple[Failure, ...]:
    found = _note(settings.BENHAN_BACKUP_DIR / FAILED)
    made = []
    for kind, one in sorted(found.items()):
        try:
            made.append(Failure(str(kind), datetime.fromisoformat(one["at"]), str(one["because"])))
        except (KeyError, TypeError, ValueError):
            continue
    return tuple(made)


def asked(kind: str) -> Path:
    """Where a wish of a person lies until the worker picks it up; kind is backup or drill."""
    return Path(settings.BENHAN_BACKUP_DIR) / f"asked-{kind}.json"


def _note(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _backup(path: Path, content: Mapping[str, Any], public: str | None) -> Backup:
    file = str(content["file"])
    if content["id"] != path.stem or file != f"{path.stem}{ARCHIVE}":
        raise ValueError("a manifest names itself and the archive beside it")
    return Backup(
        id=path.stem,
        started=_past(content["started"]),
        finished=datetime.fromisoformat(content["finished"]),
        archive=path.with_name(file),
        size=int(content["size"]),
        sha256=str(content["sha256"]),
        tables={str(key): int(value) for key, value in content["tables"].items()},
        chains={str(key): (int(one[0]), str(one[1])) for key, one in content["chains"].items()},
        migrations={str(key): str(value) for key, value in content["migrations"].items()},
        files=tuple(str(one) for one in content["files"]),
        host=str(content["host"]),
        key_fingerprint=str(content["key_fingerprint"]),
        asked_by=str(content.get("asked_by", "")),
        is_signed=None if public is None else is_signed(content, public),
    )


def _past(text: str) -> datetime:
    """A moment that has been: what is dated ahead would be the newest for ever. Raises ValueError."""
    at = datetime.fromisoformat(text)
    if at > datetime.now(UTC) + _AHEAD:
        raise ValueError("dated ahead of now")
    return at


def _drill(path: Path, content: Mapping[str, Any], public: str | None) -> Drill:
    return Drill(
        backup=str(content["backup"]),
        started=_past(content["started"]),
        finished=datetime.fromisoformat(content["finished"]),
        seconds=float(content["seconds"]),
        passed=content["passed"] is True,
        differences=tuple(str(one) for one in content["differences"]),
        rows=int(content.get("rows", 0)),
        records_checked=int(content.get("records_checked", 0)),
        asked_by=str(content.get("asked_by", "")),
        is_signed=None if public is None else is_signed(content, public),
        path=path,
    )
