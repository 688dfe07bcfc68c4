"""…/ho-so/<uuid>/quy-che/: what an issued regulation is evidence for, and the act that registers it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from benhan.access.permissions import Permission, demand, may
from benhan.assurance.evidence import File
from benhan.assurance.scheduling import judge_anew
from benhan.dossier.files.addresses import address_of_file
from benhan.dossier.files.finding import file_of
from benhan.dossier.files.presenters import crumbs
from benhan.dossier.models import Dossier
from benhan.dossier.papers.annexes.issuing import VALID, register, serves
from benhan.dossier.papers.wording import numbered
from benhan.fhir.problems import ProblemError
from benhan.law.catalogues import catalogues
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Cell, Column, Empty, Field, KeyValue, KeyValues, Row, Table
from benhan.ui.redirects import see_other
from benhan.ui.requests import actor_of, repository_of

KEY = "ghi-quy-che"
NAMES = ("number", "issued_on", "author", "kept_at")


@require_http_methods(["GET", "POST"])
def regulation(request: HttpRequest, system: str, dossier: UUID) -> HttpResponse:
    file = file_of(request, system, dossier)
    if request.method == "GET":
        return _show(request, file, NOTHING_TYPED)
    demand(actor_of(request), Permission.KEEP_ASSURANCE)
    repository = repository_of(request)
    given = {name: request.POST.get(name, "").strip() for name in NAMES}
    sent = request.FILES.get("file")
    try:
        made = register(
            repository,
            dossier=file,
            number=given["number"],
            issued_on=day_of(given["issued_on"], "issued_on"),
            author=given["author"],
            kept_at=given["kept_at"],
            file=File(str(sent.name), sent.read()) if sent is not None else None,
        )
    except ProblemError as problem:
        if problem.problem.status not in (409, 422):
            raise
        at = "issued_on" if problem.expression == "made_on" else problem.expression
        return _show(request, file, Typed(KEY, given, problem, at))
    judge_anew(repository, file.system)
    asked = sum(len(one.requirements) for one in made)
    messages.success(request, f"Đã ghi Quy chế làm bằng chứng cho {asked} yêu cầu.")
    return see_other(address_of_file(file))


def _show(request: HttpRequest, file: Dossier, typed: Typed) -> HttpResponse:
    mine = serves(file)
    may_keep = may(actor_of(request), Permission.KEEP_ASSURANCE)
    page = DeskPage(
        "Quy chế bảo đảm an ninh mạng",
        lead="Quy chế đã ký ban hành được ghi một lần làm bằng chứng cho mọi yêu cầu mà nó là văn bản được đòi. Yêu cầu "
        "phải chứng minh bằng sổ, biên bản, báo cáo không nằm trong danh sách này.",
        tables=tuple(_table(file, key, ids) for key, ids in mine.items()) or (_nothing(),),
        forms=(_form(file, typed),) if may_keep and mine else (),
        facts=KeyValues(
            (
                KeyValue("Hồ sơ", file.number),
                KeyValue("Quyết định ban hành", numbered(file.regulation_number, file.regulation_on)),
                KeyValue("Có giá trị", f"{VALID.days} ngày kể từ ngày ban hành"),
            )
        ),
    )
    *before, (number, _) = crumbs(file)
    trail = (*before, (number, address_of_file(file)), ("Quy chế", ""))
    context = {"frame": frame(request, *trail), "page": page}
    return render(
        request, "ui/desk.html", context, status=typed.problem.problem.status if typed.problem else 200
    )


def _table(file: Dossier, key: str, ids: tuple[str, ...]) -> Table:
    catalogue = catalogues()[key]
    rows = tuple(
        Row((Cell(catalogue.citation(one, file.level)), Cell(one.title, one.statement)))
        for one in map(catalogue.requirement, ids)
    )
    columns = (Column("Điều khoản", is_tight=True), Column("Yêu cầu"))
    return Table(key, f"{catalogue.code}: {len(ids)} yêu cầu", columns, rows, _EMPTY)


_EMPTY = Empty(
    "Chưa có yêu cầu nào",
    "Mở đánh giá của hệ thống ở cấp độ của hồ sơ để biết Quy chế đáp ứng yêu cầu nào.",
    icon="list",
)


def _nothing() -> Table:
    return Table(
        "khong-co", "Yêu cầu mà Quy chế đáp ứng", (Column("Điều khoản"), Column("Yêu cầu")), (), _EMPTY
    )


def _form(file: Dossier, typed: Typed) -> DeskForm:
    day = f"{file.regulation_on:%d/%m/%Y}" if file.regulation_on else ""
    signer = str(file.system.description.get("owner.representative") or "")

    def field(name: str, label: str, known: str, hint: str = "", *, is_required: bool = True) -> Field:
        return Field(
            name, label, "date" if name == "issued_on" else "text", typed.value(KEY, name, known),
            error=typed.error(KEY, name), hint=hint, is_required=is_required, max_length=120,
        )  # fmt: skip

    fields = (
        field("number", "Số quyết định ban hành", file.regulation_number, "Ví dụ: 12/QĐ-TTYT"),
        field("issued_on", "Ngày ban hành", day),
        field("author", "Người ký", signer),
        field("kept_at", "Nơi lưu bản gốc", "", "Để trống: văn thư của cơ sở", is_required=False),
        Field("file", "Bản đã ký (PDF), nếu có", "file", error=typed.error(KEY, "file")),
    )
    return DeskForm(
        KEY,
        "Ghi Quy chế vào sổ bằng chứng",
        ("Ghi một bằng chứng cho mỗi bộ yêu cầu đã mở đánh giá, hết hạn sau một năm kể từ ngày ban hành.",),
        fields,
        Action("Ghi vào sổ bằng chứng", method="submit", kind="primary", icon="check"),
        f"{address_of_file(file)}quy-che/",
        typed.summary(KEY, "Lỗi: CHƯA ghi Quy chế vào sổ bằng chứng"),
        has_files=True,
    )
