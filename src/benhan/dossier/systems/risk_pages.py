"""The risk register: the picture, the rows, what is overdue, and a library to start from."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.assurance.models import Risk, System
from benhan.assurance.sheets import HARM_LEVELS_VI, RISKS
from benhan.dossier.finding import system_of
from benhan.dossier.systems import places, row_pages
from benhan.dossier.systems.risk_picture import picture
from benhan.law.risks import band_of, bands, library, treatments
from benhan.ui.desk import DeskPage
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, FilterChip, Notice, Row, Table

PART = "rui-ro"
_ICONS = {"son": "diamond", "hoe": "dot-half", "la": "dot-open"}


@require_GET
def risks(request: HttpRequest, system: str) -> HttpResponse:
    """Open risks, the highest first; ?dong=1 shows the closed ones."""
    found = system_of(request, system)
    url, may_keep = places.url_of(found, PART), places.may_keep(request)
    every = list(
        Risk.objects.filter(facility=found.facility, system=found).select_related("asset").order_by("code")
    )
    opened = [one for one in every if one.closed_on is None]
    shows_closed = request.GET.get("dong") == "1"
    shown = [one for one in every if one.closed_on] if shows_closed else opened
    chips = (FilterChip("Đang mở", url, not shows_closed, number(len(opened))),
             FilterChip("Đã đóng", f"{url}?dong=1", shows_closed, number(len(every) - len(opened))))  # fmt: skip
    actions = (
        (Action("Thêm rủi ro", f"{url}them/", kind="primary", icon="plus", key="n"),
         Action("Chọn từ thư viện", f"{url}thu-vien/", icon="book"))
        if may_keep else ()
    )  # fmt: skip
    page = DeskPage(
        "Sổ rủi ro", "Rủi ro là tích của khả năng xảy ra (1 đến 5) và mức ảnh hưởng (1 đến 5).", actions=actions,
        notices=_notices(found, opened), tables=(_table(shown, url if may_keep else "", chips),),
    )  # fmt: skip
    return places.show(request, found, PART, page, risks=picture(opened))


def _notices(system: System, opened: Sequence[Risk]) -> tuple[Notice, ...]:
    today = timezone.localdate()
    late = [one.code for one in opened if one.due and one.due < today]
    high = bands()[0].least
    bare = [one.code for one in opened if one.likelihood * one.impact >= high and not one.added_control]
    made = []
    if late:
        made.append(Notice(f"{number(len(late))} rủi ro quá hạn xử lý", ", ".join(late), "son", "clock"))
    if bare:
        made.append(Notice("Rủi ro cao chưa có biện pháp bổ sung", ", ".join(bare), "son", "warning"))
    above = [one for one in opened if one.harm.isdigit() and system.level and int(one.harm) > system.level]
    if above:
        text = ", ".join(f"{one.code} ({HARM_LEVELS_VI[one.harm].lower()})" for one in above)
        made.append(
            Notice("Có rủi ro cao hơn cấp độ hiện tại: phải xác định lại cấp độ", text, "son", "warning")
        )
    return tuple(made)


def _table(rows: Sequence[Risk], url: str, chips: tuple[FilterChip, ...]) -> Table:
    columns = (
        Column("Mã", is_tight=True), Column("Mối đe dọa, điểm yếu"), Column("Tài sản", is_minor=True),
        Column("Hậu quả", is_minor=True), Column("Rủi ro", is_tight=True), Column("Xử lý"), Column("Người, hạn"),
        Column("Còn lại", is_tight=True),
    )  # fmt: skip
    ordered = sorted(rows, key=lambda one: (-one.likelihood * one.impact, one.code))
    made = tuple(Row(_cells(one), f"{url}{one.pk}/" if url else "") for one in ordered)
    empty = Empty(
        "Chưa có rủi ro nào", "Bắt đầu từ thư viện mối đe dọa thường gặp ở bệnh viện.", icon="shield"
    )
    return Table("so-rui-ro", "Rủi ro", columns, made, empty, filters=chips)


def _cells(one: Risk) -> tuple[Cell, ...]:
    today = timezone.localdate()
    is_late = one.closed_on is None and one.due is not None and one.due < today
    due = f"{one.due:%d/%m/%Y}" if one.due else "chưa có hạn"
    if is_late and one.due:
        due += f", quá {(today - one.due).days} ngày"
    return (
        Cell(one.code, is_strong=True),
        Cell(one.threat, one.weakness),
        Cell(one.asset.name if one.asset else one.asset_text or "cả hệ thống"),
        Cell(one.consequence, one.affected),
        Cell(badge=_band(one.likelihood * one.impact), note=f"{one.likelihood} × {one.impact}"),
        Cell(treatments().get(one.treatment, one.treatment), one.added_control or one.present_control),
        Cell(one.responsible_name or "chưa giao", due, tone="son" if is_late else ""),
        Cell(badge=_band(one.residual)) if one.residual else Cell("chưa đánh giá"),
    )


def _band(product: int) -> Badge:
    band = band_of(product)
    tones: dict[str, Badge] = {
        "son": Badge(f"{band.title} {product}", "son", _ICONS["son"]),
        "hoe": Badge(f"{band.title} {product}", "hoe", _ICONS["hoe"]),
        "la": Badge(f"{band.title} {product}", "la", _ICONS["la"]),
    }
    return tones[band.tone]


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, system: str) -> HttpResponse:
    """An empty row, or one begun from the library (?mau=number)."""
    found = places.keeper_of(request, system)
    chosen = request.GET.get("mau", "")
    typed = {"code": _next_code(found)}
    if chosen.isdecimal() and int(chosen) < len(library()):
        feared = library()[int(chosen)]
        typed |= {"threat": feared.threat, "weakness": feared.weakness, "consequence": feared.consequence,
                  "affected": feared.affected}  # fmt: skip
    return row_pages.add(request, found, RISKS, PART, typed)


def _next_code(system: System) -> str:
    codes = Risk.objects.filter(facility=system.facility, system=system).values_list("code", flat=True)
    numbers = [int(code.removeprefix("RR-")) for code in codes if code.removeprefix("RR-").isdecimal()]
    return f"RR-{max(numbers, default=0) + 1:02d}"


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, system: str, risk: int) -> HttpResponse:
    return row_pages.change(request, places.keeper_of(request, system), RISKS, risk, PART)


@require_GET
def shelf(request: HttpRequest, system: str) -> HttpResponse:
    """The library of threats; it is recalled from practice, not official, and says so."""
    found = places.keeper_of(request, system)
    url = places.url_of(found, PART)
    made = tuple(
        Row((Cell(each.threat, is_strong=True), Cell(each.weakness), Cell(each.consequence), Cell(each.affected)),
            f"{url}them/?mau={place}")
        for place, each in enumerate(library())
    )  # fmt: skip
    columns = (
        Column("Mối đe dọa"),
        Column("Điểm yếu"),
        Column("Hậu quả"),
        Column("Đối tượng", is_minor=True),
    )
    table = Table("thu-vien", "Chọn một dòng để bắt đầu", columns, made, Empty("Thư viện trống", ""))
    notice = Notice(
        "Thư viện tham khảo", "Ghi từ thực tế bệnh viện, không phải danh mục chính thức. Bộ Công an chưa ban hành phương pháp "
        "đánh giá rủi ro (khoản 8 Điều 10 Nghị định 331/2026/NĐ-CP).", "hoe", "info",
    )  # fmt: skip
    page = DeskPage("Mối đe dọa thường gặp ở bệnh viện", notices=(notice,), tables=(table,))
    return places.show(request, found, PART, page, inner="Thư viện")
