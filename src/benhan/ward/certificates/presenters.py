"""The register in words: every certificate with its days left, and one of them with what may be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.signing.models import Certificate
from benhan.signing.register import days_left, warning
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Dialog,
    Empty,
    FilterChip,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
)
from benhan.ui.parts.states import Tone
from benhan.ward.certificates.forms import HOLDER_NAMES, KIND_NAMES

HOME = "/quan-tri/chung-thu/"
_FILTERS = (("", "Đang dùng"), ("sap-het", "Sắp hết hạn"), ("thu-hoi", "Đã thu hồi"), ("ngung", "Ngừng dùng"))


def register_table(rows: Sequence[Certificate], *, chosen: str, may_enter: bool, now: datetime) -> Table:
    """Those that end first stand first."""
    chosen = chosen if chosen in dict(_FILTERS) else ""
    shown = sorted((one for one in rows if _belongs(one, chosen, now)), key=lambda one: one.valid_to)
    chips = tuple(
        FilterChip(
            label,
            f"{HOME}?loc={key}" if key else HOME,
            key == chosen,
            str(sum(_belongs(one, key, now) for one in rows)),
        )
        for key, label in _FILTERS
    )
    columns = (
        Column("Người hoặc đơn vị"),
        Column("Khóa", is_minor=True),
        Column("Tổ chức cấp", is_minor=True),
        Column("Số sê-ri", is_minor=True),
        Column("Hạn đến"),
        Column("Tình trạng"),
    )
    enter = (Action("Đăng ký chứng thư số", f"{HOME}moi/", kind="primary", icon="plus", key="n"),)
    report = Action("Gia hạn dấu thời gian", f"{HOME}gia-han/", kind="quiet", icon="clock")
    empty = Empty("Không có chứng thư số nào", "Chứng thư số được đăng ký hiện ở đây.", icon="key")
    return Table(
        "chung-thu",
        "Sổ đăng ký chứng thư số",
        columns,
        tuple(_row(one, now) for one in shown),
        empty,
        filters=chips,
        sentence=f"{len(shown)} chứng thư số",
        actions=(report, *(enter if may_enter else ())),
        hides_caption=True,
    )


def _belongs(row: Certificate, key: str, now: datetime) -> bool:
    if key == "thu-hoi":
        return row.state == Certificate.State.REVOKED
    if key == "ngung":
        return row.state == Certificate.State.ENDED
    return row.state == Certificate.State.ACTIVE and (key == "" or warning(row, now) > 0)


def _row(one: Certificate, now: datetime) -> Row:
    left = days_left(one, now)
    limit = warning(one, now)
    tone: Tone = "son" if limit == 7 else "hoe" if limit else ""
    note = f"còn {left} ngày" if left >= 0 else f"hết hạn {-left} ngày trước"
    return Row(
        (
            Cell(one.name, one.title or HOLDER_NAMES.get(Certificate.Holder(one.holder), ""), is_strong=True),
            Cell(KIND_NAMES[Certificate.Kind(one.kind)], "" if one.secret_name else "hỏi mã mỗi lần ký"),
            Cell(one.issuer or "không rõ"),
            Cell(short_serial(one), title=one.serial),
            Cell(dates_vi.day(one.valid_to), note, tone=tone, icon="clock" if limit else ""),
            Cell(badge=state_badge(one, now), note=_checked(one, now)),
        ),
        f"{HOME}{one.pk}/",
    )


def short_serial(one: Certificate) -> str:
    """The first and last four places; the whole stands on the certificate's own page."""
    return one.serial if len(one.serial) <= 12 else f"{one.serial[:4]}…{one.serial[-4:]}"


def state_badge(one: Certificate, now: datetime) -> Badge:
    if one.state == Certificate.State.REVOKED:
        return Badge("Đã thu hồi", "son", "cross")
    if one.state == Certificate.State.ENDED:
        return Badge("Ngừng dùng", "", "lock")
    if days_left(one, now) < 0:
        return Badge("Hết hạn", "son", "clock")
    if one.check_code:
        return Badge("Chưa kiểm tra được", "hoe", "help")
    return Badge("Còn hiệu lực", "la", "check") if one.checked_at else Badge("Chưa kiểm tra", "hoe", "help")


def _checked(one: Certificate, now: datetime) -> str:
    return (
        f"kiểm tra {dates_vi.near_moment(one.checked_at, now=now)}"
        if one.checked_at
        else "chưa kiểm tra lần nào"
    )


@dataclass(frozen=True, slots=True)
class CertificatePage:
    heading: str
    notice: Notice | None
    facts: KeyValues
    actions: tuple[Action, ...]
    dialogs: tuple[Dialog, ...]


def certificate_page(one: Certificate, *, may_manage: bool, now: datetime) -> CertificatePage:
    url, left = f"{HOME}{one.pk}/", days_left(one, now)
    facts = KeyValues(
        (
            KeyValue("Người hoặc đơn vị", one.name, one.title),
            KeyValue("Tình trạng", "", _checked(one, now), state_badge(one, now)),
            KeyValue("Tổ chức cấp", one.issuer or "không rõ"),
            KeyValue("Số sê-ri", one.serial),
            KeyValue("Hiệu lực", f"{dates_vi.day(one.valid_from)} đến {dates_vi.day(one.valid_to)}",
                     f"còn {left} ngày" if left >= 0 else "đã hết hạn"),
            KeyValue("Khóa", KIND_NAMES[Certificate.Kind(one.kind)], _place(one)),
            KeyValue("Mật khẩu, mã PIN", f"trong kho, tên {one.secret_name}" if one.secret_name else "hỏi người ký mỗi lần"),
            KeyValue("Đăng ký", f"{one.added_by}, {dates_vi.full_moment(one.added_at)}"),
        )
    )  # fmt: skip
    actions: list[Action] = [Action("Về sổ đăng ký", HOME, kind="quiet", icon="left")]
    dialogs: list[Dialog] = []
    if may_manage and one.state == Certificate.State.ACTIVE:
        actions.append(Action("Kiểm tra ngay", f"{url}kiem-tra/", method="post", icon="shield"))
        actions.append(Action("Ngừng dùng", kind="danger", icon="lock", opens="ngung-dung"))
        lines = (
            f"{one.name} không ký được bằng chứng thư số này nữa.",
            "Chữ ký đã có vẫn giữ nguyên giá trị. Việc thu hồi với tổ chức cấp phải làm riêng.",
        )
        stop = Action("Ngừng dùng chứng thư số", f"{url}ngung/", method="post", kind="danger", icon="lock")
        dialogs.append(Dialog("ngung-dung", "Ngừng dùng chứng thư số này?", lines, (stop,), "son"))
    return CertificatePage(
        f"Chứng thư số của {one.name}", _notice(one, now), facts, tuple(actions), tuple(dialogs)
    )


def _notice(one: Certificate, now: datetime) -> Notice | None:
    limit, left = warning(one, now), days_left(one, now)
    if one.state == Certificate.State.REVOKED:
        return Notice(
            "Đã bị thu hồi", "Không ký được bằng chứng thư số này.", "son", "warning", one.check_code
        )
    if limit:
        title = f"Còn {left} ngày" if left >= 0 else "Đã hết hạn"
        return Notice(title, "Gia hạn rồi đăng ký chứng thư số mới.", "son" if limit == 7 else "hoe", "clock")
    if one.check_code:
        text = "Máy chủ của tổ chức cấp chưa trả lời hoặc trả lời không dùng được."
        return Notice("Lần kiểm tra gần nhất chưa được", text, "hoe", "help", one.check_code)
    return None


def _place(one: Certificate) -> str:
    place: dict[str, str] = one.place
    if one.kind == Certificate.Kind.FILE:
        return f"tệp {place.get('file', '')}"
    if one.kind == Certificate.Kind.PKCS11:
        return f"thiết bị {place.get('token', '')}, khóa {place.get('label', '')}"
    return f"{place.get('base', '')}, chứng thư {place.get('credential', '')}"
