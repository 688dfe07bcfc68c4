"""The pages of accounts, for the officer who manages them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from benhan.access.models import Membership
from benhan.access.permissions import Permission, demand
from benhan.audit import reading
from benhan.store.repository import Repository
from benhan.ui import dates_vi
from benhan.ui.frame import frame
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.administration import account_presenters as presenters
from benhan.ward.administration import actions, shown_once
from benhan.ward.administration.forms import NewAccountForm, PostForm, initial_of

HERE = ("Tài khoản", presenters.HOME)


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody who works here: roles, last sign-in, second factor, locked or long unused."""
    actor = actor_of(request)
    demand(actor, Permission.MANAGE_ACCOUNTS)
    posts = (
        Membership.objects.select_related("account")
        .filter(facility=actor.facility)
        .order_by("account__login")
    )
    found = presenters.known(list(posts), _with_factor(actor.facility), timezone.now())
    page = presenters.accounts_page(
        found,
        departments_of(repository_of(request)),
        sought=request.GET.get("q", "").strip()[:80],
        chosen=request.GET.get("loc", ""),
        me=actor.account,
        now=timezone.now(),
    )
    template = "ward/administration/_accounts.html" if request.htmx else "ward/administration/accounts.html"  # type: ignore[attr-defined]
    return render(request, template, {"frame": frame(request, (HERE[0], "")), "page": page})


def _with_factor(facility: str) -> set[str]:
    devices = TOTPDevice.objects.filter(confirmed=True, user__memberships__facility=facility)
    return {str(user) for user in devices.values_list("user_id", flat=True)}


def departments_of(repository: Repository) -> dict[str, str]:
    """Ids and names of the facility's departments, in the order of their names."""
    pairs = [("partof", "Organization/co-so"), ("_sort", "name"), ("_count", "100")]
    found = repository.search("Organization", pairs).matches
    return {stored.id: str(stored.resource.get("name", stored.id)) for stored in found}


@require_http_methods(["GET", "POST"])
def new_account(request: HttpRequest) -> HttpResponse:
    """Make an account; its first password is shown on the next page, once."""
    demand(actor_of(request), Permission.MANAGE_ACCOUNTS)
    repository = repository_of(request)
    departments = list(departments_of(repository).items())
    form = NewAccountForm(
        request.POST or None,
        departments=departments,
        initial={"valid_from": dates_vi.day(timezone.localdate())},
    )
    if request.method == "POST" and form.is_valid():
        made, password = actions.create_account(
            repository=repository,
            login=form.cleaned_data["login"],
            name=form.cleaned_data["name"],
            post=form.post(),
        )
        return _shown(request, made.account_id, password)
    context = {
        "frame": frame(request, HERE, ("Tạo tài khoản", "")),
        "fields": presenters.form_fields(form),
        "errors": presenters.form_errors(form),
    }
    return render(
        request, "ward/administration/new_account.html", context, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, account: UUID) -> HttpResponse:
    """One account: who, what they may, what was changed; POST saves the post."""
    actor, repository = actor_of(request), repository_of(request)
    demand(actor, Permission.MANAGE_ACCOUNTS)
    post = actions.post_of(repository, account)
    departments = departments_of(repository)
    form = PostForm(request.POST or None, departments=list(departments.items()), initial=initial_of(post))
    if request.method == "POST" and form.is_valid():
        actions.change_post(
            repository=repository, account=account, name=form.cleaned_data["name"], post=form.post()
        )
        messages.success(request, f"Đã lưu quyền của {form.cleaned_data['name']}; có hiệu lực ngay.")
        return see_other(request.path)
    now = timezone.now()
    has_factor = TOTPDevice.objects.filter(user=post.account, confirmed=True).exists()
    page = presenters.account_page(
        presenters.known([post], {str(account)} if has_factor else set(), now)[0],
        form,
        reading.page(actor.facility, reading.Sought(resource=f"Account/{account}"), size=20).lines,
        departments,
        me=actor.account,
        password=shown_once.take(request.session, actor.facility, str(account)),
        now=now,
    )
    context = {"frame": frame(request, HERE, (page.heading, "")), "page": page}
    return render(request, "ward/administration/account.html", context, status=422 if form.is_bound else 200)


@require_POST
def lock(request: HttpRequest, account: UUID) -> HttpResponse:
    found = actions.lock(repository=repository_of(request), account=account)
    return _done(request, account, f"Đã khóa tài khoản của {found.account.name}.")


@require_POST
def unlock(request: HttpRequest, account: UUID) -> HttpResponse:
    found = actions.unlock(repository=repository_of(request), account=account)
    return _done(request, account, f"Đã mở khóa tài khoản của {found.account.name}.")


@require_POST
def reset_password(request: HttpRequest, account: UUID) -> HttpResponse:
    return _shown(
        request, account, actions.reset_password(repository=repository_of(request), account=account)
    )


@require_POST
def reset_second_factor(request: HttpRequest, account: UUID) -> HttpResponse:
    found = actions.reset_second_factor(repository=repository_of(request), account=account)
    return _done(request, account, f"Đã gỡ xác thực lớp hai của {found.account.name}.")


def _shown(request: HttpRequest, account: UUID, password: str) -> HttpResponse:
    shown_once.keep(request.session, actor_of(request).facility, str(account), password)
    return see_other(_url(account))


def _done(request: HttpRequest, account: UUID, text: str) -> HttpResponse:
    messages.success(request, text)
    return see_other(_url(account))


def _url(account: UUID) -> str:
    return f"{presenters.HOME}tai-khoan/{account}/"
