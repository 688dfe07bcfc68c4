"""/…/kiem-tra/bao-cao/: reports of hosts elsewhere, the keys that are believed, the approved software of this host."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.assurance import agent_reports, discovery
from benhan.assurance.models import AgentKey, System
from benhan.assurance.signed_report import MOST_BYTES
from benhan.dossier.probes import report_presenters as worded
from benhan.dossier.probes.pages import crumbs, desk, system_of
from benhan.dossier.probes.presenters import probes_url
from benhan.fhir.problems import ProblemError
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import NOTHING_TYPED, Typed
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of


@require_http_methods(["GET", "POST"])
def reports(request: HttpRequest, system: str) -> HttpResponse:
    """The keys and what they last sent; POST takes a report over."""
    found = system_of(request, system)
    if request.method == "GET":
        return _show(request, found, NOTHING_TYPED)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    sent = request.FILES.get("report")
    raw = sent.read(MOST_BYTES + 1) if sent is not None else b""
    try:
        taken = agent_reports.take_over(repository_of(request), system=found, raw=raw)
    except ProblemError as problem:
        return _refused(request, found, Typed("nhan", {}, problem, "report"))
    messages.success(
        request,
        f"Đã nhận báo cáo của {taken.host.name}: {taken.observed} phép có kết quả, {taken.unable} phép không kiểm tra được.",
    )
    return see_other(f"{probes_url(found)}bao-cao/")


@require_POST
def register(request: HttpRequest, system: str) -> HttpResponse:
    found = system_of(request, system)
    given = {name: request.POST.get(name, "").strip() for name in ("host", "public_key")}
    try:
        key = agent_reports.register_key(repository_of(request), system=found, **given)
    except ProblemError as problem:
        return _refused(request, found, Typed("dang-ky", given, problem, problem.expression))
    messages.success(
        request, f"Đã đăng ký khóa {agent_reports.fingerprint(key.public_key)} của {key.asset.name}."
    )
    return see_other(f"{probes_url(found)}bao-cao/")


@require_POST
def revoke(request: HttpRequest, system: str, key: UUID) -> HttpResponse:
    found = system_of(request, system)
    row = AgentKey.objects.filter(facility=found.facility, asset__system=found, pk=key).first()
    if row is None:
        raise NOT_FOUND.at("AgentKey")
    agent_reports.revoke_key(repository_of(request), key=row)
    messages.success(request, "Đã thu hồi khóa; báo cáo ký bằng khóa này không được nhận nữa.")
    return see_other(f"{probes_url(found)}bao-cao/")


@require_POST
def approve(request: HttpRequest, system: str) -> HttpResponse:
    """A person approves what is installed on this very host."""
    found = system_of(request, system)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    host = next((one for one in agent_reports.hosts_of(found) if one.is_here), None)
    if host is None:
        raise NOT_FOUND.at("Asset")
    count = discovery.approve_packages(repository_of(request), host=host)
    messages.success(request, f"Đã xác nhận {count} gói phần mềm đang cài trên {host.name}.")
    return see_other(f"{probes_url(found)}bao-cao/")


def _refused(request: HttpRequest, system: System, typed: Typed) -> HttpResponse:
    if typed.problem is not None and typed.problem.problem.status != 422:
        raise typed.problem
    return _show(request, system, typed)


def _show(request: HttpRequest, system: System, typed: Typed) -> HttpResponse:
    page = worded.reports_page(
        system, agent_reports.keys_of(system), agent_reports.hosts_of(system), typed,
        may_keep=may(actor_of(request), Permission.KEEP_ASSURANCE), now=timezone.now(),
    )  # fmt: skip
    path = crumbs(system, ("Kiểm tra", probes_url(system)), ("Báo cáo của máy chủ", ""))
    return desk(request, page, path, status=422 if typed.problem else 200)
