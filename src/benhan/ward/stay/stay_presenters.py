"""The page of a stay in words: where the patient is, the way there, what is owed, which sheets come next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.law.stays import record_forms
from benhan.records import discharge, documents, interventions, stays
from benhan.records.moves import HANDOVER_FORMS
from benhan.records.stages import DocumentStage, document_stage
from benhan.records.stays import Place
from benhan.records.tasks import Owed
from benhan.store.repository import Stored
from benhan.ui import dates_vi
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
    Row,
    Table,
    Timeline,
    TimelineEntry,
)
from benhan.ward.reception.presenters import reason_of
from benhan.ward.stay.reading import admission_number_of, day_of_stay

PROCEDURE_BADGES = {
    "preparation": Badge("Đang chuẩn bị", "hoe", "clock"),
    "in-progress": Badge("Đang làm", "cham", "dot-half"),
    "completed": Badge("Đã xong", "la", "check"),
    "not-done": Badge("Không làm", "", "cross"),
}


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet to write next, and why."""

    code: str
    title: str
    note: str
    action: Action


@dataclass(frozen=True, slots=True)
class StayPage:
    banner: PatientBanner
    number: str
    facts: KeyValues
    way: Timeline
    owed: Table | None
    procedures: Table
    sheets: tuple[SheetLine, ...]
    notices: tuple[Notice, ...]
    actions: tuple[Action, ...]
    side_actions: tuple[Action, ...]
    record_url: str


def facts(stay: Stored, record: Stored | None, department: str, now: datetime) -> KeyValues:
    here = stays.present(stay.resource)
    period = stay.resource["period"]
    rows = [
        KeyValue("Số vào viện", admission_number_of(stay.resource)),
        KeyValue("Vào viện lúc", dates_vi.full_moment(datetime.fromisoformat(str(period["start"])))),
        KeyValue("Khoa", department or "không rõ"),
        KeyValue("Buồng, giường", here.name if here else "chưa xếp giường"),
        KeyValue("Chẩn đoán vào viện", _diagnosis(stay)),
        KeyValue("Bác sĩ điều trị", _treating(stay) or "chưa phân công"),
        KeyValue(
            "Bệnh án", str(record.resource["title"]) if record else "chưa mở", documents.form_code(record) if record else "",
        ),
    ]  # fmt: skip
    if "end" in period:
        rows.insert(
            2, KeyValue("Ra viện lúc", dates_vi.full_moment(datetime.fromisoformat(str(period["end"]))))
        )
        rows.insert(
            3,
            KeyValue(
                "Hình thức, kết quả", f"{discharge.disposition_of(stay)} · {discharge.outcome_of(stay)}"
            ),
        )
    else:
        rows.insert(2, KeyValue("Ngày điều trị", f"thứ {day_of_stay(stay.resource, dates_vi.local(now))}"))
    return KeyValues(tuple(rows))


def _diagnosis(stay: Stored) -> str:
    for reason in stay.resource.get("reasonCode", ()):
        for coding in reason.get("coding", ()):
            return f"{coding.get('code', '')} {coding.get('display', '')}"
    return reason_of(stay.resource)


def _treating(stay: Stored) -> str:
    """The doctors who attend and have not left."""
    names = [
        str(part["individual"].get("display", ""))
        for part in stay.resource.get("participant", ())
        if not part.get("period", {}).get("end")
        and any(
            coding.get("code") == "ATND" for kind in part.get("type", ()) for coding in kind.get("coding", ())
        )
    ]
    return ", ".join(names)


def way(places: Sequence[Place], now: datetime) -> Timeline:
    """Where the patient has been, the newest first."""
    entries = []
    for place in reversed(places):
        if place.status == "planned":
            entries.append(
                TimelineEntry(
                    "sắp tới", f"Chờ {place.name} nhận", text=place.reason, icon="right", tone="hoe"
                )
            )
            continue
        since = place.since or now
        until = f" đến {dates_vi.near_moment(place.until, now=now)}" if place.until else ""
        entries.append(
            TimelineEntry(
                f"{dates_vi.near_moment(since, now=now)}{until}",
                place.name,
                text=f"Lý do chuyển: {place.reason}" if place.reason else "",
                full_at=dates_vi.full_moment(since),
                icon="bed",
                tone="" if place.until else "cham",
            )
        )
    return Timeline("Đường đi trong viện", tuple(entries), "Chưa được nhận vào giường nào.")


def owed_table(owed: Sequence[Owed], papers: Sequence[Stored], url: str, now: datetime) -> Table | None:
    """Duties with their limits, then papers that wait for a signature; None when nothing is pending."""
    rows = [_duty(one, url, now) for one in owed]
    rows += [
        _paper(one)
        for one in papers
        if document_stage(one.resource) in (DocumentStage.PREPARED, DocumentStage.SIGNING)
    ]
    if not rows:
        return None
    return Table(
        "viec-cua-dot", "Việc còn phải làm", (Column("Việc"), Column("Hạn"), Column("Trạng thái")), tuple(rows),
        Empty("Không còn việc nào", "Việc có hạn và giấy chờ ký hiện ở đây.", icon="check"),
    )  # fmt: skip


def _duty(one: Owed, url: str, now: datetime) -> Row:
    late = one.is_late(now)
    focus = str(one.stored.resource.get("focus", {}).get("reference", ""))
    where = add_url(url, one.form) if one.form else f"/khoa/thu-thuat/{focus.removeprefix('Procedure/')}/"
    return Row(
        (
            Cell(one.label, one.reason or one.form, is_strong=True),
            Cell(dates_vi.due(one.due, now=now), title=dates_vi.full_moment(one.due)),
            Cell(badge=Badge("Quá hạn", "son", "clock") if late else Badge("Phải làm", "hoe", "clock")),
        ),
        where,
        "son" if late else "hoe",
    )


def _paper(one: Stored) -> Row:
    signing = document_stage(one.resource) is DocumentStage.SIGNING
    badge = Badge("Đang ký", "hoe", "dot-half") if signing else Badge("Chờ ký", "hoe", "dot-open")
    title = str(one.resource["type"]["text"])
    return Row(
        (Cell(title, documents.form_code(one)), Cell("trước khi đóng hồ sơ"), Cell(badge=badge)),
        f"/kham/giay/{one.id}/ky/",
    )


def procedures_table(found: Sequence[Stored], url: str, *, may_plan: bool, now: datetime) -> Table:
    rows = tuple(
        Row(
            (
                Cell(
                    str(one.resource["code"]["text"]), str(one.resource["category"]["text"]), is_strong=True
                ),
                Cell(_when(one, now)),
                Cell(badge=procedure_badge(one)),
            ),
            f"/khoa/thu-thuat/{one.id}/",
        )
        for one in found
    )
    plan = Action("Thêm phẫu thuật, thủ thuật", f"{url}thu-thuat/", icon="plus")
    return Table(
        "thu-thuat", "Phẫu thuật, thủ thuật", (Column("Việc"), Column("Lúc"), Column("Trạng thái")), rows,
        Empty("Chưa có phẫu thuật, thủ thuật nào", "Việc cần người bệnh cam kết được lập, bắt đầu và ghi ở đây.", icon="paper"),
        actions=(plan,) if may_plan else (),
    )  # fmt: skip


def procedure_badge(procedure: Stored) -> Badge:
    status = str(procedure.resource["status"])
    without = any(
        one["url"] == interventions.STARTED_WITHOUT for one in procedure.resource.get("extension", ())
    )
    if without and status in ("in-progress", "completed"):
        return Badge("Khẩn cấp, chưa có cam kết", "son", "warning")
    return PROCEDURE_BADGES.get(status, Badge("Chưa rõ", "hoe", "help"))


def _when(procedure: Stored, now: datetime) -> str:
    begun = procedure.resource.get("performedPeriod", {}).get("start")
    if begun:
        return dates_vi.near_moment(datetime.fromisoformat(str(begun)), now=now)
    planned = [
        one["valueDateTime"]
        for one in procedure.resource.get("extension", ())
        if one["url"] == interventions.PLANNED_FOR
    ]
    return (
        f"dự kiến {dates_vi.near_moment(datetime.fromisoformat(planned[0]), now=now)}"
        if planned
        else "chưa định"
    )


def add_url(stay_url: str, code: str) -> str:
    """Where a sheet of a form is added to the stay's record."""
    return f"{stay_url.replace('/khoa/luot/', '/kham/luot/')}phieu/them/?q={code}"


def sheets(stay: Stored, have: frozenset[str], url: str) -> tuple[SheetLine, ...]:
    """The sheets that come next in this state of the stay; those there is one of are left out once made."""
    wanted: list[tuple[str, str, str]] = []
    once = (
        ("29/BV2", "Phiếu khám bệnh vào viện", "một lần, khi vào viện"),
        ("40/BV2", "Giấy cung cấp thông tin và cam kết chung về nhập viện nội trú", "một lần, người bệnh ký"),
    )
    wanted += [one for one in once if one[0] not in have]
    if stays.awaited(stay.resource) is not None and stays.present(stay.resource) is not None:
        names = ("Phiếu bàn giao chuyển khoa của bác sĩ", "Phiếu bàn giao chuyển khoa của điều dưỡng")
        wanted += [(code, name, "hai khoa cùng ký") for code, name in zip(HANDOVER_FORMS, names, strict=True)]
    if stays.is_running(stay.resource):
        wanted.append(("36/BV2", "Phiếu theo dõi điều trị", "mỗi lần ghi diễn biến, chỉ định"))
        wanted.append(
            (discharge.LEAVING_FORM, "Giấy cam kết ra viện không theo chỉ định", "khi người bệnh xin ra viện")
        )
    elif discharge.DISCHARGE_FORM not in have:
        wanted.append((discharge.DISCHARGE_FORM, "Giấy ra viện", "giao cho người bệnh"))
    return tuple(
        SheetLine(code, title, note, Action("Lập phiếu", add_url(url, code), icon="edit"))
        for code, title, note in wanted
    )


def actions(stay: Stored, actor: Actor, url: str) -> tuple[tuple[Action, ...], tuple[Action, ...]]:
    """What this person may do now: at the top, and beside the place."""
    here, waiting = stays.present(stay.resource), stays.awaited(stay.resource)
    running = stays.is_running(stay.resource)
    mine = running and here is not None and here.department in actor.departments
    top, side = [], []
    if (
        running
        and waiting
        and waiting.department in actor.departments
        and may(actor, Permission.RECEIVE_PATIENT)
    ):
        top.append(Action("Nhận vào giường", f"{url}nhan/", kind="primary", icon="bed", key="n"))
    else:
        record = url.replace("/khoa/luot/", "/kham/luot/")
        top.append(Action("Mở bệnh án", record, kind="primary", icon="visit", key="e"))
    if mine and may(actor, Permission.DISCHARGE_PATIENT) and waiting is None:
        top.append(Action("Cho ra viện", f"{url}ra-vien/", icon="logout"))
    if mine and waiting is None and may(actor, Permission.TRANSFER_PATIENT):
        side.append(Action("Chuyển khoa", f"{url}chuyen-khoa/", icon="right"))
    if mine and waiting is not None and may(actor, Permission.TRANSFER_PATIENT):
        side.append(Action("Hủy chuyển khoa", f"{url}chuyen-khoa/huy/", method="post", icon="undo"))
    if mine and may(actor, Permission.RECEIVE_PATIENT):
        side.append(Action("Đổi giường", f"{url}giuong/", icon="bed"))
        if not _takes_part(stay, actor):
            side.append(Action("Nhận điều trị", f"{url}nhan-dieu-tri/", method="post", icon="check"))
    if mine and may(actor, Permission.OPEN_VISIT) and record_forms():
        side.append(Action("Đổi loại bệnh án", f"{url}loai-benh-an/", kind="quiet", icon="book"))
    if running and here is None and may(actor, Permission.ADMIT_PATIENT):
        side.append(Action("Hủy vào viện", f"{url}huy/", kind="quiet", icon="cross"))
    return tuple(top), tuple(side)


def _takes_part(stay: Stored, actor: Actor) -> bool:
    me = f"Practitioner/{actor.practitioner}"
    parts = stay.resource.get("participant", ())
    return any(
        one.get("individual", {}).get("reference") == me and not one.get("period", {}).get("end")
        for one in parts
    )
