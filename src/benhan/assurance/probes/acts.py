"""What did people do, when, and for which release?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from math import floor

from django.utils import timezone

from benhan.access.actor import Role
from benhan.access.models import Account, Membership
from benhan.assurance import acts, release
from benhan.assurance.models import Act
from benhan.assurance.probes.registry import Fact, Facts, Look, probe
from benhan.audit import reading
from benhan.law.assurance_acts import act_rules
from benhan.law.probes import probe_rules

NEVER = "chưa lần nào"
YEAR = timedelta(days=366)
# Who is trained as what (TCVN 11930, 7.1.3.2.c): those who lead, those who run the system, those who use it.
GROUPS = {
    "người quản lý": frozenset({Role.DIRECTOR, Role.DEPARTMENT_HEAD, Role.PLANNING}),
    "người làm kỹ thuật": frozenset({Role.SECURITY}),
    "người dùng": frozenset({Role.DOCTOR, Role.NURSE, Role.TECHNICIAN, Role.PHARMACIST, Role.RECEPTION}),
}


@probe("acts-done")
def acts_done(look: Look) -> Facts:
    """Days since each kind of act, and whether what must precede the start of operation did."""
    today = timezone.localtime(look.now).date()
    done = acts.standing(look.facility, look.system)
    last = acts.newest(done)
    facts: Facts = {
        rule.fact: _age(last.get(rule.key), today)
        for rule in act_rules().values()
        if rule.fact in probe_rules()["acts-done"].facts
    }
    start = max((one.done_on for one in done if one.kind == "go-live"), default=None)
    for fact, kind in (
        ("hardened_before_start", "hardening"),
        ("scanned_before_start", "vulnerability-scan"),
        ("accepted_before_start", "acceptance-test"),
    ):
        facts[fact] = any(one.kind == kind and start is not None and one.done_on <= start for one in done)
    return facts


def _age(act: Act | None, today: date) -> Fact:
    return (today - act.done_on).days if act else NEVER


@probe("people-known")
def people_known(look: Look) -> Facts:
    """Training by person against the accounts that work, and what became of the accounts of leavers."""
    today = timezone.localtime(look.now).date()
    done = acts.standing(look.facility, None)
    posts = [one for one in _posts(look.facility) if _works(one, today)]
    trained = {
        login
        for one in done
        if one.kind == "awareness-training" and today - one.done_on <= YEAR
        for login in one.people
    }
    logins = {one.account.login for one in posts}
    with_trained = {
        name
        for name, roles in GROUPS.items()
        if any(one.account.login in trained and roles.intersection(one.roles) for one in posts)
    }
    left = _leavers(look.facility, done, today)
    lock_days = [days for login, day in left.items() for days in _days_until_lock(look, login, day)]
    return {
        "active": len(logins),
        "trained_percent": floor(100 * len(logins & trained) / len(logins)) if logins else 0,
        "untrained_groups": sorted(set(GROUPS) - with_trained),
        "leavers_in": sorted(_still_open(look.facility, left)),
        "longest_lock_days": max(lock_days, default=0),
    }


def _posts(facility: str) -> list[Membership]:
    return list(Membership.objects.filter(facility_id=facility).select_related("account"))


def _works(post: Membership, today: date) -> bool:
    return post.account.is_active and (post.valid_to is None or post.valid_to >= today)


def _leavers(facility: str, done: Sequence[Act], today: date) -> dict[str, date]:
    """Login by the day the person left: written down as an act, or the post's last day."""
    left = {
        one.account.login: one.valid_to for one in _posts(facility) if one.valid_to and one.valid_to < today
    }
    for one in reversed(done):
        if one.kind == "leaver":
            left |= dict.fromkeys(one.people, one.done_on)
    return left


def _still_open(facility: str, left: dict[str, date]) -> set[str]:
    """Leavers whose account still signs in and who got no post that began after they left."""
    rows = Membership.objects.filter(account__login__in=left, account__is_active=True).select_related(
        "account"
    )
    open_now: set[str] = set()
    back: set[str] = set()
    for one in rows:
        login = one.account.login
        is_later = one.facility_id != facility or one.valid_from > left[login]
        (back if is_later and one.valid_to is None else open_now).add(login)
    return open_now - back


def _days_until_lock(look: Look, login: str, left_on: date) -> list[int]:
    account = Account.objects.filter(login=login).first()
    if account is None:
        return []
    sought = reading.Sought(acts=("lock-account",), resource=f"Account/{account.pk}", outcome="success")
    found = [one.at for one in reading.page(look.facility, sought, size=20).lines]
    return [max(0, (_day(min(found)) - left_on).days)] if found else []


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


@probe("release-known")
def release_known(look: Look) -> Facts:
    """Whether a paper of each kind names the code that runs: the fingerprint of its source."""
    mark = release.fingerprint()
    named = {one.kind for one in acts.standing(look.facility, look.system) if mark in one.reference}
    return {
        "release": release.running(),
        "accepted": "acceptance-test" in named,
        "checked": "code-check" in named,
        "handed_over": "source-handover" in named,
        "change_noted": "change" in named,
        "self_tested": "self-test" in named,
    }
