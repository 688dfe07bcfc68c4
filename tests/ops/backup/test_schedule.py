"""When a backup or a drill is due, and which backups stay."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benhan.access.policy import made
from benhan.assurance.backup_keys import BackupKey
from benhan.assurance.backups import Shelf
from benhan.ops.backup.retention import Keeping, drop_old, kept
from benhan.ops.backup.schedule import BACKUP, DRILL, Wanted, due

KEY = BackupKey(b"k" * 32)
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
POLICY = made({"backup_every_hours": 24, "drill_every_days": 7})


def lay(folder: Path, *ages: timedelta, **changes: Any) -> Shelf:
    """Backups of these ages, as `benhan backup` would leave them."""
    folder.mkdir(exist_ok=True)
    for age in ages:
        at = NOW - age
        name = f"benhan-{at:%Y%m%d-%H%M%S}-000000"
        (folder / f"{name}.benhan").write_bytes(b"x" * 7)
        content = {
            "kind": "backup", "id": name, "file": f"{name}.benhan", "size": 7, "sha256": "0", "host": "h",
            "started": at.isoformat(), "finished": at.isoformat(), "tables": {}, "chains": {}, "migrations": {},
            "files": [], "key_fingerprint": KEY.fingerprint,
        }  # fmt: skip
        (folder / f"{name}.json").write_text(json.dumps(KEY.signed(content | changes)))
    return Shelf.of(folder, KEY.public)


def drilled(folder: Path, age: timedelta) -> Shelf:
    at = (NOW - age).isoformat()
    content = {"backup": "b", "started": at, "finished": at, "seconds": 9, "passed": True, "differences": []}
    (folder / f"drill-{NOW - age:%Y%m%d}.json").write_text(json.dumps(KEY.signed(content)))
    return Shelf.of(folder, KEY.public)


def test_a_new_installation_backs_up_first_and_then_drills(tmp_path: Path) -> None:
    assert due(lay(tmp_path), POLICY, NOW, failed={}) == Wanted(BACKUP)
    assert due(lay(tmp_path, timedelta(hours=1)), POLICY, NOW, failed={}) == Wanted(DRILL)
    assert due(drilled(tmp_path, timedelta(hours=1)), POLICY, NOW, failed={}) is None


def test_both_come_again_after_what_the_policy_says_and_never_when_switched_off(tmp_path: Path) -> None:
    lay(tmp_path, timedelta(hours=25))
    shelf = drilled(tmp_path, timedelta(days=8))
    assert due(shelf, POLICY, NOW, failed={}) == Wanted(BACKUP)
    assert due(shelf, made({"backup_every_hours": 48, "drill_every_days": 7}), NOW, failed={}) == Wanted(
        DRILL
    )
    assert due(shelf, made({"backup_every_hours": 0, "drill_every_days": 0}), NOW, failed={}) is None


def test_after_a_failure_the_schedule_rests_half_an_hour(tmp_path: Path) -> None:
    shelf = lay(tmp_path)
    assert due(shelf, POLICY, NOW, failed={BACKUP: NOW - timedelta(minutes=5)}) is None
    assert due(shelf, POLICY, NOW, failed={BACKUP: NOW - timedelta(minutes=31)}) == Wanted(BACKUP)


def test_a_manifest_whose_archive_is_gone_is_no_backup(tmp_path: Path) -> None:
    shelf = lay(tmp_path, timedelta(hours=1))
    shelf.backups[0].archive.unlink()
    assert due(Shelf.of(tmp_path, KEY.public), POLICY, NOW, failed={}) == Wanted(BACKUP)


def test_what_cannot_be_read_as_a_manifest_is_named_and_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "benhan-broken.json").write_text("{")
    (tmp_path / "benhan-strange.json").write_text("[1]")
    shelf = lay(tmp_path, timedelta(hours=1))
    assert set(shelf.unreadable) == {"benhan-broken.json", "benhan-strange.json"}
    assert len(shelf.backups) == 1


def test_days_weeks_and_months_keep_their_newest_and_the_last_good_one_always_stays(tmp_path: Path) -> None:
    shelf = lay(tmp_path, *(timedelta(days=day, hours=1) for day in range(100)), timedelta(hours=2))
    stays = kept(shelf.backups, Keeping(7, 4, 3))
    days = sorted((NOW - one.started).days for one in shelf.backups if one.id in stays)
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert len(stays) <= 7 + 4 + 3 and max(days) > 40
    assert kept(shelf.backups, Keeping(0, 0, 0)) == {shelf.backups[0].id}


def test_dropping_leaves_the_last_good_one_even_when_newer_ones_are_damaged(tmp_path: Path) -> None:
    shelf = lay(tmp_path, timedelta(days=2), timedelta(days=3), timedelta(days=30))
    shelf.backups[0].archive.write_bytes(b"cut")
    shelf.backups[1].archive.write_bytes(b"cut")
    gone = drop_old(Shelf.of(tmp_path, KEY.public), Keeping(1, 0, 0), NOW)
    left = Shelf.of(tmp_path, KEY.public).backups
    assert [one.id for one in left] == [shelf.backups[2].id] and len(gone) == 2


@pytest.mark.django_db
def test_after_a_backup_the_board_need_not_wait_for_the_probes_turn(tmp_path: Path, settings: Any) -> None:
    from benhan.access.models import Facility
    from benhan.assurance.models import ProbeRun, System
    from benhan.ops.backup.looking import look_again
    from benhan.store.repository import Repository
    from tests.support.cast import CAST

    settings.BENHAN_BACKUP_DIR = tmp_path
    settings.BENHAN_BACKUP_KEY_FILE = tmp_path / "key"
    Facility.objects.create(code=CAST.dung.facility, name="Trung tâm Y tế Kinh Bắc", insurance_code="24001")
    with Repository(by=CAST.dung):
        System.objects.create(facility=CAST.dung.facility, slug="hsba", name="HSBA", is_here=True, level=2)
    assert look_again() == 7
    with Repository(by=CAST.dung):
        found = {one.probe: one for one in ProbeRun.objects.filter(facility=CAST.dung.facility)}
    assert found["backup-age"].facts["count"] == 0 and found["backup-integrity"].state == "unable"
