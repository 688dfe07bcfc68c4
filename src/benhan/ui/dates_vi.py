"""How are dates, times and ages worded for people in Vietnam?

Every function is pure: "now" and "today" are given by the caller. Times are aware and shown in
Asia/Ho_Chi_Minh on the 24-hour clock; FHIR's partial dates stay partial.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from benhan.law.vietnam_time import VIETNAM, full_moment, local

__all__ = [
    "VIETNAM",
    "age",
    "day",
    "due",
    "duration",
    "full_moment",
    "local",
    "near_moment",
    "words_of_day",
]

_MONTHS_COUNTED_IN_MONTHS = 72  # children under six are recorded in months on the paper forms


def near_moment(moment: datetime, *, now: datetime) -> str:
    """07:31 hôm nay, hôm qua 22:10, ngày mai 08:00, 07:31 02/03 of this year, else the full date."""
    at, today = local(moment), local(now).date()
    days = (at.date() - today).days
    if days == 0:
        return f"{at:%H:%M} hôm nay"
    if days in (-1, 1):
        return f"{'hôm qua' if days < 0 else 'ngày mai'} {at:%H:%M}"
    return f"{at:%H:%M %d/%m}" if at.year == today.year else full_moment(moment)


def day(value: date | datetime | str) -> str:
    """02/03/2026; a FHIR date text may be partial: 03/2026 or 2026."""
    if isinstance(value, datetime):
        return f"{local(value):%d/%m/%Y}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "/".join(reversed(value[:10].split("-")))


def words_of_day(value: date) -> str:
    """ngày 02 tháng 03 năm 2026, as papers are dated (days and months 1 and 2 keep their zero)."""
    days = f"{value.day:02d}" if value.day < 10 else str(value.day)
    months = f"{value.month:02d}" if value.month < 3 else str(value.month)
    return f"ngày {days} tháng {months} năm {value.year}"


def duration(span: timedelta) -> str:
    """3 giờ, 25 phút, 2 ngày: the largest unit only, rounded down; under a minute is 'chưa đến 1 phút'."""
    minutes = int(abs(span).total_seconds()) // 60
    if minutes < 1:
        return "chưa đến 1 phút"
    for size, unit in ((1440, "ngày"), (60, "giờ"), (1, "phút")):
        if minutes >= size:
            return f"{minutes // size} {unit}"
    return ""


def due(moment: datetime, *, now: datetime) -> str:
    """còn 25 phút before the moment, quá 3 giờ after it."""
    span = moment - now
    return f"{'còn' if span > timedelta(0) else 'quá'} {duration(span)}"


def age(birth_date: date | str, *, today: date) -> str:
    """12 ngày, 17 tháng, 42 tuổi; khoảng 64 tuổi when only the year (or month) of birth is known.

    birth_date  a date, or FHIR text YYYY, YYYY-MM or YYYY-MM-DD; "" gives "không rõ tuổi"
    """
    if isinstance(birth_date, str):
        if not birth_date:
            return "không rõ tuổi"
        numbers = [int(piece) for piece in birth_date[:10].split("-")]
        if len(numbers) < 3:
            return f"khoảng {today.year - numbers[0]} tuổi"
        birth_date = date(*numbers)
    months = (today.year - birth_date.year) * 12 + today.month - birth_date.month
    months -= today.day < birth_date.day
    if months < 0:
        return "chưa sinh"
    if months < 1:
        return f"{(today - birth_date).days} ngày"
    return f"{months} tháng" if months < _MONTHS_COUNTED_IN_MONTHS else f"{months // 12} tuổi"
