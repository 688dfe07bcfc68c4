"""The numbers and names the regulation's texts are filled with: settings in force, thresholds of the level, bodies."""

from __future__ import annotations

from collections.abc import Mapping

from benhan.access import login, passwords
from benhan.dossier.papers.annexes.bodies import body, person, position
from benhan.dossier.papers.facts import FileFacts
from benhan.law.catalogues import catalogues
from benhan.law.gap import NEW

RHYTHMS_VI = {
    "year": "mỗi năm một lần",
    "6 months": "sáu tháng một lần",
    "quarter": "mỗi quý một lần",
    "month": "mỗi tháng một lần",
}
YEARLY = RHYTHMS_VI["year"]
RHYTHMS = (
    "account_review", "data_permission_review", "log_review", "network_diagram_update", "risk_reidentification",
    "rogue_device_detection", "user_device_patching", "vulnerability_scan",
)  # fmt: skip


def filled(facts: FileFacts) -> Mapping[str, str]:
    """Every name in braces but the articles' numbers."""
    return {
        **{key: str(value) for key, value in settings_of(facts).items()},
        **{key: _rhythm(key, facts.dossier.level) for key in RHYTHMS},
        "yearly": YEARLY, "review": YEARLY, "training": YEARLY,
        "system": facts.system.name, "facility": facts.facility.name, "level": str(facts.dossier.level),
        "owner": body(facts, "owner"), "owner_name": person(facts, "owner"),
        "owner_position": position(facts, "owner"),
        "operator": body(facts, "operator"), "operator_name": person(facts, "operator"),
        "security_unit": body(facts, "security_unit"),
    }  # fmt: skip


def settings_of(facts: FileFacts) -> Mapping[str, int]:
    """The security settings: those in force here, the standard's for a system that isn't this installation."""
    asked = {
        "lock_after": 5, "lock_minutes": 15, "idle_minutes": 15, "absolute_hours": 12, "min_length": 14,
        "min_length_with_second_factor": 8, "admin_password_days": 60, "password_history": 10,
        "dormant_days": 45, "log_months": 12, "backup_every_hours": 24, "drill_every_days": 90,
    }  # fmt: skip
    if not facts.system.is_here:
        return asked
    return asked | {
        "lock_after": login.ATTEMPTS_BEFORE_LOCK,
        "lock_minutes": int(login.LOCK_FOR.total_seconds() // 60),
        "min_length": passwords.MINIMUM_LENGTH,
        "min_length_with_second_factor": passwords.MINIMUM_LENGTH_WITH_SECOND_FACTOR,
    }


def _rhythm(key: str, level: int) -> str:
    """The standard's rhythm at the level; a year where it names none: a regulation needs one."""
    return RHYTHMS_VI.get(str(catalogues()[NEW].threshold(key, level)), YEARLY)
