"""Accounts nobody signs in with are locked until a person unlocks them (a duty of the worker)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from benhan.access.actor import Role, system_actor
from benhan.access.models import Account, Membership
from benhan.access.policy import newest_values, standing
from benhan.access.sessions import revoke_tokens
from benhan.audit.boundary import record_entry
from benhan.audit.entry import Entry


def lock_dormant(now: datetime | None = None) -> int:
    """Lock every account without a sign-in for longer than its strictest policy allows; returns how many.

    Dormancy counts from the last of: sign-in, creation, a person's unlocking.
    Writes  the account, an entry in the account of acts of each facility it belongs to
    """
    now = now or timezone.now()
    posts = Membership.objects.select_related("account").filter(account__is_active=True)
    by_account: dict[Account, list[Membership]] = {}
    for post in posts.annotate(policy=newest_values()).order_by("pk"):
        by_account.setdefault(post.account, []).append(post)
    keepers = _keepers(by_account, timezone.localdate(now))
    locked = 0
    for account, mine in by_account.items():
        if account in keepers:
            continue
        days = standing((post.roles, post.policy) for post in mine).policy.dormant_days  # type: ignore[attr-defined]
        if days and now - _last_sign_of_life(account) > timedelta(days=days):
            locked += _lock(account, {post.facility_id for post in mine})
    return locked


def _keepers(by_account: dict[Account, list[Membership]], today: date) -> set[Account]:
    """Of each facility the serving security officer who signed in last: somebody must be left to unlock the others."""
    newest: dict[str, Account] = {}
    for account, mine in by_account.items():
        for post in mine:
            is_serving = post.valid_from <= today and (post.valid_to is None or post.valid_to >= today)
            if Role.SECURITY.value not in post.roles or not is_serving:
                continue
            other = newest.get(post.facility_id)
            if other is None or _last_sign_of_life(other) < _last_sign_of_life(account):
                newest[post.facility_id] = account
    return set(newest.values())


def _last_sign_of_life(account: Account) -> datetime:
    moments = (account.last_login, account.created_at, account.woken_at)
    return max(one for one in moments if one is not None)


def _lock(account: Account, facilities: set[str]) -> int:
    with transaction.atomic():
        changed = Account.objects.filter(pk=account.pk, is_active=True, last_login=account.last_login).update(
            is_active=False
        )
        if changed:
            revoke_tokens(account)
            for facility in sorted(facilities):
                detail = {"why": "dormant"}
                entry = Entry(
                    "lock-account", resource_type="Account", resource_id=str(account.pk), detail=detail
                )
                record_entry(system_actor(facility), entry)
    return changed
