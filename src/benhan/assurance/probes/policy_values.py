"""What the facility has set: values that can't be tried, and which of them are weaker than the standard suggests."""

from __future__ import annotations

from benhan.access.models import SecurityPolicy
from benhan.access.policy import Policy, made
from benhan.assurance.probes.registry import Facts, Look, probe
from benhan.law.security_policy import policy_rules

_GROUPS = {
    "Mật khẩu": "below_passwords",
    "Phiên làm việc": "below_sessions",
    "Đăng nhập": "below_sign_in",
    "Nhật ký và rà soát": "below_logs",
}


@probe("policy-values")
def policy_values(look: Look) -> Facts:
    """The policy in force of this facility against the suggestions at the system's level."""
    row = SecurityPolicy.objects.filter(facility=look.facility).order_by("-id").first()
    policy = made(row.values if row else None)
    facts: Facts = {fact: below(policy, group, look.system.level or 1) for group, fact in _GROUPS.items()}
    shown = [f"{rule.label}: {getattr(policy, key)} {rule.unit}" for key, rule in policy_rules().items()]
    return facts | {"set_by": row.set_by_name if row else "mặc định", "values": shown}


def below(policy: Policy, group: str, level: int) -> list[str]:
    """Labels of the group's values that are weaker than suggested, with both numbers."""
    found = []
    for key, rule in policy_rules().items():
        value = getattr(policy, key)
        if rule.group == group and rule.is_below(value, level):
            wanted = rule.suggested_at(level)
            found.append(f"{rule.label}: {value or 'tắt'} (gợi ý {wanted} {rule.unit})")
    return found
