"""The ceremony in the browser: what is shown is what is signed, by whom it should be, and the patient after the doctor."""

from __future__ import annotations

import json
import re

import pytest

from benhan.records import documents, signatures
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.repository import Repository
from tests.ward.signing.conftest import PASSWORD

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys


def shown_digest(client, paper, page="ky/") -> str:
    return re.search(r'name="sha256" value="([0-9a-f]{64})"', client.get(f"{paper}{page}").content.decode())[
        1
    ]


def sign(client, paper, **changes):
    sent = {"xac_nhan_danh_tinh": PASSWORD} | changes
    if "sha256" not in sent:
        sent["sha256"] = shown_digest(client, paper)
    return client.post(f"{paper}ky/", sent)


def strokes(count: int = 30) -> str:
    points = [[20 + 8 * place, 60 + (place % 5) * 12, 16 * place, 0.5] for place in range(count)]
    return json.dumps({"version": 1, "width": 480, "height": 200, "pointer": "pen", "strokes": [points]})


def stage(cast, paper) -> DocumentStage:
    with Repository(by=cast.an) as repository:
        return document_stage(repository.read("DocumentReference", paper.split("/")[-2]).resource)


def test_the_doctor_signs_both_places_at_once_and_the_page_says_so(an, paper, cast):
    text = an.get(f"{paper}ky/").content.decode()
    assert "bác sĩ khám bệnh và bác sĩ điều trị" in text
    assert '<iframe class="paper-frame"' in text
    assert sign(an, paper).status_code == 302
    text = an.get(f"{paper}ky/").content.decode()
    assert "Đã ký · BS. Nguyễn Văn An" in text
    assert "Mời người bệnh xác nhận" in text
    assert stage(cast, paper) is DocumentStage.SIGNING


@pytest.mark.parametrize(
    ("change", "status"),
    [({"xac_nhan_danh_tinh": "sai"}, 422), ({"xac_nhan_danh_tinh": ""}, 422), ({"sha256": "0" * 64}, 409)],
)
def test_a_wrong_password_or_another_paper_than_shown_signs_nothing(an, paper, cast, change, status):
    answer = sign(an, paper, **change)
    assert answer.status_code == status
    assert "CHƯA được ký" in answer.content.decode()
    assert stage(cast, paper) is DocumentStage.PREPARED


def test_nobody_else_signs_in_the_doctors_place(browser, an, paper, cast):
    digest = shown_digest(an, paper)
    for actor in (cast.binh, cast.chi, cast.stranger, cast.lan):
        answer = browser(actor).post(f"{paper}ky/", {"sha256": digest, "xac_nhan_danh_tinh": PASSWORD})
        assert answer.status_code in (403, 404)
    assert stage(cast, paper) is DocumentStage.PREPARED


def test_signing_twice_is_refused(an, paper):
    sign(an, paper)
    assert sign(an, paper, sha256="0" * 64).status_code == 403


def test_the_patient_confirms_after_the_doctor_with_a_pen(an, paper, cast):
    sign(an, paper)
    sent = {"sha256": shown_digest(an, paper, "xac-nhan/"), "ai": "nguoi-benh", "net_ky": strokes()}
    assert an.post(f"{paper}xac-nhan/", sent).status_code == 302
    assert stage(cast, paper) is DocumentStage.SIGNED
    with Repository(by=cast.an) as repository:
        document = repository.read("DocumentReference", paper.split("/")[-2])
        states = signatures.slots(repository, documents.form_of(document), document)
    patient = next(one for one in states if one.signer.role == "patient")
    assert patient.signed_by == "Nguyễn Thị Thuỳ Dương"
    report = an.get(f"{paper}kiem-tra/").content.decode()
    assert "Cả 3 chữ ký của tài liệu đều hợp lệ" in report


@pytest.mark.parametrize(
    "drawn",
    ["", "{}", "[]", "không phải JSON", strokes(3), '{"width":480,"height":200,"strokes":[[[1,1,NaN]]]}'],
)
def test_an_empty_short_or_broken_scribble_signs_nothing(an, paper, cast, drawn):
    sign(an, paper)
    answer = an.post(
        f"{paper}xac-nhan/",
        {"sha256": shown_digest(an, paper, "xac-nhan/"), "ai": "nguoi-benh", "net_ky": drawn},
    )
    assert answer.status_code == 422
    assert "CHƯA được ký" in answer.content.decode()
    assert stage(cast, paper) is DocumentStage.SIGNING


def test_a_representative_needs_a_name_and_a_relation(an, paper, cast):
    sign(an, paper)
    sent = {"sha256": shown_digest(an, paper, "xac-nhan/"), "ai": "dai-dien", "net_ky": strokes()}
    assert an.post(f"{paper}xac-nhan/", sent).status_code == 422
    sent |= {"ho_ten": "Nguyễn Văn Thử", "quan_he": "chồng"}
    assert an.post(f"{paper}xac-nhan/", sent).status_code == 302
    assert "Nguyễn Văn Thử" in an.get(f"{paper}ky/").content.decode()


def test_the_patient_does_not_confirm_before_the_doctor(an, paper, cast):
    sent = {"sha256": shown_digest(an, paper, "xac-nhan/"), "ai": "nguoi-benh", "net_ky": strokes()}
    assert an.post(f"{paper}xac-nhan/", sent).status_code == 409
    assert stage(cast, paper) is DocumentStage.PREPARED


def test_the_pdf_is_shown_in_our_own_pages_only_and_its_name_says_nothing_of_the_patient(
    an, paper, browser, cast
):
    address = paper.rstrip("/") + ".pdf"
    answer = an.get(address)
    assert answer.content[:5] == b"%PDF-"
    assert answer["Content-Disposition"].startswith('inline; filename="15-bv1-')
    assert "Duong" not in answer["Content-Disposition"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    for actor in (cast.chi, cast.stranger, cast.dung, cast.lan):
        assert browser(actor).get(address).status_code in (403, 404)


def test_the_record_is_closed_only_when_complete_and_by_who_knows_their_password(an, paper, waiting, cast):
    text = an.get(f"{waiting.url}dong/").content.decode()
    assert "còn thiếu chữ ký: Bác sĩ khám bệnh" in text
    assert an.post(f"{waiting.url}dong/", {"xac_nhan_danh_tinh": PASSWORD}).status_code == 422
    sign(an, paper)
    an.post(
        f"{paper}xac-nhan/",
        {"sha256": shown_digest(an, paper, "xac-nhan/"), "ai": "nguoi-benh", "net_ky": strokes()},
    )
    assert an.post(f"{waiting.url}dong/", {"xac_nhan_danh_tinh": "sai"}).status_code == 422
    assert an.post(f"{waiting.url}dong/", {"xac_nhan_danh_tinh": PASSWORD}).status_code == 302
    text = an.get(waiting.url).content.decode()
    assert "Đã đóng" in text
    assert an.post(f"{waiting.url}benh-an/", {}).status_code == 409


def test_a_paper_may_be_taken_back_while_nobody_has_signed_it(an, paper, waiting):
    assert an.post(f"{waiting.url}benh-an/sua-lai/").status_code == 302
    assert 'id="to-benh-an"' in an.get(waiting.url).content.decode()


def test_a_signed_paper_is_not_taken_back(an, paper, waiting):
    sign(an, paper)
    assert an.post(f"{waiting.url}benh-an/sua-lai/").status_code == 409


@pytest.mark.parametrize("page", ["ky/", "xac-nhan/"])
def test_the_pages_cost_few_queries(an, paper, page, django_assert_max_num_queries):
    an.get(f"{paper}{page}")
    with django_assert_max_num_queries(15):  # two are savepoints of the test
        an.get(f"{paper}{page}")
