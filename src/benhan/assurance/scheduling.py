"""The schedule: ask what is due, judge anew, keep what changed and tell who is responsible.

Each look has a transaction of its own, so that a slow host holds up nobody's row and a broken probe costs only itself.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from time import monotonic
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from benhan.access.actor import Actor, system_actor
from benhan.access.models import Facility
from benhan.assurance import running
from benhan.assurance.judging import Judgement, judge_many
from benhan.assurance.judging import Verdict as Standing
from benhan.assurance.models import Assessment, Asset, System, Verdict
from benhan.assurance.telling import Fallen, tell
from benhan.audit.entry import Entry
from benhan.law.probes import ProbeRule
from benhan.store.repository import Repository

log = logging.getLogger("benhan.assurance")
BY_SCHEDULE = "lịch"
BUDGET_S = 5.0
Wanted = tuple[System, ProbeRule, Asset | None]


def run_due(budget_s: float = BUDGET_S) -> int:
    """A duty of the worker: probes that are due, in every facility, the rest next turn; returns how many were asked.

    budget_s  seconds after which no further probe is begun, so that signing and sealing never wait for them all
    """
    asked, ends = 0, monotonic() + budget_s
    for code in Facility.objects.order_by("code").values_list("code", flat=True):
        by = system_actor(code)
        with Repository(by=by) as repository:
            wanted = _due(repository)
        done = 0
        for system, rule, asset in wanted:
            if monotonic() >= ends:
                break
            _ask(by, system, rule, asset)
            done += 1
        if done:
            with Repository(by=by) as repository:
                repository.record(Entry("probes-run", detail={"count": done}))
                judge_anew(repository)
        asked += done
    return asked


def _due(repository: Repository) -> list[Wanted]:
    now, found = timezone.now(), []
    systems = list(System.objects.filter(facility=repository.by.facility, retired_at__isnull=True))
    latest = running.latest_runs_of(systems)
    for system in systems:
        found += [
            (system, rule, asset) for rule, asset in running.due(system, now, latest.get(system.pk, {}))
        ]
    return found


def _ask(by: Actor, system: System, rule: ProbeRule, asset: Asset | None) -> None:
    with Repository(by=by) as repository:
        running.keep(system, running.look(system, repository, rule, asset), asked_by=BY_SCHEDULE)


def run_system(repository: Repository, system: System, *, asked_by: str, everything: bool = False) -> int:
    """Ask what is due about a system (or everything) in this transaction, keep it, judge its assessments anew."""
    latest = running.latest_runs(system)
    asked = list(running.askable(system) if everything else running.due(system, timezone.now(), latest))
    return run_probes(repository, system, asked, asked_by=asked_by)


def run_probes(
    repository: Repository, system: System, asked: Sequence[tuple[ProbeRule, Asset | None]], *, asked_by: str
) -> int:
    """Ask these now in this transaction, keep what they saw, judge anew; returns how many."""
    for rule, asset in asked:
        running.keep(system, running.look(system, repository, rule, asset), asked_by=asked_by)
    if asked:
        repository.record(Entry("probes-run", detail={"system": system.slug, "count": len(asked)}))
    judge_anew(repository, system)
    return len(asked)


def judge_anew(repository: Repository, system: System | None = None) -> None:
    """Judge every assessment of the facility (or of one system) and keep what changed: evidence also just ends."""
    now = timezone.now()
    found = Assessment.objects.filter(facility=repository.by.facility, system__retired_at__isnull=True)
    found = found.select_related("system")
    assessments = list(found.filter(system=system) if system is not None else found)
    if assessments:
        _note_all(assessments, judge_many(assessments, now), now)


def note_changes(assessment: Assessment, judged: Sequence[Judgement], now: datetime) -> list[Judgement]:
    """Keep each verdict that differs from the last one kept; tell the responsible of what is no longer proved."""
    return _note_all([assessment], {assessment.pk: judged}, now)


def _note_all(
    assessments: Sequence[Assessment], judged: Mapping[UUID, Sequence[Judgement]], now: datetime
) -> list[Judgement]:
    rows = Verdict.objects.filter(assessment__in=assessments).order_by("assessment", "requirement", "-id")
    last = {
        (one.assessment_id, one.requirement): one.verdict
        for one in rows.distinct("assessment", "requirement")
    }
    changed = [
        (assessment, one)
        for assessment in assessments
        for one in judged[assessment.pk]
        if last.get((assessment.pk, one.requirement.id)) != one.verdict.value
    ]
    fallen = [
        Fallen(assessment, one)
        for assessment, one in changed
        if last.get((assessment.pk, one.requirement.id)) == Standing.PROVED
    ]
    with transaction.atomic():
        Verdict.objects.bulk_create(
            Verdict(facility=assessment.facility, assessment=assessment, requirement=one.requirement.id,
                    verdict=one.verdict.value, because=one.because, at=now)
            for assessment, one in changed
        )  # fmt: skip
        tell(fallen, now)
    return [one for _, one in changed]
