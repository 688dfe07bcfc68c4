"""How is a day read that somebody typed into a search or a small form?"""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from benhan.forms.dates_vi import read_date

UNREADABLE = "Ghi ngày theo dạng 02/03/2026."


def day_of(text: str, name: str, errors: dict[str, str]) -> date | None:
    """The day, None when nothing was typed; what is no day is written into errors under the field's name."""
    bare = text.strip()
    day = read_date(bare, timezone.localdate()) if bare else None
    if bare and day is None:
        errors[name] = UNREADABLE
    return day
