"""Backups and drills in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from benhan.access.policy import Policy
from benhan.assurance.backups import Backup, Drill, Failure, Shelf
from benhan.assurance.backups import Job as Running
from benhan.ui import dates_vi
from benhan.ui.desk import DeskPage
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Badge, Cell, Column, Empty, Job, KeyValue, KeyValues, Notice, Row, Table

URL = "/an-toan/sao-luu/"
KINDS_VI = {"backup": "Sao lưu", "drill": "Diễn tập khôi phục"}
_SHOWN = 20
# The worker looks every two seconds; a wish that lies longer has nobody to carry it out.
_UNHEARD = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the page tells of.

    second   the second place's folder; None when none is set
    waiting  kind and moment of a wish the worker has not picked up
    key      the backup key's fingerprint, "" when it can't be read here
    """

    shelf: Shelf
    second: Shelf | None
    policy: Policy
    running: Running | None
    waiting: tuple[str, datetime] | None
    failures: tuple[Failure, ...]
    key: str
    now: datetime


def job(seen: Seen) -> Job | None:
    """What works or waits now."""
    if seen.running is not None:
        title = KINDS_VI.get(seen.running.kind, seen.running.kind)
        percent = round(seen.running.share * 100)
        return Job("viec-dang-chay", f"{title} đang chạy", f"{seen.running.step}…", percent, f"{URL}tien-do/")
    if seen.waiting is None:
        return None
    kind, at = seen.waiting
    doing = "Đang chờ tiến trình nền nhận việc."
    if seen.now - at > _UNHEARD:
        doing = "Tiến trình nền chưa nhận việc: có thể nó không chạy. Vui lòng báo người quản trị máy chủ."
    return Job("viec-dang-chay", f"{KINDS_VI[kind]} đang chờ", doing, None, f"{URL}tien-do/")


def page(seen: Seen, *, may_ask: bool) -> DeskPage:
    return DeskPage(
        "Sao lưu và khôi phục",
        "Bản sao lưu gồm cơ sở dữ liệu của mọi cơ sở trên máy chủ này cùng khóa và chứng thư, mã hóa trong một tệp. "
        "Diễn tập khôi phục bản mới nhất trên một máy chủ nháp, đối chiếu rồi xóa máy chủ nháp; dữ liệu đang dùng "
        "không bị đụng tới.",
        badge=_badge(seen),
        actions=_actions(seen, may_ask=may_ask),
        notices=_notices(seen),
        tables=(_backups(seen), _drills(seen)),
        texts=(_facts(seen),),
    )


def _tenths(value: float) -> str:
    return number(Decimal(f"{value:.1f}"))


def _badge(seen: Seen) -> Badge:
    newest, every_h = seen.shelf.newest, seen.policy.backup_every_hours
    if newest is None:
        return Badge("Chưa có bản sao lưu", "son", "warning")
    if not every_h:
        return Badge("Lịch đang tắt", "son", "warning")
    is_late = seen.now - newest.started > timedelta(hours=every_h * 1.25)
    return Badge("Quá hạn", "son", "warning") if is_late else Badge("Đúng lịch", "la", "check")


def _notices(seen: Seen) -> tuple[Notice, ...]:
    made = [
        Notice(
            f"{KINDS_VI.get(one.kind, one.kind)} lần gần nhất không xong",
            f"Lúc {dates_vi.near_moment(one.at, now=seen.now)}: {one.because}",
            "son",
            "warning",
        )
        for one in seen.failures
    ]
    if seen.shelf.drills and not seen.shelf.drills[0].passed:
        faults = "; ".join(seen.shelf.drills[0].differences[:3])
        made.append(Notice("Diễn tập khôi phục gần nhất KHÔNG ĐẠT", faults, "son", "warning"))
    if seen.shelf.unreadable:
        names = ", ".join(seen.shelf.unreadable[:5])
        made.append(Notice("Có bản kê không đọc được", names, "son", "warning"))
    if seen.second is None:
        made.append(
            Notice(
                "Chưa có nơi cất thứ hai",
                "Cháy hay hỏng máy chủ này thì mất cả bản sao. Người quản trị máy chủ đặt thư mục trên "
                "thiết bị khác bằng BENHAN_BACKUP_ALSO (quy tắc 3-2-1).",
                "hoe",
                "info",
            )
        )
    return tuple(made)


def _backups(seen: Seen) -> Table:
    elsewhere = {one.id for one in seen.second.backups if one.is_there} if seen.second else set()
    columns = (
        Column("Bản sao lưu", is_tight=True),
        Column("Dung lượng", unit="MB", is_numeric=True, is_tight=True),
        Column("Số dòng", is_numeric=True, is_minor=True),
        Column("Thời gian", unit="giây", is_numeric=True, is_minor=True),
        Column("Tệp", is_tight=True),
        Column("Bản kê", is_tight=True),
        Column("Nơi thứ hai", is_minor=True),
        Column("Do", is_minor=True),
    )
    rows = tuple(_backup(one, elsewhere, seen.now) for one in seen.shelf.backups[:_SHOWN])
    empty = Empty(
        "Chưa có bản sao lưu nào",
        "Lịch sẽ tạo bản đầu tiên ít phút sau khi hệ thống khởi động.",
        icon="archive",
    )
    return Table(
        "ban-sao-luu", "Bản sao lưu", columns, rows, empty, sentence=_count(seen.shelf.backups, "bản sao lưu")
    )


def _count(found: Sequence[object], noun: str) -> str:
    more = f", hiện {_SHOWN} bản mới nhất" if len(found) > _SHOWN else ""
    return f"{number(len(found))} {noun}, mới nhất trước{more}" if found else ""


def _backup(one: Backup, elsewhere: set[str], now: datetime) -> Row:
    signed = {
        True: Badge("Đúng chữ ký", "la", "check"),
        False: Badge("Sai chữ ký", "son", "warning"),
        None: Badge("Không có khóa để kiểm", "hoe", "info"),
    }[one.is_signed]
    there = Badge("Đủ", "la", "check") if one.is_there else Badge("Mất hoặc cụt", "son", "warning")
    return Row(
        (
            Cell(
                dates_vi.near_moment(one.started, now=now),
                note=one.id,
                title=dates_vi.full_moment(one.started),
                is_strong=True,
            ),
            Cell(_tenths(one.size / 1e6)),
            Cell(number(sum(one.tables.values()))),
            Cell(number(round(one.seconds))),
            Cell(badge=there),
            Cell(badge=signed),
            Cell("có" if one.id in elsewhere else "không"),
            Cell(one.asked_by or "lịch"),
        )
    )


def _drills(seen: Seen) -> Table:
    columns = (
        Column("Diễn tập", is_tight=True),
        Column("Kết quả", is_tight=True),
        Column("Thời gian", unit="giây", is_numeric=True, is_tight=True),
        Column("Dòng đã đối chiếu", is_numeric=True, is_minor=True),
        Column("Hồ sơ niêm đã kiểm", is_numeric=True, is_minor=True),
        Column("Do", is_minor=True),
    )
    rows = tuple(_drill(one, seen.now) for one in seen.shelf.drills[:_SHOWN])
    empty = Empty(
        "Chưa diễn tập lần nào",
        "Diễn tập khôi phục bản mới nhất trên một máy chủ nháp rồi đối chiếu.",
        icon="check",
    )
    return Table(
        "dien-tap",
        "Diễn tập khôi phục",
        columns,
        rows,
        empty,
        sentence=_count(seen.shelf.drills, "lần diễn tập"),
    )


def _drill(one: Drill, now: datetime) -> Row:
    badge = Badge("Đạt", "la", "check") if one.passed else Badge("Không đạt", "son", "warning")
    if one.is_signed is False:
        badge = Badge("Báo cáo sai chữ ký", "son", "warning")
    return Row(
        (
            Cell(
                dates_vi.near_moment(one.started, now=now),
                note=one.backup,
                title=dates_vi.full_moment(one.started),
                is_strong=True,
            ),
            Cell(badge=badge, note="; ".join(one.differences[:2])),
            Cell(_tenths(one.seconds)),
            Cell(number(one.rows)),
            Cell(number(one.records_checked)),
            Cell(one.asked_by or "lịch"),
        )
    )


def _actions(seen: Seen, *, may_ask: bool) -> tuple[Action, ...]:
    plan = Action("Đặt lịch", "/an-toan/chinh-sach/", icon="clock")
    if not may_ask:
        return (plan,)
    busy = "Đang có việc chạy hoặc chờ." if seen.running or seen.waiting else ""
    no_backup = "" if seen.shelf.newest else "Chưa có bản sao lưu nào để diễn tập."
    return (
        plan,
        Action("Diễn tập ngay", f"{URL}drill/", "post", icon="check", disabled=busy or no_backup),
        Action("Sao lưu ngay", f"{URL}backup/", "post", kind="primary", icon="archive", disabled=busy),
    )


def _facts(seen: Seen) -> KeyValues:
    policy = seen.policy
    newest = seen.shelf.newest
    drill = seen.shelf.drills[0] if seen.shelf.drills else None
    due = ""
    if newest and policy.backup_every_hours:
        moment = newest.started + timedelta(hours=policy.backup_every_hours)
        due = f"lần tới {dates_vi.near_moment(moment, now=seen.now)}"
    second = "chưa đặt"
    if seen.second is not None:
        second = str(seen.second.folder)
    return KeyValues(
        (
            KeyValue(
                "Lịch sao lưu",
                f"mỗi {policy.backup_every_hours} giờ" if policy.backup_every_hours else "đang tắt",
                due,
            ),
            KeyValue(
                "Lịch diễn tập",
                f"mỗi {policy.drill_every_days} ngày" if policy.drill_every_days else "đang tắt",
            ),
            KeyValue(
                "Khôi phục mất",
                f"{_tenths(drill.seconds)} giây" if drill else "chưa đo",
                "đo ở lần diễn tập gần nhất" if drill else "",
            ),
            KeyValue("Thư mục", str(seen.shelf.folder)),
            KeyValue("Nơi thứ hai", second),
            KeyValue(
                "Dấu khóa sao lưu",
                seen.key or "chưa có khóa",
                "so với dấu ghi trên phong bì cất khóa" if seen.key else "",
            ),
        ),
        "Lịch và nơi cất",
    )
