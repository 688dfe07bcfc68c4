"""Old paper records taken over as signed scans (EMR-CNV-02)."""

from __future__ import annotations

from datetime import date
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.fhir.systems import DOCUMENT_KIND, PATIENT_NUMBER
from benhan.law.rules import retention_classes
from benhan.records import documents, scans
from benhan.records.problems import PAPER_STATEMENT_NEEDS
from benhan.records.stages import RECORD_STAGE
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored
from benhan.ui.desk import NOTHING_TYPED, DeskForm, DeskPage, Typed, day_of
from benhan.ui.frame import frame
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Choice, Field, KeyValue, KeyValues
from benhan.ui.redirects import see_other
from benhan.ui.requests import repository_of
from benhan.ward.archive.list_presenters import HOME
from benhan.ward.signing.pages import PDF_POLICY

URL = f"{HOME}ho-so-giay/"
_FIELD_OF = {
    "title": "ten",
    "old_number": "so_cu",
    "decision_number": "so_quyet_dinh",
    "fate": "ban_giay",
    "retention_class": "nhom",
    "is_complete": "du",
    "ended_on": "den",
    "began_on": "tu",
    "files": "tep",
    "patient": "ma",
}
_NAMES = ("ma", "ten", "so_cu", "tu", "den", "nhom", "so_quyet_dinh", "ban_giay", "hinh_thuc", "du")


@require_http_methods(["GET", "POST"])
def take_over(request: HttpRequest) -> HttpResponse:
    """The statement and the files; the record is sealed with the facility's signature at once."""
    repository = repository_of(request)
    demand(repository.by, Permission.SCAN_PAPER_RECORD)
    typed = NOTHING_TYPED
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in _NAMES}
        try:
            files = [one.read() for one in request.FILES.getlist("tep")]
            record = scans.take_over(
                repository,
                patient=_patient(repository, given["ma"]),
                statement=_statement(given),
                files=files,
            )
        except ProblemError as problem:
            if problem.problem.status != 422:
                raise
            where = _FIELD_OF.get(problem.expression, "tu" if problem.problem.code == "BH-UI-0001" else "tep")
            typed = Typed("nhan", given, problem, where)
        else:
            messages.success(
                request, "Đã nhận hồ sơ giấy; bản quét có chữ ký số của cơ sở và được niêm phong."
            )
            return see_other(f"{HOME}{record.id}/")
    page = _page(repository, typed)
    context = {"frame": frame(request, ("Lưu trữ", HOME), ("Hồ sơ giấy cũ", "")), "page": page}
    return render(request, "ui/desk.html", context, status=422 if typed.problem else 200)


def _patient(repository: Repository, typed: str) -> Stored:
    if typed:
        pairs = [("identifier", f"{PATIENT_NUMBER}|{typed.upper()}"), ("_count", "1")]
        found = repository.search("Patient", pairs).matches
        if found:
            return found[0]
    raise PAPER_STATEMENT_NEEDS.at("patient", what="mã người bệnh có trong cơ sở")


def _statement(given: dict[str, str]) -> scans.Statement:
    began, ended = day_of(given["tu"]), day_of(given["den"])
    return scans.Statement(
        title=given["ten"],
        old_number=given["so_cu"],
        began_on=began or date.max,
        ended_on=ended or date.min,
        retention_class=given["nhom"],
        decision_number=given["so_quyet_dinh"],
        fate=given["ban_giay"],
        is_complete=given["du"] == "on",
        medium="hybrid" if given["hinh_thuc"] == "hybrid" else "paper",
    )


def _page(repository: Repository, typed: Typed) -> DeskPage:
    key = "nhan"

    def one(name: str, label: str, **more: Any) -> Field:
        return Field(
            name, label, value=typed.value(key, name), error=typed.error(key, name), is_required=True, **more
        )

    def choices(name: str, pairs: dict[str, str], default: str = "") -> tuple[Choice, ...]:
        return tuple(
            Choice(value, label, value == typed.value(key, name, default)) for value, label in pairs.items()
        )

    classes = {
        one.key: f"{one.label} ({one.years} năm)" if one.years else f"{one.label} (vĩnh viễn)"
        for one in retention_classes().values()
    }
    media = {name: label for name, label in scans.MEDIA.items() if name != "electronic"}
    fields = (
        one("ma", "Mã người bệnh", width="third", max_length=20),
        one("ten", "Tên hồ sơ", width="third", max_length=200, hint="Ví dụ: Bệnh án Nội khoa"),
        one("so_cu", "Số hồ sơ giấy", width="third", max_length=60),
        one("tu", "Từ ngày", kind="date", width="quarter"),
        one("den", "Đến ngày", kind="date", width="quarter"),
        one("nhom", "Nhóm lưu trữ của hồ sơ giấy", kind="select", choices=choices("nhom", classes, "normal")),
        one("so_quyet_dinh", "Số quyết định chuyển đổi", width="third", max_length=60),
        one(
            "ban_giay",
            "Bản giấy",
            kind="chips",
            choices=choices("ban_giay", scans.FATES, "giu"),
            width="half",
        ),
        one(
            "hinh_thuc", "Hồ sơ này", kind="chips", choices=choices("hinh_thuc", media, "paper"), width="half"
        ),
        one(
            "tep",
            "Các trang quét, theo thứ tự",
            kind="file",
            width="full",
            is_multiple=True,
            hint="JPEG, PNG hoặc PDF của máy quét; mỗi tệp không quá 40 MB",
        ),
        Field(
            "du",
            "Tôi xác nhận bản quét đủ và đúng với bản giấy",
            "boolean",
            typed.value(key, "du"),
            width="full",
            error=typed.error(key, "du"),
        ),
    )
    lines = (
        f"Tờ xác nhận chuyển đổi ghi tên {repository.by.name} và thời điểm; cơ sở ký số lên cả bản quét.",
        "Sau khi nhận, hồ sơ được niêm phong, không sửa hay thêm trang được.",
    )
    form = DeskForm(
        key,
        "",
        lines,
        fields,
        Action("Nhận hồ sơ giấy", method="submit", kind="primary", icon="upload"),
        URL,
        typed.summary(key, "Lỗi: hồ sơ giấy CHƯA được nhận"),
        has_files=True,
    )
    return DeskPage("Nhận hồ sơ giấy cũ", forms=(form,), facts=_counts(repository))


def _counts(repository: Repository) -> KeyValues:
    """Records by medium, for the statistics (EMR-TRANS-01)."""
    every, paper = repository.totals(
        "Composition",
        [
            [("_tag", f"{RECORD_STAGE}|")],
            [("_tag", f"{RECORD_STAGE}|"), ("type", f"{DOCUMENT_KIND}|{scans.SCANNED}")],
        ],
    )
    return KeyValues(
        (KeyValue("Hồ sơ điện tử", number(every - paper)), KeyValue("Hồ sơ giấy đã quét", number(paper))),
        "Theo hình thức",
    )


@require_GET
@csp_replace(PDF_POLICY)  # type: ignore[arg-type]
def scan_pdf(request: HttpRequest, record: str) -> HttpResponse:
    """The signed scans of a record taken over from paper."""
    repository = repository_of(request)
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    document = scans.document_of(repository, repository.read("Composition", record))
    if document is None:
        raise NOT_FOUND.at("DocumentReference")
    repository.record(
        Entry(
            "view-document",
            resource_type="DocumentReference",
            resource_id=document.id,
            patient=document.patient,
        )
    )
    answer = HttpResponse(documents.pdf_of(repository, document), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="ban-quet-{documents.lookup_code(document.id)}.pdf"'
    return answer
