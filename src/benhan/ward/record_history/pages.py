"""Amending a signed paper, cancelling and restoring one, printing it on paper, and seeing what changed when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.forms.catalogue import Form
from benhan.records import amendment, cancelling, comparing, documents, office_papers, signatures
from benhan.records.stages import RecordStage, has_stage, record_stage
from benhan.records.standing import record_of
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored
from benhan.ui.desk import NOTHING_TYPED, REASON, DeskPage, Typed
from benhan.ui.frame import facility_of, frame
from benhan.ui.parts import PatientBanner
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.patients.banner import banner_in_one
from benhan.ward.record_history import presenters
from benhan.ward.visit.paper_answers import answers_of_document
from benhan.ward.visit.text_view import text_of_answers

_ACTS = {"huy": cancelling.cancel_document, "khoi-phuc": cancelling.restore_document}


@dataclass(frozen=True, slots=True)
class _Paper:
    document: Stored
    encounter: Stored
    banner: PatientBanner
    form: Form
    is_open: bool


def _paper(request: HttpRequest, document_id: str) -> _Paper:
    """Raises NOT_FOUND, NOT_ASSIGNED, NOT_PERMITTED."""
    repository = repository_of(request)
    demand(repository.by, Permission.VIEW_RECORD)
    document = repository.read("DocumentReference", document_id)
    if not has_stage(document.resource):
        raise NOT_FOUND.at(document.reference)
    named = str(document.resource["context"]["encounter"][0]["reference"])
    found = repository.read_many([named, f"Patient/{document.patient}"])
    record = record_of(repository, named)
    is_open = record is not None and record_stage(record.resource) is RecordStage.OPEN
    banner = banner_in_one(repository, found[f"Patient/{document.patient}"], found[named])
    return _Paper(document, found[named], banner, documents.form_of(document), is_open)


@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, document: str) -> HttpResponse:
    """Why a signed paper is corrected; then its copy is open to be written."""
    demand(actor_of(request), Permission.EDIT_ENTRY)
    paper, repository = _paper(request, document), repository_of(request)
    if request.method == "GET":
        return _show(request, paper, _amend_page(request, paper, NOTHING_TYPED))
    given = request.POST.get(REASON, "").strip()
    try:
        started = amendment.amend(
            repository, document=paper.document, encounter=paper.encounter, reason=given
        )
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        typed = Typed("sua-doi", {REASON: given}, problem, REASON)
        return _show(request, paper, _amend_page(request, paper, typed), status=422)
    messages.success(
        request, "Đã lập bản sửa đổi. Sửa nội dung rồi trình ký; bản cũ giữ nguyên đến khi bản mới đủ chữ ký."
    )
    return see_other(_writing_url(paper.encounter, started))


def _writing_url(encounter: Stored, response: Stored) -> str:
    """Where answers are written: their own page where forms have one, else the visit's."""
    own = f"/kham/luot/{encounter.id}/phieu/{response.id}/"
    try:
        resolve(own)
    except Resolver404:
        return f"/kham/luot/{encounter.id}/"
    return own


def _amend_page(request: HttpRequest, paper: _Paper, typed: Typed) -> DeskPage:
    answers = answers_of_document(repository_of(request), paper.document, paper.form)
    rows = [(row.key, row.value) for part in text_of_answers(paper.form, answers) for row in part.rows]
    table = presenters.answers_table(paper.form, rows)
    return presenters.amend_page(paper.form, paper.document, paper.banner, table, actor_of(request), typed)


@require_GET
def history(request: HttpRequest, document: str) -> HttpResponse:
    """Every version of the paper and of what it says, side by side."""
    paper = _paper(request, document)
    return _show(request, paper, _history_page(request, paper, NOTHING_TYPED))


def _history_page(request: HttpRequest, paper: _Paper, typed: Typed) -> DeskPage:
    repository = repository_of(request)
    chain = comparing.chain(repository, paper.document)
    states = {one.id: signatures.slots(repository, documents.form_of(one), one) for one in chain}
    versions = [
        (one, version)
        for one in reversed(chain)
        for source in _responses(repository, one)
        for version in comparing.versions(repository, source.id)
    ]
    return presenters.history_page(
        form=paper.form,
        document=paper.document,
        banner=paper.banner,
        chain=chain,
        states=states,
        versions=versions,
        actor=actor_of(request),
        is_open=paper.is_open,
        now=timezone.now(),
        typed=typed,
    )


def _responses(repository: Repository, document: Stored) -> list[Stored]:
    return [one for one in documents.sources_of(repository, document) if one.type == "QuestionnaireResponse"]


@require_POST
def cancel(request: HttpRequest, document: str) -> HttpResponse:
    demand(actor_of(request), Permission.CANCEL_ENTRY)
    return _act(request, document, "huy", "Đã hủy giấy tờ. Bản ký và lý do vẫn được giữ.")


@require_POST
def restore(request: HttpRequest, document: str) -> HttpResponse:
    demand(actor_of(request), Permission.RESTORE_ENTRY)
    return _act(request, document, "khoi-phuc", "Đã khôi phục giấy tờ.")


def _act(request: HttpRequest, document: str, key: str, done: str) -> HttpResponse:
    paper, given = _paper(request, document), request.POST.get(REASON, "").strip()
    act: Callable[..., Stored] = _ACTS[key]
    try:
        act(repository_of(request), document=paper.document, reason=given)
    except ProblemError as problem:
        if problem.problem.status != 422:
            raise
        typed = Typed(key, {REASON: given}, problem, REASON)
        return _show(request, paper, _history_page(request, paper, typed), status=422)
    messages.success(request, done)
    return see_other(f"/kham/giay/{document}/lich-su/")


@require_POST
def paper_print(request: HttpRequest, document: str) -> HttpResponse:
    """The signed pages with the sentence of their conversion on each; every print is accounted for (EMR-CNV-01)."""
    demand(actor_of(request), Permission.PRINT_ON_PAPER)
    paper, repository = _paper(request, document), repository_of(request)
    code, now = documents.lookup_code(document), timezone.now()
    content = office_papers.paper_print(
        documents.pdf_of(repository, paper.document),
        facility=facility_of(request).name,
        by=actor_of(request).name,
        at=now,
        lookup_code=code,
    )
    repository.record(
        Entry(
            "print-on-paper",
            resource_type="DocumentReference",
            resource_id=document,
            patient=paper.document.patient,
            detail={"code": code},
        )
    )
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="ban-giay-{code}.pdf"'
    return answer


def _show(request: HttpRequest, paper: _Paper, page: DeskPage, *, status: int = 200) -> HttpResponse:
    back = f"/kham/luot/{paper.encounter.id}/?giay={paper.document.id}"
    crumbs = (("Phòng khám", "/kham/"), ("Lượt khám", back), (page.heading, ""))
    context = {"frame": frame(request, *crumbs), "page": page}
    return render(request, "ui/desk.html", context, status=status)
