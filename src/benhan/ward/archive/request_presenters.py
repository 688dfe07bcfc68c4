"""Requests for records in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.law.record_requests import WANTS, askers
from benhan.records import documents
from benhan.records.models import RecordRequest, RequestEvent
from benhan.records.requests import is_late
from benhan.store.repository import Stored
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, DeskPage, Typed
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Empty,
    Field,
    FilterChip,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)
from benhan.ward.archive.list_presenters import HOME

URL, LENT = f"{HOME}yeu-cau/", f"{HOME}muon/"
FIELDS = (
    "muon",
    "dien",
    "ho_ten",
    "giay_to",
    "so_giay_to",
    "muc_dich",
    "hen",
    "co_quan",
    "so_van_ban",
    "can_cu",
)
FIELD_OF = {
    "wants": "muon",
    "asker": "dien",
    "asker_name": "ho_ten",
    "identity_kind": "giay_to",
    "identity_number": "so_giay_to",
    "purpose": "muc_dich",
    "appointment": "hen",
    "organisation": "co_quan",
    "document_number": "so_van_ban",
    "basis": "can_cu",
}
STATES = {
    "asked": Badge("Chờ duyệt", "hoe", "clock"),
    "approved": Badge("Đã duyệt", "cham", "check"),
    "refused": Badge("Từ chối", "", "cross"),
    "done": Badge("Đã xong", "la", "check"),
}
_EVENTS = {
    "received": ("Nhận yêu cầu", "paper"),
    "approved": ("Duyệt", "check"),
    "refused": ("Từ chối", "cross"),
    "lent": ("Mở hồ sơ để đọc", "unlock"),
    "read": ("Mở đọc", "book"),
    "returned": ("Kết thúc mượn đọc", "lock"),
    "copied": ("In bản sao", "copy"),
    "delivered": ("Giao", "check"),
}
_CHIPS = (("cho", "Đang chờ"), ("qua-han", "Quá hạn"), ("xong", "Đã xong"), ("", "Tất cả"))


def index_page(found: Sequence[RecordRequest], wanted: str, actor: Actor, now: datetime) -> DeskPage:
    groups = {
        "cho": [one for one in found if one.state in ("asked", "approved")],
        "qua-han": [one for one in found if is_late(one, now)],
        "xong": [one for one in found if one.state in ("done", "refused")],
        "": list(found),
    }
    wanted = wanted if wanted in groups else "cho"
    rows = tuple(_row(one, now) for one in groups[wanted])
    chips = tuple(
        FilterChip(label, f"{URL}?xem={key}", key == wanted, number(len(groups[key])))
        for key, label in _CHIPS
    )
    empty = Empty(
        "Không có yêu cầu nào", "Mở một hồ sơ trong kho lưu trữ rồi chọn “Nhận yêu cầu”.", icon="paper"
    )
    columns = (
        Column("Số", is_tight=True),
        Column("Người yêu cầu"),
        Column("Hồ sơ", is_tight=True),
        Column("Yêu cầu"),
        Column("Hẹn", is_tight=True),
        Column("Tình trạng"),
    )
    label = dict(_CHIPS)[wanted].lower()
    table = Table(
        "yeu-cau",
        "Yêu cầu về hồ sơ",
        columns,
        rows,
        empty,
        filters=chips,
        sentence=f"{number(len(rows))} yêu cầu, {label}, hẹn sớm nhất trước",
        hides_caption=True,
    )
    return DeskPage("Yêu cầu mượn đọc, sao, tóm tắt hồ sơ", tables=(table,))


def _row(one: RecordRequest, now: datetime) -> Row:
    late = is_late(one, now)
    state = Badge(f"{STATES[one.state].text}, quá hạn", "son", "clock") if late else STATES[one.state]
    kind = askers().get(one.asker)
    return Row(
        (
            Cell(one.number, is_strong=True),
            Cell(one.asker_name, one.organisation or (kind.label if kind else "")),
            Cell(one.record_number),
            Cell(WANTS[one.wants], one.purpose),
            Cell(dates_vi.day(one.appointment)),
            Cell(badge=state),
        ),
        f"{URL}{one.pk}/",
        tone="son" if late else "",
    )


def request_page(
    made: RecordRequest,
    events: Sequence[RequestEvent],
    papers: Sequence[Stored],
    actor: Actor,
    identity: Field,
    typed: Typed,
    now: datetime,
) -> DeskPage:
    notices = []
    if is_late(made, now):
        notices.append(
            Notice("Quá hạn", "Ngày hẹn đã qua, hoặc giờ mượn đã hết mà chưa ghi trả.", "son", "clock")
        )
    if made.state == "asked" and not may(actor, Permission.APPROVE_REQUEST):
        notices.append(
            Notice(
                "Chờ giám đốc duyệt",
                "Chưa có gì được mở hay sao trước khi yêu cầu được duyệt.",
                "hoe",
                "clock",
            )
        )
    if made.state == "refused":
        notices.append(Notice("Đã từ chối", made.decision_reason, "", "cross"))
    if made.open_until and made.state == "approved":
        is_open = made.open_until > now
        text = f"{made.borrower_name} đọc được đến {dates_vi.full_moment(made.open_until)}; hồ sơ tự đóng lúc đó."
        notices.append(
            Notice(
                "Đang cho mượn đọc" if is_open else "Đã hết giờ mượn đọc",
                text,
                "cham" if is_open else "hoe",
                "unlock",
            )
        )
    tables = (_papers(made, papers),) if made.wants != "read" and made.state in ("approved", "done") else ()
    actions = (
        Action("In giấy hẹn", f"{URL}{made.pk}/giay-hen/", icon="print"),
        Action("Mở hồ sơ", f"{HOME}{made.record}/", icon="archive"),
    )
    return DeskPage(
        f"Yêu cầu {made.number}",
        badge=STATES[made.state],
        actions=actions,
        notices=tuple(notices),
        tables=tables,
        forms=_forms(made, papers, actor, identity, typed, now),
        facts=_facts(made),
        timeline=_timeline(events, now),
    )


def _facts(made: RecordRequest) -> KeyValues:
    kind = askers().get(made.asker)
    return KeyValues(
        (
            KeyValue("Yêu cầu", WANTS[made.wants]),
            KeyValue("Người yêu cầu", made.asker_name, made.organisation),
            KeyValue("Thuộc diện", kind.label if kind else made.asker),
            KeyValue("Đã đối chiếu", f"{made.identity_kind} {made.identity_number}"),
            KeyValue(
                "Văn bản, căn cứ", " · ".join(filter(None, (made.document_number, made.basis))) or "không"
            ),
            KeyValue("Mục đích", made.purpose),
            KeyValue("Ngày hẹn", dates_vi.day(made.appointment)),
            KeyValue("Người duyệt", made.decided_by or "chưa"),
        ),
        "Nội dung yêu cầu",
    )


def _papers(made: RecordRequest, papers: Sequence[Stored]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(str(one.resource["type"]["text"]), is_strong=True),
                Cell(documents.lookup_code(one.id)),
                Cell(
                    action=Action(
                        "In bản sao", f"{URL}{made.pk}/ban-sao/{one.id}.pdf", method="post", icon="copy"
                    )
                ),
            )
        )
        for one in papers
    )
    text = (
        "Hồ sơ chưa có bản tóm tắt đã ký: đề nghị bác sĩ điều trị lập."
        if made.wants == "summary"
        else "Hồ sơ chưa có tờ nào ký đủ."
    )
    return Table(
        "ban-sao",
        "Giấy tờ trong phạm vi yêu cầu",
        (Column("Giấy tờ"), Column("Mã tra cứu", is_tight=True), Column("Bản sao")),
        rows,
        Empty("Không có gì để sao", text, icon="copy"),
    )


def _forms(
    made: RecordRequest, papers: Sequence[Stored], actor: Actor, identity: Field, typed: Typed, now: datetime
) -> tuple[DeskForm, ...]:
    url = f"{URL}{made.pk}/"
    if made.state == "asked" and may(actor, Permission.APPROVE_REQUEST):
        reason = Field(
            "ly_do",
            "Lý do từ chối",
            "textarea",
            typed.value("tu-choi", "ly_do"),
            width="full",
            rows=2,
            is_required=True,
            error=typed.error("tu-choi", "ly_do"),
        )
        return (
            DeskForm(
                "duyet",
                "Duyệt yêu cầu",
                (
                    f"{made.asker_name}: {WANTS[made.wants].lower()} của hồ sơ {made.record_number}.",
                    f"Chỉ dùng vào mục đích: {made.purpose}.",
                ),
                (identity,),
                Action("Duyệt yêu cầu", method="submit", kind="primary", icon="check"),
                f"{url}duyet/",
                typed.summary("duyet", "Lỗi: CHƯA duyệt"),
            ),
            DeskForm(
                "tu-choi",
                "Từ chối",
                (),
                (reason,),
                Action("Từ chối", method="submit", icon="cross"),
                f"{url}tu-choi/",
                typed.summary("tu-choi", "Lỗi: CHƯA từ chối"),
            ),
        )
    if made.state != "approved" or not may(actor, Permission.MANAGE_REQUESTS):
        return ()
    if made.wants == "read":
        forms = [_lend(url, made, typed)]
        if made.open_until:
            forms.append(
                DeskForm(
                    "tra",
                    "Kết thúc mượn đọc",
                    ("Hồ sơ đóng ngay với người mượn.",),
                    (),
                    Action("Ghi đã trả", method="submit", icon="lock"),
                    f"{url}tra/",
                )
            )
        return tuple(forms)
    again = Field(
        "so_giay_to",
        "Số giấy tờ người nhận",
        value=typed.value("giao", "so_giay_to"),
        error=typed.error("giao", "so_giay_to"),
        is_required=True,
        hint="Đối chiếu với giấy tờ khi nhận yêu cầu",
    )
    return (
        DeskForm(
            "giao",
            "Giao",
            (f"Ghi đã giao cho {made.asker_name}; yêu cầu kết thúc.",),
            (again,),
            Action("Ghi đã giao", method="submit", kind="primary", icon="check"),
            f"{url}giao/",
            typed.summary("giao", "Lỗi: CHƯA ghi giao"),
        ),
    )


def _lend(url: str, made: RecordRequest, typed: Typed) -> DeskForm:
    key = "cho-muon"
    fields = (
        Field(
            "tai_khoan",
            "Tài khoản người mượn",
            value=typed.value(key, "tai_khoan"),
            error=typed.error(key, "tai_khoan"),
            is_required=True,
            hint="Người ngoài cơ sở: lập tài khoản “Người được mượn đọc hồ sơ”",
        ),
        Field(
            "so_gio",
            "Mở trong",
            "integer",
            typed.value(key, "so_gio", "8"),
            unit="giờ",
            width="quarter",
            error=typed.error(key, "so_gio"),
        ),
    )
    lines = (f"Hồ sơ {made.record_number} mở để đọc, không sửa, không in; tự đóng khi hết giờ.",)
    return DeskForm(
        key,
        "Mở cho mượn đọc",
        lines,
        fields,
        Action("Mở hồ sơ", method="submit", kind="primary", icon="unlock"),
        f"{url}cho-muon/",
        typed.summary(key, "Lỗi: hồ sơ CHƯA được mở"),
    )


def _timeline(events: Sequence[RequestEvent], now: datetime) -> Timeline:
    made = []
    for one in events:
        title, icon = _EVENTS.get(one.act, (one.act, "dot"))
        text = " · ".join(filter(None, (f"số {one.copy_number}" if one.copy_number else "", one.note)))
        made.append(
            TimelineEntry(
                dates_vi.near_moment(one.at, now=now), title, one.by, text, dates_vi.full_moment(one.at), icon
            )
        )
    return Timeline("Diễn biến của yêu cầu", tuple(made))
