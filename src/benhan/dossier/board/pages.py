"""/an-toan/: the systems of the facility and how far each file is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from benhan.access.permissions import Permission, demand
from benhan.assurance.addresses import address_of_system
from benhan.assurance.models import System
from benhan.ui.desk import DeskPage
from benhan.ui.frame import frame
from benhan.ui.parts import Cell, Column, Empty, Row, Table
from benhan.ui.requests import actor_of


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    demand(actor, Permission.READ_ASSURANCE)
    rows = tuple(
        Row((Cell(one.name, is_strong=True), Cell(str(one.level or "—"))), address_of_system(one))
        for one in System.objects.filter(facility=actor.facility, retired_at__isnull=True).order_by("name")
    )
    empty = Empty(
        "Chưa có hệ thống thông tin nào", "Khai hệ thống đầu tiên để xác định cấp độ.", icon="shield"
    )
    table = Table("he-thong", "Hệ thống thông tin", (Column("Hệ thống"), Column("Cấp độ")), rows, empty)
    page = DeskPage("An toàn hệ thống thông tin", tables=(table,))
    return render(request, "ui/desk.html", {"frame": frame(request, ("An toàn", "")), "page": page})
