"""How long one record is kept and why: marks of longer classes, legal holds, both with their reasons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.fhir.problems import ProblemError
from benhan.law.rules import retention_classes, retention_rules
from benhan.records import legal_hold, retention
from benhan.records.models import LegalHold
from benhan.records.stages import RecordStage
from benhan.store.problems import NOT_FOUND
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.parts import (
    Action,
    Cell,
    Choice,
    Column,
    Empty,
    Field,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
)
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.archive.list_presenters import HOME
from benhan.ward.archive.reading import RecordFile, open_file

FIELDS = ("co_quan", "so_van_ban", "ly_do", "den_ngay", "dau_hieu", "ly_do_dau_hieu", "ly_do_thoi_giu")


@require_GET
def keeping(request: HttpRequest, record: str) -> HttpResponse:
    return _show(request, open_file(repository_of(request), record), NOTHING_TYPED)


@require_POST
def hold(request: HttpRequest, record: str) -> HttpResponse:
    demand(actor_of(request), Permission.PLACE_LEGAL_HOLD)

    def act(file: RecordFile, given: dict[str, str]) -> str:
        legal_hold.place(
            repository_of(request),
            record=file.record,
            authority=given["co_quan"],
            document_number=given["so_van_ban"],
            reason=given["ly_do"],
            until=day_of(given["den_ngay"]),
        )
        return "Đã giữ hồ sơ: hồ sơ không bị hủy khi hết thời hạn lưu trữ."

    return _act(request, record, "giu", act)


@require_POST
def lift(request: HttpRequest, record: str, hold: str) -> HttpResponse:
    demand(actor_of(request), Permission.PLACE_LEGAL_HOLD)

    def act(file: RecordFile, given: dict[str, str]) -> str:
        found = LegalHold.objects.filter(
            pk=hold, facility=actor_of(request).facility, record=record, lifted_at__isnull=True
        ).first()
        if found is None:
            raise NOT_FOUND.at("LegalHold")
        legal_hold.lift(
            repository_of(request), hold=found, record=file.record, reason=given["ly_do_thoi_giu"]
        )
        return "Đã thôi giữ hồ sơ."

    return _act(request, record, "thoi-giu", act)


@require_POST
def mark(request: HttpRequest, record: str) -> HttpResponse:
    demand(actor_of(request), Permission.APPROVE_RECORD)

    def act(file: RecordFile, given: dict[str, str]) -> str:
        retention.mark(
            repository_of(request), record=file.record, key=given["dau_hieu"], reason=given["ly_do_dau_hieu"]
        )
        return "Đã ghi dấu hiệu; thời hạn được tính theo nhóm dài nhất khi niêm phong."

    return _act(request, record, "dau-hieu", act)


def _act(
    request: HttpRequest, record: str, key: str, act: Callable[[RecordFile, dict[str, str]], str]
) -> HttpResponse:
    file = open_file(repository_of(request), record)
    given = {name: request.POST.get(name, "").strip() for name in FIELDS}
    try:
        done = act(file, given)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        first = {"giu": "co_quan", "thoi-giu": "ly_do_thoi_giu", "dau-hieu": "ly_do_dau_hieu"}[key]
        where = {"until": "den_ngay", "": first}.get(problem.expression, first)
        where = "den_ngay" if problem.problem.code == "BH-UI-0001" else where
        return _show(request, file, Typed(key, given, problem, where))
    messages.success(request, done)
    return see_other(f"{HOME}{record}/luu-giu/")


def _show(request: HttpRequest, file: RecordFile, typed: Typed) -> HttpResponse:
    actor, resource = actor_of(request), file.record.resource
    number, url = str(resource["identifier"]["value"]), f"{HOME}{file.record.id}/"
    held = list(
        LegalHold.objects.filter(facility=actor.facility, record=file.record.id).order_by("-placed_at")
    )
    in_force = legal_hold.active(actor.facility, [file.record.id])
    forms: list[DeskForm] = []
    if file.stage in (RecordStage.CLOSED, RecordStage.APPROVED) and may(actor, Permission.APPROVE_RECORD):
        forms.append(_mark_form(url, actor.name, typed))
    if may(actor, Permission.PLACE_LEGAL_HOLD):
        forms.append(_hold_form(url, actor.name, typed))
        forms += [_lift_form(url, one, typed) for one in in_force.values()]
    page = DeskPage(
        f"Thời hạn lưu trữ hồ sơ {number}",
        actions=(Action("Về hồ sơ", url, icon="left"),),
        notices=_notices(file, in_force),
        tables=(_holds(held), _marks(file)),
        forms=tuple(forms),
        facts=_facts(file),
    )
    crumbs = (("Lưu trữ", HOME), (number, url), ("Thời hạn lưu trữ", ""))
    context = {"frame": frame(request, *crumbs), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)


def _facts(file: RecordFile) -> KeyValues:
    kept_as, until = retention.retained(file.record.resource)
    known = retention_classes().get(kept_as)
    ends = (
        dates_vi.day(date.fromisoformat(until))
        if until
        else "vĩnh viễn"
        if kept_as
        else "tính khi niêm phong"
    )
    return KeyValues(
        (
            KeyValue("Lưu trữ đến", ends),
            KeyValue(
                "Nhóm",
                known.label if known else "xác định khi niêm phong",
                _basis_words(known.basis) if known else "",
            ),
            KeyValue("Vì sao", retention.why_retained(file.record.resource) or "ghi khi niêm phong"),
            KeyValue("Cách tính", "31/12 của năm kết thúc + số năm; nhiều nhóm thì lấy nhóm dài nhất"),
        ),
        "Thời hạn",
    )


def _basis_words(basis: str) -> str:
    """How sure we are of a class: read in the circular's digest, or our own choice."""
    return (
        "Thông tư 33/2025/TT-BYT"
        if basis.startswith("READ")
        else "cơ sở tự chọn: văn bản không có dòng riêng"
    )


def _notices(file: RecordFile, in_force: dict[str, LegalHold]) -> tuple[Notice, ...]:
    made = [
        Notice(
            "Hồ sơ đang được giữ lại",
            f"{one.authority}, văn bản {one.document_number}. Hồ sơ không bị hủy.",
            "hoe",
            "lock",
        )
        for one in in_force.values()
    ]
    codes = [
        str(coding.get("code", ""))
        for document in file.documents
        for coding in document.resource["type"].get("coding", ())
    ]
    hints = retention.suggested(retention_rules(), codes)
    made += [Notice("Có thể thuộc nhóm lưu lâu hơn", one.label, "cham", "info") for one in hints]
    return tuple(made)


def _holds(held: list[LegalHold]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.authority, one.reason or "không ghi lý do", is_strong=True),
                Cell(one.document_number),
                Cell(dates_vi.day(one.until) if one.until else "đến khi thôi giữ"),
                Cell(one.placed_by, dates_vi.full_moment(one.placed_at)),
                Cell(f"{one.lifted_by}: {one.lift_reason}" if one.lifted_at else "đang giữ"),
            )
        )
        for one in held
    )
    columns = (
        Column("Cơ quan"),
        Column("Văn bản", is_tight=True),
        Column("Đến", is_tight=True),
        Column("Người ghi", is_minor=True),
        Column("Tình trạng"),
    )
    return Table(
        "giu-lai",
        "Yêu cầu giữ hồ sơ",
        columns,
        rows,
        Empty("Không ai yêu cầu giữ hồ sơ này", "Ghi yêu cầu bằng mẫu bên dưới.", icon="lock"),
    )


def _marks(file: RecordFile) -> Table:
    known = retention.known_flags()
    rows = tuple(
        Row((Cell(known[one.key].label if one.key in known else one.key, is_strong=True), Cell(one.reason)))
        for one in retention.flags(file.record.resource)
    )
    empty = Empty("Chưa có dấu hiệu nào", "Phòng Kế hoạch tổng hợp ghi trước khi niêm phong.", icon="archive")
    return Table(
        "dau-hieu-da-ghi",
        "Dấu hiệu thuộc nhóm lưu lâu hơn",
        (Column("Dấu hiệu"), Column("Lý do")),
        rows,
        empty,
    )


def _hold_form(url: str, who: str, typed: Typed) -> DeskForm:
    key = "giu"

    def one(name: str, label: str, **more: object) -> Field:
        return Field(name, label, value=typed.value(key, name), error=typed.error(key, name), **more)  # type: ignore[arg-type]

    fields = (
        one("co_quan", "Cơ quan yêu cầu", max_length=200, is_required=True, width="half"),
        one("so_van_ban", "Số văn bản", max_length=60, is_required=True, width="quarter"),
        one("den_ngay", "Giữ đến ngày", kind="date", width="quarter", hint="Để trống nếu chưa rõ"),
        one("ly_do", "Về việc", max_length=500, width="full"),
    )
    lines = (
        "Trong thời gian giữ, hồ sơ không đưa vào danh mục hủy dù hết thời hạn lưu trữ.",
        f"Ghi với tên {who}.",
    )
    return DeskForm(
        key,
        "Giữ hồ sơ theo yêu cầu",
        lines,
        fields,
        Action("Giữ hồ sơ", method="submit", icon="lock"),
        f"{url}luu-giu/giu/",
        typed.summary(key, "Lỗi: hồ sơ CHƯA được giữ"),
    )


def _lift_form(url: str, one: LegalHold, typed: Typed) -> DeskForm:
    key, name = "thoi-giu", "ly_do_thoi_giu"
    reason = Field(
        name,
        "Lý do thôi giữ",
        value=typed.value(key, name),
        error=typed.error(key, name),
        width="full",
        is_required=True,
    )
    return DeskForm(
        key,
        f"Thôi giữ theo văn bản {one.document_number}",
        (),
        (reason,),
        Action("Thôi giữ", method="submit", icon="unlock"),
        f"{url}luu-giu/{one.pk}/thoi/",
        typed.summary(key, "Lỗi: hồ sơ VẪN đang được giữ"),
    )


def _mark_form(url: str, who: str, typed: Typed) -> DeskForm:
    key = "dau-hieu"
    choices = tuple(
        Choice(
            value, rule.label, value == typed.value(key, "dau_hieu"), retention_classes()[rule.kept_as].label
        )
        for value, rule in retention.known_flags().items()
    )
    fields = (
        Field("dau_hieu", "Dấu hiệu", "choice", choices=choices, width="full", is_required=True),
        Field(
            "ly_do_dau_hieu",
            "Căn cứ trong hồ sơ",
            value=typed.value(key, "ly_do_dau_hieu"),
            width="full",
            error=typed.error(key, "ly_do_dau_hieu"),
            max_length=300,
            is_required=True,
        ),
    )
    return DeskForm(
        key,
        "Ghi dấu hiệu lưu lâu hơn",
        ("Khi niêm phong, thời hạn lấy theo nhóm dài nhất.", f"Ghi với tên {who}."),
        fields,
        Action("Ghi dấu hiệu", method="submit", icon="archive"),
        f"{url}luu-giu/dau-hieu/",
        typed.summary(key, "Lỗi: dấu hiệu CHƯA được ghi"),
    )
