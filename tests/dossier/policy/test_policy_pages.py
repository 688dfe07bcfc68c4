# ruff: noqa: F401, F811 — fixtures of the ward's tests
"""The policy is read by whom it concerns, set by the security officer, and every change stays to be read."""

from __future__ import annotations

from typing import Any

import pytest

from benhan.access.models import SecurityPolicy
from benhan.access.policy import ROLES, made, policy_of
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility

URL = "/an-toan/chinh-sach/"
pytestmark = pytest.mark.django_db


def sent(**changes: Any) -> dict[str, Any]:
    return made(None).numbers | {ROLES: [], "ly_do": ""} | changes


def test_the_page_shows_each_value_beside_the_suggestion_and_its_clause(browser: Any) -> None:
    page = browser(CAST.dung).get(URL).content.decode()
    assert "Số lần nhập sai liên tiếp thì tạm khóa" in page
    assert "TCVN 14423:2026, 4.6.2.2.b (đọc bản tổng hợp)" in page
    assert "Theo gợi ý" in page and "Chưa đổi lần nào" in page


def test_the_director_and_the_appraiser_read_but_do_not_set(browser: Any) -> None:
    for person in (CAST.hanh, CAST.khanh):
        client = browser(person)
        assert "Ghi chính sách" not in client.get(URL).content.decode()
        assert client.post(URL, sent(lock_after=3)).status_code == 403
    assert not SecurityPolicy.objects.exists()


def test_a_change_holds_and_stays_in_the_history_with_both_values(browser: Any) -> None:
    client = browser(CAST.dung)
    assert client.post(URL, sent(lock_after=3, second_factor_roles=["doctor"])).status_code == 303
    found = policy_of(CAST.dung.facility)
    assert found.lock_after == 3 and "doctor" in {role.value for role in found.second_factor_roles}
    page = client.get(URL).content.decode()
    assert "tạm khóa: 5 lần → 3 lần" in page and "thêm Bác sĩ" in page and CAST.dung.name in page
    assert client.post(URL, sent(lock_after=3, second_factor_roles=["doctor"])).status_code == 303
    assert SecurityPolicy.objects.count() == 1, "nothing changed, nothing is written"


def test_a_value_below_the_suggestion_needs_a_reason_and_is_then_shown_as_a_gap(browser: Any) -> None:
    client = browser(CAST.dung)
    answer = client.post(URL, sent(lock_after=0))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "ghi lý do ít nhất 10 ký tự" in page and "CHƯA được đổi" in page
    assert not SecurityPolicy.objects.exists()
    assert client.post(URL, sent(lock_after=0, ly_do="Máy chung của phòng cấp cứu")).status_code == 303
    page = client.get(URL).content.decode()
    assert "Có giá trị dưới gợi ý" in page and "Máy chung của phòng cấp cứu" in page and "5 lần → tắt" in page


@pytest.mark.parametrize("value", ["", "x", "-1", "1,5", "999", "2", "９"])
def test_a_value_out_of_its_range_is_refused_beside_its_field_and_what_was_typed_stays(
    browser: Any, value: str
) -> None:
    answer = browser(CAST.dung).post(URL, sent(lock_after=value, min_length=33))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Giá trị phải là số nguyên từ 3 đến 20 lần" in page and 'value="33"' in page


def test_nobody_frees_the_security_officer_from_the_second_factor(browser: Any) -> None:
    browser(CAST.dung).post(URL, sent(lock_after=4))
    roles = {role.value for role in policy_of(CAST.dung.facility).second_factor_roles}
    assert {"security", "director", "appraiser"} <= roles


def test_of_two_officers_the_second_overwrites_nothing_unseen(browser: Any) -> None:
    client = browser(CAST.dung)
    assert client.post(URL, sent(lock_after=3, dang_thay="0")).status_code == 303
    answer = client.post(URL, sent(lock_minutes=30, dang_thay="0"))
    assert answer.status_code == 422 and "vừa được người khác đổi" in answer.content.decode()
    found = policy_of(CAST.dung.facility)
    assert (found.lock_after, found.lock_minutes) == (3, made(None).lock_minutes)


def test_a_role_is_freed_from_the_second_factor_for_a_reason_only(browser: Any) -> None:
    client = browser(CAST.dung)
    assert client.post(URL, sent(second_factor_roles=["doctor"])).status_code == 303
    assert client.post(URL, sent()).status_code == 422
    assert client.post(URL, sent(ly_do="Bác sĩ dùng chữ ký số cá nhân")).status_code == 303


@pytest.mark.parametrize("value", ["-1", "", "99999999999", "3.5", "1e3", "٣", "abc", "2", "21", "0x5"])
def test_an_absurd_value_is_refused_beside_its_field(value: str, browser: Any) -> None:
    answer = browser(CAST.dung).post(URL, sent(lock_after=value))
    assert answer.status_code == 422 and "từ 3 đến 20" in answer.content.decode()
    assert not SecurityPolicy.objects.exists()
