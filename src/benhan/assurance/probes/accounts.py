"""Who can sign in, as the tables say it: owners, fields, defaults, dormant ones, privileged ones."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from math import floor

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from benhan.access import login
from benhan.access.actor import Role
from benhan.access.models import Account, Membership
from benhan.access.permissions import PERMISSIONS, SECOND_FACTOR_ROLES, Permission
from benhan.assurance import acts
from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.audit import reading

_DEFAULT_LOGINS = frozenset({
    "admin", "administrator", "root", "test", "guest", "user", "demo", "default", "postgres", "quantri",
})  # fmt: skip
_SHARED_WORDS = ("dùng chung", "khoa ", "phòng ", "trực ", "chung ", "kíp ")
_OWN_ROLES = "benhan_"  # the installation's own database roles, which no person signs in as
_AUDITED_GRANTS = ("create-account", "change-account", "import")
_NEVER_CHANGED_AFTER = timedelta(days=1)


@probe("account-list")
def account_list(look: Look) -> Facts:
    """Every account that opens this facility, and what is wrong with it."""
    today = timezone.localtime(look.now).date()
    posts = working(look.facility, today)
    approved = {
        shared
        for one in acts.standing(look.facility, None)
        if one.kind == "shared-account"
        for shared in one.people
    }
    idle = sorted((_idle_days(one, look.now), one.account.login) for one in posts)
    granted = _granted(look)
    return {
        "active": len(posts),
        "incomplete": [f"{one.account.login} ({lacks})" for one in posts if (lacks := _lacks(one))],
        "ownerless": [one.account.login for one in posts if not _has_owner(one.account)],
        "shared": [
            one.account.login
            for one in posts
            if _is_shared(one.account) and one.account.login not in approved
        ],
        "defaults": [one.account.login for one in posts if _is_default(one.account)],
        "longest_idle_days": idle[-1][0] if idle else 0,
        "dormant": [f"{name} ({days} ngày)" for days, name in reversed(idle[-5:])],
        "never_changed": [
            one.account.login
            for one in posts
            if one.account.must_change_password and one.account.created_at < look.now - _NEVER_CHANGED_AFTER
        ],
        "login_places": _login_places(),
        "unlockers": sum(Permission.MANAGE_ACCOUNTS in _permissions(one) for one in posts),
        "grants_unaudited": [one.account.login for one in posts if str(one.account_id) not in granted],
    }


def working(facility: str, today: date) -> list[Membership]:
    """Posts of today whose account signs in, the account in them. One query."""
    rows = Membership.objects.select_related("account").filter(
        facility_id=facility, account__is_active=True, valid_from__lte=today
    )
    return [one for one in rows.order_by("account__login") if one.valid_to is None or one.valid_to >= today]


def _lacks(post: Membership) -> str:
    """Kind (roles), name, post and department of whoever works in one."""
    lacking = [
        word
        for word, value in (
            ("họ tên", post.account.name.strip()), ("vai trò", post.roles), ("chức danh", post.title.strip()),
        )
        if not value
    ]  # fmt: skip
    return ", ".join(lacking)


def _has_owner(account: Account) -> bool:
    """A person's full name: two words at least, and not the login said again."""
    return len(account.name.split()) > 1 and account.name.strip().lower() != account.login


def _is_shared(account: Account) -> bool:
    return any(
        account.name.lower().startswith(word) or f" {word}" in account.name.lower() for word in _SHARED_WORDS
    )


def _is_default(account: Account) -> bool:
    """A login that products come with and every attacker tries first."""
    return account.login in _DEFAULT_LOGINS


def _idle_days(post: Membership, now: datetime) -> int:
    began = datetime.combine(post.valid_from, datetime.min.time(), tzinfo=timezone.get_current_timezone())
    used = post.account.last_login or max(post.account.created_at, began)
    return max(0, (now - used).days)


def _login_places() -> list[str]:
    """Where a login may come from: our table alone, or other ways and the database's own logins beside it."""
    others = [one for one in settings.AUTHENTICATION_BACKENDS if not one.endswith(".ModelBackend")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper AND NOT starts_with(rolname, %s) ORDER BY 1",
            [_OWN_ROLES],
        )
        others += [f"cơ sở dữ liệu: {row[0]}" for row in cursor.fetchall()]
    return ["một nơi", *others]


def _permissions(post: Membership) -> set[Permission]:
    known = {one.value for one in Role}
    return {each for role in post.roles if role in known for each in PERMISSIONS[Role(role)]}


def _granted(look: Look) -> set[str]:
    """Accounts whose making or change stands in the account of acts, also what an import or a fill says."""
    sought = reading.Sought(acts=_AUDITED_GRANTS, outcome="success")
    return {one.resource_id for one in reading.every(look.facility, sought, limit=5_000)}


def is_privileged(post: Membership) -> bool:
    """Runs accounts or policy, or may decide for the facility."""
    return bool(
        SECOND_FACTOR_ROLES & {Role(one) for one in post.roles if one in set(Role)}
        or {Permission.MANAGE_ACCOUNTS, Permission.SET_SECURITY_POLICY} & _permissions(post)
    )


def is_administrator(post: Membership) -> bool:
    return Permission.MANAGE_ACCOUNTS in _permissions(post)


@probe("second-factor")
def second_factor(look: Look) -> Facts:
    """Who is asked for a second factor, who set one up, and how privileged people entered in 30 days."""
    today = timezone.localtime(look.now).date()
    posts = working(look.facility, today)
    have = set(TOTPDevice.objects.filter(confirmed=True).values_list("user_id", flat=True))
    privileged = [one for one in posts if is_privileged(one)]
    covered = sum(one.account_id in have for one in posts)
    passwords = [
        (look.now - (one.account.password_changed_at or one.account.created_at)).days
        for one in posts
        if is_administrator(one)
    ]
    return {
        "privileged": len(privileged),
        "privileged_without": [
            one.account.login for one in privileged if not login.needs_second_factor(one.account)
        ],
        "covered_percent": floor(100 * covered / len(posts)) if posts else 0,
        "entered_without": _entered_without(look, privileged),
        "oldest_admin_password_days": max(passwords, default=0),
    }


def _entered_without(look: Look, posts: list[Membership]) -> int:
    """Sign-ins of these people that say they passed no second factor."""
    sought = reading.Sought(
        accounts=tuple(str(one.account_id) for one in posts), acts=("login",), outcome="success",
        since=look.now - timedelta(days=30),
    )  # fmt: skip
    lines = reading.every(look.facility, sought, limit=2_000)
    return sum(one.detail.get("second_factor") is False for one in lines)
