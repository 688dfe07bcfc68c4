"""One record in words: where it stands, its papers, who did what when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.fhir.problems import Finding
from benhan.forms.catalogue import Signer
from benhan.law.rules import retention_classes
from benhan.records import documents
from benhan.records.archive import author_of
from benhan.records.completeness import attested_at, living, overdue
from benhan.records.deadlines import limits as limits_of
from benhan.records.lifecycle import RETURN_REASON
from benhan.records.retention import why_retained
from benhan.records.scans import MEDIA, medium_of
from benhan.records.sealing import archive_number, retained
from benhan.records.stages import DocumentStage, RecordStage, document_stage
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    KeyValue,
    KeyValues,
    Notice,
    PatientBanner,
    PrintHeader,
    Row,
    Steps,
    Table,
    Timeline,
    TimelineEntry,
    life_of_record,
)
from benhan.ward.archive.list_presenters import BADGES, HOME
from benhan.ward.archive.reading import RecordFile, slot_of

_DOCUMENT_BADGES = {
    DocumentStage.PREPARED: Badge("Chờ ký", "hoe", "dot-open"),
    DocumentStage.SIGNING: Badge("Đang ký", "hoe", "dot-half"),
    DocumentStage.SIGNED: Badge("Đã ký đủ", "la", "dot"),
    DocumentStage.SUPERSEDED: Badge("Đã thay bằng bản khác", "", "copy"),
    DocumentStage.CANCELLED: Badge("Đã hủy", "son", "cross"),
}
_ATTESTED = {
    "professional": ("Đóng hồ sơ, nộp về Kế hoạch tổng hợp", "lock", ""),
    "legal": ("Duyệt, nhận hồ sơ", "check", "la"),
    "official": ("Niêm phong", "seal", "la"),
}
SEAL_LABEL = "Con dấu số của cơ sở"


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The page of one record; offices are the acts this person may do at this stage."""

    heading: str
    banner: PatientBanner
    print_header: PrintHeader
    badge: Badge
    life: Steps
    facts: KeyValues
    documents: Table
    timeline: Timeline
    notices: tuple[Notice, ...]
    offices: tuple[DeskForm, ...]
    actions: tuple[Action, ...]
    complete_url: str


def record_page(
    file: RecordFile, banner: PatientBanner, actor: Actor, *, facility: str, authority: str,
    offices: tuple[DeskForm, ...], now: datetime,
) -> RecordPage:  # fmt: skip
    resource = file.record.resource
    record_number = str(resource["identifier"]["value"])
    late = overdue(file.encounter, file.record, now, limits_of(actor.facility)) or ""
    url = f"{HOME}{file.record.id}/"
    return RecordPage(
        heading=f"Hồ sơ {archive_number(resource) or record_number}",
        banner=banner,
        print_header=PrintHeader(
            authority,
            facility,
            str(resource["title"]).upper(),
            form_code=documents.form_code(file.record),
            number=record_number,
        ),
        badge=Badge(f"{BADGES[file.stage].text}, quá hạn", "son", "clock") if late else BADGES[file.stage],
        life=_life(file, now),
        facts=_facts(file),
        documents=_documents(file),
        timeline=_timeline(file, now),
        notices=_notices(file, late),
        offices=offices,
        actions=_actions(url, actor, file.stage, medium_of(resource)),
        complete_url=f"{url}day-du/" if file.stage in (RecordStage.OPEN, RecordStage.CLOSED) else "",
    )


def _actions(url: str, actor: Actor, stage: RecordStage, medium: str) -> tuple[Action, ...]:
    verify = Action("Kiểm tra chữ ký", f"{url}kiem-tra/", icon="shield")
    exchange = Action("Cấu trúc trao đổi", f"{url}trao-doi/", icon="list")
    keeping = Action("Thời hạn lưu trữ", f"{url}luu-giu/", icon="archive")
    asked: tuple[Action, ...] = (Action("Nhận xét", f"{url}nhan-xet/", icon="edit"),)
    if may(actor, Permission.MANAGE_REQUESTS):
        asked += (Action("Nhận yêu cầu", f"{HOME}yeu-cau/moi/{url.removeprefix(HOME)}", icon="paper"),)
    if medium != "electronic":
        return (
            Action("Mở bản quét", f"{url}ban-quet.pdf", kind="primary", icon="paper"),
            verify,
            keeping,
            *asked,
        )
    if stage is RecordStage.SEALED and may(actor, Permission.EXPORT_RECORD):
        return (verify, exchange, keeping, *asked, Action("Kết xuất hồ sơ", "#ket-xuat", icon="download"))
    return (verify, exchange, keeping, *asked)


def _life(file: RecordFile, now: datetime) -> Steps:
    alive = living(file.documents)
    signed = bool(alive) and all(document_stage(one.resource) is DocumentStage.SIGNED for one in alive)
    reached = {RecordStage.CLOSED: 3, RecordStage.APPROVED: 4, RecordStage.SEALED: 5}.get(
        file.stage, 2 if signed else 0
    )
    opened = datetime.fromisoformat(str(file.record.resource["date"]))
    last = max((_when(one) for found in file.signatures.values() for one in found), default=None)
    notes = [
        _author(file.record),
        f"{sum(map(len, file.signatures.values()))} chữ ký" if last else "chưa có chữ ký",
    ]
    notes += [_attester(file.record, mode) for mode in _ATTESTED]
    times = [opened, last, *(attested_at(file.record, mode) for mode in _ATTESTED)]
    done = [
        f"{note} · {dates_vi.near_moment(at, now=now)}" if at and place < reached else ""
        for place, (note, at) in enumerate(zip(notes, times, strict=True))
    ]
    return life_of_record(reached, tuple(done))


def _when(provenance: Stored) -> datetime:
    return datetime.fromisoformat(str(provenance.resource["signature"][0]["when"]))


def _author(record: Stored) -> str:
    return author_of(record) or "không rõ người"


def _attester(record: Stored, mode: str) -> str:
    found = [one for one in record.resource.get("attester", ()) if one["mode"] == mode]
    return str(found[-1].get("party", {}).get("display", "")) if found else ""


def _facts(file: RecordFile) -> KeyValues:
    resource = file.record.resource
    kept_as, until = retained(resource)
    label = retention_classes()[kept_as].label if kept_as in retention_classes() else ""
    ends = dates_vi.day(date.fromisoformat(until)) if until else "vĩnh viễn"
    kept = ends if kept_as else "tính khi niêm phong"
    return KeyValues((
        KeyValue("Số hồ sơ", str(resource["identifier"]["value"])),
        KeyValue("Số lưu trữ", archive_number(resource) or "có khi niêm phong"),
        KeyValue("Loại hồ sơ", str(resource["title"]), documents.form_code(file.record)),
        KeyValue("Hình thức", MEDIA[medium_of(resource)]),
        KeyValue("Bác sĩ mở hồ sơ", _author(file.record)),
        KeyValue("Mở lúc", dates_vi.full_moment(datetime.fromisoformat(str(resource["date"])))),
        KeyValue("Lưu trữ đến", kept, why_retained(resource) or label),
    ))  # fmt: skip


def _documents(file: RecordFile) -> Table:
    rows = tuple(_document(one, file.signatures.get(one.id, ())) for one in file.documents)
    signatures = sum(map(len, file.signatures.values()))
    return Table(
        "giay-to", "Giấy tờ trong hồ sơ",
        (Column("Giấy tờ"), Column("Người ký"), Column("Trạng thái"), Column("Bản in", is_numeric=True)),
        rows,
        Empty("Hồ sơ chưa có giấy tờ", "Giấy tờ hiện ở đây khi bác sĩ trình ký.", icon="paper"),
        totals=(Cell(f"{number(len(rows))} giấy tờ, {number(signatures)} chữ ký"), Cell(), Cell(), Cell()) if rows else (),
    )  # fmt: skip


def _document(document: Stored, signatures: Sequence[Stored]) -> Row:
    form = documents.form_of(document)
    signers: Mapping[str, Signer] = {one.role: one for one in form.signers}
    lines = [_signed_line(one, signers) for one in signatures]
    code = " · ".join(
        part for part in (form.shown_code, f"tra cứu {documents.lookup_code(document.id)}") if part
    )
    stage = document_stage(document.resource)
    return Row(
        (
            Cell(str(document.resource["type"]["text"]), code, is_strong=True),
            Cell("; ".join(lines) or "chưa ai ký"),
            Cell(badge=_DOCUMENT_BADGES[stage]),
            Cell(action=Action("Xem PDF", f"/kham/giay/{document.id}.pdf", icon="paper")),
        ),
        id=f"giay-{document.id}",
    )  # fmt: skip


def _signed_line(provenance: Stored, signers: Mapping[str, Signer]) -> str:
    role = slot_of(provenance)
    label = signers[role].label if role in signers else SEAL_LABEL
    who = str(provenance.resource["signature"][0]["who"].get("display", "")) or "không rõ tên"
    return f"{label}: {who}"


def _timeline(file: RecordFile, now: datetime) -> Timeline:
    entries: list[tuple[datetime, TimelineEntry]] = []
    opened = datetime.fromisoformat(str(file.record.resource["date"]))
    entries.append((opened, _entry(opened, now, "Mở hồ sơ", _author(file.record), "visit")))
    for document in file.documents:
        made = datetime.fromisoformat(str(document.resource["date"]))
        title = str(document.resource["type"]["text"])
        author = author_of(document)
        entries.append((made, _entry(made, now, f"Lập tờ {title.lower()}", author, "paper")))
        for one in file.signatures.get(document.id, ()):
            at, who = _when(one), str(one.resource["signature"][0]["who"].get("display", ""))
            entries.append(
                (at, _entry(at, now, f"Ký {title.lower()}", who, "sign", text=_slot_label(one, document)))
            )
    for attester in file.record.resource.get("attester", ()):
        title, icon, tone = _ATTESTED.get(attester["mode"], (str(attester["mode"]), "edit", ""))
        at = datetime.fromisoformat(str(attester["time"]))
        entries.append((at, _entry(at, now, title, str(attester["party"].get("display", "")), icon, tone)))
    entries.sort(key=lambda one: one[0], reverse=True)
    return Timeline("Diễn biến của hồ sơ", tuple(entry for _, entry in entries))


def _slot_label(provenance: Stored, document: Stored) -> str:
    role = slot_of(provenance)
    return next((one.label for one in documents.form_of(document).signers if one.role == role), SEAL_LABEL)


def _entry(
    at: datetime, now: datetime, title: str, by: str, icon: str, tone: str = "", text: str = ""
) -> TimelineEntry:
    full = dates_vi.full_moment(at)
    return TimelineEntry(dates_vi.near_moment(at, now=now), title, by, text, full, icon, tone)  # type: ignore[arg-type]


def return_reason(record: Stored) -> str:
    """Why the record was given back, "" when it was not."""
    found = (
        one["valueString"] for one in record.resource.get("extension", ()) if one["url"] == RETURN_REASON
    )
    return str(next(found, ""))


def _notices(file: RecordFile, late: str) -> tuple[Notice, ...]:
    made = [Notice("Hồ sơ quá hạn", late, "son", "clock")] if late else []
    reason = return_reason(file.record)
    if reason and file.stage is RecordStage.OPEN:
        made.append(Notice("Đã trả lại bác sĩ", reason, "hoe", "undo"))
    return tuple(made)


def completeness_notice(findings: Sequence[Finding]) -> Notice:
    """What is missing, or that nothing is."""
    if not findings:
        return Notice("Hồ sơ đủ", "Đủ giấy tờ, đủ chữ ký, có chẩn đoán chính.", "la", "check")
    return Notice(f"Còn thiếu {number(len(findings))} mục", tone="hoe", icon="warning")
