"""Dũng writes down what was done and sees what is due; others read or stay out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from benhan.assurance import release
from benhan.assurance.models import Act, System
from benhan.store.repository import Repository
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures

AT = "/an-toan/viec-dinh-ky/"
TODAY = timezone.localdate


@pytest.fixture
def system(facility) -> System:  # noqa: F811
    with Repository(by=CAST.dung):
        return System.objects.create(
            facility="24001", slug="hsba", name="Bệnh án Benhan", is_here=True, level=2
        )


def sent(**fields):
    return {"done_on": TODAY().strftime("%d/%m/%Y"), "done_by": "Tổ công nghệ thông tin", "note": ""} | fields


def acts():
    with Repository(by=CAST.dung):
        return list(Act.objects.order_by("at"))


def test_what_was_never_done_is_called_for(browser, system):  # noqa: F811
    page = browser(CAST.dung).get(AT).content.decode()
    assert "Rà soát nhật ký" in page
    assert "Cần làm" in page
    assert "chưa lần nào" in page


def test_a_review_written_down_is_due_a_year_later_at_level_two(browser, system):  # noqa: F811
    client = browser(CAST.dung)
    answer = client.post(f"{AT}?he-thong=hsba&viec=log-review", sent(note="Không có bất thường"))
    assert (answer.status_code, answer["Location"]) == (303, f"{AT}?he-thong=hsba")
    due = (TODAY() + timedelta(days=366)).strftime("%d/%m/%Y")
    assert due in client.get(AT).content.decode()
    (made,) = acts()
    assert (made.kind, made.system, made.name) == ("log-review", None, "Phạm Văn Dũng")
    assert "Không có bất thường" in client.get(f"{AT}{made.pk}/").content.decode()


def test_a_mistake_is_said_beside_its_field_and_nothing_typed_is_lost(browser, system):  # noqa: F811
    client = browser(CAST.dung)
    late = (TODAY() + timedelta(days=1)).strftime("%d/%m/%Y")
    answer = client.post(f"{AT}?viec=hardening", sent(done_on=late, done_by="Ông Tám"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ngày làm không được sau hôm nay" in page
    assert "Ông Tám" in page
    assert client.post(f"{AT}?viec=hardening", sent(done_on="hôm kia")).status_code == 422
    assert client.post(f"{AT}?viec=leaver", sent()).status_code == 422
    assert acts() == []


def test_people_and_a_paper_belong_to_it(browser, system):  # noqa: F811
    client = browser(CAST.dung)
    paper = SimpleUploadedFile("bien-ban.pdf", b"%PDF-1.7 bien ban")
    data = sent(people=["dung"], file=paper)
    assert client.post(f"{AT}?viec=awareness-training", data).status_code == 303
    (made,) = acts()
    assert made.people == ["dung"]
    got = client.get(f"{AT}{made.pk}/tep/")
    assert (got.content, got["Content-Type"]) == (b"%PDF-1.7 bien ban", "application/pdf")
    wrong = sent(people=["dung"], file=SimpleUploadedFile("a.exe", b"MZ\x00\x01"))
    assert client.post(f"{AT}?viec=awareness-training", wrong).status_code == 422
    assert client.post(f"{AT}?viec=awareness-training", sent(people=["ai-do"])).status_code == 422


def test_the_running_release_is_offered_for_its_papers(browser, system):  # noqa: F811
    assert release.fingerprint() in browser(CAST.dung).get(f"{AT}?viec=code-check").content.decode()


def test_an_act_entered_by_mistake_is_taken_back(browser, system):  # noqa: F811
    client = browser(CAST.dung)
    client.post(f"{AT}?viec=log-review", sent())
    (made,) = acts()
    assert client.post(f"{AT}{made.pk}/rut/").status_code == 303
    assert "Ghi nhầm" in client.get(f"{AT}{made.pk}/").content.decode()
    assert client.post(f"{AT}{made.pk}/rut/").status_code == 404
    assert client.get(f"{AT}{made.pk}/tep/").status_code == 404


def test_who_reads_the_file_sees_it_without_the_form(browser, system):  # noqa: F811
    page = browser(CAST.khanh).get(f"{AT}?viec=log-review").content.decode()
    assert "Chưa ghi lần nào" in page
    assert "Ghi việc đã làm" not in page
    assert browser(CAST.khanh).post(f"{AT}?viec=log-review", sent()).status_code == 403
    assert browser(CAST.an).get(AT).status_code == 403
    assert browser(CAST.dung).get(f"{AT}?he-thong=khac").status_code == 404
    assert browser(CAST.dung).post(AT, sent()).status_code == 404


def test_without_a_system_the_facilitys_own_acts_stand(browser, facility):  # noqa: F811
    page = browser(CAST.dung).get(AT).content.decode()
    assert "Rà soát nhật ký" in page
    assert "Kiểm kê phần cứng" not in page
