"""/viec/: what is unfinished and unsigned, mine (?xem=toi) or my departments' (?xem=khoa)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.permissions import Reach, read_reach
from benhan.access.problems import NOT_PERMITTED
from benhan.ui.frame import frame
from benhan.ui.parts import FilterChip
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.worklist import presenters
from benhan.ward.worklist.reading import read_work


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    if read_reach(actor, "DocumentReference") is Reach.NONE:
        raise NOT_PERMITTED.at("DocumentReference", permission="read:DocumentReference")
    of_departments = request.GET.get("xem") == "khoa" and bool(actor.departments)
    work = read_work(repository_of(request), now, of_departments=of_departments)
    chips: tuple[FilterChip, ...] = (FilterChip("Của tôi", "/viec/", not of_departments),)
    if actor.departments:
        chips += (FilterChip("Của khoa tôi", "/viec/?xem=khoa", of_departments),)
    context = {
        "frame": frame(request, ("Việc của tôi", "/"), ("Việc còn dở và chờ ký", "")),
        "cards": presenters.cards(work),
        "tables": presenters.tables(work, now, of_departments=of_departments),
        "chips": chips,
        "sentence": "Việc của khoa tôi" if of_departments else f"Việc của {actor.name}",
    }
    return render(request, "ward/worklist/index.html", context)
