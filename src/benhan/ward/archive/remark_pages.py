"""Planning's remarks on a file it looks through, each on a paper, before it is given back."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from benhan.access.permissions import Permission, may
from benhan.fhir.problems import ProblemError
from benhan.records import remarks
from benhan.records.completeness import living
from benhan.records.remarks import Remark
from benhan.records.stages import RecordStage
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Badge, Cell, Choice, Column, Empty, Field, Row, Table
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.archive.list_presenters import HOME
from benhan.ward.archive.reading import RecordFile, open_file

_NAMES = ("to", "muc", "noi_dung")


@require_http_methods(["GET", "POST"])
def remark(request: HttpRequest, record: str) -> HttpResponse:
    """The remarks, and one more while planning holds the file."""
    file = open_file(repository_of(request), record)
    typed = NOTHING_TYPED
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in _NAMES}
        on = given["to"] if any(one.reference == given["to"] for one in file.documents) else ""
        try:
            remarks.add(
                repository_of(request), record=file.record, on=on, field=given["muc"], text=given["noi_dung"]
            )
        except ProblemError as problem:
            if problem.problem.status != 422:
                raise
            typed = Typed("them", given, problem, "noi_dung")
        else:
            messages.success(request, "Đã ghi nhận xét. Trả lại hồ sơ để bác sĩ xử lý từng nhận xét.")
            return see_other(f"{HOME}{record}/nhan-xet/")
    return _show(request, file, typed)


def remarks_table(found: tuple[Remark, ...], titles: dict[str, str], *, tick_url: str = "") -> Table:
    """Remarks with who made and who mended them; tick_url "…/" + id + "/" ticks one off."""
    rows = tuple(
        Row(
            (
                Cell(one.text, one.field, is_strong=True),
                Cell(titles.get(one.on, "cả hồ sơ")),
                Cell(one.by, dates_vi.full_moment(datetime.fromisoformat(one.at))),
                _state(one, tick_url),
            )
        )
        for one in found
    )
    empty = Empty(
        "Chưa có nhận xét nào", "Nhận xét của phòng Kế hoạch tổng hợp hiện ở đây, từng điều một.", icon="edit"
    )
    return Table(
        "nhan-xet",
        "Nhận xét",
        (Column("Nhận xét"), Column("Ở tờ"), Column("Người nhận xét", is_minor=True), Column("Xử lý")),
        rows,
        empty,
    )


def _state(one: Remark, tick_url: str) -> Cell:
    if one.done_by:
        return Cell(badge=Badge("Đã xử lý", "la", "check"), note=one.done_by)
    if tick_url:
        return Cell(action=Action("Đã xử lý", f"{tick_url}{one.id}/", method="post", icon="check"))
    return Cell(badge=Badge("Chưa xử lý", "hoe", "dot-open"))


def _show(request: HttpRequest, file: RecordFile, typed: Typed) -> HttpResponse:
    url, number = f"{HOME}{file.record.id}/", str(file.record.resource["identifier"]["value"])
    titles = {one.reference: str(one.resource["type"]["text"]) for one in file.documents}
    forms: tuple[DeskForm, ...] = ()
    if file.stage is RecordStage.CLOSED and may(actor_of(request), Permission.APPROVE_RECORD):
        papers = tuple(
            Choice(one.reference, titles[one.reference], one.reference == typed.value("them", "to"))
            for one in living(file.documents)
        )
        fields = (
            Field("to", "Ở tờ", "select", choices=(Choice("", "Cả hồ sơ"), *papers)),
            Field("muc", "Mục", value=typed.value("them", "muc"), max_length=120),
            Field(
                "noi_dung",
                "Nhận xét",
                "textarea",
                typed.value("them", "noi_dung"),
                width="full",
                rows=2,
                max_length=500,
                is_required=True,
                error=typed.error("them", "noi_dung"),
            ),
        )
        forms = (
            DeskForm(
                "them",
                "Thêm nhận xét",
                ("Hồ sơ không đóng lại được khi còn nhận xét chưa xử lý.",),
                fields,
                Action("Ghi nhận xét", method="submit", kind="primary", icon="plus"),
                f"{url}nhan-xet/",
                typed.summary("them", "Lỗi: nhận xét CHƯA được ghi"),
            ),
        )
    page = DeskPage(
        f"Nhận xét về hồ sơ {number}",
        actions=(Action("Về hồ sơ để trả lại", f"{url}#tra-lai", icon="left"),),
        tables=(remarks_table(remarks.remarks_of(file.record.resource), titles),),
        forms=forms,
    )
    context = {"frame": frame(request, ("Lưu trữ", HOME), (number, url), ("Nhận xét", "")), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)
