"""My work in numbers and lists, by role; every number leads to where it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from benhan.signing.models import Certificate
from benhan.signing.register import days_left, warning
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.names_vi import capitals
from benhan.ui.parts import Cell, Column, Empty, Notice, NumberCard, Row, Table, status_badge
from benhan.ward.chart.observations import words_of
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.reception.presenters import arrived_at, reason_of, who

People = Mapping[str, Mapping[str, Any]]


def count_card(value: int, label: str, note: str, url: str, tone: str, icon: str) -> NumberCard:
    """A number that is quiet when it is nought."""
    return NumberCard(str(value), label, note, url, tone if value else "", icon)  # type: ignore[arg-type]


def visits(found: Sequence[Stored], people: People, now: datetime) -> Table:
    rows = tuple(
        Row(
            (
                Cell(
                    capitals(name_of(people.get(one.patient, {}))),
                    who(people.get(one.patient, {}), now),
                    is_strong=True,
                ),
                Cell(number_of(people.get(one.patient, {}))),
                Cell(reason_of(one.resource)),
                Cell(
                    dates_vi.near_moment(at, now=now) if (at := arrived_at(one.resource)) else "không rõ lúc"
                ),
            ),
            f"/kham/luot/{one.id}/",
        )
        for one in found
    )
    empty = Empty("Chưa có lượt khám nào đang mở", "Mở lượt khám từ hàng đợi của phòng khám.", icon="visit")
    columns = (Column("Người bệnh"), Column("Mã người bệnh"), Column("Lý do"), Column("Đến lúc"))
    return Table("dang-kham", "Người bệnh tôi đang khám", columns, rows, empty)


def papers(documents: Sequence[Stored], late: Sequence[Stored], people: People, now: datetime) -> Table:
    """Unsigned papers and records past their time, overdue first."""
    rows = [_paper(one, people, "overdue", now) for one in late] + [
        _paper(one, people, "unsigned", now) for one in documents
    ]
    empty = Empty("Không có giấy tờ nào chờ", "Giấy tờ anh/chị lập mà chưa ký đủ hiện ở đây.", icon="sign")
    columns = (Column("Giấy tờ"), Column("Người bệnh"), Column("Lập"), Column("Trạng thái"))
    return Table("cho-ky", "Chưa ký và quá hạn", columns, tuple(rows), empty)


def _paper(stored: Stored, people: People, status: str, now: datetime) -> Row:
    made = datetime.fromisoformat(str(stored.resource["date"]))
    person = people.get(stored.patient, {})
    context = stored.resource.get("context", {}).get("encounter") or [stored.resource.get("encounter", {})]
    encounter = str(context[0].get("reference", "")).removeprefix("Encounter/")
    return Row(
        (
            Cell(words_of(stored.resource.get("type", {})) or "không ghi loại", is_strong=True),
            Cell(capitals(name_of(person)), number_of(person)),
            Cell(dates_vi.near_moment(made, now=now)),
            Cell(badge=status_badge(status)),
        ),
        f"/kham/luot/{encounter}/" if encounter else f"/khoa/nguoi-benh/{stored.patient}/",
    )


def certificate_notice(row: Certificate | None, now: datetime) -> Notice | None:
    """What the person must know of their own certificate: it ends soon, has ended, or is revoked."""
    if row is None:
        return None
    if row.state == Certificate.State.REVOKED:
        text = "Anh/chị không ký được tài liệu. Liên hệ người phụ trách an toàn thông tin để được cấp lại."
        return Notice("Chứng thư số của anh/chị đã bị thu hồi", text, "son", "warning")
    left = days_left(row, now)
    if not warning(row, now):
        return None
    title = (
        f"Chứng thư số của anh/chị còn {left} ngày" if left >= 0 else "Chứng thư số của anh/chị đã hết hạn"
    )
    text = f"Hạn đến {dates_vi.day(row.valid_to)}. Liên hệ người phụ trách an toàn thông tin để gia hạn."
    return Notice(title, text, "son" if left <= 7 else "hoe", "key")
