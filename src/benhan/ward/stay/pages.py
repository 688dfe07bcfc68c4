"""The bed map of my departments, one department's, and the page of a stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from benhan.access.actor import Role
from benhan.access.permissions import Permission, may
from benhan.access.problems import NOT_PERMITTED
from benhan.records import documents, interventions, stays, tasks
from benhan.records.completeness import overdue
from benhan.records.stages import has_stage
from benhan.records.standing import record_of
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository
from benhan.ui.frame import frame
from benhan.ui.parts import Notice, Table
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.chart import care
from benhan.ward.patients.banner import banner_in_one, department_name
from benhan.ward.stay import map_presenters, reading, stay_presenters

_MAPS_SHOWN_WHOLE = 2


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """My departments' beds, who waits to be received, and everybody in my care."""
    actor, repository, now = actor_of(request), repository_of(request), timezone.now()
    if not actor.has_role(Role.DOCTOR, Role.NURSE):
        raise NOT_PERMITTED.at(permission="ward-patients")
    asked = care.Asked.of(request.GET, actor)
    context = {"table": care.table(care.page(repository, asked), asked, now), "asked": asked}
    if request.headers.get("HX-Request"):
        return render(request, "ward/chart/_patients.html", context)
    is_plain = not (asked.text or asked.view or asked.offset)
    floors = reading.floors(repository, actor.departments, now) if is_plain else ()
    context |= {
        "frame": frame(request, ("Người bệnh của khoa", "")),
        # Below a bed map the box takes no focus: the page would open scrolled past the map.
        "box": replace(care.box(asked), has_focus=not floors),
        "cards": map_presenters.cards(floors, now) if floors else (),
        "waiting": [table for floor in floors if (table := map_presenters.waiting_table(floor, now))],
        "maps": [map_presenters.bed_map(floor, now, is_linked=True) for floor in floors[:_MAPS_SHOWN_WHOLE]],
        "left": _left(repository, [floor.ward.department for floor in floors], now),
    }
    return render(request, "ward/stay/index.html", context)


def _left(repository: Repository, departments: Sequence[str], now: datetime) -> Table | None:
    return map_presenters.left_table(reading.left_open(repository, departments, now), now)


@require_GET
def department(request: HttpRequest, department: str) -> HttpResponse:
    """One department of mine; another's answers as if it were not there."""
    actor, now = actor_of(request), timezone.now()
    if not actor.has_role(Role.DOCTOR, Role.NURSE):
        raise NOT_PERMITTED.at(permission="ward-patients")
    mine = {department} & actor.departments
    floors = reading.floors(repository_of(request), mine, now)
    if not floors:
        raise NOT_FOUND.at("Organization")
    floor = floors[0]
    context = {
        "frame": frame(request, ("Người bệnh của khoa", "/khoa/"), (floor.ward.name, "")),
        "title": floor.ward.name,
        "cards": map_presenters.cards(floors, now),
        "waiting": map_presenters.waiting_table(floor, now),
        "map": map_presenters.bed_map(floor, now),
        "left": _left(repository_of(request), [department], now),
    }
    return render(request, "ward/stay/department.html", context)


@require_GET
def stay(request: HttpRequest, encounter: str) -> HttpResponse:
    """Where the patient is in the house and what the stay still owes; a visit's address leads to its own page."""
    actor, repository, now = actor_of(request), repository_of(request), timezone.now()
    found = repository.read("Encounter", encounter)
    if not stays.is_stay(found.resource):
        return HttpResponseRedirect(f"/kham/luot/{encounter}/")
    url = f"/khoa/luot/{encounter}/"
    patient = repository.read("Patient", found.patient)
    record = record_of(repository, found.reference)
    pairs = [("encounter", found.reference), ("_count", "500")]
    papers = [one for one in repository.search("DocumentReference", pairs).matches if has_stage(one.resource)]
    late = overdue(found, record, now) if record else None
    top, side = stay_presenters.actions(found, actor, url)
    may_plan = may(actor, Permission.DO_PROCEDURE) and stays.is_running(found.resource)
    page = stay_presenters.StayPage(
        banner=banner_in_one(repository, patient, found),
        number=reading.admission_number_of(found.resource),
        facts=stay_presenters.facts(found, record, department_name(repository, found), now),
        way=stay_presenters.way(stays.places(found.resource), now),
        owed=stay_presenters.owed_table(tasks.owed(repository, [found], papers), papers, url, now),
        procedures=stay_presenters.procedures_table(
            interventions.of_stay(repository, found), url, may_plan=may_plan, now=now
        ),
        sheets=stay_presenters.sheets(found, frozenset(documents.form_code(one) for one in papers), url)
        if record
        else (),
        notices=(Notice("Bệnh án quá hạn", late, "son", "clock"),) if late else (),
        actions=top,
        side_actions=side,
        record_url=f"/kham/luot/{encounter}/",
    )
    crumbs = (("Người bệnh của khoa", "/khoa/"), ("Đợt nội trú", ""))
    return render(request, "ward/stay/stay.html", {"frame": frame(request, *crumbs), "page": page})
