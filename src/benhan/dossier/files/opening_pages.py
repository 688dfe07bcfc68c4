"""…/ho-so/: the files of a system; a new one from its level decision, and the next version of one."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.models import LevelDecision, System
from benhan.dossier.files.addresses import address_of_file, address_of_files
from benhan.dossier.files.finding import file_of
from benhan.dossier.files.inbox import files_table
from benhan.dossier.files.opening import APPROVERS, Opening, next_version, open_file
from benhan.dossier.finding import system_of
from benhan.dossier.models import Dossier
from benhan.fhir.problems import ProblemError
from benhan.law.workflow import regimes, situations
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Choice, Empty, Field, Notice
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of

KEY = "lap"
REGIME, LEVEL, SITUATION, APPROVES = "quy_dinh", "cap_do", "dien", "tham_quyen"
NUMBER, DECIDED, APPROVER = "so_quyet_dinh", "ngay_quyet_dinh", "noi_phe_duyet"
_NAMES = (REGIME, LEVEL, SITUATION, APPROVES, NUMBER, DECIDED, APPROVER)
_FIELDS = {
    "regime": REGIME,
    "level": LEVEL,
    "situation": SITUATION,
    "decision_number": NUMBER,
    "decided_on": DECIDED,
}


@require_GET
def files(request: HttpRequest, system: str) -> HttpResponse:
    return _show(request, system_of(request, system), NOTHING_TYPED)


@require_POST
def open_new(request: HttpRequest, system: str) -> HttpResponse:
    found = system_of(request, system)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    given = {name: request.POST.get(name, "").strip() for name in _NAMES}
    try:
        made = open_file(repository_of(request), found, _opening(given))
    except ProblemError as problem:
        if problem.problem.status not in (409, 422):
            raise
        where = problem.expression if problem.expression in _NAMES else _FIELDS.get(problem.expression, "")
        return _show(request, found, Typed(KEY, given, problem, where))
    messages.success(request, f"Đã lập hồ sơ {made.number}.")
    return see_other(address_of_file(made))


def _opening(given: Mapping[str, str]) -> Opening:
    level = given[LEVEL]
    return Opening(
        given[REGIME], int(level) if level.isdecimal() and len(level) == 1 else 0, given[SITUATION],
        given[APPROVES] or "security_unit", given[NUMBER], day_of(given[DECIDED], DECIDED), given[APPROVER],
    )  # fmt: skip


@require_POST
def open_next(request: HttpRequest, system: str, dossier: UUID) -> HttpResponse:
    made = next_version(repository_of(request), file_of(request, system, dossier))
    messages.success(request, f"Đã lập phiên bản {made.version}: hồ sơ {made.number}. Bản cũ giữ nguyên.")
    return see_other(address_of_file(made))


def _show(request: HttpRequest, system: System, typed: Typed) -> HttpResponse:
    actor = actor_of(request)
    rows = Dossier.objects.filter(facility=system.facility, system=system).select_related("system")
    empty = Empty(
        "Chưa có hồ sơ cấp độ nào", "Lập hồ sơ sau khi đã xác định cấp độ của hệ thống.", icon="paper"
    )
    table = files_table(
        "ho-so", "Hồ sơ đề xuất cấp độ", list(rows.order_by("-opened_at")), timezone.localdate(), empty
    )
    may_keep = may(actor, Permission.KEEP_ASSURANCE)
    decided = {
        regime: LevelDecision.objects.filter(facility=system.facility, system=system, regime=regime)
        .order_by("-at")
        .first()
        for regime in regimes()
    }
    page = DeskPage(
        "Hồ sơ cấp độ",
        lead=system.name,
        notices=_notices(system, decided),
        tables=(table,),
        forms=(_form(system, decided, typed),) if may_keep else (),
    )
    here = (("An toàn", ROOT), (system.name, address_of_system(system)), ("Hồ sơ cấp độ", ""))
    context = {"frame": frame(request, *here), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)


def _notices(system: System, decided: Mapping[str, LevelDecision | None]) -> tuple[Notice, ...]:
    if any(decided.values()):
        return ()
    way = Action("Xác định cấp độ", f"{address_of_system(system)}cap-do/", icon="shield")
    text = "Hồ sơ mới bắt đầu từ kết quả xác định cấp độ theo tiêu chí của quy định được chọn."
    return (Notice("Chưa xác định cấp độ", text, "hoe", "warning", actions=(way,)),)


def _form(system: System, decided: Mapping[str, LevelDecision | None], typed: Typed) -> DeskForm:
    known = [one for one in decided.values() if one is not None]
    lines = tuple(
        f"{regimes()[one.regime]}: kết quả xác định là cấp độ {one.level}, ngày {dates_vi.day(one.at)}."
        for one in known
    )
    level = typed.value(KEY, LEVEL, str(known[0].level if known else system.level or ""))
    fields = (
        _choice(REGIME, "Theo quy định", dict(regimes()), typed.value(KEY, REGIME, system.regime), typed),
        _choice(LEVEL, "Cấp độ đề xuất", {str(one): f"Cấp độ {one}" for one in range(1, 6)}, level, typed),
        _choice(SITUATION, "Hệ thống thuộc diện", {key: one.label for key, one in situations().items()},
                typed.value(KEY, SITUATION, "running"), typed),
        _choice(APPROVES, "Ai phê duyệt cấp độ 1, 2", APPROVERS, typed.value(KEY, APPROVES, "security_unit"), typed),
        Field(NUMBER, "Số quyết định đã phê duyệt", value=typed.value(KEY, NUMBER), max_length=60,
              hint="Chỉ ghi khi hồ sơ đã được phê duyệt theo Nghị định 85/2016/NĐ-CP", error=typed.error(KEY, NUMBER)),
        Field(DECIDED, "Ngày quyết định", "date", typed.value(KEY, DECIDED), error=typed.error(KEY, DECIDED)),
        Field(APPROVER, "Nơi phê duyệt", value=typed.value(KEY, APPROVER), max_length=200, width="full",
              error=typed.error(KEY, APPROVER)),
    )  # fmt: skip
    action = Action("Lập hồ sơ", method="submit", kind="primary", icon="plus")
    return DeskForm(
        KEY, "Lập hồ sơ mới", (*lines, "Ghi một hồ sơ mới ở bước đầu; không gửi cho ai."), fields, action,
        f"{address_of_files(system)}lap/", typed.summary(KEY, "Lỗi: CHƯA lập hồ sơ"),
    )  # fmt: skip


def _choice(name: str, label: str, options: Mapping[str, str], chosen: str, typed: Typed) -> Field:
    choices = tuple(Choice(key, text, key == chosen) for key, text in options.items())
    return Field(
        name, label, "choice", chosen, choices=choices, error=typed.error(KEY, name), is_required=True
    )
