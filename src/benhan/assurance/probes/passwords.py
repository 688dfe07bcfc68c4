"""Which passwords are taken, and what happens to wrong ones? Tried with an invented person, through the real pages."""

from __future__ import annotations

import string
from collections.abc import Callable
from http import HTTPStatus
from secrets import choice

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from benhan.access import login, passwords, sessions
from benhan.access.actor import Role
from benhan.access.models import Account, Membership
from benhan.access.problems import LOCKED_OUT
from benhan.assurance import door
from benhan.assurance.probes.registry import CannotLookError, Facts, Look, probe
from benhan.fhir.problems import ProblemError

CHANGE = "/tai-khoan/mat-khau/"
_KINDS = (string.ascii_lowercase, string.ascii_uppercase, string.digits, "!#%+,-./:=?@_")
_LONGEST = 24  # a rule that wants more than this would lock people out
_CHANGES = (9, 4, 1)
_MOST_TRIES = 30
_MOST_CODES = 12
_SAMPLE = 500
NO_LOCK = "không khóa"


def _made(length: int, kinds: int = 4) -> str:
    """A fresh password of this length and of so many kinds of characters."""
    every = [choice(_KINDS[at % kinds]) for at in range(length)]
    return "".join(every)


class _Person:
    """The invented person at the page that changes a password."""

    def __init__(self, account: Account, post: Membership, password: str) -> None:
        self.account, self.post, self.password = account, post, password
        self.session: SessionBase = door.begin(account, post, second_factor=True)

    def change(self, new: str) -> bool:
        """Whether the page takes the new password."""
        sent = {"current": self.password, "new": new, "again": new}
        answer = door.send("post", CHANGE, sent, session=self.session.session_key or "")
        if answer.status_code not in (HTTPStatus.SEE_OTHER, HTTPStatus.FOUND):
            return False
        self.password = new
        self.account.refresh_from_db()
        self.session = door.begin(self.account, self.post, second_factor=True)
        return True


def _canary(look: Look) -> _Person:
    return _Person(*door.canary(look.facility, Role.RECEPTION))


@probe("password-rules")
def password_rules(look: Look) -> Facts:
    """Short, simple, old and telling passwords, tried one after the other."""
    given = _Person(*door.canary(look.facility, Role.RECEPTION, must_change_password=True))
    elsewhere = door.send("get", "/tai-khoan/", session=given.session.session_key or "")
    person, guarded = _canary(look), _canary(look)
    if not person.change(_made(_LONGEST)):
        raise CannotLookError("trang đổi mật khẩu không nhận cả một mật khẩu dài đủ bốn loại ký tự")
    TOTPDevice.objects.create(user=guarded.account, name="thử", confirmed=True)
    token = sessions.issue_token(person.post, "user/Patient.r")
    takes_login = person.change(f"{person.account.login}-{_made(8)}"[:60])
    ends_tokens = person.change(_made(_LONGEST)) and not _opens(token)
    return {
        "shortest": _shortest(_canary(look).change),
        "shortest_with_factor": _shortest(guarded.change),
        "classes": next((kinds for kinds in (1, 2, 3, 4) if person.change(_made(_LONGEST, kinds))), 4),
        "takes_own_login": takes_login,
        "remembered": _remembered(look),
        "makes_change_given": elsewhere.headers.get("Location", "") == CHANGE,
        "ends_tokens": ends_tokens,
        "schemes": _schemes(look.facility),
    }


def _shortest(takes: Callable[[str], bool]) -> int:
    """The shortest length that is taken, of every kind of character; halving, as a rule of length is one border."""
    low, high = 1, _LONGEST
    while low < high:
        middle = (low + high) // 2
        if takes(_made(middle)):
            high = middle
        else:
            low = middle + 1
    return low


def _remembered(look: Look) -> int:
    """How many of the latest passwords, the present one among them, may not come again; 0 when even the last may.

    The passwords between are put in place the way a change does, without the page: each costs one hash, not twelve.
    """
    for changes in _CHANGES:
        person = _canary(look)
        first = person.password
        for _ in range(changes):
            person.password = _made(_LONGEST)
            passwords.replace(person.account, person.password)
            person.account.save()
        person.session = door.begin(person.account, person.post, second_factor=True)
        if not person.change(first):
            return changes + 1
    return 0


def _opens(token: str) -> bool:
    try:
        sessions.actor_of_token(token)
    except ProblemError:
        return False
    return True


def _schemes(facility: str) -> list[str]:
    """How the stored passwords of this facility's people begin."""
    rows = Account.objects.filter(memberships__facility=facility, is_active=True).values_list(
        "password", flat=True
    )
    named = {one.partition("$")[0] or "không băm" for one in rows[:_SAMPLE] if not one.startswith("!")}
    return sorted(named)


@probe("lock-out")
def lock_out(look: Look) -> Facts:
    """Wrong passwords until the door closes, then the right one; wrong codes until they are no longer looked at."""
    account, _, password = door.canary(look.facility, Role.RECEPTION)
    tries, minutes = _until_locked(account)
    right = login.check_password(account.login, password)
    code_tries, reused = _codes(look)
    return {
        "tries": tries or NO_LOCK,
        "minutes": minutes,
        "right_refused": isinstance(right, ProblemError),
        "code_tries": code_tries or NO_LOCK,
        "code_reused": reused,
    }


def _until_locked(account: Account) -> tuple[int, int]:
    """(wrong passwords until locked, minutes locked); (0, 0) when it never locks."""
    for tries in range(1, _MOST_TRIES + 1):
        refused = login.check_password(account.login, _made(8))
        if isinstance(refused, ProblemError) and refused.problem is LOCKED_OUT:
            account.refresh_from_db()
            left = (account.locked_until - timezone.now()).total_seconds() if account.locked_until else 0
            return tries, round(left / 60)
    return 0, 0


def _codes(look: Look) -> tuple[int, bool]:
    """(wrong codes until even a right one is refused, whether a used code works again)."""
    account, _, _ = door.canary(look.facility, Role.RECEPTION)
    device = login.enrol(account)
    device.confirmed = True
    device.save()
    right = _code(device)
    used = login.check_code(account, right) is None and login.check_code(account, right) is None
    fresh, _, _ = door.canary(look.facility, Role.RECEPTION)
    other = login.enrol(fresh)
    other.confirmed = True
    other.save()
    near = {_code(other, drift) for drift in range(-2, 3)}
    wrong = next(text for text in (f"{number:06d}" for number in range(6)) if text not in near)
    for tries in range(1, _MOST_CODES + 1):
        login.check_code(fresh, wrong)
        other.refresh_from_db()
        if not other.verify_is_allowed()[0]:
            return tries, used
    return 0, used


def _code(device: TOTPDevice, drift: int = 0) -> str:
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, drift)
    totp.time = timezone.now().timestamp()
    return f"{totp.token():0{device.digits}d}"
