"""Acts on one requirement: answer it, show evidence, ask a probe now, say something."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from benhan.access.permissions import Permission, demand
from benhan.assurance.addresses import address_of
from benhan.assurance.answering import Given, answer, dong_of
from benhan.assurance.comments import comment, settle
from benhan.assurance.engine_problems import NOT_ASKABLE
from benhan.assurance.evidence import File, Shown, show
from benhan.assurance.models import Assessment, Comment
from benhan.assurance.running import askable
from benhan.assurance.scheduling import judge_anew, run_probes
from benhan.dossier.finding import assessment_of, requirement_of
from benhan.dossier.requirements import pages
from benhan.dossier.requirements.one_forms import ANSWER, EVIDENCE, REMARK
from benhan.fhir.problems import ProblemError
from benhan.law.catalogues import Requirement
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import Typed, day_of
from benhan.ui.problems import DAY_UNREADABLE
from benhan.ui.requests import actor_of, repository_of

_ANSWER_NAMES = (
    "status",
    "current_state",
    "measure",
    "task",
    "responsible",
    "due",
    "cost",
    "shared_solution",
    "reason",
)
_EVIDENCE_NAMES = ("kind", "title", "statement", "author", "made_on", "expires_on")
Act = Callable[[Assessment, Requirement, dict[str, str]], str]


@require_POST
def give_answer(
    request: HttpRequest, system: str, catalogue: str, level: int, requirement: str
) -> HttpResponse:
    def act(assessment: Assessment, asked: Requirement, given: dict[str, str]) -> str:
        texts = {name: given[name] for name in _ANSWER_NAMES if name not in ("due", "cost")}
        wanted = Given(**texts, due=day_in(given, "due"), cost=dong_of(given["cost"]))
        answer(repository_of(request), assessment=assessment, requirement=asked, given=wanted)
        return "Đã lưu câu trả lời."

    return _act(request, (system, catalogue, level, requirement), ANSWER, _ANSWER_NAMES, act)


@require_POST
def add_evidence(
    request: HttpRequest, system: str, catalogue: str, level: int, requirement: str
) -> HttpResponse:
    def act(assessment: Assessment, asked: Requirement, given: dict[str, str]) -> str:
        shown = shown_of(request, given, assessment.catalogue, [asked.id])
        show(repository_of(request), system=assessment.system, shown=shown)
        return "Đã thêm bằng chứng."

    return _act(request, (system, catalogue, level, requirement), EVIDENCE, _EVIDENCE_NAMES, act)


def shown_of(request: HttpRequest, given: dict[str, str], catalogue: str, requirements: list[str]) -> Shown:
    """What the form of evidence holds."""
    sent = request.FILES.get("file")
    file = File(str(sent.name), sent.read()) if sent is not None else None
    return Shown(
        catalogue=catalogue, requirements=requirements, kind=given["kind"], title=given["title"],
        made_on=day_in(given, "made_on"), author=given["author"], statement=given["statement"],
        expires_on=day_in(given, "expires_on"), file=file,
    )  # fmt: skip


@require_POST
def remark(request: HttpRequest, system: str, catalogue: str, level: int, requirement: str) -> HttpResponse:
    def act(assessment: Assessment, asked: Requirement, given: dict[str, str]) -> str:
        comment(repository_of(request), assessment=assessment, requirement=asked, text=given["text"])
        return "Đã gửi ý kiến."

    return _act(request, (system, catalogue, level, requirement), REMARK, ("text",), act)


@require_POST
def settle_remark(
    request: HttpRequest, system: str, catalogue: str, level: int, requirement: str, remark: int
) -> HttpResponse:
    assessment = assessment_of(request, system, catalogue, level)
    asked = requirement_of(assessment, requirement)
    found = Comment.objects.filter(assessment=assessment, requirement=asked.id, pk=remark).first()
    if found is None:
        raise NOT_FOUND.at("Comment")
    settle(repository_of(request), remark=found)
    messages.success(request, "Đã đánh dấu xong.")
    return HttpResponseRedirect(f"{address_of(assessment, asked)}#y-kien-cu", status=303)


@require_POST
def ask_now(request: HttpRequest, system: str, catalogue: str, level: int, requirement: str) -> HttpResponse:
    """Ask one probe now; what it saw is kept and everything it speaks to is judged anew."""
    actor = actor_of(request)
    demand(actor, Permission.KEEP_ASSURANCE)
    assessment = assessment_of(request, system, catalogue, level)
    asked = requirement_of(assessment, requirement)
    at = (request.POST.get("phep", ""), request.POST.get("tai-san", ""))
    found = [
        (rule, asset)
        for rule, asset in askable(assessment.system)
        if (rule.name, str(asset.pk) if asset else "") == at
    ]
    if not found:
        raise NOT_ASKABLE.at(probe=at[0][:60])
    run_probes(repository_of(request), assessment.system, found, asked_by=actor.name)
    messages.success(request, f"Đã kiểm tra: {found[0][0].title}.")
    return HttpResponseRedirect(f"{address_of(assessment, asked)}#kiem-tra", status=303)


def day_in(given: dict[str, str], name: str) -> date | None:
    """A typed day of a field; what is no day is refused beside that field."""
    try:
        return day_of(given[name])
    except ProblemError as problem:
        if problem.problem is not DAY_UNREADABLE:
            raise
        raise DAY_UNREADABLE.at(name) from None


def _act(
    request: HttpRequest, at: tuple[str, str, int, str], key: str, names: tuple[str, ...], act: Act
) -> HttpResponse:
    assessment = assessment_of(request, at[0], at[1], at[2])
    asked = requirement_of(assessment, at[3])
    given = {name: request.POST.get(name, "").strip() for name in names}
    try:
        done = act(assessment, asked, given)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return pages.show(request, assessment, asked, Typed(key, given, problem, problem.expression))
    judge_anew(repository_of(request), assessment.system)
    messages.success(request, done)
    return HttpResponseRedirect(address_of(assessment, asked), status=303)
