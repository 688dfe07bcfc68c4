"""Dates and times as people here type them: 0203, 2/3, 020326, 02/03/2026, 2026-03-02, 7h30, 07:30
02/03/2026."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from benhan.forms.answers import PartialDate
from benhan.law.vietnam_time import VIETNAM

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{2}|\d{4})?")
_MONTH = re.compile(r"(\d{1,2})[/\-](\d{4})")
_YEAR = re.compile(r"\d{4}")
_CLOCK = re.compile(r"(\d{1,2})[:hg](\d{2})?(?::\d{2})?")
_CLOCK_RUN = re.compile(r"(\d{2})(\d{2})")
_CLOCK_WORDS = re.compile(r"(\d{1,2})\s*giờ(?:\s*(\d{1,2})\s*(?:phút)?)?")


def day_of(value: object) -> date | None:
    """The day of a date or moment (Vietnam's zone); a partial date counts from its first day."""
    if isinstance(value, datetime):
        return value.astimezone(VIETNAM).date()
    if isinstance(value, date):
        return value
    if isinstance(value, PartialDate):
        return date(value.year, value.month or 1, 1)
    return None


def read_date(text: str, today: date) -> date | None:
    """A whole date, None when it is none. Day comes first; a missing year is this year.

    Two digits of year lie at most ten years ahead of today, else in the past century.
    """
    if whole := _ISO.fullmatch(text):
        return _day(int(whole[1]), int(whole[2]), int(whole[3]))
    found = _PARTS.fullmatch(text) or _RUN.fullmatch(text)
    if not found:
        return None
    return _day(_year(found[3], today), int(found[2]), int(found[1]))


def read_partial_date(text: str, today: date) -> date | PartialDate | None:
    """A whole date, or 3/1958, or 1958; four digits are a year here, never day and month."""
    if _YEAR.fullmatch(text) and 1850 <= int(text) <= today.year:
        return PartialDate(int(text))
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[1]) <= 12:
        return PartialDate(int(found[2]), int(found[1]))
    return read_date(text, today)


def read_time(text: str) -> time | None:
    """A time of the 24-hour day: 7:30, 0730, 7h30, 7h, 7 giờ 30."""
    found = _CLOCK.fullmatch(text) or _CLOCK_RUN.fullmatch(text) or _CLOCK_WORDS.fullmatch(text)
    if not found:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def read_datetime(text: str, today: date) -> datetime | None:
    """A time and a date in either order, or the browser's 2026-03-02T07:30; in Vietnam's zone.

    A time alone is today; a date alone is not enough.
    """
    try:
        given = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return None
    if given is not None:
        return given if given.tzinfo else given.replace(tzinfo=VIETNAM)
    clock = read_time(text)
    if clock is not None:
        return datetime.combine(today, clock, VIETNAM)
    words = text.replace(",", " ").replace("ngày", " ").split()
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]), " ".join(words[cut:])
        for clock_text, day_text in ((left, right), (right, left)):
            clock, day = read_time(clock_text), read_date(day_text, today)
            if clock is not None and day is not None:
                return datetime.combine(day, clock, VIETNAM)
    return None


def show_date(value: date | PartialDate) -> str:
    """02/03/2026, or 03/1958, or 1958."""
    if isinstance(value, PartialDate):
        return str(value.year) if value.month is None else f"{value.month:02d}/{value.year}"
    return value.strftime("%d/%m/%Y")


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(text: str | None, today: date) -> int:
    if not text:
        return today.year
    if len(text) == 4:
        return int(text)
    year = today.year // 100 * 100 + int(text)
    return year if year <= today.year + 10 else year - 100
