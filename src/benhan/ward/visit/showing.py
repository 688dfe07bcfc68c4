"""The page of a visit or stay: at the left what the record holds, at the right one form or paper of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benhan.access.actor import Actor
from benhan.access.models import Account
from benhan.access.permissions import Permission, may
from benhan.forms import drafts
from benhan.forms.answers import from_response
from benhan.forms.calculate import calculated
from benhan.forms.catalogue import form_of_canonical
from benhan.forms.copying import marks_of
from benhan.records import documents, signatures
from benhan.records.remarks import remarks_of
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.frame import facility_of, frame
from benhan.ui.parts import Action, Badge, Notice
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.visit import papers, presenters, writing
from benhan.ward.visit.attaching import attachment_box
from benhan.ward.visit.document_list import RECORD, document_lines
from benhan.ward.visit.form_sheet import FormSheet, form_sheet
from benhan.ward.visit.paper_answers import answers_of_document
from benhan.ward.visit.presenters import PaperSheet, VisitPage
from benhan.ward.visit.reading import DEFAULT_RECORD, Visit, banner_of_visit
from benhan.ward.visit.record_types import record_types
from benhan.ward.visit.rights import may_add, may_write, may_write_form
from benhan.ward.visit.text_view import text_of_answers

_OPENABLE = ("arrived", "triaged", "planned", "in-progress")


def show(
    request: HttpRequest,
    visit: Visit,
    *,
    response: Stored | None = None,
    sheet: FormSheet | None = None,
    allergy_error: str = "",
    allergy_typed: Mapping[str, str] | None = None,
    file_error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page with the record's form, one sheet (response), or the chosen paper (?giay=) at the right."""
    actor = actor_of(request)
    chosen = request.GET.get("giay", "") or (response.id if response else RECORD)
    kind = form_of_canonical(str(response.resource["questionnaire"])) if response else visit.record_form
    now = writers(request, visit)
    right = {"form": sheet} if sheet else _right_side(request, visit, chosen, response, now, file_error)
    page = VisitPage(
        banner=banner_of_visit(visit),
        title=kind.title,
        subtitle=kind.shown_code,
        life=presenters.life_of(visit),
        documents=document_lines(visit, chosen, now),
        allergies=presenters.allergy_box(visit, actor, allergy_error, allergy_typed),
        record_types=_other_records(request, visit),
        actions=_actions(request, visit),
        **right,
    )
    place, here = visit.way
    crumbs = (place, here if response else (here[0], ""))
    more = ((kind.title, ""),) if response else ()
    context = {"frame": frame(request, *crumbs, *more), "page": page}
    return render(request, "ward/visit/page.html", context, status=status)


def writers(request: HttpRequest, visit: Visit) -> dict[str, str]:
    """Draft document → names of others who type in it now: one query, two when there is anybody."""
    by = actor_of(request)
    if visit.record is None:
        return {}
    found = drafts.writers(
        facility=by.facility, prefix=f"{visit.encounter.id}/", but=by.account, now=visit.now
    )
    accounts = sorted({account for each in found.values() for account in each})
    names = {str(pk): name for pk, name in Account.objects.filter(pk__in=accounts).values_list("pk", "name")} \
        if accounts else {}  # fmt: skip
    return {
        document: ", ".join(names.get(account, "người khác") for account in each)
        for document, each in found.items()
    }


def _right_side(
    request: HttpRequest,
    visit: Visit,
    chosen: str,
    response: Stored | None,
    now: Mapping[str, str],
    file_error: str,
) -> dict[str, object]:
    """The form, when it is being written and this person may; else the paper, its text, or what it waits for."""
    document = next((one for one in visit.documents if one.id == chosen), None)
    target = response or visit.response_of(visit.record_form)
    is_writing = target is None or target.resource["status"] == "in-progress"
    if document is None and is_writing:
        kind = form_of_canonical(str(target.resource["questionnaire"])) if target else visit.record_form
        if may_write_form(actor_of(request), visit, kind):
            return {"form": _form(request, visit, response, now, file_error)}
        if target is None or "item" not in target.resource:
            return {"waiting": _waiting(visit)}
        return {"paper": _text_only(visit, target)}
    if document is None and target is not None:
        document = visit.document_showing(target)
        if document is None:
            return {"paper": _text_only(visit, target)}
    document = document or visit.document_of_form(visit.record_form.code)
    if document is None:
        return {"waiting": _waiting(visit)}
    return {"paper": _paper(request, visit, document)}


def _paper(request: HttpRequest, visit: Visit, document: Stored) -> PaperSheet:
    repository, used = repository_of(request), documents.form_of(document)
    states = signatures.slots(repository, used, document)
    answers = answers_of_document(repository, document, used)
    return papers.paper_sheet(visit, document, used, answers, states, actor_of(request))


def _text_only(visit: Visit, response: Stored) -> PaperSheet:
    """Answers somebody else is writing, to be read."""
    kind = form_of_canonical(str(response.resource["questionnaire"]))
    answers = calculated(kind, from_response(kind, response.resource))
    is_writing = response.resource["status"] == "in-progress"
    return PaperSheet(
        title=kind.title,
        badge=Badge("Đang viết", "cham", "edit") if is_writing else Badge("Chưa có bản in", "", "dot-open"),
        frame_url="",
        text=text_of_answers(kind, answers, marks_of(response.resource)),
        actions=(),
        note="Nội dung lần lưu gần nhất; chưa trình ký." if is_writing else "",
    )


def _form(
    request: HttpRequest, visit: Visit, response: Stored | None, now: Mapping[str, str], file_error: str
) -> FormSheet:
    actor = actor_of(request)
    state = writing.writing(repository_of(request), visit, visit.record_form, facility_of(request), response)
    shown = writing.understand(visit, state.form, state.texts)
    found = [*shown.parsed.findings, *writing.findings(visit, state.form, shown.answers, "draft")]
    errors = writing.errors_by_name([one for one in found if one.severity == "error"])
    is_begun = state.draft is not None or (state.response is not None and "item" in state.response.resource)
    return form_sheet(
        visit,
        state,
        actor,
        errors=errors if is_begun else {},
        writers=now.get(state.document, ""),
        attachments=attachment_box(visit, state.response, state.url, is_writing=True, error=file_error),
    )


def _waiting(visit: Visit) -> Notice:
    arrived = str(visit.encounter.resource.get("period", {}).get("start", ""))
    reason = next((one.get("text", "") for one in visit.encounter.resource.get("reasonCode", ())), "")
    if visit.record is not None:
        return Notice("Bác sĩ đang soạn hồ sơ", "Giấy tờ hiện ở đây khi được trình ký.", "cham", "edit")
    if visit.status == "cancelled":
        return Notice("Lượt khám đã hủy", "Không có hồ sơ nào được lập.", "", "cross")
    at = f"Đến lúc {dates_vi.full_moment(datetime.fromisoformat(arrived))}. " if len(arrived) > 10 else ""
    return Notice("Người bệnh đang chờ khám", f"{at}Lý do: {reason or 'chưa ghi'}.", "hoe", "clock")


def _may_open(request: HttpRequest, visit: Visit) -> bool:
    return (
        visit.record is None and visit.status in _OPENABLE and may(actor_of(request), Permission.OPEN_VISIT)
    )


def _other_records(request: HttpRequest, visit: Visit) -> tuple[Action, ...]:
    """Beside the usual record: the others that fit, each one press."""
    if not _may_open(request, visit):
        return ()
    usual = record_types(visit)[:1]
    return tuple(
        Action(
            f"{one.title} ({one.code})",
            f"{visit.url}mo/",
            method="post",
            kind="quiet",
            name="mau",
            value=one.code,
        )
        for one in record_types(visit)
        if one not in usual
    )


def _stay_actions(actor: Actor, visit: Visit) -> tuple[Action, ...]:
    """From a stay's record to its page in the ward; from a visit that goes on into a ward."""
    if visit.is_inpatient:
        return (Action("Đợt nội trú", f"/khoa/luot/{visit.encounter.id}/", icon="bed"),)
    if visit.status in _OPENABLE and may(actor, Permission.ADMIT_PATIENT):
        return (Action("Cho vào viện", f"/khoa/cho-vao-vien/{visit.encounter.id}/", icon="bed"),)
    return ()


def _actions(request: HttpRequest, visit: Visit) -> tuple[Action, ...]:
    actor = actor_of(request)
    if _may_open(request, visit):
        usual = next(iter(record_types(visit)), None)
        label = "Mở hồ sơ" if visit.is_inpatient else "Mở lượt khám"
        return (Action(label, f"{visit.url}mo/", method="post", kind="primary", icon="visit", key="n",
                       name="mau", value=usual.code if usual else DEFAULT_RECORD), *_stay_actions(actor, visit))  # fmt: skip
    made: list[Action] = [*_stay_actions(actor, visit)]
    if may_add(actor, visit):
        made.append(Action("Thêm phiếu", f"{visit.url}phieu/them/", icon="plus", key="n"))
    if not may_write(actor, visit):
        return tuple(made)
    if visit.record is not None and remarks_of(visit.record.resource):
        made.append(Action("Nhận xét cần xử lý", f"{visit.url}ho-so/", icon="edit"))
    made.append(Action("Kê đơn", f"{visit.url}don-thuoc/", icon="pill"))
    living = visit.living
    is_signed = bool(living) and all(document_stage(one.resource) is DocumentStage.SIGNED for one in living)
    made.append(
        Action("Đóng hồ sơ", f"{visit.url}dong/", kind="primary" if is_signed else "secondary", icon="lock")
    )
    return tuple(made)
