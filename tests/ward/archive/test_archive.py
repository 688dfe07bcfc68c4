"""The archive in the browser: who may, what waits, approving, giving back, sealing, handing out, verifying."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import totp

from benhan.access import login
from benhan.access.models import Account
from benhan.records import documents
from benhan.records.stages import RecordStage, record_stage
from benhan.records.verification import verify_package
from benhan.store import border
from benhan.store.repository import Repository
from tests.records.visit import PATIENT_NAME
from tests.support.cast import CAST

HOME = "/luu-tru/"
PASSWORD = "Mat-khau-thu-2026!"
IDENTITY = "xac_nhan_danh_tinh"


@contextmanager
def at_most(queries: int):
    """Queries of a page; savepoints are the test's own, for a request's BEGIN and COMMIT."""
    with CaptureQueriesContext(connection) as captured:
        yield
    asked = [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]
    assert len(asked) <= queries, "\n".join(sql[:160] for sql in asked)


def url(visit) -> str:
    return f"{HOME}{visit.record.id}/"


def stage_of(visit) -> RecordStage:
    with Repository(by=CAST.system) as repository:
        return record_stage(repository.read("Composition", visit.record.id).resource)


def export_details() -> list[str]:
    with transaction.atomic(), connection.cursor() as cursor:
        border.enter("24001")
        cursor.execute("SELECT detail FROM audit_entry WHERE act = 'export'")
        return [row[0] for row in cursor.fetchall()]


def test_only_planning_and_the_director_see_the_archive(browser, cast, opened):
    for actor in (cast.an, cast.binh, cast.lan, cast.dung, cast.chi, cast.stranger):
        for page in (HOME, url(opened), url(opened) + "day-du/", url(opened) + "kiem-tra/"):
            answer = browser(actor).get(page)
            assert answer.status_code in (403, 404), (actor.account, page)
            assert PATIENT_NAME not in answer.content.decode()
    for actor in (cast.minh, cast.hanh):
        assert browser(actor).get(HOME).status_code == 200


def test_a_record_of_another_facility_is_not_there(browser, cast, opened):
    from dataclasses import replace

    stranger = replace(cast.minh, account="minh-khac", facility="24002")
    assert browser(stranger).get(url(opened)).status_code == 404


@pytest.mark.slow  # three signatures with timestamps
def test_each_sees_first_what_waits_for_them(browser, cast, closed):
    page = browser(cast.minh).get(HOME).content.decode()
    assert closed.record.resource["identifier"]["value"] in page
    assert "Chờ duyệt" in page
    assert closed.record.resource["identifier"]["value"] not in browser(cast.hanh).get(HOME).content.decode()


def test_the_list_keeps_its_query_budget_and_htmx_gets_the_table_alone(browser, cast, opened):
    client = browser(cast.minh)
    with at_most(12):
        page = client.get(f"{HOME}?giai-doan=&q=thuy duong").content.decode()
    assert PATIENT_NAME in page
    part = client.get(f"{HOME}?giai-doan=dang-mo", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert PATIENT_NAME in part


def test_a_record_is_found_by_number_and_by_name_without_tones(browser, cast, opened):
    client, number = browser(cast.minh), opened.record.resource["identifier"]["value"]
    for words in (number, number.lower(), "nguyen thi thuy duong", "Dương"):
        assert PATIENT_NAME in client.get(HOME, {"giai-doan": "", "q": words}).content.decode(), words
    for words in ("HS26-00000000", "BN99999999", "không có ai"):
        assert PATIENT_NAME not in client.get(HOME, {"giai-doan": "", "q": words}).content.decode(), words


def test_records_of_every_form_can_be_asked_for(browser, cast, opened):
    client = browser(cast.minh)
    page = client.get(f"{HOME}?giai-doan=").content.decode()
    assert all(f'value="{number:02}/BV1"' in page for number in range(1, 30))
    assert PATIENT_NAME in client.get(HOME, {"giai-doan": "", "mau": "15/BV1"}).content.decode()
    assert PATIENT_NAME not in client.get(HOME, {"giai-doan": "", "mau": "01/BV1"}).content.decode()


@pytest.mark.slow  # a paper is set and signed
def test_emr_cnv_01_a_printed_papers_look_up_code_leads_to_its_record(browser, cast, closed):
    client, code = browser(cast.minh), documents.lookup_code(closed.paper.id)
    assert PATIENT_NAME in client.get(HOME, {"giai-doan": "", "q": code.lower()}).content.decode()
    assert PATIENT_NAME not in client.get(HOME, {"giai-doan": "", "q": "A2B3C4D5E6"}).content.decode()


def test_a_date_that_cannot_be_read_is_said_and_kept(browser, cast, opened):
    answer = browser(cast.minh).get(f"{HOME}?giai-doan=&tu=31/02/2026")
    assert answer.status_code == 422
    assert "31/02/2026" in answer.content.decode()


def test_a_record_open_for_too_long_is_late(browser, cast, opened):
    client = browser(cast.minh)
    assert PATIENT_NAME not in client.get(f"{HOME}?giai-doan=qua-han").content.decode()
    with Repository(by=CAST.system) as repository:
        current = repository.read("Composition", opened.record.id)
        begun = (timezone.localtime() - timedelta(hours=40)).isoformat(timespec="milliseconds")
        repository.update({**current.resource, "date": begun})
    page = client.get(f"{HOME}?giai-doan=qua-han").content.decode()
    assert PATIENT_NAME in page
    assert "Đang mở, quá hạn" in page


def test_what_an_open_record_lacks_is_named(browser, cast, opened):
    client = browser(cast.minh)
    text = client.get(url(opened) + "day-du/").content.decode()
    assert "Còn thiếu" in text
    assert "Chưa có tờ" in text


@pytest.mark.slow  # signs and timestamps
def test_the_page_of_a_record_keeps_its_query_budget(browser, cast, closed):
    client = browser(cast.minh)
    with at_most(13):  # one of them asks for the facility's own limits
        page = client.get(url(closed)).content.decode()
    assert "Duyệt hồ sơ" in page
    assert "Trả lại bác sĩ" in page
    assert cast.an.name in page
    assert "Chưa hỏi dị ứng" in page


@pytest.mark.slow  # signs and timestamps
def test_planning_approves_after_proving_who_is_at_the_keyboard(browser, cast, closed):
    client = browser(cast.minh)
    wrong = client.post(url(closed) + "duyet/", {IDENTITY: "sai"})
    assert wrong.status_code == 422
    assert stage_of(closed) is RecordStage.CLOSED
    assert client.post(url(closed) + "duyet/", {IDENTITY: PASSWORD}).status_code == 303
    assert stage_of(closed) is RecordStage.APPROVED
    assert client.post(url(closed) + "duyet/", {IDENTITY: PASSWORD}).status_code == 409


@pytest.mark.slow  # signs and timestamps
def test_a_record_given_back_carries_its_reason_and_none_is_refused(browser, cast, closed):
    client = browser(cast.minh)
    assert client.post(url(closed) + "tra-lai/", {"ly_do": "  "}).status_code == 422
    assert stage_of(closed) is RecordStage.CLOSED
    assert client.post(url(closed) + "tra-lai/", {"ly_do": "Thiếu kết quả X-quang"}).status_code == 303
    assert stage_of(closed) is RecordStage.OPEN
    assert "Thiếu kết quả X-quang" in client.get(url(closed)).content.decode()


@pytest.mark.slow  # signs and timestamps
def test_nobody_does_anothers_act(browser, cast, closed):
    for actor in (cast.an, cast.binh, cast.dung, cast.hanh):
        assert browser(actor).post(url(closed) + "duyet/", {IDENTITY: PASSWORD}).status_code == 403
        assert browser(actor).post(url(closed) + "tra-lai/", {"ly_do": "x"}).status_code == 403
    closed.approve()
    for actor in (cast.an, cast.minh, cast.dung):
        assert browser(actor).post(url(closed) + "niem-phong/", {IDENTITY: PASSWORD}).status_code == 403
    assert stage_of(closed) is RecordStage.APPROVED


@pytest.mark.slow  # seals every document
def test_the_director_seals_with_the_second_factor_and_the_package_is_handed_out(
    browser, cast, approved, signing
):
    client = browser(cast.hanh)
    account = Account.objects.get(login="hanh")
    device = login.enrol(account)
    device.confirmed = True
    device.save()
    assert client.post(url(approved) + "niem-phong/", {IDENTITY: PASSWORD}).status_code == 422
    device.refresh_from_db()
    device.throttle_reset()
    code = f"{totp(bytes.fromhex(device.key)):06d}"
    assert client.post(url(approved) + "niem-phong/", {IDENTITY: code}).status_code == 303
    assert stage_of(approved) is RecordStage.SEALED
    page = client.get(url(approved)).content.decode()
    assert "Hồ sơ LT" in page
    assert "Kết xuất hồ sơ" in page
    minh = browser(cast.minh)
    assert minh.post(url(approved) + "ket-xuat/", {}).status_code == 422
    answer = minh.post(url(approved) + "ket-xuat/", {"muc_dich": "giam-dinh"})
    assert answer["Content-Type"] == "application/zip"
    assert "Dương" not in answer["Content-Disposition"]
    assert verify_package(answer.content).is_valid
    assert any('"reason": "giam-dinh"' in detail for detail in export_details())
    report = minh.get(url(approved) + "kiem-tra/").content.decode()
    assert "đúng như lúc niêm phong" in report
    assert browser(cast.an).post(url(approved) + "ket-xuat/", {"muc_dich": "giam-dinh"}).status_code == 403


@pytest.mark.slow  # signs and timestamps
def test_the_papers_of_a_record_not_sealed_yet_are_verified_too(browser, cast, closed):
    report = browser(cast.minh).get(url(closed) + "kiem-tra/").content.decode()
    assert "đều nguyên vẹn, mọi chữ ký hợp lệ" in report
