"""Limits of the law are counted in days that are worked."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.law.loading import document
from benhan.law.rules import sources
from benhan.law.working_days import (
    FILE,
    add_working_days,
    holiday,
    holidays_between,
    is_announced,
    is_working_day,
    working_days_between,
)

days = st.dates(date(2025, 1, 1), date(2028, 11, 30))
few = settings(derandomize=True, max_examples=60, database=None)


@pytest.mark.parametrize(
    ("received", "count", "last"),
    [
        ("2026-11-23", 5, "2026-11-30"),  # a Monday: the next Monday, the weekend is not counted
        ("2026-11-27", 1, "2026-11-30"),  # Friday: the first day counted is Monday
        ("2026-11-28", 1, "2026-11-30"),  # received on a Saturday
        ("2026-02-13", 5, "2026-02-27"),  # the week of Tết is not counted
        ("2027-02-03", 15, "2027-03-03"),
        ("2026-04-24", 1, "2026-04-28"),  # Giỗ Tổ on a Sunday is made up on Monday
        ("2026-04-29", 1, "2026-05-04"),
        ("2026-08-21", 1, "2026-08-22"),  # a Saturday worked for Monday 31/08
        ("2026-08-28", 1, "2026-09-03"),
        ("2028-04-28", 1, "2028-05-03"),  # 30/04 on a Sunday is made up after 01/05
    ],
)
def test_a_limit_ends_on_this_day(received, count, last):
    assert add_working_days(date.fromisoformat(received), count) == date.fromisoformat(last)


@few
@given(days, st.integers(0, 40))
def test_counting_back_gives_the_days_that_were_added(day, count):
    end = add_working_days(day, count)
    assert working_days_between(day, end) == count
    assert working_days_between(end, day) == -count
    assert count == 0 or is_working_day(end)


@few
@given(days, st.integers(0, 20), st.integers(0, 20))
def test_two_limits_one_after_the_other_are_one(day, first, second):
    assert add_working_days(add_working_days(day, first), second) == add_working_days(day, first + second)


@few
@given(days)
def test_a_week_never_has_more_than_six_working_days(day):
    assert sum(is_working_day(day + timedelta(days=step)) for step in range(7)) <= 6


@pytest.mark.parametrize("number", [2025, 2026, 2027, 2028])
def test_each_year_has_eleven_paid_days_off_that_would_else_be_worked(number):
    whole = (date(number, 1, 1) + timedelta(days=step) for step in range(366))
    named = [one for one in whole if one.year == number and one.weekday() < 5 and holiday(one)]
    swapped = [one for one in named if holiday(one) == "Ngày nghỉ hoán đổi"]
    assert len(named) - len(swapped) == 11


def test_a_swapped_day_is_worked_on_a_saturday_of_the_same_year():
    for data in document(FILE)["years"].values():
        assert len(data["swapped"]) == len(data["worked"])
        assert all(one.weekday() == 5 for one in data["worked"])


def test_the_holidays_within_a_limit_are_named():
    assert holidays_between(date(2026, 2, 13), date(2026, 2, 27)) == ("Tết Nguyên đán",)
    assert is_announced(2026) and not is_announced(2028)


def test_a_year_nobody_knows_yet_still_has_its_fixed_days():
    assert holiday(date(2031, 9, 2)) == "Quốc khánh"
    assert not is_announced(2031)


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 1, 1), -1)


def test_the_holidays_cite_a_text_we_list():
    assert document(FILE)["source"] in sources()
