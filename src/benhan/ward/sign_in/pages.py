"""The sign-in pages. All public; each answer that fails is counted and accounted for."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access import login, sessions
from benhan.access.actor import Actor
from benhan.access.models import Account, Facility, Membership
from benhan.access.problems import LOCKED_OUT, NO_MEMBERSHIP, WRONG_LOGIN
from benhan.audit import boundary
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.ui.parts import ErrorSummary, Field, FieldError, Notice
from benhan.ui.visibility import public
from benhan.ward.own_account import qr

PENDING, NEXT, ENROLLING = "pending_account", "next", "enrolling"


@require_http_methods(["GET", "POST"])
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password; then the code where the account asks one."""
    if request.method == "GET":
        return _form(request)
    name = request.POST.get("login", "")
    found = login.check_password(name, request.POST.get("password", ""))
    if isinstance(found, ProblemError):
        _account_for(request, name, "refused", found.problem.code)
        # A locked account answers as an unknown name does: nobody learns here which names exist.
        return _form(request, name, WRONG_LOGIN.at("login") if found.problem is LOCKED_OUT else found)
    onward = _safe_next(request, request.POST.get("tiep", ""))
    if login.needs_second_factor(found):
        request.session.flush()
        request.session[PENDING], request.session[NEXT] = str(found.id), onward
        return HttpResponseRedirect("/dang-nhap/ma/")
    return _enter(request, found, onward, second_factor=False)


@require_http_methods(["GET", "POST"])
@public
def second_factor(request: HttpRequest) -> HttpResponse:
    """The six digits from the authenticator."""
    account = _pending_account(request)
    if account is None:
        return HttpResponseRedirect("/dang-nhap/")
    if not login.has_second_factor(account):
        return HttpResponseRedirect("/dang-nhap/cai-ma/")
    if request.method == "GET":
        return _code_form(request)
    problem = login.check_code(account, request.POST.get("code", ""))
    if problem is not None:
        _account_for(request, account.login, "refused", problem.problem.code)
        return _code_form(request, problem)
    return _enter(request, account, str(request.session.get(NEXT, "/")), second_factor=True)


@require_http_methods(["GET", "POST"])
@public
def enrol_second_factor(request: HttpRequest) -> HttpResponse:
    """An account that must have a second factor and has none sets it up before it enters."""
    account = _pending_account(request)
    if account is None or login.has_second_factor(account):
        return HttpResponseRedirect("/dang-nhap/")
    with transaction.atomic():
        device = login.pending(account)
        problem = login.confirm(device, request.POST.get("code", "")) if request.method == "POST" else None
    if request.method == "POST" and problem is None:
        return _enter(request, account, str(request.session.get(NEXT, "/")), second_factor=True)
    return _code_form(request, problem, enrolment=device.config_url)


def _pending_account(request: HttpRequest) -> Account | None:
    """Who gave the right password and still owes the second factor."""
    pending = request.session.get(PENDING)
    return Account.objects.filter(pk=str(pending), is_active=True).first() if pending else None


def _enter(request: HttpRequest, account: Account, onward: str, *, second_factor: bool) -> HttpResponse:
    posts = sessions.memberships(account)
    if not posts:
        _account_for(request, account.login, "refused", NO_MEMBERSHIP.code)
        return _form(request, account.login, NO_MEMBERSHIP.at())
    sessions.begin(request.session, account, posts[0], second_factor=second_factor)
    _account_for(request, account.login, "success", "", posts[0], {"second_factor": second_factor})
    return HttpResponseRedirect(onward)


def _account_for(
    request: HttpRequest,
    name: str,
    outcome: str,
    code: str,
    membership: Membership | None = None,
    more: Mapping[str, object] | None = None,
) -> None:
    """Every attempt goes into the facility's account of acts; one for an unknown login into every facility's."""
    account = Account.objects.filter(login=name.strip().lower()).first()
    posts = (
        [membership] if membership else list(Membership.objects.filter(account=account)) if account else []
    )
    facilities = [post.facility_id for post in posts] or list(Facility.objects.values_list("code", flat=True))
    for facility in facilities:
        actor = Actor(
            account=str(account.id) if account else "unknown",
            facility=facility,
            name=account.name if account else "",
            purpose="",
            address=str(request.META.get("REMOTE_ADDR", "")),
        )
        detail = {"code": code} if code else dict(more or {})
        boundary.record_entry(actor, Entry("login", outcome=outcome, detail=detail))


def _safe_next(request: HttpRequest, url: str) -> str:
    fits = url_has_allowed_host_and_scheme(
        url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return url if url and fits and url.startswith("/") else "/"


def _form(request: HttpRequest, name: str = "", problem: ProblemError | None = None) -> HttpResponse:
    context = {
        "login": Field(
            "login", "Tên đăng nhập", value=name, width="full", autocomplete="username", has_focus=not name
        ),
        "password": Field(
            "password",
            "Mật khẩu",
            "password",
            width="full",
            autocomplete="current-password",
            has_focus=bool(name),
        ),
        "next": request.POST.get("tiep", request.GET.get("tiep", "")),
        "errors": _summary(problem, "login"),
        "demo": Notice("Bản DEMO", "Người bệnh, tài khoản và chữ ký ở đây đều là giả định.", "hoe", "info")
        if settings.BENHAN_DEMO
        else None,
    }
    return render(
        request, "ward/sign_in/page.html", context, status=problem.problem.status if problem else 200
    )


def _code_form(
    request: HttpRequest, problem: ProblemError | None = None, enrolment: str = ""
) -> HttpResponse:
    context = {
        "code": Field(
            "code", "Mã xác thực 6 số", "code", width="full", autocomplete="one-time-code", has_focus=True
        ),
        "enrolment": enrolment,
        "qr": qr.data_uri(enrolment) if enrolment else "",
        "secret": qr.secret_text(enrolment) if enrolment else "",
        "errors": _summary(problem, "code"),
    }
    return render(
        request, "ward/sign_in/code.html", context, status=problem.problem.status if problem else 200
    )


def _summary(problem: ProblemError | None, name: str) -> ErrorSummary | None:
    if problem is None:
        return None
    return ErrorSummary(
        (FieldError(name, problem.clinician),), title="Lỗi: chưa đăng nhập được", code=problem.problem.code
    )


@require_POST
@public
def sign_out(request: HttpRequest) -> HttpResponse:
    request.session.flush()
    return HttpResponseRedirect("/dang-nhap/")


@require_http_methods(["GET", "POST"])
@public
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the screen: the session ends, the page to come back to is kept in the address."""
    request.session.flush()
    onward = _safe_next(request, request.headers.get("Referer", "").partition(request.get_host())[2])
    return HttpResponseRedirect(f"/dang-nhap/?tiep={onward}" if onward != "/" else "/dang-nhap/")


@require_GET
@public
def health(request: HttpRequest) -> HttpResponse:
    """Whether the web process answers; says nothing else to nobody in particular."""
    return HttpResponse("ok", content_type="text/plain")
