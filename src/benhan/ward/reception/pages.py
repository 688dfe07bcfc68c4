"""Reception's pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.access.permissions import Permission, demand
from benhan.fhir.problems import ProblemError
from benhan.fhir.search.folding import fold
from benhan.forms.typed_input import clean
from benhan.law.code_lists import code_list
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.frame import facility_of, frame
from benhan.ui.parts import Action, Field, FieldSection, Notice
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.queue import presenters as queue
from benhan.ward.queue.reading import todays
from benhan.ward.reception import actions, fields, presenters
from benhan.ward.reception.checking_in import Arrival, Department
from benhan.ward.reception.demographics import Demographics, Typed, typed_of, understand, with_card_text
from benhan.ward.reception.finding import Candidate, candidates, find
from benhan.ward.reception.identity_numbers import is_national_id, national_id_doubts, read_card
from benhan.ward.reception.problems import CANCEL_REASON_NEEDED

_HERE = ("Tiếp đón", "/kham/tiep-don/")
_MOST_PICKED = 12


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The box; with ?q= what it finds, else the day's numbers."""
    demand(actor_of(request), Permission.REGISTER_PATIENT)
    now, sought = timezone.now(), clean(request.GET.get("q", ""))
    context: dict[str, Any] = {"q": sought, "box": _box(sought)}
    if sought:
        context["results"] = presenters.results(find(repository_of(request), sought), sought, now)
    else:
        context["cards"] = queue.cards(todays(repository_of(request), now), now)
    if request.headers.get("HX-Request"):
        return render(request, "ward/reception/_results.html", context)
    context |= {
        "frame": frame(request, ("Tiếp đón", "")),
        "day": queue.day_in_words(now),
        "new": Action("Tiếp đón người bệnh mới", "/kham/tiep-don/moi/", kind="primary", icon="plus", key="n"),
    }
    return render(request, "ward/reception/index.html", context)


def _box(sought: str) -> Field:
    return Field(
        "q", "Tìm người bệnh", value=sought, width="full", has_focus=True,
        hint="Tên (không cần dấu), số định danh, số thẻ BHYT, mã người bệnh hoặc điện thoại; thêm năm sinh để thu hẹp",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The form for a new patient as it will be shown."""

    typed: Typed
    arrival: Arrival
    errors: Mapping[str, str]
    departments: Sequence[Department]
    notices: tuple[Notice, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    ticked: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    status: int = 200


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register somebody new and check them in, in one go."""
    demand(actor_of(request), Permission.REGISTER_PATIENT)
    repository = repository_of(request)
    places = actions.departments(repository)
    if request.method == "GET":
        arrival = Arrival(department=_usual(request, places), payer="1")
        return _new_page(request, _Sheet(_started(request.GET.get("q", "")), arrival, {}, places))
    typed = Typed.of(request.POST)
    arrival = Arrival.of(request.POST, places)
    card = read_card(typed.national_id)
    if card is not None:
        filled = Notice(
            "Đã điền từ mã QR của căn cước", "Đối chiếu với người bệnh và giấy tờ rồi bấm lưu.", "la", "check"
        )
        sheet = _Sheet(with_card_text(typed, card), arrival, {}, places, (filled,))
        return _new_page(request, sheet)
    known = understand(typed, today=_today())
    sheet = _Sheet(typed, arrival, {**known.errors, **arrival.errors}, places, status=422)
    if sheet.errors:
        return _new_page(request, sheet)
    asked = _asked(request, sheet, known)
    if asked is not None:
        return _new_page(request, asked)
    patient = actions.register(repository, known)
    visit = actions.check_in(repository, patient=patient, arrival=arrival, departments=places)
    return HttpResponseRedirect(f"/kham/tiep-don/phieu/{visit.id}/", status=303)


def _asked(request: HttpRequest, sheet: _Sheet, known: Demographics, *, but: str = "") -> _Sheet | None:
    """The same sheet with a question, when somebody may be on record already or a number looks odd."""
    found = candidates(repository_of(request), known.person, but=but)
    same = next((one for one in found if one.likeness.is_same_number), None)
    if same is not None:
        return replace(sheet, notices=(presenters.same_number_notice(same),), status=409)
    ticked = tuple(request.POST.getlist("different"))
    typed = known.typed
    doubts: tuple[str, ...] = ()
    if typed.national_id:
        doubts = national_id_doubts(typed.national_id, sex=typed.sex, birth_date=known.birth_date)
    unconfirmed = [one for one in found if one.patient.id not in ticked]
    if not unconfirmed and (not doubts or request.POST.get("doubts_accepted")):
        return None
    return replace(sheet, candidates=found, ticked=ticked, doubts=doubts)


def _new_page(request: HttpRequest, sheet: _Sheet) -> HttpResponse:
    errors = sheet.errors
    context = {
        "frame": frame(request, _HERE, ("Người bệnh mới", "")),
        "errors": fields.summary(errors),
        "notices": sheet.notices,
        "sections": (
            fields.identity(sheet.typed, errors, has_focus=not errors),
            fields.contact(sheet.typed, errors),
            fields.insurance(sheet.typed, errors),
            fields.arrival(sheet.arrival, sheet.departments, errors),
        ),
        **_questions(sheet),
    }
    return render(request, "ward/reception/new.html", context, status=sheet.status)


def _questions(sheet: _Sheet) -> dict[str, Any]:
    return {
        "similar": tuple(presenters.side_by_side(sheet.typed, one) for one in sheet.candidates),
        "different": presenters.different_field(sheet.candidates, sheet.ticked) if sheet.candidates else None,
        "doubts": sheet.doubts,
        "doubts_field": Field(
            "doubts_accepted",
            "Đã đối chiếu giấy tờ, số định danh ghi như trên là đúng",
            "boolean",
            width="full",
        ),
    }


def _started(sought: str) -> Typed:
    """What was searched in vain begins the form."""
    text = clean(sought)
    if is_national_id(text):
        return Typed(national_id=text)
    return Typed(name="" if any(char.isdigit() for char in text) else text)


def _usual(request: HttpRequest, places: Sequence[Department]) -> str:
    own = actor_of(request).departments
    return next((one.id for one in places if one.id in own), "")


def _today() -> Any:
    return dates_vi.local(timezone.now()).date()


@require_GET
def patient(request: HttpRequest, patient_id: str) -> HttpResponse:
    """A known person: what is written, their visits, and the check-in form."""
    demand(actor_of(request), Permission.REGISTER_PATIENT)
    places = actions.departments(repository_of(request))
    stored = repository_of(request).read("Patient", patient_id)
    card = actions.coverage_of(repository_of(request), stored)
    arrival = Arrival(department=_usual(request, places), payer="1" if card else "2")
    return _patient_page(request, stored, card, arrival, places)


@require_POST
def check_in(request: HttpRequest, patient_id: str) -> HttpResponse:
    repository = repository_of(request)
    demand(actor_of(request), Permission.MANAGE_QUEUE)
    stored = repository.read("Patient", patient_id)
    places = actions.departments(repository)
    arrival = Arrival.of(request.POST, places)
    if arrival.errors:
        return _patient_page(
            request, stored, actions.coverage_of(repository, stored), arrival, places, status=422
        )
    visit = actions.check_in(repository, patient=stored, arrival=arrival, departments=places)
    return HttpResponseRedirect(f"/kham/tiep-don/phieu/{visit.id}/", status=303)


def _patient_page(
    request: HttpRequest,
    stored: Stored,
    card: Stored | None,
    arrival: Arrival,
    places: Sequence[Department],
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    pairs = [("patient", stored.reference), ("_count", "10")]
    encounters = repository_of(request).search("Encounter", pairs).matches
    at = f"/kham/tiep-don/nguoi-benh/{stored.id}/"
    context = {
        "frame": frame(request, _HERE, (number_of(stored.resource), "")),
        "name": name_of(stored.resource).upper() or "CHƯA RÕ TÊN",
        "number": number_of(stored.resource),
        "who": presenters.who(stored.resource, now),
        "errors": fields.summary(arrival.errors),
        "section": fields.arrival(arrival, places, arrival.errors, number=""),
        "post_url": f"{at}tiep-don/",
        "sheet": presenters.sheet(stored, card, now),
        "visits": presenters.visits(encounters, now),
        "actions": (
            Action("Sửa hành chính", f"{at}sua/", icon="edit", key="e"),
            Action("Lịch sử sửa", f"{at}lich-su/", icon="clock"),
        ),
    }
    return render(request, "ward/reception/patient.html", context, status=status)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Correct what is written; the version the form was filled from travels with it."""
    demand(actor_of(request), Permission.REGISTER_PATIENT)
    repository = repository_of(request)
    stored = repository.read("Patient", patient_id)
    card = actions.coverage_of(repository, stored)
    if request.method == "GET":
        typed = typed_of(stored.resource, card.resource if card else None)
        return _edit_page(request, stored, _Sheet(typed, Arrival(), {}, ()), stored.version)
    given = request.POST.get("version", "")
    version = int(given) if given.isascii() and given.isdigit() else 0
    typed = Typed.of(request.POST)
    known = understand(typed, today=_today())
    sheet = _Sheet(typed, Arrival(), known.errors, (), status=422)
    asked = sheet if known.errors else _asked(request, sheet, known, but=stored.id)
    if asked is not None:
        return _edit_page(request, stored, asked, version)
    actions.correct(repository, patient=stored, known=known, coverage=card, version=version)
    messages.success(request, "Đã lưu thông tin hành chính; bản cũ còn trong lịch sử.")
    return HttpResponseRedirect(f"/kham/tiep-don/nguoi-benh/{stored.id}/", status=303)


def _edit_page(request: HttpRequest, stored: Stored, sheet: _Sheet, version: int) -> HttpResponse:
    at = f"/kham/tiep-don/nguoi-benh/{stored.id}/"
    sections: tuple[FieldSection, ...] = (
        fields.identity(sheet.typed, sheet.errors, has_focus=False),
        fields.contact(sheet.typed, sheet.errors),
        fields.insurance(sheet.typed, sheet.errors),
    )
    context = {
        "frame": frame(request, _HERE, (number_of(stored.resource), at), ("Sửa hành chính", "")),
        "name": name_of(stored.resource).upper() or "CHƯA RÕ TÊN",
        "number": number_of(stored.resource),
        "version": version,
        "errors": fields.summary(sheet.errors),
        "notices": sheet.notices,
        "sections": sections,
        "back": Action("Không sửa nữa", at, kind="quiet"),
        **_questions(sheet),
    }
    return render(request, "ward/reception/edit.html", context, status=sheet.status)


@require_GET
def history(request: HttpRequest, patient_id: str) -> HttpResponse:
    demand(actor_of(request), Permission.REGISTER_PATIENT)
    versions = repository_of(request).history("Patient", patient_id)
    at = f"/kham/tiep-don/nguoi-benh/{patient_id}/"
    context = {
        "frame": frame(request, _HERE, (number_of(versions[0].resource), at), ("Lịch sử", "")),
        "name": name_of(versions[0].resource).upper() or "CHƯA RÕ TÊN",
        "number": number_of(versions[0].resource),
        "timeline": presenters.history(versions, timezone.now()),
    }
    return render(request, "ward/reception/history.html", context)


@require_GET
def ticket(request: HttpRequest, encounter_id: str) -> HttpResponse:
    """The queue ticket, to print; and the way to undo it."""
    demand(actor_of(request), Permission.MANAGE_QUEUE)
    return _ticket_page(request, encounter_id)


def _ticket_page(
    request: HttpRequest, encounter_id: str, problem: ProblemError | None = None, reason: str = ""
) -> HttpResponse:
    repository = repository_of(request)
    visit = repository.read("Encounter", encounter_id)
    person = repository.read("Patient", visit.patient)
    error = problem.clinician if problem else ""
    context = {
        "frame": frame(request, _HERE, ("Phiếu số thứ tự", "")),
        "ticket": presenters.ticket(visit, person, timezone.now()),
        "facility": facility_of(request).name,
        "errors": fields.summary({"reason": error} if error else {}, problem.problem.code if problem else ""),
        "cancel_url": f"/kham/tiep-don/phieu/{visit.id}/huy/",
        "reason": Field("reason", "Lý do hủy", value=reason, width="full", error=error, max_length=200),
        "actions": (
            Action(
                "Tiếp đón người tiếp theo", "/kham/tiep-don/", kind="primary", icon="right", key="ctrl+enter"
            ),
            Action("Mở người bệnh", f"/kham/tiep-don/nguoi-benh/{person.id}/", icon="patient"),
        ),
    }
    return render(
        request, "ward/reception/ticket.html", context, status=problem.problem.status if problem else 200
    )


@require_POST
def cancel(request: HttpRequest, encounter_id: str) -> HttpResponse:
    reason = clean(request.POST.get("reason", ""))
    if len(reason) < actions.SHORTEST_REASON:
        demand(actor_of(request), Permission.MANAGE_QUEUE)
        return _ticket_page(request, encounter_id, CANCEL_REASON_NEEDED.at("reason"), reason)
    actions.cancel_check_in(repository_of(request), encounter=encounter_id, reason=reason)
    messages.success(request, "Đã hủy tiếp đón. Số thứ tự này không cấp lại cho ai.")
    return HttpResponseRedirect(f"/kham/tiep-don/phieu/{encounter_id}/", status=303)


@require_GET
def codes(request: HttpRequest, name: str) -> JsonResponse:
    """A long list for its picker: by code or by words without tones."""
    if name not in fields.LISTS:
        raise Http404
    sought = fold(request.GET.get("q", ""))
    entries = code_list(name).entries
    found = [one for one in entries if sought in fold(one.display) or one.code.startswith(sought)]
    found.sort(key=lambda one: not fold(one.display).startswith(sought))  # "ki": Kinh stands before Vân Kiều
    shown = [{"code": one.code, "display": one.display, "note": ""} for one in found[:_MOST_PICKED]]
    return JsonResponse({"results": shown})
