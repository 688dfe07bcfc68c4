"""The numbers and names the regulation's texts are filled with: settings in force, thresholds of the level, bodies."""

from __future__ import annotations

from collections.abc import Mapping

from benhan.access.policy import policy_of
from benhan.dossier.papers.annexes.bodies import body, person, position
from benhan.dossier.papers.facts import FileFacts
from benhan.law.catalogues import catalogues
from benhan.law.gap import NEW
from benhan.law.security_policy import policy_rules

RHYTHMS_VI = {
    "year": "mỗi năm một lần",
    "6 months": "sáu tháng một lần",
    "quarter": "mỗi quý một lần",
    "month": "mỗi tháng một lần",
}
YEARLY = RHYTHMS_VI["year"]
_MONTHS = {1: RHYTHMS_VI["month"], 3: RHYTHMS_VI["quarter"], 6: RHYTHMS_VI["6 months"], 12: YEARLY}
RHYTHMS = (
    "data_permission_review", "network_diagram_update", "risk_reidentification",
    "rogue_device_detection", "user_device_patching", "vulnerability_scan",
)  # fmt: skip


def filled(facts: FileFacts) -> Mapping[str, str]:
    """Every name in braces but the articles' numbers."""
    settings = settings_of(facts)
    return {
        **{key: str(value) for key, value in settings.items()},
        **{key: _rhythm(key, facts.dossier.level) for key in RHYTHMS},
        "account_review": _months(settings["account_review_months"]),
        "log_review": _months(settings["log_review_months"]),
        "yearly": YEARLY, "review": YEARLY, "training": YEARLY,
        "system": facts.system.name, "facility": facts.facility.name, "level": str(facts.dossier.level),
        "owner": body(facts, "owner"), "owner_name": person(facts, "owner"),
        "owner_position": position(facts, "owner"),
        "operator": body(facts, "operator"), "operator_name": person(facts, "operator"),
        "security_unit": body(facts, "security_unit"),
    }  # fmt: skip


def settings_of(facts: FileFacts) -> Mapping[str, int]:
    """The facility's security policy; our defaults for a system that isn't this installation.

    A rule that is switched off (0) is printed with its default: the regulation orders it, and the probe that looks
    shows that it isn't kept.
    """
    defaults = {key: rule.default for key, rule in policy_rules().items()}
    in_force = policy_of(facts.system.facility).numbers if facts.system.is_here else {}
    return {key: in_force.get(key) or default for key, default in defaults.items()}


def _months(number: int) -> str:
    """A rhythm the policy counts in months."""
    return _MONTHS.get(number, f"{number} tháng một lần")


def _rhythm(key: str, level: int) -> str:
    """The standard's rhythm at the level; a year where it names none: a regulation needs one."""
    return RHYTHMS_VI.get(str(catalogues()[NEW].threshold(key, level)), YEARLY)
