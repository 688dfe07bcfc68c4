"""The queue in words: counts, chips, rows in the order they are called."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from benhan.access.actor import Actor, Role
from benhan.ui import dates_vi
from benhan.ui.names_vi import capitals
from benhan.ui.parts import Badge, Cell, Column, Empty, FilterChip, NumberCard, Row, Table, status_badge
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.queue.reading import FINISHED, IN_ROOM, WAITING, Visit
from benhan.ward.reception.checking_in import is_emergency, queue_number_of
from benhan.ward.reception.presenters import arrived_at, reason_of, who

_VIEWS = (("", "Tất cả"), (WAITING, "Đang chờ"), (IN_ROOM, "Đang khám"), (FINISHED, "Đã xong"))
_BADGES = {WAITING: "waiting", IN_ROOM: "in-room", FINISHED: "done"}
_DAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật")


def day_in_words(now: datetime) -> str:
    at = dates_vi.local(now)
    return f"{_DAYS[at.weekday()]}, {at:%d/%m/%Y}"


def cards(visits: Sequence[Visit], now: datetime) -> tuple[NumberCard, ...]:
    """Today in four numbers, each leading to its list."""
    count = {state: sum(one.state == state for one in visits) for state in _BADGES}
    waits = [now - at for one in visits if one.state == WAITING and (at := arrived_at(one.stored.resource))]
    longest = f"lâu nhất {dates_vi.duration(max(waits))}" if waits else "không ai chờ"
    return (
        NumberCard(str(count[WAITING]), "Đang chờ khám", longest, f"/kham/?xem={WAITING}", "hoe", "queue"),
        NumberCard(
            str(count[IN_ROOM]), "Đang khám", "bác sĩ đã mở lượt khám", f"/kham/?xem={IN_ROOM}", "", "visit"
        ),
        NumberCard(str(count[FINISHED]), "Đã xong", "hôm nay", f"/kham/?xem={FINISHED}", "la", "check"),
        NumberCard(
            str(len(visits)), "Đã tiếp đón hôm nay", "không kể lượt đã hủy", "/kham/", "", "reception"
        ),
    )


def table(
    visits: Sequence[Visit], view: str, actor: Actor, now: datetime, *, refreshes: bool = False
) -> Table:
    """The rows of one view; emergencies first, then by number, the finished last."""
    ordered = sorted(visits, key=_order)
    shown = [one for one in ordered if view in ("", one.state)]
    open_url = _opener(actor)
    chips = tuple(
        FilterChip(
            label, f"/kham/?xem={state}" if state else "/kham/", view == state,
            str(sum(state in ("", one.state) for one in visits)),
        )
        for state, label in _VIEWS
    )  # fmt: skip
    columns = (
        Column("Người bệnh"), Column("Số", is_numeric=True), Column("Lý do khám"), Column("Khoa", is_minor=True),
        Column("Đã chờ", is_numeric=True), Column("Trạng thái"),
    )  # fmt: skip
    rows = tuple(_row(one, open_url(one), now) for one in shown)
    label = dict(_VIEWS)[view].lower()
    return Table(
        "hang-doi", f"Hàng đợi hôm nay: {label}", columns, rows, _empty(view), filters=chips,
        sentence=f"{len(rows)} lượt, cấp cứu trước rồi theo số thứ tự.{' Tự cập nhật mỗi 20 giây.' if refreshes else ''}",
        hides_caption=True,
    )  # fmt: skip


def _order(visit: Visit) -> tuple[bool, bool, str, str]:
    resource = visit.stored.resource
    start = str(resource.get("period", {}).get("start", ""))
    return (visit.state == FINISHED, not is_emergency(resource), queue_number_of(resource) or "~", start)


def _opener(actor: Actor) -> Callable[[Visit], str]:
    if actor.has_role(Role.DOCTOR):
        return lambda visit: f"/kham/luot/{visit.stored.id}/"
    if actor.has_role(Role.RECEPTION):
        return lambda visit: f"/kham/tiep-don/phieu/{visit.stored.id}/"
    return lambda visit: f"/khoa/nguoi-benh/{visit.stored.patient}/"


def _row(visit: Visit, url: str, now: datetime) -> Row:
    resource = visit.stored.resource
    urgent = is_emergency(resource)
    badge = status_badge(_BADGES[visit.state])
    if urgent and visit.state == WAITING:
        badge = Badge("Cấp cứu, đang chờ", "son", "diamond")
    waited, note = _waited(visit, now)
    return Row(
        (
            Cell(
                capitals(name_of(visit.patient)),
                f"{who(visit.patient, now)} · {number_of(visit.patient)}",
                is_strong=True,
            ),
            Cell(queue_number_of(resource) or "không có"),
            Cell(reason_of(resource)),
            Cell(str(resource.get("serviceProvider", {}).get("display", "không ghi"))),
            Cell(waited, note),
            Cell(badge=badge),
        ),
        url,
        "son" if urgent and visit.state != FINISHED else "cham" if visit.state == IN_ROOM else "",
        id=f"luot-{visit.stored.id}",
    )


def _waited(visit: Visit, now: datetime) -> tuple[str, str]:
    at = arrived_at(visit.stored.resource)
    if at is None:
        return "không rõ", ""
    came = f"đến {dates_vi.local(at):%H:%M}"
    if visit.state == WAITING:
        return dates_vi.duration(now - at), came
    end = str(visit.stored.resource.get("period", {}).get("end", ""))
    if visit.state == FINISHED and "T" in end:
        return "xong", f"{came}, xong {dates_vi.local(datetime.fromisoformat(end)):%H:%M}"
    return "đang khám" if visit.state == IN_ROOM else "xong", came


def _empty(view: str) -> Empty:
    if view == WAITING:
        return Empty("Không còn ai chờ", "Người bệnh hiện ở đây khi tiếp đón xong.", icon="queue")
    if view == IN_ROOM:
        return Empty("Chưa có ai trong phòng khám", "Lượt khám hiện ở đây khi bác sĩ mở.", icon="visit")
    if view == FINISHED:
        return Empty("Chưa có lượt nào xong", "Lượt khám hiện ở đây khi bác sĩ đóng hồ sơ.", icon="check")
    return Empty("Hôm nay chưa có lượt khám nào", "Người bệnh hiện ở đây khi tiếp đón xong.", icon="queue")
