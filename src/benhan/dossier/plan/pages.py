"""…/ke-hoach/: what is to be bought and done for a system."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.assurance import plan
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.answering import dong_of
from benhan.assurance.models import PlanItem, System
from benhan.dossier.finding import system_of
from benhan.dossier.plan import presenters
from benhan.dossier.requirements.actions import day_in
from benhan.fhir.problems import ProblemError
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import NOTHING_TYPED, DeskPage, Typed
from benhan.ui.frame import frame
from benhan.ui.requests import actor_of, repository_of

_NAMES = (
    "title",
    "kind",
    "quantity",
    "unit",
    "unit_cost",
    "responsible",
    "due",
    "note",
    "requirements",
    "bo",
)


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, system: str) -> HttpResponse:
    """The plan with its sums; a POST adds an item."""
    found, typed = system_of(request, system), NOTHING_TYPED
    if request.method == "POST":
        demand(actor_of(request), Permission.KEEP_ASSURANCE)
        given = _given(request)
        try:
            plan.add(repository_of(request), system=found, wanted=_wanted(given))
        except ProblemError as problem:
            typed = _refused(presenters.ITEM, given, problem)
        else:
            messages.success(request, "Đã thêm mục kế hoạch.")
            return HttpResponseRedirect(presenters.url_of(found), status=303)
    items, today = plan.plan_of(found), timezone.localdate()
    is_keeper = may(actor_of(request), Permission.KEEP_ASSURANCE)
    page = presenters.list_page(found, items, plan.totals(items, today), today, typed, is_keeper=is_keeper)
    return _render(request, found, page, "", typed)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, system: str, item: int) -> HttpResponse:
    """One item; a POST says it anew."""
    found, wanted = _item(request, system, item)
    typed = NOTHING_TYPED
    if request.method == "POST":
        demand(actor_of(request), Permission.KEEP_ASSURANCE)
        given = _given(request)
        try:
            plan.change(repository_of(request), item=wanted, wanted=_wanted(given))
        except ProblemError as problem:
            typed = _refused(presenters.ITEM, given, problem)
            wanted.refresh_from_db()
        else:
            messages.success(request, "Đã lưu mục kế hoạch.")
            return HttpResponseRedirect(presenters.url_of(found), status=303)
    return _show(request, found, wanted, typed)


@require_POST
def done(request: HttpRequest, system: str, item: int) -> HttpResponse:
    found, wanted = _item(request, system, item)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    given = {"done_on": request.POST.get("done_on", "").strip()}
    try:
        plan.done(repository_of(request), item=wanted, on=day_in(given, "done_on"))
    except ProblemError as problem:
        return _show(request, found, wanted, _refused(presenters.DONE, given, problem))
    messages.success(request, "Đã ghi hoàn thành. Thêm bằng chứng vào các yêu cầu liên quan.")
    return HttpResponseRedirect(presenters.url_of(found), status=303)


def _given(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "").strip() for name in _NAMES}


def _wanted(given: dict[str, str]) -> plan.Wanted:
    quantity = given["quantity"].replace(".", "")
    return plan.Wanted(
        catalogue=given["bo"], title=given["title"], kind=given["kind"],
        requirements=[one.strip() for one in given["requirements"].split(";") if one.strip()],
        quantity=int(quantity) if quantity.isdecimal() and len(quantity) < 9 else 0, unit=given["unit"],
        unit_cost=dong_of(given["unit_cost"], "unit_cost"), responsible=given["responsible"], due=day_in(given, "due"),
        note=given["note"],
    )  # fmt: skip


def _refused(key: str, given: dict[str, str], problem: ProblemError) -> Typed:
    if not problem.expression:
        raise problem
    return Typed(key, given, problem, problem.expression)


def _item(request: HttpRequest, system: str, item: int) -> tuple[System, PlanItem]:
    found = system_of(request, system)
    wanted = PlanItem.objects.filter(system=found, pk=item).first()
    if wanted is None:
        raise NOT_FOUND.at("PlanItem")
    return found, wanted


def _show(request: HttpRequest, system: System, item: PlanItem, typed: Typed) -> HttpResponse:
    is_keeper = may(actor_of(request), Permission.KEEP_ASSURANCE)
    page = presenters.one_page(system, item, timezone.localdate(), typed, is_keeper=is_keeper)
    return _render(request, system, page, item.title, typed)


def _render(request: HttpRequest, system: System, page: DeskPage, title: str, typed: Typed) -> HttpResponse:
    here = (("Kế hoạch", presenters.url_of(system)), (title, "")) if title else (("Kế hoạch", ""),)
    at = frame(request, ("An toàn", ROOT), (system.name, address_of_system(system)), *here)
    return render(request, "ui/desk.html", {"frame": at, "page": page}, status=422 if typed.problem else 200)
