"""The patient's side confirms a paper: with a pen, a code, a device; or refuses. The person signed in is the witness."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from benhan.access.models import Facility
from benhan.access.permissions import Permission, demand
from benhan.fhir.problems import ProblemError
from benhan.records import confirmations, confirming, documents, one_time_codes, representatives, signatures
from benhan.records import messages as ways_out
from benhan.records.confirmation_problems import NO_PHONE, REPRESENTATIVE_NEEDED
from benhan.records.problems import SHOWN_DIFFERS
from benhan.records.representatives import Described
from benhan.signing.confirmations import Circumstances
from benhan.signing.evidence import PenConfirmation
from benhan.ui.frame import frame
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.signing import confirm_presenters as shown
from benhan.ward.signing.confirm_presenters import Asked
from benhan.ward.signing.pages import Paper, paper_of
from benhan.ward.signing.strokes import Drawing, confirmation, read_strokes

_TYPED = (
    shown.WHO,
    shown.NAME,
    shown.RELATION,
    shown.KIND,
    shown.CODE,
    shown.REASON,
    shown.SECOND,
    shown.SECOND_AS,
)


@dataclass(frozen=True, slots=True)
class _Visit:
    """One request to a page of confirming."""

    request: HttpRequest
    paper: Paper
    way: str
    role: str
    typed: Mapping[str, str]

    def shown(
        self, errors: Mapping[str, str] | None = None, *, code: str = "", status: int = 200, sent: str = "",
        code_id: str = "",
    ) -> HttpResponse:  # fmt: skip
        request, paper = self.request, self.paper
        repository = repository_of(request)
        patient = repository.read("Patient", paper.document.patient)
        asked = Asked(
            form=paper.form, document=paper.document, encounter=paper.encounter, banner=paper.banner, states=paper.states,
            role=self.role, people=representatives.of_patient(repository, patient.id),
            age=confirming.age_of(patient.resource, timezone.localdate()), typed=self.typed, errors=errors or {},
            error_code=code,
        )  # fmt: skip
        page = shown.page(
            asked, self.way, actor_of(request), now=timezone.now(), has_device=confirmations.has_device(),
            has_messages=ways_out.is_connected(), sent=sent, code_id=code_id,
        )  # fmt: skip
        crumbs = (("Phòng khám", "/kham/"), ("Lượt khám", page.back_url), ("Người bệnh xác nhận", ""))
        context = {"frame": frame(request, *crumbs), "page": page}
        return render(request, "ward/signing/confirm.html", context, status=status)

    def refused(self, problem: ProblemError, *, code_id: str = "") -> HttpResponse:
        """The same page with the reason; beside its field when it has one here."""
        place = problem.expression if problem.expression in (*_TYPED, shown.AGREES) else ""
        errors = {place: problem.clinician}
        return self.shown(errors, code=problem.problem.code, status=problem.problem.status, code_id=code_id)


@dataclass(frozen=True, slots=True)
class _Person:
    name: str
    relation: str = ""
    reference: str = ""
    phone: str = ""


def _opened(request: HttpRequest, document: str, way: str) -> _Visit:
    demand(actor_of(request), Permission.WITNESS_CONFIRMATION)
    paper = paper_of(request, document)
    given = request.POST if request.method == "POST" else request.GET
    typed = {name: str(given.get(name, "")).strip() for name in _TYPED}
    return _Visit(request, paper, way, shown.first_role(paper.states, str(given.get(shown.PLACE, ""))), typed)


def _errors(visit: _Visit) -> dict[str, str]:
    """What is missing of who confirms."""
    typed, errors = visit.typed, {}
    is_witness = _is_witness(visit)
    if (typed[shown.WHO] == shown.OTHER or is_witness) and not typed[shown.NAME]:
        errors[shown.NAME] = f"Chưa ghi họ tên {'người chứng kiến' if is_witness else 'người đại diện'}."
    if typed[shown.WHO] == shown.OTHER and not is_witness and not typed[shown.RELATION]:
        errors[shown.RELATION] = "Chưa ghi quan hệ với người bệnh."
    if is_witness and _same_name(typed[shown.NAME]) in _on_the_paper(visit):
        errors[shown.NAME] = "Người chứng kiến là người khác với người bệnh và những người đã ký giấy này."
    if typed[shown.WHO] in ("", shown.PATIENT) and not is_witness and visit.way != shown.REFUSE:
        patient = repository_of(visit.request).read("Patient", visit.paper.document.patient).resource
        if confirming.needs_representative(patient):
            errors[shown.WHO] = REPRESENTATIVE_NEEDED.at().clinician
    return errors


def _on_the_paper(visit: _Visit) -> frozenset[str]:
    """The patient and whoever has signed: none of them bears witness to it."""
    signed = (one.signed_by for one in visit.paper.states if one.is_signed)
    return frozenset(_same_name(one) for one in (visit.paper.banner.name, *signed))


def _same_name(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split())).casefold()


def _is_witness(visit: _Visit) -> bool:
    signers = [one.signer for one in visit.paper.states if one.signer.role == visit.role]
    return bool(signers) and confirming.side_of(signers[0]) == "witness"


def _person(visit: _Visit) -> _Person:
    """Who confirms; somebody typed is kept as a representative. Raises what representatives refuse."""
    repository, typed, patient = repository_of(visit.request), visit.typed, visit.paper.document.patient
    who = typed[shown.WHO]
    if _is_witness(visit):
        return _Person(typed[shown.NAME], typed[shown.RELATION] or "người chứng kiến")
    if who == shown.OTHER:
        described = Described(typed[shown.KIND] or "family", typed[shown.NAME], typed[shown.RELATION])
        made = representatives.add(repository, patient=patient, described=described)
        return _Person(typed[shown.NAME], typed[shown.RELATION], made.reference)
    if who.startswith("RelatedPerson/"):
        found = representatives.demand(repository, patient=patient, reference=who).resource
        return _Person(
            representatives.name_of(found),
            representatives.relation_of(found),
            who,
            representatives.phone_of(found),
        )
    own = repository.read("Patient", patient).resource
    return _Person(visit.paper.banner.name or "chưa ghi tên", phone=representatives.phone_of(own))


def _about(visit: _Visit, person: _Person) -> Circumstances:
    actor, request = actor_of(visit.request), visit.request
    code = documents.lookup_code(visit.paper.document.id)
    return Circumstances(
        document_sha256=documents.sha256_of(visit.paper.document),
        text=shown.sentence(visit.paper.form, visit.paper.banner.name, code),
        person=person.name,
        relation=person.relation,
        representative=person.reference,
        witness_account=actor.account,
        witness_name=actor.name,
        station=request.headers.get("User-Agent", "")[:200],
        address=actor.address,
        at=timezone.now(),
    )


def _is_stale(visit: _Visit) -> bool:
    return visit.request.POST.get("sha256", "") != documents.sha256_of(visit.paper.document)


def _done(visit: _Visit, words: str) -> HttpResponse:
    messages.success(visit.request, words)
    return HttpResponseRedirect(f"/kham/giay/{visit.paper.document.id}/ky/")


@require_http_methods(["GET", "POST"])
def by_pen(request: HttpRequest, document: str) -> HttpResponse:
    visit = _opened(request, document, shown.PEN)
    if request.method == "GET":
        return visit.shown()
    if _is_stale(visit):
        return visit.refused(SHOWN_DIFFERS.at("DocumentReference"))
    errors, code = _errors(visit), ""
    try:
        drawing = read_strokes(request.POST.get(shown.STROKES, ""))
        _evidence(
            visit, drawing, _Person("thử")
        )  # what is wrong with the strokes is said before anything is kept
    except ProblemError as problem:
        errors[shown.STROKES], code = problem.clinician, problem.problem.code
    if errors:
        return visit.shown(errors, code=code, status=422)
    person = _person(visit)
    signatures.confirm_with_pen(
        repository_of(request), form=visit.paper.form, document=visit.paper.document,
        confirmation=_evidence(visit, drawing, person), role=visit.role, representative=person.reference,
    )  # fmt: skip
    return _done(visit, f"Đã ghi xác nhận của {person.name}.")


def _evidence(visit: _Visit, drawing: Drawing, person: _Person) -> PenConfirmation:
    about = _about(visit, person)
    return confirmation(
        drawing,
        browser=about.station,
        document_sha256=about.document_sha256,
        text_sha256=signatures.text_digest(about.text),
        person=about.person,
        relation=about.relation,
        witness_account=about.witness_account,
        witness_name=about.witness_name,
        at=about.at,
    )


@require_http_methods(["GET", "POST"])
def by_code(request: HttpRequest, document: str) -> HttpResponse:
    """First the code is sent to the telephone on record, then the digits come back."""
    visit = _opened(request, document, shown.BY_CODE)
    if request.method == "GET":
        return visit.shown()
    if _is_stale(visit):
        return visit.refused(SHOWN_DIFFERS.at("DocumentReference"))
    if errors := _errors(visit):
        return visit.shown(errors, status=422)
    return _check_code(visit) if request.POST.get("viec") == "nhap" else _send_code(visit)


def _send_code(visit: _Visit) -> HttpResponse:
    repository = repository_of(visit.request)
    # Only who is on record has a telephone on record: a number typed here would prove nothing.
    person = _Person("") if visit.typed[shown.WHO] == shown.OTHER or _is_witness(visit) else _person(visit)
    if not person.phone:
        return visit.refused(NO_PHONE.at(shown.WHO))
    document = visit.paper.document
    facility = Facility.objects.get(code=repository.by.facility)
    try:
        row = one_time_codes.send(
            repository, document=document, document_sha256=documents.sha256_of(document), role=visit.role,
            person=person.reference.partition("/")[2], phone=person.phone, facility=facility.code,
            paper=documents.lookup_code(document.id),
        )  # fmt: skip
    except ProblemError as problem:
        return visit.refused(problem)
    return visit.shown(sent=row.channel, code_id=str(row.id))


def _check_code(visit: _Visit) -> HttpResponse:
    repository, document = repository_of(visit.request), visit.paper.document
    code_id = visit.request.POST.get(shown.CODE_ID, "")
    checked = one_time_codes.check(
        repository, id_=code_id, document=document, document_sha256=documents.sha256_of(document), role=visit.role,
        given=visit.typed[shown.CODE],
    )  # fmt: skip
    if isinstance(checked, ProblemError):
        return visit.refused(checked, code_id=code_id)
    person = _person(visit)
    if checked.person != person.reference.partition("/")[2]:
        return visit.refused(NO_PHONE.at(shown.WHO))
    confirmations.confirm_with_code(
        repository,
        form=visit.paper.form,
        document=document,
        about=_about(visit, person),
        row=checked,
        role=visit.role,
    )
    return _done(visit, f"Đã ghi xác nhận của {person.name} bằng mã qua điện thoại.")


@require_http_methods(["GET", "POST"])
def by_device(request: HttpRequest, document: str) -> HttpResponse:
    visit = _opened(request, document, shown.DEVICE)
    if request.method == "GET":
        return visit.shown()
    if _is_stale(visit):
        return visit.refused(SHOWN_DIFFERS.at("DocumentReference"))
    errors = _errors(visit)
    if request.POST.get(shown.AGREES) != "on":
        errors[shown.AGREES] = "Chỉ nhận dạng khi người này đồng ý."
    if errors:
        return visit.shown(errors, status=422)
    person = _person(visit)
    try:
        device = confirmations.device()
        confirmations.confirm_with_device(
            repository_of(request), form=visit.paper.form, document=visit.paper.document, about=_about(visit, person),
            device=device, role=visit.role,
        )  # fmt: skip
    except ProblemError as problem:
        if not problem.problem.code.startswith("BH-SIGN-008"):
            raise
        return visit.refused(problem)
    return _done(visit, f"Đã ghi xác nhận của {person.name} bằng thiết bị nhận dạng.")


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, document: str) -> HttpResponse:
    visit = _opened(request, document, shown.REFUSE)
    if request.method == "GET":
        return visit.shown()
    if _is_stale(visit):
        return visit.refused(SHOWN_DIFFERS.at("DocumentReference"))
    errors, typed = _errors(visit), visit.typed
    if not typed[shown.REASON]:
        errors[shown.REASON] = "Chưa ghi lý do từ chối."
    second, parties = _same_name(typed[shown.SECOND]), (actor_of(request).name, typed[shown.NAME])
    if second in ("", *map(_same_name, parties), _same_name(visit.paper.banner.name)):
        errors[shown.SECOND] = "Ghi họ tên người chứng kiến thứ hai, khác với anh/chị và người từ chối."
    if errors:
        return visit.shown(errors, status=422)
    person = _person(visit)
    confirmations.refuse(
        repository_of(request), form=visit.paper.form, document=visit.paper.document, about=_about(visit, person),
        reason=typed[shown.REASON], second_witness=typed[shown.SECOND], second_capacity=typed[shown.SECOND_AS],
        role=visit.role,
    )  # fmt: skip
    return _done(visit, f"Đã ghi việc {person.name} từ chối ký. Giấy này không có giá trị đồng ý.")
