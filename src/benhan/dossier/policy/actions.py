"""Set the policy: one appended row, one audit entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benhan.access.actor import Role
from benhan.access.models import SecurityPolicy
from benhan.access.permissions import Permission, demand
from benhan.access.policy import Policy, policy_of
from benhan.access.problems import POLICY_REASON_NEEDED
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
    *, repository: Repository, numbers: Mapping[str, int], roles: Iterable[Role], reason: str
) -> Policy:
    """Append the facility's new policy; it holds from the next request on.

    numbers  every key of law/security_policy.yaml
    roles    who also signs in with a second factor, beside those who always do
    reason   at least 10 characters when a value becomes weaker than the standard suggests
    Raises   NOT_PERMITTED, POLICY_OUT_OF_RANGE, POLICY_REASON_NEEDED
    """
    by = repository.by
    demand(by, Permission.SET_SECURITY_POLICY)
    before = policy_of(by.facility)
    wanted = Policy(**dict(numbers), second_factor_roles=before.always_asked | frozenset(roles))
    if wanted == before:
        return before
    reason = reason.strip()
    if newly_below(before, wanted, level_of(by.facility)) and len(reason) < LEAST_REASON:
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


def newly_below(before: Policy, wanted: Policy, level: int) -> list[str]:
    """Keys whose value changes to one weaker than suggested."""
    return [
        key
        for key, rule in policy_rules().items()
        if wanted.numbers[key] != before.numbers[key] and rule.is_below(wanted.numbers[key], level)
    ]
