"""Requests for records: taken in, decided, lent or copied, handed over; and the reading itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.fhir.problems import ProblemError
from benhan.records import documents, requests
from benhan.records.models import RecordRequest
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored
from benhan.ui.desk import NOTHING_TYPED, DeskPage, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.identity import NAME, check_identity, identity_field
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.archive import request_papers as papers_shown
from benhan.ward.archive import request_presenters as shown
from benhan.ward.archive.list_presenters import HOME
from benhan.ward.archive.reading import open_file
from benhan.ward.signing.pages import PDF_POLICY

URL = f"{HOME}yeu-cau/"
_MOST = 500


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Requests by state, the late ones first to be seen."""
    actor, now = actor_of(request), timezone.now()
    demand(actor, Permission.SEARCH_ARCHIVE)
    found = list(RecordRequest.objects.filter(facility=actor.facility).order_by("appointment")[:_MOST])
    wanted = request.GET.get("xem", "cho")
    return _render(request, shown.index_page(found, wanted, actor, now))


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, record: str) -> HttpResponse:
    """A written request for one record is taken in, the asker's identity checked."""
    demand(actor_of(request), Permission.MANAGE_REQUESTS)
    repository = repository_of(request)
    file = open_file(repository, record)
    if request.method == "GET":
        return _render(request, papers_shown.new_page(file, actor_of(request), NOTHING_TYPED), "Yêu cầu mới")
    given = {name: request.POST.get(name, "").strip() for name in shown.FIELDS}
    try:
        made = requests.receive(repository, record=file.record, asked=_asked(given))
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        where = shown.FIELD_OF.get(
            problem.expression, "hen" if problem.problem.code == "BH-UI-0001" else "dien"
        )
        page = papers_shown.new_page(file, actor_of(request), Typed("nhan", given, problem, where))
        return _render(request, page, "Yêu cầu mới", status=422)
    messages.success(request, f"Đã nhận yêu cầu {made.number}. In giấy hẹn cho người yêu cầu.")
    return see_other(f"{URL}{made.pk}/")


def _asked(given: dict[str, str]) -> requests.Asked:
    return requests.Asked(
        wants=given["muon"],
        asker=given["dien"],
        asker_name=given["ho_ten"],
        identity_kind=given["giay_to"],
        identity_number=given["so_giay_to"],
        purpose=given["muc_dich"],
        appointment=day_of(given["hen"]),
        organisation=given["co_quan"],
        document_number=given["so_van_ban"],
        basis=given["can_cu"],
    )


@require_GET
def one(request: HttpRequest, made: str) -> HttpResponse:
    return _show(request, _request(request, made), NOTHING_TYPED)


@dataclass(frozen=True, slots=True)
class _Deed:
    permission: Permission
    asks_identity: bool
    first: str
    done: str
    act: Callable[[Repository, RecordRequest, dict[str, str]], object]


def _hours(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


DEEDS = {
    "duyet": _Deed(
        Permission.APPROVE_REQUEST,
        True,
        NAME,
        "Đã duyệt yêu cầu.",
        lambda repository, made, given: requests.decide(
            repository, request=made, approves=True, reason=given["ly_do"]
        ),
    ),
    "tu-choi": _Deed(
        Permission.APPROVE_REQUEST,
        False,
        "ly_do",
        "Đã từ chối yêu cầu.",
        lambda repository, made, given: requests.decide(
            repository, request=made, approves=False, reason=given["ly_do"]
        ),
    ),
    "cho-muon": _Deed(
        Permission.MANAGE_REQUESTS,
        False,
        "tai_khoan",
        "Đã mở hồ sơ cho người mượn đọc.",
        lambda repository, made, given: requests.lend(
            repository, request=made, login=given["tai_khoan"], hours=_hours(given["so_gio"])
        ),
    ),
    "tra": _Deed(
        Permission.MANAGE_REQUESTS,
        False,
        "",
        "Đã kết thúc việc mượn đọc.",
        lambda repository, made, given: requests.give_back(repository, request=made),
    ),
    "giao": _Deed(
        Permission.MANAGE_REQUESTS,
        False,
        "so_giay_to",
        "Đã ghi việc giao.",
        lambda repository, made, given: requests.deliver(
            repository, request=made, identity_number=given["so_giay_to"]
        ),
    ),
}


@require_POST
def deed(request: HttpRequest, made: str, key: str) -> HttpResponse:
    if key not in DEEDS:
        raise NOT_FOUND.at("RecordRequest")
    wanted = DEEDS[key]
    demand(actor_of(request), wanted.permission)
    found, repository = _request(request, made), repository_of(request)
    given = {
        name: request.POST.get(name, "").strip() for name in ("ly_do", "tai_khoan", "so_gio", "so_giay_to")
    }
    if wanted.asks_identity:
        problem = check_identity(repository, request.POST.get(NAME, ""), act="request-approved")
        if problem is not None:
            return _show(request, found, Typed(key, given, problem, NAME))
    try:
        wanted.act(repository, found, given)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        where = "so_gio" if problem.expression == "hours" else wanted.first
        return _show(request, _request(request, made), Typed(key, given, problem, where))
    messages.success(request, wanted.done)
    return see_other(f"{URL}{made}/")


@require_GET
def slip(request: HttpRequest, made: str) -> HttpResponse:
    """The appointment slip (giấy hẹn), to be printed for the asker."""
    return _render(request, papers_shown.slip_page(_request(request, made)), "Giấy hẹn")


@require_POST
def copy(request: HttpRequest, made: str, document: str) -> HttpResponse:
    """A marked copy of one paper; every print of it is a line of the log."""
    demand(actor_of(request), Permission.MANAGE_REQUESTS)
    found = _request(request, made)
    content = requests.copy(repository_of(request), request=found, document_id=document)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="ban-sao-{found.number}.pdf"'
    return answer


@require_GET
def lent(request: HttpRequest) -> HttpResponse:
    """What is lent to me now."""
    actor = actor_of(request)
    demand(actor, Permission.READ_LENT_RECORD)
    page = papers_shown.lent_page(requests.lent_to(actor.facility, actor.account), timezone.now())
    return _render(request, page, "Hồ sơ cho tôi mượn đọc")


@require_GET
def read(request: HttpRequest, number: str) -> HttpResponse:
    """A lent record, to be read only."""
    reading = requests.open_lent(repository_of(request), number)
    return _render(request, papers_shown.reading_page(reading, timezone.now()), "Đọc hồ sơ mượn")


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]
def read_paper(request: HttpRequest, number: str, document: str) -> HttpResponse:
    stored, content = requests.read_lent_paper(repository_of(request), number, document)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="doc-tai-cho-{documents.lookup_code(stored.id)}.pdf"'
    return answer


def _request(request: HttpRequest, made: str) -> RecordRequest:
    actor = actor_of(request)
    demand(actor, Permission.SEARCH_ARCHIVE)
    found = RecordRequest.objects.filter(facility=actor.facility, pk=made).first()
    if found is None:
        raise NOT_FOUND.at("RecordRequest")
    return found


def _show(request: HttpRequest, made: RecordRequest, typed: Typed) -> HttpResponse:
    actor, repository = actor_of(request), repository_of(request)
    papers: tuple[Stored, ...] = ()
    if made.state in ("approved", "done") and made.wants != "read" and may(actor, Permission.MANAGE_REQUESTS):
        papers = requests.may_have(
            made, requests.papers_of(repository, repository.read("Composition", made.record))
        )
    identity = identity_field(actor, typed.error(typed.key, NAME))
    events = list(made.events.order_by("-at"))
    page = shown.request_page(made, events, papers, actor, identity, typed, timezone.now())
    return _render(request, page, made.number, status=422 if typed.problem else 200)


def _render(request: HttpRequest, page: DeskPage, here: str = "", *, status: int = 200) -> HttpResponse:
    may_search = may(actor_of(request), Permission.SEARCH_ARCHIVE)
    crumbs = [("Lưu trữ", HOME), ("Yêu cầu hồ sơ", URL if here else "")] if may_search else []
    crumbs += [(here, "")] if here else []
    return render(request, "ui/desk.html", {"frame": frame(request, *crumbs), "page": page}, status=status)
