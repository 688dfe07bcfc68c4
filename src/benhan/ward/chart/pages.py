"""A patient's chart, all results, and the emergency opening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from benhan.access.actor import Actor, Role
from benhan.access.permissions import Permission, demand, may
from benhan.access.problems import NOT_ASSIGNED, REASON_NEEDED
from benhan.fhir.problems import ProblemError
from benhan.forms.typed_input import clean
from benhan.store.compartment import newest
from benhan.store.repository import Stored
from benhan.ui.error_pages import page_of, problem_response
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Empty, PatientBanner
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.chart import access, presenters
from benhan.ward.chart.observations import by_kind
from benhan.ward.patients.banner import is_live, present

# One statement reads these; as many as a first page can show.
_FIRST = {
    "AllergyIntolerance": 50, "Coverage": 10, "Encounter": 20, "Condition": 80, "MedicationRequest": 30,
    "DocumentReference": 30,
}  # fmt: skip
_LIST = ("Người bệnh của khoa", "/khoa/")
_TITLE = "Anh/chị chưa được phân công chăm sóc người bệnh này"
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"


@require_GET
def chart(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Everything about one patient on one page."""
    actor, repository, now = actor_of(request), repository_of(request), timezone.now()
    access.offer(request, patient_id)
    opened = access.notice_of(request, patient_id)
    patient = repository.read("Patient", patient_id)
    read = newest(repository, patient_id, _FIRST)
    pairs = [("patient", patient.reference)]
    signs = by_kind(
        repository.search("Observation", [*pairs, ("category", _CATEGORY), ("_count", "80")]).matches
    )
    others = by_kind(
        repository.search("Observation", [*pairs, ("category:not", _CATEGORY), ("_count", "80")]).matches
    )
    at = f"/khoa/nguoi-benh/{patient_id}/"
    banner = _banner(patient, read)
    context = {
        "frame": frame(request, _LIST, (banner.number, "")),
        "banner": banner,
        "opened": opened,
        "chart": presenters.vitals_chart(signs),
        "trends": presenters.trends(signs),
        "signs": presenters.newest_of_each(
            signs, "chi-so", "Dấu hiệu sinh tồn, lần mới nhất", _NO_SIGNS, at, now
        ),
        "others": presenters.newest_of_each(
            others, "xet-nghiem", "Xét nghiệm và kết quả khác, lần mới nhất", _NO_RESULTS, at, now
        ),
        "conditions": presenters.conditions(read["Condition"]),
        "allergies": presenters.allergies(read["AllergyIntolerance"]),
        "visits": presenters.visits(read["Encounter"], opens=actor.has_role(Role.DOCTOR)),
        "medications": presenters.medications(read["MedicationRequest"]),
        "documents": presenters.documents(read["DocumentReference"]),
        "actions": (
            *_stay_actions(actor, read["Encounter"]),
            Action("Tất cả kết quả", f"{at}ket-qua/", icon="chart"),
        ),
    }
    return render(request, "ward/chart/chart.html", context)


def _stay_actions(actor: Actor, encounters: Sequence[Stored]) -> tuple[Action, ...]:
    """To the stay that goes on; else, for a doctor, from the visit that goes on into a ward."""
    for one in encounters:
        if one.resource.get("class", {}).get("code") == "IMP" and one.resource.get("status") == "in-progress":
            return (Action("Đợt nội trú", f"/khoa/luot/{one.id}/", kind="primary", icon="bed"),)
    for one in encounters[:1]:
        if one.resource.get("class", {}).get("code") == "IMP" and one.resource.get("status") == "finished":
            return (Action("Đợt nội trú vừa qua", f"/khoa/luot/{one.id}/", icon="bed"),)
    for one in encounters:
        if one.resource.get("status") in ("arrived", "in-progress") and may(actor, Permission.ADMIT_PATIENT):
            return (Action("Cho vào viện", f"/khoa/cho-vao-vien/{one.id}/", icon="bed"),)
    return ()


_NO_SIGNS = Empty("Chưa đo lần nào", "Dấu hiệu sinh tồn hiện ở đây khi được ghi vào bệnh án.", icon="heart")
_NO_RESULTS = Empty("Chưa có kết quả nào", "Kết quả hiện ở đây khi được nhận về.", icon="chart")


def _banner(patient: Stored, read: dict[str, tuple[Stored, ...]]) -> PatientBanner:
    """From what is already read: the chart page asks nothing twice."""
    now = next(
        (one for one in read["Encounter"] if one.resource.get("status") in ("arrived", "in-progress")), None
    )
    return present(
        patient,
        allergies=[one.resource for one in read["AllergyIntolerance"] if is_live(one.resource)],
        coverages=[one.resource for one in read["Coverage"]],
        encounter=now.resource if now else None,
        place=str(now.resource.get("serviceProvider", {}).get("display", "")) if now else "",
        now=timezone.now(),
    )


@require_GET
def results(request: HttpRequest, patient_id: str) -> HttpResponse:
    """The whole history of results, a page at a time; ?ma= narrows to one kind."""
    repository, now = repository_of(request), timezone.now()
    access.offer(request, patient_id)
    opened = access.notice_of(request, patient_id)
    patient = repository.read("Patient", patient_id)
    given = request.GET.get("tu", "0")
    offset = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    code = clean(request.GET.get("ma", ""))
    pairs = [("patient", patient.reference), ("_count", str(presenters.PAGE))]
    if code:
        pairs.append(("code", code.replace("\\", "").replace(",", "\\,").replace("|", "\\|")))
    page = repository.search("Observation", pairs, offset=offset)
    read = newest(repository, patient_id, {"AllergyIntolerance": 50, "Coverage": 10, "Encounter": 5})
    banner = _banner(patient, read)
    at = f"/khoa/nguoi-benh/{patient_id}/"
    context = {
        "frame": frame(request, _LIST, (banner.number, at), ("Kết quả", "")),
        "banner": banner,
        "opened": opened,
        "table": presenters.results(
            page.matches, urlencode({"ma": code})[3:], at, offset, page.next_offset, now
        ),
        "all": Action("Tất cả kết quả", f"{at}ket-qua/", icon="chart") if code else None,
    }
    return render(request, "ward/chart/results.html", context)


@require_POST
def open_in_emergency(request: HttpRequest, patient_id: str) -> HttpResponse:
    """Break-glass: a reason and an explanation open the chart for four hours."""
    demand(actor_of(request), Permission.BREAK_GLASS)
    reason, explanation = request.POST.get("reason", ""), clean(request.POST.get("explanation", ""))
    try:
        access.open_in_emergency(
            repository_of(request), patient_id=patient_id, reason=reason, explanation=explanation
        )
    except ProblemError as problem:
        if problem.problem is not REASON_NEEDED:
            raise
        access.offer(request, patient_id, reason=reason, explanation=explanation, error=problem.clinician)
        page = page_of(
            NOT_ASSIGNED.at(),
            title=f"Lỗi: {_TITLE[0].lower()}{_TITLE[1:]}",
            break_glass=getattr(request, "break_glass", None),
        )
        return problem_response(request, replace(page, status=422))
    messages.warning(request, "Đã mở bệnh án khẩn cấp và báo người phụ trách an toàn thông tin.")
    return HttpResponseRedirect(f"/khoa/nguoi-benh/{patient_id}/", status=303)
