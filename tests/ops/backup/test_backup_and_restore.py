"""A backup of a real database comes back equal, or is refused in one sentence; nothing half-made ever counts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benhan.assurance.backup_keys import BackupKey
from benhan.assurance.backups import Shelf
from benhan.fhir.problems import ProblemError
from benhan.ops.backup.database import Place
from benhan.ops.backup.drilling import drill
from benhan.ops.backup.progress import Progress
from benhan.ops.backup.restoring import into
from benhan.ops.backup.writing import Source, make
from benhan.ops.postgres import Server

KEY = BackupKey(b"k" * 32)
QUIET = Progress("backup")


def place_of(database: Any, user: str = "postgres") -> Place:
    return Place.named(database.url(user))


def source_of(database: Any, directory: Path, user: str = "postgres") -> Source:
    secrets = directory / "secrets"
    secrets.mkdir(parents=True, exist_ok=True)
    (secrets / "master_key").write_text(os.environ["BENHAN_MASTER_KEY"])
    (secrets / "secret_key").write_text(os.environ["BENHAN_SECRET_KEY"])
    return Source(directory, place_of(database, user))


@pytest.mark.slow  # two clusters are made and filled: this is what a restore is
def test_what_is_backed_up_comes_back_equal_and_a_drill_says_so(
    fresh_database: Any, tmp_path: Path, settings: Any
) -> None:
    settings.BENHAN_DATA = tmp_path / "data"  # where the chain's head is noted
    from benhan.access.actor import system_actor
    from benhan.access.models import Facility
    from benhan.audit.sealer import seal_pending
    from benhan.store.repository import Repository

    Facility.objects.create(code="24001", name="Trung tâm Y tế Kinh Bắc")
    with Repository(by=system_actor("24001")) as repository:
        repository.search("Patient", [])
    shelf = tmp_path / "backups"
    manifest = make(source_of(fresh_database, tmp_path / "data"), shelf, KEY, QUIET, also=tmp_path / "also")
    seal_pending()
    found = Shelf.of(shelf, KEY.public)
    (backup,) = found.backups
    assert backup.is_signed and backup.is_there and backup.is_intact()
    assert backup.header_fingerprint() == KEY.fingerprint
    assert Shelf.of(tmp_path / "also", KEY.public).newest is not None

    target = tmp_path / "new"
    restored = into(backup.archive, target, KEY, QUIET)
    assert restored.differences == ()
    assert restored.counts == backup.tables and restored.counts["access_facility"] == 1
    assert (target / "secrets" / "master_key").read_text().strip() == os.environ["BENHAN_MASTER_KEY"]
    _goes_on_after_the_last_transaction(target, json.loads(manifest.read_text())["next_transaction"])
    with pytest.raises(ProblemError, match="BH-OPS-0808"):
        into(backup.archive, target, KEY, QUIET)

    _, report = drill(backup.archive, shelf, KEY, QUIET, scratch=tmp_path)
    assert report["passed"] and report["rows"] == sum(backup.tables.values())
    assert Shelf.of(shelf, KEY.public).drills[0].is_signed
    assert not list(tmp_path.glob("benhan-drill-*"))


def _goes_on_after_the_last_transaction(directory: Path, last: str) -> None:
    """Else new entries of the account of acts would stand before the linked ones."""
    server = Server(directory)
    server.start()
    try:
        with Place.embedded(server).connect() as connection:
            row = connection.execute("SELECT pg_current_xact_id()::text").fetchone()
            assert row is not None and int(row[0]) > int(last)
    finally:
        server.stop()


def test_a_login_that_row_security_blinds_makes_no_backup_at_all(fresh_database: Any, tmp_path: Path) -> None:
    for login in ("benhan_owner", "benhan_app"):
        with pytest.raises(ProblemError, match="BH-OPS-0806"):
            make(source_of(fresh_database, tmp_path / "data", login), tmp_path / "backups", KEY, QUIET)
    assert Shelf.of(tmp_path / "backups", KEY.public).backups == ()
    assert not list((tmp_path / "backups").glob("benhan-*"))


def test_a_damaged_backup_restores_nothing(tmp_path: Path) -> None:
    archive = tmp_path / "benhan-x.benhan"
    archive.write_bytes(b"BENHAN-BACKUP-1\n" + bytes.fromhex(KEY.fingerprint) + bytes(32) + bytes(40))
    with pytest.raises(ProblemError, match="BH-OPS-0802"):
        into(archive, tmp_path / "new", KEY, QUIET)
    assert [one.name for one in tmp_path.iterdir()] == ["benhan-x.benhan"]


_HANGING = """
import signal, sys
from pathlib import Path
from benhan.ops.backup import writing
from benhan.ops.backup.database import Place
from benhan.ops.backup.progress import Progress
from benhan.assurance.backup_keys import BackupKey
def dump(place, moment):
    yield bytes(3 << 20)
    print("half", flush=True)
    signal.pause()
writing.dump = dump
place = Place({"host": sys.argv[2], "port": "5432", "user": "postgres", "dbname": sys.argv[3]})
source = writing.Source(Path(sys.argv[1]) / "data", place)
writing.make(source, Path(sys.argv[1]) / "backups", BackupKey(b"k" * 32), Progress("backup"))
"""


@pytest.mark.slow  # a process of its own, to be killed
def test_a_backup_killed_in_the_middle_leaves_nothing_that_looks_like_one(
    fresh_database: Any, tmp_path: Path
) -> None:
    source = source_of(fresh_database, tmp_path / "data")
    words = [sys.executable, "-c", _HANGING, str(tmp_path), source.place.words["host"], fresh_database.name]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[3] / "src")}
    environment["DJANGO_SETTINGS_MODULE"] = "benhan.config.settings"
    with subprocess.Popen(words, stdout=subprocess.PIPE, env=environment) as child:
        assert child.stdout is not None and child.stdout.readline() == b"half\n"
        child.send_signal(signal.SIGKILL)
    backups = tmp_path / "backups"
    assert Shelf.of(backups, KEY.public).backups == ()
    assert not list(backups.glob("*.benhan")) and list(backups.glob("*.part"))
    make(source, backups, KEY, QUIET)
    assert not list(backups.glob("*.part")) and len(Shelf.of(backups, KEY.public).backups) == 1
