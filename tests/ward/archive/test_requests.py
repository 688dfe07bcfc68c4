"""Records are read, copied and summarised on request only, within what the asker's kind allows (EMR-ACC-01 to 07)."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pyhanko.pdf_utils.reader import PdfFileReader

from benhan.law.record_requests import WANTS, askers
from benhan.records import documents, requests
from benhan.records.models import RecordRequest
from benhan.store.repository import Repository
from tests.records.conftest import keys_folder, refused, signing  # noqa: F401 — the installation that signs
from tests.records.visit import PATIENT_NAME, Visit, arrive
from tests.support.cast import CAST
from tests.ward.archive.test_archive import IDENTITY, PASSWORD

URL = "/luu-tru/yeu-cau/"
ASKED = {
    "muon": "copy",
    "dien": "ban-than",
    "ho_ten": PATIENT_NAME,
    "giay_to": "Căn cước",
    "so_giay_to": "027178000001",
    "muc_dich": "Khám tiếp ở cơ sở khác",
}
STATED = {"organisation": "BHXH khu vực", "document_number": "12/CV", "basis": "Giấy khai sinh"}


@pytest.fixture
def signed(db, signing) -> Visit:  # noqa: F811
    visit = arrive()
    for name in ("open", "write", "prepare", "sign", "confirm"):
        getattr(visit, name)()
    return visit


def asked(visit: Visit, **changes: Any) -> RecordRequest:
    values = {
        "wants": "copy",
        "asker": "ban-than",
        "asker_name": PATIENT_NAME,
        "identity_kind": "Căn cước",
        "identity_number": "027178000001",
        "purpose": "Khám tiếp",
        **changes,
    }
    with Repository(by=CAST.minh) as repository:
        return requests.receive(repository, record=visit.record, asked=requests.Asked(**values))


def approved(visit: Visit, **changes: Any) -> RecordRequest:
    made = asked(visit, **changes)
    with Repository(by=CAST.hanh) as repository:
        requests.decide(repository, request=made, approves=True, reason="")
    return made


LAW = {
    "nhan-vien": {"read", "copy"},
    "co-so-khac": {"read", "copy"},
    "co-quan-tham-quyen": {"read", "copy"},
    "bao-hiem": {"read", "copy"},
    "ban-than": {"read", "copy", "summary"},
    "dai-dien-c": {"read", "copy", "summary"},
    "dai-dien-d": {"read", "copy", "summary"},
    "dai-dien-a": {"summary"},
}


def test_who_may_ask_for_what_is_the_law_row_by_row(db, signing, refused):  # noqa: F811
    assert {key: set(one.may) for key, one in askers().items()} == LAW
    assert {one.id for one in askers().values()} == {f"EMR-ACC-0{number}" for number in range(1, 7)}
    visit = arrive()
    visit.open()
    for key, allowed in LAW.items():
        for wants in WANTS:
            if wants in allowed:
                assert asked(visit, asker=key, wants=wants, **STATED).state == "asked"
            else:
                refused("BH-RECORD-0070", asked, visit, asker=key, wants=wants, **STATED)


def test_what_a_request_must_state_is_named_and_nothing_is_taken_in_without_it(db, signing, refused):  # noqa: F811
    visit = arrive()
    visit.open()
    for changes, missing in (
        ({"purpose": " "}, "mục đích"),
        ({"identity_number": ""}, "số giấy tờ"),
        ({"asker": "bao-hiem"}, "số văn bản"),
        ({"asker": "dai-dien-a", "wants": "summary"}, "quyền đại diện"),
    ):
        assert missing in refused("BH-RECORD-0071", asked, visit, **changes).clinician
    assert not RecordRequest.objects.exists()


@pytest.mark.slow  # signs for real
def test_a_copy_is_marked_counted_and_handed_over_once_the_identity_is_checked_again(
    browser,
    signed,
    refused,  # noqa: F811
):
    minh, hanh = browser(CAST.minh), browser(CAST.hanh)
    bad = minh.post(f"{URL}moi/{signed.record.id}/", {**ASKED, "so_giay_to": ""})
    assert bad.status_code == 422
    assert "Khám tiếp ở cơ sở khác" in bad.content.decode()
    assert minh.post(f"{URL}moi/{signed.record.id}/", ASKED).status_code == 303
    made = RecordRequest.objects.get()
    page = f"{URL}{made.pk}/"
    copy = f"{page}ban-sao/{signed.paper.id}.pdf"
    assert minh.post(copy).status_code == 409
    assert minh.post(f"{page}duyet/", {IDENTITY: PASSWORD}).status_code == 403
    assert hanh.post(f"{page}duyet/", {IDENTITY: "sai"}).status_code == 422
    assert hanh.post(f"{page}duyet/", {IDENTITY: PASSWORD}).status_code == 303
    assert minh.post(f"{page}giao/", {"so_giay_to": "027178000001"}).status_code == 422
    before = documents.sha256_of(signed.paper)
    answer = minh.post(copy)
    assert answer.content.startswith(b"%PDF")
    reader = PdfFileReader(io.BytesIO(answer.content))
    assert not list(reader.embedded_signatures)
    with Repository(by=CAST.an) as repository:
        assert documents.sha256_of(repository.read("DocumentReference", signed.paper.id)) == before
    assert minh.post(f"{page}giao/", {"so_giay_to": "1"}).status_code == 422
    assert minh.post(f"{page}giao/", {"so_giay_to": "027178000001"}).status_code == 303
    text = minh.get(page).content.decode()
    for words in (f"{made.number}/01", "Giao", "Khám tiếp ở cơ sở khác"):
        assert words in text, words
    assert "Ngày hẹn trả" in minh.get(f"{page}giay-hen/").content.decode()


@pytest.mark.slow  # signs for real
def test_a_loan_opens_the_record_to_one_person_to_read_only_and_closes_by_itself(browser, signed):
    chi = browser(CAST.chi)
    browser(CAST.binh)
    paper = f"/kham/giay/{signed.paper.id}.pdf"
    assert chi.get(paper).status_code in (403, 404)
    made = approved(signed, wants="read", asker="nhan-vien")
    minh = browser(CAST.minh)
    lend = f"{URL}{made.pk}/cho-muon/"
    assert minh.post(lend, {"tai_khoan": "khong-co", "so_gio": "8"}).status_code == 422
    assert minh.post(lend, {"tai_khoan": "chi", "so_gio": "9999"}).status_code == 422
    assert minh.post(lend, {"tai_khoan": "chi", "so_gio": "8"}).status_code == 303
    assert made.number in chi.get("/luu-tru/muon/").content.decode()
    here = f"/luu-tru/muon/{made.number}/"
    assert "Chỉ đọc tại chỗ" in chi.get(here).content.decode()
    assert chi.get(f"{here}{signed.paper.id}.pdf").content.startswith(b"%PDF")
    # Nothing else is open to the borrower, and nobody else borrows.
    assert chi.get(paper).status_code in (403, 404)
    assert chi.get(f"/kham/luot/{signed.encounter.id}/").status_code in (403, 404)
    assert browser(CAST.binh).get(here).status_code == 403
    RecordRequest.objects.filter(pk=made.pk).update(open_until=timezone.now() - timedelta(seconds=1))
    assert chi.get(here).status_code == 403
    assert chi.get(f"{here}{signed.paper.id}.pdf").status_code == 403
    assert "Quá hạn" in minh.get(f"{URL}{made.pk}/").content.decode()
    again = minh.post(lend, {"tai_khoan": "chi", "so_gio": "8"})
    assert again.status_code == 409, "one approval is one reading"
    assert chi.get(here).status_code == 403
    assert minh.post(f"{URL}{made.pk}/tra/").status_code == 303


@pytest.mark.slow  # signs for real
def test_two_who_decide_at_once_do_not_both_decide(signed, refused):  # noqa: F811
    made = asked(signed)
    seen_by_another = RecordRequest.objects.get(pk=made.pk)
    with Repository(by=CAST.hanh) as repository:
        requests.decide(repository, request=made, approves=True, reason="")
    with Repository(by=CAST.hanh) as repository:
        refused(
            "BH-RECORD-0072",
            requests.decide,
            repository,
            request=seen_by_another,
            approves=False,
            reason="không rõ",
        )
    both = replace(CAST.hanh, account=CAST.minh.account)  # another name, the same person
    with Repository(by=both) as repository:
        refused(
            "BH-RECORD-0065", requests.decide, repository, request=asked(signed), approves=True, reason=""
        )


def test_a_summary_request_covers_no_other_paper(signed, refused):  # noqa: F811
    made = approved(signed, wants="summary", asker="dai-dien-a", basis="Giấy khai sinh")
    with Repository(by=CAST.minh) as repository:
        refused("BH-STORE-0001", requests.copy, repository, request=made, document_id=signed.paper.id)


def test_a_request_whose_day_has_passed_is_late(browser, db, signing):  # noqa: F811
    visit = arrive()
    visit.open()
    made = asked(visit)
    RecordRequest.objects.filter(pk=made.pk).update(appointment=timezone.localdate() - timedelta(days=1))
    assert "Chờ duyệt, quá hạn" in browser(CAST.minh).get(f"{URL}?xem=qua-han").content.decode()
