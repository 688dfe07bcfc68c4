"""Which days are worked in Vietnam, and when does a limit of n working days end? Data in law/holidays.yaml.

The first day counted is the day after receipt. Saturday and Sunday are rest days but for announced swaps; a holiday
that falls on one is made up on the next working day (Bộ luật Lao động, Điều 111 khoản 3). A year without data knows
its fixed days only: limits there end too early, never too late.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "holidays.yaml"
TET, ANCESTORS, NATIONAL_DAY = "Tết Nguyên đán", "Giỗ Tổ Hùng Vương", "Quốc khánh"
_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Year:
    """The calendar of a year: days off by name, Saturdays worked, and whether the State has announced it."""

    off: Mapping[date, str]
    worked: frozenset[date]
    is_announced: bool
    basis: str


@cache
def year(number: int) -> Year:
    fixed = cast("Sequence[Mapping[str, object]]", loading.document(FILE)["fixed"])
    off = {date(number, int(str(one["month"])), int(str(one["day"]))): str(one["name"]) for one in fixed}
    data = cast("Mapping[str, Mapping[str, object]]", loading.document(FILE)["years"]).get(str(number))
    if data is None:
        return Year(_made_up(off, frozenset()), frozenset(), False, "RECALLED")
    worked = frozenset(cast("Sequence[date]", data["worked"]))
    off |= dict.fromkeys(cast("Sequence[date]", data["new_year"]), TET)
    off[cast(date, data["ancestors"])] = ANCESTORS
    off[cast(date, data["second_national_day"])] = NATIONAL_DAY
    off = dict(_made_up(off, worked))
    off |= dict.fromkeys(cast("Sequence[date]", data["swapped"]), "Ngày nghỉ hoán đổi")
    return Year(off, worked, bool(data["announced"]), str(data["basis"]))


def _made_up(off: Mapping[date, str], worked: frozenset[date]) -> Mapping[date, str]:
    """The days off with a made-up day for each that falls on a rest day."""
    made = dict(off)
    for day in sorted(off):
        if day.weekday() < _SATURDAY or day in worked:
            continue
        instead = day + _DAY
        while instead.weekday() >= _SATURDAY or instead in made:
            instead += _DAY
        made[instead] = f"Nghỉ bù {off[day]}"
    return made


def holiday(day: date) -> str:
    """The name of the holiday, "" on any other day."""
    return year(day.year).off.get(day, "")


def is_working_day(day: date) -> bool:
    calendar = year(day.year)
    return day in calendar.worked or (day.weekday() < _SATURDAY and day not in calendar.off)


def add_working_days(day: date, count: int) -> date:
    """The last day of a limit of count working days; received on `day`, the first counted is the next working day.

    0 gives the day itself, worked or not. Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("a limit has no negative days")
    at = day
    for _ in range(count):
        at += _DAY
        while not is_working_day(at):
            at += _DAY
    return at


def working_days_between(start: date, end: date) -> int:
    """Working days after start up to and with end; negative when end lies before start."""
    if end < start:
        return -working_days_between(end, start)
    return sum(is_working_day(start + _DAY * step) for step in range(1, (end - start).days + 1))


def holidays_between(start: date, end: date) -> tuple[str, ...]:
    """Names of the holidays after start up to and with end, each once: why a limit is longer than it looks."""
    days = (start + _DAY * step for step in range(1, (end - start).days + 1))
    return tuple(dict.fromkeys(name for name in map(holiday, days) if name))


def is_announced(number: int) -> bool:
    """Whether the State has announced that year's days off; else a limit in it may still move."""
    return year(number).is_announced
