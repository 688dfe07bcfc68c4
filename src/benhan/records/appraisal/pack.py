"""The appraisal pack as one zip: self-assessment, sample papers, signer matrix, status of security, exchange samples."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Sequence
from html import escape

from django.utils import timezone

from benhan.access.models import Facility
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.forms.catalogue import Form
from benhan.forms.print import PrintContext, render
from benhan.law.vietnam_time import full_moment
from benhan.records import package_layout as layout
from benhan.records import plain_zip
from benhan.records.annex365 import checking, exchange, writing, xml_schema
from benhan.records.annex365.writing import Sources
from benhan.records.appraisal import samples
from benhan.records.appraisal.probes import MISSING, PROVED, STATE_NAMES, forms_in_force
from benhan.records.appraisal.self_assessment import Assessed, assess
from benhan.store.repository import Repository

README, ASSESSMENT, MATRIX = "DOC-TOI-TRUOC.txt", "tu-danh-gia", "ma-tran-ky.csv"
PAPERS, EXCHANGE = "mau-benh-an/", "trao-doi/"
_ABOUT_SAFETY = (
    "EMR-NFR-01",
    "EMR-NFR-02",
    "EMR-NFR-04",
    "EMR-NFR-05",
    "EMR-NFR-07",
    "EMR-FUNC-06",
    "EMR-FUNC-08",
)
_README = """\
HỒ SƠ THẨM ĐỊNH BỆNH ÁN ĐIỆN TỬ
{facility} · lập lúc {at}
{demo}
tu-danh-gia.html, tu-danh-gia.csv   từng tiêu chí, căn cứ, bằng chứng, kết quả
ma-tran-ky.csv                      ai ký ở đâu, theo thứ tự nào, trên từng biểu mẫu
mau-benh-an/                        bản in mẫu của từng loại bệnh án, người bệnh là nhân vật tưởng tượng
trao-doi/                           tệp HoSoBenhAn mẫu dạng JSON và XML, lược đồ và kết quả kiểm tra
an-toan.html                        tình trạng bảo mật và sao lưu, ghi đúng như đang có
manifest.json                       mã băm SHA-256 của từng tệp

Kết quả: {proved} mục có bằng chứng từ hệ thống, {declared} mục cơ sở tự khai, {missing} mục CHƯA CÓ.
Mức chắc chắn của căn cứ: READ-T đọc toàn văn; READ-D đọc bản tổng hợp; RECALLED theo trí nhớ, CHƯA đối chiếu.
Cơ sở đính kèm thêm: quy chế ký, biên bản sao lưu và phục hồi, biên bản kiểm tra an toàn, quyết định cấp độ.
"""
_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{title}</title>
<style>body{{font-family:serif;max-width:72rem;margin:2rem auto}}table{{border-collapse:collapse;width:100%}}
td,th{{border:1px solid;padding:.3rem .5rem;text-align:left;vertical-align:top}}th{{background:#eee}}
.missing td:last-child{{font-weight:bold}}</style></head>
<body><h1>{title}</h1><p>{facility} · {at}</p>{demo}<table><thead><tr>{head}</tr></thead><tbody>
{rows}
</tbody></table></body></html>
"""


def make(repository: Repository) -> bytes:
    """The zip. Raises NOT_PERMITTED; writes an audit entry `appraisal-pack`."""
    demand(repository.by, Permission.EXPORT_RECORD)
    facility = Facility.objects.get(code=repository.by.facility)
    found = assess(repository)
    files = _pages(facility, found) | {MATRIX: _matrix()} | _papers(facility) | _exchange()
    sums = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    files["manifest.json"] = (
        json.dumps({"format": "benhan-tham-dinh/1", "files": sums}, indent=1) + "\n"
    ).encode()
    repository.record(Entry("appraisal-pack", resource_type="Organization", detail={"files": len(files)}))
    return plain_zip.build(files)


def _pages(facility: Facility, found: Sequence[Assessed]) -> dict[str, bytes]:
    at = full_moment(timezone.now())
    states = [one.evidence.state for one in found]
    proved, missing = states.count(PROVED), states.count(MISSING)
    note = _README.format(
        facility=facility.name, at=at, demo="BẢN DEMO – không có giá trị pháp lý\n" if facility.is_demo else "",
        proved=proved, missing=missing, declared=len(states) - proved - missing,
    )  # fmt: skip
    safety = [one for one in found if one.criterion.id in _ABOUT_SAFETY]
    return {
        README: note.encode(),
        f"{ASSESSMENT}.html": _table("Bảng tự đánh giá bệnh án điện tử", facility, at, found),
        f"{ASSESSMENT}.csv": _csv(
            ("Mã", "Tiêu chí", "Căn cứ", "Mức bắt buộc", "Bằng chứng", "Kết quả"),
            [_cells(one) for one in found],
        ),
        "an-toan.html": _table("Tình trạng bảo mật và sao lưu", facility, at, safety),
    }


def _cells(one: Assessed) -> tuple[str, ...]:
    about, evidence = one.criterion, one.evidence
    return about.id, about.criterion, one.where, about.force, evidence.words, STATE_NAMES[evidence.state]


def _table(title: str, facility: Facility, at: str, found: Sequence[Assessed]) -> bytes:
    names = ("Mã", "Tiêu chí", "Căn cứ", "Mức bắt buộc", "Bằng chứng", "Kết quả")
    rows = [
        f'<tr class="{one.evidence.state}">'
        + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(one))
        + "</tr>"
        for one in found
    ]
    demo = "<p><strong>BẢN DEMO – không có giá trị pháp lý</strong></p>" if facility.is_demo else ""
    return _PAGE.format(
        title=title, facility=escape(facility.name), at=at, demo=demo, rows="\n".join(rows),
        head="".join(f"<th>{name}</th>" for name in names),
    ).encode()  # fmt: skip


def _csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """UTF-8 with the mark that spreadsheet programs need to read Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([head, *rows])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _matrix() -> bytes:
    head = (
        "Mã biểu mẫu",
        "Tên",
        "Phiên bản",
        "Thứ tự",
        "Vị trí",
        "Ai ký",
        "Tư cách",
        "Bắt buộc",
        "Thêm của Benhan",
        "Mức chắc chắn",
    )
    rows = [
        (form.code, form.title, form.version, str(one.order), one.role, one.label, one.capacity,
         "không" if one.optional else "có", "có" if one.extension else "không", one.basis)
        for form in sorted(forms_in_force(), key=lambda form: form.code)
        for one in sorted(form.signers, key=lambda one: one.order)
    ]  # fmt: skip
    return _csv(head, rows)


def _papers(facility: Facility) -> dict[str, bytes]:
    """One print of each kind of record, all of an invented patient."""
    now = timezone.localtime()
    made = {}
    for form in sorted(forms_in_force(), key=lambda form: form.code):
        if form.kind == "record":
            context = PrintContext(facility=facility.name, made_at=now, is_demo=True, lookup_code="MAUXEMTHU")
            filled = samples.answers(form, facility=facility.name, now=now)
            made[f"{PAPERS}{form.code.replace('/', '-')}.pdf"] = render(form, filled, context).pdf
    return made


def _exchange() -> dict[str, bytes]:
    """The exchange files of an invented outpatient."""
    shape = exchange.shape()
    outpatient = _outpatient_form()
    now = timezone.localtime()
    texts = writing.texts_of(samples.answers(outpatient, facility="", now=now)) if outpatient else {}
    texts |= {
        "record.form": outpatient.code if outpatient else "",
        "record.number": "HS00-00000000",
        "identity_number": "000000000000",
    }
    tree = writing.build(Sources(texts), shape)
    json_file, xml = writing.to_json(tree), writing.to_xml(tree)
    schema = xml_schema.xsd(shape)
    report = checking.check(shape, tree, json_file, xml, schema)
    said = ("\n".join(checking.lines(report)) + "\n").encode()
    return {
        f"{EXCHANGE}{layout.ANNEX_JSON}": json_file,
        f"{EXCHANGE}{layout.ANNEX_XML}": xml,
        f"{EXCHANGE}{layout.ANNEX_SCHEMA}": schema,
        f"{EXCHANGE}{layout.ANNEX_REPORT}": said,
    }


def _outpatient_form() -> Form | None:
    return next(
        (form for form in forms_in_force() if form.kind == "record" and form.setting == "outpatient"), None
    )
