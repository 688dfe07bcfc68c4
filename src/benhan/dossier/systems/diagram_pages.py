"""The drawings of a system: logical, physical and of its data flows; data flows as a list."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from benhan.assurance.diagrams.drawing import draw
from benhan.assurance.diagrams.flows import SENSITIVITIES_VI, flows_plan
from benhan.assurance.diagrams.logical import logical_plan
from benhan.assurance.diagrams.physical import physical_plan
from benhan.assurance.diagrams.plan import Plan
from benhan.assurance.diagrams.reading import Described, read
from benhan.assurance.models import Flow, System
from benhan.assurance.sheets import FLOWS
from benhan.dossier.finding import system_of
from benhan.dossier.systems import places, row_pages
from benhan.dossier.systems.places import Picture
from benhan.store.problems import NOT_FOUND
from benhan.ui.desk import DeskPage
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Row, Table

PICTURES: dict[str, tuple[str, Callable[[Described], Plan]]] = {
    "lo-gic": ("Mô hình lô-gic", logical_plan),
    "vat-ly": ("Mô hình vật lý", physical_plan),
    "luong": ("Luồng dữ liệu", flows_plan),
}


@require_GET
def diagrams(request: HttpRequest, system: str) -> HttpResponse:
    """All three drawings, each to be taken out."""
    found = system_of(request, system)
    described = read(found)
    figures = tuple(_picture(found, described, key) for key in PICTURES)
    page = DeskPage(
        "Sơ đồ của hệ thống",
        "Vẽ từ danh mục tài sản, vùng mạng, kết nối và luồng dữ liệu; đổi danh mục là sơ đồ đổi theo.",
    )
    return places.show(request, found, "so-do", page, figures=figures)


def _picture(system: System, described: Described, key: str) -> Picture:
    title, plan_of = PICTURES[key]
    plan = plan_of(described)
    url = f"{places.url_of(system, 'so-do')}{key}.svg"
    width = str(
        int(draw(plan).partition('width="')[2].partition('"')[0]) * 5 // 4
    )  # a little larger than in print
    actions = (Action("Tải hình", f"{url}?tai=1", kind="quiet", icon="download"),
               Action("Mở cỡ lớn", url, kind="quiet", icon="search"))  # fmt: skip
    return Picture(key, title, url, plan.described, width, actions)


@require_GET
def drawing(request: HttpRequest, system: str, name: str) -> HttpResponse:
    """One drawing as an SVG file."""
    found = system_of(request, system)
    if name not in PICTURES:
        raise NOT_FOUND.at("Drawing")
    answer = HttpResponse(draw(PICTURES[name][1](read(found))), content_type="image/svg+xml; charset=utf-8")
    if request.GET.get("tai"):
        answer["Content-Disposition"] = f'attachment; filename="so-do-{name}-{found.slug}.svg"'
    return answer


@require_GET
def flows(request: HttpRequest, system: str) -> HttpResponse:
    """Data flows with their picture."""
    found = system_of(request, system)
    url, may_keep = places.url_of(found, "luong"), places.may_keep(request)
    rows = list(Flow.objects.filter(facility=found.facility, system=found).order_by("pk"))
    tones = {"sensitive": Badge("Nhạy cảm", "son", "diamond"), "basic": Badge("Cá nhân", "hoe", "people")}
    made = tuple(
        Row((
            Cell(f"{one.start} → {one.end}", is_strong=True), Cell(one.data),
            Cell(badge=tones.get(one.sensitivity, Badge(SENSITIVITIES_VI.get(one.sensitivity, "").capitalize()))),
            Cell(one.protection or "chưa khai", tone="" if one.protection else "son"),
            Cell("có" if one.crosses_border else "không"),
        ), f"{url}{one.pk}/" if may_keep else "")
        for one in rows
    )  # fmt: skip
    columns = (Column("Từ, đến"), Column("Dữ liệu"), Column("Độ nhạy", is_tight=True), Column("Cách bảo vệ"),
               Column("Qua ranh giới tin cậy", is_minor=True))  # fmt: skip
    empty = Empty(
        "Chưa khai luồng dữ liệu nào", "Ghi dữ liệu đi từ đâu đến đâu và được bảo vệ thế nào.", icon="list"
    )
    actions = (
        (Action("Thêm luồng dữ liệu", f"{url}them/", kind="primary", icon="plus", key="n"),)
        if may_keep
        else ()
    )
    page = DeskPage(
        "Luồng dữ liệu", actions=actions, tables=(Table("luong", "Luồng dữ liệu", columns, made, empty),)
    )
    figures = (_picture(found, read(found), "luong"),) if rows else ()
    return places.show(request, found, "luong", page, figures=figures)


@require_http_methods(["GET", "POST"])
def add_flow(request: HttpRequest, system: str) -> HttpResponse:
    return row_pages.add(request, places.keeper_of(request, system), FLOWS, "luong")


@require_http_methods(["GET", "POST"])
def one_flow(request: HttpRequest, system: str, flow: int) -> HttpResponse:
    return row_pages.change(request, places.keeper_of(request, system), FLOWS, flow, "luong")
