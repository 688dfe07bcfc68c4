"""The archive's list in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from urllib.parse import urlencode

from benhan.forms.catalogue import codes, shipped_versions
from benhan.records.archive import ArchivePage, ArchiveRow
from benhan.records.stages import RecordStage
from benhan.ui import dates_vi
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Badge,
    Cell,
    Choice,
    Column,
    Empty,
    ErrorSummary,
    Field,
    FieldError,
    FilterChip,
    Notice,
    Pagination,
    Row,
    Table,
)

HOME = "/luu-tru/"
LATE = "qua-han"
STAGES: Mapping[str, RecordStage] = {
    "cho-duyet": RecordStage.CLOSED,
    "cho-niem-phong": RecordStage.APPROVED,
    "da-niem-phong": RecordStage.SEALED,
    "dang-mo": RecordStage.OPEN,
    "da-huy": RecordStage.CANCELLED,
}
_CHIPS = (
    ("cho-duyet", "Chờ duyệt"), ("cho-niem-phong", "Chờ niêm phong"), ("da-niem-phong", "Đã niêm phong"),
    ("dang-mo", "Đang mở"), ("da-huy", "Đã hủy"), (LATE, "Quá hạn"), ("", "Tất cả"),
)  # fmt: skip
BADGES = {
    RecordStage.OPEN: Badge("Đang mở", "cham", "dot-half"),
    RecordStage.CLOSED: Badge("Chờ duyệt", "hoe", "clock"),
    RecordStage.APPROVED: Badge("Chờ niêm phong", "hoe", "seal"),
    RecordStage.SEALED: Badge("Đã niêm phong", "la", "seal"),
    RecordStage.CANCELLED: Badge("Đã hủy", "son", "cross"),
}


@dataclass(frozen=True, slots=True)
class Sought:
    """The search as it was typed."""

    stage: str = ""
    words: str = ""
    since: str = ""
    until: str = ""
    form: str = ""

    def query(self, **changed: str) -> str:
        values = {
            "giai-doan": self.stage,
            "q": self.words,
            "tu": self.since,
            "den": self.until,
            "mau": self.form,
        }
        return urlencode({name: value for name, value in (values | changed).items() if value})


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """The page /luu-tru/."""

    table: Table
    fields: tuple[Field, ...]
    errors: ErrorSummary | None
    notice: Notice | None
    stage: str


def records_page(
    found: ArchivePage, counts: Mapping[RecordStage | None, int], typed: Sought, *,
    errors: Mapping[str, str], offset: int, now: datetime,
) -> RecordsPage:  # fmt: skip
    table = Table(
        "ho-so", "Hồ sơ bệnh án",
        (
            Column("Số hồ sơ", is_tight=True), Column("Người bệnh"), Column("Loại", is_minor=True), Column("Bác sĩ"),
            Column("Mở", is_tight=True), Column("Giai đoạn"), Column("Lưu đến", is_minor=True),
        ),
        tuple(_row(one, now) for one in found.rows),
        _empty(typed),
        filters=tuple(_chip(key, label, counts, typed) for key, label in _CHIPS),
        sentence=sentence(found, typed), hides_caption=True, pagination=_pages(found, typed, offset),
    )  # fmt: skip
    vague = Notice(
        "Quá nhiều người bệnh cùng tên này",
        "Gõ thêm tên đệm, mã người bệnh hoặc số hồ sơ, hoặc chọn khoảng ngày.", "hoe", "warning",
    )  # fmt: skip
    summary = ErrorSummary(
        tuple(FieldError(name, text) for name, text in errors.items()), "Lỗi: chưa tìm được"
    )
    return RecordsPage(
        table,
        _fields(typed, errors),
        summary if errors else None,
        vague if found.is_too_vague else None,
        typed.stage,
    )


def _row(one: ArchiveRow, now: datetime) -> Row:
    badge = Badge(f"{BADGES[one.stage].text}, quá hạn", "son", "clock") if one.late else BADGES[one.stage]
    born = dates_vi.day(one.patient_born) if one.patient_born else "không rõ ngày sinh"
    archived = one.archive_number if one.stage is RecordStage.SEALED else ""
    return Row(
        (
            Cell(one.record_number, archived, is_strong=True),
            Cell(one.patient_name, f"{one.patient_number} · sinh {born}"),
            Cell(one.form.partition(" ")[0], title=one.form),
            Cell(one.doctor),
            Cell(dates_vi.near_moment(one.opened_at, now=now), title=dates_vi.full_moment(one.opened_at)),
            Cell(badge=badge, note=one.late.partition(":")[0], title=one.late),
            Cell(one.retention_until, one.retention),
        ),
        f"{HOME}{one.record_id}/",
        tone="son" if one.late else "",
    )


def _chip(key: str, label: str, counts: Mapping[RecordStage | None, int], typed: Sought) -> FilterChip:
    amounts = {LATE: counts[None], "": sum(counts[stage] for stage in RecordStage)}
    count = amounts[key] if key in amounts else counts[STAGES[key]]
    query = typed.query(**{"giai-doan": key}) if key != LATE else urlencode({"giai-doan": LATE})
    return FilterChip(
        label, f"{HOME}?{query}" if query else f"{HOME}?giai-doan=", typed.stage == key, number(count)
    )


def sentence(found: ArchivePage, typed: Sought) -> str:
    """What is shown, as a sentence."""
    label = dict(_CHIPS).get(typed.stage, "")
    parts = [
        f"{number(found.total)} hồ sơ",
        f"“{label.lower()}”" if typed.stage else "",
        f"khớp “{typed.words}”" if typed.words else "",
        f"mở từ {typed.since}" if typed.since else "",
        f"đến hết {typed.until}" if typed.until else "",
        f"loại {typed.form}" if typed.form else "",
    ]
    return " ".join(part for part in parts if part) + (
        ", lâu nhất trước" if typed.stage == LATE else ", mới nhất trước"
    )


def _empty(typed: Sought) -> Empty:
    if typed.words or typed.since or typed.until or typed.form:
        return Empty("Không có hồ sơ nào khớp", "Thử bớt điều kiện, hoặc tìm trong “Tất cả”.", icon="search")
    texts = {
        "cho-duyet": "Hồ sơ bác sĩ đã đóng sẽ hiện ở đây để kiểm tra và duyệt.",
        "cho-niem-phong": "Hồ sơ Kế hoạch tổng hợp đã duyệt sẽ hiện ở đây để giám đốc niêm phong.",
        "da-niem-phong": "Hồ sơ đã niêm phong được giữ ở đây đến hết thời hạn lưu trữ.",
        LATE: "Không hồ sơ nào quá thời hạn hoàn thành hay nộp.",
    }
    return Empty(
        "Chưa có hồ sơ nào",
        texts.get(typed.stage, "Hồ sơ hiện ở đây khi bác sĩ mở lượt khám."),
        icon="archive",
    )


def _pages(found: ArchivePage, typed: Sought, offset: int) -> Pagination | None:
    if not found.rows:
        return None
    text = f"{offset + 1}–{offset + len(found.rows)} trong {number(found.total)} hồ sơ"
    before = f"{HOME}?{typed.query(**{'giai-doan': typed.stage})}" if offset else ""
    after = f"{HOME}?{typed.query(bo=str(found.next_offset))}" if found.next_offset else ""
    return Pagination(text, before, after)


@cache
def record_forms() -> Mapping[str, str]:
    """Every record form that was ever ours, by code, with what the filter calls it."""
    found = (one for code in codes() if code.endswith("/BV1") for one in shipped_versions(code))
    return {one.code: f"{one.title} ({one.code})" for one in found}


def _fields(typed: Sought, errors: Mapping[str, str]) -> tuple[Field, ...]:
    forms: Sequence[tuple[str, str]] = (("", "Mọi loại"), *record_forms().items())
    return (
        Field("q", "Số hồ sơ, số lưu trữ, mã người bệnh hoặc tên", value=typed.words, width="full",
              hint="Tên gõ không dấu cũng được; hoặc mã tra cứu in trên giấy"),
        Field("tu", "Mở từ ngày", "date", typed.since, width="third", error=errors.get("tu", "")),
        Field("den", "đến hết ngày", "date", typed.until, width="third", error=errors.get("den", "")),
        Field("mau", "Loại hồ sơ", "select", width="third",
              choices=tuple(Choice(code, label, code == typed.form) for code, label in forms)),
    )  # fmt: skip
