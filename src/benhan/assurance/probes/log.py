"""Does the account of acts hear everything, keep everything, and stay closed to the curious?"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from secrets import token_urlsafe

from django.db.models import Min
from django.utils import timezone

from benhan.access import sessions
from benhan.access.actor import Role
from benhan.access.models import Account, Membership
from benhan.access.permissions import PERMISSIONS, Permission
from benhan.assurance import door
from benhan.assurance.probes.accounts import working
from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.audit import reading

_OFFICES = frozenset({Role.SECURITY, Role.DIRECTOR, Role.SYSTEM})
_SAMPLE = 300
_FHIR = "application/fhir+json"


@probe("acts-log")
def acts_log(look: Look) -> Facts:
    """What is written there now, and whether acts done on purpose leave their line."""
    oldest, newest = reading.ends(look.facility)
    unsealed = reading.oldest_unsealed(look.facility)
    kinds = reading.acts_since(look.facility, look.now - timedelta(days=1))
    began = Account.objects.filter(memberships__facility=look.facility).aggregate(at=Min("created_at"))["at"]
    account, post, password = door.canary(look.facility, Role.RECEPTION)
    recorded = [name for name, left in _tried(look, account, post, password) if left]
    today = timezone.localtime(look.now).date()
    readers = [
        (post.account.login, held)
        for post in working(look.facility, today)
        if (held := {Role(one) for one in post.roles if _may_read(one)})
    ]
    return {
        "kinds": sorted(kinds),
        "recorded": recorded,
        "missing": _missing(look.facility, str(account.pk)),
        "lost_days": max(0, ((oldest or look.now) - began).days) if began else 0,
        "erasable": reading.is_erasable(),
        "newest_min": _minutes(newest, look.now) if newest else "chưa có dòng nào",
        "unsealed_min": _minutes(unsealed, look.now) if unsealed else 0,
        "readers": len(readers),
        "strange_readers": sorted(login for login, held in readers if held - _OFFICES),
    }


def _may_read(role: str) -> bool:
    return role in {one.value for one in Role} and Permission.READ_AUDIT in PERMISSIONS[Role(role)]


def _minutes(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))


def _tried(look: Look, account: Account, post: Membership, password: str) -> Iterator[tuple[str, bool]]:
    """Acts of an invented person at the real door, each with whether its line stands in the account of acts."""
    here = str(account.pk)
    wrong = {"login": account.login, "password": "phep-thu-sai"}
    right = {"login": account.login, "password": password}
    key = door.begin(account, post).session_key or ""
    token = {"Authorization": f"Bearer {sessions.issue_token(post, 'user/*.cruds')}"}
    made = {"resourceType": "Patient", "name": [{"text": "Người thử"}]}
    fresh = f"Aa1!{token_urlsafe(20)}"
    changed = {"current": password, "new": fresh, "again": fresh}
    acts: tuple[tuple[str, Callable[[], object], tuple[str, ...], str], ...] = (
        ("đăng nhập sai", lambda: door.send("post", door.SIGN_IN, wrong), ("login",), "refused"),
        ("đăng nhập", lambda: door.send("post", door.SIGN_IN, right), ("login",), "success"),
        ("bị từ chối", lambda: door.send("get", "/quan-tri/", session=key), ("attempt",), "refused"),
        (
            "ghi dữ liệu",
            lambda: door.send(
                "post", "/fhir/Patient", json.dumps(made).encode(), content_type=_FHIR, headers=token
            ),
            ("create",),
            "success",
        ),
        (
            "đọc dữ liệu",
            lambda: door.send("get", "/fhir/Patient?_count=1", headers=token),
            ("search",),
            "success",
        ),
        (
            "đổi mật khẩu",
            lambda: door.send("post", "/tai-khoan/mat-khau/", changed, session=key),
            ("change-password",),
            "success",
        ),
    )
    for name, act, kinds, outcome in acts:
        act()
        sought = reading.Sought(accounts=(here,), acts=kinds, outcome=outcome)
        yield name, bool(reading.page(look.facility, sought, size=1).lines)


def _missing(facility: str, tried: str) -> list[str]:
    """Fields that lines of people's acts lack: who, what, with what end, and of what was tried just now from where."""
    lacking: dict[str, int] = {}
    for line in reading.every(facility, reading.Sought(), limit=_SAMPLE):
        values = {"tài khoản": line.account, "hành vi": line.act, "kết quả": line.outcome}
        if line.account not in ("system", "unknown"):
            values["họ tên"] = line.account_name
        if line.account == tried:
            values["địa chỉ nguồn"] = line.address
        for name, value in values.items():
            if not value:
                lacking[name] = lacking.get(name, 0) + 1
    return [f"{name} ({count} dòng)" for name, count in sorted(lacking.items())]
