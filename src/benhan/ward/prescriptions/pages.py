"""Writing a prescription in a visit: rows of drugs, warnings before saving, code at saving, paper at “Trình ký”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from benhan.access.permissions import Permission, demand
from benhan.fhir.problems import Finding, ProblemError
from benhan.forms import drafts
from benhan.forms.answers import Answers
from benhan.forms.calculate import calculated
from benhan.forms.prescription import Prescription, answers_of, check_prescription, new_code
from benhan.records import documents, prescribing
from benhan.records.problems import NOT_READY_TO_SIGN, SIGNED_STAYS
from benhan.ui.frame import facility_of, frame
from benhan.ui.parts import ErrorSummary, Field
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.patients.banner import is_none_known, name_of
from benhan.ward.prescriptions import presenters, typed
from benhan.ward.prescriptions.reading import Script, read_script
from benhan.ward.visit import writing
from benhan.ward.visit.problems import ELSEWHERE_CHANGED, NO_RECORD
from benhan.ward.visit.reading import Visit, read_visit
from benhan.ward.visit.rights import may_write

Texts = Mapping[str, Sequence[str]]
_ALLERGY = ("BH-FORM-0072", "BH-FORM-0073")


@require_http_methods(["GET", "POST"])
def prescription(request: HttpRequest, encounter: str) -> HttpResponse:
    """The page (?don=<code>, ?don=moi for another one); saving it, adding a row, sending it to be signed."""
    visit, script = _read(request, encounter)
    if request.method == "GET":
        texts = script.state.texts
        return _page(request, visit, script, texts, *_found(request, visit, script, texts), status=200)
    if script.is_signed:
        raise SIGNED_STAYS.at("MedicationRequest")
    texts = writing.typed(dict(request.POST.lists()))
    understood, findings = _found(request, visit, script, texts)
    act = request.POST.get("viec", "luu")
    if act == "them":
        return _page(request, visit, script, texts, understood, findings, extra_rows=1, status=200)
    if request.POST.get("revision", script.state.revision) != script.state.revision:
        problem = ELSEWHERE_CHANGED.at()
        summary = ErrorSummary(
            (), "Lỗi: đơn này vừa được sửa ở nơi khác", problem.clinician, problem.problem.code
        )
        return _page(request, visit, script, texts, understood, findings, summary=summary, status=409)
    errors = [one for one in findings if one.severity == "error"]
    if errors:
        summary = presenters.error_summary(errors, "Lỗi: đơn thuốc CHƯA được lưu, có mục cần sửa")
        return _page(
            request, visit, script, texts, understood, findings, summary=summary, errors=errors, status=422
        )
    if act == "trinh-ky":
        refused = _unready(request, visit, script, texts, understood, findings) or _doubts(
            request, visit, script, texts, understood, findings
        )
        if refused is not None:
            return refused
    return _kept(request, visit, script, understood, is_final=act == "trinh-ky")


def _unready(
    request: HttpRequest, visit: Visit, script: Script, texts: Texts, understood: typed.Understood,
    findings: Sequence[Finding],
) -> HttpResponse | None:  # fmt: skip
    """What the paper's own check refuses (a code too general …), beside its field, before anything is kept."""
    made = understood.prescription
    code = script.code or new_code(actor_of(request).facility, made.kind)  # only for the look: not given out
    try:
        documents.refuse_unready(script.form, _answers(script, replace(made, code=code)))
    except ProblemError as problem:
        if problem.problem is not NOT_READY_TO_SIGN:
            raise
        errors = presenters.by_input(problem.findings, understood.rows)
        summary = presenters.error_summary(errors, "Chưa trình ký được: đơn còn mục cần sửa")
        return _page(
            request, visit, script, texts, understood, findings, summary=summary, errors=errors, status=422
        )
    return None


def _answers(script: Script, written: Prescription) -> Answers:
    """The answers of the paper: what the visit knows and what is prescribed."""
    # Who brought a child stands on a child's prescription only; for others it is just whom to call.
    left_out = {"prescribed_at"} if script.is_child else {"prescribed_at", "guardian"}
    own = {key: value for key, value in script.known.items() if key not in left_out}
    return calculated(script.form, own | answers_of(written))


def _doubts(
    request: HttpRequest, visit: Visit, script: Script, texts: Texts, understood: typed.Understood,
    findings: Sequence[Finding],
) -> HttpResponse | None:  # fmt: skip
    """Warnings stop the way to signing: an allergy until a reason is written down, the others until confirmed."""
    allergic = [one for one in findings if one.code in _ALLERGY]
    others = [one for one in findings if one.severity == "warning" and one.code not in _ALLERGY]
    if allergic:
        title = "Chưa trình ký được: có cảnh báo dị ứng chưa ghi lý do"
        summary = presenters.error_summary(
            allergic, title, "Đổi thuốc, hoặc ghi lý do vẫn dùng ở dòng thuốc đó."
        )
        return _page(
            request, visit, script, texts, understood, findings, summary=summary, errors=allergic, status=422
        )
    if others and request.POST.get("xac_nhan_canh_bao") != "on":
        words = " ".join(one.clinician for one in others)
        confirm = Field("xac_nhan_canh_bao", "Đã xem và vẫn trình ký", "boolean", display=words, width="full")
        summary = presenters.error_summary(
            others, "Cần xác nhận trước khi trình ký", "Đánh dấu ở cuối đơn rồi trình ký lại."
        )
        return _page(
            request, visit, script, texts, understood, findings, summary=summary, confirm=confirm, status=422
        )
    return None


def _kept(
    request: HttpRequest, visit: Visit, script: Script, understood: typed.Understood, *, is_final: bool
) -> HttpResponse:
    repository, actor = repository_of(request), actor_of(request)
    code = script.code or prescribing.free_code(actor.facility, understood.prescription.kind)
    written = replace(understood.prescription, code=code)
    lines = prescribing.save(repository, prescription=written, encounter=visit.encounter)
    drafts.discard(facility=actor.facility, account=actor.account, document=script.state.document)
    if not is_final:
        messages.success(request, f"Đã lưu đơn thuốc {code}.")
        return HttpResponseRedirect(f"{visit.url}don-thuoc/?don={code}")
    document = documents.prepare(
        repository,
        form=script.form,
        encounter=visit.encounter,
        answers=_answers(script, written),
        sources=lines,
        signer_names={"prescriber": actor.name, "patient": name_of(visit.patient.resource)},
        document=script.document,
    )
    return HttpResponseRedirect(f"/kham/giay/{document.id}/ky/")


@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, encounter: str) -> HttpResponse:
    if request.method == "GET":
        return HttpResponseRedirect(f"/kham/luot/{encounter}/don-thuoc/")
    visit, script = _read(request, encounter)
    sent = dict(request.POST.lists())
    kept = writing.keep(
        repository_of(request), visit, script.state, sent, request.POST.get("revision", "0-0")
    )
    if isinstance(kept, writing.Conflict):
        body = {"revision": kept.revision, "by": "", "answers": kept.theirs}
        return JsonResponse(body, status=409, json_dumps_params={"ensure_ascii": False})
    return JsonResponse({"revision": kept, "saved_at": f"{timezone.localtime():%H:%M:%S}"})


@require_POST
def preview(request: HttpRequest, encounter: str) -> HttpResponse:
    """Warnings and computed quantities for what is typed; nothing is kept."""
    visit, script = _read(request, encounter)
    understood, findings = _found(request, visit, script, writing.typed(dict(request.POST.lists())))
    shown = presenters.preview(understood.prescription, findings)
    return render(request, "ward/prescriptions/_preview.html", {"preview": shown})


def _read(request: HttpRequest, encounter: str) -> tuple[Visit, Script]:
    actor, repository = actor_of(request), repository_of(request)
    demand(actor, Permission.OPEN_VISIT)
    visit = read_visit(repository, encounter)
    if not may_write(actor, visit):
        raise NO_RECORD.at()
    return visit, read_script(repository, visit, facility_of(request), request.GET.get("don", ""))


def _found(
    request: HttpRequest, visit: Visit, script: Script, texts: Texts
) -> tuple[typed.Understood, tuple[Finding, ...]]:
    about = typed.Particulars(
        patient=visit.patient.reference,
        encounter=visit.encounter.reference,
        requester=f"Practitioner/{actor_of(request).practitioner}",
        now=timezone.localtime(visit.now),
    )
    understood = typed.understand(texts, script.code, about)
    allergies = [one for one in visit.allergies if not is_none_known(one)]
    born = script.known.get("birth_date")
    checked = check_prescription(understood.prescription, birth_date=born, allergies=allergies)
    return understood, (*understood.findings, *presenters.by_input(checked, understood.rows))


def _page(
    request: HttpRequest,
    visit: Visit,
    script: Script,
    texts: Texts,
    understood: typed.Understood,
    findings: Sequence[Finding],
    *,
    status: int,
    extra_rows: int = 0,
    summary: ErrorSummary | None = None,
    errors: Sequence[Finding] = (),
    confirm: Field | None = None,
) -> HttpResponse:
    page = presenters.script_page(
        visit,
        script,
        actor_of(request),
        texts=texts,
        findings=findings if texts.get("drugs.0.inn") or errors else (),
        shown_errors=writing.errors_by_name(errors),
        understood=understood,
        extra_rows=extra_rows,
        summary=summary,
        confirm=confirm,
    )
    crumbs = (*visit.way, ("Đơn thuốc", ""))
    context = {"frame": frame(request, *crumbs), "page": page}
    return render(request, "ward/prescriptions/page.html", context, status=status)
