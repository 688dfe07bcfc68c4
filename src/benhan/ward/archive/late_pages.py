"""Records past their time, with filters and as a file; the facility's own limits and who decided them (EMR-REC-09)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, demand, may
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.law.rules import deadlines
from benhan.records import deadlines as limits
from benhan.records.archive import author_of
from benhan.records.deadlines import Late
from benhan.records.models import DeadlineSetting
from benhan.records.stages import RECORD_STAGE_NAMES, RecordStage, record_stage
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Badge, Cell, Choice, Column, Empty, Field, FilterChip, Row, Table
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.archive.list_presenters import HOME

URL, SETTINGS = f"{HOME}qua-han/", f"{HOME}thoi-han/"
_STAGES = {"hoan-thanh": RecordStage.OPEN, "nop": RecordStage.CLOSED}
_CHIPS = (("", "Tất cả"), ("hoan-thanh", "Chưa hoàn thành"), ("nop", "Chưa được nhận"))
_HEAD = ("Số hồ sơ", "Khoa", "Bác sĩ", "Bước", "Quá hạn (giờ)", "Vì sao")


@require_GET
def late(request: HttpRequest) -> HttpResponse:
    """The late records, by step, department and doctor."""
    repository = repository_of(request)
    found = limits.late_records(repository, now=timezone.now())
    stage, department, doctor = _asked(request)
    shown = _narrowed(found, stage, department, doctor)
    page = _page(found, shown, stage, department, doctor, repository.by)
    return _render(request, page, "Hồ sơ quá hạn")


@require_GET
def late_file(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet; no name of a patient in it."""
    repository = repository_of(request)
    shown = _narrowed(limits.late_records(repository, now=timezone.now()), *_asked(request))
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(_HEAD)
    for one in shown:
        writer.writerow([_plain(text) for text in _cells(one)])
    repository.record(Entry("export", detail={"what": "late-records", "rows": len(shown)}))
    answer = HttpResponse("\ufeff" + stream.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ho-so-qua-han-{timezone.localdate():%Y%m%d}.csv"'
    return answer


def _plain(text: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text


def _asked(request: HttpRequest) -> tuple[str, str, str]:
    stage = request.GET.get("buoc", "")
    return (
        stage if stage in _STAGES else "",
        request.GET.get("khoa", "")[:120],
        request.GET.get("bac-si", "")[:120],
    )


def _narrowed(found: Sequence[Late], stage: str, department: str, doctor: str) -> list[Late]:
    return [
        one
        for one in found
        if (not stage or record_stage(one.record.resource) is _STAGES[stage])
        and (not department or one.department == department)
        and (not doctor or author_of(one.record) == doctor)
    ]


def _cells(one: Late) -> tuple[str, str, str, str, str, str]:
    number_ = str(one.record.resource["identifier"]["value"])
    stage = RECORD_STAGE_NAMES[record_stage(one.record.resource)]
    return number_, one.department, author_of(one.record) or "không rõ", stage, str(one.hours), one.why


def _page(
    found: Sequence[Late], shown: Sequence[Late], stage: str, department: str, doctor: str, actor: Actor
) -> DeskPage:
    asked = {"buoc": stage, "khoa": department, "bac-si": doctor}

    def address(base: str, **changed: str) -> str:
        query = urlencode({name: value for name, value in (asked | changed).items() if value})
        return f"{base}?{query}" if query else base

    chips = tuple(
        FilterChip(
            label,
            address(URL, buoc=key),
            key == stage,
            number(len(_narrowed(found, key, department, doctor))),
        )
        for key, label in _CHIPS
    )
    rows = tuple(_row(one) for one in shown)
    columns = (
        Column("Số hồ sơ", is_tight=True),
        Column("Người bệnh"),
        Column("Khoa", is_minor=True),
        Column("Bác sĩ"),
        Column("Quá hạn"),
    )
    words = [dict(_CHIPS)[stage].lower() if stage else "", department, doctor]
    sentence = ", ".join([f"{number(len(rows))} hồ sơ quá hạn", *filter(None, words)]) + ", lâu nhất trước"
    table = Table(
        "qua-han",
        "Hồ sơ quá hạn",
        columns,
        rows,
        Empty("Không hồ sơ nào quá hạn", "Hồ sơ quá thời hạn hoàn thành hoặc nộp hiện ở đây.", icon="check"),
        filters=chips,
        sentence=sentence,
        hides_caption=True,
        actions=(Action("Tải CSV", address(f"{HOME}qua-han.csv"), icon="download"),),
    )
    departments = sorted({one.department for one in found})
    doctors = sorted({author_of(one.record) for one in found} - {""})
    fields = (
        Field("khoa", "Khoa", "select", choices=_choices("Mọi khoa", departments, department)),
        Field("bac-si", "Bác sĩ", "select", choices=_choices("Mọi bác sĩ", doctors, doctor)),
        Field("buoc", "", "hidden", stage),
    )
    search = DeskForm(
        "loc", "", (), fields, Action("Lọc", method="submit", icon="search"), URL, is_search=True
    )
    actions = (
        (Action("Thời hạn của cơ sở", SETTINGS, icon="clock"),)
        if may(actor, Permission.SET_DEADLINES)
        else ()
    )
    return DeskPage("Hồ sơ quá hạn", actions=actions, search=search, tables=(table,))


def _choices(every: str, names: Sequence[str], chosen: str) -> tuple[Choice, ...]:
    return (Choice("", every, not chosen), *(Choice(name, name, name == chosen) for name in names))


def _row(one: Late) -> Row:
    number_, department, doctor, stage, _, why = _cells(one)
    name = one.patient.resource.get("name", ({},))[0].get("text", "") if one.patient else ""
    short, _, rest = why.partition(": ")
    return Row(
        (
            Cell(number_, is_strong=True),
            Cell(name or "không rõ tên"),
            Cell(department),
            Cell(doctor),
            Cell(badge=Badge(short, "son", "clock"), note=f"{stage}. {rest}"),
        ),
        f"{HOME}{one.record.id}/",
        tone="son",
    )


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """The limits in force and who decided them; a new decision takes the place of the one before."""
    demand(actor_of(request), Permission.SET_DEADLINES)
    typed = NOTHING_TYPED
    if request.method == "POST":
        given = {
            name: request.POST.get(name, "").strip() for name in ("moc", "so_gio", "so_quyet_dinh", "ngay")
        }
        try:
            asked = given["so_gio"]
            hours = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
            limits.set_limit(
                repository_of(request),
                key=given["moc"],
                hours=hours if hours < 10**6 else 0,
                decision_number=given["so_quyet_dinh"],
                decided_on=day_of(given["ngay"]),
            )
        except ProblemError as problem:
            if problem.problem.status != 422:
                raise
            fields = {"hours": "so_gio", "decision_number": "so_quyet_dinh"}
            typed = Typed("dat", given, problem, fields.get(problem.expression, "ngay"))
        else:
            messages.success(request, "Đã đặt thời hạn mới.")
            return see_other(SETTINGS)
    actor = actor_of(request)
    page = _settings_page(actor, typed)
    return _render(request, page, "Thời hạn hoàn thành hồ sơ", status=422 if typed.problem else 200)


def _settings_page(actor: Actor, typed: Typed) -> DeskPage:
    here = limits.limits(actor.facility)
    bases = {"RECALLED": "mặc định, theo trí nhớ về Quy chế bệnh viện 1997; chưa đối chiếu văn bản"}
    rows = tuple(
        Row(
            (
                Cell(one.label, is_strong=True),
                Cell(f"{one.hours} giờ", f"mặc định {deadlines()[key].hours} giờ"),
                Cell(bases.get(one.basis, one.basis)),
            )
        )
        for key, one in here.items()
    )
    past = DeadlineSetting.objects.filter(facility=actor.facility).order_by("-set_at")[:50]
    old = tuple(
        Row(
            (
                Cell(deadlines()[one.key].label if one.key in deadlines() else one.key),
                Cell(f"{one.hours} giờ"),
                Cell(f"{one.decision_number}, {dates_vi.day(one.decided_on)}"),
                Cell(one.set_by, dates_vi.full_moment(one.set_at)),
            )
        )
        for one in past
    )

    def field(name: str, label: str, **more: Any) -> Field:
        return Field(
            name,
            label,
            value=typed.value("dat", name),
            error=typed.error("dat", name),
            is_required=True,
            **more,
        )

    chosen = typed.value("dat", "moc")
    choices = tuple(Choice(key, one.label, key == chosen) for key, one in here.items())
    fields = (
        field("moc", "Thời hạn", kind="choice", choices=choices, width="full"),
        field("so_gio", "Số giờ", kind="integer", unit="giờ", width="third"),
        field("so_quyet_dinh", "Số quyết định", max_length=60, width="third"),
        field("ngay", "Ngày quyết định", kind="date", width="third"),
    )
    form = DeskForm(
        "dat",
        "Đặt thời hạn",
        (
            "Không văn bản hiện hành nào ấn định các thời hạn này; cơ sở tự quyết định.",
            f"Ghi với tên {actor.name}.",
        ),
        fields,
        Action("Đặt thời hạn", method="submit", kind="primary", icon="check"),
        SETTINGS,
        typed.summary("dat", "Lỗi: thời hạn CHƯA đổi"),
    )
    return DeskPage(
        "Thời hạn hoàn thành và nộp hồ sơ",
        tables=(
            Table(
                "thoi-han",
                "Đang áp dụng",
                (Column("Thời hạn"), Column("Số giờ"), Column("Căn cứ")),
                rows,
                Empty("Không có", ""),
            ),
            Table(
                "quyet-dinh",
                "Các quyết định của cơ sở",
                (Column("Thời hạn"), Column("Số giờ"), Column("Quyết định"), Column("Người ghi")),
                old,
                Empty("Cơ sở chưa quyết định", "Đang dùng các thời hạn mặc định.", icon="clock"),
            ),
        ),
        forms=(form,),
    )


def _render(request: HttpRequest, page: DeskPage, here: str, *, status: int = 200) -> HttpResponse:
    context = {"frame": frame(request, ("Lưu trữ", HOME), (here, "")), "page": page}
    return render(request, "ui/desk.html", context, status=status)
