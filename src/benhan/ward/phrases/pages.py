"""/cau-mau/: the department's sentence templates; /cau-mau.json: what phrases.js asks while one types "/"."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from benhan.fhir.problems import ProblemError
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Cell, Choice, Column, Empty, ErrorSummary, Field, FieldError, Row, Table
from benhan.ui.requests import actor_of, repository_of
from benhan.ward.phrases import keeping
from benhan.ward.phrases.problems import PHRASE_EMPTY, PHRASE_TAKEN

# Questions people write the same sentences into most; any other key may come from a form's own button.
FIELDS = (
    ("", "Mọi ô chữ"),
    ("illness_course", "Quá trình bệnh lý"),
    ("history_personal", "Tiền sử bản thân"),
    ("exam_general", "Khám toàn thân"),
    ("progress", "Diễn biến bệnh"),
    ("b_course", "Quá trình bệnh lý và diễn biến lâm sàng"),
    ("b_treatment", "Phương pháp điều trị"),
)


@require_GET
def find(request: HttpRequest) -> JsonResponse:
    field, text = request.GET.get("o", "")[:80], request.GET.get("q", "")[:60]
    listed = keeping.found(actor_of(request), field, text)
    body = {"results": [{"name": one.name, "text": one.text} for one in listed]}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False})


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return _page(request, {"o": request.GET.get("o", "")})
    typed = {name: request.POST.get(name, "") for name in ("khoa", "o", "ten", "noi_dung")}
    try:
        keeping.add(
            repository_of(request),
            department=typed["khoa"],
            field=typed["o"],
            name=typed["ten"],
            text=typed["noi_dung"],
            now=timezone.now(),
        )
    except ProblemError as problem:
        if problem.problem not in (PHRASE_EMPTY, PHRASE_TAKEN):
            raise
        return _page(request, typed, problem.clinician, problem.problem.status)
    messages.success(request, f"Đã lưu câu mẫu {typed['ten'].strip()}.")
    return HttpResponseRedirect("/cau-mau/")


@require_POST
def remove(request: HttpRequest, phrase: int) -> HttpResponse:
    if keeping.remove(repository_of(request), phrase):
        messages.success(request, "Đã bỏ câu mẫu.")
    return HttpResponseRedirect("/cau-mau/")


def _page(request: HttpRequest, typed: Mapping[str, str], error: str = "", status: int = 200) -> HttpResponse:
    actor, names = actor_of(request), _departments(request)
    is_keeper = keeping.may_keep(actor)
    labels = dict(FIELDS)
    rows = tuple(
        Row(
            (
                Cell(f"/{one.name}", is_strong=True),
                Cell(one.text),
                Cell(labels.get(one.field, one.field)),
                Cell(names.get(one.department, one.department), one.by),
                Cell(
                    action=Action("Bỏ", f"/cau-mau/{one.pk}/bo/", method="post", kind="quiet")
                    if is_keeper
                    else None,
                    text="" if is_keeper else "—",
                ),
            )
        )  # fmt: skip
        for one in keeping.of_department(actor)
    )
    empty = Empty(
        "Khoa chưa có câu mẫu nào", "Thêm câu đầu tiên ở ô bên dưới; khi viết, gõ / rồi tên câu.", icon="edit"
    )
    columns = (Column("Gõ", is_tight=True), Column("Nội dung"), Column("Dùng cho"), Column("Của khoa", is_minor=True),
               Column("Việc", is_tight=True))  # fmt: skip
    context = {
        "frame": frame(request, ("Việc của tôi", "/"), ("Câu mẫu", "")),
        "table": Table("cau-mau", "Câu mẫu của khoa", columns, rows, empty, hides_caption=True),
        "fields": _fields(typed, names, error) if is_keeper else (),
        "error": ErrorSummary((FieldError("ten", error),), "Lỗi: câu mẫu CHƯA được lưu") if error else None,
    }
    return render(request, "ward/phrases/index.html", context, status=status)


def _departments(request: HttpRequest) -> dict[str, str]:
    references = [f"Organization/{one}" for one in sorted(actor_of(request).departments)]
    found = repository_of(request).read_many(references)
    return {one: str(found[f"Organization/{one}"].resource.get("name", one)) if f"Organization/{one}" in found else one
            for one in sorted(actor_of(request).departments)}  # fmt: skip


def _fields(typed: Mapping[str, str], names: Mapping[str, str], error: str) -> tuple[Field, ...]:
    chosen = typed.get("khoa") or next(iter(names), "")
    asked = typed.get("o", "")
    known = FIELDS if asked in dict(FIELDS) else (*FIELDS, (asked, f"Mục “{asked}”"))
    return (
        Field("ten", "Tên gọi ngắn", value=typed.get("ten", ""), hint="Không có dấu cách, ví dụ ho-khan",
              error=error, max_length=40, width="third"),
        Field("o", "Dùng cho", "select", width="third",
              choices=tuple(Choice(key, label, key == asked) for key, label in known)),
        Field("khoa", "Của khoa", "select", width="third",
              choices=tuple(Choice(key, label, key == chosen) for key, label in names.items())),
        Field("noi_dung", "Nội dung", "textarea", typed.get("noi_dung", ""), width="full",
              hint="Chữ được chèn nguyên như thế; xem lại từng chữ cho đúng người bệnh", max_length=keeping.LONGEST),
    )  # fmt: skip
