"""From a browser session or a bearer token to an Actor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

from benhan.access.actor import Actor, Role, Scope, parse_scopes
from benhan.access.models import Account, Membership, Token
from benhan.access.policy import Policy, made, newest_values
from benhan.access.problems import NO_MEMBERSHIP, NOT_SIGNED_IN, OUTSIDE_HOURS

ACCOUNT, MEMBERSHIP, SECOND_FACTOR = "account", "membership", "second_factor"
SEEN, BEGAN, PASSWORD_MARK = "seen", "began", "password_mark"
CARING = frozenset({Role.DOCTOR, Role.DEPARTMENT_HEAD, Role.NURSE, Role.TECHNICIAN, Role.PHARMACIST})
TOKEN_LIFE = timedelta(hours=12)


def memberships(account: Account) -> list[Membership]:
    """Active posts, the facility's name in them."""
    today = timezone.localdate()
    rows = Membership.objects.select_related("facility").filter(account=account, valid_from__lte=today)
    return [row for row in rows.order_by("facility__name") if row.valid_to is None or row.valid_to >= today]


def begin(session: SessionBase, account: Account, membership: Membership, *, second_factor: bool) -> None:
    """Start an authenticated session on a fresh session key (no fixation)."""
    session.flush()
    session[ACCOUNT] = str(account.id)
    session[MEMBERSHIP] = membership.pk
    session[SECOND_FACTOR] = second_factor
    session[SEEN] = session[BEGAN] = timezone.now().timestamp()
    session[PASSWORD_MARK] = _password_mark(account)
    Account.objects.filter(pk=account.pk).update(last_login=timezone.now())


def revoke_tokens(account: Account) -> int:
    """End every bearer token of the account now; returns how many."""
    live = Token.objects.filter(membership__account=account, revoked_at__isnull=True)
    return live.update(revoked_at=timezone.now())


def _password_mark(account: Account) -> str:
    return hashlib.sha256(account.password.encode()).hexdigest()[:16]


def actor_of_session(session: SessionBase, *, idle_s: int, address: str = "") -> Actor:
    """Who this session is; raises NOT_SIGNED_IN, OUTSIDE_HOURS, NO_MEMBERSHIP. One query.

    idle_s  the server's own limit; the facility's policy may be stricter
    """
    if MEMBERSHIP not in session:
        raise NOT_SIGNED_IN.at()
    now = timezone.now()
    membership, policy = _membership(session[MEMBERSHIP])
    idle_s = policy.idle_s(_roles(membership.roles), idle_s)
    seen = float(session.get(SEEN, 0))
    lived = now.timestamp() - float(session.get(BEGAN, seen))
    if now.timestamp() - seen > idle_s or lived > policy.absolute_hours * 3600:
        raise NOT_SIGNED_IN.at()
    if now.timestamp() - float(session[SEEN]) > 30:  # one session write per half minute, not one per request
        session[SEEN] = now.timestamp()
    if not secrets.compare_digest(str(session.get(PASSWORD_MARK, "")), _password_mark(membership.account)):
        raise NOT_SIGNED_IN.at()
    key = hashlib.sha256((session.session_key or "").encode()).hexdigest()[:12]
    actor = _actor(membership, now, session=key, second_factor=bool(session[SECOND_FACTOR]), address=address)
    is_due = policy.password_is_due(membership.account, actor.roles, now)
    return replace(actor, idle_s=idle_s, must_change_password=actor.must_change_password or is_due)


def actor_of_account(
    account: str, facility: str, *, session: str, address: str, second_factor: bool
) -> Actor:
    """The person an earlier session was, for a job that finishes what they authorised then.

    Account and membership must still stand; the hours of work need not. Raises NOT_SIGNED_IN, NO_MEMBERSHIP.
    """
    found = Membership.objects.select_related("account").filter(account_id=account, facility=facility).first()
    if found is None or not found.account.is_active:
        raise NOT_SIGNED_IN.at()
    found.hours_from = found.hours_to = None
    return _actor(found, timezone.now(), session=session, second_factor=second_factor, address=address)


def _membership(pk: int) -> tuple[Membership, Policy]:
    """The post and its facility's policy, in one query."""
    rows = Membership.objects.select_related("account").annotate(policy=newest_values())
    found = rows.filter(pk=pk).first()
    if found is None or not found.account.is_active:
        raise NOT_SIGNED_IN.at()
    return found, made(found.policy)


def _actor(
    membership: Membership,
    now: datetime,
    *,
    session: str,
    second_factor: bool,
    address: str,
    scopes: tuple[Scope, ...] | None = None,
) -> Actor:
    local = timezone.localtime(now)
    if membership.valid_from > local.date() or (membership.valid_to and membership.valid_to < local.date()):
        raise NO_MEMBERSHIP.at()
    if not _within_hours(membership, local):
        raise OUTSIDE_HOURS.at()
    return Actor(
        account=str(membership.account_id),
        facility=membership.facility_id,
        name=membership.account.name,
        title=membership.title,
        practitioner=membership.practitioner,
        roles=_roles(membership.roles),
        departments=frozenset(membership.departments),
        purpose="TREAT" if CARING & _roles(membership.roles) else "HOPERAT",
        session=session,
        scopes=scopes,
        second_factor=second_factor,
        must_change_password=membership.account.must_change_password,
        address=address,
    )


def _roles(names: Iterable[str]) -> frozenset[Role]:
    known = {role.value for role in Role}
    return frozenset(Role(name) for name in names if name in known)


def _within_hours(membership: Membership, local: datetime) -> bool:
    start, end = membership.hours_from, membership.hours_to
    if start is None or end is None:
        return True
    clock = local.time()
    return start <= clock < end if start <= end else clock >= start or clock < end


def issue_token(membership: Membership, scopes: str, *, life: timedelta = TOKEN_LIFE) -> str:
    """A new bearer token's text, shown once; raises ValueError for an unknown scope."""
    parse_scopes(scopes)
    text = secrets.token_urlsafe(32)
    Token.objects.create(
        digest=_digest(text), membership=membership, scopes=scopes, expires_at=timezone.now() + life
    )
    return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def actor_of_token(text: str, *, address: str = "") -> Actor:
    """Who a bearer token is; raises NOT_SIGNED_IN when unknown, expired or revoked."""
    now = timezone.now()
    token = (
        Token.objects.select_related("membership", "membership__account")
        .filter(digest=_digest(text), expires_at__gt=now, revoked_at__isnull=True)
        .first()
    )
    if token is None or not token.membership.account.is_active:
        raise NOT_SIGNED_IN.at()
    return _actor(
        token.membership,
        now,
        session="token",
        second_factor=False,
        address=address,
        scopes=parse_scopes(token.scopes),
    )
