"""Taking an old paper record over as scans that stand in for it (EMR-CNV-02, EMR-TRANS-01).

Pictures (JPEG, PNG, or a scanner's PDF of one JPEG a page) become one PDF/A-3 with a sheet that says who converted what,
when, on whose decision and what becomes of the paper; the facility signs it; the record is sealed at once.
"""

from __future__ import annotations

import io
import struct
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader

from benhan.access.models import Facility
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.systems import (
    ARCHIVE_NUMBER,
    BASE,
    DOCUMENT_KIND,
    ENCOUNTER_CLASS,
    LOOKUP_CODE,
    RECORD_NUMBER,
)
from benhan.law.rules import retention_classes
from benhan.law.vietnam_time import VIETNAM, full_moment
from benhan.records import documents, sealing
from benhan.records.authority import desk
from benhan.records.office_papers import ScanPage, scan
from benhan.records.problems import PAPER_STATEMENT_NEEDS, SCAN_UNREADABLE
from benhan.records.retention import IMPORTED_CLASS, RETENTION_CLASS, RETENTION_UNTIL, RETENTION_WHY
from benhan.records.sealing import ARCHIVED_AS
from benhan.records.stages import RECORD_STAGE, RecordStage, tagged
from benhan.signing.appearance import AppearanceFont, seal_appearance
from benhan.signing.pades import Level, SignatureBox, sign
from benhan.store import blobs
from benhan.store.repository import Repository, Stored
from benhan.store.sealed import seal as lock_for_good

MEDIUM = f"{BASE}/StructureDefinition/hinh-thuc-ho-so"
CONVERSION = f"{BASE}/StructureDefinition/chuyen-doi-tu-giay"
SCANNED = "ban-quet"
MOST_PAGES, MOST_BYTES = 500, 40 * 1024 * 1024
FATES = {"giu": "giữ bản giấy trong kho lưu trữ", "huy": "hủy bản giấy theo quyết định nêu trên"}
MEDIA = {"electronic": "Điện tử", "paper": "Giấy (bản quét)", "hybrid": "Giấy và điện tử"}
_DEEPEST = 50  # levels of a PDF's page tree
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the person who converts states; the record's own class and year when it had ended."""

    title: str
    old_number: str
    began_on: date
    ended_on: date
    retention_class: str
    decision_number: str
    fate: str
    is_complete: bool
    medium: str = "paper"


def take_over(
    repository: Repository, *, patient: Stored, statement: Statement, files: Sequence[bytes]
) -> Stored:
    """A sealed record of the scans: Encounter (finished), Composition, one signed document.

    files   JPEG, PNG or PDF, in the order of the pages
    Raises  NOT_PERMITTED, PAPER_STATEMENT_NEEDS, SCAN_UNREADABLE, signing's problems
    Writes  all of it or nothing; from then on nothing in it is written
    """
    demand(repository.by, Permission.SCAN_PAPER_RECORD)
    _demand_whole(statement)
    pages = [page for content in files for page in pages_of(content)]
    if not pages or len(pages) > MOST_PAGES:
        raise SCAN_UNREADABLE.at("files", what=f"cần từ 1 đến {MOST_PAGES} trang")
    facility = Facility.objects.get(code=repository.by.facility)
    now = timezone.now()
    with repository.guard.official("Encounter", "Composition", "DocumentReference"):
        encounter = repository.create(_encounter(patient, statement))
        number = f"HS{now.astimezone(VIETNAM):%y}-G{uuid.uuid4().int % 10**7:07d}"
        document = _document(repository, facility, patient, encounter, statement, pages, number, now)
        record = repository.create(
            _composition(repository, patient, encounter, document, statement, number, now)
        )
        record = sealing.keep_package(repository, record)
    lock_for_good(repository, encounter=encounter.id, record=record.id)
    repository.record(
        Entry(
            "convert-paper",
            resource_type="Composition",
            resource_id=record.id,
            patient=patient.id,
            detail={"pages": len(pages), "fate": statement.fate},
        )
    )
    return record


def medium_of(record: Mapping[str, Any]) -> str:
    """paper, electronic or hybrid (EMR-TRANS-01); what says nothing was made here, electronically."""
    found = (one["valueCode"] for one in record.get("extension", ()) if one["url"] == MEDIUM)
    return str(next(found, "electronic"))


def document_of(repository: Repository, record: Stored) -> Stored | None:
    """The signed scans of a record taken over from paper; None when it never was on paper."""
    if medium_of(record.resource) == "electronic":
        return None
    pairs = [("encounter", str(record.resource["encounter"]["reference"])), ("_count", "5")]
    found = repository.search("DocumentReference", pairs).matches
    return next((one for one in found if documents.form_code(one) == SCANNED), None)


def _demand_whole(statement: Statement) -> None:
    needed = {
        "title": (statement.title.strip(), "tên hồ sơ"),
        "old_number": (statement.old_number.strip(), "số hồ sơ giấy"),
        "decision_number": (statement.decision_number.strip(), "số quyết định chuyển đổi"),
        "fate": (statement.fate in FATES, "cách xử lý bản giấy"),
        "retention_class": (statement.retention_class in retention_classes(), "nhóm lưu trữ"),
        "is_complete": (statement.is_complete, "xác nhận bản quét đủ và đúng bản giấy"),
        "ended_on": (
            statement.began_on <= statement.ended_on <= timezone.localdate(),
            "ngày kết thúc không trước ngày bắt đầu, không ở tương lai",
        ),
    }
    for name, (is_there, what) in needed.items():
        if not is_there:
            raise PAPER_STATEMENT_NEEDS.at(name, what=what)


def pages_of(content: bytes) -> list[ScanPage]:
    """The pictures of one uploaded file. Raises SCAN_UNREADABLE."""
    if len(content) > MOST_BYTES:
        raise SCAN_UNREADABLE.at("files", what="mỗi tệp không quá 40 MB")
    if content.startswith(_PNG):
        width, height = struct.unpack(">II", content[16:24]) if len(content) >= 24 else (1, 1)
        return [ScanPage(content, "png", width > height)]
    if content.startswith(_JPEG):
        return [ScanPage(content, "jpg", _is_wide(content))]
    if content.startswith(b"%PDF-"):
        return _of_pdf(content)
    raise SCAN_UNREADABLE.at("files", what="chỉ nhận tệp JPEG, PNG hoặc PDF của máy quét")


def _of_pdf(content: bytes) -> list[ScanPage]:
    """The one JPEG of each page of a scanner's PDF."""
    try:
        reader = PdfFileReader(io.BytesIO(content))
        if reader.encrypted:
            raise SCAN_UNREADABLE.at("files", what="tệp PDF không đặt mật khẩu")
        count = min(int(reader.root["/Pages"]["/Count"]), MOST_PAGES + 1)
        made = [_picture(reader, number) for number in range(count)]
    except (
        PdfReadError,
        KeyError,
        ValueError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
    ):
        raise SCAN_UNREADABLE.at("files", what="tệp PDF đọc được") from None
    return made


def _picture(reader: PdfFileReader, number: int) -> ScanPage:
    node, _ = reader.find_page_for_modification(number)  # type: ignore[no-untyped-call]
    page = node.get_object()
    for _ in range(_DEEPEST):  # a page tree that bites its own tail has no resources anywhere
        if "/Resources" in page:
            break
        page = page["/Parent"]
    pictures = [one.get_object() for one in page["/Resources"].get("/XObject", {}).values()]
    pictures = [one for one in pictures if one.get("/Subtype") == "/Image"]
    filters = pictures[0].get("/Filter") if len(pictures) == 1 else None
    names = filters if isinstance(filters, list) else [filters]
    if names != ["/DCTDecode"]:
        raise SCAN_UNREADABLE.at(
            "files",
            what="mỗi trang PDF là một ảnh JPEG của máy quét; nếu không, tải lên từng trang dạng JPEG hoặc PNG",
        )
    data = bytes(pictures[0].encoded_data)
    return ScanPage(data, "jpg", _is_wide(data))


def _is_wide(jpeg: bytes) -> bool:
    """Whether a JPEG is wider than high, from its frame header. Raises SCAN_UNREADABLE when it has none."""
    place = 2
    while place + 9 < len(jpeg) and jpeg[place] == 0xFF:
        marker, length = jpeg[place + 1], int.from_bytes(jpeg[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", jpeg[place + 5 : place + 9])
            return bool(width > height)
        place += 2 + length
    raise SCAN_UNREADABLE.at("files", what="ảnh JPEG đọc được")


def _encounter(patient: Stored, statement: Statement) -> dict[str, Any]:
    return {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": ENCOUNTER_CLASS, "code": "IMP"},
        "subject": {"reference": patient.reference},
        "period": {"start": statement.began_on.isoformat(), "end": statement.ended_on.isoformat()},
        "serviceProvider": {"reference": "Organization/co-so"},
        "type": [{"text": "Hồ sơ giấy cũ được chuyển đổi"}],
    }


def _lines(by: str, statement: Statement, pages: int, facility: str, now: datetime) -> list[str]:
    return [
        f"Tài liệu này là bản điện tử được chuyển đổi từ hồ sơ giấy: {statement.title}, số {statement.old_number}, "
        f"từ {statement.began_on:%d/%m/%Y} đến {statement.ended_on:%d/%m/%Y}, lưu tại {facility}.",
        f"Người chuyển đổi: {by}. Thời điểm chuyển đổi: {full_moment(now)}. Số trang: {pages}.",
        f"Người chuyển đổi xác nhận các ảnh sau đây đủ và đúng với bản giấy. Quyết định chuyển đổi số "
        f"{statement.decision_number}. Bản giấy: {FATES[statement.fate]}.",
        "Bản điện tử này được ký bằng chữ ký số của cơ sở.",
    ]


def _document(
    repository: Repository,
    facility: Facility,
    patient: Stored,
    encounter: Stored,
    statement: Statement,
    pages: Sequence[ScanPage],
    number: str,
    now: datetime,
) -> Stored:
    lines = _lines(repository.by.name, statement, len(pages), facility.name, now)
    mark = f"Bản chuyển đổi từ giấy, hồ sơ {number}"
    paper = scan(pages, facility=facility.name, title=statement.title, lines=lines, mark=mark, at=now)
    box, office = paper.signature_boxes["facility"], desk()
    look = seal_appearance(
        facility=facility.name, at=now, font=AppearanceFont.be_vietnam_pro(), is_demo=facility.is_demo
    )
    pdf = sign(
        paper.pdf,
        key=office.seal_key(facility),
        timestamps=office.timestamps,
        field=SignatureBox("facility", box.page, box.x1, box.y1, box.x2, box.y2),
        appearance=look,
        reason="Chuyển đổi từ giấy sang điện tử",
        location="",
        level=Level.B_LTA,
        trust=office.trust,
        at=now,
    )
    digest = blobs.put(repository.by.facility, pdf, "application/pdf")
    id_ = str(uuid.uuid4())
    body = {
        "resourceType": "DocumentReference",
        "id": id_,
        "identifier": [{"system": LOOKUP_CODE, "value": documents.lookup_code(id_)}],
        "status": "current",
        "docStatus": "final",
        "type": {"coding": [{"system": DOCUMENT_KIND, "code": SCANNED}], "text": "Bản quét hồ sơ giấy"},
        "subject": {"reference": patient.reference},
        "date": timezone.localtime(now).isoformat(timespec="milliseconds"),
        "author": [{"display": repository.by.name}],
        "context": {"encounter": [{"reference": encounter.reference}]},
        "extension": [_conversion(repository, statement, len(pages), now)],
    }
    return repository.update(documents.with_bytes(body, pdf, digest), may_create=True)


def _conversion(repository: Repository, statement: Statement, pages: int, now: datetime) -> dict[str, Any]:
    at = timezone.localtime(now).isoformat(timespec="seconds")
    parts = [
        {"url": "by", "valueString": repository.by.name},
        {"url": "at", "valueDateTime": at},
        {"url": "old-number", "valueString": statement.old_number.strip()[:60]},
        {"url": "decision", "valueString": statement.decision_number.strip()[:60]},
        {"url": "fate", "valueCode": statement.fate},
        {"url": "pages", "valueInteger": pages},
        {"url": "complete", "valueBoolean": statement.is_complete},
    ]
    return {"url": CONVERSION, "extension": parts}


def _composition(
    repository: Repository,
    patient: Stored,
    encounter: Stored,
    document: Stored,
    statement: Statement,
    number: str,
    now: datetime,
) -> dict[str, Any]:
    kept_as = retention_classes()[statement.retention_class]
    until = kept_as.until(statement.ended_on)
    ended = datetime.combine(statement.ended_on, time(12), VIETNAM).isoformat()
    attester = {"mode": "professional", "time": ended, "party": {"display": repository.by.name}}
    sealed = {
        "mode": "official",
        "time": timezone.localtime(now).isoformat(),
        "party": {"display": repository.by.name},
    }
    extension: list[dict[str, Any]] = [
        {"url": MEDIUM, "valueCode": statement.medium},
        {"url": ARCHIVED_AS, "valueIdentifier": {"system": ARCHIVE_NUMBER, "value": f"LT{number[2:]}"}},
        {"url": IMPORTED_CLASS, "valueCode": kept_as.key},
        {"url": RETENTION_CLASS, "valueCode": kept_as.key},
        {"url": RETENTION_WHY, "valueString": f"{kept_as.label}: thời hạn của hồ sơ giấy được giữ nguyên."},
    ]
    if until:
        extension.append({"url": RETENTION_UNTIL, "valueDate": until.isoformat()})
    body = {
        "resourceType": "Composition",
        "extension": extension,
        "identifier": {"system": RECORD_NUMBER, "value": number},
        "status": "final",
        "type": {
            "coding": [{"system": DOCUMENT_KIND, "code": SCANNED, "version": "1"}],
            "text": "Hồ sơ giấy",
        },
        "subject": {"reference": patient.reference},
        "encounter": {"reference": encounter.reference},
        "date": datetime.combine(statement.began_on, time(12), VIETNAM).isoformat(),
        "author": [{"display": repository.by.name}],
        "title": statement.title.strip()[:200],
        "attester": [attester, sealed],
        "custodian": {"reference": "Organization/co-so"},
        "section": [{"title": "Bản quét hồ sơ giấy", "entry": [{"reference": document.reference}]}],
    }
    return tagged(body, RECORD_STAGE, RecordStage.SEALED)
