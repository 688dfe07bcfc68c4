"""Small acts on a sheet: giving it up, and the photos and PDFs beside it."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.fhir.problems import ProblemError
from benhan.forms import drafts
from benhan.records import answers as kept_answers
from benhan.records import attachments
from benhan.records.problems import ATTACHMENT_KIND, ATTACHMENT_TOO_LARGE
from benhan.store.problems import NOT_FOUND
from benhan.ui.frame import frame
from benhan.ui.parts import Dialog
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.visit.attaching import FIELD
from benhan.ward.visit.previewing import PDF_POLICY
from benhan.ward.visit.problems import FILE_MISSING, NO_RECORD
from benhan.ward.visit.reading import banner_of_visit, read_visit
from benhan.ward.visit.sheet_pages import back_to, writing_of
from benhan.ward.visit.showing import show

_ABOUT_THE_FILE = (FILE_MISSING, ATTACHMENT_KIND, ATTACHMENT_TOO_LARGE)


@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, encounter: str, response: str) -> HttpResponse:
    """Ask in words, then keep the sheet as entered in error and drop what was typed."""
    visit, state = writing_of(request, encounter, response)
    if state.response is None:
        raise NOT_FOUND.at("QuestionnaireResponse")
    if request.method == "GET":
        banner = banner_of_visit(visit)
        page = Dialog(
            "bo-phieu",
            f"Bỏ {state.form.title.lower()}?",
            (
                f"Phiếu đang viết của {banner.shown_name}, số {banner.number}, được ghi là lập nhầm.",
                f"Người bỏ: {actor_of(request).name}. Nội dung đã lưu vẫn còn trong lịch sử hồ sơ, "
                "không hiện trong danh sách và không giữ việc đóng hồ sơ.",
                "Nội dung chưa lưu trong phiếu này mất hẳn.",
            ),
            (),
        )
        crumbs = (*visit.way, ("Bỏ phiếu", ""))
        context = {
            "frame": frame(request, *crumbs),
            "page": page,
            "banner": banner,
            "post_url": f"{state.url}bo/",
            "back_url": state.url,
        }
        return render(request, "ward/visit/give_up.html", context)
    kept_answers.give_up(repository_of(request), state.response)
    drafts.discard_all(facility=actor_of(request).facility, document=state.document)
    messages.success(request, f"Đã bỏ {state.form.title.lower()}.")
    return HttpResponseRedirect(visit.url)


@require_POST
def attach(request: HttpRequest, encounter: str, response: str = "") -> HttpResponse:
    """Add a photo or PDF."""
    visit, state = writing_of(request, encounter, response)
    if state.response is None:
        raise NO_RECORD.at()
    sent = request.FILES.get(FIELD)
    try:
        if sent is None or not hasattr(sent, "read"):
            raise FILE_MISSING.at(FIELD)
        content = sent.read(attachments.LARGEST + 1)
        title = request.POST.get("ten_tep", "") or str(sent.name or "")
        attachments.attach(
            repository_of(request),
            encounter=visit.encounter,
            response=state.response,
            content=content,
            title=title,
        )
    except ProblemError as problem:
        if problem.problem not in _ABOUT_THE_FILE:
            raise
        target = state.response if response else None
        return show(
            request, visit, response=target, file_error=problem.clinician, status=problem.problem.status
        )
    messages.success(request, "Đã thêm tệp vào phiếu.")
    return HttpResponseRedirect(f"{back_to(visit, state)}#dinh-kem")


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]  # its type forgets the address's arguments
def look(request: HttpRequest, encounter: str, attachment: str, response: str = "") -> HttpResponse:
    """The bytes as they came, of a kind we checked, never guessed at by the browser."""
    repository = repository_of(request)
    visit = read_visit(repository, encounter)
    if attachment not in {one.id for one in visit.attachments}:
        raise NOT_FOUND.at("DocumentReference")
    _, content, kind = attachments.open_attachment(repository, attachment)
    answer = HttpResponse(content, content_type=kind)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = "inline"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_POST
def detach(request: HttpRequest, encounter: str, attachment: str, response: str = "") -> HttpResponse:
    """Take one back that was added by mistake."""
    visit, state = writing_of(request, encounter, response)
    found = next((one for one in visit.attachments if one.id == attachment), None)
    if state.response is None or found is None:
        raise NOT_FOUND.at("DocumentReference")
    attachments.take_back(repository_of(request), attachment=found, response=state.response)
    messages.success(request, "Đã bỏ tệp khỏi phiếu.")
    return HttpResponseRedirect(f"{back_to(visit, state)}#dinh-kem")
