"""A catalogued problem as a page, as a fragment for htmx, or as JSON for our own scripts."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse

from benhan.fhir.problems import ProblemError
from benhan.ui.error_pages import page_of, problem_response

NOT_SIGNED_IN = "BH-ACCESS-0001"
NOT_ASSIGNED = "BH-ACCESS-0002"


def problem_page(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    """What happened, what is safe, what to do, and the code for the telephone.

    A page that needs a person sends the browser to the sign-in page and back. A chart that is closed to the
    actor is 403 here, and offers the emergency opening when the page said where (`request.break_glass`).
    """
    code = problem.problem.code
    status = 403 if code == NOT_ASSIGNED else problem.problem.status
    if wants_json(request):
        body = {"code": code, "message": problem.clinician, "findings": _findings(problem)}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if code == NOT_SIGNED_IN and request.method == "GET" and not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/dang-nhap/?tiep={quote(request.get_full_path())}")
    title = "Anh/chị chưa được phân công chăm sóc người bệnh này" if code == NOT_ASSIGNED else ""
    offered = getattr(request, "break_glass", None) if code == NOT_ASSIGNED else None
    page = replace(page_of(problem, title=title, break_glass=offered), status=status)
    details = " ".join(finding.clinician for finding in problem.findings)
    if details:
        page = replace(page, what=f"{page.what} {details}")
    return problem_response(request, page)


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _findings(problem: ProblemError) -> list[dict[str, str]]:
    return [
        {"expression": finding.expression, "message": finding.clinician, "code": finding.code}
        for finding in problem.findings
    ]
