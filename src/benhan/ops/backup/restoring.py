"""Bring a backup back into an empty place: files, database, account of acts; equal to its manifest, or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benhan.assurance.backup_keys import BackupKey, write_key
from benhan.ops.backup import database
from benhan.ops.backup.database import Place
from benhan.ops.backup.parcels import ABOUT, DUMP, Parcel, parcels
from benhan.ops.backup.problems import DAMAGED, DUMP_FAILED, NOT_EQUAL, TARGET_NOT_EMPTY, TOO_NEW
from benhan.ops.backup.progress import Progress
from benhan.ops.backup.sealed import Opener
from benhan.ops.instance import Instance
from benhan.ops.postgres import Server, binary
from benhan.ops.roles import prepare_embedded

_CHECK_LIMIT_S = 3_600


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back.

    about   what the archive says of itself
    counts  rows of every table as they stand now
    check   what benhan.ops.backup.checking found
    """

    about: Mapping[str, Any]
    counts: Mapping[str, int]
    check: Mapping[str, Any]

    @property
    def differences(self) -> tuple[str, ...]:
        """Everything that is not as it was, in Vietnamese; () when all is equal."""
        expected: Mapping[str, int] = self.about["tables"]
        found = [
            f"bảng {name}: {self.counts.get(name, 0)} dòng, lúc sao lưu {count}"
            for name, count in expected.items()
            if self.counts.get(name, -1) != count
        ]
        found += [f"bảng lạ {name}" for name in sorted(set(self.counts) - set(expected))]
        for facility, (seq, _) in self.about["chains"].items():
            chain = self.check["chains"].get(facility)
            if chain is None or not chain["is_whole"] or chain["links"] != seq:
                found.append(f"nhật ký của cơ sở {facility} không nguyên vẹn")
        found += [f"hồ sơ {one} không còn hợp lệ chữ ký" for one in self.check["records"]["faulty"]]
        return tuple(found)


def into(
    archive: Path, target: Path, key: BackupKey, progress: Progress, *, check: Callable[[], None] = _nothing
) -> Restored:
    """Restore into a new or empty directory. Raises TARGET_NOT_EMPTY and what reading a backup raises.

    All is made in a directory beside it and renamed at the end: a restore that fails or is killed leaves nothing.
    """
    target = target.absolute()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise TARGET_NOT_EMPTY.at(directory=target)
    fresh = target.with_name(f".{target.name}.dang-khoi-phuc")
    if fresh.exists():
        shutil.rmtree(fresh)
    try:
        with restored(archive, fresh, key, progress, check=check) as found:
            if found.differences:
                raise NOT_EQUAL.at(reason="; ".join(found.differences[:3]))
        write_key(fresh / "secrets" / "backup_key", key)  # so that the next backups are of the same key
        if target.exists():
            target.rmdir()
        fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return found


@contextmanager
def restored(
    archive: Path,
    directory: Path,
    key: BackupKey,
    progress: Progress,
    *,
    settings: dict[str, str] | None = None,
    check: Callable[[], None] = _nothing,
) -> Iterator[Restored]:
    """A running embedded server in `directory` with the backup in it; stopped when the block ends."""
    server = Server(directory, check=check, settings=settings or {})
    try:
        with archive.open("rb") as file:
            opener = Opener(file, key, archive.name)
            progress.step("Giải mã và khôi phục")
            about = _unpack(opener, archive, directory, server, progress)
        progress.step("Đối chiếu và kiểm nhật ký")
        place = Place.embedded(server)
        with place.connect() as connection:
            counts = database.counts(connection)
        yield Restored(about, counts, _checked(directory))
    finally:
        server.stop()


def _unpack(
    opener: Opener, archive: Path, directory: Path, server: Server, progress: Progress
) -> dict[str, Any]:
    about: dict[str, Any] = {}
    had_dump = False
    for parcel in parcels(opener, archive.name):
        if parcel.name == ABOUT:
            about = json.loads(b"".join(parcel.pieces))
            _demand_version(about, archive)
            directory.mkdir(mode=0o755, parents=True, exist_ok=True)
        elif parcel.name == DUMP:
            had_dump = True
            server.start()
            prepare_embedded(server)
            database.restore(Place.embedded(server), _counted(parcel.pieces, archive, progress, server.check))
            server.stop()
            server.begin_epoch((int(about["next_transaction"]) >> 32) + 1)
            server.start()
        elif parcel.path is not None:
            _write(directory, parcel)
    if not about or not had_dump:
        raise DAMAGED.at(file=archive.name, reason="a part is missing")
    return about


def _demand_version(about: Mapping[str, Any], archive: Path) -> None:
    wanted, own = int(about["postgresql"]) // 10_000, database.program_version(binary("pg_restore"))
    if wanted > own:
        raise TOO_NEW.at(file=archive.name, version=wanted, own=own)


def _write(directory: Path, parcel: Parcel) -> None:
    path = directory / str(parcel.path)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, parcel.mode)
    with os.fdopen(descriptor, "wb") as file:
        for piece in parcel.pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _counted(
    pieces: Iterator[bytes], archive: Path, progress: Progress, check: Callable[[], None]
) -> Iterator[bytes]:
    total, size = 0, max(1, archive.stat().st_size)
    for piece in pieces:
        check()
        total += len(piece)
        progress.share(total / size)
        yield piece


def environment_of(directory: Path) -> dict[str, str]:
    """For a program of the restored installation: its own secrets, none of ours."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BENHAN_")}
    made = Instance(directory).environment()
    wanted = {name: value for name, value in made.items() if name.startswith("BENHAN_")}
    for name in set(wanted) & set(os.environ):
        wanted.pop(name)
    secrets = directory / "secrets"
    return ours | wanted | {
        "BENHAN_DATA": str(directory), "BENHAN_DATABASE_ROLE": "benhan_app",
        "BENHAN_SECRET_KEY_FILE": str(secrets / "secret_key"), "BENHAN_MASTER_KEY_FILE": str(secrets / "master_key"),
        "DJANGO_SETTINGS_MODULE": made["DJANGO_SETTINGS_MODULE"],
    }  # fmt: skip


def _checked(directory: Path) -> dict[str, Any]:
    """Walk the audit chains and check a sample of sealed records, in a process with the restored secrets."""
    command = [sys.executable, "-m", "benhan.ops.backup.checking", str(directory)]
    done = subprocess.run(  # noqa: S603 a program of ours
        command,
        env=environment_of(directory),
        capture_output=True,
        text=True,
        timeout=_CHECK_LIMIT_S,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip() or "no word").splitlines()[-1]
        raise DUMP_FAILED.at(program="checking", reason=reason[:300])
    found: dict[str, Any] = json.loads(done.stdout)
    return found
