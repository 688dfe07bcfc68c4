"""A catalogued problem as a page, or as a fragment for htmx."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from benhan.fhir.problems import ProblemError
from benhan.ui.parts.frame import Action
from benhan.ui.parts.problems import ProblemPage

NOT_SIGNED_IN = "BH-ACCESS-0001"
NOT_ASSIGNED = "BH-ACCESS-0002"


def problem_page(request: HttpRequest, problem: ProblemError) -> HttpResponse:
    """What happened, what is safe, what to do, and the code for the telephone.

    A page that needs a person sends the browser to the sign-in page and back; a script gets JSON with the same
    words. A chart that is closed to the actor is 403 here, and offers the emergency opening.
    """
    code = problem.problem.code
    status = 403 if code == NOT_ASSIGNED else problem.problem.status
    if wants_json(request):
        body = {"code": code, "message": problem.clinician, "findings": _findings(problem)}
        return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
    if code == NOT_SIGNED_IN and request.method == "GET" and not request.headers.get("HX-Request"):
        return HttpResponseRedirect(f"/dang-nhap/?tiep={quote(request.get_full_path())}")
    page = ProblemPage(
        status=status,
        title=f"Lỗi: {_TITLES.get(status, 'chưa thực hiện được')}",
        what=" ".join([problem.clinician, *(finding.clinician for finding in problem.findings)]),
        code=code,
        incident=str(getattr(request, "incident", "")) if status >= 500 else "",
        actions=(Action("Quay lại", url=_safe_referrer(request), icon="left"), Action("Về trang chính", url="/")),
        break_glass=getattr(request, "break_glass", None) if code == NOT_ASSIGNED else None,
    )
    template = page.template if request.headers.get("HX-Request") else "ui/problem.html"
    return render(request, template, {"problem": page, "it": page}, status=status)


def _safe_referrer(request: HttpRequest) -> str:
    """The page one came from, when it is one of ours."""
    here = request.build_absolute_uri("/")
    came_from = request.headers.get("Referer", "")
    return came_from if came_from.startswith(here) else "/"


_TITLES = {
    401: "cần đăng nhập",
    403: "không được mở",
    404: "không tìm thấy",
    409: "nội dung đã đổi",
    412: "nội dung đã đổi",
    422: "nội dung chưa hợp lệ",
    503: "máy chủ chưa ghi được",
}


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _findings(problem: ProblemError) -> list[dict[str, str]]:
    return [
        {"expression": finding.expression, "message": finding.clinician, "code": finding.code}
        for finding in problem.findings
    ]
