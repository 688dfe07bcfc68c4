"""Zones and the IP plan, what the level wants at least and what lacks; connections between assets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from benhan.assurance.diagrams.reading import ZONES_VI
from benhan.assurance.models import Link, System, Zone
from benhan.assurance.sheets import LINKS, ZONES
from benhan.dossier.finding import system_of
from benhan.dossier.systems import places, row_pages
from benhan.law.descriptions import minimum_zones, wireless_rule
from benhan.law.levels import BASES_VI
from benhan.ui.desk import DeskPage
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Notice, Row, Table

PART = "vung"


@require_GET
def zones(request: HttpRequest, system: str) -> HttpResponse:
    found = system_of(request, system)
    url = places.url_of(found, PART)
    may_keep = places.may_keep(request)
    rows = list(Zone.objects.filter(facility=found.facility, system=found).order_by("pk"))
    actions = (
        (Action("Thêm vùng mạng", f"{url}them/", kind="primary", icon="plus", key="n"),
         Action("Thêm kết nối", f"{url}ket-noi/them/", icon="plus"))
        if may_keep else ()
    )  # fmt: skip
    page = DeskPage(
        "Vùng mạng và quy hoạch địa chỉ", actions=actions, notices=_lacking(found, rows),
        tables=(_zone_table(rows, url if may_keep else ""), _link_table(found, url if may_keep else "")),
    )  # fmt: skip
    return places.show(request, found, PART, page)


def _lacking(system: System, rows: list[Zone]) -> tuple[Notice, ...]:
    """The minimum of the level, and what of it isn't there."""
    if system.level is None:
        return (Notice("Chưa có cấp độ", "Xác định cấp độ để biết cần những vùng mạng nào.", "hoe", "info"),)
    least = minimum_zones(system.regime, system.level)
    there = {one.kind for one in rows}
    words = ", ".join(ZONES_VI[kind] for kind in least.kinds)
    source = f"{least.law} ({BASES_VI[least.basis]})"
    lacks = [ZONES_VI[kind] for kind in least.kinds if kind not in there]
    if lacks:
        text = f"Cấp độ {system.level} cần ít nhất: {words}. {wireless_rule()} Nguồn: {source}."
        return (Notice(f"Còn thiếu: {', '.join(lacks)}", text, "son", "warning"),)
    text = f"{words}. {wireless_rule()} Nguồn: {source}."
    return (Notice(f"Đủ các vùng tối thiểu của cấp độ {system.level}", text, "la", "check"),)


def _zone_table(rows: list[Zone], url: str) -> Table:
    columns = (
        Column("Vùng"), Column("Loại", is_minor=True), Column("Mục đích", is_minor=True), Column("Dải riêng"),
        Column("Địa chỉ công khai"), Column("VLAN"), Column("Chính sách sang vùng khác"),
    )  # fmt: skip
    made = tuple(
        Row((
            Cell(one.name, is_strong=True), Cell(ZONES_VI.get(one.kind, one.kind)), Cell(one.purpose or "chưa ghi"),
            Cell(one.private_range or "không"), Cell(one.public_address or "không"), Cell(one.vlan or "không"),
            Cell(one.policy or "chưa ghi", tone="" if one.policy else "hoe"),
        ), f"{url}{one.pk}/" if url else "")
        for one in rows
    )  # fmt: skip
    empty = Empty(
        "Chưa khai vùng mạng nào", "Mỗi vùng có dải địa chỉ và chính sách truy cập riêng.", icon="list"
    )
    return Table("vung", "Vùng mạng", columns, made, empty)


def _link_table(system: System, url: str) -> Table:
    rows = (
        Link.objects.filter(facility=system.facility, system=system)
        .select_related("start", "end")
        .order_by("pk")
    )
    border = Badge("Qua ranh giới", "son", "diamond")
    made = tuple(
        Row((
            Cell(f"{one.start.name} → {one.end.name}", is_strong=True), Cell(one.protocol), Cell(one.port or "không ghi"),
            Cell(one.purpose or "chưa ghi"), Cell(badge=border) if one.crosses_border else Cell("trong vùng tin cậy"),
        ), f"{url}ket-noi/{one.pk}/" if url else "")
        for one in rows
    )  # fmt: skip
    columns = (Column("Từ, đến"), Column("Giao thức"), Column("Cổng"), Column("Mục đích", is_minor=True),
               Column("Ranh giới tin cậy", is_tight=True))  # fmt: skip
    empty = Empty("Chưa khai kết nối nào", "Khai kết nối giữa các tài sản để vẽ sơ đồ.", icon="list")
    return Table("ket-noi", f"{number(len(made))} kết nối" if made else "Kết nối", columns, made, empty)


@require_http_methods(["GET", "POST"])
def add_zone(request: HttpRequest, system: str) -> HttpResponse:
    return row_pages.add(request, places.keeper_of(request, system), ZONES, PART)


@require_http_methods(["GET", "POST"])
def one_zone(request: HttpRequest, system: str, zone: int) -> HttpResponse:
    return row_pages.change(request, places.keeper_of(request, system), ZONES, zone, PART)


@require_http_methods(["GET", "POST"])
def add_link(request: HttpRequest, system: str) -> HttpResponse:
    return row_pages.add(request, places.keeper_of(request, system), LINKS, PART)


@require_http_methods(["GET", "POST"])
def one_link(request: HttpRequest, system: str, link: int) -> HttpResponse:
    return row_pages.change(request, places.keeper_of(request, system), LINKS, link, PART)
