"""Which stretch of time does a date of FHIR mean? Partial dates are as wide as what they leave out.

Every range is half-open, [low, high), in UTC. A date or time without a zone is Vietnam's: UTC+7, no daylight
saving. Source: R4 search.html#date, datatypes.html#dateTime.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
# Open ends of periods. Both lie within what Python and PostgreSQL can hold.
EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
LATEST = datetime(9999, 12, 31, tzinfo=UTC)

_FORM = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)


class DateRange(NamedTuple):
    """[low, high) in UTC."""

    low: datetime
    high: datetime


def date_range(text: str) -> DateRange | None:
    """The range a FHIR date, dateTime or instant means; None if the text is none, or there is no such day."""
    match = _FORM.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        if month is None:
            return _calendar(datetime(int(year), 1, 1, tzinfo=VIETNAM), years=1)
        if day is None:
            return _calendar(datetime(int(year), int(month), 1, tzinfo=VIETNAM), months=1)
        start = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=_zone(zone)
        )
    except ValueError:
        return None
    if hour is None:
        return _range(start, timedelta(days=1))
    if second is None:
        return _range(start, timedelta(minutes=1))
    if int(second) > 60:
        return None
    # A leap second is counted as the last ordinary one: datetime cannot hold it.
    start += timedelta(seconds=min(int(second), 59))
    if fraction is None:
        return _range(start, timedelta(seconds=1))
    digits = fraction[1:7]
    step = timedelta(microseconds=10 ** (6 - len(digits)))
    return _range(start + timedelta(microseconds=int(digits.ljust(6, "0"))), step)


def _zone(text: str | None) -> timezone:
    if text is None:
        return VIETNAM
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 14 or minutes > 59:
        raise ValueError("no such zone")
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if text[0] == "-" else offset)


def _calendar(start: datetime, *, years: int = 0, months: int = 0) -> DateRange:
    ordinal = start.year * 12 + start.month - 1 + years * 12 + months
    if ordinal // 12 > 9999:
        return DateRange(_utc(start), LATEST)
    return DateRange(_utc(start), _utc(start.replace(year=ordinal // 12, month=ordinal % 12 + 1)))


def _range(start: datetime, width: timedelta) -> DateRange:
    low = _utc(start)
    return DateRange(low, LATEST if low > LATEST - width else low + width)


def _utc(instant: datetime) -> datetime:
    try:
        return max(EARLIEST, min(LATEST, instant.astimezone(UTC)))
    except OverflowError:
        return EARLIEST if instant.year == 1 else LATEST
