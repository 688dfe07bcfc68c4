"""The yearly destruction: what has expired, the list, the head's decision, carrying out, the minutes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.fhir.problems import ProblemError
from benhan.records import destruction
from benhan.records.models import DestructionItem, DestructionList
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository
from benhan.ui.desk import NOTHING_TYPED, DeskPage, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.identity import NAME, check_identity, identity_field
from benhan.ui.parts import Field
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.archive import destruction_presenters as shown
from benhan.ward.archive.list_presenters import HOME
from benhan.ward.signing.pages import PDF_POLICY

_NAMES = ("hoi_dong", "so_quyet_dinh", "ngay_quyet_dinh", "ly_do", "sao_luu", "sha256")
URL = f"{HOME}huy/"


@require_GET
def lists(request: HttpRequest) -> HttpResponse:
    """Lists of every year, and what has expired since the last."""
    repository = repository_of(request)
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    is_planning = may(repository.by, Permission.PROPOSE_DESTRUCTION)
    waiting = destruction.expired(repository, on=timezone.localdate()) if is_planning else ()
    made = DestructionList.objects.filter(facility=repository.by.facility).order_by("-proposed_at")
    return _render(request, shown.lists_page(waiting, list(made), repository.by))


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    made = destruction.propose(repository_of(request))
    messages.success(request, f"Đã lập danh mục {made.number}. Danh mục chờ xét và quyết định của giám đốc.")
    return see_other(f"{URL}{made.pk}/")


@require_GET
def one(request: HttpRequest, made: str) -> HttpResponse:
    return _show(request, _list(request, made), NOTHING_TYPED)


@dataclass(frozen=True, slots=True)
class _Deed:
    """An act on a list: which form it came from and whether the person's identity is asked again."""

    key: str
    permission: Permission
    asks_identity: bool
    done: str
    act: Callable[[Repository, DestructionList, dict[str, str]], object]


def _approve(repository: Repository, made: DestructionList, given: dict[str, str]) -> None:
    destruction.approve(
        repository,
        made=made,
        council=given["hoi_dong"],
        decision_number=given["so_quyet_dinh"],
        decided_on=day_of(given["ngay_quyet_dinh"]),
    )


DEEDS = {
    "duyet": _Deed(
        "duyet", Permission.APPROVE_DESTRUCTION, True, "Đã quyết định hủy theo danh mục.", _approve
    ),
    "khong-duyet": _Deed(
        "khong-duyet",
        Permission.APPROVE_DESTRUCTION,
        False,
        "Đã trả danh mục, không hủy hồ sơ nào.",
        lambda repository, made, given: destruction.refuse(repository, made=made, reason=given["ly_do"]),
    ),
    "thuc-hien": _Deed(
        "thuc-hien",
        Permission.PROPOSE_DESTRUCTION,
        True,
        "Đã hủy hồ sơ trong danh mục và lập biên bản.",
        lambda repository, made, given: destruction.destroy(repository, made=made, backups=given["sao_luu"]),
    ),
    "ky": _Deed(
        "ky",
        Permission.APPROVE_DESTRUCTION,
        True,
        "Đã ký biên bản; biên bản được giữ vĩnh viễn.",
        lambda repository, made, given: destruction.sign_as_director(
            repository, made=made, shown_sha256=given["sha256"]
        ),
    ),
}
_FIRST = {"duyet": "so_quyet_dinh", "khong-duyet": "ly_do", "thuc-hien": "sao_luu", "ky": "sha256"}


@require_POST
def deed(request: HttpRequest, made: str, key: str) -> HttpResponse:
    """Decide, refuse, carry out, sign: each by its own person, each with identity asked where it is final."""
    if key not in DEEDS:
        raise NOT_FOUND.at("DestructionList")
    wanted = DEEDS[key]
    demand(actor_of(request), wanted.permission)
    found, repository = _list(request, made), repository_of(request)
    given = {name: request.POST.get(name, "").strip() for name in _NAMES}
    if wanted.asks_identity:
        problem = check_identity(repository, request.POST.get(NAME, ""), act="destroy")
        if problem is not None:
            return _show(request, found, Typed(key, given, problem, NAME))
    try:
        wanted.act(repository, found, given)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        where = "ngay_quyet_dinh" if problem.problem.code == "BH-UI-0001" else _FIRST[key]
        return _show(request, _list(request, made), Typed(key, given, problem, where))
    messages.success(request, wanted.done)
    return see_other(f"{URL}{made}/")


@require_POST
def keep_off(request: HttpRequest, made: str, item: int) -> HttpResponse:
    demand(actor_of(request), Permission.PROPOSE_DESTRUCTION)
    found = _list(request, made)
    kept = DestructionItem.objects.filter(list=found, pk=item, state="listed").select_related("list").first()
    if kept is None:
        raise NOT_FOUND.at("DestructionItem")
    reason = request.POST.get("ly_do", "").strip()
    try:
        destruction.keep_off(repository_of(request), item=kept, reason=reason)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _show(request, found, Typed(f"giu-{item}", {"ly_do": reason}, problem, "ly_do"))
    messages.success(request, f"Đã đưa {kept.record_number} ra khỏi danh mục.")
    return see_other(f"{URL}{made}/")


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]
def minutes(request: HttpRequest, made: str) -> HttpResponse:
    """The minutes' bytes as they are kept."""
    found = _list(request, made)
    if not found.minutes_sha256:
        raise NOT_FOUND.at("DestructionList")
    answer = HttpResponse(
        destruction.minutes_pdf(repository_of(request), found), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="bien-ban-{found.number}.pdf"'
    return answer


def _list(request: HttpRequest, made: str) -> DestructionList:
    demand(actor_of(request), Permission.SEARCH_ARCHIVE)
    found = DestructionList.objects.filter(facility=actor_of(request).facility, pk=made).first()
    if found is None:
        raise NOT_FOUND.at("DestructionList")
    return found


def _show(request: HttpRequest, made: DestructionList, typed: Typed) -> HttpResponse:
    actor = actor_of(request)
    identity: Field = identity_field(actor, typed.error(typed.key, NAME))
    page = shown.list_page(made, list(made.items.order_by("pk")), actor, identity, typed)
    return _render(request, page, made.number, status=422 if typed.problem else 200)


def _render(request: HttpRequest, page: DeskPage, number: str = "", *, status: int = 200) -> HttpResponse:
    here = (("Hủy hồ sơ hết hạn", URL), (number, "")) if number else (("Hủy hồ sơ hết hạn", ""),)
    context = {"frame": frame(request, ("Lưu trữ", HOME), *here), "page": page}
    return render(request, "ui/desk.html", context, status=status)
