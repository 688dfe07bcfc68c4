"""The page of a visit: looking at it, opening it with the right record, asking about allergies."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from benhan.fhir.problems import ProblemError
from benhan.records import lifecycle
from benhan.ui.requests import repository_of
from benhan.ward.visit import allergies
from benhan.ward.visit.problems import NO_SUCH_FORM
from benhan.ward.visit.reading import DEFAULT_RECORD, read_visit
from benhan.ward.visit.record_types import record_types
from benhan.ward.visit.showing import show


@require_GET
def visit_page(request: HttpRequest, encounter: str) -> HttpResponse:
    """The record form to write or read, or the chosen paper (?giay=)."""
    return show(request, read_visit(repository_of(request), encounter))


@require_POST
def open_visit(request: HttpRequest, encounter: str) -> HttpResponse:
    """Open the record: the usual one of the setting unless another was chosen."""
    repository = repository_of(request)
    wanted = request.POST.get("mau", "")
    if wanted and wanted != DEFAULT_RECORD:
        visit = read_visit(repository, encounter)
        if wanted not in {one.code for one in record_types(visit)}:
            raise NO_SUCH_FORM.at("mau")
    lifecycle.open_record(
        repository,
        encounter=repository.read("Encounter", encounter),
        form_code=wanted or DEFAULT_RECORD,
    )
    messages.success(request, "Đã mở lượt khám. Hồ sơ bệnh án bắt đầu từ bây giờ.")
    return HttpResponseRedirect(f"/kham/luot/{encounter}/")


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
        return show(request, visit, allergy_error=problem.clinician, allergy_typed=typed, status=422)
    messages.success(request, "Đã ghi dị ứng vào hồ sơ người bệnh.")
    return HttpResponseRedirect(f"/kham/luot/{encounter}/")
