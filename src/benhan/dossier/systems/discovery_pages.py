"""What the software sees on its own host, decided by a person before it stands in the inventory."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from benhan.assurance.discovery import confirm, discover, waiting
from benhan.assurance.models import Asset, System
from benhan.assurance.sheets import ASSET_KINDS_VI
from benhan.dossier.systems import places
from benhan.ui.desk import DeskForm, DeskPage
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Choice, Field, Notice
from benhan.ui.requests import repository_of

PART = "tai-san"


@require_http_methods(["GET", "POST"])
def discovered(request: HttpRequest, system: str) -> HttpResponse:
    """GET shows what waits; POST looks anew (tim), or takes in (nhan) or puts away (bo) what is ticked."""
    found = places.keeper_of(request, system)
    url = f"{places.url_of(found, PART)}phat-hien/"
    if not found.is_here:
        why = "Phần mềm này không chạy trên hệ thống đó. Khai tài sản bằng tay, nhập tệp CSV hoặc nhập báo cáo của máy chủ."
        return _show(request, found, (), Notice("Không phát hiện được từ đây", why, "hoe", "info"))
    if request.method != "POST":
        return _show(request, found, waiting(found), None)
    if "tim" in request.POST:
        seen = discover(found, repository_of(request))
        messages.success(
            request, f"Thấy {number(len(seen))} thứ chưa có trong danh mục." if seen else "Không thấy gì mới."
        )
        return places.see_other(url)
    return _decide(request, found, url)


def _decide(request: HttpRequest, system: System, url: str) -> HttpResponse:
    chosen = set(request.POST.getlist("chon"))
    mine = [one for one in waiting(system) if str(one.pk) in chosen]
    is_ours = "bo" not in request.POST
    for one in mine:
        confirm(repository_of(request), asset=one, is_ours=is_ours)
    done = "Đã đưa {} tài sản vào danh mục." if is_ours else "Đã bỏ qua {} thứ không thuộc hệ thống."
    messages.success(request, done.format(number(len(mine))))
    return places.see_other(url if waiting(system) else places.url_of(system, PART))


def _show(request: HttpRequest, system: System, rows: Sequence[Asset], notice: Notice | None) -> HttpResponse:
    url = places.url_of(system, PART)
    forms: tuple[DeskForm, ...] = ()
    if system.is_here:
        look = Action("Xem máy chủ ngay", method="submit", icon="search", name="tim", value="1",
                      kind="secondary" if rows else "primary")  # fmt: skip
        lines = (
            "Chỉ đọc: hệ điều hành, dịch vụ và cổng đang mở, phần mềm đã cài. Thứ mới thấy chờ anh/chị quyết định.",
        )
        forms = (DeskForm("tim", "Xem máy chủ này", lines, (), look, f"{url}phat-hien/"),)
    if rows:
        choices = tuple(
            Choice(str(one.pk), f"{ASSET_KINDS_VI.get(one.kind, one.kind)}: {one.name}", True, _about(one))
            for one in rows
        )
        field = Field("chon", "Thấy trên máy chủ này", "multichoice", choices=choices, width="full")
        take = Action(
            "Đưa vào danh mục", method="submit", kind="primary", icon="check", name="nhan", value="1"
        )
        away = Action(
            "Không thuộc hệ thống", method="submit", kind="danger", icon="cross", name="bo", value="1"
        )
        told = ("Những mục đang chọn được đưa vào danh mục với tên anh/chị.",)
        put = ("Những mục chọn ở đây không thuộc hệ thống và không hiện lại.",)
        other = Field("chon", "Không thuộc hệ thống này", "multichoice", width="full",
                      choices=tuple(Choice(one.value, one.label, False, one.note) for one in choices))  # fmt: skip
        forms = (
            DeskForm("phat-hien", "Chờ xác nhận", told, (field,), take, f"{url}phat-hien/"),
            DeskForm("bo-qua", "Bỏ qua", put, (other,), away, f"{url}phat-hien/"), *forms,
        )  # fmt: skip
    elif notice is None:
        notice = Notice(
            "Không có gì chờ xác nhận", "Xem máy chủ để tìm thứ chưa có trong danh mục.", "cham", "info"
        )
    page = DeskPage(
        "Phát hiện trên máy này", "Thứ quan sát được chỉ vào danh mục sau khi có người xác nhận.",
        actions=(Action("Về danh mục", url, icon="left"),), notices=(notice,) if notice else (), forms=forms,
    )  # fmt: skip
    return places.show(request, system, PART, page, inner="Phát hiện")


def _about(one: Asset) -> str:
    parts = (one.version, one.address, one.operating_system, f"cổng {one.port}" if one.port else "")
    return " · ".join(part for part in parts if part)
