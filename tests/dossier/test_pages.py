"""The pages of the board, requirements, evidence, plan and notices, through the real boundary."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from benhan.access.models import Account
from benhan.assurance import running
from benhan.assurance.assessments import open_assessment
from benhan.assurance.models import Answer, Assessment, Comment, Evidence, Notice, PlanItem, ProbeRun, System
from benhan.assurance.running import Seen
from benhan.assurance.scheduling import judge_anew
from benhan.store.repository import Repository
from tests.support.cast import CAST, FACILITY
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures

HERE = "/an-toan/he-thong/hsba/"
LIST = f"{HERE}yeu-cau/tcvn-14423-2026/2/"
RISKS, CHAIN = f"{LIST}5.1.2.1.a/", f"{HERE}yeu-cau/tcvn-14423-2026/3/5.4.2.5/"


@pytest.fixture
def systems(facility) -> tuple[System, System]:  # noqa: F811
    """This installation at level 2, measured by two catalogues, and one that doesn't run here at level 3."""
    with Repository(by=CAST.dung) as repository:
        here = System.objects.create(
            facility=FACILITY, slug="hsba", name="Bệnh án điện tử", is_here=True, level=2
        )
        away = System.objects.create(facility=FACILITY, slug="kham-tu-xa", name="Cổng khám từ xa", level=3)
        for system, level in ((here, 2), (here, 3), (away, 3)):
            open_assessment(repository, system=system, catalogue="tcvn-14423-2026", level=level)
        open_assessment(repository, system=here, catalogue="tcvn-11930-2017", level=2)
        judge_anew(repository)
    return here, away


@pytest.fixture
def dung(browser, systems) -> Client:  # noqa: F811
    return browser(CAST.dung)


@pytest.fixture
def dung_id(dung) -> str:
    return str(Account.objects.get(login="dung").pk)


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def answer_given(**more) -> dict[str, str]:
    return {"status": "met", "current_state": "Đã ban hành quy trình", "measure": "", "task": "", "responsible": "",
            "due": "", "cost": "", "shared_solution": "", "reason": ""} | more  # fmt: skip


def test_the_board_draws_each_system_and_says_it_in_words(dung):
    page = dung.get("/an-toan/")
    text = words(page)
    assert page.status_code == 200
    for said in (
        "Bệnh án điện tử",
        "Cổng khám từ xa",
        "Cấp độ 2",
        "Cấp độ 3",
        "Chưa lập hồ sơ",
        "Còn phải chi",
    ):
        assert said in text
    assert 'role="img" aria-label="Toàn bộ: 93 còn thiếu trong 93 yêu cầu"' in page.content.decode()
    assert "Xem dưới dạng bảng" in text


def test_a_facility_without_systems_is_told_how_to_begin(browser):  # noqa: F811
    assert "Khai hệ thống đầu tiên" in words(browser(CAST.dung).get("/an-toan/"))


def test_pages_cost_few_queries(dung, django_assert_max_num_queries):
    for url, most in (("/an-toan/", 25), (HERE, 25), (LIST, 15), (RISKS, 20), (CHAIN, 20), (f"{HERE}bang-chung/", 15),
                      (f"{HERE}ke-hoach/", 12), ("/an-toan/thong-bao/", 12)):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert dung.get(url).status_code == 200, url


def test_every_page_has_no_inline_style_and_no_unsaid_value(dung, systems):
    for url in ("/an-toan/", HERE, LIST, RISKS, CHAIN, f"{HERE}bang-chung/", f"{HERE}ke-hoach/",
                f"{HERE}bang-chung/so/tcvn-14423-2026/2/"):  # fmt: skip
        html = dung.get(url).content.decode()
        assert " style=" not in html and "None" not in re.sub(r"<[^>]+>", "", html), url


def test_requirements_are_found_without_tones_and_by_what_they_lack(dung):
    assert "Quy trình quản lý rủi ro" in words(dung.get(f"{LIST}?q=quan ly rui ro"))
    none = dung.get(f"{LIST}?q=khong-co-gi-nhu-vay")
    assert "Không có yêu cầu nào như vậy" in words(none)
    proved = words(dung.get(f"{LIST}?ket-qua=proved"))
    assert "Đang xem 0 trên 93 yêu cầu: đã chứng minh." in proved
    family = words(dung.get(f"{LIST}?nhom=RR&phan-mem=1"))
    assert "nhóm “Quản lý rủi ro an ninh mạng”" in family and "do phần mềm thực hiện" in family


def test_an_answer_is_saved_and_stands_in_the_history(dung, dung_id):
    sent = dung.post(f"{RISKS}tra-loi/", answer_given(responsible=dung_id))
    assert (sent.status_code, sent["Location"]) == (303, RISKS)
    text = words(dung.get(RISKS))
    assert "Mới khai báo" in text and "Đã ban hành quy trình" in text and "Trả lời: đã đáp ứng" in text
    with Repository(by=CAST.dung):
        assert Answer.objects.get().responsible == dung_id


def test_a_refused_answer_keeps_what_was_typed_and_says_where(dung):
    sent = dung.post(
        f"{RISKS}tra-loi/", answer_given(status="unmet", task="Viết quy trình", due="32/13/2026")
    )
    text = sent.content.decode()
    assert sent.status_code == 422
    assert "Viết quy trình" in text and "Ghi ngày theo dạng 02/03/2026" in text and "<title>Lỗi:" in text
    sent = dung.post(f"{RISKS}tra-loi/", answer_given(status="unmet", task="Viết quy trình"))
    assert sent.status_code == 422 and "người chịu trách nhiệm" in words(sent)
    assert 'id="o-responsible-loi"' in sent.content.decode()


def test_what_is_promised_and_late_is_on_the_board_and_among_mine(dung, dung_id):
    with Repository(by=CAST.dung):
        Answer.objects.create(
            facility=FACILITY, assessment=Assessment.objects.get(level=2, catalogue="tcvn-14423-2026"),
            requirement="5.1.2.1.a", status="unmet", task="Viết quy trình", responsible=dung_id, responsible_name="Dũng",
            due=timezone.localdate() - timedelta(days=3), at=timezone.now(), account=dung_id, name="Dũng",
        )  # fmt: skip
    assert "quá 3 ngày" in words(dung.get("/an-toan/"))
    assert "Đang xem 1 trên 93 yêu cầu: quá hạn, do tôi phụ trách." in words(
        dung.get(f"{LIST}?qua-han=1&cua-toi=1")
    )


def test_evidence_is_added_with_its_file_read_and_withdrawn(dung):
    file = SimpleUploadedFile("quy-trinh.pdf", b"%PDF-1.7 quy trinh", "text/html")
    given = {"kind": "document", "title": "QĐ 45", "statement": "", "author": "BS. Hạnh", "made_on": "01/03/2026",
             "expires_on": "", "file": file}  # fmt: skip
    assert dung.post(f"{RISKS}bang-chung/", given).status_code == 303
    assert "Đã chứng minh" in words(dung.get(RISKS))
    with Repository(by=CAST.dung):
        shown = Evidence.objects.get()
    at = f"{HERE}bang-chung/{shown.pk}/"
    got = dung.get(f"{at}tep/")
    assert (got.content, got["Content-Type"]) == (b"%PDF-1.7 quy trinh", "application/pdf")
    assert (
        got["Content-Disposition"].startswith("attachment") and "quy-trinh" not in got["Content-Disposition"]
    )
    assert "QĐ 45" in words(dung.get(f"{HERE}bang-chung/"))
    assert "QĐ 45" in words(dung.get(f"{HERE}bang-chung/so/tcvn-14423-2026/2/"))
    assert dung.post(f"{at}rut/", {"ly_do": ""}).status_code == 422
    assert dung.post(f"{at}rut/", {"ly_do": "Thay bản mới"}).status_code == 303
    text = words(dung.get(RISKS))
    assert "Đã rút" in text and "Còn thiếu" in text


def test_one_paper_is_shown_for_several_requirements_at_once(dung):
    given = {"bo": "tcvn-14423-2026", "requirements": "5.1.2.1.a; 5.2.1.b", "kind": "document", "title": "QĐ 45",
             "statement": "Số 45, lưu phòng KHTH", "author": "BS. Hạnh", "made_on": "01/03/2026", "expires_on": ""}  # fmt: skip
    assert dung.post(f"{HERE}bang-chung/", given).status_code == 303
    wrong = dung.post(f"{HERE}bang-chung/", given | {"requirements": "9.9"})
    assert wrong.status_code == 422 and 'id="o-requirements-loi"' in wrong.content.decode()
    with Repository(by=CAST.dung):
        assert Evidence.objects.get().requirements == ["5.1.2.1.a", "5.2.1.b"]


def test_a_probe_is_asked_from_the_page_and_its_facts_are_said(dung):
    page = dung.get(CHAIN)
    assert "Kiểm tra ngay" in words(page) and "Chưa kiểm tra" in words(page)
    assert dung.post(f"{CHAIN}kiem-tra/", {"phep": "audit-chain", "tai-san": ""}).status_code == 303
    text = words(dung.get(CHAIN))
    assert "Số mắt xích đã kiểm" in text and "SHA-256" in text and "Phạm Văn Dũng" in text
    assert dung.post(f"{CHAIN}kiem-tra/", {"phep": "rm -rf", "tai-san": ""}).status_code == 409
    with Repository(by=CAST.dung):
        assert ProbeRun.objects.filter(probe="audit-chain").count() == 1


def test_a_proof_that_falls_is_on_the_board_and_told_in_the_top_bar(dung, dung_id, systems):
    def keep(whole: bool) -> None:
        facts = {"is_whole": whole, "links": 5, "tail": 0, "fault": "dòng 3"}
        running.keep(systems[0], Seen("audit-chain", None, timezone.now(), 1, facts), asked_by="lịch")

    for whole in (True, False):
        with Repository(by=CAST.dung) as repository:
            keep(whole)
            judge_anew(repository)
    text = words(dung.get("/an-toan/"))
    assert "thông báo mới" in text
    home = words(dung.get("/"))
    assert "Thông báo an toàn" in home and "thông báo mới" in home
    told = words(dung.get("/an-toan/thong-bao/"))
    assert "không còn được chứng minh" in told
    with Repository(by=CAST.dung):
        notice = Notice.objects.filter(account=dung_id).first()
    assert dung.post(f"/an-toan/thong-bao/{notice.pk}/").status_code == 303
    assert dung.post("/an-toan/thong-bao/da-xem/").status_code == 303
    assert "thông báo mới" not in words(dung.get("/an-toan/"))


def test_a_broken_control_shows_on_the_page_of_its_system_at_the_files_level(dung, systems):
    """Verdicts of the assessment the file rests on fall within one run, and the drift table names the reason."""
    for whole in (True, False):
        with Repository(by=CAST.dung) as repository:
            facts = {"is_whole": whole, "links": 5, "tail": 0, "fault": "dòng 3"}
            running.keep(systems[0], Seen("audit-chain", None, timezone.now(), 1, facts), asked_by="lịch")
            judge_anew(repository)
    text = words(dung.get(HERE))
    assert "Chuỗi nguyên vẹn: không; cần: có" in text


def test_appraiser_and_operator_talk_about_a_requirement(browser, dung):  # noqa: F811
    khanh = browser(CAST.khanh)
    assert "Trả lời yêu cầu" not in words(khanh.get(RISKS))
    assert khanh.post(f"{RISKS}tra-loi/", answer_given()).status_code == 403
    assert khanh.post(f"{RISKS}y-kien/", {"text": "Thiếu số văn bản"}).status_code == 303
    text = words(dung.get(RISKS))
    assert "Thiếu số văn bản" in text and "thẩm định" in text
    with Repository(by=CAST.dung):
        remark = Comment.objects.get()
    assert dung.post(f"{RISKS}y-kien/{remark.pk}/").status_code == 403
    assert khanh.post(f"{RISKS}y-kien/{remark.pk}/").status_code == 303
    assert "Đã xong" in words(dung.get(RISKS))


def test_a_plan_item_is_added_changed_and_closed(dung):
    given = {"title": "Máy chủ dự phòng", "kind": "hardware", "quantity": "2", "unit": "bộ", "unit_cost": "90.000.000",
             "responsible": "", "due": "28/02/2027", "note": "", "requirements": "5.11.2.4", "bo": "tcvn-14423-2026"}  # fmt: skip
    refused = dung.post(f"{HERE}ke-hoach/", given | {"unit_cost": "nhiều"})
    assert refused.status_code == 422 and 'id="o-unit_cost-loi"' in refused.content.decode()
    assert dung.post(f"{HERE}ke-hoach/", given).status_code == 303
    assert "180.000.000 đ" in words(dung.get(f"{HERE}ke-hoach/"))
    with Repository(by=CAST.dung):
        item = PlanItem.objects.get()
    at = f"{HERE}ke-hoach/{item.pk}/"
    assert dung.post(at, given | {"quantity": "1"}).status_code == 303
    assert "90.000.000 đ" in words(dung.get("/an-toan/"))
    assert dung.post(f"{at}xong/", {"done_on": "31/12/2099"}).status_code == 422
    assert dung.post(f"{at}xong/", {"done_on": "01/03/2026"}).status_code == 303
    assert "Xong 01/03/2026" in words(dung.get(f"{HERE}ke-hoach/"))
    assert dung.post(at, given).status_code == 409


def test_another_catalogue_is_opened_and_answers_are_copied_between_levels(dung, dung_id):
    dung.post(f"{RISKS}tra-loi/", answer_given())
    assert dung.post(f"{HERE}yeu-cau/tcvn-14423-2026/3/chep/", {"tu": "2"}).status_code == 303
    assert "Mới khai báo" in words(dung.get(f"{HERE}yeu-cau/tcvn-14423-2026/3/5.1.2.1.a/"))
    opened = dung.post(f"{HERE}danh-gia/", {"bo": "tcvn-11930-2017/3"})
    assert (opened.status_code, opened["Location"]) == (303, f"{HERE}yeu-cau/tcvn-11930-2017/3/")
    assert dung.post(f"{HERE}danh-gia/", {"bo": "khong-co/1"}).status_code == 404


def test_people_are_found_by_name_without_tones(dung):
    found = dung.get("/an-toan/nguoi.json?q=dung").json()["results"]
    assert [one["display"] for one in found] == ["Phạm Văn Dũng"]


def test_a_system_elsewhere_is_kept_with_papers_alone(dung):
    page = dung.get("/an-toan/he-thong/kham-tu-xa/yeu-cau/tcvn-14423-2026/3/5.4.2.5/")
    assert "chứng minh bằng giấy tờ, ảnh chụp cấu hình hoặc phỏng vấn" in words(page)
    assert "ngoài phần mềm này" in words(dung.get("/an-toan/he-thong/kham-tu-xa/"))
