"""Each probe of backups passes on a good folder and fails on a real misconfiguration, in the words of the law's data."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from benhan.access.models import SecurityPolicy
from benhan.access.policy import made
from benhan.assurance.backup_keys import MAGIC, BackupKey, write_key
from benhan.assurance.expecting import compare
from benhan.assurance.probes.registry import CannotLookError, Look, functions
from benhan.law.catalogues import catalogues
from benhan.law.probes import probe_rules
from tests.support.cast import CAST

KEY = BackupKey(b"k" * 32)
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """A folder of backups with its key in its own place."""
    settings.BENHAN_BACKUP_DIR = tmp_path / "backups"
    settings.BENHAN_BACKUP_ALSO = ""
    settings.BENHAN_BACKUP_KEY_FILE = tmp_path / "secrets" / "backup_key"
    settings.BENHAN_DATA = tmp_path
    write_key(settings.BENHAN_BACKUP_KEY_FILE, KEY)
    settings.BENHAN_BACKUP_DIR.mkdir()
    return Path(settings.BENHAN_BACKUP_DIR)


def lay(folder: Path, *, hours: float = 1, asked_by: str = "", **changes: Any) -> Path:
    """A backup of this age: noise under a true header, and a signed manifest; returns the archive."""
    from django.db import connection

    at = timezone.now() - timedelta(hours=hours)
    name = f"benhan-{at:%Y%m%d-%H%M%S}-000000"
    content = MAGIC + bytes.fromhex(KEY.fingerprint) + os.urandom(32 + 4 + 4_000)
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.benhan").write_bytes(content)
    manifest = {
        "id": name, "file": f"{name}.benhan", "size": len(content), "sha256": hashlib.sha256(content).hexdigest(),
        "started": at.isoformat(), "finished": at.isoformat(), "host": "h", "migrations": {}, "chains": {},
        "tables": dict.fromkeys(connection.introspection.table_names(), 3), "asked_by": asked_by,
        "files": ["secrets/master_key", "secrets/secret_key"], "key_fingerprint": KEY.fingerprint,
    }  # fmt: skip
    (folder / f"{name}.json").write_text(json.dumps(KEY.signed(manifest | changes)))
    return folder / f"{name}.benhan"


def drilled(folder: Path, *, days: float = 1, passed: bool = True) -> Path:
    at = (timezone.now() - timedelta(days=days)).isoformat()
    report = {
        "backup": "b", "started": at, "finished": at, "seconds": 9, "passed": passed,
        "differences": [] if passed else ["bảng resource: 1 dòng, lúc sao lưu 2"],
    }  # fmt: skip
    path = folder / "drill-20260101-000000.json"
    path.write_text(json.dumps(KEY.signed(report)))
    return path


@pytest.fixture
def failing(repository: Any, system: Any) -> Callable[..., set[str]]:
    """Facts of a probe that don't meet what any catalogue wants at a level."""

    def ask(name: str, level: int = 3) -> set[str]:
        rule = probe_rules()[name]
        facts = functions()[name](Look(repository, system, timezone.now()))
        assert set(facts) <= set(rule.facts)
        return {
            one.text.split(":")[0]
            for binding in rule.bindings
            for one in compare(rule, binding, facts, level)
            if one.is_met is not True
        }

    return ask


def test_without_any_backup_nothing_passes(folder: Path, failing: Any) -> None:
    assert failing("backup-age")
    assert failing("backup-automatic")
    assert failing("restore-drill")
    for name in ("backup-integrity", "backup-encrypted", "backup-elsewhere", "backup-coverage"):
        with pytest.raises(CannotLookError, match="chưa có bản sao lưu nào"):
            failing(name)


def test_a_folder_as_the_schedule_leaves_it_passes(folder: Path, failing: Any) -> None:
    lay(folder)
    drilled(folder)
    for name in ("backup-age", "backup-integrity", "backup-encrypted", "backup-automatic", "restore-drill"):
        assert failing(name) == set(), name


def test_an_old_backup_is_too_old(folder: Path, failing: Any) -> None:
    lay(folder, hours=200)
    assert failing("backup-age") == {"Tuổi bản mới nhất (giờ)"}
    lay(folder)
    assert failing("backup-age") == set()


def test_one_changed_byte_a_lost_archive_or_an_edited_manifest_is_seen(folder: Path, failing: Any) -> None:
    archive = lay(folder)
    whole = archive.read_bytes()
    archive.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert failing("backup-integrity") == {"Mã băm khớp bản kê"}
    archive.write_bytes(whole)
    lost = lay(folder, hours=30)
    lost.unlink()
    assert failing("backup-integrity") == {"Bản kê không còn tệp đi kèm"}
    lost.with_suffix(".json").unlink()
    manifest = json.loads(archive.with_suffix(".json").read_text())
    archive.with_suffix(".json").write_text(json.dumps(manifest | {"host": "khac"}))
    assert failing("backup-integrity") == {"Bản kê đúng chữ ký"}


def test_a_plain_dump_is_seen_even_under_our_header_or_beside_the_backups(folder: Path, failing: Any) -> None:
    archive = lay(folder)
    (folder / "benhan.sql").write_text("COPY resource")
    assert failing("backup-encrypted") == {"Tệp trích xuất không mã hóa nằm cùng chỗ"}
    (folder / "benhan.sql").unlink()
    archive.write_bytes(archive.read_bytes()[:60] + b"INSERT INTO resource VALUES (1);" * 124)
    size = archive.stat().st_size
    lay(folder, hours=1, size=size)
    archive.write_bytes(archive.read_bytes()[:60] + (b"INSERT INTO resource VALUES (1);" * 200)[: size - 60])
    assert failing("backup-encrypted") == {"Nội dung được mã hóa"}


def test_a_key_that_others_may_read_is_no_secret(folder: Path, failing: Any, settings: Any) -> None:
    lay(folder)
    settings.BENHAN_BACKUP_KEY_FILE.chmod(0o644)
    assert failing("backup-encrypted") == {"Tệp khóa chỉ chủ tệp đọc được"}


def test_a_second_place_on_the_same_disk_is_no_other_place(
    folder: Path, failing: Any, settings: Any, tmp_path: Path
) -> None:
    archive = lay(folder)
    assert "Có nơi cất thứ hai" in failing("backup-elsewhere")
    second = tmp_path / "second"
    second.mkdir()
    settings.BENHAN_BACKUP_ALSO = str(second)
    for path in (archive, archive.with_suffix(".json")):
        (second / path.name).write_bytes(path.read_bytes())
    assert failing("backup-elsewhere") == {"Nơi cất thứ hai là thiết bị khác"}
    (second / archive.name).write_bytes(b"x" * archive.stat().st_size)
    assert "Hai bản giống hệt nhau" in failing("backup-elsewhere")


def test_a_schedule_switched_off_or_late_or_only_by_hand_is_not_automatic(folder: Path, failing: Any) -> None:
    lay(folder, asked_by="Phạm Văn Dũng")
    assert failing("backup-automatic") == {"Lần gần nhất đúng hạn"}
    late = lay(folder, hours=31)
    assert failing("backup-automatic") == {"Lần gần nhất đúng hạn"}
    late.with_suffix(".json").unlink()
    lay(folder)
    assert failing("backup-automatic") == set()
    values = made(None).as_json | {"backup_every_hours": 0}
    SecurityPolicy.objects.create(facility=CAST.dung.facility, values=values, set_by="x", set_by_name="x")
    assert failing("backup-automatic") == {"Lịch sao lưu đang bật", "Lần gần nhất đúng hạn"}


def test_a_failure_of_the_last_run_is_seen(folder: Path, failing: Any) -> None:
    lay(folder)
    note = {"backup": {"at": timezone.now().isoformat(), "because": "Ổ đĩa đã đầy"}}
    (folder / "last-failure.json").write_text(json.dumps(note))
    assert failing("backup-automatic") == {"Lần chạy lỗi chưa khắc phục"}


def test_a_backup_without_a_table_or_without_the_keys_is_not_whole(folder: Path, failing: Any) -> None:
    lay(folder, files=[], tables={"django_session": 1})
    assert {"Bảng đang dùng mà bản sao lưu không có", "Tệp khóa mà bản sao lưu không có"} <= failing(
        "backup-coverage"
    )


def test_a_backup_of_another_database_is_told_by_its_account_of_acts(folder: Path, failing: Any) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_link (facility, seq, entry, transaction, chain) VALUES (%s, 1, 1, '1', %s)",
            [CAST.dung.facility, b"c" * 32],
        )
    lay(folder, chains={CAST.dung.facility: [1, (b"o" * 32).hex()]})
    assert failing("backup-coverage") == {"Mắt xích nhật ký trong bản sao lưu khớp cơ sở dữ liệu này"}
    lay(folder, hours=0.5, chains={CAST.dung.facility: [1, (b"c" * 32).hex()]})
    assert failing("backup-coverage") == set()


def test_a_failed_an_old_or_an_edited_drill_does_not_pass(folder: Path, failing: Any) -> None:
    drilled(folder, passed=False)
    assert failing("restore-drill") == {"Lần gần nhất đạt"}
    drilled(folder, days=200)
    assert failing("restore-drill", 3) == set()
    assert failing("restore-drill", 4) == {"Lần gần nhất cách đây (ngày)"}
    path = drilled(folder)
    path.write_text(path.read_text().replace("9", "8", 1))
    assert failing("restore-drill") == {"Báo cáo đúng chữ ký"}


def test_values_below_the_suggestion_are_named(failing: Any) -> None:
    assert failing("policy-values") == set()
    values = made(None).as_json | {"min_length": 8, "lock_after": 0, "idle_minutes": 45}
    SecurityPolicy.objects.create(facility=CAST.dung.facility, values=values, set_by="x", set_by_name="x")
    assert failing("policy-values") == {
        "Giá trị mật khẩu dưới gợi ý", "Giá trị phiên làm việc dưới gợi ý", "Giá trị đăng nhập dưới gợi ý"
    }  # fmt: skip


def test_every_requirement_the_probes_speak_to_exists_and_each_wants_something_at_every_level() -> None:
    mine = [one for name, one in probe_rules().items() if name.startswith(("backup-", "restore-", "policy-"))]
    for rule in mine:
        for binding in rule.bindings:
            catalogue = catalogues()[binding.catalogue]
            assert binding.requirement in {one.id for one in catalogue.requirements}, binding
            assert any(one.wanted_at(1)[0] for one in binding.expectations), (rule.name, binding)


def test_a_backup_dated_ahead_is_named_and_neither_young_nor_the_newest(folder: Path, failing: Any) -> None:
    lay(folder, hours=-24 * 300)
    assert failing("backup-age")
    with pytest.raises(CannotLookError):
        failing("backup-integrity")
    lay(folder, hours=1)
    assert not failing("backup-age") and failing("backup-integrity")


def test_a_manifest_nobody_signed_is_no_backup_of_ours(folder: Path, failing: Any) -> None:
    archive = lay(folder)
    path = archive.with_suffix(".json")
    path.write_text(json.dumps(json.loads(path.read_text()) | {"signature": {}}))
    assert failing("backup-age")


@pytest.mark.parametrize("changes", [{"id": "../../etc/passwd"}, {"file": ".."}, {"file": "backup.log"}])
def test_a_manifest_speaks_of_itself_and_its_own_archive_only(
    changes: Any, folder: Path, failing: Any
) -> None:
    lay(folder, **changes)
    assert failing("backup-age")


def test_a_drill_dated_ahead_is_none(folder: Path, failing: Any) -> None:
    lay(folder)
    drilled(folder, days=-30)
    assert failing("restore-drill")
