"""A system begins: its name and regime; then A1-A3, owner, operator, scope, scale, whom it serves."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from benhan.access.permissions import Permission, demand
from benhan.assurance.addresses import ROOT
from benhan.assurance.counting import latest_count
from benhan.assurance.describing import create_system, describe
from benhan.assurance.levels.regimes import situations
from benhan.assurance.models import System
from benhan.dossier.finding import system_of
from benhan.dossier.systems import places
from benhan.dossier.systems.places import Sectioned
from benhan.fhir.problems import ProblemError
from benhan.law import levels
from benhan.law.descriptions import DescribedField, DescribedSection, described_sections, missing_of
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed
from benhan.ui.frame import frame
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Cell,
    Choice,
    Column,
    Empty,
    ErrorSummary,
    Field,
    FieldError,
    FieldSection,
    Notice,
    Row,
    Table,
)
from benhan.ui.requests import actor_of, repository_of

PART = "mo-ta"
_NEW = ("name", "slug", "purpose", "regime", "is_here")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a system of the facility."""
    actor = actor_of(request)
    demand(actor, Permission.KEEP_ASSURANCE)
    if request.method != "POST":
        return _new(request, NOTHING_TYPED)
    given = {name: request.POST.get(name, "") for name in _NEW}
    kinds = request.POST.getlist("kinds")
    try:
        made = create_system(
            repository_of(request), name=given["name"], slug=given["slug"], purpose=given["purpose"],
            regime=given["regime"], kinds=kinds, is_here=given["is_here"] == "on",
        )  # fmt: skip
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _new(
            request, Typed("he-thong", given | {"kinds": " ".join(kinds)}, problem, problem.expression)
        )
    messages.success(request, "Đã tạo hệ thống. Khai tiếp chủ quản, đơn vị vận hành và phạm vi.")
    return places.see_other(places.url_of(made, PART))


def _new(request: HttpRequest, typed: Typed) -> HttpResponse:
    key = "he-thong"
    kinds = typed.value(key, "kinds").split()
    titles = next(dict(one.choices) for one in levels.questions() if one.key == "kinds")
    regime = typed.value(key, "regime", "decree-331")
    has_here = System.objects.filter(
        facility=actor_of(request).facility, is_here=True, retired_at=None
    ).exists()
    fields = (
        Field("name", "Tên hệ thống", value=typed.value(key, "name"), width="wide", max_length=200, is_required=True,
              error=typed.error(key, "name")),
        Field("slug", "Tên ngắn trong địa chỉ", value=typed.value(key, "slug"), width="third", max_length=40,
              hint="Chữ thường không dấu, ví dụ: hsba. Để trống thì lấy từ tên.", error=typed.error(key, "slug")),
        Field("purpose", "Chức năng, mục đích", "textarea", value=typed.value(key, "purpose"), width="full", rows=3),
        Field("regime", "Quy định áp dụng", "choice", width="full", error=typed.error(key, "regime"), choices=tuple(
            Choice(one, levels.regime(one).title, one == regime) for one in levels.REGIMES)),
        Field("kinds", "Loại hình", "multichoice", width="full",
              choices=tuple(Choice(value, words, value in kinds) for value, words in titles.items())),
        Field("is_here", "Chính là bản cài đặt Benhan này", "boolean", value=typed.value(key, "is_here"),
              display="Bỏ trống khi hệ thống chạy phần mềm khác: bằng chứng do người khai hoặc nhập báo cáo.",
              width="full", is_disabled=has_here),
    )  # fmt: skip
    form = DeskForm(
        key, "", (), fields, Action("Tạo hệ thống", method="submit", kind="primary", icon="check"),
        f"{ROOT}he-thong/moi/", typed.summary(key, "Lỗi: CHƯA tạo hệ thống"), is_once=False,
    )  # fmt: skip
    page = DeskPage("Khai hệ thống thông tin", tables=(_regimes(),), forms=(form,))
    context = {"frame": frame(request, ("An toàn", ROOT), ("Hệ thống mới", "")), "page": page,
               "parts": (), "figures": (), "risks": None, "asked": None}  # fmt: skip
    return render(request, "dossier/systems/page.html", context, status=422 if typed.problem else 200)


def _regimes() -> Table:
    """Which regime is it? The transition table with its safe days."""
    names = {"keep": "Giữ cấp độ đã duyệt"} | {key: levels.regime(key).title for key in levels.REGIMES}
    rows = tuple(
        Row((
            Cell(one.label, is_strong=True), Cell(names[one.regime], one.says),
            Cell("; ".join(f"{duty.what}: {duty.says}" for duty in one.duties)),
            Cell(one.clause, levels.BASES_VI[one.basis]),
        ))
        for one in situations()
    )  # fmt: skip
    columns = (
        Column("Hệ thống đang ở đâu"),
        Column("Làm theo"),
        Column("Hạn an toàn"),
        Column("Căn cứ", is_minor=True),
    )
    return Table("chuyen-tiep", "Quy định nào áp dụng", columns, rows, Empty("Không có", ""))


@require_http_methods(["GET", "POST"])
def description(request: HttpRequest, system: str) -> HttpResponse:
    """A1-A3 of a system: read by all who may, changed by its keepers."""
    found = system_of(request, system)
    if request.method != "POST":
        return _show(request, found, found.description | {"name": found.name, "purpose": found.purpose}, None)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    keys = [field.key for section in described_sections() for field in section.fields]
    given = {key: request.POST.get(key, "") for key in keys}
    name, purpose = request.POST.get("name", ""), request.POST.get("purpose", "")
    try:
        describe(repository_of(request), found, name=name, purpose=purpose, given=given)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _show(request, found, given | {"name": name, "purpose": purpose}, problem)
    messages.success(request, f"Đã lưu mô tả lúc {timezone.localtime():%H:%M:%S}.")
    return places.see_other(places.url_of(found, PART))


def _show(
    request: HttpRequest, system: System, values: Mapping[str, object], problem: ProblemError | None
) -> HttpResponse:
    lacks = missing_of(system.description)
    notice = (
        Notice(
            f"Còn {number(len(lacks))} mục bắt buộc chưa khai",
            "; ".join(one.title for one in lacks),
            "hoe",
            "edit",
        )
        if lacks
        else Notice("Đủ các mục bắt buộc của phần A1 đến A3", "", "la", "check")
    )
    at = problem.expression if problem else ""
    why = problem.clinician if problem else ""
    may_keep = places.may_keep(request)
    head = FieldSection("ten", "Hệ thống", (
        Field("name", "Tên hệ thống", value=str(values.get("name") or ""), width="full", max_length=200,
              error=why if at == "name" else "", is_disabled=not may_keep),
        Field("purpose", "Chức năng, mục đích", "textarea", value=str(values.get("purpose") or ""), width="full",
              is_disabled=not may_keep),
    ))  # fmt: skip
    counted = latest_count(system)
    origins = {}
    if counted is not None:
        told = f"đếm được ngày {counted.on:%d/%m/%Y}: "
        origins = {"scale.subjects": told + number(counted.facts["subjects"]),
                   "scale.sensitive": told + number(counted.facts["sensitive"])}  # fmt: skip
    sections = (
        head,
        *(_section(one, values, at, why, origins, may_keep=may_keep) for one in described_sections()),
    )
    errors = (
        ErrorSummary((FieldError(at, why),), "Lỗi: CHƯA lưu mô tả", code=problem.problem.code)
        if problem
        else None
    )
    actions = (
        (Action("Lưu mô tả", method="submit", kind="primary", icon="check", key="ctrl+s"),)
        if may_keep
        else ()
    )
    asked = Sectioned("mo-ta", places.url_of(system, PART), sections, actions, errors)
    page = DeskPage(f"Mô tả: {system.name}", notices=(notice,))
    return places.show(request, system, PART, page, asked=asked, status=422 if problem else 200)


def _section(
    one: DescribedSection, values: Mapping[str, object], at: str, why: str, origins: Mapping[str, str], *,
    may_keep: bool,
) -> FieldSection:  # fmt: skip
    fields = tuple(
        _field(each, values, why if at == each.key else "", origins.get(each.key, ""), may_keep=may_keep)
        for each in one.fields
    )
    empty = sum(1 for each in one.fields if not str(values.get(each.key) or "").strip())
    return FieldSection(one.key, one.title, fields, one.number, empty_count=empty)


def _field(
    one: DescribedField, values: Mapping[str, object], error: str, origin: str, *, may_keep: bool
) -> Field:
    lines = f"Mỗi dòng: {' | '.join(one.columns)}" if one.columns else one.help
    return Field(
        one.key, one.title, "textarea" if one.columns else "text", value=str(values.get(one.key) or ""),
        width="full" if one.columns else "half", hint=lines, error=error, origin=origin, unit=one.unit,
        needed="cần có trong hồ sơ" if one.is_named and not values.get(one.key) else "", is_disabled=not may_keep, rows=3,
    )  # fmt: skip
