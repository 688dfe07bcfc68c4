"""Does a record obey the Ministry's exchange structure, and the pack a board asks for before go-live."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access.permissions import Permission, demand
from benhan.records import package_contents
from benhan.records.annex365.checking import Report
from benhan.records.annex365.exchange import of_record
from benhan.records.appraisal import pack
from benhan.records.appraisal.probes import DECLARED, MISSING, PROVED, STATE_NAMES
from benhan.records.appraisal.self_assessment import Assessed, assess
from benhan.records.sealing import archive_number
from benhan.ui.frame import frame
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Badge, Cell, Column, Empty, KeyValue, KeyValues, Notice, Row, Table
from benhan.ui.requests import repository_of
from benhan.ward.archive.list_presenters import HOME
from benhan.ward.archive.reading import open_file

_TONES = {PROVED: Badge(STATE_NAMES[PROVED], "la", "dot"), DECLARED: Badge(STATE_NAMES[DECLARED], "", "dot-half"),
          MISSING: Badge(STATE_NAMES[MISSING], "son", "dot-open")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ExchangePage:
    """The verdict, how full each group is, and every departure."""

    verdict: Notice
    about: KeyValues
    groups: Table
    faults: Table
    notices: tuple[str, ...]
    back_url: str


@require_GET
def exchange(request: HttpRequest, record: str) -> HttpResponse:
    """The record in the exchange structure as it would go out now."""
    repository = repository_of(request)
    demand(repository.by, Permission.EXPORT_RECORD)
    file = open_file(repository, record)
    contents = package_contents.collect(repository, file.record)
    report = of_record(contents, archive_number(file.record.resource)).report
    back = f"{HOME}{record}/"
    context = {
        "frame": frame(request, ("Lưu trữ", HOME), ("Hồ sơ", back), ("Cấu trúc trao đổi", "")),
        "page": _exchange_page(report, back),
    }
    return render(request, "ward/archive/exchange.html", context)


def _exchange_page(report: Report, back: str) -> ExchangePage:
    count = len(report.faults) + len(report.schema_faults)
    verdict = (
        Notice("Hồ sơ đúng cấu trúc trao đổi", "JSON và XML đạt kiểm tra kiểu, chiều dài và lược đồ.", "la", "check")
        if report.is_valid
        else Notice(
            f"Còn {number(count)} chỗ chưa đúng cấu trúc",
            "Hồ sơ vẫn kết xuất được; tệp kiểm tra trong gói ghi lại các chỗ này.", "hoe", "warning",
        )
    )  # fmt: skip
    rows = [Row((Cell(one.path, is_strong=True), Cell(one.why))) for one in report.faults]
    rows += [Row((Cell("HoSoBenhAn.xsd", is_strong=True), Cell(one))) for one in report.schema_faults]
    groups = tuple(
        Row((
            Cell(one.name, "" if one.known else "chỉ biết tên nhóm", is_strong=True),
            Cell(number(one.filled)),
            Cell(number(one.elements)),
        ))
        for one in report.groups
    )  # fmt: skip
    return ExchangePage(
        verdict=verdict,
        about=KeyValues((KeyValue("Cấu trúc", report.version), KeyValue("Mức chắc chắn của tên phần tử", report.basis))),
        groups=Table(
            "nhom", "Mười một nhóm",
            (Column("Nhóm"), Column("Có nội dung", is_numeric=True), Column("Phần tử", is_numeric=True)), groups,
            Empty("Không có nhóm nào", "Cấu trúc không có nhóm."),
        ),
        faults=Table(
            "loi", "Chỗ chưa đúng", (Column("Phần tử"), Column("Vì sao")), tuple(rows),
            Empty("Không có chỗ nào sai", "Kiểu, chiều dài và thứ tự phần tử đều đúng.", icon="check"),
        ),
        notices=report.notices,
        back_url=back,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def appraisal(request: HttpRequest) -> HttpResponse:
    """What the system can show a board now; POST hands out the whole pack."""
    repository = repository_of(request)
    demand(repository.by, Permission.EXPORT_RECORD)
    if request.method == "POST":
        answer = HttpResponse(pack.make(repository), content_type="application/zip")
        name = f"ho-so-tham-dinh-{timezone.localdate():%Y%m%d}.zip"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    found = assess(repository)
    context = {
        "frame": frame(request, ("Lưu trữ", HOME), ("Hồ sơ thẩm định", "")),
        "notice": _summary(found),
        "table": _criteria(found),
    }
    return render(request, "ward/archive/appraisal.html", context)


def _summary(found: tuple[Assessed, ...]) -> Notice:
    states = [one.evidence.state for one in found]
    words = ", ".join(f"{number(states.count(state))} {name.lower()}" for state, name in STATE_NAMES.items())
    return Notice(
        "Tự đánh giá trước khi công bố", f"{words[:1].upper()}{words[1:]}. Mục chưa có thì gói cũng ghi là chưa có.",
        "hoe" if MISSING in states else "la", "shield",
    )  # fmt: skip


def _criteria(found: tuple[Assessed, ...]) -> Table:
    rows = tuple(
        Row((
            Cell(one.criterion.criterion, one.where, is_strong=True),
            Cell(one.evidence.words),
            Cell(badge=_TONES[one.evidence.state]),
        ))
        for one in found
    )  # fmt: skip
    return Table(
        "tieu-chi", "Tiêu chí", (Column("Tiêu chí"), Column("Bằng chứng"), Column("Kết quả", is_tight=True)), rows,
        Empty("Chưa có tiêu chí nào", "Tiêu chí nằm trong tệp dữ liệu của phần mềm."),
    )  # fmt: skip
