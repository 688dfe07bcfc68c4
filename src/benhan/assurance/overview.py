"""Where does a facility stand? Systems, their assessments in numbers, what fell, what is late, what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import Lag
from django.utils import timezone

from benhan.assurance import plan
from benhan.assurance.assessments import main_assessment
from benhan.assurance.judging import Judgement, Verdict, judge_many
from benhan.assurance.models import Assessment, PlanItem, SubjectCount, System
from benhan.assurance.models import Verdict as VerdictRow
from benhan.law.catalogues import Catalogue, Family, catalogues

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many requirements stand how."""

    proved: int = 0
    declared: int = 0
    missing: int = 0
    not_applicable: int = 0

    @property
    def total(self) -> int:
        return self.proved + self.declared + self.missing + self.not_applicable

    @property
    def asked(self) -> int:
        """Those that apply."""
        return self.total - self.not_applicable

    @property
    def percent(self) -> int:
        """Proved among those that apply, whole per cent, rounded down: 100 only when all are."""
        return self.proved * 100 // self.asked if self.asked else 0

    def of(self, verdict: Verdict) -> int:
        return int(getattr(self, verdict.value))


@dataclass(frozen=True, slots=True)
class Drift:
    """A requirement that was proved and is not any more, since when."""

    judgement: Judgement
    assessment: Assessment
    at: datetime


@dataclass(frozen=True, slots=True)
class Late:
    """A promise whose day has passed: of an answer or of a plan item."""

    what: str
    due: date
    who: str
    assessment: Assessment | None = None
    judgement: Judgement | None = None
    item: PlanItem | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """An assessment as it stands now; families in the catalogue's order, those with nothing to ask left out."""

    assessment: Assessment
    catalogue: Catalogue
    judged: tuple[Judgement, ...]
    tally: Tally
    families: tuple[tuple[Family, Tally], ...]


@dataclass(frozen=True, slots=True)
class SystemStanding:
    """A system as it stands now.

    main       the assessment the level file rests on, None while none is open
    cost       đồng still to be spent: open plan items, and answers' costs where no open item is meant for them
    unpriced   promises without a cost: cost is at least what it says
    count      the newest count of data subjects
    """

    system: System
    main: Standing | None
    standings: tuple[Standing, ...]
    drifts: tuple[Drift, ...]
    late: tuple[Late, ...]
    cost: Decimal
    unpriced: int
    count: SubjectCount | None


def overview(systems: Sequence[System], now: datetime | None = None) -> tuple[SystemStanding, ...]:
    """Every system's standing. Eight queries, however many systems and assessments there are."""
    moment = now or timezone.now()
    assessments = list(Assessment.objects.filter(system__in=systems).select_related("system"))
    judged = judge_many(assessments, moment)
    drifts = _drifts(assessments, judged, moment)
    items: dict[UUID, list[PlanItem]] = {}
    for item in PlanItem.objects.filter(system__in=systems).order_by("due", "pk"):
        items.setdefault(item.system_id, []).append(item)
    counts = SubjectCount.objects.filter(system__in=systems).order_by("system", "-on").distinct("system")
    count_of = {one.system_id: one for one in counts}
    return tuple(
        _standing(
            system,
            [one for one in assessments if one.system_id == system.pk],
            judged,
            drifts.get(system.pk, ()),
            items.get(system.pk, []),
            count_of.get(system.pk),
            timezone.localtime(moment).date(),
        )
        for system in systems
    )


def standing_of(assessment: Assessment, judged: tuple[Judgement, ...]) -> Standing:
    catalogue = catalogues()[assessment.catalogue]
    by_family: dict[str, list[Judgement]] = {}
    for one in judged:
        by_family.setdefault(one.requirement.family, []).append(one)
    families = tuple(
        (one, tally_of(by_family[one.key])) for one in catalogue.families if one.key in by_family
    )
    return Standing(assessment, catalogue, judged, tally_of(judged), families)


def tally_of(judged: Sequence[Judgement]) -> Tally:
    counts = {one: sum(each.verdict is one for each in judged) for one in Verdict}
    return Tally(
        *(counts[one] for one in (Verdict.PROVED, Verdict.DECLARED, Verdict.MISSING, Verdict.NOT_APPLICABLE))
    )


def _standing(
    system: System, assessments: Sequence[Assessment], judged: Mapping[UUID, tuple[Judgement, ...]],
    drifts: Sequence[Drift], items: Sequence[PlanItem], count: SubjectCount | None, today: date,
) -> SystemStanding:  # fmt: skip
    found = tuple(standing_of(one, judged[one.pk]) for one in assessments)
    chosen = main_assessment(system, assessments)
    main = next((one for one in found if chosen is not None and one.assessment.pk == chosen.pk), None)
    cost, unpriced = _cost(main, items, today)
    return SystemStanding(
        system=system,
        main=main,
        standings=tuple(
            sorted(found, key=lambda one: (one is not main, one.catalogue.title, one.assessment.level))
        ),
        drifts=tuple(sorted(drifts, key=lambda one: one.at, reverse=True)),
        late=tuple(sorted(_late(main, items, today), key=lambda one: one.due)),
        cost=cost,
        unpriced=unpriced,
        count=count,
    )


def _cost(main: Standing | None, items: Sequence[PlanItem], today: date) -> tuple[Decimal, int]:
    sums = plan.totals(items, today)
    planned = sums.closes.get(main.catalogue.key, frozenset()) if main else frozenset()
    open_answers = [
        one.answer
        for one in (main.judged if main else ())
        if one.answer and one.answer.status in ("partial", "unmet") and one.requirement.id not in planned
    ]
    extra = sum((one.cost for one in open_answers if one.cost is not None), Decimal(0))
    return sums.open + extra, sums.unpriced + sum(one.cost is None for one in open_answers)


def _late(main: Standing | None, items: Sequence[PlanItem], today: date) -> list[Late]:
    answered = [
        Late(one.requirement.title, one.answer.due, one.answer.responsible_name, main.assessment, one)
        for one in (main.judged if main else ())
        if main is not None and one.answer and one.answer.due and one.answer.due < today
        and one.answer.status in ("partial", "unmet")
    ]  # fmt: skip
    planned = [
        Late(one.title, one.due, one.responsible_name, item=one)
        for one in plan.totals(items, today).late
        if one.due is not None
    ]
    return answered + planned


def _drifts(
    assessments: Sequence[Assessment], judged: Mapping[UUID, tuple[Judgement, ...]], now: datetime
) -> dict[UUID, list[Drift]]:
    """What fell from proved lately and has not been proved since, by system."""
    before = Window(Lag("verdict"), partition_by=[F("assessment"), F("requirement")], order_by="id")
    rows = VerdictRow.objects.filter(assessment__in=assessments).annotate(before=before)
    by_pk = {one.pk: one for one in assessments}
    standing = {(pk, one.requirement.id): one for pk, each in judged.items() for one in each}
    newest: dict[tuple[UUID, str], Drift] = {}
    # Only on the window: any other condition would take rows away before it looks back.
    for row in rows.filter(before=Verdict.PROVED.value).order_by("id"):
        key = (row.assessment_id, row.requirement)
        one = standing.get(key)
        if one is not None and row.at >= now - LATELY and one.verdict in (Verdict.MISSING, Verdict.DECLARED):
            newest[key] = Drift(one, by_pk[row.assessment_id], row.at)
    found: dict[UUID, list[Drift]] = {}
    for drift in newest.values():
        found.setdefault(drift.assessment.system_id, []).append(drift)
    return found
