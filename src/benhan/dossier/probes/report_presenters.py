"""Words for the hosts that report about themselves: keys, the upload, the approved software."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from benhan.assurance.agent_reports import OLDEST_H, fingerprint
from benhan.assurance.host_facts import APPROVED, COUNTED_ON
from benhan.assurance.models import AgentKey, Asset, System
from benhan.dossier.probes.presenters import probes_url
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, DeskPage, Typed
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Choice,
    Column,
    Empty,
    Field,
    KeyValue,
    KeyValues,
    Row,
    Table,
)

_HOW = KeyValues((
    KeyValue("1. Tạo khóa", "Trên máy chủ cần kiểm tra: benhan agent --key may-chu.key --new-key --facility mã cơ sở"),
    KeyValue("2. Đăng ký", "Chép dòng khóa công khai vừa in ra vào biểu mẫu bên dưới. Khóa bí mật không rời máy chủ."),
    KeyValue("3. Lập báo cáo", "benhan agent --key may-chu.key --out bao-cao.json, chạy bằng quyền quản trị để đọc đủ"),
    KeyValue("4. Gửi báo cáo", f"Tải tệp bao-cao.json lên trong vòng {OLDEST_H} giờ. Mỗi báo cáo chỉ nhận một lần."),
), "Kiểm tra một máy chủ khác")  # fmt: skip


def reports_page(
    system: System,
    keys: Sequence[AgentKey],
    hosts: Sequence[Asset],
    typed: Typed,
    *,
    may_keep: bool,
    now: datetime,
) -> DeskPage:
    url = f"{probes_url(system)}bao-cao/"
    here = next((one for one in hosts if one.is_here), None)
    forms = (_upload(url, typed), _register(url, hosts, typed)) if may_keep and hosts else ()
    if may_keep and here is not None:
        forms = (*forms, _approval(system, here))
    return DeskPage(
        f"Báo cáo của máy chủ: {system.name}",
        lead="Máy chủ không chạy phần mềm bệnh án tự kiểm tra và gửi báo cáo có chữ ký số.",
        tables=(_keys(url, keys, may_keep=may_keep, now=now),),
        forms=forms,
        facts=_HOW,
    )


def _keys(url: str, keys: Sequence[AgentKey], *, may_keep: bool, now: datetime) -> Table:
    rows = tuple(
        Row((
            Cell(one.asset.name, f"khóa {fingerprint(one.public_key)}", is_strong=True),
            Cell(badge=Badge("Đã thu hồi", "son", "cross") if one.revoked_at else Badge("Đang tin", "la", "check")),
            Cell(f"{dates_vi.near_moment(one.added_at, now=now)}", one.added_by),
            Cell(*_last(one, now)),
            Cell(action=_revocation(url, one)) if may_keep and not one.revoked_at else Cell("—"),
        ))
        for one in keys
    )  # fmt: skip
    columns = (
        Column("Máy chủ"), Column("Khóa", is_tight=True), Column("Đăng ký", is_minor=True), Column("Báo cáo gần nhất"),
        Column("Việc", is_tight=True),
    )  # fmt: skip
    empty = Empty(
        "Chưa có khóa nào", "Đăng ký khóa công khai của một máy chủ để nhận báo cáo của nó.", icon="key"
    )
    return Table("khoa", "Khóa của các máy chủ", columns, rows, empty)


def _last(key: AgentKey, now: datetime) -> tuple[str, str]:
    if key.last_report_at is None:
        return "chưa nhận lần nào", ""
    return dates_vi.near_moment(key.last_report_at, now=now), f"báo cáo số {key.last_sequence}"


def _revocation(url: str, key: AgentKey) -> Action:
    return Action("Thu hồi", f"{url}khoa/{key.pk}/thu-hoi/", method="post", kind="danger")


def _upload(url: str, typed: Typed) -> DeskForm:
    file = Field(
        "report", "Tệp báo cáo", "file", width="full", is_required=True, error=typed.error("nhan", "report"),
        hint="Tệp JSON mà lệnh “benhan agent” ghi ra",
    )  # fmt: skip
    return DeskForm(
        "nhan", "Nhận báo cáo",
        ("Chữ ký, khóa, giờ lập và thứ tự của báo cáo được kiểm tra trước khi nhận.",),
        (file,), Action("Nhận báo cáo", method="submit", kind="primary"), url,
        typed.summary("nhan", "Lỗi: CHƯA nhận báo cáo"), has_files=True,
    )  # fmt: skip


def _register(url: str, hosts: Sequence[Asset], typed: Typed) -> DeskForm:
    key = "dang-ky"
    chosen = typed.value(key, "host")
    fields = (
        Field(
            "host", "Máy chủ", "select", chosen, width="half", is_required=True, error=typed.error(key, "host"),
            choices=tuple(Choice(str(one.pk), one.name, str(one.pk) == chosen) for one in hosts),
        ),
        Field(
            "public_key", "Khóa công khai", "text", typed.value(key, "public_key"), width="half", is_required=True,
            max_length=64, error=typed.error(key, "public_key"), hint="Dòng 44 ký tự, kết thúc bằng dấu =",
        ),
    )  # fmt: skip
    return DeskForm(
        key, "Đăng ký khóa", ("Từ lúc này, báo cáo ký bằng khóa ấy được tin là của máy chủ đã chọn.",), fields,
        Action("Đăng ký khóa", method="submit"), f"{url}khoa/", typed.summary(key, "Lỗi: CHƯA đăng ký khóa"),
    )  # fmt: skip


def _approval(system: System, host: Asset) -> DeskForm:
    approved = host.details.get(APPROVED)
    state = (
        f"Đã xác nhận {len(approved)} gói ngày {dates_vi.day(str(host.details[COUNTED_ON]))}."
        if approved is not None
        else "Chưa xác nhận lần nào, nên chưa biết gói nào là lạ."
    )
    return DeskForm(
        "phan-mem", f"Phần mềm đang cài trên {host.name}",
        (state, "Xác nhận nghĩa là mọi gói đang cài đều được phép; gói cài thêm sau này bị báo là chưa được xác nhận."),
        (), Action("Xác nhận phần mềm đang cài", method="submit"), f"{probes_url(system)}phan-mem/",
    )  # fmt: skip
