"""Pages of the certificate register: the list, entering one, looking at one, checking it, taking it out of use."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.models import Membership
from benhan.access.permissions import Permission, demand, may
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.records.authority import desk
from benhan.records.certificate_checks import check
from benhan.signing import register
from benhan.signing.models import Certificate
from benhan.store.problems import NOT_FOUND
from benhan.ui.bound_fields import field_of
from benhan.ui.frame import facility_of, frame
from benhan.ui.parts import ErrorSummary, FieldError
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.certificates import presenters
from benhan.ward.certificates.forms import CertificateForm

HERE = ("Chứng thư số", presenters.HOME)


@require_GET
def register_page(request: HttpRequest) -> HttpResponse:
    """Every certificate of the facility, those that end first standing first."""
    actor = actor_of(request)
    demand(actor, Permission.READ_CERTIFICATES)
    table = presenters.register_table(
        list(Certificate.objects.filter(facility=actor.facility)),
        chosen=request.GET.get("loc", ""),
        may_enter=may(actor, Permission.MANAGE_CERTIFICATES),
        now=timezone.now(),
    )
    context = {"frame": frame(request, (HERE[0], "")), "table": table}
    return render(request, "ward/certificates/register.html", context)


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter a certificate. The key and its secret stay where they are; only their names are written down."""
    actor = actor_of(request)
    demand(actor, Permission.MANAGE_CERTIFICATES)
    people = _people(actor.facility)
    names = {id_: (name, title) for id_, name, title in people}
    choices = [(id_, f"{name} ({title})" if title else name) for id_, name, title in people]
    form = CertificateForm(request.POST or None, request.FILES or None, people=choices)
    if request.method == "POST" and form.is_valid():
        holder, _, practitioner = form.cleaned_data["holder"].partition(":")
        name, title = names.get(practitioner, (facility_of(request).name, ""))
        try:
            row = register.add(
                facility=actor.facility,
                holder=holder,
                practitioner=practitioner,
                name=name,
                title=title,
                kind=form.cleaned_data["kind"],
                place=form.place(),
                secret_name=form.cleaned_data["secret_name"],
                certificates=register.read_certificates(form.cleaned_data["certificate"].read()),
                by=actor.name,
            )
        except ProblemError as problem:
            form.add_error("certificate", problem.clinician)
        else:
            _record(request, "certificate-enter", row)
            messages.success(request, f"Đã đăng ký chứng thư số của {name}.")
            return see_other(f"{presenters.HOME}{row.pk}/")
    fields = [field_of(bound) for bound in form]
    errors = tuple(FieldError(one.name, one.error) for one in fields if one.error)
    context = {
        "frame": frame(request, HERE, ("Đăng ký", "")),
        "fields": fields,
        "errors": ErrorSummary(errors, "Lỗi: chứng thư số CHƯA được đăng ký") if errors else None,
    }
    return render(request, "ward/certificates/enter.html", context, status=422 if errors else 200)


def _people(facility: str) -> list[tuple[str, str, str]]:
    """(practitioner or account, name, title) of everybody who works here."""
    rows = Membership.objects.select_related("account").filter(facility=facility, account__is_active=True)
    return [
        (row.practitioner or str(row.account_id), row.account.name, row.title)
        for row in rows.order_by("account__name")
    ]


@require_GET
def one(request: HttpRequest, certificate: UUID) -> HttpResponse:
    actor = actor_of(request)
    demand(actor, Permission.READ_CERTIFICATES)
    page = presenters.certificate_page(
        _found(request, certificate),
        may_manage=may(actor, Permission.MANAGE_CERTIFICATES),
        now=timezone.now(),
    )
    context = {"frame": frame(request, HERE, (page.heading, "")), "page": page}
    return render(request, "ward/certificates/one.html", context)


@require_POST
def check_now(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Ask the issuer how it stands."""
    demand(actor_of(request), Permission.MANAGE_CERTIFICATES)
    row = _found(request, certificate)
    check(row, desk())
    _record(request, "certificate-check", row)
    if row.check_code:
        messages.warning(request, "Kiểm tra chưa đạt; xem tình trạng bên dưới.")
    else:
        messages.success(request, "Chứng thư số còn hiệu lực.")
    return see_other(f"{presenters.HOME}{row.pk}/")


@require_POST
def end(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Take it out of use here; what was signed with it stands."""
    demand(actor_of(request), Permission.MANAGE_CERTIFICATES)
    row = _found(request, certificate)
    if row.state == Certificate.State.ACTIVE:
        row.state = Certificate.State.ENDED
        row.save(update_fields=["state"])
        _record(request, "certificate-end", row)
    messages.success(request, f"Đã ngừng dùng chứng thư số của {row.name}.")
    return see_other(f"{presenters.HOME}{row.pk}/")


def _found(request: HttpRequest, certificate: UUID) -> Certificate:
    found = Certificate.objects.filter(facility=actor_of(request).facility, pk=certificate).first()
    if found is None:
        raise NOT_FOUND.at()
    return found


def _record(request: HttpRequest, act: str, row: Certificate) -> None:
    detail = {"serial": row.serial, "holder": row.holder, "kind": row.kind, "state": row.state}
    repository_of(request).record(Entry(act, detail=detail))
