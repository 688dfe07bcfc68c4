"""The security policy in force: of a facility, and of an account that may belong to several (then the strictest)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery

from benhan.access.actor import Role
from benhan.access.models import Account, Facility, Membership, SecurityPolicy
from benhan.access.permissions import SECOND_FACTOR_ROLES
from benhan.access.problems import POLICY_OUT_OF_RANGE
from benhan.law.security_policy import policy_rules

ROLES = "second_factor_roles"
# Whose sessions and passwords follow the stricter values for administrators.
ADMINISTRATORS = frozenset({Role.SECURITY})


def _default(key: str) -> int:
    return policy_rules()[key].default


@dataclass(frozen=True, slots=True)
class Policy:
    """Every value; names, units and limits stand in law/security_policy.yaml. 0: the rule is switched off."""

    lock_after: int
    lock_minutes: int
    dormant_days: int
    idle_minutes: int
    admin_idle_minutes: int
    absolute_hours: int
    min_length: int
    min_length_with_second_factor: int
    password_history: int
    admin_password_days: int
    log_months: int
    log_review_months: int
    account_review_months: int
    backup_every_hours: int
    drill_every_days: int
    second_factor_roles: frozenset[Role]

    def __post_init__(self) -> None:
        """Raises POLICY_OUT_OF_RANGE with the value's key as expression."""
        for rule in policy_rules().values():
            if not rule.allows(getattr(self, rule.key)):
                raise POLICY_OUT_OF_RANGE.at(rule.key, low=rule.low, high=rule.high, unit=rule.unit)

    @property
    def numbers(self) -> dict[str, int]:
        return {key: getattr(self, key) for key in policy_rules()}

    @property
    def always_asked(self) -> frozenset[Role]:
        """Roles that no facility can free from the second factor."""
        return SECOND_FACTOR_ROLES

    @property
    def as_json(self) -> dict[str, Any]:
        return self.numbers | {ROLES: sorted(self.second_factor_roles)}

    def idle_s(self, roles: Iterable[Role], cap_s: int) -> int:
        """How long a session of these roles lives without a touch; never longer than the server's own limit."""
        minutes = self.idle_minutes
        if ADMINISTRATORS.intersection(roles):
            minutes = min(minutes, self.admin_idle_minutes)
        return min(minutes * 60, cap_s)

    def password_is_due(self, account: Account, roles: Iterable[Role], now: datetime) -> bool:
        """Whether an administrator's password is older than the policy allows."""
        if not self.admin_password_days or not ADMINISTRATORS.intersection(roles):
            return False
        since = account.password_changed_at or account.created_at
        return now - since > timedelta(days=self.admin_password_days)


def made(values: Mapping[str, Any] | None) -> Policy:
    """The policy of a stored row; a value the row doesn't know, or that no longer fits, is the default."""
    found = dict(values or {})
    known = {role.value for role in Role}
    roles = {Role(one) for one in found.get(ROLES, ()) if one in known} | SECOND_FACTOR_ROLES
    numbers: dict[str, int] = {}
    for key, rule in policy_rules().items():
        value = found.get(key)
        numbers[key] = rule.default
        if isinstance(value, int) and not isinstance(value, bool) and rule.allows(value):
            numbers[key] = value
    return Policy(**numbers, second_factor_roles=frozenset(roles))


def policy_of(facility: str) -> Policy:
    """What holds in a facility now. One query."""
    row = SecurityPolicy.objects.filter(facility=facility).order_by("-id").values_list("values", flat=True)
    return made(row.first())


def newest_values() -> Subquery:
    """For a query of memberships: the newest values of each one's facility, without a query more."""
    rows = SecurityPolicy.objects.filter(facility=OuterRef("facility_id")).order_by("-id")
    return Subquery(rows.values("values")[:1])


@dataclass(frozen=True, slots=True)
class Standing:
    """An account's strictest policy and every role it has anywhere."""

    policy: Policy
    roles: frozenset[Role]

    @property
    def owes_second_factor(self) -> bool:
        return bool(self.policy.second_factor_roles & self.roles)


def standing_of(account: Account) -> Standing:
    """One query."""
    rows = (
        Membership.objects.filter(account=account)
        .annotate(policy=newest_values())
        .values_list("roles", "policy")
    )
    return standing(rows)


def standing(rows: Iterable[tuple[Iterable[str], Mapping[str, Any] | None]]) -> Standing:
    """From (roles, stored values) of each membership."""
    known = {role.value for role in Role}
    roles, policies = set(), []
    for names, values in rows:
        roles |= {Role(one) for one in names if one in known}
        policies.append(made(values))
    return Standing(strictest(policies), frozenset(roles))


def strictest(policies: Iterable[Policy]) -> Policy:
    """The stricter of each value; the default policy when there is none."""
    found = list(policies) or [made(None)]
    numbers = found[0].numbers
    for other in found[1:]:
        numbers = {
            key: rule.stricter(numbers[key], other.numbers[key]) for key, rule in policy_rules().items()
        }
    roles = frozenset().union(*(one.second_factor_roles for one in found))
    return Policy(**numbers, second_factor_roles=roles)


def installation_policy() -> Policy:
    """The strictest of every facility here: what the backups of the whole installation follow. One query.

    A facility that set none has the default policy: another one's looser values don't take it from it.
    """
    mine = SecurityPolicy.objects.filter(facility=OuterRef("code")).order_by("-id").values("values")[:1]
    return strictest(
        made(one) for one in Facility.objects.annotate(policy=Subquery(mine)).values_list("policy", flat=True)
    )
