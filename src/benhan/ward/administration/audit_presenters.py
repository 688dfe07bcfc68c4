# ruff: noqa: E501 — sentences people read stand whole
"""The account of acts as a page and as a CSV; patients are numbers, never names."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from benhan.audit.reading import Line, PageOfLines, Person
from benhan.audit.verification import Verdict
from benhan.ui import dates_vi
from benhan.ui.numbers_vi import number
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Choice,
    Column,
    Empty,
    ErrorSummary,
    Field,
    FieldError,
    KeyValue,
    KeyValues,
    Notice,
    Pagination,
    Row,
    Table,
)
from benhan.ward.administration.audit_words import (
    ACTS,
    OUTCOMES,
    PURPOSES,
    act_words,
    outcome_badge,
    role_words,
    thing_words,
    type_words,
)

HOME = "/quan-tri/nhat-ky/"
CSV_HEAD = (
    "Số", "Lúc", "Tài khoản", "Họ tên", "Vai trò", "Mục đích", "Máy", "Việc", "Kết quả", "Trên", "Mã", "Mã người bệnh",
    "Chi tiết",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """The filter as it was typed, so that it is shown again; errors by field."""

    person: str = ""
    patient: str = ""
    act: str = ""
    outcome: str = ""
    since: str = ""
    until: str = ""

    def query(self, **more: str) -> str:
        names = {
            "nguoi": self.person, "benh-nhan": self.patient, "viec": self.act, "ket-qua": self.outcome, "tu": self.since,
            "den": self.until,
        } | more  # fmt: skip
        return urlencode({name: value for name, value in names.items() if value})


@dataclass(frozen=True, slots=True)
class EntriesPage:
    """The page /quan-tri/nhat-ky/."""

    table: Table
    people: Table | None
    fields: tuple[Field, ...]
    errors: ErrorSummary | None
    actions: tuple[Action, ...]
    chain: str


def entries_page(
    found: PageOfLines, people: Sequence[Person] | None, numbers: Mapping[str, str], typed: Typed, *,
    errors: Mapping[str, str], is_first: bool, last_link: tuple[int, datetime] | None, now: datetime,
) -> EntriesPage:  # fmt: skip
    query = typed.query()
    older = f"{HOME}?{typed.query(truoc=str(found.older))}" if found.older else ""
    first = "" if is_first else f"{HOME}?{query}"
    table = Table(
        "nhat-ky", "Nhật ký truy cập",
        (Column("Lúc"), Column("Ai"), Column("Việc"), Column("Trên"), Column("Người bệnh"), Column("Kết quả"), Column("Máy", is_minor=True)),
        tuple(_row(line, numbers) for line in found.lines),
        Empty("Không có dòng nào", "Không có việc nào khớp bộ lọc. Bỏ bớt điều kiện hoặc đổi khoảng ngày.", icon="search"),
        sentence=sentence(typed), hides_caption=True,
        pagination=Pagination(f"{len(found.lines)} dòng, mới nhất trước", first, older),
    )  # fmt: skip
    actions = (
        Action("Kiểm tra chuỗi", f"{HOME}chuoi/", icon="shield"),
        Action("Tải CSV", f"{HOME}tai-ve/?{query}", icon="download"),
    )
    summary = ErrorSummary(
        tuple(FieldError(name, text) for name, text in errors.items()), "Lỗi: bộ lọc chưa đúng, chưa tìm"
    )
    return EntriesPage(
        table, _people(people, typed, now) if people is not None else None, _fields(typed, errors),
        summary if errors else None, actions, chain_line(last_link, now),
    )  # fmt: skip


def _row(line: Line, numbers: Mapping[str, str]) -> Row:
    code = str(line.detail.get("code", ""))
    patient = numbers.get(line.patient) or "chưa có số" if line.patient else "—"
    return Row(
        (
            Cell(dates_vi.full_moment(line.at), title=line.at.isoformat()),
            Cell(line.account_name or "không rõ người", role_words(line.role)),
            Cell(act_words(line.act), code),
            Cell(
                thing_words(line),
                title=f"{line.resource_type}/{line.resource_id}" if line.resource_type else "",
            ),
            Cell(patient),
            Cell(badge=outcome_badge(line.outcome)),
            Cell(line.address or "máy chủ"),
        ),
        tone="" if line.outcome == "success" else "hoe",
    )


def _people(people: Sequence[Person], typed: Typed, now: datetime) -> Table:
    return Table(
        "ai-da-mo", f"Ai đã làm việc với hồ sơ {typed.patient}",
        (Column("Người"), Column("Vai trò"), Column("Số việc", is_numeric=True), Column("Lần đầu"), Column("Lần cuối")),
        tuple(
            Row((
                Cell(one.name or "không rõ người", is_strong=True), Cell(role_words(one.role)), Cell(number(one.entries)),
                Cell(dates_vi.near_moment(one.first, now=now), title=dates_vi.full_moment(one.first)),
                Cell(dates_vi.near_moment(one.last, now=now), title=dates_vi.full_moment(one.last)),
            ))
            for one in people
        ),
        Empty("Chưa ai mở hồ sơ này", "Không có việc nào với người bệnh này trong khoảng đã chọn.", icon="shield"),
    )  # fmt: skip


def sentence(typed: Typed) -> str:
    """The filter as a sentence."""
    parts = [
        f"của “{typed.person}”" if typed.person else "của mọi người",
        f"với người bệnh {typed.patient}" if typed.patient else "",
        f"việc “{act_words(typed.act)}”" if typed.act else "",
        f"kết quả “{OUTCOMES.get(typed.outcome, typed.outcome)}”" if typed.outcome else "",
        f"từ {typed.since}" if typed.since else "",
        f"đến hết {typed.until}" if typed.until else "",
    ]
    return "Nhật ký " + ", ".join(part for part in parts if part)


def _fields(typed: Typed, errors: Mapping[str, str]) -> tuple[Field, ...]:
    acts = (
        Choice("", "Mọi việc", not typed.act),
        *(
            Choice(key, words, key == typed.act)
            for key, words in sorted(ACTS.items(), key=lambda one: one[1])
        ),
    )
    outcomes = (
        Choice("", "Mọi kết quả", not typed.outcome),
        *(Choice(key, words, key == typed.outcome) for key, words in OUTCOMES.items()),
    )
    return (
        Field("nguoi", "Người làm", value=typed.person, width="third", hint="Tên hoặc tên đăng nhập"),
        Field("benh-nhan", "Mã người bệnh", value=typed.patient, width="third", error=errors.get("benh-nhan", ""), hint="BN và 8 chữ số"),
        Field("viec", "Việc", "select", choices=acts, width="third"),
        Field("ket-qua", "Kết quả", "select", choices=outcomes, width="third"),
        Field("tu", "Từ ngày", "date", typed.since, width="third", error=errors.get("tu", "")),
        Field("den", "Đến hết ngày", "date", typed.until, width="third", error=errors.get("den", "")),
    )  # fmt: skip


def chain_line(last: tuple[int, datetime] | None, now: datetime) -> str:
    if last is None:
        return "Chuỗi nhật ký chưa có mắt xích nào."
    seq, at = last
    return f"Mắt xích mới nhất: số {number(seq)}, niêm lúc {dates_vi.near_moment(at, now=now)}."


@dataclass(frozen=True, slots=True)
class ChainPage:
    """The page of the chain's verification."""

    notice: Notice
    facts: KeyValues
    action: Action


def chain_page(
    verdict: Verdict, last: tuple[int, datetime] | None, *, seconds: float, now: datetime
) -> ChainPage:
    if verdict.is_whole:
        notice = Notice(
            "Nhật ký nguyên vẹn",
            "Mọi mắt xích khớp; không dòng nào bị sửa, xóa, đổi chỗ hay chen vào.",
            "la",
            "check",
        )
        state = Badge("Nguyên vẹn", "la", "check")
    else:
        what = f"Sai tại mắt xích {verdict.broken_at}: {verdict.what}. Giữ nguyên hiện trạng, báo ngay lãnh đạo và bộ phận an toàn thông tin."
        notice = Notice("Nhật ký KHÔNG còn nguyên vẹn", what, "son", "warning", "BH-AUDIT-0001")
        state = Badge("Đã bị can thiệp", "son", "cross")
    facts = KeyValues((
        KeyValue("Kết quả", "", badge=state),
        KeyValue("Số mắt xích khớp", number(verdict.links)),
        KeyValue("Dòng chưa niêm", number(verdict.tail), "các dòng của vài giây gần nhất"),
        KeyValue("Mắt xích mới nhất", dates_vi.full_moment(last[1]) if last else "chưa có"),
        KeyValue("Kiểm tra trong", f"{number(round(seconds * 1000))} ms"),
    ))  # fmt: skip
    return ChainPage(notice, facts, Action("Kiểm tra lại", f"{HOME}chuoi/", kind="primary", icon="shield"))


def csv_line(line: Line, numbers: Mapping[str, str]) -> tuple[str, ...]:
    """One line of the CSV; ids whole, the patient by number."""
    return tuple(_plain(text) for text in (
        str(line.id), dates_vi.local(line.at).isoformat(timespec="milliseconds"), line.account, line.account_name,
        role_words(line.role), PURPOSES.get(line.purpose, line.purpose), line.address, act_words(line.act),
        OUTCOMES.get(line.outcome, line.outcome), type_words(line.resource_type), line.resource_id,
        numbers.get(line.patient, "") if line.patient else "",
        json.dumps(dict(line.detail), ensure_ascii=False, sort_keys=True) if line.detail else "",
    ))  # fmt: skip


def _plain(text: str) -> str:
    """No cell may be read as a formula by a spreadsheet."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
