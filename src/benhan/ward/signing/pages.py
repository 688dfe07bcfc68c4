"""Signing a paper, the patient's confirmation of it, looking at its signatures and its PDF."""

from __future__ import annotations

from dataclasses import dataclass

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access.actor import Actor
from benhan.fhir.problems import ProblemError
from benhan.forms.catalogue import Form
from benhan.records import documents, orders, renewal, signatures
from benhan.records.authority import desk
from benhan.records.problems import NOT_YOUR_SLOT, ORDER_STANDS, SHOWN_DIFFERS
from benhan.records.signatures import SlotState
from benhan.records.slots import optional_in_turn
from benhan.records.slots import roles_in_turn as turn_of
from benhan.records.stages import awaits_timestamp, has_stage
from benhan.signing.verification import verify_pdf
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored
from benhan.ui.frame import frame
from benhan.ui.identity import NAME, check_identity, factor_of, identity_field
from benhan.ui.parts import Field, PatientBanner
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.patients.banner import banner_in_one
from benhan.ward.signing import presenters
from benhan.ward.signing.batch_presenters import waiting_sheet
from benhan.ward.visit.paper_answers import answers_of_document

PLACE, PIN = presenters.PLACE, "ma_pin"
# Chromium shows a PDF in a page of its own making, which takes these two from the PDF's own policy.
PDF_POLICY = {
    "default-src": ["'none'"],
    "object-src": ["'self'"],
    "style-src": ["'unsafe-inline'"],
    "frame-ancestors": ["'self'"],
}


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with everything the pages about it need."""

    document: Stored
    encounter: Stored
    banner: PatientBanner
    form: Form
    states: tuple[SlotState, ...]


def paper_of(request: HttpRequest, document_id: str) -> Paper:
    """Raises NOT_FOUND, NOT_ASSIGNED, NOT_PERMITTED."""
    repository = repository_of(request)
    document = repository.read("DocumentReference", document_id)
    if not has_stage(document.resource):  # another system's: there is no paper of ours behind it
        raise NOT_FOUND.at(document.reference)
    named = str(document.resource["context"]["encounter"][0]["reference"])
    patient = f"Patient/{document.patient}"
    found = repository.read_many([named, patient])
    form = documents.form_of(document)
    states = signatures.slots(repository, form, document)
    banner = banner_in_one(repository, found[patient], found[named])
    return Paper(document, found[named], banner, form, states)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, document: str) -> HttpResponse:
    """The ceremony: the paper itself, who signs as what, identity asked again, one button."""
    paper = paper_of(request, document)
    if request.method == "GET":
        return _sign_page(request, paper)
    repository = repository_of(request)
    mine = _roles(request, paper)
    if not mine:
        raise NOT_YOUR_SLOT.at(role="")
    if awaits_timestamp(paper.document.resource):
        return _sign_page(request, paper, ORDER_STANDS.at("DocumentReference"))
    shown = request.POST.get("sha256", "")
    if shown != documents.sha256_of(paper.document):
        return _sign_page(request, paper, SHOWN_DIFFERS.at("DocumentReference"))
    problem = check_identity(repository, request.POST.get(NAME, ""), act="sign")
    if problem is not None:
        return _sign_page(request, paper, problem)
    try:
        # A repository of its own: what fails on the way is undone whole, and the waiting order is kept beside it.
        with Repository(by=repository.by) as inner:
            signatures.sign_slots(
                inner,
                form=paper.form,
                document=paper.document,
                encounter=paper.encounter,
                roles=mine,
                shown_sha256=shown,
                secret=request.POST.get(PIN, ""),
            )
    except ProblemError as failed:
        if failed.problem.issue != "transient" or desk().asks(repository.by):
            return _sign_page(request, paper, failed)
        wanted = orders.Wanted(paper.document, paper.form, mine, shown)
        orders.authorise(repository, [wanted], factor=factor_of(repository.by), problem=failed)
        messages.warning(
            request, f"{paper.form.title} CHƯA được ký: đang chờ dấu thời gian, hệ thống tự thử lại."
        )
    else:
        messages.success(request, f"Đã ký {paper.form.title.lower()}.")
    return HttpResponseRedirect(f"/kham/giay/{document}/ky/")


def _roles(request: HttpRequest, paper: Paper) -> tuple[str, ...]:
    """The place asked for by name when it is one that may stay empty, else those that are this person's turn."""
    actor = actor_of(request)
    asked = (request.POST if request.method == "POST" else request.GET).get(PLACE, "")
    free = [one.role for one in optional_in_turn(actor, paper.encounter, paper.states)]
    return (asked,) if asked in free else turn_of(actor, paper.encounter, paper.states)


def _sign_page(request: HttpRequest, paper: Paper, problem: ProblemError | None = None) -> HttpResponse:
    actor = actor_of(request)
    is_identity = problem is not None and problem.expression == NAME
    page = presenters.signing_page(
        banner=paper.banner,
        document=paper.document,
        encounter=paper.encounter,
        form=paper.form,
        answers=answers_of_document(repository_of(request), paper.document, paper.form),
        states=paper.states,
        actor=actor,
        roles=_roles(request, paper),
        identity=identity_field(actor, problem.clinician if problem and is_identity else ""),
        pin=_pin_field(actor),
        now=timezone.now(),
        error=problem.clinician if problem else "",
        error_code=problem.problem.code if problem else "",
    )
    crumbs = (("Phòng khám", "/kham/"), ("Lượt khám", page.back_url), ("Ký", ""))
    status = 200 if problem is None else 422 if is_identity else problem.problem.status
    is_awaited = awaits_timestamp(paper.document.resource)
    order = orders.waiting_on(repository_of(request), paper.document) if is_awaited else None
    context = {
        "frame": frame(request, *crumbs),
        "page": page,
        "waiting": waiting_sheet(order, actor.account, timezone.now()) if order else None,
    }
    return render(request, "ward/signing/sign.html", context, status=status)


def _pin_field(actor: Actor) -> Field | None:
    """Where the person's key asks for a PIN or code itself."""
    try:
        is_asked = desk().asks(actor)
    except ProblemError:  # no keys here: signing itself says so
        return None
    label = "Mã PIN hoặc mã xác nhận của khóa ký"
    return (
        Field(PIN, label, "password", hint="Chỉ dùng cho lần ký này, không lưu lại", width="full")
        if is_asked
        else None
    )


@require_GET
def verify(request: HttpRequest, document: str) -> HttpResponse:
    """Every signature on the stored bytes, checked now."""
    paper = paper_of(request, document)
    repository = repository_of(request)
    content = renewal.newest_pdf(repository, paper.document, documents.pdf_of(repository, paper.document))
    report = presenters.verify_report(
        verify_pdf(content, trust=desk().trust), paper.form, paper.states, paper.form.title.lower()
    )
    back = f"/kham/luot/{paper.encounter.id}/"
    context = {
        "frame": frame(request, ("Phòng khám", "/kham/"), ("Lượt khám", back), ("Kiểm tra chữ ký", "")),
        "banner": paper.banner,
        "report": report,
        "back_url": f"{back}?giay={document}",
        "proof_url": f"/kham/giay/{document}/bang-chung/",
    }
    return render(request, "ward/signing/verify.html", context)


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]  # its type forgets the address's arguments
def pdf(request: HttpRequest, document: str) -> HttpResponse:
    """The stored bytes themselves; the file's name says nothing of the patient. Accounted for as viewed."""
    stored, content = documents.open_pdf(repository_of(request), document)
    slug = documents.form_of(stored).slug
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{slug}-{documents.lookup_code(stored.id)}.pdf"'
    return answer
