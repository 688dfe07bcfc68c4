"""The catalogue's pages: what there is, how sure it is, each number with what it counted."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client

from benhan.fhir import jsontext
from benhan.fhir.validate.check import check
from benhan.forms import catalogue
from benhan.ward.form_catalogue import finding, marks
from benhan.ward.form_catalogue.form_presenters import form_page
from benhan.ward.visit.form_fields import Filling, sections_of
from tests.ward.queries import counted


def text(client: Client, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    return answer.content.decode()


def test_every_form_has_the_address_of_its_file():
    for form in catalogue.forms():
        assert finding.code_of(form.slug) == form.code
        assert finding.slug_by_code(form.code) == form.slug


def test_every_number_counts_what_its_page_lists():
    for form in catalogue.forms():
        count = marks.counts(form)
        assert count["da-doc"] + count["nho-lai"] + count["cua-co-so"] == count["tat-ca"]
        for mark in marks.MARKS:
            assert count[mark.key] == len([one for one in marks.lines(form) if mark.has(one.field)]), (
                form.code
            )


@pytest.mark.slow  # lays out every form of the catalogue once
def test_the_list_shows_every_form_grouped_by_set_and_kind(browser, cast):
    page = text(browser(cast.an), "/bieu-mau/")
    for code in catalogue.codes():
        assert f">{code}<" in page, code
    assert "Phiếu, giấy trong hồ sơ (01–53/BV2) · Xét nghiệm" in page
    assert page.index("01/BV1") < page.index("01/BV2") < page.index("giay-ra-vien")


def test_the_list_is_cheap_once_the_process_knows_the_catalogue(browser, cast):
    assert counted(browser(cast.an), "/bieu-mau/?bo=bv1") <= 7
    assert counted(browser(cast.minh), "/bieu-mau/?bo=bv1") <= 8


def test_filters_narrow_the_list_and_are_read_as_a_sentence(browser, cast):
    client = browser(cast.minh)
    page = text(client, "/bieu-mau/?bo=bv2&loai=consent")
    assert "01/BV2" in page
    assert ">36/BV2<" not in page
    assert "bộ “Phiếu, giấy trong hồ sơ (01–53/BV2)”, loại “Cam kết, chấp thuận”" in page
    assert ">giay-ra-vien<" in text(client, "/bieu-mau/?q=giay ra vien")
    assert "Không có biểu mẫu nào khớp" in text(client, "/bieu-mau/?q=xyzzy")


def test_htmx_gets_the_list_alone(browser, cast):
    part = browser(cast.an).get("/bieu-mau/?bo=bv1", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "01/BV1" in part


@pytest.mark.parametrize("code", ["52/BV2", "53/BV2"])
def test_ended_forms_say_when_they_ended_and_what_replaces_them_emr_rec_01(browser, cast, code):
    client = browser(cast.minh)
    page = text(client, "/bieu-mau/?tt=het")
    assert f">{code}<" in page
    assert "hết ngày 30/06/2025" in page
    slug = finding.slug_by_code(code)
    own = text(client, f"/bieu-mau/{slug}/")
    assert "Hết hiệu lực sau ngày 30/06/2025" in own
    replaced = catalogue.form_version(code, "1").replaced_by
    assert f'href="/bieu-mau/{finding.slug_by_code(replaced)}/"' in own
    assert "Soạn phiên bản mới" not in own
    assert client.get(f"/bieu-mau/{slug}/mau-trong.pdf").status_code == 404


def test_one_form_shows_fields_signers_source_and_retention(browser, cast):
    page = text(browser(cast.an), "/bieu-mau/15-bv1/")
    for words in (
        "Lý do vào viện",
        "Bác sĩ điều trị",
        "32/2023/TT-BYT",
        "Thời hạn lưu",
        "Đang dùng, phiên bản 1",
    ):
        assert words in page
    assert "Soạn phiên bản mới" not in page


def test_a_form_that_gates_an_act_says_so(browser, cast):
    page = text(browser(cast.an), "/bieu-mau/01-bv2/")
    assert "Giữ lại: phẫu thuật, thủ thuật" in page
    assert "Điều người ký xác nhận" in page


def test_each_number_leads_to_the_fields_it_counted(browser, cast):
    client = browser(cast.an)
    page = text(client, "/bieu-mau/15-bv1/")
    form = catalogue.form("15/BV1", date(2026, 11, 22))
    for mark in ("tu-tinh", "dien-san", "nho-lai"):
        assert f"?dem={mark}#muc" in page
        listed = text(client, f"/bieu-mau/15-bv1/?dem={mark}")
        rows = re.findall(r'<td class="[^"]*strong', listed.partition('id="muc"')[2])
        assert len(rows) == marks.counts(form)[mark]


def test_the_questionnaire_can_be_taken_along_and_is_valid(browser, cast):
    answer = browser(cast.an).get("/bieu-mau/15-bv1/questionnaire.json")
    resource = jsontext.parse(answer.content)
    assert answer["Content-Type"].startswith("application/fhir+json")
    assert resource["url"].endswith("15-BV1")
    assert not [one for one in check(resource) if one.severity == "error"]


def test_a_form_is_seen_as_on_the_screen_and_as_on_paper(browser, cast):
    client = browser(cast.an)
    assert 'name="chief_complaint"' in text(client, "/bieu-mau/15-bv1/man-hinh/")
    paper = client.get("/bieu-mau/15-bv1/mau-trong.pdf")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_every_form_of_the_catalogue_has_words_for_the_screen_and_for_its_page():
    today = date(2026, 11, 22)
    for form in catalogue.forms():
        assert len(sections_of(form, Filling({}))) == len(form.sections)
        page = form_page(
            form,
            (form,),
            today,
            current=form,
            mark="",
            shown="",
            proposal="",
            may_issue=True,
            replaced_url="",
        )
        assert len(page.fields.rows) == marks.counts(form)["tat-ca"]


@pytest.mark.slow  # large forms: two eyes, sheets of cards, figures, fixed rows
@pytest.mark.parametrize("slug", ["21-bv1", "22-bv1", "17-bv2", "05-bv2", "bieu-do-chuyen-da"])
def test_forms_with_every_kind_of_part_are_shown(browser, cast, slug):
    client = browser(cast.an)
    assert "không có người bệnh" in text(client, f"/bieu-mau/{slug}/man-hinh/")
    assert "Các mục theo thứ tự của mẫu" in text(client, f"/bieu-mau/{slug}/")


def test_an_unknown_form_is_not_there(browser, cast):
    client = browser(cast.minh)
    for url in (
        "/bieu-mau/99-bv9/",
        "/bieu-mau/15-bv1/?phien-ban=1.cs7",
        "/bieu-mau/cs-khong-co/",
        "/bieu-mau/cs-khong-co/du-thao/",
    ):
        assert client.get(url).status_code == 404, url


def test_a_column_is_read_or_remembered_with_its_table():
    internal = marks.counts(catalogue.form("01/BV1", date(2026, 11, 22)))
    assert internal["nho-lai"] == internal["bo-sung"] == 2  # only what is ours was not read
    never_read = marks.counts(catalogue.form("48/BV2", date(2026, 11, 22)))
    assert marks.read_share(never_read) == "0 %"
