"""Measure a system by a catalogue: any catalogue of law/catalogues, at any of its levels, without code of its own."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.engine_problems import NOTHING_TO_COPY, UNKNOWN_CATALOGUE
from benhan.assurance.models import Answer, Assessment, System
from benhan.audit.entry import Entry
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository

CATALOGUE_OF_REGIME = {"decree-331": "tcvn-14423-2026", "decree-85": "tcvn-11930-2017"}


def open_assessment(repository: Repository, *, system: System, catalogue: str, level: int = 0) -> Assessment:
    """The assessment of the system by the catalogue at the level, opened when it isn't there yet.

    level   one of the catalogue's levels; 0 for a catalogue without levels
    Raises  NOT_PERMITTED, UNKNOWN_CATALOGUE
    """
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    found = catalogues().get(catalogue)
    if found is None or level not in (found.levels or (0,)):
        raise UNKNOWN_CATALOGUE.at(key=catalogue, level=level)
    assessment, is_new = Assessment.objects.get_or_create(
        facility=by.facility, system=system, catalogue=catalogue, level=level,
        defaults={"opened_at": timezone.now(), "opened_by": by.name},
    )  # fmt: skip
    if is_new:
        repository.record(
            Entry("assessment-opened", detail={"system": system.slug, "catalogue": catalogue, "level": level})
        )
    return assessment


def copy_answers(repository: Repository, *, source: Assessment, target: Assessment) -> int:
    """Take over the newest answers to requirements both ask, where the target has none; each says whence it came.

    The two may be levels of one catalogue, or assessments of two systems. Evidence is of the system and needs no copy.
    Raises  NOT_PERMITTED, NOTHING_TO_COPY
    """
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    asked = {one.id for one in catalogues()[target.catalogue].at_level(target.level)}
    if source.catalogue != target.catalogue:
        asked = set()  # two catalogues may use the same id for different things
    has = set(Answer.objects.filter(assessment=target).values_list("requirement", flat=True))
    newest = Answer.objects.filter(assessment=source, requirement__in=asked - has)
    copies = [
        _copy(one, target, repository)
        for one in newest.order_by("requirement", "-id").distinct("requirement")
    ]
    if not copies:
        raise NOTHING_TO_COPY.at()
    Answer.objects.bulk_create(copies)
    repository.record(
        Entry("answers-copied", detail={"catalogue": target.catalogue, "from": source.level,
                                        "to": target.level, "count": len(copies)})
    )  # fmt: skip
    return len(copies)


def _copy(one: Answer, target: Assessment, repository: Repository) -> Answer:
    return Answer(
        facility=target.facility, assessment=target, requirement=one.requirement, status=one.status,
        current_state=one.current_state, measure=one.measure, task=one.task, responsible=one.responsible,
        responsible_name=one.responsible_name, due=one.due, cost=one.cost, shared_solution=one.shared_solution,
        reason=one.reason, at=timezone.now(), account=repository.by.account, name=repository.by.name,
    )  # fmt: skip


def assessments_of(system: System) -> Sequence[Assessment]:
    """Of the system's own regime first, the highest level first. One query."""
    own = CATALOGUE_OF_REGIME.get(system.regime, "")
    found = Assessment.objects.filter(facility=system.facility, system=system).select_related("system")
    return sorted(
        found, key=lambda one: (one.catalogue != own, one.level != system.level, one.catalogue, -one.level)
    )


def main_assessment(system: System, found: Sequence[Assessment]) -> Assessment | None:
    """The one the file rests on: the regime's own catalogue at the system's level, else the highest of it."""
    own = CATALOGUE_OF_REGIME.get(system.regime, "")
    mine = [one for one in found if one.catalogue == own]
    return next(
        (one for one in mine if one.level == system.level), max(mine, key=lambda one: one.level, default=None)
    )
