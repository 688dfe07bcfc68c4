"""Which clock do hospitals here keep, and how is a moment of it written?"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def local(moment: datetime) -> datetime:
    """The same instant on a Vietnamese clock; a naive datetime is refused."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(VIETNAM)


def full_moment(moment: datetime) -> str:
    """07:31 02/03/2026."""
    return f"{local(moment):%H:%M %d/%m/%Y}"
