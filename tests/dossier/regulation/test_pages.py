"""The issued regulation is registered from a page; an incident's papers are downloads."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from benhan.assurance.models import Evidence
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures

SENT = {"number": "45/QĐ-TTYT", "issued_on": "01/10/2026", "author": "BS. Đỗ Thị Hạnh", "kept_at": ""}


@pytest.fixture
def at(facts):
    return f"/an-toan/he-thong/{facts.system.slug}/ho-so/{facts.dossier.pk}/quy-che/"


def kept():
    return Evidence.objects.filter(title__contains="45/QĐ-TTYT")


def test_the_page_lists_what_the_regulation_answers_and_registers_it(browser, at):  # noqa: F811
    client = browser(CAST.dung)
    page = client.get(at).content.decode()
    assert "TCVN 14423:2026" in page and "Quy định, kiến trúc chống mã độc" in page
    signed = SimpleUploadedFile("quy-che.pdf", b"%PDF-1.7 invented", content_type="application/pdf")
    answer = client.post(at, {**SENT, "file": signed})
    assert answer.status_code == 303
    assert {one.catalogue for one in kept()} == {"tcvn-14423-2026", "tcvn-11930-2017"}
    assert all(one.sha256 and one.file_name == "quy-che.pdf" for one in kept())
    assert "45/QĐ-TTYT" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"number": ""}, "Cần số và ngày"), ({"issued_on": ""}, "Cần số và ngày"), ({"issued_on": "hôm qua"}, "02/03/2026"),
     ({"issued_on": "01/10/2099"}, "ngày")],
)  # fmt: skip
def test_what_is_refused_stands_beside_its_field_and_nothing_is_kept(browser, at, wrong, said):  # noqa: F811
    answer = browser(CAST.dung).post(at, {**SENT, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Lỗi: CHƯA ghi" in page and said in page
    assert not kept().exists()


def test_the_same_regulation_a_second_time_is_refused_with_its_reason(browser, at):  # noqa: F811
    client = browser(CAST.dung)
    client.post(at, SENT)
    answer = client.post(at, SENT)
    assert answer.status_code == 409
    assert "đã được ghi vào sổ bằng chứng" in answer.content.decode()
    assert kept().count() == 2


def test_an_appraiser_reads_the_page_but_registers_nothing(browser, at):  # noqa: F811
    client = browser(CAST.khanh)
    assert "Ghi vào sổ bằng chứng" not in client.get(at).content.decode()
    assert client.post(at, SENT).status_code == 403
    assert not kept().exists()


def test_an_incidents_papers_are_downloads_from_its_page(browser, facts):  # noqa: F811
    client = browser(CAST.dung)
    at = f"/an-toan/su-co/{facts.incidents[0].pk}/"
    assert f"{at}giay/thong-bao-ban-dau.docx" in client.get(at).content.decode()
    answer = client.get(f"{at}giay/thong-bao-ban-dau.docx")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        assert "SC-2026-01" in opened.read("word/document.xml").decode()
    assert client.get(f"{at}giay/bao-cao-day-du.pdf").content.startswith(b"%PDF")
    assert client.get(f"{at}giay/bao-cao-day-du.exe").status_code == 404
    assert client.get(f"{at}giay/la.docx").status_code == 404
