"""/an-toan/he-thong/…/kiem-tra/: every probe of a system, one of them, and asking them now."""

from __future__ import annotations

from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access.permissions import Permission, demand, may
from benhan.assurance import running
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.models import Asset, ProbeRun, System
from benhan.assurance.scheduling import judge_anew, run_probes
from benhan.audit.entry import Entry
from benhan.dossier.probes import presenters as shown
from benhan.dossier.probes.standing import STATES, Standing, standings
from benhan.law.probes import ProbeRule
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository
from benhan.ui.desk import DeskPage
from benhan.ui.frame import frame
from benhan.ui.parts import Job
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of

_STEP_S = 1.5
_HISTORY = 12
_SINCE = "tu"
Wanted = tuple[ProbeRule, Asset | None]


def system_of(request: HttpRequest, slug: str) -> System:
    """The system of the address, of this facility, for whoever may read the level file."""
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    found = System.objects.filter(facility=actor.facility, slug=slug, retired_at__isnull=True).first()
    if found is None:
        raise NOT_FOUND.at("System")
    return found


def crumbs(system: System, *more: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (("An toàn", ROOT), (system.name, address_of_system(system)), *more)


@require_GET
def index(request: HttpRequest, system: str) -> HttpResponse:
    found, now = system_of(request, system), timezone.now()
    wanted = request.GET.get("xem", "")
    page = shown.index_page(
        found, standings(found, now), wanted if wanted in STATES else "", may_ask=_may_ask(request), now=now
    )
    return desk(request, page, crumbs(found, ("Kiểm tra", "")))


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, system: str, probe: str) -> HttpResponse:
    """One probe of the system or of one of its assets; POST asks it now."""
    found = system_of(request, system)
    standing = _standing(found, probe, request.GET.get("tai-san", ""))
    if request.method == "POST":
        demand(actor_of(request), Permission.KEEP_ASSURANCE)
        if not standing.can_ask:
            raise NOT_FOUND.at("ProbeRun")
        repository = repository_of(request)
        run_probes(repository, found, [(standing.rule, standing.asset)], asked_by=repository.by.name)
        return see_other(shown.probe_url(found, standing))
    rows = ProbeRun.objects.filter(
        facility=found.facility, system=found, probe=standing.rule.name, asset=standing.asset
    )
    page = shown.one_page(found, standing, list(rows.order_by("-at")[:_HISTORY]), may_ask=_may_ask(request))
    return desk(
        request, page, crumbs(found, ("Kiểm tra", shown.probes_url(found)), (standing.rule.title, ""))
    )


@require_http_methods(["GET", "POST"])
def run_all(request: HttpRequest, system: str) -> HttpResponse:
    """Ask everything, a step at a time: each POST asks for a second and a half and shows what comes next.

    With scripts the page posts the next step by itself; without them one POST asks all that is left.
    """
    found = system_of(request, system)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    if request.method == "GET":
        return see_other(shown.probes_url(found))
    everything = list(running.askable(found))
    since, is_stepwise = _moment(request.POST.get(_SINCE, "")), bool(getattr(request, "htmx", False))
    left = _left(found, everything, since)
    if since is not None and left:
        left = _ask(repository_of(request), found, left, limit_s=_STEP_S if is_stepwise else None)
    if not left:
        messages.success(request, f"Đã kiểm tra {len(everything)} phép của hệ thống.")
        return _leave(request, shown.probes_url(found))
    context = {
        "job": _job(len(everything), left),
        "since": (since or timezone.now()).isoformat(),
        "url": request.path,
    }
    if is_stepwise:
        return render(request, "dossier/probes/_running.html", context)
    context |= {
        "frame": frame(request, *crumbs(found, ("Kiểm tra", shown.probes_url(found)), ("Đang chạy", "")))
    }
    return render(request, "dossier/probes/running.html", context)


def _ask(
    repository: Repository, system: System, left: list[Wanted], *, limit_s: float | None
) -> list[Wanted]:
    """Ask from the front until the time is up; verdicts are judged anew when nothing is left. Returns what is left."""
    began, asked = monotonic(), 0
    while left and (limit_s is None or asked == 0 or monotonic() - began < limit_s):
        rule, asset = left.pop(0)
        running.keep(system, running.look(system, repository, rule, asset), asked_by=repository.by.name)
        asked += 1
    repository.record(Entry("probes-run", detail={"system": system.slug, "count": asked}))
    if not left:
        judge_anew(repository, system)
    return left


def _left(system: System, everything: list[Wanted], since: datetime | None) -> list[Wanted]:
    latest = running.latest_runs(system)
    return [
        (rule, asset)
        for rule, asset in everything
        if since is None
        or (last := latest.get((rule.name, str(asset.pk) if asset else ""))) is None
        or last.at < since
    ]


def _job(total: int, left: list[Wanted]) -> Job:
    rule, asset = left[0]
    where = f" ({asset.name})" if asset else ""
    done = total - len(left)
    return Job(
        "dang-kiem-tra",
        f"Đã kiểm tra {done} trong {total} phép",
        f"Đang kiểm tra: {rule.title}{where}.",
        100 * done // total,
    )


def _moment(text: str) -> datetime | None:
    """When this round of asking began; one that lies further back than an hour is none."""
    try:
        since = datetime.fromisoformat(text)
    except ValueError:
        return None
    now = timezone.now()
    return since if since.tzinfo is not None and now - timedelta(hours=1) < since <= now else None


def _leave(request: HttpRequest, url: str) -> HttpResponse:
    if not getattr(request, "htmx", False):
        return see_other(url)
    answer = HttpResponse(status=204)
    answer["HX-Redirect"] = url
    return answer


def _standing(system: System, probe: str, asset: str) -> Standing:
    try:
        wanted = str(UUID(asset)) if asset else ""
    except ValueError:
        wanted = "?"
    for each in standings(system, timezone.now()):
        if each.rule.name == probe and (str(each.asset.pk) if each.asset else "") == wanted:
            return each
    raise NOT_FOUND.at("ProbeRun")


def _may_ask(request: HttpRequest) -> bool:
    return may(actor_of(request), Permission.KEEP_ASSURANCE)


def desk(
    request: HttpRequest, page: DeskPage, path: tuple[tuple[str, str], ...], *, status: int = 200
) -> HttpResponse:
    return render(request, "ui/desk.html", {"frame": frame(request, *path), "page": page}, status=status)
