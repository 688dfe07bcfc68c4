"""The patient's side confirms in the browser: by code, by device, through a representative; or refuses."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benhan.records import confirmations, messages, representatives
from benhan.records.plain_zip import take_apart
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.repository import Repository
from benhan.ward.signing import confirm_pages
from benhan.ward.signing import confirm_presenters as shown
from tests.support.device_agent import recognised, running
from tests.ward.signing.test_ceremony import shown_digest, sign, stage, strokes

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys
PHONE = "0912345678"


@pytest.fixture
def signed(an, paper, settings) -> str:
    """The paper after its doctor: the patient's turn; messages go to the demonstration's outbox."""
    settings.BENHAN_MESSAGES = "demo"
    messages.demo_outbox().file.unlink(missing_ok=True)
    sign(an, paper)
    return paper


def give_phone(cast, paper: str) -> None:
    with Repository(by=cast.lan) as repository:
        (patient,) = repository.search("Patient", [("name", "Dương")]).matches
        repository.update({**patient.resource, "telecom": [{"system": "phone", "value": PHONE}]})


def proofs(cast, paper: str):
    with Repository(by=cast.an) as repository:
        return confirmations.proofs(repository, repository.read("DocumentReference", paper.split("/")[-2]))


def sent(client, paper: str, **changes: str):
    digest = shown_digest(client, paper, "xac-nhan/ma/")
    return client.post(
        f"{paper}xac-nhan/ma/", {"sha256": digest, "ai": "nguoi-benh", "viec": "gui"} | changes
    )


def code_in(page) -> dict[str, str]:
    """What the second step sends back, with the digits from the outbox."""
    found = re.search(r'name="ma_so" value="([0-9a-f-]{36})"', page.content.decode())
    assert found
    digits = re.search(r"xac nhan (\d{6})", messages.demo_outbox().messages()[0]["text"])
    assert digits
    return {"ma_so": found[1], "ma": digits[1], "viec": "nhap"}


def test_a_code_goes_to_the_telephone_on_record_and_comes_back(an, signed, cast):
    give_phone(cast, signed)
    asked = sent(an, signed)
    assert "091****678" in asked.content.decode()
    typed = code_in(asked)
    wrong = sent(an, signed, **typed | {"ma": "000000" if typed["ma"] != "000000" else "111111"})
    assert wrong.status_code == 422
    assert "còn 4 lần thử" in wrong.content.decode()
    assert typed["ma_so"] in wrong.content.decode()
    assert sent(an, signed, **typed).status_code == 302
    assert stage(cast, signed) is DocumentStage.SIGNED
    assert proofs(cast, signed)[-1].method_class == 3
    assert typed["ma"] in an.get("/kham/hop-thu-thu/").content.decode()


def test_who_has_no_telephone_on_record_gets_no_code(an, signed, cast):
    with Repository(by=cast.lan) as repository:
        (patient,) = repository.search("Patient", [("name", "Dương")]).matches
        repository.update({name: value for name, value in patient.resource.items() if name != "telecom"})
    answer = sent(an, signed)
    assert answer.status_code == 422
    assert "chưa có số điện thoại" in answer.content.decode()
    assert messages.demo_outbox().messages() == ()


def test_the_outbox_is_the_demonstrations_alone(an, signed, settings):
    settings.BENHAN_MESSAGES = "none"
    assert an.get("/kham/hop-thu-thu/").status_code == 404
    assert "Chưa nối dịch vụ nhắn tin" in an.get(f"{signed}xac-nhan/ma/").content.decode()
    assert sent(an, signed).status_code in (422, 503)


def test_a_device_recognises_the_person_who_agreed_to_it(an, signed, cast, settings):
    sent_in = {"sha256": shown_digest(an, signed, "xac-nhan/thiet-bi/"), "ai": "nguoi-benh"}
    assert an.post(f"{signed}xac-nhan/thiet-bi/", sent_in | {"dong_y": "on"}).status_code == 503
    with running() as agent:
        settings.BENHAN_CONFIRM_DEVICE = agent.url
        assert an.post(f"{signed}xac-nhan/thiet-bi/", sent_in).status_code == 422
        assert agent.asked == []
        agent.answer = lambda asked: recognised(asked, outcome="no-match")
        assert an.post(f"{signed}xac-nhan/thiet-bi/", sent_in | {"dong_y": "on"}).status_code == 422
        assert stage(cast, signed) is DocumentStage.SIGNING
        agent.answer = recognised
        assert an.post(f"{signed}xac-nhan/thiet-bi/", sent_in | {"dong_y": "on"}).status_code == 302
    assert proofs(cast, signed)[-1].method_class == 2


def test_a_refusal_needs_its_reason_and_another_witness_and_is_shown_as_one(an, signed, cast):
    url = f"{signed}xac-nhan/tu-choi/"
    sent_in = {"sha256": shown_digest(an, signed, "xac-nhan/tu-choi/"), "ai": "nguoi-benh"}
    answer = an.post(url, sent_in | {"chung_kien_hai": cast.an.name})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Chưa ghi lý do từ chối" in text and "khác với anh/chị" in text
    for no_witness in (f"  {cast.an.name.upper()}", "nguyễn thị  thuỳ dương"):
        told = an.post(url, sent_in | {"ly_do": "x", "chung_kien_hai": no_witness})
        assert told.status_code == 422
        assert "khác với anh/chị và người từ chối" in told.content.decode()
    done = an.post(url, sent_in | {"ly_do": "Muốn hỏi người nhà", "chung_kien_hai": "Trần Văn Hai"})
    assert done.status_code == 302
    page = an.get(f"{signed}bang-chung/").content.decode()
    assert "từ chối ký, không phải xác nhận" in page
    assert "Muốn hỏi người nhà" in page and "Trần Văn Hai" in page


def test_emr_law_13_a_representative_is_recorded_with_papers_and_then_chosen(an, signed, cast):
    url = f"{signed}xac-nhan/dai-dien/"
    assert "CHƯA đối chiếu" in an.get(url).content.decode()
    known = {"loai": "legal", "ho_ten": "Nguyễn Thị Mẹ", "quan_he": "mẹ", "dien_thoai": PHONE}
    missing = an.post(url, known)
    assert missing.status_code == 422
    assert "Loại này cần giấy tờ" in missing.content.decode()
    scan = SimpleUploadedFile("khai-sinh.exe", b"MZ not a scan")
    assert an.post(url, known | {"giay_to": "Giấy khai sinh 12", "tep": scan}).status_code == 422
    scan = SimpleUploadedFile("khai-sinh.pdf", b"%PDF-1.7 thu")
    assert an.post(url, known | {"giay_to": "Giấy khai sinh 12", "tep": scan}).status_code == 302
    with Repository(by=cast.an) as repository:
        (patient,) = repository.search("Patient", [("name", "Dương")]).matches
        (person,) = representatives.of_patient(repository, patient.id)
    page = an.get(f"{signed}xac-nhan/").content.decode()
    assert "Nguyễn Thị Mẹ (mẹ)" in page
    sent_in = {"sha256": shown_digest(an, signed, "xac-nhan/"), "ai": person.reference, "net_ky": strokes()}
    assert an.post(f"{signed}xac-nhan/", sent_in).status_code == 302
    proof = proofs(cast, signed)[-1]
    assert (proof.who, proof.capacity) == ("Nguyễn Thị Mẹ", "representative")


def test_a_child_is_asked_for_a_representative_beside_the_field(an, signed, cast):
    with Repository(by=cast.lan) as repository:
        (patient,) = repository.search("Patient", [("name", "Dương")]).matches
        repository.update({**patient.resource, "birthDate": "2020"})
    page = an.get(f"{signed}xac-nhan/").content.decode()
    assert "Người bệnh chưa đủ 16 tuổi" in page
    sent_in = {"sha256": shown_digest(an, signed, "xac-nhan/"), "ai": "nguoi-benh", "net_ky": strokes()}
    answer = an.post(f"{signed}xac-nhan/", sent_in)
    assert answer.status_code == 422
    assert "chọn người đại diện xác nhận thay" in answer.content.decode()
    assert stage(cast, signed) is DocumentStage.SIGNING


def test_emr_esig_12_the_proof_sheet_is_taken_along_with_the_evidence_and_the_pdf(an, signed, cast):
    sent_in = {"sha256": shown_digest(an, signed, "xac-nhan/"), "ai": "nguoi-benh", "net_ky": strokes()}
    an.post(f"{signed}xac-nhan/", sent_in)
    page = an.get(f"{signed}bang-chung/").content.decode()
    assert "loại 3: xác nhận bằng phương tiện điện tử khác" in page
    assert "loại 1: chữ ký điện tử hợp pháp" in page
    answer = an.get(f"{signed}bang-chung/?tai=1")
    assert "Duong" not in answer["Content-Disposition"]
    files, differences = take_apart(answer.content)
    assert not differences
    assert {"bang-chung.html", "tai-lieu.pdf"} < set(files)
    assert any(name.endswith(".json") and proofs(cast, signed)[-1].sha256 in name for name in files)
    assert "Nguyễn Thị Thuỳ Dương" in files["bang-chung.html"].decode()


def test_outsiders_reach_no_way_of_confirming(browser, an, signed, cast):
    for actor in (cast.chi, cast.stranger, cast.lan, cast.dung):
        for way in ("", "ma/", "thiet-bi/", "tu-choi/", "dai-dien/"):
            assert browser(actor).get(f"{signed}xac-nhan/{way}").status_code in (403, 404)
            assert browser(actor).post(f"{signed}xac-nhan/{way}", {"sha256": "0" * 64}).status_code in (
                403,
                404,
            )
        assert browser(actor).get(f"{signed}bang-chung/").status_code in (403, 404)
    with Repository(by=cast.an) as repository:
        document = repository.read("DocumentReference", signed.split("/")[-2])
    assert document_stage(document.resource) is DocumentStage.SIGNING


def test_neither_the_patient_nor_who_signed_bears_witness_to_a_paper(an, signed, cast, rf, monkeypatch):
    monkeypatch.setattr(confirm_pages, "_is_witness", lambda visit: True)
    request = rf.get("/", {shown.NAME: ""})
    with Repository(by=cast.an) as repository:
        request.repository, request.actor = repository, cast.an
        visit = confirm_pages._opened(request, signed.split("/")[-2], shown.PEN)
        for name, is_one in (
            (f" {cast.an.name.upper()} ", True),
            ("nguyễn thị thuỳ dương", True),
            ("Trần Văn Hai", False),
        ):
            asked = replace(visit, typed={**visit.typed, shown.NAME: name})
            assert (shown.NAME in confirm_pages._errors(asked)) is is_one, name
