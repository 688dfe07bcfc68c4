"""What reception sees, worded: results, candidates side by side, the patient's sheet, the ticket, the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benhan.fhir.systems import NATIONAL_ID
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.names_vi import capitals
from benhan.ui.parts import (
    Action,
    Cell,
    Choice,
    Column,
    Empty,
    Field,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
    Timeline,
    TimelineEntry,
    status_badge,
)  # fmt: skip
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.reception.checking_in import is_emergency, queue_number_of
from benhan.ward.reception.demographics import Typed, typed_of
from benhan.ward.reception.finding import Candidate, Hit

_SEX = {"male": "nam", "female": "nữ"}
_STATES = {
    "arrived": ("waiting", "Đang chờ"), "triaged": ("waiting", "Đang chờ"), "in-progress": ("in-room", "Đang khám"),
    "finished": ("done", "Đã xong"), "cancelled": ("refused", "Đã hủy"),
}  # fmt: skip

_STAYS = {
    "in-progress": ("in-room", "Đang nằm viện"), "finished": ("done", "Đã ra viện"),
    "cancelled": ("refused", "Đã hủy vào viện"),
}  # fmt: skip


def state_badge(encounter: Mapping[str, Any]) -> Any:
    """The badge of a visit's status, or of a stay's."""
    if encounter.get("class", {}).get("code") == "IMP":
        return status_badge(*_STAYS.get(str(encounter.get("status")), ("unknown", "Chưa rõ")))
    return status_badge(*_STATES.get(str(encounter.get("status")), ("unknown", "Chưa rõ")))


def who(patient: Mapping[str, Any], now: datetime) -> str:
    """nữ · 42 tuổi · 02/03/1984."""
    birth = str(patient.get("birthDate", ""))
    parts = (
        _SEX.get(str(patient.get("gender")), "chưa rõ giới"),
        dates_vi.age(birth, today=dates_vi.local(now).date()),
        dates_vi.day(birth) if birth else "",
    )
    return " · ".join(part for part in parts if part)


def identifier(patient: Mapping[str, Any], system: str) -> str:
    found = (item.get("value", "") for item in patient.get("identifier", ()) if item.get("system") == system)
    return str(next(found, ""))


def address_of(patient: Mapping[str, Any]) -> str:
    address: Mapping[str, Any] = next(iter(patient.get("address", ())), {})
    lines = [*address.get("line", ()), address.get("city", ""), address.get("state", "")]
    return str(address.get("text") or ", ".join(line for line in lines if line))


def results(hits: Sequence[Hit], sought: str, now: datetime) -> Table:
    """Whom the box found, best first, each with its score and why."""
    rows = tuple(
        Row(
            (
                Cell(capitals(name_of(hit.patient.resource)), who(hit.patient.resource, now), is_strong=True),
                Cell(number_of(hit.patient.resource)),
                Cell(identifier(hit.patient.resource, NATIONAL_ID) or "không có"),
                Cell(address_of(hit.patient.resource) or "không ghi"),
                Cell(f"{hit.score} %", hit.why),
            ),
            f"/kham/tiep-don/nguoi-benh/{hit.patient.id}/",
        )
        for hit in hits
    )
    return Table(
        "ket-qua", f"Người bệnh tìm thấy với “{sought}”",
        (Column("Người bệnh"), Column("Mã người bệnh"), Column("Số định danh"), Column("Địa chỉ", is_minor=True),
         Column("Khớp", is_numeric=True)),
        rows,
        Empty("Không tìm thấy ai", "Thử gõ ít chữ hơn, hoặc số khác trên giấy tờ. Nếu người bệnh đến lần đầu, tiếp đón mới.",
              Action("Tiếp đón người bệnh mới", "/kham/tiep-don/moi/", icon="plus"), icon="search"),
        sentence=f"{len(rows)} người, khớp nhất ở trên." if rows else "",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class SideBySide:
    """One possible duplicate beside what was typed; url opens the patient on record."""

    title: str
    why: str
    rows: tuple[tuple[str, str, str, bool], ...]  # label, typed, on record, differs
    action: Action


def side_by_side(typed: Typed, candidate: Candidate) -> SideBySide:
    stored = typed_of(candidate.patient.resource, None)
    pairs = (
        ("Họ và tên", typed.name, stored.name), ("Ngày sinh", typed.birth, stored.birth),
        ("Giới tính", _SEX.get(typed.sex, "chưa rõ"), _SEX.get(stored.sex, "chưa rõ")),
        ("Số định danh", typed.national_id, stored.national_id), ("Điện thoại", typed.phone, stored.phone),
        ("Xã, phường", typed.commune, stored.commune),
    )  # fmt: skip
    return SideBySide(
        f"{capitals(stored.name)} · {number_of(candidate.patient.resource)}",
        f"Giống {candidate.likeness.score} %: {', '.join(candidate.likeness.reasons)}",
        tuple(
            (label, mine or "không ghi", theirs or "không ghi", mine != theirs)
            for label, mine, theirs in pairs
        ),
        Action(
            "Đúng là người này: mở để tiếp đón",
            f"/kham/tiep-don/nguoi-benh/{candidate.patient.id}/",
            icon="patient",
        ),
    )


def different_field(found: Sequence[Candidate], ticked: Sequence[str]) -> Field:
    """One tick for each candidate: it is said of this one, and of no other, that it's somebody else."""
    choices = tuple(
        Choice(
            one.patient.id,
            f"Vẫn là người khác, không phải {capitals(name_of(one.patient.resource))} ({number_of(one.patient.resource)})",
            one.patient.id in ticked,
        )
        for one in found
    )
    return Field(
        "different", "Nếu đã đối chiếu giấy tờ và là người khác", "multichoice", width="full", choices=choices
    )


def same_number_notice(candidate: Candidate) -> Notice:
    return Notice(
        "Số định danh này đã có ở người bệnh khác",
        f"{capitals(name_of(candidate.patient.resource))} · {number_of(candidate.patient.resource)}. CHƯA lưu gì: mở người "
        "bệnh đó để tiếp đón. Nếu số của một trong hai người bị ghi sai, sửa người đó trước.",
        "son", "warning", "BH-WARD-0101",
        (Action("Mở người bệnh đã có", f"/kham/tiep-don/nguoi-benh/{candidate.patient.id}/", icon="patient"),),
    )  # fmt: skip


def sheet(patient: Stored, coverage: Stored | None, now: datetime) -> KeyValues:
    """What is written about the person."""
    typed = typed_of(patient.resource, coverage.resource if coverage else None)
    card = typed.card and f"{typed.card}{f', đến {typed.card_to}' if typed.card_to else ''}"
    contact = " · ".join(
        part for part in (typed.contact_name, typed.contact_relation, typed.contact_phone) if part
    )
    rows = (
        ("Mã người bệnh", number_of(patient.resource)), ("Số định danh", typed.national_id or "không có"),
        ("Ngày sinh", typed.birth or "không rõ"), ("Địa chỉ", address_of(patient.resource) or "không ghi"),
        ("Điện thoại", typed.phone or "không ghi"), ("Người nhà", contact or "không ghi"), ("Thẻ BHYT", card or "không có thẻ"),
    )  # fmt: skip
    return KeyValues(tuple(KeyValue(key, value) for key, value in rows), "Hành chính")


def visits(encounters: Sequence[Stored], now: datetime) -> Table:
    rows = tuple(
        Row(
            (
                Cell(_when(one.resource, now)),
                Cell(queue_number_of(one.resource) or "không có"),
                Cell(str(one.resource.get("serviceProvider", {}).get("display", "không ghi"))),
                Cell(reason_of(one.resource)),
                Cell(badge=state_badge(one.resource)),
            ),
            f"/kham/tiep-don/phieu/{one.id}/",
        )
        for one in encounters
    )
    columns = (
        Column("Lúc đến"),
        Column("Số", is_numeric=True),
        Column("Khoa"),
        Column("Lý do"),
        Column("Trạng thái"),
    )
    empty = Empty("Chưa có lượt khám nào", "Lượt khám hiện ở đây sau khi tiếp đón.", icon="visit")
    return Table("luot-kham", "Các lượt khám", columns, rows, empty)


def reason_of(encounter: Mapping[str, Any]) -> str:
    """Why they came, in words; imported visits may name only a type."""
    for element in ("reasonCode", "type"):
        for item in encounter.get(element, ()):
            found = item.get("text") or next((one.get("display", "") for one in item.get("coding", ())), "")
            if found:
                return str(found)
    return "không ghi"


def arrived_at(encounter: Mapping[str, Any]) -> datetime | None:
    text = str(encounter.get("period", {}).get("start", ""))
    return datetime.fromisoformat(text) if "T" in text else None


def _when(encounter: Mapping[str, Any], now: datetime) -> str:
    at = arrived_at(encounter)
    return dates_vi.near_moment(at, now=now) if at else "không rõ lúc"


@dataclass(frozen=True, slots=True)
class Ticket:
    """The queue ticket; every text ready to print."""

    number: str
    department: str
    name: str
    who: str
    patient_number: str
    reason: str
    at: str
    priority: str
    is_cancelled: bool
    is_waiting: bool


def ticket(encounter: Stored, patient: Stored, now: datetime) -> Ticket:
    at = arrived_at(encounter.resource)
    return Ticket(
        number=queue_number_of(encounter.resource) or "—",
        department=str(encounter.resource.get("serviceProvider", {}).get("display", "không ghi")),
        name=capitals(name_of(patient.resource)),
        who=who(patient.resource, now),
        patient_number=number_of(patient.resource),
        reason=reason_of(encounter.resource),
        at=dates_vi.full_moment(at) if at else "không rõ lúc",
        priority="CẤP CỨU" if is_emergency(encounter.resource) else "",
        is_cancelled=encounter.resource.get("status") == "cancelled",
        is_waiting=encounter.resource.get("status") == "arrived",
    )


_LABELS = {
    "national_id": "số định danh", "no_number": "lý do không có số", "name": "họ tên", "birth": "ngày sinh",
    "sex": "giới tính", "ethnic_group": "dân tộc", "occupation": "nghề nghiệp", "phone": "điện thoại", "house": "số nhà",
    "hamlet": "thôn, phố", "commune": "xã, phường", "province": "tỉnh", "contact_relation": "quan hệ",
    "contact_name": "người nhà", "contact_phone": "điện thoại người nhà",
}  # fmt: skip


def history(versions: Sequence[Stored], now: datetime) -> Timeline:
    """What changed from version to version, newest first."""
    entries = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        entries.append(
            TimelineEntry(
                dates_vi.near_moment(newer.last_updated, now=now),
                f"Bản {newer.version}: {'lập mới' if older is None else 'sửa'}",
                text=_changes(newer, older),
                full_at=dates_vi.full_moment(newer.last_updated),
                icon="plus" if older is None else "edit",
            )
        )
    return Timeline("Lịch sử thông tin hành chính", tuple(entries))


def _changes(newer: Stored, older: Stored | None) -> str:
    if older is None:
        return ""
    new, old = typed_of(newer.resource, None).texts(), typed_of(older.resource, None).texts()
    said = [
        f"{label}: “{old[key] or 'trống'}” thành “{new[key] or 'trống'}”"
        for key, label in _LABELS.items()
        if new[key] != old[key]
    ]
    return "; ".join(said) or "Không đổi mục nào ở trang này."
