"""/an-toan/viec-dinh-ky/: the dated acts of people, when each is due again, and a form for the kind one chose."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.assurance import acts
from benhan.assurance.acts import Done
from benhan.assurance.addresses import ROOT
from benhan.assurance.evidence import File
from benhan.assurance.models import Act, System
from benhan.dossier.acts import presenters
from benhan.dossier.acts.presenters import NAMES, RECORD
from benhan.fhir.problems import ProblemError
from benhan.law.assurance_acts import act_rules
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import NOTHING_TYPED, Typed
from benhan.ui.frame import frame
from benhan.ui.problems import DAY_UNREADABLE
from benhan.ui.requests import actor_of, repository_of
from benhan.ui.typed_days import day_of


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Everything due, and the form of one kind; a POST writes an act down."""
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    systems = list(
        System.objects.filter(facility=actor.facility, retired_at__isnull=True).order_by("-is_here", "name")
    )
    system = _chosen(request, systems)
    rule = act_rules().get(request.GET.get("viec", ""))
    typed = NOTHING_TYPED
    if request.method == "POST":
        demand(actor, Permission.KEEP_ASSURANCE)
        if rule is None:
            raise NOT_FOUND.at("Act")
        given = {name: request.POST.get(name, "").strip() for name in NAMES}
        given["people"] = " ".join(request.POST.getlist("people"))
        try:
            acts.record(repository_of(request), _done(request, rule.key, given), system)
        except ProblemError as problem:
            if problem.problem.status != 422 or not problem.expression:
                raise
            typed = Typed(RECORD, given, problem, problem.expression)
        else:
            messages.success(request, f"Đã ghi: {rule.title}.")
            return HttpResponseRedirect(presenters.url_of(system), status=303)
    page = presenters.page(
        actor.facility, systems, system, rule, typed, timezone.localdate(),
        is_keeper=may(actor, Permission.KEEP_ASSURANCE),
    )  # fmt: skip
    here = (
        (("Việc định kỳ", presenters.url_of(system)), (rule.title, "")) if rule else (("Việc định kỳ", ""),)
    )
    context = {"frame": frame(request, ("An toàn", ROOT), *here), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)


def _chosen(request: HttpRequest, systems: list[System]) -> System | None:
    """The system of ?he-thong=, else this installation's own, else none. Raises NOT_FOUND for another's."""
    slug = request.GET.get("he-thong", "")
    if not slug:
        return systems[0] if systems else None
    found = next((one for one in systems if one.slug == slug), None)
    if found is None:
        raise NOT_FOUND.at("System")
    return found


def _done(request: HttpRequest, kind: str, given: dict[str, str]) -> Done:
    errors: dict[str, str] = {}
    day = day_of(given["done_on"], "done_on", errors)
    if errors or day is None:
        raise DAY_UNREADABLE.at("done_on")
    sent = request.FILES.get("file")
    sha256 = acts.keep_file(repository_of(request), File(str(sent.name), sent.read())) if sent else ""
    return Done(
        kind, day, given["done_by"], given["note"], given["reference"], tuple(given["people"].split()), sha256
    )


@require_GET
def one(request: HttpRequest, act: uuid.UUID) -> HttpResponse:
    found = _act(request, act)
    page = presenters.act_page(found, is_keeper=may(actor_of(request), Permission.KEEP_ASSURANCE))
    title = act_rules()[found.kind].title
    at = frame(request, ("An toàn", ROOT), ("Việc định kỳ", presenters.url_of(found.system)), (title, ""))
    return render(request, "ui/desk.html", {"frame": at, "page": page})


@require_GET
def file(request: HttpRequest, act: uuid.UUID) -> HttpResponse:
    """The paper of an act, always as a download."""
    found = _act(request, act)
    if not found.sha256:
        raise NOT_FOUND.at("Act")
    content = acts.file_of(repository_of(request), found)
    answer = HttpResponse(content.content, content_type=content.content_type)
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}.get(
        content.content_type, "txt"
    )
    answer["Content-Disposition"] = f'attachment; filename="viec-{found.sha256[:12]}.{ending}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def take_back(request: HttpRequest, act: uuid.UUID) -> HttpResponse:
    found = _act(request, act)
    acts.withdraw(repository_of(request), found.pk)
    messages.success(request, "Đã đánh dấu là ghi nhầm. Việc này không còn được tính.")
    return HttpResponseRedirect(presenters.url_of(found.system), status=303)


def _act(request: HttpRequest, act: uuid.UUID) -> Act:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    found = Act.objects.filter(facility=actor.facility, pk=act).select_related("system").first()
    if found is None:
        raise NOT_FOUND.at("Act")
    return found
