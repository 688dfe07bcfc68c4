"""How long does a session live? Real stored sessions are aged and asked for at the real door."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from benhan.access import sessions
from benhan.access.actor import Role
from benhan.access.models import Account, Membership, Token
from benhan.assurance import door
from benhan.assurance.probes.registry import Facts, Look, probe

NEVER = "không bao giờ"
PLACE = "/an-toan/"  # refused to the invented receptionist, which is as good a sign of life as a page
_MOST_IDLE_MINUTES = 24 * 60
_MOST_HOURS = 14 * 24


@probe("sessions")
def session_limits(look: Look) -> Facts:
    """Idle, absolute, after a lock, after a new password; and how the browser and tokens keep a person in."""
    account, post, password = door.canary(look.facility, Role.RECEPTION)
    idle = _longest(
        lambda minutes: _lives_aged(account, post, minutes * 60, all_marks=True), _MOST_IDLE_MINUTES
    )
    total = _longest(lambda hours: _lives_aged(account, post, hours * 3600, all_marks=False), _MOST_HOURS)
    return {
        "idle_minutes": NEVER if idle is None else idle,
        "absolute_hours": NEVER if total is None else total,
        "ends_on_password": _ends_after(account, post, lambda: account.set_password(f"{password}x")),
        "ends_on_lock": _ends_after(account, post, lambda: setattr(account, "is_active", False)),
        "cookie_is_lasting": not settings.SESSION_EXPIRE_AT_BROWSER_CLOSE,
        "longest_token_hours": _longest_token(look, post),
    }


def _longest(lives: Callable[[int], bool], most: int) -> int | None:
    """The greatest age at which the session still lives; None when it lives at the greatest tried."""
    if lives(most):
        return None
    low, high = 0, most
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if lives(middle) else (low, middle)
    return low


def _lives_aged(account: Account, post: Membership, seconds: int, *, all_marks: bool) -> bool:
    """Whether a session begun now lives when its marks of time are older; without all_marks it was used just now."""
    session = door.begin(account, post)
    for key, value in list(session.items()):
        if all_marks or key != sessions.SEEN:
            session[key] = _older(value, seconds)
    session.save()
    return _lives(session)


def _older(value: object, seconds: int) -> object:
    """A moment near now, as a timestamp or as text, so much older; anything else as it is."""
    now = timezone.now()
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(now.timestamp() - value) < 60:
        return value - seconds
    if isinstance(value, str) and (moment := _moment(value)) and abs((now - moment).total_seconds()) < 60:
        return (moment - timedelta(seconds=seconds)).isoformat()
    return value


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _lives(session: SessionBase) -> bool:
    answer = door.send("get", PLACE, session=session.session_key or "")
    return not answer.headers.get("Location", "").startswith(door.SIGN_IN) and answer.status_code != 401


def _ends_after(account: Account, post: Membership, change: Callable[[], None]) -> bool:
    """Whether a session that lives is closed by the change."""
    session = door.begin(account, post)
    lived = _lives(session)
    change()
    account.save()
    return lived and not _lives(session)


def _longest_token(look: Look, post: Membership) -> float:
    """Hours of the longest-lived token: one issued now as usual, and those that open this facility now."""
    sessions.issue_token(post, "user/Patient.r")
    rows = Token.objects.filter(
        membership__facility=look.facility, revoked_at__isnull=True, expires_at__gt=look.now
    )
    spans = [one.expires_at - one.created_at for one in rows]
    return round(max((one.total_seconds() / 3600 for one in spans), default=0.0), 1)
