"""The pages of one's own account."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access import login
from benhan.access.policy import standing_of
from benhan.audit import reading
from benhan.fhir.problems import ProblemError
from benhan.ui.frame import facility_of, frame
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.own_account import actions, presenters, qr

HERE = ("Tài khoản của tôi", "/tai-khoan/")
OWN_ACTS = ("login", "change-password", "set-second-factor")


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Who I am here, how my account is protected, where it was used."""
    actor = actor_of(request)
    account = actions.account_of(actor)
    sought = reading.Sought(accounts=(actor.account,), acts=OWN_ACTS)
    page = presenters.overview(
        actor,
        account,
        facility=facility_of(request).name,
        has_factor=login.has_second_factor(account),
        lines=reading.page(actor.facility, sought, size=12).lines,
        now=timezone.now(),
    )
    context = {"frame": frame(request, (HERE[0], "")), "page": page}
    return render(request, "ward/own_account/overview.html", context)


@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password; also where an account with a given password is led first."""
    problem: ProblemError | None = None
    if request.method == "POST":
        problem = actions.change_password(
            repository=repository_of(request),
            session=request.session,
            current=request.POST.get("current", ""),
            new=request.POST.get("new", ""),
            again=request.POST.get("again", ""),
        )
        if problem is None:
            messages.success(
                request, "Đã đổi mật khẩu. Các máy khác đang dùng tài khoản này phải đăng nhập lại."
            )
            return see_other("/tai-khoan/")
    actor = actor_of(request)
    account = actions.account_of(actor)
    page = presenters.password_page(
        policy=standing_of(account).policy,
        has_factor=login.has_second_factor(account),
        is_forced=actor.must_change_password,
        problem=problem,
    )
    context = {"frame": frame(request, HERE, ("Đổi mật khẩu", "")), "page": page}
    return render(request, "ward/own_account/password.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Set up an authenticator, or put a new one in the old one's place."""
    problem: ProblemError | None = None
    if request.method == "POST":
        problem = actions.set_second_factor(
            repository=repository_of(request),
            password=request.POST.get("password", ""),
            code=request.POST.get("code", ""),
        )
        if problem is None:
            messages.success(request, "Đã bật xác thực lớp hai. Lần đăng nhập sau sẽ hỏi mã 6 số.")
            return see_other("/tai-khoan/")
    account = actions.account_of(actor_of(request))
    address = login.pending(account).config_url
    page = presenters.factor_page(
        qr=qr.data_uri(address),
        secret=qr.secret_text(address),
        replaces=login.has_second_factor(account),
        problem=problem,
    )
    context = {"frame": frame(request, HERE, ("Xác thực lớp hai", "")), "page": page}
    return render(request, "ward/own_account/second_factor.html", context, status=422 if problem else 200)
