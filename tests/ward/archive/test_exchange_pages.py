"""The archive says whether a record obeys the exchange structure, and hands out the pack a board asks for."""

from __future__ import annotations

import pytest

from benhan.records.plain_zip import take_apart
from tests.records.visit import PATIENT_NAME

pytestmark = pytest.mark.slow  # records are made by people's own acts, papers set by typst


def test_planning_reads_group_by_group_what_would_go_out(browser, cast, sealed_record):
    text = browser(cast.minh).get(f"/luu-tru/{sealed_record.record.id}/trao-doi/").content.decode()
    assert "Hồ sơ đúng cấu trúc trao đổi" in text
    assert "ThongTinBenhNhan" in text and "PhieuPhauThuat" in text
    assert "CHƯA đối chiếu đủ với phụ lục gốc" in text
    assert PATIENT_NAME not in text


def test_a_doctor_and_the_security_officer_do_not(browser, cast, opened):
    for actor in (cast.an, cast.dung, cast.stranger):
        assert browser(actor).get(f"/luu-tru/{opened.record.id}/trao-doi/").status_code in (403, 404)
        assert browser(actor).get("/luu-tru/tham-dinh/").status_code == 403
        assert browser(actor).post("/luu-tru/tham-dinh/").status_code == 403


def test_the_director_downloads_the_appraisal_pack(browser, cast, opened):
    page = browser(cast.hanh).get("/luu-tru/tham-dinh/").content.decode()
    assert "CHƯA CÓ" in page and "Cơ sở tự khai" in page
    answer = browser(cast.hanh).post("/luu-tru/tham-dinh/")
    assert answer["Content-Disposition"].startswith('attachment; filename="ho-so-tham-dinh-')
    files, _ = take_apart(answer.content)
    assert "tu-danh-gia.html" in files
    assert not any(PATIENT_NAME.encode() in content for content in files.values())
