"""The work list: my drafts, my sheets, papers whose turn is mine or another's, records past their time; nobody else's."""

from __future__ import annotations

import re

import pytest

from tests.support.visits import Waiting, filled_form, waiting_patient
from tests.ward.queries import counted


@pytest.fixture
def waiting(facility) -> Waiting:
    return waiting_patient()


@pytest.fixture
def an(browser, cast, waiting):
    client = browser(cast.an)
    client.post(f"{waiting.url}mo/")
    return client


def table(text: str, name: str) -> str:
    return text.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_an_empty_list_says_what_would_stand_there(browser, cast, facility):
    text = browser(cast.an).get("/viec/").content.decode()
    for words in ("Không có giấy tờ nào chờ anh/chị ký", "Không có gì viết dở", "Không có hồ sơ quá hạn"):
        assert words in text


def test_what_i_typed_and_did_not_save_leads_back_to_where_i_typed_it(an, waiting):
    an.post(f"{waiting.url}benh-an/luu-nhap/", {"revision": "0-0", "illness_course": "Ho"})
    listed = table(an.get("/viec/").content.decode(), "viet-do")
    assert "Nháp chưa lưu" in listed
    assert f'href="{waiting.url}"' in listed
    assert "NGUYỄN THỊ THUỲ DƯƠNG" in listed


def test_a_sheet_in_progress_stands_once_draft_or_not(an, waiting):
    sheet = an.post(f"{waiting.url}phieu/them/", {"mau": "36/BV2"}).url
    an.post(f"{sheet}luu-nhap/", {"revision": "1-0", "soap_s": "Ho"})
    listed = table(an.get("/viec/").content.decode(), "viet-do")
    assert listed.count("Phiếu theo dõi điều trị") == 1
    assert f'href="{sheet}"' in listed


def test_a_paper_stands_under_who_must_sign_it_now(an, waiting):
    answer = an.post(f"{waiting.url}benh-an/", filled_form(revision="0-0", viec="trinh-ky"))
    if answer.status_code == 422:  # a doubt to be confirmed
        found = re.search(r'data-revision="([^"]+)"', answer.content.decode())
        assert found
        again = filled_form(revision=found[1], viec="trinh-ky", xac_nhan_canh_bao="on")
        answer = an.post(f"{waiting.url}benh-an/", again)
    assert answer.status_code == 302
    text = an.get("/viec/").content.decode()
    assert f'href="{answer.url}"' in table(text, "cho-toi-ky")
    an.post(answer.url, {"sha256": "", "xac_nhan_danh_tinh": "sai"})
    assert "Bệnh án" in table(text, "cho-toi-ky")
    assert "Không chờ ai" in table(text, "cho-nguoi-khac")


def test_my_department_sees_its_own_and_another_ward_nothing(an, browser, cast, waiting):
    an.post(f"{waiting.url}phieu/them/", {"mau": "36/BV2"})
    mine = browser(cast.binh).get("/viec/?xem=khoa").content.decode()
    assert "BS. Nguyễn Văn An đang viết" in mine
    assert "THUỲ DƯƠNG" not in browser(cast.binh).get("/viec/").content.decode(), "it is An's, not hers"
    for actor in (cast.chi, cast.stranger):
        assert "THUỲ DƯƠNG" not in browser(actor).get("/viec/?xem=khoa").content.decode()
    assert browser(cast.dung).get("/viec/").status_code == 403


@pytest.mark.parametrize("whose", ["/viec/", "/viec/?xem=khoa"])
def test_the_list_costs_the_same_however_much_there_is(an, waiting, whose):
    an.post(f"{waiting.url}phieu/them/", {"mau": "36/BV2"})
    an.post(f"{waiting.url}benh-an/luu-nhap/", {"revision": "0-0", "illness_course": "Ho"})
    few = counted(an, whose)
    for code in ("04/BV2", "29/BV2", "27/BV2"):
        an.post(f"{waiting.url}phieu/them/", {"mau": code})
    assert counted(an, whose) == few
    assert few <= 20
