"""How does a failure look as a page? Catalogued problems, unknown addresses, and our own faults.

Use `handler404`, `handler500` and `CSRF_FAILURE_VIEW` with the functions here.
"""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from benhan.fhir.problems import ProblemError
from benhan.ui.parts import Action, BreakGlass, ProblemPage

_HOME = Action("Về trang đầu", "/", icon="home")
_TITLES = {
    401: "Anh/chị cần đăng nhập lại",
    403: "Anh/chị không được phép làm việc này",
    404: "Không tìm thấy trang này",
    409: "Nội dung vừa được sửa ở nơi khác",
    410: "Nội dung này đã được xoá",
    412: "Nội dung vừa được sửa ở nơi khác",
    413: "Nội dung gửi lên quá lớn",
    422: "Lỗi: nội dung chưa hợp lệ",
    429: "Quá nhiều lần thử",
    503: "Hệ thống đang bận",
}


def page_of(error: ProblemError, *, title: str = "", break_glass: BreakGlass | None = None) -> ProblemPage:
    """The page for a catalogued problem; says nothing that the catalogue's clinician text doesn't say."""
    status = error.problem.status
    chosen = title or _TITLES.get(status, "Việc này chưa làm được")
    return ProblemPage(
        status, chosen, error.clinician, code=error.problem.code, actions=(_HOME,), break_glass=break_glass
    )


def problem_response(request: HttpRequest, problem: ProblemPage) -> HttpResponse:
    """The whole page, or for htmx the part alone (swapped into #thong-bao by its status)."""
    is_partial = request.headers.get("HX-Request") == "true"
    template = "ui/problem_fragment.html" if is_partial else "ui/problem.html"
    return render(request, template, {"problem": problem}, status=problem.status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: unknown, or not yours; which of the two isn't told."""
    return problem_response(
        request,
        ProblemPage(
            404,
            _TITLES[404],
            "Địa chỉ này không có, hoặc anh/chị không có quyền xem.",
            "Không có dữ liệu nào bị thay đổi.",
            "Tìm lại bằng ô tìm kiếm, hoặc về trang đầu.",
            actions=(_HOME,),
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the incident id stands in the log as well (request.incident when one was given)."""
    incident = str(getattr(request, "incident", "")) or secrets.token_hex(6)
    problem = ProblemPage(
        500,
        "Phần mềm gặp sự cố",
        "Trang này không mở được do lỗi của phần mềm, không phải do anh/chị.",
        "Những gì đã báo “Đã lưu” vẫn còn nguyên. Việc vừa bấm có thể chưa được ghi.",
        "Thử lại sau 1 phút. Nếu vẫn lỗi, báo tổ công nghệ thông tin mã sự cố bên dưới.",
        incident=incident,
        actions=(_HOME,),
    )
    return problem_response(request, problem)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when a form was opened before signing in again, or came from elsewhere."""
    problem = ProblemPage(
        403,
        "Trang này đã mở quá lâu",
        "Phiên làm việc của trang đã đổi nên việc vừa gửi CHƯA được ghi.",
        "Nội dung đã báo “Đã lưu” vẫn còn nguyên.",
        "Quay lại trang trước, tải lại rồi làm lại việc vừa rồi.",
        actions=(_HOME,),
    )
    return problem_response(request, problem)
