"""Writing a form of a visit: the record's own (benh-an/) or a sheet beside it (phieu/<answers>/), by the same acts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from benhan.fhir.problems import Finding, ProblemError
from benhan.forms import drafts
from benhan.forms.answers import Answers, from_response
from benhan.forms.catalogue import Form, form_of_canonical
from benhan.forms.line_authors import signed_tables
from benhan.law.signers import who_may_sign
from benhan.records import answers as kept_answers
from benhan.records import documents
from benhan.records.problems import NOT_READY_TO_SIGN
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Stored
from benhan.ui.frame import facility_of
from benhan.ui.parts import ErrorSummary, FieldError
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.patients.banner import name_of
from benhan.ward.visit import carrying_on, comparing, writing
from benhan.ward.visit.attaching import attachment_box
from benhan.ward.visit.form_sheet import COPY, SIGN, calculated_texts, form_sheet
from benhan.ward.visit.problems import NO_RECORD
from benhan.ward.visit.reading import Visit, read_visit
from benhan.ward.visit.rights import may_write_form
from benhan.ward.visit.showing import show, writers
from benhan.ward.visit.table_fields import row_act

CONFIRM = " Xem các điểm dưới đây; nếu vẫn đúng, đánh dấu ở cuối tờ rồi trình ký lại."
_BY_WRITER = frozenset(
    {"doctor", "treating_doctor", "birth_attendant", "nurse", "technician"}
)  # else: whoever comes to sign
_BY_OFFICES = frozenset({"approves", "seals", "hands-over", "receives"})
Texts = Mapping[str, Sequence[str]]


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, encounter: str, response: str = "") -> HttpResponse:
    """“Lưu” makes a version of what is typed; “Trình ký” makes the paper of it too; row buttons only a draft."""
    if request.method == "GET":
        if not response:  # reloaded after a refusal, or come back from signing in again
            return HttpResponseRedirect(f"/kham/luot/{encounter}/")
        visit = read_visit(repository_of(request), encounter)
        return show(request, visit, response=_response(visit, response))
    visit, state = writing_of(request, encounter, response)
    texts = writing.typed(dict(request.POST.lists()))
    act = request.POST.get("viec", "")
    if request.POST.get("revision", state.revision) != state.revision:
        return comparing.page(request, visit, state, texts)
    if act == comparing.CHOSEN:
        return _settled(request, visit, state, texts)
    changed: Texts | None = row_act(state.form, texts, act)
    if act == COPY:
        changed = _taken_over(visit, state, texts)
    if changed is not None:
        return _redrawn(request, visit, state, changed, act)
    return _saved(request, visit, state, texts, is_final=act == SIGN)


def _response(visit: Visit, id_: str) -> Stored:
    found = visit.response(id_)
    if found is None:
        raise NOT_FOUND.at(f"QuestionnaireResponse/{id_}")
    return found


def writing_of(request: HttpRequest, encounter: str, response: str) -> tuple[Visit, writing.Writing]:
    """The form's state for who may write. Raises NOT_PERMITTED, NO_RECORD, NOT_FOUND."""
    repository = repository_of(request)
    visit = read_visit(repository, encounter)
    target = _response(visit, response) if response else None
    kind = form_of_canonical(str(target.resource["questionnaire"])) if target else visit.record_form
    repository.guard.writing("QuestionnaireResponse", "u")
    if not may_write_form(actor_of(request), visit, kind):
        raise NO_RECORD.at() if visit.record is None else _not_theirs(request, visit, kind)
    return visit, writing.writing(repository, visit, kind, facility_of(request), target)


def _not_theirs(request: HttpRequest, visit: Visit, kind: Form) -> ProblemError:
    from benhan.access.problems import NOT_PERMITTED
    from benhan.ward.visit.rights import is_open

    if not is_open(visit):
        return NO_RECORD.at()
    return NOT_PERMITTED.at("QuestionnaireResponse", permission=f"write:{kind.code}")


def _redrawn(
    request: HttpRequest, visit: Visit, state: writing.Writing, texts: Texts, act: str
) -> HttpResponse:
    """What was typed goes into the draft with the change, and the form comes again."""
    kept = writing.keep(repository_of(request), visit, state, texts, state.revision)
    if isinstance(kept, writing.Conflict):
        return comparing.page(request, visit, state, texts)
    if act == COPY:
        count = len(texts.get(carrying_on.COPIES, ()))
        said = f"Đã lấy {count} mục từ phiếu trước; mục nào cũng ghi rõ là chép. Xem lại rồi lưu."
        messages.info(request, said if count else "Phiếu trước không có mục nào để lấy vào ô còn trống.")
    table = act.partition(":")[2].partition(":")[0]
    anchor = f"#o-{table}" if table else ""
    return HttpResponseRedirect(f"{back_to(visit, state)}{anchor}")


def _taken_over(visit: Visit, state: writing.Writing, texts: Texts) -> Texts | None:
    own = state.response.id if state.response else ""
    earlier = carrying_on.earlier_sheet(visit, state.form, own)
    if earlier is None:
        return dict(texts)
    present = writing.understand(visit, state.form, texts).answers
    return carrying_on.taken_over(state.form, earlier, present, texts)


def _settled(request: HttpRequest, visit: Visit, state: writing.Writing, texts: Texts) -> HttpResponse:
    """What was chosen of two texts becomes this person's draft over the newest version."""
    chosen = comparing.chosen(state, texts)
    kept = writing.keep(repository_of(request), visit, state, chosen, state.revision)
    if isinstance(kept, writing.Conflict):
        return comparing.page(request, visit, state, chosen)
    messages.info(request, "Đã ghép hai bản theo lựa chọn của anh/chị. Xem lại rồi lưu.")
    return HttpResponseRedirect(back_to(visit, state))


def _saved(
    request: HttpRequest, visit: Visit, state: writing.Writing, texts: Texts, *, is_final: bool
) -> HttpResponse:
    understood = writing.understand(visit, state.form, texts)
    if understood.parsed.findings:
        return _refused(request, visit, state, texts, understood.parsed.findings)
    stored = writing.save(repository_of(request), visit, state, understood.answers, texts)
    if not is_final:
        messages.success(request, f"Đã lưu {state.form.title.lower()}, bản số {stored.version}.")
        return HttpResponseRedirect(back_to(visit, state))
    return _presented(request, visit, state, stored, _as_kept(state.form, understood.answers, stored), texts)


def _presented(
    request: HttpRequest,
    visit: Visit,
    state: writing.Writing,
    stored: Stored,
    answers: Mapping[str, object],
    texts: Texts,
) -> HttpResponse:
    found = writing.findings(visit, state.form, answers, "closing")  # type: ignore[arg-type]
    doubtful = [one for one in found if one.severity == "warning"]
    try:
        documents.refuse_unready(state.form, answers)  # type: ignore[arg-type]
    except ProblemError as problem:
        if problem.problem is not NOT_READY_TO_SIGN:
            raise
        return _unready(request, visit, state, stored, texts, problem.findings, ())
    if doubtful and request.POST.get("xac_nhan_canh_bao") != "on":
        return _unready(request, visit, state, stored, texts, doubtful, doubtful)
    document = documents.prepare(
        repository_of(request),
        form=state.form,
        encounter=visit.encounter,
        answers=answers,  # type: ignore[arg-type]
        sources=[stored],
        signer_names=signer_names(request, visit, state.form),
        document=_unsigned(visit, stored),
    )
    return HttpResponseRedirect(f"/kham/giay/{document.id}/ky/")


def _as_kept(form: Form, answers: Answers, stored: Stored) -> Answers:
    """What was typed, with what the server wrote when it was kept: authors of lines, the code of a prescription."""
    kept = from_response(form, stored.resource)
    written = {table.key for table in signed_tables(form)} | {one.key for one in form.fields if one.issued}
    return {**answers, **{key: kept[key] for key in written if key in kept}}


def signer_names(request: HttpRequest, visit: Visit, form: Form) -> dict[str, str]:
    """Who is expected at which place: the person who writes at theirs, the patient at the patient's."""
    me, patient = actor_of(request).name, name_of(visit.patient.resource)
    mine = {str(role) for role in actor_of(request).roles} - {"director", "planning"}
    kinds, names = who_may_sign(), {}
    for one in form.signers:
        kind = kinds.get(one.who)
        if kind is None or one.capacity in _BY_OFFICES:
            continue
        if kind.kind == "patient":
            names[one.role] = patient
        elif kind.kind == "staff" and mine & set(kind.roles) and one.who in _BY_WRITER:
            names[one.role] = me
    return names


def _unsigned(visit: Visit, response: Stored) -> Stored | None:
    """The paper to remake: the one made of these answers, if nobody has signed it."""
    paper = visit.document_showing(response)
    is_free = paper is not None and document_stage(paper.resource) is DocumentStage.PREPARED
    return paper if is_free else None


def back_to(visit: Visit, state: writing.Writing) -> str:
    return state.url if "/phieu/" in state.url else visit.url


@require_POST
def write_again(request: HttpRequest, encounter: str, response: str = "") -> HttpResponse:
    """Back from “chờ ký” to writing, while nobody has signed."""
    visit, state = writing_of(request, encounter, response)
    if state.response is None:
        raise NO_RECORD.at()
    kept_answers.reopen(repository_of(request), state.response)
    return HttpResponseRedirect(back_to(visit, state))


@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, encounter: str, response: str = "") -> HttpResponse:
    """autosave.js' endpoint; opened by hand (after signing in again) it leads back to the form."""
    if request.method == "GET":
        sheet = f"phieu/{response}/" if response else ""
        return HttpResponseRedirect(f"/kham/luot/{encounter}/{sheet}")
    visit, state = writing_of(request, encounter, response)
    sent = dict(request.POST.lists())
    kept = writing.keep(repository_of(request), visit, state, sent, request.POST.get("revision", "0-0"))
    if isinstance(kept, writing.Conflict):
        body: dict[str, object] = {"revision": kept.revision, "by": "", "answers": kept.theirs}
        return _json(body, 409)
    live = calculated_texts(visit, state.form, sent)
    return _json({"revision": kept, "saved_at": f"{timezone.localtime():%H:%M:%S}", "live": live})


@require_http_methods(["GET", "POST"])
def presence(request: HttpRequest, encounter: str, response: str = "") -> HttpResponse:
    """presence.js' heartbeat: this window still writes; answers who else does."""
    visit, state = writing_of(request, encounter, response)
    by = actor_of(request)
    if request.method == "POST":
        drafts.touch(facility=by.facility, account=by.account, document=state.document, now=visit.now)
    return _json({"others": writers(request, visit).get(state.document, "")})


def _json(body: Mapping[str, object], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def _refused(
    request: HttpRequest, visit: Visit, state: writing.Writing, texts: Texts, found: Sequence[Finding]
) -> HttpResponse:
    """Something typed could not be understood: nothing is saved, everything typed stays in the form."""
    summary = ErrorSummary(_lines(state.form, found))
    return _again(request, visit, state, texts, summary, writing.errors_by_name(found))


def _unready(
    request: HttpRequest,
    visit: Visit,
    state: writing.Writing,
    stored: Stored,
    texts: Texts,
    found: Sequence[Finding],
    doubtful: Sequence[Finding],
) -> HttpResponse:
    """Saved, but not fit to be signed: what is missing, each line leading to its field."""
    fresh, state = writing_of(request, visit.encounter.id, stored.id if "/phieu/" in state.url else "")
    summary = ErrorSummary(
        _lines(state.form, found),
        "Cần xác nhận trước khi trình ký" if doubtful else "Chưa trình ký được: còn mục cần bổ sung",
        "Nội dung đã lưu." + (CONFIRM if doubtful else ""),
        "" if doubtful else NOT_READY_TO_SIGN.code,
    )
    errors = writing.errors_by_name(found) if not doubtful else {}
    return _again(request, fresh, state, texts, summary, errors, doubtful)


def _again(
    request: HttpRequest,
    visit: Visit,
    state: writing.Writing,
    texts: Texts,
    summary: ErrorSummary,
    errors: Mapping[str, str],
    warnings: Sequence[Finding] = (),
) -> HttpResponse:
    sheet = form_sheet(
        visit,
        state,
        actor_of(request),
        errors=errors,
        summary=summary,
        texts=texts,
        warnings=warnings,
        attachments=attachment_box(visit, state.response, state.url, is_writing=True),
    )
    is_sheet = "/phieu/" in state.url
    return show(request, visit, response=state.response if is_sheet else None, sheet=sheet, status=422)


def _lines(kind: Form, found: Sequence[Finding]) -> tuple[FieldError, ...]:
    names = set(kind.field_by_key)
    return tuple(
        FieldError(one.expression if one.expression.partition(".")[0] in names else "", one.clinician)
        for one in found
    )
