"""One's own account: password, second factor, and that nothing else opens before a given password is changed."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django_otp.oath import totp

from benhan.access import login, sessions
from benhan.access.models import Account, Membership, Token
from benhan.store import border

OLD, NEW = "Mat-khau-thu-2026!", "Con-duong-moi-77!"
PAGE = "/tai-khoan/mat-khau/"


def send(client, current=OLD, new=NEW, again=NEW):
    return client.post(PAGE, {"current": current, "new": new, "again": again})


def acts() -> list[tuple[str, str]]:
    with transaction.atomic(), connection.cursor() as cursor:
        border.enter("24001")
        cursor.execute("SELECT act, outcome FROM audit_entry ORDER BY id")
        return cursor.fetchall()


def test_everybody_of_the_cast_sees_their_own_account(browser, cast):
    for actor in (cast.an, cast.binh, cast.lan, cast.minh, cast.hanh, cast.dung, cast.stranger):
        page = browser(actor).get("/tai-khoan/")
        assert page.status_code == 200
        assert actor.name in page.content.decode()


def test_the_account_page_keeps_its_query_budget(browser, cast, django_assert_max_num_queries):
    client = browser(cast.an)
    with django_assert_max_num_queries(12):
        client.get("/tai-khoan/")


def test_changing_the_password_keeps_this_session_and_ends_the_others(browser, cast):
    here, elsewhere = browser(cast.an), browser(cast.an)
    assert send(here).status_code == 303
    assert here.get("/tai-khoan/").status_code == 200
    assert elsewhere.get("/tai-khoan/").status_code == 302
    account = Account.objects.get(login="an")
    assert account.check_password(NEW)
    assert account.password_changed_at is not None
    assert ("change-password", "success") in acts()


def test_changing_the_password_ends_bearer_tokens(browser, cast):
    client = browser(cast.an)
    sessions.issue_token(Membership.objects.get(account__login="an"), "user/*.rs")
    send(client)
    assert Token.objects.get().revoked_at is not None


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"current": "sai"}, "Mật khẩu đang dùng chưa đúng"),
        ({"again": "khac"}, "Hai lần gõ mật khẩu mới chưa giống nhau"),
        ({"new": "ngan", "again": "ngan"}, "ít nhất 14 ký tự"),
        ({"new": "chithuongthoidaithat", "again": "chithuongthoidaithat"}, "chữ thường, chữ hoa"),
        ({"new": OLD, "again": OLD}, "khác mật khẩu đang dùng"),
    ],
)
def test_a_password_that_does_not_do_is_refused_with_its_reason(browser, cast, given, says):
    answer = send(browser(cast.an), **given)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert "<title>Lỗi: " in text
    assert Account.objects.get(login="an").check_password(OLD)


def test_a_wrong_current_password_counts_towards_the_lock_and_is_accounted_for(browser, cast):
    client = browser(cast.an)
    for _ in range(5):
        send(client, current="sai")
    assert Account.objects.get(login="an").locked_until is not None
    assert acts().count(("change-password", "refused")) == 5


def test_a_given_password_opens_nothing_but_its_own_change(browser, cast):
    client = browser(cast.an)
    Account.objects.update(must_change_password=True)
    assert client.get("/tai-khoan/").url == PAGE
    assert client.post("/tai-khoan/lop-hai/").status_code == 403
    assert "do người quản trị cấp" in client.get(PAGE).content.decode()
    assert send(client).status_code == 303
    assert client.get("/tai-khoan/").status_code == 200


def test_a_given_password_opens_no_fhir_either(browser, cast, client):
    browser(cast.an)
    token = sessions.issue_token(Membership.objects.get(account__login="an"), "user/*.rs")
    Account.objects.update(must_change_password=True)
    answer = client.get("/fhir/Patient/x", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 403


def code_of(account: Account) -> str:
    device = account.totpdevice_set.get(confirmed=False)
    return f"{totp(bytes.fromhex(device.key)):06d}"


def test_a_second_factor_is_set_up_from_a_drawn_code(browser, cast):
    client = browser(cast.an)
    page = client.get("/tai-khoan/lop-hai/").content.decode()
    assert 'src="data:image/svg+xml' in page
    account = Account.objects.get(login="an")
    answer = client.post("/tai-khoan/lop-hai/", {"password": OLD, "code": code_of(account)})
    assert answer.status_code == 303
    assert login.has_second_factor(account)


def test_a_new_authenticator_replaces_the_old_one_only_when_confirmed(browser, cast):
    client = browser(cast.an)
    account = Account.objects.get(login="an")
    old = login.enrol(account)
    old.confirmed = True
    old.save()
    client.get("/tai-khoan/lop-hai/")
    assert (
        client.post("/tai-khoan/lop-hai/", {"password": "sai", "code": code_of(account)}).status_code == 422
    )
    assert client.post("/tai-khoan/lop-hai/", {"password": OLD, "code": "abc"}).status_code == 422
    assert account.totpdevice_set.get(confirmed=True).pk == old.pk
    client.post("/tai-khoan/lop-hai/", {"password": OLD, "code": code_of(account)})
    assert account.totpdevice_set.get().pk != old.pk
