"""The account of acts on a page: found, paged, counted, downloaded, verified; no names of patients."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from django.db import connection, transaction

from benhan.audit import reading
from benhan.audit.entry import Entry, write
from benhan.store import border
from tests.ward.administration.conftest import PATIENT_NAME

HOME = "/quan-tri/nhat-ky/"


def test_security_and_director_read_the_account_of_acts_and_nobody_else(browser, cast, hospital):
    for actor in (cast.an, cast.binh, cast.lan, cast.minh, cast.stranger):
        for page in ("", "tai-ve/", "chuoi/"):
            assert browser(actor).get(f"{HOME}{page}").status_code == 403
    for actor in (cast.dung, cast.hanh):
        assert browser(actor).get(HOME).status_code == 200


def test_who_opened_a_patients_record_is_answered_without_the_name(
    browser, cast, opening, django_assert_max_num_queries
):
    client = browser(cast.dung)
    with django_assert_max_num_queries(12):
        page = client.get(f"{HOME}?benh-nhan=bn00000001").content.decode()
    assert "Ai đã làm việc với hồ sơ BN00000001" in page
    assert cast.chi.name in page
    assert PATIENT_NAME not in page


def test_the_first_page_keeps_its_query_budget(browser, cast, opening, django_assert_max_num_queries):
    client = browser(cast.dung)
    with django_assert_max_num_queries(12):
        client.get(HOME)


def test_a_person_is_found_without_tones(browser, cast, opening):
    page = browser(cast.dung).get(f"{HOME}?nguoi=le thi chi").content.decode()
    assert "Trang sau" not in page
    assert "người bệnh nb-1" in page


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("benh-nhan=BN99999999", "Không có người bệnh mang mã này"),
        ("tu=31/02/2026", "Ghi ngày theo dạng"),
        ("tu=02/03/2026&den=01/03/2026", "Ngày cuối đứng trước ngày đầu"),
    ],
)
def test_a_filter_that_cannot_be_read_is_said_and_kept(browser, cast, hospital, query, says):
    answer = browser(cast.dung).get(f"{HOME}?{query}")
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert query.partition("=")[2].partition("&")[0] in answer.content.decode()


def entries(cast, count: int) -> None:
    with transaction.atomic():
        border.enter("24001")
        write(
            cast.an, [Entry("read", resource_type="Observation", resource_id=f"o-{n}") for n in range(count)]
        )


def test_pages_follow_one_another_without_a_gap_or_a_repeat(cast, hospital):
    entries(cast, 25)
    with transaction.atomic():
        border.enter("24001")
        sought = reading.Sought(accounts=("an",))
        first = reading.page("24001", sought, size=10)
        second = reading.page("24001", sought, before=first.older, size=10)
        third = reading.page("24001", sought, before=second.older, size=10)
    ids = [line.resource_id for page in (first, second, third) for line in page.lines]
    assert ids == [f"o-{n}" for n in range(24, -1, -1)]
    assert third.older is None


def test_nothing_of_another_facility_is_read(cast, hospital):
    entries(cast, 3)
    with transaction.atomic():
        border.enter("24002")
        assert reading.page("24001", reading.Sought(accounts=("an",))).lines == ()


def test_the_download_holds_no_names_and_no_formulas_and_is_accounted_for(browser, cast, opening):
    with transaction.atomic():
        border.enter("24001")
        write(cast.an, [Entry("read", resource_type="=cmd()", resource_id="x")])
    answer = browser(cast.hanh).get(f"{HOME}tai-ve/")
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(text)))
    assert PATIENT_NAME not in text
    assert "BN00000001" in {row["Mã người bệnh"] for row in rows}
    assert "'=cmd()" in {row["Trên"] for row in rows}
    with transaction.atomic(), connection.cursor() as cursor:
        border.enter("24001")
        cursor.execute("SELECT count(*) FROM audit_entry WHERE act = 'export-audit'")
        assert cursor.fetchone()[0] == 1


def test_a_whole_chain_is_said_to_be_whole(browser, cast, hospital, settings, tmp_path):
    settings.BENHAN_DATA = tmp_path  # no head noted there by a test that sealed
    page = browser(cast.dung).get(f"{HOME}chuoi/").content.decode()
    assert "Nhật ký nguyên vẹn" in page
