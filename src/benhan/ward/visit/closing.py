"""Closing the record: what is still missing, or in words what closing records; the doctor's identity asked again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from benhan.access.permissions import Permission, demand
from benhan.fhir.problems import Finding, ProblemError
from benhan.records import completeness, lifecycle
from benhan.store.repository import Stored
from benhan.ui.frame import frame
from benhan.ui.identity import NAME, check_identity, identity_field
from benhan.ui.parts import Field, PatientBanner, Steps
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.visit.presenters import life_of
from benhan.ward.visit.problems import NO_RECORD
from benhan.ward.visit.reading import Visit, banner_of_visit, read_visit
from benhan.ward.visit.rights import may_write


@dataclass(frozen=True, slots=True)
class Gap:
    """Something missing and where to mend it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class ClosingPage:
    """gaps () means that it may be closed; lines say what closing records."""

    banner: PatientBanner
    life: Steps | None
    gaps: tuple[Gap, ...]
    lines: tuple[str, ...]
    identity: Field | None
    post_url: str
    back_url: str
    error: str = ""


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, encounter: str) -> HttpResponse:
    actor, repository = actor_of(request), repository_of(request)
    demand(actor, Permission.CLOSE_RECORD)
    visit = read_visit(repository, encounter)
    if visit.record is None or not may_write(actor, visit):
        raise NO_RECORD.at()
    findings = completeness.check_record(repository, visit.record)
    if findings or request.method == "GET":
        return _page(request, visit, findings, status=200 if request.method == "GET" else 422)
    problem = check_identity(repository, request.POST.get(NAME, ""), act="record-closed")
    if problem is not None:
        return _page(request, visit, (), problem, status=422)
    lifecycle.close(repository, record=visit.record)
    messages.success(request, "Đã đóng hồ sơ và bàn giao cho Kế hoạch tổng hợp.")
    return HttpResponseRedirect(visit.url)


def _page(
    request: HttpRequest,
    visit: Visit,
    findings: Sequence[Finding],
    problem: ProblemError | None = None,
    *,
    status: int,
) -> HttpResponse:
    actor = actor_of(request)
    banner = banner_of_visit(visit)
    page = ClosingPage(
        banner=banner,
        life=life_of(visit),
        gaps=tuple(_gap(visit, one) for one in findings),
        lines=(
            f"Kết thúc lượt khám và đóng hồ sơ của {banner.shown_name}, số {banner.number}.",
            f"{actor.name} ký bệnh án với tư cách người giao hồ sơ.",
            f"{len(visit.living)} giấy tờ trong hồ sơ không sửa được nữa, trừ khi Kế hoạch tổng hợp trả lại.",
        ),
        identity=None if findings else identity_field(actor, problem.clinician if problem else ""),
        post_url=f"{visit.url}dong/",
        back_url=visit.url,
        error=problem.clinician if problem else "",
    )
    crumbs = (*visit.way, ("Đóng hồ sơ", ""))
    context = {"frame": frame(request, *crumbs), "page": page}
    return render(request, "ward/visit/close.html", context, status=status)


def _gap(visit: Visit, finding: Finding) -> Gap:
    """Where a gap is mended: its paper, its field of the form, or the prescription."""
    where = finding.expression
    if where.startswith("MedicationRequest"):
        return Gap(finding.clinician, f"{visit.url}don-thuoc/")
    document = next((one for one in visit.documents if one.reference == where), None)
    if document is not None:
        return Gap(finding.clinician, _paper_url(visit, document))
    in_form = where and "/" not in where and where[0].islower()
    return Gap(finding.clinician, f"{visit.url}#o-{where}" if in_form else visit.url)


def _paper_url(visit: Visit, document: Stored) -> str:
    return f"{visit.url}?giay={document.id}"
