"""/an-toan/: where the facility stands, in one picture; and one system's own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.addresses import ROOT, address_of_list
from benhan.assurance.assessments import copy_answers, open_assessment
from benhan.assurance.models import System, Verdict
from benhan.assurance.overview import overview
from benhan.assurance.people import find_people
from benhan.dossier.board import presenters, system_presenters
from benhan.dossier.board.files import file_state, newest_files
from benhan.dossier.board.places import facility_places, system_places
from benhan.dossier.files.inbox import inbox_table
from benhan.dossier.finding import assessment_of, system_of
from benhan.ui.frame import frame
from benhan.ui.parts import Empty
from benhan.ui.requests import actor_of, repository_of


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every system in one picture, then what fell and what is late."""
    actor, now = actor_of(request), timezone.now()
    demand(actor, Permission.READ_ASSURANCE)
    systems = list(
        System.objects.filter(facility=actor.facility, retired_at__isnull=True).order_by("-is_here", "name")
    )
    found = overview(systems, now)
    files = newest_files(systems)
    inbox = inbox_table(actor)
    notice, tables = presenters.alerts(found, now, names_system=len(found) > 1)
    context = {
        "frame": frame(request, ("An toàn", "")),
        "inbox": inbox if inbox.rows else "",
        "pictures": [presenters.picture(one, file_state(one, files.get(one.system.pk), now), now) for one in found],
        "notice": notice if found else "",
        "tables": tables,
        "places": facility_places(actor),
        "empty": Empty(
            "Chưa có hệ thống thông tin nào",
            "Khai hệ thống đầu tiên để xác định cấp độ và đo theo tiêu chuẩn.", icon="shield",
        ),
    }  # fmt: skip
    return render(request, "dossier/board/index.html", context)


@require_GET
def system(request: HttpRequest, system: str) -> HttpResponse:
    """One system: its measures, what fell, what is late, and the way to its other pages."""
    found, now = system_of(request, system), timezone.now()
    actor = actor_of(request)
    one = overview([found], now)[0]
    state = file_state(one, newest_files([found]).get(found.pk), now)
    changes = (
        Verdict.objects.filter(assessment__system=found).select_related("assessment").order_by("-pk")[:8]
    )
    is_keeper = may(actor, Permission.KEEP_ASSURANCE)
    notice, tables = presenters.alerts([one], now, names_system=False)
    context = {
        "frame": frame(request, ("An toàn", ROOT), (found.name, "")),
        "picture": presenters.picture(one, state, now),
        "facts": system_presenters.facts(found, state),
        "places": system_places(found),
        "measures": system_presenters.measures(one),
        "notice": notice,
        "tables": tables,
        "changes": system_presenters.changes(list(changes), found, now),
        "forms": system_presenters.forms(found, [each.assessment for each in one.standings])
        if is_keeper
        else (),
    }
    return render(request, "dossier/board/system.html", context)


@require_POST
def measure(request: HttpRequest, system: str) -> HttpResponse:
    """Open an assessment of a catalogue at a level."""
    found = system_of(request, system)
    catalogue, _, level = request.POST.get("bo", "").partition("/")
    opened = open_assessment(
        repository_of(request),
        system=found,
        catalogue=catalogue,
        level=int(level) if level.isdecimal() else 0,
    )
    messages.success(request, "Đã mở bộ yêu cầu. Trả lời từng yêu cầu hoặc chép từ cấp độ đã trả lời.")
    return HttpResponseRedirect(address_of_list(opened), status=303)


@require_POST
def copy(request: HttpRequest, system: str, catalogue: str, level: int) -> HttpResponse:
    """Take answers over from another assessment of the same catalogue."""
    target = assessment_of(request, system, catalogue, level)
    source = assessment_of(request, system, catalogue, _number(request.POST.get("tu", "")))
    count = copy_answers(repository_of(request), source=source, target=target)
    messages.success(request, f"Đã chép {count} câu trả lời. Xem lại từng mục trước khi dùng.")
    return HttpResponseRedirect(address_of_list(target), status=303)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else -1


@require_GET
def people(request: HttpRequest) -> JsonResponse:
    """Who may be made responsible, for the picker: the account's id and the name."""
    actor = actor_of(request)
    demand(actor, Permission.KEEP_ASSURANCE)
    found = find_people(actor.facility, request.GET.get("q", ""))
    return JsonResponse(
        {"results": [{"code": one.account, "display": one.name, "note": one.title} for one in found]}
    )
