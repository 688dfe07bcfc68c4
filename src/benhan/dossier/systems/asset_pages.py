"""The inventory: assets of every kind, as a list, one by one, as a file out and in."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.assurance.inventory import Change, Preview, apply, export_csv, preview
from benhan.assurance.models import Asset, System
from benhan.assurance.problems import FILE_UNREADABLE
from benhan.assurance.sheets import ASSET_KINDS_VI, ASSETS, STATES_VI
from benhan.audit.entry import Entry
from benhan.dossier.finding import system_of
from benhan.dossier.systems import places, row_pages
from benhan.fhir.problems import ProblemError
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Field, FilterChip, Notice, Row, Table
from benhan.ui.requests import repository_of

PART = "tai-san"
_BADGES = {"declared": Badge("Đã khai", "hoe", "edit"), "discovered": Badge("Mới phát hiện", "hoe", "search"),
           "confirmed": Badge("Đã xác nhận", "la", "check"), "retired": Badge("Ngừng dùng", "", "cross")}  # fmt: skip
_LONGEST_BYTES = 2_000_000


@require_GET
def assets(request: HttpRequest, system: str) -> HttpResponse:
    """Every asset in use; ?loai= narrows to a kind."""
    found = system_of(request, system)
    every = _rows(found)
    kind = request.GET.get("loai", "")
    shown = [one for one in every if not kind or one.kind == kind]
    url = places.url_of(found, PART)
    chips = tuple(
        FilterChip(words, f"{url}?loai={key}" if key else url, key == kind,
                   number(sum(1 for one in every if not key or one.kind == key)))
        for key, words in {"": "Tất cả", **ASSET_KINDS_VI}.items()
    )  # fmt: skip
    table = _table(found, shown, chips, may_keep=places.may_keep(request))
    waiting = sum(1 for one in every if one.state == "discovered")
    notices = (
        (Notice(f"{number(waiting)} tài sản mới phát hiện chờ xác nhận", "Mở từng tài sản, bổ sung và lưu để xác nhận.",
                "hoe", "warning"),)
        if waiting else ()
    )  # fmt: skip
    actions: tuple[Action, ...] = (Action("Tải tệp CSV", f"{url}xuat/", icon="download"),)
    if places.may_keep(request):
        actions = (
            Action("Thêm tài sản", f"{url}them/", kind="primary", icon="plus", key="n"),
            Action("Phát hiện trên máy này", f"{url}phat-hien/", icon="search"),
            Action("Nhập tệp CSV", f"{url}nhap/", icon="upload"), *actions,
        )  # fmt: skip
    page = DeskPage(
        "Danh mục tài sản", "Thiết bị, máy chủ, phần mềm và dịch vụ trong phạm vi của hệ thống.",
        actions=actions, notices=notices, tables=(table,),
    )  # fmt: skip
    return places.show(request, found, PART, page)


def _rows(system: System) -> Sequence[Asset]:
    rows = Asset.objects.filter(facility=system.facility, system=system).exclude(state="retired")
    return list(rows.select_related("zone", "host").order_by("kind", "name", "pk"))


def _table(system: System, rows: Sequence[Asset], chips: tuple[FilterChip, ...], *, may_keep: bool) -> Table:
    today = timezone.localdate()
    columns = (
        Column("Tên"), Column("Loại", is_minor=True), Column("Số lượng", is_numeric=True), Column("Nơi đặt"),
        Column("Vùng mạng"), Column("Mục đích", is_minor=True), Column("Hỗ trợ đến", is_tight=True),
        Column("Trạng thái", is_tight=True),
    )  # fmt: skip
    url = places.url_of(system, PART)
    made = []
    for one in rows:
        about = " ".join(part for part in (one.maker, one.model, one.version) if part)
        is_old = one.support_until is not None and one.support_until < today
        until = f"{one.support_until:%d/%m/%Y}" if one.support_until else "chưa ghi"
        made.append(Row((
            Cell(one.name, about or one.address, is_strong=True), Cell(ASSET_KINDS_VI.get(one.kind, one.kind)),
            Cell(number(one.quantity)), Cell(one.place or (f"trên {one.host.name}" if one.host else "chưa ghi")),
            Cell(one.zone.name if one.zone else "chưa xếp"), Cell(one.purpose or "chưa ghi"),
            Cell(until, "đã hết hỗ trợ" if is_old else "", tone="son" if is_old else ""),
            Cell(badge=_BADGES.get(one.state, Badge(STATES_VI.get(one.state, one.state)))),
        ), f"{url}{one.pk}/" if may_keep else ""))  # fmt: skip
    empty = Empty(
        "Chưa có tài sản nào", "Thêm từng tài sản, nhập tệp CSV, hoặc để phần mềm phát hiện trên máy chủ này.",
        icon="list",
    )  # fmt: skip
    return Table("tai-san", "Tài sản đang dùng", columns, tuple(made), empty, filters=chips)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, system: str) -> HttpResponse:
    return row_pages.add(request, places.keeper_of(request, system), ASSETS, PART)


@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, system: str, asset: UUID) -> HttpResponse:
    return row_pages.change(request, places.keeper_of(request, system), ASSETS, asset, PART)


@require_GET
def export(request: HttpRequest, system: str) -> HttpResponse:
    """The inventory as CSV; it can be changed in a spreadsheet and taken in again."""
    found = system_of(request, system)
    repository_of(request).record(Entry("export", detail={"what": "inventory", "system": found.slug}))
    answer = HttpResponse("\ufeff" + export_csv(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="tai-san-{found.slug}.csv"'
    return answer


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest, system: str) -> HttpResponse:
    """A CSV file: first what it would do, then, confirmed, done."""
    found = places.keeper_of(request, system)
    if request.method != "POST":
        return _upload(request, found, NOTHING_TYPED)
    try:
        text = request.POST.get("noi_dung") or _sent(request)
        if "xac_nhan" in request.POST:
            count = apply(repository_of(request), found, text, request.POST.get("xac_nhan", ""))
            messages.success(request, f"Đã nhập {number(count)} tài sản.")
            return places.see_other(places.url_of(found, PART))
        shown = preview(found, text)
    except ProblemError as problem:
        if problem.problem.status not in (409, 422):
            raise
        return _upload(request, found, Typed("nhap", {}, problem, "tep"))
    return _previewed(request, found, text, shown)


def _sent(request: HttpRequest) -> str:
    file = request.FILES.get("tep")
    if file is None or isinstance(file, list):
        raise FILE_UNREADABLE.at("file", reason="chưa chọn tệp")
    if (file.size or 0) > _LONGEST_BYTES:
        raise FILE_UNREADABLE.at("file", reason="tệp lớn hơn 2 MB")
    try:
        return str(file.read(), "utf-8-sig")
    except UnicodeDecodeError:
        raise FILE_UNREADABLE.at("file", reason="tệp phải lưu dạng CSV UTF-8") from None


def _upload(request: HttpRequest, system: System, typed: Typed) -> HttpResponse:
    url = places.url_of(system, PART)
    file = Field("tep", "Tệp CSV", "file", width="full", is_required=True, error=typed.error("nhap", "tep"))
    lines = (
        "Dòng đầu là tên cột; bắt buộc có cột Loại và Tên. Nên bắt đầu từ tệp tải ra của danh mục này.",
        "Phần mềm cho xem trước mọi thay đổi; chưa có gì được lưu cho đến khi anh/chị xác nhận.",
    )
    form = DeskForm(
        "nhap", "", lines, (file,), Action("Xem trước thay đổi", method="submit", kind="primary", icon="search"),
        f"{url}nhap/", typed.summary("nhap", "Lỗi: CHƯA nhập tệp"), has_files=True, is_once=False,
    )  # fmt: skip
    actions = (Action("Tải danh mục hiện có", f"{url}xuat/", icon="download"),)
    page = DeskPage("Nhập danh mục tài sản", actions=actions, forms=(form,))
    return places.show(request, system, PART, page, inner="Nhập tệp", status=422 if typed.problem else 200)


def _previewed(request: HttpRequest, system: System, text: str, shown: Preview) -> HttpResponse:
    url = places.url_of(system, PART)
    again = Action("Chọn tệp khác", f"{url}nhap/", icon="undo")
    if shown.errors:
        rows = tuple(
            Row(
                (
                    Cell(number(one.line)),
                    Cell(one.column or "cả dòng", is_strong=True),
                    Cell(one.reason, tone="son"),
                )
            )
            for one in shown.errors[:200]
        )
        table = Table(
            "loi", f"{number(len(shown.errors))} chỗ cần sửa trong tệp",
            (Column("Dòng", is_numeric=True), Column("Cột"), Column("Vì sao")), rows, Empty("Không có lỗi", ""),
        )  # fmt: skip
        notice = Notice(
            "Lỗi: CHƯA dòng nào được nhập", "Sửa tệp theo bảng dưới rồi gửi lại.", "son", "warning"
        )
        page = DeskPage("Tệp còn chỗ sai", actions=(again,), notices=(notice,), tables=(table,))
        return places.show(request, system, PART, page, inner="Nhập tệp", status=422)
    effective = shown.effective
    same = len(shown.changes) - len(effective)
    rows = tuple(_line(one) for one in effective)
    columns = (Column("Dòng", is_numeric=True), Column("Tài sản"), Column("Việc"), Column("Thay đổi"))
    empty = Empty("Tệp không làm thay đổi gì", "Mọi dòng giống danh mục hiện có.", icon="check")
    table = Table("thay-doi", f"Thay đổi sẽ ghi; {number(same)} dòng giữ nguyên", columns, rows, empty)
    confirm = DeskForm(
        "xac-nhan", "Xác nhận", (f"Ghi {number(len(effective))} thay đổi trên vào danh mục tài sản.",),
        (Field("noi_dung", "", "hidden", value=text), Field("xac_nhan", "", "hidden", value=shown.digest)),
        Action("Ghi vào danh mục", method="submit", kind="primary", icon="check"), f"{url}nhap/",
    )  # fmt: skip
    page = DeskPage(
        "Xem trước thay đổi", actions=(again,), tables=(table,), forms=(confirm,) if effective else ()
    )
    return places.show(request, system, PART, page, inner="Nhập tệp")


def _line(one: Change) -> Row:
    badge = Badge("Thêm mới", "la", "plus") if one.what == "add" else Badge("Sửa", "hoe", "edit")
    said = "; ".join(
        f"{label}: {before or 'trống'} → {after or 'trống'}" if one.what == "change" else f"{label}: {after}"
        for label, before, after in one.differences
        if after or before
    )
    return Row((Cell(number(one.line)), Cell(one.name, is_strong=True), Cell(badge=badge), Cell(said)))
