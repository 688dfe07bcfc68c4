"""The queue page; htmx asks for its table again every 20 seconds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.actor import Role
from benhan.access.permissions import Permission, may
from benhan.access.problems import NOT_PERMITTED
from benhan.ui.frame import frame
from benhan.ui.parts import Action
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.queue import presenters
from benhan.ward.queue.reading import FINISHED, IN_ROOM, WAITING, todays


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    if not actor.has_role(Role.RECEPTION, Role.DOCTOR, Role.NURSE):
        raise NOT_PERMITTED.at(permission="queue")
    view = request.GET.get("xem", "")
    view = view if view in (WAITING, IN_ROOM, FINISHED) else ""
    context = {
        "table": presenters.table(todays(repository_of(request), now), view, actor, now, refreshes=True),
        "url": f"/kham/?xem={view}" if view else "/kham/",
    }
    if request.headers.get("HX-Request"):
        return render(request, "ward/queue/_table.html", context)
    context |= {
        "frame": frame(request, ("Phòng khám", "")),
        "day": presenters.day_in_words(now),
        "new": Action("Tiếp đón người bệnh mới", "/kham/tiep-don/moi/", kind="primary", icon="plus", key="n")
        if may(actor, Permission.REGISTER_PATIENT)
        else None,
    }
    return render(request, "ward/queue/index.html", context)
