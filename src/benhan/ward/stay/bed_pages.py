"""Administration of wards, rooms and beds: add a bed, close and open one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.forms.typed_input import clean
from benhan.records import stays
from benhan.records.stay_problems import LEAVING_FIRST
from benhan.store.repository import Repository, Stored
from benhan.terminology.folding import fold
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, ErrorSummary, Field, Row, Table
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.reception.actions import departments
from benhan.ward.stay import acts
from benhan.ward.stay.problems import BED_NAME_NEEDED

HOME = "/quan-tri/giuong/"


@dataclass(frozen=True, slots=True)
class BedsPage:
    tables: tuple[Table, ...]
    fields: tuple[Field, ...]
    empty: Empty
    errors: ErrorSummary | None


@require_http_methods(["GET", "POST"])
def beds(request: HttpRequest) -> HttpResponse:
    """Every ward with its beds; POST adds a bed (and its room and ward, when they are new)."""
    demand(actor_of(request), Permission.MANAGE_BEDS)
    repository = repository_of(request)
    typed = {name: clean(request.POST.get(name, "")) for name in ("department", "room", "bed")}
    problem = None
    if request.method == "POST":
        problem = acts.attempt(lambda: add_bed(repository, **typed))
        if problem is None:
            messages.success(request, f"Đã thêm {typed['bed']} ở {typed['room']}.")
            return see_other(HOME)
    return _page(request, typed, problem)


def add_bed(repository: Repository, *, department: str, room: str, bed: str) -> Stored:
    """A new open bed. Raises NOT_PERMITTED, BED_NAME_NEEDED."""
    demand(repository.by, Permission.MANAGE_BEDS)
    known = {one.id: one.name for one in departments(repository)}
    if department not in known or not room or not bed:
        missing = "department" if department not in known else "room" if not room else "bed"
        raise BED_NAME_NEEDED.at(missing)
    ward = stays.ward_of(repository, department)
    if ward is not None and any((spot.room, spot.name) == (room, bed) for spot in ward.beds):
        raise BED_NAME_NEEDED.at("bed")
    home = ward.location if ward else f"khu-{department}"[:64]
    room_id = _slug(f"p-{department.removeprefix('khoa-')}-{room}")
    with repository.guard.official("Location"):
        if ward is None:
            made = stays.location_resource(
                stays.WARD, id_=home, name=known[department], department=department
            )
            repository.update(made, may_create=True)
        if f"Location/{room_id}" not in repository.read_many([f"Location/{room_id}"]):
            place = stays.location_resource(
                stays.ROOM, id_=room_id, name=room, department=department, within=home
            )
            repository.create(place, id=room_id)
        spot = stays.location_resource(
            stays.BED,
            id_=_slug(f"{room_id}-{bed}"),
            name=bed,
            department=department,
            within=room_id,
            room=room,
        )
        stored = repository.create(spot, id=str(spot["id"]))
    repository.record(Entry("add-bed", resource_type="Location", resource_id=stored.id))
    return stored


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:64]


@require_POST
def switch(request: HttpRequest, bed: str) -> HttpResponse:
    """Close an empty bed, or open a closed one."""
    repository = repository_of(request)
    problem = acts.attempt(lambda: switch_bed(repository, bed=bed))
    if problem is not None:
        return _page(request, {"department": "", "room": "", "bed": ""}, problem)
    messages.success(request, "Đã đổi trạng thái giường.")
    return see_other(HOME)


def switch_bed(repository: Repository, *, bed: str) -> Stored:
    """Raises NOT_PERMITTED, LEAVING_FIRST (somebody lies in it), NOT_FOUND."""
    demand(repository.by, Permission.MANAGE_BEDS)
    with repository.guard.official("Location"):
        current = repository.lock("Location", bed)
        closing = current.resource.get("status") == "active"
        if closing and stays.occupant(repository, bed) is not None:
            raise LEAVING_FIRST.at("Location")
        stored = repository.update({**current.resource, "status": "suspended" if closing else "active"})
    repository.record(
        Entry("close-bed" if closing else "open-bed", resource_type="Location", resource_id=bed)
    )
    return stored


def _page(request: HttpRequest, typed: dict[str, str], problem: ProblemError | None) -> HttpResponse:
    repository = repository_of(request)
    options = [(one.id, one.name) for one in departments(repository)]
    fields: tuple[Field, ...] = (
        acts.chosen_from("department", "Khoa", options, typed["department"]),
        Field("room", "Buồng", value=typed["room"], width="full", hint="Ví dụ: Phòng 301", is_required=True),
        Field("bed", "Giường", value=typed["bed"], width="full", hint="Ví dụ: Giường 4", is_required=True),
    )
    errors = None
    if problem is not None:
        fields, errors = acts.with_error(fields, problem)
    page = BedsPage(
        tuple(_table(ward) for ward in stays.wards(repository)),
        fields,
        Empty(
            "Chưa khoa nào có giường",
            "Thêm giường đầu tiên ở cột bên: khoa có giường thì nhận được nội trú.",
            icon="bed",
        ),
        errors,
    )
    context = {"frame": frame(request, ("Buồng, giường", "")), "page": page}
    return render(request, "ward/stay/beds.html", context, status=problem.problem.status if problem else 200)


def _table(ward: stays.Ward) -> Table:
    rows = tuple(
        Row(
            (
                Cell(spot.room or "không có buồng", is_strong=True),
                Cell(spot.name),
                Cell(
                    badge=Badge("Đang mở", "la", "check") if spot.is_open else Badge("Đang đóng", "", "lock")
                ),
                Cell(
                    action=Action(
                        "Đóng giường" if spot.is_open else "Mở giường",
                        f"{HOME}{spot.id}/",
                        method="post",
                        kind="quiet",
                    )
                ),
            )
        )
        for spot in ward.beds
    )
    columns = (Column("Buồng"), Column("Giường"), Column("Trạng thái"), Column("Việc"))
    return Table(
        f"giuong-{ward.department}", f"{ward.name}: {len(rows)} giường", columns, rows,
        Empty("Khoa chưa có giường", "Thêm giường ở cột bên.", icon="bed"),
    )  # fmt: skip
