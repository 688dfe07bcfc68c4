"""…/bang-chung/: what was shown for a system's requirements, each file, and the book of evidence for print."""

from __future__ import annotations

import uuid
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.assessments import assessments_of
from benhan.assurance.evidence import file_of, show, withdraw
from benhan.assurance.judging import judge
from benhan.assurance.models import Evidence, System
from benhan.assurance.overview import standing_of
from benhan.assurance.scheduling import judge_anew
from benhan.dossier.board.words import level_of, named, regime_of
from benhan.dossier.evidence import book, presenters
from benhan.dossier.finding import assessment_of, system_of
from benhan.dossier.requirements.actions import shown_of
from benhan.dossier.requirements.one_forms import EVIDENCE
from benhan.fhir.problems import ProblemError
from benhan.store.problems import NOT_FOUND
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, REASON, DeskPage, Typed
from benhan.ui.frame import facility_of, frame
from benhan.ui.requests import actor_of, repository_of

_NAMES = ("bo", "requirements", "kind", "title", "statement", "author", "made_on", "expires_on")


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest, system: str) -> HttpResponse:
    """The list; one form adds a piece to several requirements at once."""
    found, typed = system_of(request, system), NOTHING_TYPED
    if request.method == "POST":
        demand(actor_of(request), Permission.KEEP_ASSURANCE)
        given = {name: request.POST.get(name, "").strip() for name in _NAMES}
        wanted = [one.strip() for one in given["requirements"].replace("\n", ";").split(";") if one.strip()]
        try:
            made = show(
                repository_of(request), system=found, shown=shown_of(request, given, given["bo"], wanted)
            )
        except ProblemError as problem:
            if problem.problem.status not in (404, 422):
                raise
            typed = Typed(EVIDENCE, given, problem, problem.expression or "requirements")
        else:
            judge_anew(repository_of(request), found)
            messages.success(request, f"Đã thêm bằng chứng cho {len(made.requirements)} yêu cầu.")
            return HttpResponseRedirect(presenters.url_of(found), status=303)
    rows = list(Evidence.objects.filter(system=found).order_by("-made_on", "-at"))
    page = presenters.list_page(
        found, rows, request.GET.get("xem", ""), assessments_of(found), timezone.localdate(), typed,
        is_keeper=may(actor_of(request), Permission.KEEP_ASSURANCE),
    )  # fmt: skip
    return _render(request, found, page, "", typed)


@require_GET
def one(request: HttpRequest, system: str, evidence: uuid.UUID) -> HttpResponse:
    return _show(request, *_evidence(request, system, evidence), NOTHING_TYPED)


@require_POST
def take_back(request: HttpRequest, system: str, evidence: uuid.UUID) -> HttpResponse:
    """Withdraw a piece with its reason."""
    found, shown = _evidence(request, system, evidence)
    reason = request.POST.get(REASON, "").strip()
    try:
        withdraw(repository_of(request), evidence=shown, reason=reason)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _show(request, found, shown, Typed("rut", {REASON: reason}, problem, REASON))
    judge_anew(repository_of(request), found)
    messages.success(request, "Đã rút bằng chứng. Các yêu cầu liên quan đã được xét lại.")
    return HttpResponseRedirect(f"{presenters.url_of(found)}{shown.pk}/", status=303)


@require_GET
def file(request: HttpRequest, system: str, evidence: uuid.UUID) -> HttpResponse:
    """The file's bytes, always as a download: somebody else's file never runs in our pages."""
    _, shown = _evidence(request, system, evidence)
    if not shown.sha256:
        raise NOT_FOUND.at("Evidence")
    answer = HttpResponse(file_of(repository_of(request), shown), content_type=shown.content_type)
    ending = shown.file_name.rpartition(".")[2].lower()
    safe = ending if ending.isascii() and ending.isalnum() and len(ending) <= 5 else "bin"
    answer["Content-Disposition"] = f'attachment; filename="bang-chung-{shown.sha256[:12]}.{safe}"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_GET
def evidence_book(request: HttpRequest, system: str, catalogue: str, level: int) -> HttpResponse:
    """Every requirement with its verdict, answer, looks and papers, made to be printed."""
    assessment = assessment_of(request, system, catalogue, level)
    standing = standing_of(assessment, judge(assessment))
    now = timezone.now()
    context = {
        "frame": frame(request, ("An toàn", ROOT), (assessment.system.name, address_of_system(assessment.system)),
                       ("Sổ bằng chứng", "")),
        "heading": "Sổ bằng chứng",
        "lead": f"{assessment.system.name} · {named(standing.catalogue, level)}",
        "head": (facility_of(request).name, regime_of(assessment.system), level_of(assessment.system),
                 f"lập lúc {dates_vi.full_moment(now)}"),
        "tally": standing.tally,
        "chapters": book.chapters(standing, now),
    }  # fmt: skip
    return render(request, "dossier/evidence/book.html", context)


def _evidence(request: HttpRequest, system: str, evidence: uuid.UUID) -> tuple[System, Evidence]:
    found = system_of(request, system)
    shown = Evidence.objects.filter(system=found, pk=evidence).first()
    if shown is None:
        raise NOT_FOUND.at("Evidence")
    return found, shown


def _show(request: HttpRequest, system: System, shown: Evidence, typed: Typed) -> HttpResponse:
    today: date = timezone.localdate()
    is_keeper = may(actor_of(request), Permission.KEEP_ASSURANCE)
    page = presenters.one_page(shown, system, assessments_of(system), today, typed, is_keeper=is_keeper)
    return _render(request, system, page, shown.title, typed)


def _render(request: HttpRequest, system: System, page: DeskPage, title: str, typed: Typed) -> HttpResponse:
    here = (("Bằng chứng", presenters.url_of(system)), (title, "")) if title else (("Bằng chứng", ""),)
    at = frame(request, ("An toàn", ROOT), (system.name, address_of_system(system)), *here)
    return render(request, "ui/desk.html", {"frame": at, "page": page}, status=422 if typed.problem else 200)
