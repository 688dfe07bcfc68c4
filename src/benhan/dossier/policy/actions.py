"""Set the policy: one appended row, one audit entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import connection

from benhan.access.actor import Role
from benhan.access.models import SecurityPolicy
from benhan.access.permissions import Permission, demand
from benhan.access.policy import Policy, policy_of
from benhan.access.problems import POLICY_MOVED, POLICY_REASON_NEEDED
from benhan.assurance.models import System
from benhan.audit.entry import Entry
from benhan.law.security_policy import policy_rules
from benhan.store.repository import Repository

LEAST_REASON = 10


def level_of(facility: str) -> int:
    """The level whose suggestions hold: the highest of the facility's systems that run here; 2 while none says."""
    rows = System.objects.filter(facility=facility, retired_at__isnull=True, is_here=True)
    return max((one or 0 for one in rows.values_list("level", flat=True)), default=0) or 2


def set_policy(
    *,
    repository: Repository,
    numbers: Mapping[str, int],
    roles: Iterable[Role],
    reason: str,
    seen: int | None = None,
) -> Policy:
    """Append the facility's new policy; it holds from the next request on.

    numbers  every key of law/security_policy.yaml
    roles    who also signs in with a second factor, beside those who always do
    reason   at least 10 characters when a value becomes weaker than the standard suggests, or a role is freed
    seen     number of the row the person had before them, 0 for none: another one now is a stale page
    Raises   NOT_PERMITTED, POLICY_OUT_OF_RANGE, POLICY_REASON_NEEDED, POLICY_MOVED
    """
    by = repository.by
    demand(by, Permission.SET_SECURITY_POLICY)
    with connection.cursor() as cursor:  # two officers at once: the second finds the first one's row
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('security-policy'), hashtext(%s))", [by.facility]
        )
    if seen is not None and seen != newest_row(by.facility):
        raise POLICY_MOVED.at("ly_do")
    before = policy_of(by.facility)
    wanted = Policy(**dict(numbers), second_factor_roles=before.always_asked | frozenset(roles))
    if wanted == before:
        return before
    reason = reason.strip()
    weaker = newly_below(before, wanted, level_of(by.facility))
    if (weaker or before.second_factor_roles - wanted.second_factor_roles) and len(reason) < LEAST_REASON:
        raise POLICY_REASON_NEEDED.at("ly_do")
    SecurityPolicy.objects.create(
        facility=by.facility,
        values=wanted.as_json,
        reason=reason[:1_000],
        set_by=by.account,
        set_by_name=by.name[:120],
    )
    changed = {
        key: [before.numbers[key], value]
        for key, value in wanted.numbers.items()
        if before.numbers[key] != value
    }
    repository.record(Entry("set-security-policy", detail={"changed": changed}))
    return wanted


def newest_row(facility: str) -> int:
    """The number of the row in force, 0 while there is none."""
    rows = SecurityPolicy.objects.filter(facility=facility).order_by("-id")
    return rows.values_list("id", flat=True).first() or 0


def newly_below(before: Policy, wanted: Policy, level: int) -> list[str]:
    """Keys whose value changes to one weaker than suggested."""
    return [
        key
        for key, rule in policy_rules().items()
        if wanted.numbers[key] != before.numbers[key] and rule.is_below(wanted.numbers[key], level)
    ]
