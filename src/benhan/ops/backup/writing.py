"""Make one backup: an encrypted archive and its signed manifest, under their final names only when both are whole."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import BinaryIO, cast

from benhan.assurance.backup_keys import BackupKey
from benhan.ops.backup import folder
from benhan.ops.backup.database import Place, Snapshot, dump, snapshot
from benhan.ops.backup.parcels import ABOUT, DUMP, FOLDER, write_end, write_parcel
from benhan.ops.backup.problems import ALREADY_RUNNING
from benhan.ops.backup.progress import Progress
from benhan.ops.backup.sealed import Sealer

SUFFIX, MANIFEST, PART = ".benhan", ".json", ".part"
_COMPRESSED = 0.25  # of the database's size on disk, for the bar alone


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up.

    directory  the installation's DATA
    extra      contents by their name inside the directory: secrets that stand elsewhere, heads of the audit chain
    without    folders and files inside DATA that stay out (the backups, the key)
    """

    directory: Path
    place: Place
    extra: dict[str, bytes] = field(default_factory=dict)
    without: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Hashing:
    """A file that knows the SHA-256 of what went through it."""

    file: BinaryIO
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return self.file.write(content)


def make(
    source: Source,
    target: Path,
    key: BackupKey,
    progress: Progress,
    *,
    asked_by: str = "",
    also: Path | None = None,
) -> Path:
    """Write the backup into `target` (and a copy into `also`); returns the manifest.

    Raises PARTIAL_SIGHT, DUMP_FAILED, ALREADY_RUNNING, OSError. Whatever happens, nothing half-written stays.
    """
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    with locked(target):
        sweep(target)
        with snapshot(source.place) as moment:
            started = datetime.now(UTC)
            name = f"benhan-{started:%Y%m%d-%H%M%S}-{os.urandom(3).hex()}"
            part = target / f"{name}{SUFFIX}{PART}"
            try:
                about = _about(name, started, moment, source, asked_by)
                sha256 = _write_archive(part, source, moment, about, key, progress)
                size = part.stat().st_size
                manifest = key.signed(
                    about
                    | {
                        "file": f"{name}{SUFFIX}",
                        "size": size,
                        "sha256": sha256,
                        "finished": _now(),
                        "key_fingerprint": key.fingerprint,
                        "encryption": "AES-256-GCM",
                    }  # fmt: skip
                )
                part.rename(target / f"{name}{SUFFIX}")
                write_whole(target / f"{name}{MANIFEST}", manifest)
            finally:
                part.unlink(missing_ok=True)
        if also is not None:
            progress.step("Chép sang nơi cất thứ hai")
            copy(target / f"{name}{SUFFIX}", also)
        return target / f"{name}{MANIFEST}"


def _about(
    name: str, started: datetime, moment: Snapshot, source: Source, asked_by: str
) -> dict[str, object]:
    return {
        "kind": "backup", "format": 1, "id": name, "started": started.isoformat(timespec="seconds"),
        "program": _program(), "postgresql": moment.server_version, "host": os.uname().nodename,
        "database_bytes": moment.bytes, "next_transaction": str(moment.next_transaction),
        "tables": dict(moment.tables), "migrations": dict(moment.migrations),
        "chains": {facility: list(head) for facility, head in moment.heads.items()},
        "files": [name for name, _ in folder.files_of(source.directory, without=source.without)]
        + sorted(source.extra),
        "asked_by": asked_by,
    }  # fmt: skip


def _write_archive(
    part: Path, source: Source, moment: Snapshot, about: dict[str, object], key: BackupKey, progress: Progress
) -> str:
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        hashing = _Hashing(file)
        sealer = Sealer(cast("BinaryIO", hashing), key)
        write_parcel(sealer, ABOUT, [json.dumps(about, ensure_ascii=False).encode()])
        progress.step("Khóa và tệp cấu hình")
        for inside, path in folder.files_of(source.directory, without=source.without):
            if inside not in source.extra:
                write_parcel(sealer, FOLDER + inside, folder.pieces(path), mode=path.stat().st_mode & 0o777)
        for inside, content in _with_heads(source, moment).items():
            write_parcel(sealer, FOLDER + inside, [content])
        progress.step("Cơ sở dữ liệu")
        write_parcel(sealer, DUMP, _counted(dump(source.place, moment), moment, progress))
        write_end(sealer)
        file.flush()
        os.fsync(file.fileno())
    return hashing.digest.hexdigest()


def _with_heads(source: Source, moment: Snapshot) -> dict[str, bytes]:
    """The noted heads of the audit chains as they were at this moment: those on disk may be newer than the dump."""
    noted = {
        f"audit/{facility}.head": f"{seq} {chain}\n".encode()
        for facility, (seq, chain) in moment.heads.items()
    }
    return source.extra | noted


def _counted(pieces: Iterator[bytes], moment: Snapshot, progress: Progress) -> Iterator[bytes]:
    total, expected = 0, max(1.0, moment.bytes * _COMPRESSED)
    for piece in pieces:
        total += len(piece)
        progress.share(min(0.99, total / expected))
        yield piece


def copy(archive: Path, also: Path) -> None:
    """Copy archive and manifest to a second place, the manifest last: what has one is whole."""
    also.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (archive, archive.with_suffix(MANIFEST)):
        part = also / f"{path.name}{PART}"
        try:
            with path.open("rb") as source, part.open("wb") as fresh:
                shutil.copyfileobj(source, fresh, 1 << 20)
                fresh.flush()
                os.fsync(fresh.fileno())
            part.chmod(0o600)
            part.rename(also / path.name)
        finally:
            part.unlink(missing_ok=True)


def write_whole(path: Path, content: dict[str, object]) -> None:
    """The manifest under its name, then the directory's own entry on disk."""
    part = path.with_name(path.name + PART)
    try:
        with part.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    descriptor = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(target: Path) -> None:
    """Remove what a killed process left: parts, and an archive whose manifest was never written."""
    for path in (*target.glob(f"*{PART}"), *target.glob(f"benhan-*{SUFFIX}")):
        if path.suffix == PART or not path.with_suffix(MANIFEST).exists():
            path.unlink(missing_ok=True)


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """One backup or drill at a time; the kernel drops the lock with its process. Raises ALREADY_RUNNING."""
    with (target / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ALREADY_RUNNING.at() from None
        yield


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _program() -> str:
    try:
        return version("benhan")
    except PackageNotFoundError:  # run from the source tree
        return "0"
