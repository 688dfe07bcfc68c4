"""Ask probes and keep what they saw as evidence."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from subprocess import SubprocessError
from time import monotonic
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.assurance.models import Asset, ProbeRun, System
from benhan.assurance.probes.registry import CannotLookError, Facts, Look, functions
from benhan.fhir.problems import ProblemError
from benhan.law.probes import ProbeRule, probe_rules
from benhan.store.repository import Repository

log = logging.getLogger("benhan.assurance")
_BY_ASSET = {"host": "host", "endpoint": "endpoint"}
AHEAD = timedelta(minutes=10)  # how far another clock may be ahead of ours
# A look costs at most this share of the time: one that takes long comes round less often than its rhythm says.
_SHARE = 0.01
# A probe that breaks says so in its run and is logged; it never stops the others, nor the worker.
_BROKEN = (
    OSError, DatabaseError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RuntimeError,
    SubprocessError, ProblemError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Seen:
    """What a probe saw, before it is kept; facts {} and because says why when it could not look."""

    probe: str
    asset: Asset | None
    at: datetime
    took_ms: int
    facts: Facts
    because: str = ""

    @property
    def state(self) -> str:
        return "unable" if self.because else "observed"


def due(
    system: System, now: datetime, latest: Mapping[tuple[str, str], ProbeRun]
) -> Iterator[tuple[ProbeRule, Asset | None]]:
    """What the schedule asks now: never looked at, or longer ago than its rhythm and than the look itself is worth."""
    for rule, asset in askable(system):
        last = latest.get((rule.name, str(asset.pk) if asset else ""))
        if last is None or last.at + _pause(rule, last.took_ms) <= now:
            yield rule, asset


def _pause(rule: ProbeRule, took_ms: int) -> timedelta:
    """How long a probe rests after a look that took so long; a run is always renewed before it stops to stand."""
    costly = min(timedelta(milliseconds=took_ms / _SHARE), timedelta(hours=rule.valid_h / 2))
    return max(timedelta(hours=rule.every_h), costly)


def askable(system: System) -> Iterator[tuple[ProbeRule, Asset | None]]:
    """Every probe that can be asked from here about a system, with the asset it is asked about."""
    assets = list(Asset.objects.filter(facility=system.facility, system=system).exclude(state="retired"))
    for rule in probe_rules().values():
        if rule.scope in _BY_ASSET:
            mine = (one for one in assets if one.kind == _BY_ASSET[rule.scope])
            yield from ((rule, one) for one in mine if rule.scope == "endpoint" or one.is_here)
        elif rule.scope == "system" or system.is_here:
            yield rule, None


def look(system: System, repository: Repository, rule: ProbeRule, asset: Asset | None = None) -> Seen:
    """Ask one probe now. Whatever it tried in the database is rolled back; nothing is kept here."""
    at, began = timezone.now(), monotonic()
    facts: Facts = {}
    because = ""
    try:
        with transaction.atomic():
            # As the installation, whoever asks: what a person may not see is no smaller for it.
            with Repository(by=system_actor(repository.by.facility)) as door:
                facts = functions()[rule.name](Look(door, system, at, asset))
            transaction.set_rollback(True)
    except CannotLookError as error:
        because = str(error) or "không rõ vì sao"
    except _BROKEN as error:
        log.warning("probe %s could not look: %s", rule.name, type(error).__name__)
        because = f"phép kiểm tra không chạy được ({type(error).__name__})"
    return Seen(rule.name, asset, at, round((monotonic() - began) * 1000), facts, because)


def keep(system: System, seen: Seen, *, asked_by: str, source: str = "here", agent: str = "") -> ProbeRun:
    """Keep a look as evidence, with its hash and until when it stands.

    A look that could not see, for want of rights, does not displace what the host's own agent saw with them: while
    that report stands, it is returned and nothing is kept.
    """
    if (
        seen.because
        and source == "here"
        and seen.asset is not None
        and (told := _told_by_agent(system, seen))
    ):
        return told
    valid = timedelta(hours=probe_rules()[seen.probe].valid_h)
    return ProbeRun.objects.create(
        facility=system.facility, system=system, asset=seen.asset, probe=seen.probe, state=seen.state,
        facts=seen.facts, because=seen.because, at=seen.at, took_ms=seen.took_ms, expires_at=seen.at + valid,
        source=source, agent=agent, asked_by=asked_by[:120], sha256=run_hash(seen),
    )  # fmt: skip


def _told_by_agent(system: System, seen: Seen) -> ProbeRun | None:
    """The newest run of the probe on the asset, when a signed report observed it and it has not ended."""
    rows = ProbeRun.objects.filter(
        facility=system.facility, system=system, asset=seen.asset, probe=seen.probe
    )
    newest = rows.order_by("-at").first()
    if newest is None or newest.source != "agent" or newest.state != "observed":
        return None
    return newest if newest.expires_at > seen.at else None


def run_hash(seen: Seen) -> str:
    """SHA-256 of probe, asset, moment and what was seen, as canonical JSON."""
    content = [
        seen.probe,
        str(seen.asset.pk) if seen.asset else "",
        seen.at.isoformat(),
        seen.facts,
        seen.because,
    ]
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def latest_runs(system: System) -> dict[tuple[str, str], ProbeRun]:
    """The newest run of each probe and asset ("" without one). One query."""
    return latest_runs_of([system]).get(system.pk, {})


# One look into the index for each probe and asset: however many runs are kept, the newest are found as fast.
_NEWEST = """
SELECT run.* FROM assurance_system one CROSS JOIN unnest(%(bare)s::text[]) AS asked (probe) CROSS JOIN LATERAL (
    SELECT * FROM assurance_probe_run WHERE facility = one.facility AND system_id = one.id AND probe = asked.probe
    AND asset_id IS NULL AND at <= %(until)s ORDER BY asset_id, at DESC LIMIT 1) AS run
WHERE one.id = ANY(%(systems)s)
UNION ALL
SELECT run.* FROM assurance_asset one
JOIN unnest(%(kinds)s::text[], %(names)s::text[]) AS asked (kind, probe) ON asked.kind = one.kind CROSS JOIN LATERAL (
    SELECT * FROM assurance_probe_run WHERE facility = one.facility AND system_id = one.system_id
    AND probe = asked.probe AND asset_id = one.id AND at <= %(until)s ORDER BY at DESC LIMIT 1) AS run
WHERE one.system_id = ANY(%(systems)s)
"""


def latest_runs_of(systems: Iterable[System]) -> dict[UUID, dict[tuple[str, str], ProbeRun]]:
    """The newest runs of each system by its key. One query.

    What a clock gone wrong dated ahead of now is left out: it would hide whatever is seen after it.
    """
    rules = probe_rules().values()
    of_assets = [(_BY_ASSET[one.scope], one.name) for one in rules if one.scope in _BY_ASSET]
    rows = ProbeRun.objects.raw(_NEWEST, {
        "systems": [one.pk for one in systems], "until": timezone.now() + AHEAD,
        "bare": [one.name for one in rules if one.scope not in _BY_ASSET],
        "kinds": [kind for kind, _ in of_assets], "names": [name for _, name in of_assets],
    })  # fmt: skip
    found: dict[UUID, dict[tuple[str, str], ProbeRun]] = {}
    for one in rows:
        found.setdefault(one.system_id, {})[(one.probe, str(one.asset_id or ""))] = one
    return found
