"""The schedule: ask what is due, judge anew, keep what changed and tell who is responsible."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.access.models import Facility
from benhan.assurance import running
from benhan.assurance.addresses import address_of
from benhan.assurance.judging import VERDICTS_VI, Judgement, judge
from benhan.assurance.judging import Verdict as Standing
from benhan.assurance.models import Assessment, Notice, System, Verdict
from benhan.assurance.people import responsible_accounts
from benhan.audit.entry import Entry
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository

log = logging.getLogger("benhan.assurance")
BY_SCHEDULE = "lịch"


def run_due() -> int:
    """A duty of the worker: every probe that is due, in every facility; returns how many were asked."""
    asked = 0
    for code in Facility.objects.order_by("code").values_list("code", flat=True):
        with Repository(by=system_actor(code)) as repository:
            systems = list(System.objects.filter(facility=code, retired_at__isnull=True))
            for system in systems:
                asked += run_system(repository, system, asked_by=BY_SCHEDULE)
    return asked


def run_system(repository: Repository, system: System, *, asked_by: str, everything: bool = False) -> int:
    """Ask what is due about a system (or everything), keep it, judge its assessments anew."""
    now = timezone.now()
    latest = running.latest_runs(system)
    wanted = list(running.askable(system) if everything else running.due(system, now, latest))
    for rule, asset in wanted:
        running.keep(system, running.look(system, repository, rule, asset), asked_by=asked_by)
    if wanted:
        repository.record(Entry("probes-run", detail={"system": system.slug, "count": len(wanted)}))
    for assessment in Assessment.objects.filter(facility=system.facility, system=system).select_related(
        "system"
    ):
        note_changes(assessment, judge(assessment, now), now)
    return len(wanted)


def note_changes(assessment: Assessment, judged: Sequence[Judgement], now: datetime) -> list[Judgement]:
    """Keep each verdict that differs from the last one kept; tell the responsible of what is no longer proved."""
    rows = (
        Verdict.objects.filter(assessment=assessment).order_by("requirement", "-id").distinct("requirement")
    )
    last = {one.requirement: one.verdict for one in rows}
    changed = [one for one in judged if last.get(one.requirement.id) != one.verdict.value]
    with transaction.atomic():
        Verdict.objects.bulk_create(
            Verdict(facility=assessment.facility, assessment=assessment, requirement=one.requirement.id,
                    verdict=one.verdict.value, because=one.because, at=now)
            for one in changed
        )  # fmt: skip
        fallen = [one for one in changed if last.get(one.requirement.id) == Standing.PROVED]
        for one in fallen:
            _tell(assessment, one, now)
    return changed


def _tell(assessment: Assessment, one: Judgement, now: datetime) -> None:
    """The person who answers for the requirement, else everybody who keeps the file."""
    catalogue = catalogues()[assessment.catalogue]
    clause = catalogue.citation(one.requirement, assessment.level)
    text = (
        f"{catalogue.code} {clause} “{one.requirement.title}” không còn được chứng minh "
        f"({VERDICTS_VI[one.verdict].lower()}): {one.because}"
    )
    url = address_of(assessment, one.requirement)
    for account in responsible_accounts(assessment.facility, one.answer):
        Notice.objects.create(
            facility=assessment.facility, account=account, tone="son", text=text, url=url, at=now,
            subject=f"drift/{assessment.catalogue}/{one.requirement.id}"[:120],
        )  # fmt: skip
    log.warning("assurance.drift catalogue=%s requirement=%s", assessment.catalogue, one.requirement.id)
