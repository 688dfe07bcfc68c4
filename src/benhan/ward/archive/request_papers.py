"""The form of a new request, its appointment slip, and a lent record as its borrower reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from benhan.access.actor import Actor
from benhan.law.record_requests import WANTS, askers
from benhan.records.models import RecordRequest
from benhan.records.requests import Reading
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, DeskPage, Typed
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
)
from benhan.ward.archive.reading import RecordFile
from benhan.ward.archive.request_presenters import LENT, URL


def new_page(file: RecordFile, actor: Actor, typed: Typed) -> DeskPage:
    key, record_number = "nhan", str(file.record.resource["identifier"]["value"])

    def one(name: str, label: str, **more: object) -> Field:
        return Field(name, label, value=typed.value(key, name), error=typed.error(key, name), **more)  # type: ignore[arg-type]

    kinds = tuple(
        Choice(
            kind.key,
            kind.label,
            kind.key == typed.value(key, "dien"),
            "được: " + ", ".join(WANTS[w].lower() for w in WANTS if w in kind.may),
        )
        for kind in askers().values()
    )
    wants = tuple(Choice(name, label, name == typed.value(key, "muon")) for name, label in WANTS.items())
    fields = (
        one("dien", "Người yêu cầu thuộc diện", kind="choice", choices=kinds, width="full", is_required=True),
        one("muon", "Yêu cầu", kind="chips", choices=wants, width="full", is_required=True),
        one("ho_ten", "Họ tên người yêu cầu", max_length=120, is_required=True),
        one(
            "giay_to",
            "Giấy tờ đã đối chiếu",
            width="quarter",
            max_length=40,
            is_required=True,
            hint="Căn cước, thẻ ngành, giấy giới thiệu",
        ),
        one("so_giay_to", "Số giấy tờ", width="quarter", max_length=40, is_required=True),
        one("co_quan", "Cơ quan, tổ chức", max_length=200, hint="Bắt buộc với cơ quan, cơ sở khác"),
        one("so_van_ban", "Số văn bản yêu cầu", width="quarter", max_length=60, hint="Bắt buộc với cơ quan"),
        one("hen", "Ngày hẹn trả", kind="date", width="quarter", hint="Để trống: sau 3 ngày"),
        one(
            "can_cu",
            "Giấy tờ chứng minh quyền đại diện",
            max_length=200,
            width="full",
            hint="Bắt buộc với người đại diện",
        ),
        one(
            "muc_dich",
            "Mục đích sử dụng",
            kind="textarea",
            rows=2,
            max_length=300,
            width="full",
            is_required=True,
            hint="In trên từng bản sao; chỉ được dùng đúng mục đích này",
        ),
    )
    lines = (
        f"Yêu cầu về hồ sơ {record_number} được ghi với tên người nhận {actor.name}.",
        "Giám đốc duyệt trước khi có gì được mở hay sao.",
    )
    form = DeskForm(
        key,
        "",
        lines,
        fields,
        Action("Nhận yêu cầu", method="submit", kind="primary", icon="check"),
        f"{URL}moi/{file.record.id}/",
        typed.summary(key, "Lỗi: yêu cầu CHƯA được nhận"),
    )
    return DeskPage(f"Nhận yêu cầu về hồ sơ {record_number}", forms=(form,))


def slip_page(made: RecordRequest) -> DeskPage:
    facts = KeyValues(
        (
            KeyValue("Số yêu cầu", made.number),
            KeyValue("Người yêu cầu", made.asker_name, made.organisation),
            KeyValue("Yêu cầu", WANTS[made.wants], f"hồ sơ {made.record_number}"),
            KeyValue("Ngày hẹn trả", dates_vi.words_of_day(made.appointment)),
            KeyValue("Khi đến mang theo", f"{made.identity_kind} số {made.identity_number}"),
            KeyValue("Người nhận", made.received_by, dates_vi.full_moment(made.received_at)),
        ),
        "Giấy hẹn",
    )
    return DeskPage(f"Giấy hẹn {made.number}", texts=(facts,))


def lent_page(found: Sequence[RecordRequest], now: datetime) -> DeskPage:
    rows = tuple(
        Row(
            (
                Cell(one.record_number, is_strong=True),
                Cell(one.purpose),
                Cell(dates_vi.full_moment(one.open_until) if one.open_until else "không rõ"),
            ),
            f"{LENT}{one.number}/",
        )
        for one in found
    )
    empty = Empty(
        "Không có hồ sơ nào đang cho anh/chị mượn",
        "Phòng Kế hoạch tổng hợp mở hồ sơ sau khi yêu cầu được duyệt.",
        icon="book",
    )
    columns = (Column("Hồ sơ", is_tight=True), Column("Mục đích"), Column("Đọc được đến", is_tight=True))
    return DeskPage(
        "Hồ sơ cho tôi mượn đọc", tables=(Table("muon", "Hồ sơ đang mượn", columns, rows, empty),)
    )


def reading_page(reading: Reading, now: datetime) -> DeskPage:
    made = reading.request
    until = dates_vi.full_moment(made.open_until) if made.open_until else "không rõ"
    notice = Notice(
        "Chỉ đọc tại chỗ",
        f"Chỉ dùng vào mục đích: {made.purpose}. Hồ sơ tự đóng lúc {until}. Mỗi lần mở được ghi lại.",
        "cham",
        "info",
    )
    rows = tuple(
        Row(
            (
                Cell(str(one.resource["type"]["text"]), is_strong=True),
                Cell(dates_vi.near_moment(datetime.fromisoformat(str(one.resource["date"])), now=now)),
            ),
            f"{LENT}{made.number}/{one.id}.pdf",
        )
        for one in reading.documents
    )
    table = Table(
        "giay-to",
        "Giấy tờ trong hồ sơ",
        (Column("Giấy tờ"), Column("Lập lúc", is_tight=True)),
        rows,
        Empty("Hồ sơ chưa có giấy tờ", "", icon="paper"),
    )
    return DeskPage(
        f"Hồ sơ {made.record_number}",
        lead=str(reading.record.resource["title"]),
        notices=(notice,),
        tables=(table,),
    )
