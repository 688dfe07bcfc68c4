"""…/ho-so/<uuid>/: one level file, and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, demand, may
from benhan.assurance.judging import judge
from benhan.assurance.models import PlanItem
from benhan.dossier.files import presenters as shown
from benhan.dossier.files.addresses import address_of_file
from benhan.dossier.files.clock import clock_of, entered
from benhan.dossier.files.comments import comments_of
from benhan.dossier.files.finding import file_of
from benhan.dossier.files.gates import assessment_of
from benhan.dossier.files.problems import IDENTITY_NOT_CONFIRMED
from benhan.dossier.files.remark_presenters import remark_form, remark_table
from benhan.dossier.files.step_forms import SEEN, given_of, name_of, sent, step_form
from benhan.dossier.files.telling import BESIDE
from benhan.dossier.files.workflow import Offered, steps_open, take
from benhan.dossier.models import Dossier, DossierEvent, DossierPaper
from benhan.fhir.problems import ProblemError
from benhan.law.workflow import states, steps
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed
from benhan.ui.frame import frame
from benhan.ui.identity import NAME, check_identity
from benhan.ui.parts import Action
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of

ASKED = "yeu-cau"


@require_GET
def one(request: HttpRequest, system: str, dossier: UUID) -> HttpResponse:
    return show(request, file_of(request, system, dossier), NOTHING_TYPED)


@require_POST
def step(request: HttpRequest, system: str, dossier: UUID, step: str) -> HttpResponse:
    """Take a step; what is refused for what was typed comes back beside its field."""
    file, wanted = file_of(request, system, dossier), steps().get(step)
    if wanted is None:
        raise NOT_FOUND.at("Dossier.step")
    if not any(may(actor_of(request), Permission(by)) for by in wanted.by):
        demand(actor_of(request), Permission(wanted.by[0]))
    repository, values = repository_of(request), sent(step, request.POST)
    if wanted.asks_identity:
        at = name_of(step, NAME)
        given = request.POST.get(at, "")
        problem = check_identity(repository, given, act="dossier-step", refusal=IDENTITY_NOT_CONFIRMED)
        if problem is not None:
            return show(request, file, Typed(step, values, problem, at))
    try:
        moved = take(repository, file, step, given_of(step, values), seen=values[name_of(step, SEEN)])
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        named = name_of(step, problem.expression)
        return show(request, file, Typed(step, values, problem, named if named in values else ""))
    messages.success(request, f"Đã ghi: {wanted.name}. Hồ sơ: {states()[moved.state].name.lower()}.")
    return see_other(address_of_file(moved))


def show(request: HttpRequest, file: Dossier, typed: Typed) -> HttpResponse:
    """The page, with what was typed into one of its forms and why it was refused."""
    context = {"frame": frame(request, *shown.crumbs(file)), "page": _page(request, file, typed)}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)


def _page(request: HttpRequest, file: Dossier, typed: Typed) -> DeskPage:
    actor, now = actor_of(request), timezone.now()
    today = timezone.localdate(now)
    is_closed = bool(file.details.get("next"))
    offered = () if is_closed else steps_open(file, actor, now)
    assessment = assessment_of(file)
    comments = comments_of(file)
    is_heard = assessment is not None and states()[file.state].official != "approved"
    remark = remark_form(file, actor, typed, request.GET.get(ASKED, ""), comments) if is_heard else None
    papers = DossierPaper.objects.filter(dossier=file).order_by("key", "-version")
    tables = [
        *shown.gate_tables(file, offered),
        *filter(None, (shown.transition_table(file, today),)),
        shown.paper_table(file, list(papers)),
        remark_table(file, assessment, comments, actor),
    ]
    judged = judge(assessment, now) if assessment is not None else ()
    plan = list(PlanItem.objects.filter(facility=file.facility, system=file.system_id))
    events = DossierEvent.objects.filter(dossier=file).order_by("-at", "-pk")
    return DeskPage(
        f"Hồ sơ {file.number}",
        lead=shown.lead(file),
        badge=shown.state_badge(file),
        actions=_actions(file, actor_may_keep=may(actor, Permission.KEEP_ASSURANCE)),
        notices=shown.notices(file, clock_of(file, today), offered),
        drawings=(shown.drawing(file, dict(entered(file))),),
        tables=tuple(tables),
        forms=_forms(file, offered, actor, typed, remark),
        facts=shown.facts(file, judged, plan),
        timeline=shown.timeline(list(events), now),
    )


def _forms(
    file: Dossier, offered: Sequence[Offered], actor: Actor, typed: Typed, remark: DeskForm | None
) -> tuple[DeskForm, ...]:
    """The open steps, what is possible at any time last."""
    open_ones = [one for one in offered if one.is_open]
    main = [step_form(file, one, actor, typed) for one in open_ones if one.step.key not in BESIDE]
    beside = [step_form(file, one, actor, typed) for one in open_ones if one.step.key in BESIDE]
    return tuple(filter(None, (*main, remark, *beside)))


def _actions(file: Dossier, *, actor_may_keep: bool) -> tuple[Action, ...]:
    if file.state == "reassess_due" and actor_may_keep and not file.details.get("next"):
        url = f"{address_of_file(file)}phien-ban/"
        return (Action("Lập phiên bản mới", url, method="post", kind="primary", icon="plus"),)
    at = address_of_file(file)
    regulation = Action("Ghi quy chế vào sổ bằng chứng", f"{at}quy-che/", icon="paper")
    return (
        *((regulation,) if file.regulation_number and actor_may_keep else ()),
        Action("Tải bản trao đổi (OSCAL)", f"{at}oscal/", kind="quiet", icon="paper"),
    )
