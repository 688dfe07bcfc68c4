"""How each probe of a system stands: its last run, what that says to each requirement, and when it is due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from benhan.assurance.expecting import Met, compare, said
from benhan.assurance.models import Assessment, Asset, ProbeRun, System
from benhan.assurance.running import latest_runs
from benhan.law.catalogues import Requirement, catalogues
from benhan.law.probes import ProbeRule, probe_rules

# Which state of a requirement decides the colour of the whole line: the worst first.
STATES = ("failed", "unable", "expired", "absent", "passed", "seen")


@dataclass(frozen=True, slots=True)
class Says:
    """What a run says to one requirement of an assessment: passed, failed or unable."""

    assessment: Assessment
    requirement: Requirement
    state: str
    met: tuple[Met, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """A probe, the asset it looks at, its newest run."""

    rule: ProbeRule
    asset: Asset | None
    run: ProbeRun | None
    says: tuple[Says, ...]
    now: datetime

    @property
    def state(self) -> str:
        """failed, unable, expired, absent, passed, or seen: nothing is asked of it at this level."""
        if self.run is None:
            return "absent"
        if self.run.state != "observed":
            return "unable"
        states = {one.state for one in self.says}
        if "failed" in states:
            return "failed"
        if self.run.expires_at <= self.now:
            return "expired"
        return "unable" if "unable" in states else "passed" if states else "seen"

    @property
    def can_ask(self) -> bool:
        """Whether it can be looked at from here; another host sends a report instead."""
        return self.rule.scope != "host" or (self.asset is not None and self.asset.is_here)

    @property
    def due_at(self) -> datetime | None:
        return self.run.at + timedelta(hours=self.rule.every_h) if self.run else None

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Label and value of each fact of the newest run, in the law's order."""
        return facts_in_words(self.rule, self.run)


def facts_in_words(rule: ProbeRule, run: ProbeRun | None) -> tuple[tuple[str, str], ...]:
    seen = run.facts if run is not None else {}
    return tuple(
        (label, "không quan sát được" if seen[key] is None else said(seen[key]) or "không có")
        for key, label in rule.facts.items()
        if key in seen
    )


def standings(system: System, now: datetime) -> tuple[Standing, ...]:
    """Every probe that speaks to the system, also those of hosts elsewhere. Three queries."""
    runs = latest_runs(system)
    assessments = list(Assessment.objects.filter(facility=system.facility, system=system))
    rows = Asset.objects.filter(facility=system.facility, system=system, kind__in=["host", "endpoint"])
    assets = list(rows.exclude(state__in=["retired", "discovered"]).order_by("-is_here", "name"))
    made = []
    for rule in probe_rules().values():
        for asset in _assets_of(rule, system, assets):
            run = runs.get((rule.name, str(asset.pk) if asset else ""))
            made.append(Standing(rule, asset, run, _says(rule, run, assessments), now))
    return tuple(made)


def _assets_of(rule: ProbeRule, system: System, assets: Sequence[Asset]) -> Sequence[Asset | None]:
    if rule.scope in ("host", "endpoint"):
        return [one for one in assets if one.kind == rule.scope]
    return [None] if rule.scope != "installation" or system.is_here else []


def _says(rule: ProbeRule, run: ProbeRun | None, assessments: Sequence[Assessment]) -> tuple[Says, ...]:
    facts: Mapping[str, object] = run.facts if run is not None and run.state == "observed" else {}
    found = []
    for assessment in assessments:
        catalogue = catalogues()[assessment.catalogue]
        for binding in rule.bindings:
            if binding.catalogue != assessment.catalogue:
                continue
            requirement = catalogue.requirement(binding.requirement)
            met = compare(rule, binding, facts, assessment.level)
            if requirement.holds_at(assessment.level) and met:
                found.append(Says(assessment, requirement, _state(met), met))
    return tuple(found)


def _state(met: Sequence[Met]) -> str:
    if any(one.is_met is False for one in met):
        return "failed"
    return "unable" if any(one.is_met is None for one in met) else "passed"
