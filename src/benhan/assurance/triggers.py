"""Must the level be determined anew? What people recorded and what the software sees, since the last determination."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils import timezone

from benhan.assurance.counting import latest_count, latest_decision, serves_people, standings
from benhan.assurance.models import Incident, LevelDecision, Risk, System
from benhan.assurance.problems import TRIGGER_UNKNOWN
from benhan.audit.entry import Entry
from benhan.law import levels
from benhan.store.repository import Repository

RECORDED = "reassess"
"""Key of System.description under which recorded triggers stand, oldest first."""


@dataclass(frozen=True, slots=True)
class Due:
    """A reason to determine the level anew; by is "" when the software saw it."""

    key: str
    title: str
    what: str
    at: datetime | None
    by: str = ""


def due_reasons(system: System) -> tuple[Due, ...]:
    """Every trigger since the last determination; () when the level still stands. A few queries."""
    last = latest_decision(system)
    since = last.at if last else None
    return (*_recorded(system, since), *_seen(system, last))


def record_trigger(repository: Repository, system: System, *, key: str, note: str) -> None:
    """Note that something happened for which the level must be determined anew. Raises TRIGGER_UNKNOWN."""
    if key not in {one.key for one in levels.triggers()} or not note.strip():
        raise TRIGGER_UNKNOWN.at()
    row = {
        "key": key,
        "note": note.strip()[:500],
        "at": timezone.now().isoformat(),
        "name": repository.by.name,
    }
    system.description = system.description | {RECORDED: [*system.description.get(RECORDED, ()), row]}
    system.save(update_fields=["description"])
    repository.record(Entry("reassess-recorded", detail={"system": system.slug, "trigger": key}))


def _recorded(system: System, since: datetime | None) -> Iterator[Due]:
    titles = {one.key: one.title for one in levels.triggers()}
    for row in cast("list[Mapping[str, str]]", system.description.get(RECORDED, [])):
        at = datetime.fromisoformat(row["at"])
        if since is None or at > since:
            yield Due(row["key"], titles.get(row["key"], row["key"]), row["note"], at, row["name"])


def _seen(system: System, last: LevelDecision | None) -> Iterator[Due]:
    titles = {one.key: one.title for one in levels.triggers()}
    level = system.level or (last.level if last else None)
    count = latest_count(system)
    if count is not None and level is not None and serves_people(system):
        for one in standings(system.regime, count.facts):
            if one.is_crossed and one.threshold.level > level:
                seen = f"{one.seen:,}".replace(",", ".")
                yield Due("threshold", titles["threshold"], f"{one.threshold.title}: {seen} người", None)
    open_risks = Risk.objects.filter(facility=system.facility, system=system, closed_on__isnull=True)
    for risk in open_risks.order_by("code"):
        asked = int(risk.harm) if risk.harm.isdigit() else 0
        if level is not None and asked > level:
            yield Due(
                "risk", titles["risk"], f"{risk.code} {risk.threat}: mức tổn hại của cấp độ {asked}", None
            )
    incidents = Incident.objects.filter(facility=system.facility, system=system, is_serious=True)
    for incident in incidents.order_by("discovered_at"):
        if last is None or incident.discovered_at > last.at:
            yield Due(
                "incident", titles["incident"], f"{incident.code} {incident.title}", incident.discovered_at
            )
