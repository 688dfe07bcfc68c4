"""The level of a system: the last determination with every clause, what makes it due again, the questionnaire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.assurance.counting import latest_count, latest_decision, serves_people, standings
from benhan.assurance.deciding import keep_decision
from benhan.assurance.levels.determining import AUTHORITY, Determination, determine
from benhan.assurance.models import LevelDecision, System
from benhan.assurance.problems import LEVEL_NOT_READY
from benhan.assurance.triggers import Due, due_reasons, record_trigger
from benhan.dossier.finding import system_of
from benhan.dossier.systems import places
from benhan.dossier.systems.level_form import answers_of, sections
from benhan.dossier.systems.places import Sectioned
from benhan.fhir.problems import ProblemError
from benhan.law import levels
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Choice,
    Column,
    Empty,
    ErrorSummary,
    Field,
    FieldError,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)
from benhan.ui.requests import repository_of

PART = "cap-do"


@require_GET
def level(request: HttpRequest, system: str) -> HttpResponse:
    return _show(request, system_of(request, system), NOTHING_TYPED)


@require_POST
def trigger(request: HttpRequest, system: str) -> HttpResponse:
    """Somebody records why the level must be determined anew."""
    found = places.keeper_of(request, system)
    given = {"key": request.POST.get("key", ""), "note": request.POST.get("note", "")}
    try:
        record_trigger(repository_of(request), found, key=given["key"], note=given["note"])
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _show(request, found, Typed("ly-do", given, problem, "note"))
    messages.success(request, "Đã ghi. Cấp độ phải được xác định lại.")
    return places.see_other(places.url_of(found, PART))


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, system: str) -> HttpResponse:
    """The questionnaire: look at the result first, then record it."""
    found = places.keeper_of(request, system)
    counted = latest_count(found)
    facts = dict(counted.facts) if counted else {}
    last = latest_decision(found, found.regime)
    if request.method != "POST":
        answers: dict[str, object] = (
            dict(last.answers) if last else {"kinds": found.kinds, "is_system": "yes"}
        )
        return _asked(request, found, answers, facts, {}, None)
    answers, errors = answers_of(request.POST, found.regime)
    result = determine(found.regime, answers, facts)
    if errors or "ghi" not in request.POST:
        return _asked(request, found, answers, facts, errors, None if errors else result)
    try:
        keep_decision(repository_of(request), found, answers, facts, result)
    except ProblemError as problem:
        if problem.problem is not LEVEL_NOT_READY:
            raise
        return _asked(request, found, answers, facts, {"kinds": problem.clinician}, result)
    messages.success(request, f"Đã ghi kết quả: cấp độ {result.level}.")
    return places.see_other(places.url_of(found, PART))


def _asked(
    request: HttpRequest, system: System, answers: Mapping[str, object], facts: Mapping[str, object],
    errors: Mapping[str, str], result: Determination | None,
) -> HttpResponse:  # fmt: skip
    url = f"{places.url_of(system, PART)}xac-dinh/"
    actions: tuple[Action, ...] = (
        Action("Xem kết quả", method="submit", icon="search", kind="secondary" if result else "primary"),
    )
    if result is not None and result.level is not None:
        label = f"Ghi cấp độ {result.level}"
        actions = (
            *actions,
            Action(label, method="submit", kind="primary", icon="check", name="ghi", value="1"),
        )
    summary = (
        ErrorSummary(tuple(FieldError(key, why) for key, why in errors.items()), "Lỗi: CHƯA ghi cấp độ",
                     code=LEVEL_NOT_READY.code)
        if errors else None
    )  # fmt: skip
    asked = Sectioned(
        "cau-hoi", url, sections(system.regime, answers, facts, errors, result), actions, summary
    )
    title = "Xác định cấp độ"
    regime = levels.regime(system.regime)
    highest = regime.cited(regime.highest.clause)
    page = DeskPage(
        title, f"Theo {regime.title}. Mọi tiêu chí khớp đều được ghi; cấp độ là mức cao nhất ({highest}).",
        notices=_result(result) if result else (),
        tables=(_findings([one.as_json() for one in result.findings], result.level),) if result else (),
    )  # fmt: skip
    return places.show(request, system, PART, page, asked=asked, inner=title, status=422 if errors else 200)


def _result(result: Determination) -> tuple[Notice, ...]:
    warnings = tuple(Notice(text, "", "hoe", "warning") for text in result.warnings)
    if result.stop:
        title = (
            "Không lập hồ sơ bằng phần mềm này" if result.stop == AUTHORITY else "Không phải hệ thống riêng"
        )
        return (Notice(title, "", "son", "warning"), *warnings)
    if result.level is None:
        return (Notice("Chưa đủ câu trả lời để xác định cấp độ", "", "hoe", "info"), *warnings)
    grounds = "; ".join(f"{one.criterion} ({one.clause})" for one in result.grounds)
    return (Notice(f"Cấp độ đề xuất: {result.level}", f"{grounds}. CHƯA ghi.", "cham", "shield"), *warnings)


def _show(request: HttpRequest, system: System, typed: Typed) -> HttpResponse:
    last = latest_decision(system)
    may_keep = places.may_keep(request)
    url = places.url_of(system, PART)
    action = Action(
        "Xác định lại" if last else "Xác định cấp độ", f"{url}xac-dinh/", kind="primary", icon="shield"
    )
    tables: list[Table] = []
    checked: Sequence[Mapping[str, Any]] = ()
    if last is not None:
        tables = [_findings(last.findings, last.level), _doubts(last.doubts)]
        checked = last.facts.get("checked", [])
    tables.append(_counts(system))
    if checked:
        tables.append(_unmatched(checked))
    page = DeskPage(
        f"Cấp độ {system.level}" if system.level else "Chưa xác định cấp độ",
        f"{system.name}, theo {levels.regime(system.regime).title}.",
        actions=(action,) if may_keep else (), notices=_due(due_reasons(system), last), tables=tuple(tables),
        forms=(_trigger_form(url, typed),) if may_keep else (), facts=_facts(system, last), timeline=_history(system),
    )  # fmt: skip
    return places.show(request, system, PART, page, status=422 if typed.problem else 200)


def _due(due: Sequence[Due], last: LevelDecision | None) -> tuple[Notice, ...]:
    if last is None:
        return (
            Notice(
                "Chưa có lần xác định nào được ghi",
                "Trả lời bộ câu hỏi để có cấp độ với căn cứ.",
                "hoe",
                "info",
            ),
        )
    if not due:
        return (
            Notice("Chưa có lý do phải xác định lại", f"Căn cứ: {levels.trigger_clause()}.", "la", "check"),
        )
    said = "; ".join(f"{one.title}: {one.what}" + (f" ({one.by})" if one.by else "") for one in due)
    return (
        Notice("Phải xác định lại cấp độ", f"{said}. Căn cứ: {levels.trigger_clause()}.", "son", "warning"),
    )


def _findings(findings: Sequence[Mapping[str, Any]], level: int | None) -> Table:
    columns = (Column("Tiêu chí"), Column("Kết quả"), Column("Điều khoản"), Column("Cấp độ", is_numeric=True))
    rows = tuple(
        Row((
            Cell(str(one["criterion"]), is_strong=one["level"] == level), Cell(str(one["result"])),
            Cell(str(one["clause"]), levels.BASES_VI.get(str(one["basis"]), "")), Cell(str(one["level"])),
        ))
        for one in findings
    )  # fmt: skip
    totals = (Cell("Cao nhất"), Cell(""), Cell(""), Cell(str(level or "chưa có"))) if rows else ()
    return Table(
        "tieu-chi", "Tiêu chí khớp", columns, rows, Empty("Chưa có tiêu chí nào khớp", ""), totals=totals
    )


def _unmatched(checked: Sequence[Mapping[str, Any]]) -> Table:
    """What was looked at and doesn't hold: a reader sees that it was not forgotten."""
    rows = tuple(
        Row(
            (
                Cell(str(one["criterion"])),
                Cell(str(one["result"])),
                Cell(str(one["clause"])),
                Cell(str(one["level"])),
            )
        )
        for one in checked
    )
    columns = (Column("Tiêu chí"), Column("Kết quả"), Column("Điều khoản"), Column("Cấp độ", is_numeric=True))
    return Table("khong-khop", "Đã xét, không khớp", columns, rows, Empty("Không có", ""))


def _doubts(doubts: Sequence[Mapping[str, Any]]) -> Table:
    rows = tuple(
        Row((Cell(str(one["question"]), is_strong=True), Cell(" · ".join(one["readings"])), Cell(str(one["chosen"])),
             Cell(str(one["why"]))))
        for one in doubts
    )  # fmt: skip
    columns = (
        Column("Điểm còn nghi vấn"),
        Column("Các cách hiểu", is_minor=True),
        Column("Đã chọn"),
        Column("Lý do"),
    )
    return Table(
        "nghi-van", "Điểm còn nghi vấn", columns, rows, Empty("Không có điểm nghi vấn nào", "", icon="check")
    )


def _counts(system: System) -> Table:
    """The newest count against every threshold."""
    count = latest_count(system)
    columns = (Column("Ngưỡng"), Column("Đang có", is_numeric=True), Column("Ngưỡng", "người", is_numeric=True),
               Column("Mức", is_tight=True), Column("Điều khoản", is_minor=True))  # fmt: skip
    empty = Empty(
        "Chưa có lần đếm nào", "Hệ thống chạy trên phần mềm này được đếm mỗi ngày một lần; hệ thống khác tự khai.",
        icon="people",
    )  # fmt: skip
    if count is None:
        return Table("nguong", "Số chủ thể dữ liệu", columns, (), empty)
    regime, rows = levels.regime(system.regime), []
    for one in standings(system.regime, count.facts):
        said = f"{one.percent} %"
        badge = Badge(f"Đã đạt, {said}", "son", "warning") if one.is_crossed else Badge(said, "la", "check")
        badge = Badge(f"Gần ngưỡng, {said}", "hoe", "clock") if one.is_near else badge
        rows.append(Row((
            Cell(f"{one.threshold.title} → cấp độ {one.threshold.level}", is_strong=True), Cell(number(one.seen)),
            Cell(number(one.threshold.at)), Cell(badge=badge), Cell(regime.cited(one.threshold.clause)),
        )))  # fmt: skip
    caption = f"Số chủ thể dữ liệu, đếm ngày {count.on:%d/%m/%Y} trên toàn bản cài đặt"
    note = (
        ""
        if serves_people(system)
        else "Ngưỡng chỉ quyết định với dịch vụ trực tuyến; hệ thống này đang khai là nội bộ."
    )
    return Table("nguong", caption, columns, tuple(rows), empty, sentence=note)


def _facts(system: System, last: LevelDecision | None) -> KeyValues:
    titles = next(dict(one.choices) for one in levels.questions() if one.key == "kinds")
    rows = [
        KeyValue("Cấp độ", str(system.level) if system.level else "chưa xác định"),
        KeyValue("Loại hình", ", ".join(titles.get(one, one) for one in system.kinds) or "chưa chọn"),
        KeyValue("Quy định", levels.regime(system.regime).title),
    ]
    if last is not None:
        rows.append(KeyValue("Xác định lần cuối", f"{dates_vi.full_moment(last.at)}", last.name))
        rows.append(KeyValue("Số đếm khi đó", _counted(last.facts)))
    return KeyValues(tuple(rows), "Hiện trạng")


def _counted(facts: Mapping[str, Any]) -> str:
    if "subjects" not in facts:
        return "không có"
    return f"{number(facts['subjects'])} người, {number(facts['sensitive'])} có dữ liệu nhạy cảm"


def _history(system: System) -> Timeline:
    rows = LevelDecision.objects.filter(facility=system.facility, system=system).order_by("-at")
    entries = tuple(
        TimelineEntry(f"{one.at:%d/%m/%Y}", f"Cấp độ {one.level}", one.name, levels.regime(one.regime).title,
                      dates_vi.full_moment(one.at), "shield", "cham")
        for one in rows
    )  # fmt: skip
    return Timeline("Các lần xác định cấp độ", entries, "Chưa có lần xác định nào.")


def _trigger_form(url: str, typed: Typed) -> DeskForm:
    chosen = typed.value("ly-do", "key")
    choices = (
        Choice("", "Chọn lý do"),
        *(Choice(one.key, one.title, one.key == chosen) for one in levels.triggers()),
    )
    fields = (
        Field("key", "Lý do", "select", choices=choices, is_required=True),
        Field("note", "Đã xảy ra việc gì", "textarea", value=typed.value("ly-do", "note"), width="full", max_length=500,
              rows=2, is_required=True, error=typed.error("ly-do", "note")),
    )  # fmt: skip
    action = Action("Ghi lý do xác định lại", method="submit", icon="warning")
    lines = ("Thay đổi chức năng, phạm vi, người dùng, thông tin, công nghệ… đều phải xác định lại cấp độ.",)
    summary = typed.summary("ly-do", "Lỗi: CHƯA ghi lý do")
    return DeskForm("ly-do", "Có thay đổi phải xác định lại?", lines, fields, action, f"{url}ly-do/", summary)
