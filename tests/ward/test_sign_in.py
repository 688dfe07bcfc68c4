"""Signing in: who enters, who is locked out, and that every attempt is accounted for."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction
from django.test import Client
from django_otp.oath import totp

from benhan.access import login
from benhan.access.models import Account, Membership
from benhan.access.problems import LOCKED_OUT
from benhan.store import border

PASSWORD = "Mat-khau-thu-2026!"


@pytest.fixture
def an(facility):
    account = Account.objects.create_account("an", PASSWORD, name="BS. Nguyễn Văn An")
    Membership.objects.create(
        account=account,
        facility=facility,
        practitioner="nv-an",
        roles=["doctor"],
        valid_from=date(2026, 1, 1),
    )
    return account


def send(client: Client, name: str, password: str):
    return client.post("/dang-nhap/", {"login": name, "password": password})


def outcomes() -> list[tuple[str, str]]:
    with transaction.atomic(), connection.cursor() as cursor:
        border.enter("24001")
        cursor.execute("SELECT act, outcome FROM audit_entry ORDER BY id")
        return cursor.fetchall()


def test_a_page_sends_a_stranger_to_sign_in_and_back(an):
    client = Client()
    answer = client.get("/kham/?trang=2")
    assert answer.status_code == 302
    assert answer.url == "/dang-nhap/?tiep=/kham/%3Ftrang%3D2"
    answer = client.post("/dang-nhap/", {"login": "AN", "password": PASSWORD, "tiep": "/kham/?trang=2"})
    assert (answer.status_code, answer.url) == (302, "/kham/?trang=2")


def test_a_wrong_password_says_nothing_about_which_half_was_wrong(an):
    known, unknown = send(Client(), "an", "sai"), send(Client(), "khong-co", "sai")
    assert known.status_code == unknown.status_code == 401
    assert "Tên đăng nhập hoặc mật khẩu không đúng" in known.content.decode()
    assert outcomes() == [("login", "refused"), ("login", "refused")]


def test_the_fifth_wrong_password_locks_the_account_for_a_while_and_a_stranger_learns_no_name_from_it(an):
    client = Client()
    known = [send(client, "an", "sai") for _ in range(6)]
    unknown = [send(client, "la", "sai") for _ in range(6)]
    assert {answer.status_code for answer in known + unknown} == {401}
    assert (
        known[-1].content.decode().replace('"an"', '"la"').split("<form")[0]
        == unknown[-1].content.decode().split("<form")[0]
    )
    assert send(client, "an", PASSWORD).status_code == 401
    assert login.check_password("an", PASSWORD).problem is LOCKED_OUT
    Account.objects.filter(pk=an.pk).update(locked_until=None)
    assert send(client, "an", PASSWORD).status_code == 302


def test_a_second_factor_is_asked_where_the_account_has_one_and_each_code_works_once(an):
    device = login.enrol(an)
    device.confirmed = True
    device.save()
    client = Client()
    assert send(client, "an", PASSWORD).url == "/dang-nhap/ma/"
    assert client.get("/tai-khoan/").status_code == 302  # not in yet
    code = f"{totp(bytes.fromhex(device.key)):06d}"
    assert (
        client.post("/dang-nhap/ma/", {"code": "000000" if code != "000000" else "000001"}).status_code == 401
    )
    device.refresh_from_db()
    device.throttle_reset()
    assert client.post("/dang-nhap/ma/", {"code": code}).status_code == 302
    again = Client()
    send(again, "an", PASSWORD)
    assert again.post("/dang-nhap/ma/", {"code": code}).status_code == 401


def test_who_must_have_a_second_factor_sets_it_up_before_entering(an):
    Account.objects.filter(pk=an.pk).update(second_factor_required=True)
    client = Client()
    assert send(client, "an", PASSWORD).url == "/dang-nhap/ma/"
    assert client.get("/dang-nhap/ma/").url == "/dang-nhap/cai-ma/"
    page = client.get("/dang-nhap/cai-ma/").content.decode()
    assert 'class="qr"' in page
    assert "data:image/svg+xml" in page
    device = an.totpdevice_set.get()
    answer = client.post("/dang-nhap/cai-ma/", {"code": f"{totp(bytes.fromhex(device.key)):06d}"})
    assert answer.status_code == 302
    assert login.has_second_factor(an)


def test_signing_in_elsewhere_is_not_a_way_to_another_site(an):
    answer = Client().post(
        "/dang-nhap/", {"login": "an", "password": PASSWORD, "tiep": "https://evil.example/"}
    )
    assert answer.url == "/"


def test_a_changed_password_ends_every_session(an, browser, cast):
    client = browser(cast.an)
    an.set_password("Mat-khau-khac-2026!")
    an.save()
    assert client.get("/kham/").status_code == 302
