# ruff: noqa: F401, F811 — the fixture `facility`
"""What a facility sets is what holds: at sign-in, in sessions, at a change of password, for forgotten accounts."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from benhan.access import login, passwords
from benhan.access.models import Account, Facility, Membership, OldPassword, SecurityPolicy
from benhan.access.policy import installation_policy, made, policy_of, standing_of, strictest
from benhan.access.problems import LOCKED_OUT, WRONG_LOGIN
from benhan.assurance.dormancy import lock_dormant
from benhan.fhir.problems import ProblemError
from benhan.law.security_policy import policy_rules
from benhan.store import border
from tests.ward.conftest import facility

PASSWORD = "Mat-khau-thu-2026!"


def account(name: str, roles: list[str], *codes: str) -> Account:
    made_now = Account.objects.create_account(name, PASSWORD, name=name)
    for code in codes or ("24001",):
        Facility.objects.get_or_create(code=code, defaults={"name": code, "insurance_code": code[:5]})
        Membership.objects.create(
            account=made_now, facility_id=code, roles=roles, valid_from=date(2026, 1, 1)
        )
    return made_now


def put(code: str = "24001", **values: Any) -> None:
    with transaction.atomic():
        border.enter(code)
        SecurityPolicy.objects.create(
            facility=code, values=policy_of(code).as_json | values, set_by="x", set_by_name="x"
        )


def test_every_rule_of_the_law_is_a_value_of_the_policy() -> None:
    assert {one.name for one in fields(made(None))} == {*policy_rules(), "second_factor_roles"}


def test_without_a_setting_the_defaults_hold_and_meet_what_the_standard_suggests_for_level_3() -> None:
    assert made(None).lock_after == 5 and made(None).lock_minutes == 15 and made(None).idle_minutes == 15
    assert not [one.key for one in policy_rules().values() if one.is_below(one.default, 3)]


def test_a_row_from_another_version_gives_the_default_where_it_does_not_fit() -> None:
    found = made({"lock_after": "x", "idle_minutes": 10_000, "unknown": 1, "second_factor_roles": ["king"]})
    assert found == made(None)


def test_two_facilities_bind_a_person_of_both_to_the_stricter_of_each_value() -> None:
    one = made({"lock_after": 0, "min_length": 20, "idle_minutes": 5})
    other = made({"lock_after": 9, "min_length": 14, "idle_minutes": 30})
    both = strictest([one, other])
    assert (both.lock_after, both.min_length, both.idle_minutes) == (9, 20, 5)
    assert strictest([one, one]).lock_after == 0


@pytest.mark.django_db
def test_an_account_of_two_facilities_follows_both(facility: Any) -> None:
    both = account("ca-hai", ["doctor"], "24001", "24002")
    put("24001", lock_after=3)
    put("24002", min_length=30)
    found = standing_of(both).policy
    assert (found.lock_after, found.min_length) == (3, 30)
    assert installation_policy() == found


@pytest.mark.django_db
def test_the_lock_out_follows_the_setting_and_can_be_switched_off(facility: Any) -> None:
    account("an", ["doctor"])
    put(lock_after=3, lock_minutes=60)
    codes = [login.check_password("an", "sai").problem for _ in range(3)]  # type: ignore[union-attr]
    assert codes == [WRONG_LOGIN, WRONG_LOGIN, LOCKED_OUT]
    left = Account.objects.get(login="an").locked_until - timezone.now()  # type: ignore[operator]
    assert timedelta(minutes=59) < left <= timedelta(minutes=60)
    Account.objects.update(locked_until=None)
    put(lock_after=0)
    codes = [login.check_password("an", "sai").problem for _ in range(8)]  # type: ignore[union-attr]
    assert set(codes) == {WRONG_LOGIN}
    assert isinstance(login.check_password("an", PASSWORD), Account)


@pytest.mark.django_db
def test_a_good_sign_in_asks_at_most_one_question_more(
    facility: Any, django_assert_max_num_queries: Any
) -> None:
    account("an", ["doctor"])
    with django_assert_max_num_queries(5):  # savepoint, account, release, device, policy
        found = login.check_password("an", PASSWORD)
        assert isinstance(found, Account) and not login.needs_second_factor(found)


@pytest.mark.django_db
def test_a_role_that_needs_a_second_factor_owes_it_even_when_the_account_does_not_say_so(
    facility: Any,
) -> None:
    assert login.needs_second_factor(account("dung", ["security"]))
    doctor = account("an", ["doctor"])
    assert not login.needs_second_factor(doctor)
    put(second_factor_roles=["doctor"])
    assert login.needs_second_factor(doctor)


@pytest.mark.django_db
def test_a_session_ends_when_its_facility_says(facility: Any) -> None:
    account("an", ["doctor"])
    client = Client()
    client.post("/dang-nhap/", {"login": "an", "password": PASSWORD})
    put(idle_minutes=2)
    assert client.get("/tai-khoan/").status_code == 200
    _age(client, seen=119)
    assert client.get("/tai-khoan/").status_code == 200
    _age(client, seen=121)
    assert client.get("/tai-khoan/").status_code == 302


@pytest.mark.django_db
def test_a_session_in_use_all_day_ends_after_the_absolute_limit(facility: Any) -> None:
    account("an", ["doctor"])
    client = Client()
    client.post("/dang-nhap/", {"login": "an", "password": PASSWORD})
    put(absolute_hours=8)
    _age(client, began=8 * 3600 - 5)
    assert client.get("/tai-khoan/").status_code == 200
    _age(client, began=8 * 3600 + 5)
    assert client.get("/tai-khoan/").status_code == 302


def _age(client: Client, **seconds: int) -> None:
    session = client.session
    for key, age in seconds.items():
        session[key] = timezone.now().timestamp() - age
    session.save()


@pytest.mark.django_db
def test_an_administrators_old_password_opens_nothing_but_its_own_change(facility: Any) -> None:
    policy = made(None)
    keeper = account("dung", ["security"])
    now = timezone.now()
    roles = standing_of(keeper).roles
    assert not policy.password_is_due(keeper, roles, now)
    assert policy.password_is_due(keeper, roles, now + timedelta(days=61))
    assert not policy.password_is_due(
        keeper, standing_of(account("an", ["doctor"])).roles, now + timedelta(days=61)
    )


@pytest.mark.django_db
def test_the_last_passwords_are_remembered_as_hashes_and_refused(facility: Any) -> None:
    one = account("an", ["doctor"])
    policy = made({"password_history": 3})
    for number in range(3):
        passwords.replace(one, f"Mat-khau-so-{number}!")
        one.save()
    for number in (0, 1, 2):
        with pytest.raises(ProblemError, match="BH-ACCESS-0011"):
            passwords.check_history(one, f"Mat-khau-so-{number}!", policy)
    passwords.check_history(one, PASSWORD, policy)
    assert not [old for old in OldPassword.objects.all() if "khau" in old.password]


@pytest.mark.django_db
def test_an_account_nobody_uses_is_locked_and_stays_open_once_unlocked(facility: Any) -> None:
    idle, fresh = account("an", ["doctor"]), account("binh", ["nurse"])
    keeper = account("dung", ["security"])
    long_ago = timezone.now() - timedelta(days=50)
    Account.objects.filter(pk__in=[idle.pk, keeper.pk]).update(created_at=long_ago)
    assert lock_dormant() == 1
    assert not Account.objects.get(pk=idle.pk).is_active
    assert Account.objects.get(pk=fresh.pk).is_active
    assert Account.objects.get(pk=keeper.pk).is_active, "somebody must be left who can unlock the others"
    Account.objects.filter(pk=idle.pk).update(is_active=True, woken_at=timezone.now())
    assert lock_dormant() == 0
    put(dormant_days=0)
    Account.objects.filter(pk=fresh.pk).update(created_at=long_ago)
    assert lock_dormant() == 0


@pytest.mark.django_db
def test_what_was_set_can_be_neither_changed_nor_removed_nor_set_for_another_facility(facility: Any) -> None:
    from django.db.utils import ProgrammingError

    put(lock_after=3)
    for statement in (
        "UPDATE access_security_policy SET reason = 'x'",
        "DELETE FROM access_security_policy",
        "INSERT INTO access_security_policy (facility, values, reason, set_at, set_by, set_by_name) "
        "VALUES ('24002', '{}', '', now(), 'x', 'x')",
    ):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            border.enter("24001")
            cursor.execute(statement)


def test_a_facility_that_set_nothing_keeps_its_default_when_another_is_looser(facility: Any) -> None:
    Facility.objects.get_or_create(code="24002", defaults={"name": "Cơ sở khác", "insurance_code": "24002"})
    put(backup_every_hours=168)
    assert installation_policy().backup_every_hours == made(None).backup_every_hours


def test_a_security_officer_who_left_is_not_the_one_kept_from_the_lock(facility: Any) -> None:
    now = timezone.now()
    for name, days, left in (("con-lam", 60, None), ("da-nghi", 50, now.date() - timedelta(days=40))):
        officer = account(name, ["security"], "24001")
        Account.objects.filter(pk=officer.pk).update(
            last_login=now - timedelta(days=days), created_at=now - timedelta(days=400)
        )
        Membership.objects.filter(account=officer).update(valid_to=left)
    lock_dormant()
    assert Account.objects.get(login="con-lam").is_active
    assert not Account.objects.get(login="da-nghi").is_active
