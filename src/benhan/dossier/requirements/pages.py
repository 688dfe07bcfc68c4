"""…/yeu-cau/: the requirements of a catalogue, and one of them with everything known about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.permissions import Permission, may
from benhan.assurance.addresses import ROOT, address_of_list, address_of_system
from benhan.assurance.judging import judge, judge_one, known_of
from benhan.assurance.models import Assessment
from benhan.assurance.overview import standing_of
from benhan.assurance.running import askable
from benhan.dossier.board import presenters as board
from benhan.dossier.board.words import named
from benhan.dossier.finding import assessment_of, requirement_of
from benhan.dossier.requirements import filtering, list_presenters, one_forms, one_history, one_presenters
from benhan.law.catalogues import Catalogue, Requirement, catalogues
from benhan.ui.desk import NOTHING_TYPED, Typed
from benhan.ui.frame import frame
from benhan.ui.requests import actor_of


@require_GET
def index(request: HttpRequest, system: str, catalogue: str, level: int) -> HttpResponse:
    assessment = assessment_of(request, system, catalogue, level)
    actor, today = actor_of(request), timezone.localdate()
    standing = standing_of(assessment, judge(assessment))
    wanted = filtering.read(_given(request), standing.catalogue)
    shown = filtering.chosen(
        standing.judged, wanted, level=assessment.level, account=actor.account, today=today
    )
    others: list[int] = []
    if may(actor, Permission.KEEP_ASSURANCE):
        mine = Assessment.objects.filter(system=assessment.system, catalogue=catalogue).exclude(
            pk=assessment.pk
        )
        others = sorted(mine.values_list("level", flat=True))
    context = {
        "frame": frame(request, *_crumbs(assessment), (named(standing.catalogue, level), "")),
        "heading": named(standing.catalogue, assessment.level),
        "lead": standing.catalogue.title,
        "search": list_presenters.search(standing, wanted),
        "table": list_presenters.table(standing, shown, wanted, actor.account, today),
        "chart": board.chart_of(standing, "theo-nhom", current=wanted.family, is_narrow=True),
        "facts": list_presenters.facts(standing),
        "forms": list_presenters.copy_form(standing, others),
    }
    return render(request, "dossier/requirements/index.html", context)


@require_GET
def one(request: HttpRequest, system: str, catalogue: str, level: int, requirement: str) -> HttpResponse:
    assessment = assessment_of(request, system, catalogue, level)
    return show(request, assessment, requirement_of(assessment, requirement), NOTHING_TYPED)


def show(request: HttpRequest, assessment: Assessment, asked: Requirement, typed: Typed) -> HttpResponse:
    """One requirement; typed is what a refused act sent."""
    actor, now = actor_of(request), timezone.now()
    catalogue = catalogues()[assessment.catalogue]
    known = known_of([assessment])[assessment.pk]
    judgement = judge_one(catalogue, asked, assessment.level, known, now)
    history = one_history.read(assessment, asked, judgement)
    is_keeper = may(actor, Permission.KEEP_ASSURANCE)
    can_ask = (
        {(rule.name, str(asset.pk) if asset else "") for rule, asset in askable(assessment.system)}
        if is_keeper
        else set()
    )
    view = one_presenters.View(assessment, catalogue, judgement, now)
    context = {
        "frame": frame(request, *_crumbs(assessment), (named(catalogue, assessment.level), address_of_list(assessment)),
                       (asked.clause_at(assessment.level), "")),
        "view": view,
        "facts": one_presenters.facts(view),
        "notice": one_presenters.notice(view),
        "actions": _neighbours(catalogue, assessment, asked),
        "probes": one_presenters.probes(view, known.assets, can_ask),
        "answer": one_presenters.answer(view),
        "forms": one_forms.forms(view, typed) if is_keeper else (),
        "evidence": one_presenters.evidence_table(view, history.evidence),
        "remarks": one_presenters.remarks(view, history.comments, actor),
        "remark_form": one_forms.remark(view, typed, actor),
        "timeline": one_history.timeline(history, view),
        "has_errors": typed.problem is not None,
    }  # fmt: skip
    return render(request, "dossier/requirements/one.html", context, status=422 if typed.problem else 200)


def _neighbours(catalogue: Catalogue, assessment: Assessment, asked: Requirement) -> object:
    row = catalogue.at_level(assessment.level)
    place = row.index(asked)
    before = row[place - 1] if place else None
    after = row[place + 1] if place + 1 < len(row) else None
    return one_presenters.neighbours(assessment, before, after)


def _crumbs(assessment: Assessment) -> tuple[tuple[str, str], ...]:
    return (("An toàn", ROOT), (assessment.system.name, address_of_system(assessment.system)))


def _given(request: HttpRequest) -> Mapping[str, str]:
    return {name: str(request.GET.get(name, "")) for name in request.GET}
