"""The record of a visit as its doctor sees it: planning's remarks to be ticked off, cancelling and restoring it."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.fhir.problems import ProblemError
from benhan.records import cancelling, remarks
from benhan.records.completeness import documents_of
from benhan.records.stages import RECORD_STAGE_NAMES, RecordStage, record_stage
from benhan.records.standing import record_of
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.desk import NOTHING_TYPED, REASON, DeskForm, DeskPage, Typed, reason_form
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Badge, Timeline, TimelineEntry
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.archive.remark_pages import remarks_table


@require_GET
def record(request: HttpRequest, encounter: str) -> HttpResponse:
    """Remarks and the life of the visit's record."""
    return _show(request, encounter, _record(request, encounter), NOTHING_TYPED)


@require_POST
def tick(request: HttpRequest, encounter: str, remark: str) -> HttpResponse:
    demand(actor_of(request), Permission.EDIT_ENTRY)
    remarks.tick_off(repository_of(request), record=_record(request, encounter), remark=remark)
    messages.success(request, "Đã đánh dấu nhận xét đã xử lý.")
    return see_other(_url(encounter))


@require_POST
def cancel(request: HttpRequest, encounter: str) -> HttpResponse:
    demand(actor_of(request), Permission.CANCEL_ENTRY)
    return _act(request, encounter, "huy", "Đã hủy hồ sơ. Nội dung đã ghi và lý do vẫn được giữ.")


@require_POST
def restore(request: HttpRequest, encounter: str) -> HttpResponse:
    demand(actor_of(request), Permission.RESTORE_ENTRY)
    return _act(request, encounter, "khoi-phuc", "Đã khôi phục hồ sơ.")


def _act(request: HttpRequest, encounter: str, key: str, done: str) -> HttpResponse:
    found, reason = _record(request, encounter), request.POST.get(REASON, "").strip()
    act = cancelling.cancel_record if key == "huy" else cancelling.restore_record
    try:
        act(repository_of(request), record=found, reason=reason)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        return _show(request, encounter, found, Typed(key, {REASON: reason}, problem, REASON))
    messages.success(request, done)
    return see_other(_url(encounter))


def _url(encounter: str) -> str:
    return f"/kham/luot/{encounter}/ho-so/"


def _record(request: HttpRequest, encounter: str) -> Stored:
    repository = repository_of(request)
    demand(repository.by, Permission.VIEW_RECORD)
    visit = repository.read("Encounter", encounter)
    found = record_of(repository, visit.reference)
    if found is None:
        raise NOT_FOUND.at(visit.reference)
    return found


def _show(request: HttpRequest, encounter: str, found: Stored, typed: Typed) -> HttpResponse:
    actor, stage = actor_of(request), record_stage(found.resource)
    papers = documents_of(repository_of(request), found)
    titles = {one.reference: str(one.resource["type"]["text"]) for one in papers}
    is_mine = stage is RecordStage.OPEN and may(actor, Permission.EDIT_ENTRY)
    table = remarks_table(
        remarks.remarks_of(found.resource), titles, tick_url=f"{_url(encounter)}nhan-xet/" if is_mine else ""
    )
    forms: list[DeskForm] = []
    if stage is RecordStage.OPEN and may(actor, Permission.CANCEL_ENTRY):
        lines = (
            "Hồ sơ và lượt khám này ghi là đã hủy vì mở nhầm.",
            "Không có gì bị xóa; khôi phục được khi cần.",
        )
        act = Action("Hủy hồ sơ", method="submit", kind="danger", icon="cross")
        forms.append(reason_form("huy", "Hủy hồ sơ mở nhầm", lines, act, _url(encounter), typed))
    if stage is RecordStage.CANCELLED and may(actor, Permission.RESTORE_ENTRY):
        act = Action("Khôi phục hồ sơ", method="submit", kind="primary", icon="undo")
        again = ("Hồ sơ mở lại như trước khi hủy.",)
        forms.append(reason_form("khoi-phuc", "Khôi phục hồ sơ", again, act, _url(encounter), typed))
    entries = tuple(
        TimelineEntry(
            dates_vi.full_moment(datetime.fromisoformat(one.at)),
            "Hủy hồ sơ" if one.act == "cancelled" else "Khôi phục hồ sơ",
            one.by,
            one.reason,
            icon="cross" if one.act == "cancelled" else "undo",
        )
        for one in reversed(cancelling.history_of(found.resource))
    )
    page = DeskPage(
        f"Hồ sơ {found.resource['identifier']['value']}",
        badge=Badge(RECORD_STAGE_NAMES[stage]),
        actions=(Action("Về lượt khám", f"/kham/luot/{encounter}/", icon="left"),),
        tables=(table,),
        forms=tuple(forms),
        timeline=Timeline("Hủy và khôi phục", entries, "Hồ sơ chưa từng bị hủy."),
    )
    crumbs = (("Phòng khám", "/kham/"), ("Lượt khám", f"/kham/luot/{encounter}/"), ("Hồ sơ", ""))
    context = {"frame": frame(request, *crumbs), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)
