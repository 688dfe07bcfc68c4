"""Keeping a determination: answers, counted facts, matched clauses and doubts, once and for ever."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.levels.determining import Answers, Determination
from benhan.assurance.models import LevelDecision, System
from benhan.assurance.problems import LEVEL_NOT_READY
from benhan.audit.entry import Entry
from benhan.store.repository import Repository


def keep_decision(
    repository: Repository,
    system: System,
    answers: Answers,
    facts: Mapping[str, object],
    found: Determination,
) -> LevelDecision:
    """Record the level; the system takes it on with its kinds.

    Raises  NOT_PERMITTED, LEVEL_NOT_READY (no level: state secrets, no system of its own, or too few answers)
    Writes  one row (append-only), the system's level and kinds, one audit entry
    """
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    if found.level is None:
        raise LEVEL_NOT_READY.at("kinds")
    made = LevelDecision.objects.create(
        facility=system.facility, system=system, regime=found.regime, answers=dict(answers),
        facts=dict(facts) | {"checked": [one.as_json() for one in found.checked], "warnings": list(found.warnings)},
        findings=[one.as_json() for one in found.findings], doubts=[one.as_json() for one in found.doubts],
        level=found.level, at=timezone.now(), account=by.account, name=by.name,
    )  # fmt: skip
    system.level, system.kinds = found.level, list(found.kinds)
    system.save(update_fields=["level", "kinds"])
    repository.record(
        Entry(
            "level-determined", detail={"system": system.slug, "regime": found.regime, "level": found.level}
        )
    )
    return made
