"""Many papers, one authorisation: shown before ticked, asked who one is, signed while one does something else."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from benhan.records import orders
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.models import Order
from benhan.store import border
from tests.support.timestamps import stamping
from tests.ward.signing.conftest import PASSWORD

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys


def id_of(paper: str) -> str:
    return paper.split("/")[-2]


def look(client, paper):
    url = f"/ky/xem/{id_of(paper)}/"
    digest = re.search(r'name="sha256" value="([0-9a-f]{64})"', client.get(url).content.decode())[1]
    return client.post(url, {"sha256": digest}), digest


def sign(client, paper, digest, password=PASSWORD):
    return client.post("/ky/", {"chon": f"{id_of(paper)}:{digest}", "xac_nhan_danh_tinh": password})


def carry_out() -> None:
    with border.facility_transaction("24001"):
        Order.objects.filter(state__in=Order.LIVE).update(next_at=timezone.now())
    orders.carry_out_due()


def test_a_paper_is_looked_at_ticked_and_signed_by_the_job(an, paper):
    text = an.get("/ky/").content.decode()
    assert "1 tài liệu chờ anh/chị ký, 0 tài liệu đã xem" in text
    assert "disabled" in text
    assert "Mật khẩu" not in text  # nothing to sign before something was seen
    answer, digest = look(an, paper)
    assert answer.status_code == 302
    assert "checked" in an.get("/ky/").content.decode()
    answer = sign(an, paper, digest)
    assert answer.status_code == 302
    bar = f"{answer.url}tien-do/"
    assert "Đã ký 0 trên 1 tài liệu" in an.get(bar).content.decode()
    assert "Không có tài liệu nào chờ anh/chị ký" in an.get("/ky/").content.decode()
    carry_out()
    text = an.get(answer.url).content.decode()
    assert "Đã ký 1 trên 1 tài liệu" in text
    assert "every 2s" not in text
    assert "Đã ký · BS. Nguyễn Văn An" in an.get(f"{paper}ky/").content.decode()


def test_a_wrong_password_or_an_unseen_paper_authorises_nothing(an, paper):
    answer = sign(an, paper, "0" * 64)
    assert answer.status_code == 422
    assert "chưa xem" in answer.content.decode()
    _, digest = look(an, paper)
    answer = sign(an, paper, digest, password="sai")
    assert answer.status_code == 422
    assert "CHƯA được ký" in answer.content.decode()
    with border.facility_transaction("24001"):
        assert not Order.objects.exists()


def test_a_dead_timestamp_service_is_seen_and_the_person_may_retry_or_take_it_back(
    an, paper, settings, signing
):
    with stamping(DemoAuthority.open(signing / "pki").timestamps()) as server:
        settings.BENHAN_TIMESTAMP_URL, settings.BENHAN_TIMESTAMP_TIMEOUT_S = server.url, 1
        server.mood = "down"
        digest = re.search(r'name="sha256" value="([0-9a-f]{64})"', an.get(f"{paper}ky/").content.decode())[1]
        answer = an.post(f"{paper}ky/", {"sha256": digest, "xac_nhan_danh_tinh": PASSWORD})
        assert answer.status_code == 302
        text = an.get(f"{paper}ky/").content.decode()
        assert "Chờ dấu thời gian" in text
        assert "CHƯA có chữ ký" in text
        assert "Thử lại ngay" in text
        order = re.search(r"/ky/cho/([0-9a-f-]{36})/thu-lai/", text)[1]
        again = an.post(f"{paper}ky/", {"sha256": digest, "xac_nhan_danh_tinh": PASSWORD})
        assert again.status_code == 409
        assert an.post(f"/ky/cho/{order}/thu-lai/", {"giay": id_of(paper)}).url == f"{paper}ky/"
        server.mood = ""
        orders.carry_out_due()
    text = an.get(f"{paper}ky/").content.decode()
    assert "Đã ký · BS. Nguyễn Văn An" in text
    assert "Chờ dấu thời gian" not in text
    assert an.post(f"/ky/cho/{order}/huy/", {"giay": "//xau.example"}).status_code == 409


def test_a_colleague_finds_neither_the_paper_nor_the_batch(an, paper, browser, cast):
    answer, digest = look(an, paper)
    made = sign(an, paper, digest)
    chi = browser(cast.chi)
    assert "Không có tài liệu nào chờ anh/chị ký" in chi.get("/ky/").content.decode()
    assert chi.get(f"/ky/xem/{id_of(paper)}/").status_code == 404
    assert chi.get(made.url).status_code == 404


def test_the_list_costs_few_queries(an, paper, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        an.get("/ky/")
