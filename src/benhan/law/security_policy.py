"""What a facility may set about the safety of its accounts, sessions, logs and backups (law/security_policy.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "security_policy.yaml"


@dataclass(frozen=True, slots=True)
class PolicyRule:
    """One value and what the standard suggests.

    low, high  both allowed; 0 also when can_be_off, and means that the rule is switched off
    is_down    a smaller number is stricter
    by_level   the suggestion from which level on; {} when the standard names no number
    basis      how the suggestion was read; RECALLED ones are never shown as certain
    """

    key: str
    label: str
    unit: str
    group: str
    low: int
    high: int
    default: int
    can_be_off: bool
    is_down: bool
    effect: str
    by_level: Mapping[int, int]
    source: str
    clause: str
    basis: str

    def allows(self, value: int) -> bool:
        return self.low <= value <= self.high or (value == 0 and self.can_be_off)

    def suggested_at(self, level: int) -> int | None:
        """The standard's number for a level, None when it names none."""
        found = [one for one in self.by_level if one <= level]
        return self.by_level[max(found)] if found else None

    def is_below(self, value: int, level: int) -> bool:
        """Whether a value is weaker than the suggestion at a level."""
        wanted = self.suggested_at(level)
        return wanted is not None and self.stricter(value, wanted) != value

    def stricter(self, one: int, other: int) -> int:
        """The stricter of two values; 0 of a rule that can be off is the weakest."""
        if self.can_be_off and 0 in (one, other):
            return one or other
        return min(one, other) if self.is_down else max(one, other)


@cache
def policy_rules() -> Mapping[str, PolicyRule]:
    """Every rule by key, in the order of the page."""
    rows = cast("Mapping[str, Mapping[str, object]]", loading.document(FILE)["rules"])
    return {key: _rule(key, row) for key, row in rows.items()}


def _rule(key: str, row: Mapping[str, object]) -> PolicyRule:
    def number(name: str) -> int:
        return int(str(row[name]))

    suggested = cast("Mapping[str, object]", row["suggested"])
    by_level = cast("Mapping[str, object]", suggested["by_level"])
    rule = PolicyRule(
        key, str(row["label"]), str(row["unit"]), str(row["group"]), number("low"), number("high"),
        number("default"), row.get("can_be_off") is True, row["strict"] == "down", str(row["effect"]),
        {int(level): int(str(value)) for level, value in by_level.items()},
        str(suggested["source"]), str(suggested["clause"]), str(suggested["basis"]),
    )  # fmt: skip
    if not rule.allows(rule.default):
        raise loading.LawDataError(FILE, None, f"{key}: giá trị mặc định ngoài khoảng cho phép")
    return rule
