"""The bed map in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from benhan.records import discharge
from benhan.records.stays import BedSpot
from benhan.ui import dates_vi
from benhan.ui.names_vi import capitals
from benhan.ui.parts import (
    Action,
    Badge,
    Bed,
    BedMap,
    Cell,
    Column,
    Empty,
    NumberCard,
    Room,
    Row,
    Table,
)
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.reception.presenters import reason_of, who
from benhan.ward.stay.reading import Floor, Left, Lying, admission_number_of, day_of_stay

NO_BEDS = Empty(
    "Khoa chưa có giường",
    "Giường hiện ở đây khi phòng Kế hoạch tổng hợp lập buồng, giường ở trang Quản trị giường.",
    icon="bed",
)
NO_WARD = Empty(
    "Anh/chị không thuộc khoa nội trú nào",
    "Sơ đồ giường hiện ở đây với người của khoa có giường. Người bệnh khám ngoại trú ở trang Phòng khám.",
    icon="bed",
)


def stay_url(lying: Lying) -> str:
    return f"/khoa/luot/{lying.stay.id}/"


def bed_map(floor: Floor, now: datetime, *, is_linked: bool = False) -> BedMap:
    """A department's rooms and beds."""
    rooms = tuple(
        Room(
            name or "Giường không có buồng",
            tuple(_bed(spot, floor.by_bed.get(spot.id), now) for spot in spots),
        )
        for name, spots in groupby(floor.ward.beds, key=lambda spot: spot.room)
    )
    return BedMap(
        f"so-do-{floor.ward.department}", floor.ward.name, counts(floor), rooms, NO_BEDS,
        f"/khoa/{floor.ward.department}/" if is_linked else "",
    )  # fmt: skip


def counts(floor: Floor) -> str:
    """9 người bệnh · 4 giường trống · 1 giường đóng · 2 chờ nhận."""
    held = len(floor.by_bed)
    free = sum(1 for bed in floor.ward.beds if bed.is_open and bed.id not in floor.by_bed)
    closed = sum(1 for bed in floor.ward.beds if not bed.is_open)
    said = [f"{held} người bệnh", f"{free} giường trống"]
    said += [f"{closed} giường đóng"] if closed else []
    said += [f"{len(floor.waiting)} chờ nhận"] if floor.waiting else []
    return " · ".join(said)


def _bed(spot: BedSpot, lying: Lying | None, now: datetime) -> Bed:
    if lying is None:
        return Bed(spot.name, "free" if spot.is_open else "closed")
    badges = badges_of(lying, now)
    tones = {badge.tone for badge in badges}
    return Bed(
        spot.name,
        "held",
        capitals(name_of(lying.patient.resource)) or "CHƯA RÕ TÊN",
        who(lying.patient.resource, now),
        f"Ngày thứ {day_of_stay(lying.stay.resource, dates_vi.local(now))} · {diagnosis_of(lying)}",
        badges,
        stay_url(lying),
        "son" if "son" in tones else "hoe" if "hoe" in tones else "",
    )


def diagnosis_of(lying: Lying) -> str:
    """The admission diagnosis, else the words of the reason."""
    for reason in lying.stay.resource.get("reasonCode", ()):
        for coding in reason.get("coding", ()):
            return f"{coding.get('display', '')} ({coding.get('code', '')})"
    return reason_of(lying.stay.resource)


def badges_of(lying: Lying, now: datetime) -> tuple[Badge, ...]:
    """What nobody may overlook, the gravest first."""
    made = []
    if lying.has_allergy:
        made.append(Badge("Dị ứng", "son", "allergy"))
    late = sum(1 for one in lying.owed if one.is_late(now))
    if late or lying.overdue:
        made.append(Badge("Quá hạn", "son", "clock"))
    if lying.awaited and lying.here:
        made.append(Badge(f"Chờ {lying.awaited.name} nhận", "hoe", "right"))
    if lying.unsigned:
        made.append(Badge(f"{lying.unsigned} giấy chưa ký", "hoe", "sign"))
    if len(lying.owed) > late:
        made.append(Badge(f"{len(lying.owed) - late} việc phải làm", "hoe", "list"))
    return tuple(made)


def waiting_table(floor: Floor, now: datetime) -> Table | None:
    """Whom the department is to receive; None while nobody waits."""
    if not floor.waiting:
        return None
    rows = tuple(
        Row(
            (
                Cell(
                    capitals(name_of(one.patient.resource)),
                    f"{who(one.patient.resource, now)} · {number_of(one.patient.resource)}",
                    is_strong=True,
                ),
                Cell(_from(one)),
                Cell(diagnosis_of(one)),
                Cell(admission_number_of(one.stay.resource)),
                Cell(action=Action("Nhận vào giường", f"{stay_url(one)}nhan/", kind="primary", icon="bed")),
            ),
            stay_url(one),
            "hoe",
        )
        for one in floor.waiting
    )
    columns = (
        Column("Người bệnh"), Column("Từ"), Column("Chẩn đoán"), Column("Số vào viện", is_minor=True), Column("Việc"),
    )  # fmt: skip
    return Table(
        f"cho-nhan-{floor.ward.department}", f"Chờ {floor.ward.name} nhận", columns, rows,
        Empty("Không có ai chờ nhận", "Người bệnh hiện ở đây khi bác sĩ cho vào viện hoặc chuyển khoa đến.", icon="bed"),
    )  # fmt: skip


def left_table(left: Sequence[Left], now: datetime) -> Table | None:
    """Who has gone home while their record is still open; None when every record is closed."""
    if not left:
        return None
    rows = tuple(
        Row(
            (
                Cell(capitals(name_of(one.patient.resource)), who(one.patient.resource, now), is_strong=True),
                Cell(_gone(one, now), discharge.disposition_of(one.stay)),
                Cell(admission_number_of(one.stay.resource)),
                Cell(badge=Badge("Quá hạn", "son", "clock") if one.overdue else Badge("Chưa đóng hồ sơ", "hoe", "dot-half")),
            ),
            f"/khoa/luot/{one.stay.id}/",
            "son" if one.overdue else "hoe",
        )
        for one in left
    )  # fmt: skip
    columns = (Column("Người bệnh"), Column("Ra viện"), Column("Số vào viện", is_minor=True), Column("Hồ sơ"))
    return Table(
        "da-ra-vien", "Đã ra viện, hồ sơ chưa đóng", columns, rows,
        Empty("Mọi hồ sơ đã đóng", "Người đã ra viện mà hồ sơ chưa đóng hiện ở đây.", icon="check"),
    )  # fmt: skip


def _gone(one: Left, now: datetime) -> str:
    end = str(one.stay.resource["period"].get("end", ""))
    return dates_vi.near_moment(datetime.fromisoformat(end), now=now) if "T" in end else "không rõ lúc nào"


def _from(lying: Lying) -> str:
    if lying.here:
        return f"Chuyển khoa, đang ở {lying.here.name}"
    origin = lying.stay.resource.get("hospitalization", {}).get("origin", {}).get("display", "")
    return f"Vào viện từ {origin}" if origin else "Vào viện"


def cards(floors: Sequence[Floor], now: datetime) -> tuple[NumberCard, ...]:
    """My departments in four numbers."""
    lying = [one for floor in floors for one in floor.lying]
    late = sum(1 for one in lying if one.overdue or any(task.is_late(now) for task in one.owed))
    unsigned = sum(one.unsigned for one in lying)
    free = sum(1 for floor in floors for bed in floor.ward.beds if bed.is_open and bed.id not in floor.by_bed)
    waiting = sum(len(floor.waiting) for floor in floors)
    return (
        NumberCard(str(len(lying)), "Đang nằm", "người bệnh nội trú", "", "", "bed"),
        NumberCard(str(waiting), "Chờ nhận", "vào viện, chuyển đến", "", "hoe" if waiting else "", "right"),
        NumberCard(str(free), "Giường trống", "đang mở", "", "la" if free else "hoe", "bed"),
        NumberCard(str(late), "Quá hạn", f"{unsigned} giấy chưa ký", "", "son" if late else "", "clock"),
    )
