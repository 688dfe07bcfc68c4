"""The list of what waits for my signature, one document of it, and how far a batch has come, in words."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.forms.answers import Answers
from benhan.records import documents
from benhan.records.batch import Candidate, Progress
from benhan.signing.models import Order
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    Field,
    Job,
    KeyValues,
    Notice,
    PatientBanner,
    Row,
    Table,
)
from benhan.ward.patients.banner import name_of, number_of
from benhan.ward.visit.text_view import text_of_answers

HOME = "/ky/"
People = Mapping[str, Stored]
_STATES = {
    Order.State.WAITING: Badge("Đang chờ ký", "", "clock"),
    Order.State.TIMESTAMP: Badge("Chờ dấu thời gian", "hoe", "clock"),
    Order.State.DONE: Badge("Đã ký", "la", "check"),
    Order.State.REFUSED: Badge("Không ký được", "son", "cross"),
    Order.State.WITHDRAWN: Badge("Đã hủy", "", "undo"),
}


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One document of the list; it may be ticked only once it has been seen."""

    id: str
    sha256: str
    title: str
    patient: str
    number: str
    made: str
    roles: str
    url: str
    is_seen: bool


@dataclass(frozen=True, slots=True)
class BatchPage:
    rows: tuple[BatchRow, ...]
    sentence: str
    empty: Empty
    first: Action | None
    sign: Action
    statement: str
    identity: Field | None
    running: tuple[Job, ...]
    notice: Notice | None
    error: str = ""
    error_code: str = ""


def batch_page(
    found: Sequence[Candidate],
    people: People,
    seen: Mapping[str, str],
    running: Sequence[Progress],
    *,
    name: str,
    identity: Field,
    asks: bool,
    now: datetime,
    error: str = "",
    error_code: str = "",
) -> BatchPage:
    """found: what waits for this person; seen: document id → SHA-256 of the bytes they were shown."""
    rows = tuple(_row(one, people, seen, now) for one in found)
    ready = sum(row.is_seen for row in rows)
    unseen = next((row for row in rows if not row.is_seen), None)
    first = Action("Xem lần lượt", unseen.url, kind="primary", icon="book", key="n") if unseen else None
    statement = (
        f"Bấm nút là {name} ký những tài liệu đã đánh dấu, mỗi tài liệu một chữ ký riêng. "
        "Việc ký chạy tiếp khi anh/chị rời trang này; tài liệu nào không ký được sẽ được nêu riêng."
    )
    notice = None
    if asks:
        text = "Khóa ký của anh/chị hỏi mã PIN ở mỗi lần ký. Mở từng tài liệu để ký."
        notice = Notice("Không ký hàng loạt được bằng khóa này", text, "hoe", "key")
    return BatchPage(
        rows=rows,
        sentence=f"{len(rows)} tài liệu chờ anh/chị ký, {ready} tài liệu đã xem" if rows else "",
        empty=Empty("Không có tài liệu nào chờ anh/chị ký", "Tài liệu đến lượt anh/chị ký hiện ở đây.", icon="sign"),
        first=first,
        sign=Action("Ký các tài liệu đã đánh dấu", method="submit", kind="primary", icon="sign", key="ctrl+."),
        statement=statement,
        identity=identity if ready and not asks else None,
        running=tuple(job(one, now) for one in running),
        notice=notice,
        error=error,
        error_code=error_code,
    )  # fmt: skip


def _row(one: Candidate, people: People, seen: Mapping[str, str], now: datetime) -> BatchRow:
    patient = people.get(f"Patient/{one.document.patient}")
    resource = patient.resource if patient else {}
    labels = [state.signer.label for state in one.states if state.signer.role in one.roles]
    made = datetime.fromisoformat(str(one.document.resource["date"]))
    return BatchRow(
        id=one.document.id,
        sha256=one.sha256,
        title=one.form.title,
        patient=name_of(resource) or "không rõ tên",
        number=number_of(resource),
        made=dates_vi.near_moment(made, now=now),
        roles=" · ".join(labels),
        url=f"{HOME}xem/{one.document.id}/",
        is_seen=seen.get(one.document.id) == one.sha256,
    )


@dataclass(frozen=True, slots=True)
class LookPage:
    """One document to look at before it may be ticked; place is "3 trên 12"."""

    banner: PatientBanner
    title: str
    place: str
    frame_url: str
    statement: str
    text: tuple[KeyValues, ...]
    sha256: str
    post_url: str
    skip: Action


def look_page(
    one: Candidate, banner: PatientBanner, answers: Answers, *, place: int, count: int, next_url: str
) -> LookPage:
    labels = " và ".join(state.signer.label.lower() for state in one.states if state.signer.role in one.roles)
    return LookPage(
        banner=banner,
        title=one.form.title,
        place=f"Tài liệu {place} trên {count}",
        frame_url=f"/kham/giay/{one.document.id}.pdf#navpanes=0&view=FitH",
        statement=f"Anh/chị sẽ ký tờ này với tư cách {labels}. Bấm “Đã xem” chưa phải là ký.",
        text=text_of_answers(one.form, answers),
        sha256=documents.sha256_of(one.document),
        post_url=f"{HOME}xem/{one.document.id}/",
        skip=Action("Bỏ qua tờ này", next_url, kind="quiet", icon="right"),
    )


def job(one: Progress, now: datetime) -> Job:
    """The bar of a batch; it asks again every two seconds while something is still to be tried."""
    total, done = len(one.orders), one.count(Order.State.DONE)
    refused, stuck = one.count(Order.State.REFUSED), one.count(Order.State.TIMESTAMP)
    told = [f"đã ký {done} trên {total} tài liệu"]
    if stuck:
        told.append(f"{stuck} tài liệu chờ dấu thời gian, hệ thống tự thử lại")
    if refused:
        told.append(f"{refused} tài liệu không ký được")
    url = f"{HOME}dot/{one.batch}/"
    at = dates_vi.near_moment(one.orders[0].authorised_at, now=now)
    is_live = one.count(Order.State.WAITING, Order.State.TIMESTAMP) > 0
    return Job(
        id=f"dot-{one.batch}",
        title=f"Đợt ký lúc {at}",
        doing=_sentence(told),
        percent=round(100 * (total - one.count(Order.State.WAITING, Order.State.TIMESTAMP)) / total),
        poll_url=f"{url}tien-do/" if is_live else "",
        result=Action("Xem kết quả từng tài liệu", url, icon="list"),
    )


def _sentence(parts: Sequence[str]) -> str:
    text = "; ".join(parts)
    return text[:1].upper() + text[1:] + "."


@dataclass(frozen=True, slots=True)
class ProgressPage:
    job: Job
    table: Table
    is_finished: bool


def progress_page(one: Progress, people: People, now: datetime) -> ProgressPage:
    rows = tuple(_order_row(order, people, now) for order in one.orders)
    columns = (Column("Tài liệu"), Column("Người bệnh"), Column("Kết quả"), Column("Ghi chú", is_minor=True))
    empty = Empty("Đợt này không có tài liệu nào", "Chọn tài liệu ở danh sách chờ ký.")
    table = Table("ket-qua-ky", "Kết quả từng tài liệu", columns, rows, empty)
    return ProgressPage(job(one, now), table, one.is_finished)


def _order_row(order: Order, people: People, now: datetime) -> Row:
    patient = people.get(f"Patient/{order.patient}")
    note = order.said
    if order.state == Order.State.DONE and order.finished_at:
        note = f"lúc {dates_vi.near_moment(order.finished_at, now=now)}"
    return Row(
        (
            Cell(order.title, is_strong=True),
            Cell(name_of(patient.resource) if patient else "không xem được"),
            Cell(badge=_STATES[Order.State(order.state)], note=order.code),
            Cell(note or "—"),
        ),
        f"/kham/giay/{order.document}/ky/",
    )


@dataclass(frozen=True, slots=True)
class WaitingSheet:
    """A paper whose signing waits for the timestamp service: what is known, and what its signer may do."""

    notice: Notice
    order: uuid.UUID
    is_mine: bool


def waiting_sheet(order: Order, account: str, now: datetime) -> WaitingSheet:
    at, until = (dates_vi.near_moment(one, now=now) for one in (order.authorised_at, order.expires_at))
    text = (
        f"{order.account_name} đã cho phép ký lúc {at} nhưng máy chủ chữ ký thời gian chưa trả lời. "
        f"Tờ này CHƯA có chữ ký. Hệ thống tự thử lại đến {until}; quá giờ đó phải ký lại."
    )
    notice = Notice("Chờ dấu thời gian", text, "hoe", "clock", order.code)
    return WaitingSheet(notice, order.pk, order.account == account)
