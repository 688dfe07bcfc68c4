# ruff: noqa: F401, F811 — fixtures of the ward's tests
"""The page of backups says what there is, takes a wish for the worker, and shows how far it is after a reload."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benhan.assurance import backups
from tests.assurance.test_backup_probes import drilled, folder, lay
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility

URL = "/an-toan/sao-luu/"
pytestmark = pytest.mark.django_db


def test_an_empty_folder_is_said_and_how_to_restore_stands_there(browser: Any, folder: Path) -> None:
    page = browser(CAST.dung).get(URL).content.decode()
    assert "Chưa có bản sao lưu nào" in page and "Chưa diễn tập lần nào" in page
    assert "Chưa có nơi cất thứ hai" in page and "benhan restore" in page


def test_backups_and_drills_are_listed_with_their_checks(browser: Any, folder: Path) -> None:
    lay(folder)
    lost = lay(folder, hours=30, asked_by="Phạm Văn Dũng")
    lost.unlink()
    drilled(folder, passed=False)
    page = browser(CAST.hanh).get(URL).content.decode()
    assert "Mất hoặc cụt" in page and "Đúng chữ ký" in page and "Phạm Văn Dũng" in page
    assert "Diễn tập khôi phục gần nhất KHÔNG ĐẠT" in page
    assert "Sao lưu ngay" not in page, "the director reads, the security officer asks"


def test_a_wish_waits_for_the_worker_and_is_asked_once(browser: Any, folder: Path) -> None:
    client = browser(CAST.dung)
    assert client.post(f"{URL}backup/").status_code == 303
    wish = json.loads(backups.asked("backup").read_text())
    assert wish["by"] == CAST.dung.name
    page = client.get(URL).content.decode()
    assert "Sao lưu đang chờ" in page and "Đang có việc chạy hoặc chờ" in page
    client.post(f"{URL}drill/")
    assert not backups.asked("drill").exists()
    assert browser(CAST.hanh).post(f"{URL}drill/").status_code == 403
    assert client.post(f"{URL}restore/").status_code == 404


def test_a_wish_nobody_hears_says_so(browser: Any, folder: Path) -> None:
    old = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    backups.asked("backup").write_text(json.dumps({"by": "x", "at": old}))
    assert "Tiến trình nền chưa nhận việc" in browser(CAST.dung).get(URL).content.decode()


def test_the_progress_survives_a_reload_and_ends_with_one(browser: Any, folder: Path) -> None:
    note = {
        "kind": "drill",
        "pid": os.getpid(),
        "began": datetime.now(UTC).isoformat(),
        "step": "Giải mã",
        "share": 0.5,
    }
    (folder / "running.json").write_text(json.dumps(note))
    client = browser(CAST.dung)
    for _ in range(2):
        page = client.get(URL).content.decode()
        assert "Diễn tập khôi phục đang chạy" in page and 'value="50"' in page
    part = client.get(f"{URL}tien-do/", headers={"HX-Request": "true"})
    assert "Giải mã…" in part.content.decode()
    (folder / "running.json").write_text(json.dumps(note | {"pid": 2**22 + 1}))
    assert client.get(f"{URL}tien-do/", headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_what_failed_last_stands_on_top(browser: Any, folder: Path) -> None:
    at = datetime.now(UTC).isoformat()
    (folder / "last-failure.json").write_text(json.dumps({"backup": {"at": at, "because": "Ổ đĩa đã đầy"}}))
    assert "Ổ đĩa đã đầy" in browser(CAST.dung).get(URL).content.decode()
