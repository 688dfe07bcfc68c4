"""The sheet that proves how a paper was confirmed, recording a representative, and the demonstration's messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from benhan.access.models import Facility
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.law.representatives import kinds
from benhan.records import confirmations, confirming, documents, plain_zip, representatives
from benhan.records import messages as ways_out
from benhan.records.confirmations import Proof
from benhan.records.representatives import Described
from benhan.signing.confirmations import METHOD_NAMES, MethodClass
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.frame import frame
from benhan.ui.parts import Action, Cell, Choice, Column, Empty, Field, KeyValue, KeyValues, Row, Table
from benhan.ui.requests import actor_of, repository_of
from benhan.ui.typed_days import day_of
from benhan.ward.signing.pages import Paper, paper_of

_MOST_BYTES = 5_000_000
_SCANS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
_TYPED = ("loai", "ho_ten", "quan_he", "so_dinh_danh", "dien_thoai", "giay_to", "tu_ngay", "den_ngay")


@dataclass(frozen=True, slots=True)
class ProofPage:
    """Every filled place of a paper with what proves it; also the body of the sheet that is handed out."""

    title: str
    facility: str
    paper: KeyValues
    places: tuple[KeyValues, ...]
    at: str
    back_url: str
    download: Action


@require_GET
def proof(request: HttpRequest, document: str) -> HttpResponse:
    """The sheet as a page; with ?tai=1 the sheet, the evidence and the PDF in one file."""
    repository, paper = repository_of(request), paper_of(request, document)
    found = confirmations.proofs(repository, paper.document)
    page = _proof_page(repository.by.facility, paper, found)
    is_taken = request.GET.get("tai") == "1"
    repository.record(
        Entry("export" if is_taken else "view-evidence", resource_type="DocumentReference", resource_id=document,
              version=paper.document.version, patient=paper.document.patient, detail={"evidence": len(found)})
    )  # fmt: skip
    if is_taken:
        sheet = render_to_string("ward/signing/proof_sheet.html", {"page": page}).encode()
        files = {"bang-chung.html": sheet, "tai-lieu.pdf": documents.pdf_of(repository, paper.document)}
        content = plain_zip.build(files | confirmations.evidence_files(found, repository))
        answer = HttpResponse(content, content_type="application/zip")
        name = f"bang-chung-{documents.lookup_code(document)}.zip"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        return answer
    back = f"/kham/giay/{document}/ky/"
    crumbs = (("Phòng khám", "/kham/"), ("Giấy tờ", back), ("Bằng chứng xác nhận", ""))
    context = {"frame": frame(request, *crumbs), "banner": paper.banner, "page": page}
    return render(request, "ward/signing/proof.html", context)


def _proof_page(facility: str, paper: Paper, found: tuple[Proof, ...]) -> ProofPage:
    document = paper.document
    labels = {one.role: one.label for one in paper.form.signers}
    url = f"/kham/giay/{document.id}/bang-chung/"
    return ProofPage(
        title=f"Bằng chứng xác nhận {paper.form.title.lower()}",
        facility=Facility.objects.get(code=facility).name,
        paper=KeyValues((
            KeyValue("Giấy", paper.form.title, f"{paper.form.code} phiên bản {paper.form.version}"),
            KeyValue("Mã tra cứu", documents.lookup_code(document.id)),
            KeyValue("SHA-256 của tệp PDF hiện có", documents.sha256_of(document)),
        )),
        places=tuple(_place(one, labels.get(one.role, one.role)) for one in found),
        at=dates_vi.full_moment(timezone.now()),
        back_url=f"/kham/giay/{document.id}/ky/",
        download=Action("Tải bằng chứng", f"{url}?tai=1", icon="download"),
    )  # fmt: skip


def _place(one: Proof, label: str) -> KeyValues:
    method = (
        "từ chối ký, không phải xác nhận"
        if one.method_class == 0
        else f"loại {one.method_class}: {METHOD_NAMES[MethodClass(one.method_class)]}"
    )
    lines = [
        KeyValue("Ai", one.who or "không rõ tên", confirming.CAPACITY_NAMES.get(one.capacity, "")),
        KeyValue("Lúc", dates_vi.full_moment(one.at)),
        KeyValue("Phương pháp", method),
    ]
    return KeyValues((*lines, *_evidence_lines(one)), label)


def _evidence_lines(one: Proof) -> list[KeyValue]:
    """What the evidence says; nothing for a digital signature, whose proof is inside the PDF."""
    said: Mapping[str, object] = one.evidence
    if not said:
        return [KeyValue("Bằng chứng", "chữ ký số trong tệp PDF")]
    witness = said.get("witness")
    second, device = said.get("second_witness"), said.get("device")
    made = [
        ("Quan hệ", said.get("relation")),
        ("Người chứng kiến", witness.get("name") if isinstance(witness, dict) else ""),
        ("Người chứng kiến thứ hai", second.get("name") if isinstance(second, dict) else ""),
        ("Lý do từ chối", said.get("reason")),
        ("Đã xác nhận câu", said.get("text")),
        ("Gửi mã tới", said.get("channel")),
        ("Số giao dịch", said.get("transaction")),
        ("Thiết bị", device.get("name") if isinstance(device, dict) else device),
        ("Nơi xác nhận", said.get("address")),
        ("SHA-256 của tệp đã xem", said.get("document_sha256")),
        ("SHA-256 của bằng chứng", one.sha256),
    ]
    return [KeyValue(label, str(value)) for label, value in made if value]


@require_http_methods(["GET", "POST"])
def representative(request: HttpRequest, document: str) -> HttpResponse:
    """Record who stands for the patient, with the paper that makes them so (EMR-LAW-13)."""
    demand(actor_of(request), Permission.WITNESS_CONFIRMATION)
    paper = paper_of(request, document)
    typed = {name: str(request.POST.get(name, "")).strip() for name in _TYPED}
    if request.method == "GET":
        return _representative_page(request, paper, typed, {})
    errors: dict[str, str] = {}
    since, until = day_of(typed["tu_ngay"], "tu_ngay", errors), day_of(typed["den_ngay"], "den_ngay", errors)
    content, media_type = _scan(request, errors)
    for name, what in (("ho_ten", "họ tên"), ("quan_he", "quan hệ với người bệnh")):
        if not typed[name]:
            errors[name] = f"Chưa ghi {what}."
    kind = kinds().get(typed["loai"])
    if kind is None:
        errors["loai"] = "Chọn loại đại diện."
    elif kind.needs_document and not typed["giay_to"]:
        errors["giay_to"] = f"Loại này cần giấy tờ: {kind.basis_document.lower()}."
    if since and until and until < since:
        errors["den_ngay"] = "Ngày hết hiệu lực đứng trước ngày bắt đầu."
    if not errors:
        described = Described(
            typed["loai"], typed["ho_ten"], typed["quan_he"], typed["so_dinh_danh"], typed["dien_thoai"], typed["giay_to"],
            content, media_type, since, until,
        )  # fmt: skip
        try:
            representatives.add(repository_of(request), patient=paper.document.patient, described=described)
        except ProblemError as problem:
            if problem.problem.code != "BH-RECORD-0134":
                raise
            errors[""] = problem.clinician
    if errors:
        return _representative_page(request, paper, typed, errors)
    messages.success(request, f"Đã ghi {typed['ho_ten']} là người đại diện.")
    return HttpResponseRedirect(f"/kham/giay/{document}/xac-nhan/")


def _scan(request: HttpRequest, errors: dict[str, str]) -> tuple[bytes, str]:
    """The uploaded scan and what its first bytes say it is."""
    given = request.FILES.get("tep")
    if given is None:
        return b"", ""
    content = given.read(_MOST_BYTES + 1)
    kind = next((kind for mark, kind in _SCANS.items() if content.startswith(mark)), "")
    if not kind or len(content) > _MOST_BYTES:
        errors["tep"] = "Chỉ nhận PDF, JPEG hoặc PNG, tối đa 5 MB."
        return b"", ""
    return content, kind


def _representative_page(
    request: HttpRequest, paper: Paper, typed: Mapping[str, str], errors: Mapping[str, str]
) -> HttpResponse:
    def text(name: str, label: str, hint: str = "", kind: str = "text") -> Field:
        is_needed = name in ("ho_ten", "quan_he")
        return Field(name, label, kind, typed.get(name, ""), hint=hint, error=errors.get(name, ""), max_length=160,  # type: ignore[arg-type]
                     is_required=is_needed)  # fmt: skip

    chosen = typed.get("loai") or "family"
    choices = tuple(
        Choice(one.key, one.label, one.key == chosen, one.basis_document) for one in kinds().values()
    )
    fields = (
        Field("loai", "Loại đại diện", "choice", choices=choices, width="full", error=errors.get("loai", ""),
              hint="Các loại ghi theo trí nhớ, CHƯA đối chiếu với Điều 8 khoản 2 Luật Khám bệnh, chữa bệnh"),
        text("ho_ten", "Họ tên"), text("quan_he", "Quan hệ với người bệnh", "Ví dụ: mẹ, con, người giám hộ"),
        text("so_dinh_danh", "Số định danh cá nhân"), text("dien_thoai", "Điện thoại", "Mã xác nhận gửi tới số này", "phone"),
        text("giay_to", "Giấy tờ căn cứ", "Tên, số, ngày của giấy"),
        Field("tep", "Bản chụp giấy tờ", "file", hint="PDF, JPEG hoặc PNG, tối đa 5 MB", error=errors.get("tep", "")),
        text("tu_ngay", "Có hiệu lực từ", "Bỏ trống là hôm nay", "date"),
        text("den_ngay", "Đến", "Bỏ trống là không có hạn", "date"),
    )  # fmt: skip
    back = f"/kham/giay/{paper.document.id}/xac-nhan/"
    crumbs = (("Phòng khám", "/kham/"), ("Xác nhận", back), ("Người đại diện", ""))
    context = {
        "frame": frame(request, *crumbs),
        "banner": paper.banner,
        "fields": fields,
        "error": errors.get("", ""),
        "is_refused": bool(errors),
        "back_url": back,
        "known": _known(representatives.of_patient(repository_of(request), paper.document.patient)),
    }
    return render(request, "ward/signing/representative.html", context, status=422 if errors else 200)


def _known(people: tuple[Stored, ...]) -> Table:
    rows = []
    for one in people:
        kind = representatives.kind_of(one.resource)
        period = one.resource.get("period", {})
        until = str(period.get("end", ""))
        rows.append(
            Row((
                Cell(representatives.name_of(one.resource), representatives.relation_of(one.resource), is_strong=True),
                Cell(kind.label if kind else "không rõ"),
                Cell(representatives.basis_of(one.resource) or "chưa có giấy tờ"),
                Cell(f"đến {dates_vi.day(until)}" if until else "không có hạn"),
            ))
        )  # fmt: skip
    return Table(
        "dai-dien", "Người đại diện đang có hiệu lực",
        (Column("Họ tên"), Column("Loại"), Column("Giấy tờ"), Column("Hiệu lực", is_tight=True)), tuple(rows),
        Empty("Chưa ghi người đại diện nào", "Ghi ở mẫu bên trên.", icon="people"),
    )  # fmt: skip


@require_GET
def demo_messages(request: HttpRequest) -> HttpResponse:
    """What the demonstration would have sent to telephones; elsewhere there is no such page."""
    demand(actor_of(request), Permission.WITNESS_CONFIRMATION)
    if settings.BENHAN_MESSAGES != "demo":
        raise Http404
    rows = tuple(
        Row((Cell(one["at"][11:19]), Cell(one["to"]), Cell(one["text"], is_strong=True)))
        for one in ways_out.demo_outbox().messages()
    )
    table = Table(
        "tin-nhan", "Tin nhắn gần đây", (Column("Lúc", is_tight=True), Column("Tới số", is_tight=True), Column("Nội dung")),
        rows, Empty("Chưa gửi tin nhắn nào", "Mã xác nhận gửi cho người bệnh hiện ở đây.", icon="phone"),
    )  # fmt: skip
    context = {"frame": frame(request, ("Phòng khám", "/kham/"), ("Hộp thư thử", "")), "table": table}
    return render(request, "ward/signing/demo_messages.html", context)
