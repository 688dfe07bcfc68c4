"""Lists of records to be destroyed, in words."""

from __future__ import annotations

from collections.abc import Sequence

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.records.destruction import Expired, class_label
from benhan.records.models import DestructionItem, DestructionList
from benhan.records.retention import retained
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, DeskPage, Typed
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Field, KeyValue, KeyValues, Notice, Row, Table
from benhan.ward.archive.list_presenters import HOME

URL = f"{HOME}huy/"
STATES = {
    "proposed": Badge("Chờ quyết định", "hoe", "clock"),
    "refused": Badge("Không duyệt", "", "undo"),
    "approved": Badge("Đã quyết định, chờ hủy", "hoe", "warning"),
    "destroyed": Badge("Đã hủy, chờ ký biên bản", "hoe", "sign"),
    "signed": Badge("Đã hủy, biên bản đủ chữ ký", "la", "check"),
}
_ITEMS = {
    "listed": Badge("Trong danh mục", "", "dot-open"),
    "kept": Badge("Giữ lại", "cham", "lock"),
    "destroyed": Badge("Đã hủy", "son", "cross"),
}


def lists_page(waiting: Sequence[Expired], made: Sequence[DestructionList], actor: Actor) -> DeskPage:
    actions: tuple[Action, ...] = ()
    tables = []
    if may(actor, Permission.PROPOSE_DESTRUCTION):
        free = sum(not one.hold for one in waiting)
        if free:
            actions = (
                Action(
                    f"Lập danh mục {number(free)} hồ sơ",
                    f"{URL}lap/",
                    method="post",
                    kind="primary",
                    icon="plus",
                ),
            )
        tables.append(_expired(waiting))
    tables.append(_lists(made))
    return DeskPage("Hủy hồ sơ hết thời hạn lưu trữ", actions=actions, tables=tuple(tables))


def _expired(waiting: Sequence[Expired]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(str(one.record.resource["identifier"]["value"]), is_strong=True),
                Cell(str(one.record.resource["title"])),
                Cell(class_label(retained(one.record.resource)[0])),
                Cell(dates_vi.day(one.until)),
                Cell(badge=Badge("Được giữ lại", "hoe", "lock"), note=one.hold)
                if one.hold
                else Cell("đưa vào danh mục"),
            ),
            f"{HOME}{one.record.id}/",
        )
        for one in waiting
    )
    columns = (
        Column("Số hồ sơ", is_tight=True),
        Column("Loại"),
        Column("Nhóm", is_minor=True),
        Column("Lưu đến", is_tight=True),
        Column("Tình trạng"),
    )
    empty = Empty(
        "Chưa hồ sơ nào hết thời hạn",
        "Hồ sơ hết thời hạn lưu trữ hiện ở đây sau ngày 31/12 của năm cuối.",
        icon="archive",
    )
    return Table(
        "het-han",
        "Hồ sơ đã hết thời hạn lưu trữ",
        columns,
        rows,
        empty,
        sentence=f"{number(len(rows))} hồ sơ, cũ nhất trước",
    )


def _lists(made: Sequence[DestructionList]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.number, is_strong=True),
                Cell(one.proposed_by, dates_vi.full_moment(one.proposed_at)),
                Cell(one.decision_number or "chưa có"),
                Cell(badge=STATES[one.state]),
            ),
            f"{URL}{one.pk}/",
        )
        for one in made
    )
    empty = Empty("Chưa có danh mục nào", "Danh mục được giữ ở đây vĩnh viễn sau khi lập.", icon="book")
    return Table(
        "danh-muc",
        "Danh mục đã lập",
        (Column("Số", is_tight=True), Column("Người lập"), Column("Quyết định"), Column("Tình trạng")),
        rows,
        empty,
    )


def list_page(
    made: DestructionList, items: Sequence[DestructionItem], actor: Actor, identity: Field, typed: Typed
) -> DeskPage:
    actions = (
        (Action("Mở biên bản", f"{URL}{made.pk}/bien-ban.pdf", icon="paper"),) if made.minutes_sha256 else ()
    )
    notices: tuple[Notice, ...] = ()
    if made.state == "approved":
        notices = (
            Notice(
                "Hủy là không lấy lại được",
                "Nội dung, dữ liệu trích, bản nháp, tệp ký và gói của từng hồ sơ bị hủy hẳn khỏi hệ thống.",
                "son",
                "warning",
            ),
        )
    if made.state == "refused":
        notices = (Notice("Không duyệt", made.council, "", "undo"),)
    return DeskPage(
        f"Danh mục {made.number}",
        badge=STATES[made.state],
        actions=actions,
        notices=notices,
        tables=(_items(items),),
        forms=_forms(made, items, actor, identity, typed),
        facts=_facts(made, items),
    )


def _items(items: Sequence[DestructionItem]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.record_number, one.archive_number, is_strong=True),
                Cell(one.title),
                Cell(class_label(one.retention_class)),
                Cell(str(one.closed_year)),
                Cell(dates_vi.day(one.retention_until)),
                Cell(badge=_ITEMS[one.state], note=one.kept_reason),
            ),
            f"{HOME}{one.record}/" if one.state != "destroyed" else "",
        )
        for one in items
    )
    columns = (
        Column("Số hồ sơ", is_tight=True),
        Column("Loại"),
        Column("Nhóm", is_minor=True),
        Column("Năm kết thúc", is_numeric=True),
        Column("Lưu đến", is_tight=True),
        Column("Tình trạng"),
    )
    return Table(
        "ho-so",
        "Hồ sơ trong danh mục",
        columns,
        rows,
        Empty("Danh mục trống", "", icon="archive"),
        sentence=f"{number(len(rows))} hồ sơ",
    )


def _facts(made: DestructionList, items: Sequence[DestructionItem]) -> KeyValues:
    decided = (
        f"số {made.decision_number}, ngày {dates_vi.day(made.decided_on)}" if made.decided_on else "chưa có"
    )
    return KeyValues(
        (
            KeyValue("Người lập", made.proposed_by, dates_vi.full_moment(made.proposed_at)),
            KeyValue("Quyết định", decided, made.approved_by),
            KeyValue("Hội đồng", made.council or "chưa ghi"),
            KeyValue(
                "Thực hiện",
                made.executed_by or "chưa",
                dates_vi.full_moment(made.executed_at) if made.executed_at else "",
            ),
            KeyValue("Bản sao lưu", made.backups or "ghi khi hủy"),
            KeyValue("Đã hủy", f"{number(sum(one.state == 'destroyed' for one in items))} hồ sơ"),
        ),
        "Danh mục",
    )


def _forms(
    made: DestructionList, items: Sequence[DestructionItem], actor: Actor, identity: Field, typed: Typed
) -> tuple[DeskForm, ...]:
    url = f"{URL}{made.pk}/"
    if made.state == "proposed" and may(actor, Permission.APPROVE_DESTRUCTION):
        return _decide(url, made, actor, identity, typed)
    if made.state == "proposed" and may(actor, Permission.PROPOSE_DESTRUCTION):
        return tuple(_keep(url, one, typed) for one in items if one.state == "listed")[:20]
    if made.state == "approved" and may(actor, Permission.PROPOSE_DESTRUCTION):
        backups = Field(
            "sao_luu",
            "Bản sao lưu còn chứa các hồ sơ này",
            "textarea",
            typed.value("thuc-hien", "sao_luu"),
            width="full",
            rows=2,
            is_required=True,
            max_length=500,
            error=typed.error("thuc-hien", "sao_luu"),
            hint="Ví dụ: sao lưu hằng ngày, ghi đè sau 35 ngày; ghi trong biên bản",
        )
        lines = (
            f"Hủy vĩnh viễn {number(sum(one.state == 'listed' for one in items))} hồ sơ theo quyết định {made.decision_number}.",
            f"Lập biên bản hủy, ký bằng chữ ký số của {actor.name}.",
        )
        return (
            DeskForm(
                "thuc-hien",
                "Thực hiện hủy",
                lines,
                (backups, identity),
                Action("Hủy vĩnh viễn", method="submit", kind="danger", icon="warning"),
                f"{url}thuc-hien/",
                typed.summary("thuc-hien", "Lỗi: CHƯA hủy hồ sơ nào"),
            ),
        )
    if made.state == "destroyed" and may(actor, Permission.APPROVE_DESTRUCTION):
        shown = Field("sha256", "", "hidden", made.minutes_sha256)
        lines = (
            f"Biên bản được ký bằng chữ ký số của {actor.name} và con dấu số của cơ sở.",
            "Biên bản giữ vĩnh viễn.",
        )
        return (
            DeskForm(
                "ky",
                "Ký biên bản hủy",
                lines,
                (shown, identity),
                Action("Ký biên bản", method="submit", kind="primary", icon="sign"),
                f"{url}ky/",
                typed.summary("ky", "Lỗi: biên bản CHƯA được ký"),
            ),
        )
    return ()


def _decide(
    url: str, made: DestructionList, actor: Actor, identity: Field, typed: Typed
) -> tuple[DeskForm, ...]:
    def one(name: str, label: str, **more: object) -> Field:
        return Field(name, label, value=typed.value("duyet", name), error=typed.error("duyet", name), **more)  # type: ignore[arg-type]

    fields = (
        one(
            "hoi_dong",
            "Hội đồng xét hủy",
            width="full",
            max_length=500,
            hint="Họ tên, chức vụ các thành viên",
        ),
        one("so_quyet_dinh", "Số quyết định", width="half", max_length=60, is_required=True),
        one("ngay_quyet_dinh", "Ngày quyết định", kind="date", width="half", is_required=True),
        identity,
    )
    refusal = Field(
        "ly_do",
        "Lý do",
        "textarea",
        typed.value("khong-duyet", "ly_do"),
        width="full",
        rows=2,
        is_required=True,
        error=typed.error("khong-duyet", "ly_do"),
    )
    return (
        DeskForm(
            "duyet",
            "Quyết định hủy",
            (f"{actor.name} quyết định hủy các hồ sơ trong danh mục {made.number}.",),
            fields,
            Action("Quyết định hủy", method="submit", kind="primary", icon="check"),
            f"{url}duyet/",
            typed.summary("duyet", "Lỗi: CHƯA quyết định"),
        ),
        DeskForm(
            "khong-duyet",
            "Không duyệt danh mục",
            (),
            (refusal,),
            Action("Không duyệt", method="submit", icon="undo"),
            f"{url}khong-duyet/",
            typed.summary("khong-duyet", "Lỗi: CHƯA trả danh mục"),
        ),
    )


def _keep(url: str, one: DestructionItem, typed: Typed) -> DeskForm:
    key = f"giu-{one.pk}"
    reason = Field(
        "ly_do",
        "Lý do giữ lại",
        value=typed.value(key, "ly_do"),
        error=typed.error(key, "ly_do"),
        width="full",
        is_required=True,
    )
    return DeskForm(
        key,
        f"Giữ lại {one.record_number}",
        (),
        (reason,),
        Action("Đưa ra khỏi danh mục", method="submit", icon="undo"),
        f"{url}{one.pk}/giu/",
        typed.summary(key, "Lỗi: hồ sơ vẫn trong danh mục"),
    )
