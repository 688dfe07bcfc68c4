"""The pages of a visit: opening it, writing its record, asking about allergies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.permissions import Permission, demand, may
from benhan.fhir.problems import Finding, ProblemError
from benhan.forms.catalogue import Form, form
from benhan.records import answers as kept_answers
from benhan.records import documents, lifecycle, signatures
from benhan.records.problems import NOT_READY_TO_SIGN
from benhan.records.remarks import remarks_of
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.parts import Action, ErrorSummary, FieldError, Notice
from benhan.ward.frame import facility_of, frame
from benhan.ward.patients.banner import name_of
from benhan.ward.requests import actor_of, repository_of
from benhan.ward.visit import allergies, papers, presenters, writing
from benhan.ward.visit.paper_answers import answers_of_document
from benhan.ward.visit.presenters import FormSheet, VisitPage
from benhan.ward.visit.problems import ELSEWHERE_CHANGED, NO_RECORD
from benhan.ward.visit.reading import RECORD_FORM, Visit, banner_of_visit, read_visit

SIGN = "trinh-ky"
CONFIRM = " Xem các điểm dưới đây; nếu vẫn đúng, đánh dấu ở cuối tờ rồi trình ký lại."
Texts = Mapping[str, Sequence[str]]


@require_GET
def visit_page(request: HttpRequest, encounter: str) -> HttpResponse:
    """The record form to write or read, or the chosen paper (?giay=)."""
    return _page(request, read_visit(repository_of(request), encounter))


@require_POST
def open_visit(request: HttpRequest, encounter: str) -> HttpResponse:
    repository = repository_of(request)
    lifecycle.open_record(
        repository, encounter=repository.read("Encounter", encounter), form_code=RECORD_FORM
    )
    messages.success(request, "Đã mở lượt khám. Hồ sơ bệnh án bắt đầu từ bây giờ.")
    return HttpResponseRedirect(f"/kham/luot/{encounter}/")


@require_http_methods(["GET", "POST"])
def save_form(request: HttpRequest, encounter: str) -> HttpResponse:
    """“Lưu” makes a version of what is typed; “Trình ký” makes the paper of it too."""
    if request.method == "GET":  # reloaded after a refusal, or come back from signing in again
        return HttpResponseRedirect(f"/kham/luot/{encounter}/")
    visit, state = _writing(request, encounter)
    texts = writing.typed(dict(request.POST.lists()))
    if request.POST.get("revision", state.revision) != state.revision:
        return _conflict(request, visit, state, texts)
    understood = writing.understand(visit, state.form, texts)
    if understood.parsed.findings:
        return _refused(request, visit, state, texts, understood.parsed.findings)
    repository = repository_of(request)
    stored = writing.save(repository, visit, state, understood.answers)
    if request.POST.get("viec") != SIGN:
        messages.success(request, f"Đã lưu {state.form.title.lower()}, bản số {stored.version}.")
        return HttpResponseRedirect(visit.url)
    found = writing.findings(visit, state.form, understood.answers, "closing")
    doubtful = [one for one in found if one.severity == "warning"]
    try:
        documents.refuse_unready(state.form, understood.answers)
    except ProblemError as problem:
        if problem.problem is not NOT_READY_TO_SIGN:
            raise
        return _unready(request, encounter, texts, problem.findings, ())
    if doubtful and request.POST.get("xac_nhan_canh_bao") != "on":
        return _unready(request, encounter, texts, doubtful, doubtful)
    me, patient = actor_of(request).name, name_of(visit.patient.resource)
    document = documents.prepare(
        repository,
        form=state.form,
        encounter=visit.encounter,
        answers=understood.answers,
        sources=[stored],
        signer_names={"examining_doctor": me, "treating_doctor": me, "patient": patient},
        document=_unsigned(visit),
    )
    return HttpResponseRedirect(f"/kham/giay/{document.id}/ky/")


def _unsigned(visit: Visit) -> Stored | None:
    """The paper to remake: the record form's, if nobody has signed it."""
    main = visit.document_of_form(RECORD_FORM)
    is_free = main is not None and document_stage(main.resource) is DocumentStage.PREPARED
    return main if is_free else None


@require_POST
def write_again(request: HttpRequest, encounter: str) -> HttpResponse:
    """Back from “chờ ký” to writing, while nobody has signed."""
    demand(actor_of(request), Permission.OPEN_VISIT)
    repository = repository_of(request)
    visit = read_visit(repository, encounter)
    response = visit.response_of(_record_form())
    if response is None:
        raise NO_RECORD.at()
    kept_answers.reopen(repository, response)
    return HttpResponseRedirect(visit.url)


@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, encounter: str) -> HttpResponse:
    """autosave.js' endpoint; opened by hand (after signing in again) it leads back to the form."""
    if request.method == "GET":
        return HttpResponseRedirect(f"/kham/luot/{encounter}/")
    visit, state = _writing(request, encounter)
    sent = dict(request.POST.lists())
    kept = writing.keep(repository_of(request), visit, state, sent, request.POST.get("revision", "0-0"))
    if isinstance(kept, writing.Conflict):
        body = {"revision": kept.revision, "by": "", "answers": kept.theirs}
        return JsonResponse(body, status=409, json_dumps_params={"ensure_ascii": False})
    return JsonResponse({"revision": kept, "saved_at": f"{timezone.localtime():%H:%M:%S}"})


@require_POST
def allergy(request: HttpRequest, encounter: str) -> HttpResponse:
    """“Không ghi nhận dị ứng”, or an allergy with its reaction."""
    repository = repository_of(request)
    seen = repository.read("Encounter", encounter)
    typed = {name: request.POST.get(name, "") for name in ("chat", "bieu_hien", "muc_do")}
    try:
        if request.POST.get("viec") == "khong":
            allergies.confirm_none(repository, seen)
        else:
            allergies.record(
                repository,
                seen,
                substance=typed["chat"],
                reaction=typed["bieu_hien"],
                severity=typed["muc_do"],
            )
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        visit = read_visit(repository, encounter)
        return _page(request, visit, allergy_error=problem.clinician, allergy_typed=typed, status=422)
    messages.success(request, "Đã ghi dị ứng vào hồ sơ người bệnh.")
    return HttpResponseRedirect(f"/kham/luot/{encounter}/")


def _record_form() -> Form:
    return form(RECORD_FORM, timezone.localdate())


def _writing(request: HttpRequest, encounter: str) -> tuple[Visit, writing.Writing]:
    """The form's state for who may write. Raises NOT_PERMITTED, NO_RECORD."""
    demand(actor_of(request), Permission.OPEN_VISIT)
    repository = repository_of(request)
    visit = read_visit(repository, encounter)
    if not presenters.may_write(actor_of(request), visit):
        raise NO_RECORD.at()
    return visit, writing.writing(repository, visit, _record_form(), facility_of(request))


def _conflict(request: HttpRequest, visit: Visit, state: writing.Writing, texts: Texts) -> HttpResponse:
    problem = ELSEWHERE_CHANGED.at()
    summary = ErrorSummary((), "Lỗi: tờ này vừa được sửa ở nơi khác", problem.clinician, problem.problem.code)
    both = writing.conflict(state, {name: list(values) for name, values in texts.items()})
    sheet = presenters.form_sheet(
        visit, state, actor_of(request), errors={}, summary=summary, texts=texts, conflict=both
    )
    return _page(request, visit, sheet=sheet, status=problem.problem.status)


def _refused(
    request: HttpRequest, visit: Visit, state: writing.Writing, texts: Texts, found: Sequence[Finding]
) -> HttpResponse:
    """Something typed could not be understood: nothing is saved, everything typed stays in the form."""
    summary = ErrorSummary(_lines(state.form, found))
    errors = writing.errors_by_name(found)
    sheet = presenters.form_sheet(
        visit, state, actor_of(request), errors=errors, summary=summary, texts=texts
    )
    return _page(request, visit, sheet=sheet, status=422)


def _unready(
    request: HttpRequest, encounter: str, texts: Texts, found: Sequence[Finding], doubtful: Sequence[Finding]
) -> HttpResponse:
    """Saved, but not fit to be signed: what is missing, each line leading to its field."""
    visit, state = _writing(request, encounter)
    summary = ErrorSummary(
        _lines(state.form, found),
        "Cần xác nhận trước khi trình ký" if doubtful else "Chưa trình ký được: còn mục cần bổ sung",
        "Nội dung đã lưu." + (CONFIRM if doubtful else ""),
        "" if doubtful else NOT_READY_TO_SIGN.code,
    )
    errors = writing.errors_by_name(found) if not doubtful else {}
    sheet = presenters.form_sheet(
        visit, state, actor_of(request), errors=errors, summary=summary, texts=texts, warnings=doubtful
    )
    return _page(request, visit, sheet=sheet, status=422)


def _lines(kind: Form, found: Sequence[Finding]) -> tuple[FieldError, ...]:
    names = set(kind.field_by_key)
    return tuple(
        FieldError(one.expression if one.expression.partition(".")[0] in names else "", one.clinician)
        for one in found
    )


def _page(
    request: HttpRequest,
    visit: Visit,
    *,
    sheet: FormSheet | None = None,
    allergy_error: str = "",
    allergy_typed: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, kind = actor_of(request), _record_form()
    chosen = request.GET.get("giay", "")
    page = VisitPage(
        banner=banner_of_visit(visit),
        title=kind.title,
        subtitle=kind.code,
        life=presenters.life_of(visit),
        documents=presenters.document_lines(visit, kind, chosen),
        allergies=presenters.allergy_box(visit, actor, allergy_error, allergy_typed),
        actions=_actions(request, visit),
        **_right_side(request, visit, kind, chosen, sheet),  # type: ignore[arg-type]
    )
    context = {"frame": frame(request, ("Phòng khám", "/kham/"), ("Lượt khám", "")), "page": page}
    return render(request, "ward/visit/page.html", context, status=status)


def _right_side(
    request: HttpRequest, visit: Visit, kind: Form, chosen: str, sheet: FormSheet | None
) -> dict[str, object]:
    if sheet is not None:
        return {"form": sheet}
    actor, repository = actor_of(request), repository_of(request)
    document = next((one for one in visit.documents if one.id == chosen), None)
    response = visit.response_of(kind)
    is_writing = response is None or response.resource["status"] == "in-progress"
    if document is None and (visit.record is None or is_writing):
        if presenters.may_write(actor, visit):
            state = writing.writing(repository, visit, kind, facility_of(request))
            shown = writing.understand(visit, state.form, state.texts)
            found = [*shown.parsed.findings, *writing.findings(visit, kind, shown.answers, "draft")]
            errors = writing.errors_by_name([one for one in found if one.severity == "error"])
            return {
                "form": presenters.form_sheet(
                    visit, state, actor, errors=errors if state.draft or response else {}
                )
            }
        return {"waiting": _waiting(visit)}
    document = document or visit.document_of_form(RECORD_FORM)
    if document is None:
        return {"waiting": _waiting(visit)}
    used = documents.form_of(document)
    states = signatures.slots(repository, used, document)
    answers = answers_of_document(repository, document, used)
    return {"paper": papers.paper_sheet(visit, document, used, answers, states, actor)}


def _waiting(visit: Visit) -> Notice:
    arrived = str(visit.encounter.resource.get("period", {}).get("start", ""))
    reason = next((one.get("text", "") for one in visit.encounter.resource.get("reasonCode", ())), "")
    if visit.record is not None:
        return Notice("Bác sĩ đang soạn hồ sơ", "Giấy tờ hiện ở đây khi được trình ký.", "cham", "edit")
    if visit.status == "cancelled":
        return Notice("Lượt khám đã hủy", "Không có hồ sơ nào được lập.", "", "cross")
    at = f"Đến lúc {dates_vi.full_moment(datetime.fromisoformat(arrived))}. " if len(arrived) > 10 else ""
    return Notice("Người bệnh đang chờ khám", f"{at}Lý do: {reason or 'chưa ghi'}.", "hoe", "clock")


def _actions(request: HttpRequest, visit: Visit) -> tuple[Action, ...]:
    actor = actor_of(request)
    if visit.record is None:
        if visit.status in ("arrived", "triaged", "planned", "in-progress") and may(
            actor, Permission.OPEN_VISIT
        ):
            return (
                Action(
                    "Mở lượt khám", f"{visit.url}mo/", method="post", kind="primary", icon="visit", key="n"
                ),
            )
        return ()
    if not presenters.may_write(actor, visit):
        return ()
    made = [Action("Kê đơn", f"{visit.url}don-thuoc/", icon="pill")]
    if remarks_of(visit.record.resource):
        made.append(Action("Nhận xét cần xử lý", f"{visit.url}ho-so/", icon="edit"))
    living = visit.living
    is_signed = bool(living) and all(document_stage(one.resource) is DocumentStage.SIGNED for one in living)
    made.append(
        Action("Đóng hồ sơ", f"{visit.url}dong/", kind="primary" if is_signed else "secondary", icon="lock")
    )
    return tuple(made)
