"""The page of a paper: seen, made, signed, downloaded, compared."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils.html import escape

from benhan.assurance.models import Asset
from benhan.dossier.models import DossierPaper
from benhan.dossier.papers.registry import papers_of
from benhan.store.repository import Repository
from tests.records.conftest import keys_folder, signing  # noqa: F401 — fixtures
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures


def at(file, key: str = "mau-01", end: str = "") -> str:
    return f"/an-toan/he-thong/{file.system.slug}/ho-so/{file.pk}/giay/{key}/{end}"


@pytest.fixture
def file(files):
    return files["decree-331"]


def text(answer) -> str:
    return answer.content.decode()


def test_a_paper_nobody_made_is_shown_as_it_would_be(browser, file):  # noqa: F811
    client = browser(CAST.dung)
    page = text(client.get(at(file)))
    assert "Giấy này chưa được lập" in page and "Lập bản dự thảo" in page
    assert "operator name" in page, "the text of the paper stands on the page"
    answer = client.get(at(file, end="xem-truoc.pdf"))
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert not DossierPaper.objects.exists()


def test_a_draft_is_made_downloaded_and_compared_with_what_is_known_now(browser, file):  # noqa: F811
    client = browser(CAST.dung)
    assert client.post(at(file, "thuyet-minh", "lap/")).status_code == 303
    assert client.get(at(file, "thuyet-minh", "1.pdf")).content.startswith(b"%PDF")
    word = client.get(at(file, "thuyet-minh", "1.docx"))
    assert word.content.startswith(b"PK") and "attachment" in word["Content-Disposition"]
    assert "Không có gì khác" in text(client.get(at(file, "thuyet-minh")))
    with Repository(by=CAST.dung):
        Asset.objects.filter(name="Máy chủ chính").update(place="Nhà B")
    page = text(client.get(at(file, "thuyet-minh")))
    assert "“Nhà A” → “Nhà B”" in page and "so với bản mới nhất (bản thứ 1)" in page


def test_a_final_paper_without_its_number_comes_back_with_the_error_beside_the_field(browser, file):  # noqa: F811
    client = browser(CAST.dung)
    answer = client.post(at(file, end="ban-chinh/"), {"so": "", "ngay": "23/11/2026"})
    assert answer.status_code == 422
    assert "Ghi số của văn bản" in text(answer) and "23/11/2026" in text(answer)
    ahead = client.post(at(file, end="ban-chinh/"), {"so": "12/CV", "ngay": "01/01/2100"})
    assert ahead.status_code == 422 and "không thể ở tương lai" in text(ahead)
    assert not DossierPaper.objects.exists()


def test_the_operator_signs_what_was_shown_after_saying_again_who_it_is(browser, file, signing: Path):  # noqa: F811
    client = browser(CAST.dung)
    client.post(at(file, end="ban-chinh/"), {"so": "12/CV-TTYT", "ngay": ""})
    paper = DossierPaper.objects.get()
    page = text(client.get(at(file)))
    assert "Ký giấy này" in page and paper.pdf in page and "con dấu số của cơ sở được đóng" in page
    wrong = client.post(at(file, end="ky/"), {"sha256": paper.pdf, "xac_nhan_danh_tinh": "sai"})
    assert wrong.status_code == 422 and "CHƯA được ký" in text(wrong)
    sent = {"sha256": paper.pdf, "xac_nhan_danh_tinh": "Mat-khau-thu-2026!"}
    assert client.post(at(file, end="ky/"), sent).status_code == 303
    paper.refresh_from_db()
    assert [one["role"] for one in paper.signatures] == ["operator", "seal"]
    page = text(client.get(at(file)))
    assert "Đã ký đủ" in page and "Ký giấy này" not in page


def test_another_role_sees_the_paper_but_no_place_to_sign(browser, file):  # noqa: F811
    browser(CAST.dung).post(at(file, end="ban-chinh/"), {"so": "12/CV-TTYT"})
    client = browser(CAST.khanh)
    assert "Ký giấy này" not in text(client.get(at(file)))
    paper = DossierPaper.objects.get()
    assert client.post(at(file, end="ky/"), {"sha256": paper.pdf}).status_code == 403


def test_the_appraiser_writes_the_opinion_and_its_gaps_are_said(browser, file):  # noqa: F811
    client = browser(CAST.khanh)
    assert "Nội dung thẩm định" in text(client.get(at(file, "mau-04")))
    answer = client.post(at(file, "mau-04", "tham-dinh/"), {"ket_luan": "unfit", "y_kien": "Thiếu sơ đồ."})
    assert answer.status_code == 422 and escape("các điểm chưa phù hợp") in text(answer)
    said = {
        "ket_luan": "unfit",
        "y_kien": "Thiếu sơ đồ.\nThiếu quy chế.",
        "diem": "Bổ sung",
        "hinh_thuc": "Họp",
    }
    assert client.post(at(file, "mau-04", "tham-dinh/"), said).status_code == 303
    assert "Thiếu quy chế." in text(client.get(at(file, "mau-04")))
    assert client.post(at(file, "mau-01", "tham-dinh/"), said).status_code == 404


def test_an_unknown_paper_or_version_is_not_there(browser, file):  # noqa: F811
    client = browser(CAST.dung)
    assert client.get(at(file, "mau-99")).status_code == 404
    assert client.get(at(file, "mau-01", "7.pdf")).status_code == 404


@pytest.mark.slow  # builds every paper of a regime once
def test_every_paper_of_the_list_has_its_page(browser, files):  # noqa: F811
    regime = "decree-331"
    client = browser(CAST.dung)
    for kind in papers_of(regime):
        answer = client.get(at(files[regime], kind.key))
        assert answer.status_code == 200 and escape(kind.title) in text(answer)
