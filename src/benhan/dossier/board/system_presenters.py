"""One system: its measures by every catalogue that is open, its facts, and what changed lately."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from benhan.assurance.addresses import address_of, address_of_list, address_of_system
from benhan.assurance.judging import VERDICTS_VI
from benhan.assurance.judging import Verdict as Standing
from benhan.assurance.models import Assessment, System, Verdict
from benhan.assurance.overview import SystemStanding
from benhan.dossier.board.files import FileState
from benhan.dossier.board.words import level_of, named, regime_of
from benhan.law.catalogues import catalogues
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm
from benhan.ui.parts import (
    Action,
    Cell,
    Choice,
    Column,
    Empty,
    Field,
    KeyValue,
    KeyValues,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)

_TONES = {
    Standing.PROVED: ("la", "check"),
    Standing.DECLARED: ("hoe", "edit"),
    Standing.MISSING: ("son", "cross"),
}


def facts(system: System, file: FileState) -> KeyValues:
    return KeyValues(
        (
            KeyValue("Cấp độ", level_of(system)),
            KeyValue("Áp dụng", regime_of(system)),
            KeyValue("Hồ sơ", file.number, file.due, file.badge),
            KeyValue(
                "Nơi chạy",
                "chính phần mềm này" if system.is_here else "ngoài phần mềm này: khai báo và nạp kết quả",
            ),
            KeyValue("Mục đích", system.purpose or "chưa khai"),
        )
    )


def measures(one: SystemStanding) -> Table:
    """Each assessment in numbers."""
    rows = tuple(
        Row(
            (
                Cell(named(each.catalogue, each.assessment.level),
                     each.catalogue.title + (" · làm căn cứ hồ sơ" if each is one.main else ""), is_strong=True),
                Cell(f"{each.tally.percent} %"),
                Cell(str(each.tally.proved)),
                Cell(str(each.tally.declared)),
                Cell(str(each.tally.missing), tone="son" if each.tally.missing else ""),
                Cell(str(each.tally.not_applicable)),
            ),
            address_of_list(each.assessment),
        )
        for each in one.standings
    )  # fmt: skip
    columns = (
        Column("Bộ yêu cầu"), Column("Chứng minh", is_numeric=True), Column("Đã chứng minh", is_numeric=True),
        Column("Mới khai báo", is_numeric=True), Column("Còn thiếu", is_numeric=True),
        Column("Không áp dụng", is_numeric=True, is_minor=True),
    )  # fmt: skip
    empty = Empty("Chưa mở bộ yêu cầu nào", "Mở bộ yêu cầu của tiêu chuẩn để đo hệ thống.", icon="list")
    return Table("bo-yeu-cau", "Đo theo các bộ yêu cầu", columns, rows, empty)


def changes(rows: Sequence[Verdict], system: System, now: datetime) -> Timeline:
    return Timeline(
        "Thay đổi gần đây",
        tuple(_change(one, system, now) for one in rows),
        "Chưa có thay đổi nào được ghi: các phép kiểm tra theo lịch chưa chạy.",
    )


def _change(row: Verdict, system: System, now: datetime) -> TimelineEntry:
    catalogue = catalogues()[row.assessment.catalogue]
    requirement = catalogue.requirement(row.requirement)
    standing = Standing(row.verdict)
    tone, icon = _TONES.get(standing, ("", "dot-open"))
    row.assessment.system = system
    return TimelineEntry(
        dates_vi.near_moment(row.at, now=now), f"{VERDICTS_VI[standing]}: {requirement.title}",
        text=row.because, full_at=dates_vi.full_moment(row.at), icon=icon, tone=tone,  # type: ignore[arg-type]
        url=address_of(row.assessment, requirement),
    )  # fmt: skip


def forms(system: System, opened: Sequence[Assessment]) -> tuple[DeskForm, ...]:
    """Open another catalogue or level."""
    has = {(one.catalogue, one.level) for one in opened}
    choices = tuple(
        Choice(f"{each.key}/{level}", named(each, level))
        for each in catalogues().values()
        for level in each.levels or (0,)
        if (each.key, level) not in has
    )
    if not choices:
        return ()
    field = Field("bo", "Bộ yêu cầu và cấp độ", "select", choices=choices, is_required=True, width="full")
    lines = ("Hệ thống được đo thêm theo bộ này; bằng chứng và kết quả kiểm tra đã có được dùng ngay.",)
    return (
        DeskForm("danh-gia", "Mở thêm bộ yêu cầu", lines, (field,),
                 Action("Mở bộ yêu cầu", method="submit", icon="plus"), f"{address_of_system(system)}danh-gia/"),
    )  # fmt: skip
