"""Dates, ages, numbers and names as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.forms.numbers_vi import read_number
from benhan.ui import dates_vi, names_vi, numbers_vi

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # 10:00 in Việt Nam


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 3, 2, 0, 31, tzinfo=UTC), "07:31 hôm nay"),
        (datetime(2026, 3, 1, 17, 0, tzinfo=UTC), "00:00 hôm nay"),
        (datetime(2026, 3, 1, 15, 10, tzinfo=UTC), "hôm qua 22:10"),
        (datetime(2026, 3, 3, 1, 0, tzinfo=UTC), "ngày mai 08:00"),
        (datetime(2026, 2, 20, 1, 0, tzinfo=UTC), "08:00 20/02"),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), "23:00 31/12/2025"),
    ],
)
def test_a_moment_is_told_by_the_vietnamese_clock(moment: datetime, words: str) -> None:
    assert dates_vi.near_moment(moment, now=NOW) == words


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        dates_vi.full_moment(datetime(2026, 3, 2))  # noqa: DTZ001 - the naive value is the point


@pytest.mark.parametrize(
    ("birth", "words"),
    [
        (date(1984, 3, 2), "42 tuổi"),
        (date(1984, 3, 3), "41 tuổi"),
        (date(2020, 3, 3), "71 tháng"),
        (date(2020, 3, 2), "6 tuổi"),
        (date(2026, 2, 18), "12 ngày"),
        ("1962", "khoảng 64 tuổi"),
        ("1962-05", "khoảng 64 tuổi"),
        ("1984-03-02", "42 tuổi"),
        ("", "không rõ tuổi"),
        (date(2026, 3, 3), "chưa sinh"),
    ],
)
def test_age_is_told_in_days_months_or_years_as_the_paper_forms_do(birth: date | str, words: str) -> None:
    assert dates_vi.age(birth, today=date(2026, 3, 2)) == words


def test_partial_dates_stay_partial_and_papers_are_dated_in_words() -> None:
    assert [dates_vi.day(one) for one in ("1960", "1960-05", "1960-05-09")] == [
        "1960",
        "05/1960",
        "09/05/1960",
    ]
    assert dates_vi.words_of_day(date(2026, 3, 2)) == "ngày 02 tháng 3 năm 2026"


def test_overdue_is_said_with_the_largest_unit() -> None:
    assert dates_vi.due(NOW - timedelta(hours=3, minutes=50), now=NOW) == "quá 3 giờ"
    assert dates_vi.due(NOW + timedelta(minutes=25), now=NOW) == "còn 25 phút"


def test_numbers_have_a_decimal_comma_and_keep_their_digits() -> None:
    assert numbers_vi.number(Decimal("1234.50")) == "1.234,50"
    assert numbers_vi.money(1_250_000) == "1.250.000 đ"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
@settings(max_examples=40, derandomize=True, deadline=None)
def test_what_is_shown_can_be_typed_back(value: Decimal) -> None:
    assert read_number(numbers_vi.number(value)) == value


def test_initials_are_of_the_last_two_words_and_nobody_is_left_blank() -> None:
    assert names_vi.initials("Nguyễn Thị Thuỳ Dương") == "TD"
    assert names_vi.initials("") == "?"
    assert names_vi.capitals("") == "CHƯA RÕ TÊN"
    assert names_vi.capitals("Đỗ Văn Ưng") == "ĐỖ VĂN ƯNG"
