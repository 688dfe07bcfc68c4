"""Accounts: who may, first passwords shown once, and that nobody raises themselves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from benhan.access import login
from benhan.access.models import Account, Facility, Membership
from benhan.store import border
from benhan.store.repository import Repository
from tests.support.cast import CAST

NEW = {
    "login": "huong", "name": "BS. Lý Thu Hương", "title": "Bác sĩ điều trị", "roles": ["doctor"],
    "departments": ["khoa-kham-benh"], "valid_from": "01/01/2026", "valid_to": "", "hours_from": "", "hours_to": "",
}  # fmt: skip


def url(name: str) -> str:
    return f"/quan-tri/tai-khoan/{Account.objects.get(login=name).id}/"


def acts(prefix: str) -> list[tuple[str, str]]:
    with transaction.atomic(), connection.cursor() as cursor:
        border.enter("24001")
        cursor.execute(
            "SELECT act, outcome FROM audit_entry WHERE resource_type = 'Account' AND act LIKE %s", [prefix]
        )
        return cursor.fetchall()


def test_only_the_security_officer_manages_accounts(browser, cast, hospital):
    for actor in (cast.an, cast.binh, cast.lan, cast.minh, cast.hanh):
        assert browser(actor).get("/quan-tri/").status_code == 403
        assert browser(actor).get("/quan-tri/tai-khoan/moi/").status_code == 403
    assert browser(cast.dung).get("/quan-tri/").status_code == 200


def test_the_list_says_who_is_locked_or_long_gone(browser, cast, hospital, django_assert_max_num_queries):
    client = browser(cast.dung)
    for actor in (cast.an, cast.chi, cast.binh):
        browser(actor)
    Account.objects.filter(login="chi").update(is_active=False)
    Account.objects.filter(login="an").update(last_login=timezone.now() - timedelta(days=46))
    with django_assert_max_num_queries(12):
        page = client.get("/quan-tri/").content.decode()
    assert "Đã khóa" in page
    assert "lâu không dùng" in page
    assert "Khoa Ngoại" in page
    dormant = client.get("/quan-tri/?loc=bo-khong").content.decode()
    assert cast.an.name in dormant
    assert cast.binh.name not in dormant


def test_a_name_is_found_without_tones_and_htmx_gets_the_table_alone(browser, cast, hospital):
    client = browser(cast.dung)
    browser(cast.chi)
    part = client.get("/quan-tri/?q=le thi chi", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert cast.chi.name in part
    assert cast.dung.name not in part


def test_people_of_another_facility_are_not_there(browser, cast, hospital):
    browser(cast.stranger)
    client = browser(cast.dung)
    assert cast.stranger.name not in client.get("/quan-tri/").content.decode()
    assert client.get(url("khach")).status_code == 404
    assert client.post(url("khach") + "khoa/").status_code == 404


def test_a_new_person_gets_a_password_shown_once_and_must_change_it(browser, cast, hospital):
    client = browser(cast.dung)
    answer = client.post("/quan-tri/tai-khoan/moi/", NEW)
    assert answer.status_code == 303
    shown = client.get(answer.url).content.decode()
    password = shown.partition('first-password figures">')[2].partition("<")[0]
    assert len(password) == 19
    assert "first-password" not in client.get(answer.url).content.decode()
    account = Account.objects.get(login="huong")
    assert account.check_password(password)
    assert account.must_change_password
    person = Client()
    person.post("/dang-nhap/", {"login": "huong", "password": password})
    assert person.get("/tai-khoan/").url == "/tai-khoan/mat-khau/"
    with Repository(by=CAST.system) as repository:
        assert repository.read("Practitioner", "nv-huong").resource["name"][0]["text"] == "BS. Lý Thu Hương"
    assert acts("create-account") == [("create-account", "success")]


def test_the_first_password_is_not_kept_readable_in_the_session(browser, cast, hospital):
    client = browser(cast.dung)
    answer = client.post("/quan-tri/tai-khoan/moi/", NEW)
    kept = str(client.session["shown_once"])
    shown = client.get(answer.url).content.decode()
    password = shown.partition('first-password figures">')[2].partition("<")[0]
    assert password
    assert password not in kept


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"login": "Hương"}, "Chỉ dùng chữ thường không dấu"),
        ({"login": "dung"}, "đã có người dùng"),
        ({"name": ""}, "Mục này cần có"),
        ({"roles": []}, "Chọn ít nhất một vai trò"),
        ({"roles": ["system"]}, "system"),
        ({"departments": []}, "cần có ít nhất một khoa"),
        ({"valid_to": "31/12/2025"}, "Ngày cuối đứng trước ngày bắt đầu"),
        ({"hours_from": "07:30"}, "Ghi cả hai giờ"),
        ({"valid_from": "hôm nay"}, "Ghi ngày theo dạng"),
    ],
)
def test_a_form_that_does_not_do_keeps_what_was_typed(browser, cast, hospital, changed, says):
    answer = browser(cast.dung).post("/quan-tri/tai-khoan/moi/", NEW | changed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert says in text
    assert "Bác sĩ điều trị" in text
    assert not Account.objects.filter(login="huong").exists()


def test_a_new_director_must_have_a_second_factor(browser, cast, hospital):
    browser(cast.dung).post("/quan-tri/tai-khoan/moi/", NEW | {"roles": ["director"], "departments": []})
    assert Account.objects.get(login="huong").second_factor_required


def test_roles_departments_and_hours_are_changed_and_accounted_for(browser, cast, hospital):
    client = browser(cast.dung)
    browser(cast.an)
    changed = {key: value for key, value in NEW.items() if key != "login"} | {
        "name": cast.an.name, "roles": ["doctor", "planning"], "hours_from": "07:00", "hours_to": "17:30",
    }  # fmt: skip
    assert client.post(url("an"), changed).status_code == 303
    post = Membership.objects.get(account__login="an")
    assert post.roles == ["doctor", "planning"]
    assert f"{post.hours_from:%H:%M}" == "07:00"
    assert "Vai trò: Bác sĩ → Bác sĩ, Kế hoạch tổng hợp" in client.get(url("an")).content.decode()


def test_nobody_changes_their_own_roles_or_state(browser, cast, hospital):
    client = browser(cast.dung)
    mine = {key: value for key, value in NEW.items() if key != "login"} | {"roles": ["security", "doctor"]}
    assert client.post(url("dung"), mine).status_code == 403
    for act in ("khoa/", "mo-khoa/", "mat-khau/", "lop-hai/"):
        assert client.post(url("dung") + act).status_code == 403
    assert Membership.objects.get(account__login="dung").roles == ["security"]
    assert "Đây là tài khoản của anh/chị" in client.get(url("dung")).content.decode()


def test_a_locked_person_is_out_at_once_and_an_unlocked_one_may_enter(browser, cast, hospital):
    client, an = browser(cast.dung), browser(cast.an)
    assert an.get("/tai-khoan/").status_code == 200
    client.post(url("an") + "khoa/")
    assert an.get("/tai-khoan/").status_code == 302
    client.post(url("an") + "mo-khoa/")
    assert an.get("/tai-khoan/").status_code == 200
    assert acts("%lock-account") == [("lock-account", "success"), ("unlock-account", "success")]


def test_a_reset_password_ends_the_persons_sessions(browser, cast, hospital):
    client, an = browser(cast.dung), browser(cast.an)
    answer = client.post(url("an") + "mat-khau/")
    assert answer.status_code == 303
    assert "first-password" in client.get(answer.url).content.decode()
    assert an.get("/tai-khoan/").status_code == 302


def test_a_reset_second_factor_is_gone(browser, cast, hospital):
    client = browser(cast.dung)
    browser(cast.an)
    account = Account.objects.get(login="an")
    device = login.enrol(account)
    device.confirmed = True
    device.save()
    client.post(url("an") + "lop-hai/")
    assert not login.has_second_factor(account)


def test_a_login_that_also_works_elsewhere_cannot_be_taken_over_from_here(browser, cast, hospital):
    client = browser(cast.dung)
    browser(cast.an)
    other = Facility.objects.create(code="24002", name="Phòng khám khác", insurance_code="24002")
    account = Account.objects.get(login="an")
    Membership.objects.create(account=account, facility=other, roles=["doctor"], valid_from="2026-01-01")
    before = account.password
    for act in ("khoa/", "mat-khau/", "lop-hai/"):
        assert client.post(url("an") + act).status_code == 403
    account.refresh_from_db()
    assert account.password == before
    assert account.is_active
