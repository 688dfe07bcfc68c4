"""The policy in words: each value beside what the standard suggests, the form, who changed what and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from benhan.access.actor import ROLE_NAMES_VI, Role
from benhan.access.models import SecurityPolicy
from benhan.access.policy import ROLES, Policy, made
from benhan.law.rules import sources
from benhan.law.security_policy import PolicyRule, policy_rules
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
    Notice,
    Row,
    Table,
)

URL = "/an-toan/chinh-sach/"
SHOWN = 30
KEY, REASON, SEEN = "chinh-sach", "ly_do", "dang_thay"
_BASIS = {
    "READ": "",
    "READ-SECONDARY": " (đọc bản tổng hợp)",
    "RECALLED": " (theo trí nhớ, chưa đối chiếu)",
}
_COLUMNS = (
    Column("Quy định"),
    Column("Đang đặt", is_tight=True),
    Column("Gợi ý", is_tight=True),
    Column("Căn cứ của gợi ý", is_minor=True),
)


def page(
    policy: Policy, level: int, rows: Sequence[SecurityPolicy], *, may_set: bool, typed: Typed, now: datetime
) -> DeskPage:
    below = [rule for key, rule in policy_rules().items() if rule.is_below(policy.numbers[key], level)]
    notices: tuple[Notice, ...] = ()
    if below:
        names = "; ".join(f"{one.label}: {shown(one, policy.numbers[one.key])}" for one in below)
        notices = (
            Notice(
                "Có giá trị dưới gợi ý của tiêu chuẩn",
                f"{names}. Bảng an toàn ghi đây là khoảng trống.",
                "son",
                "warning",
            ),
        )
    return DeskPage(
        "Chính sách an toàn",
        f"Giá trị đang có hiệu lực tại cơ sở, đối chiếu với gợi ý cho cấp độ {level}. "
        "Người làm ở nhiều cơ sở theo giá trị chặt nhất.",
        badge=Badge("Có khoảng trống", "son", "warning") if below else Badge("Theo gợi ý", "la", "check"),
        notices=notices,
        tables=(
            *(_table(group, policy, level) for group in _groups()),
            _second_factor(policy),
            _history(rows, now),
        ),
        forms=(_form(policy, level, typed, rows[0].pk if rows else 0),) if may_set else (),
    )


def _groups() -> tuple[str, ...]:
    return tuple(dict.fromkeys(rule.group for rule in policy_rules().values()))


def _second_factor(policy: Policy) -> Table:
    rows = tuple(
        Row(
            (
                Cell(ROLE_NAMES_VI[role]),
                Cell("luôn phải dùng" if role in policy.always_asked else "cơ sở đặt"),
            )
        )
        for role in sorted(policy.second_factor_roles, key=lambda one: (one not in policy.always_asked, one))
    )
    columns = (Column("Vai trò phải dùng xác thực lớp hai"), Column("Vì"))
    return Table("lop-hai", "Xác thực lớp hai", columns, rows, Empty("Không vai trò nào", ""))


def shown(rule: PolicyRule, value: int) -> str:
    return f"{value} {rule.unit}" if value else "tắt"


def _table(group: str, policy: Policy, level: int) -> Table:
    rows = tuple(
        _row(rule, policy.numbers[key], level) for key, rule in policy_rules().items() if rule.group == group
    )
    return Table(f"nhom-{_groups().index(group)}", group, _COLUMNS, rows, Empty("Không có giá trị", ""))


def _row(rule: PolicyRule, value: int, level: int) -> Row:
    is_below = rule.is_below(value, level)
    wanted = rule.suggested_at(level)
    suggested = (
        "không nêu con số" if wanted is None else f"{'≤' if rule.is_down else '≥'} {wanted} {rule.unit}"
    )
    return Row(
        (
            Cell(rule.label, note=rule.effect),
            Cell(
                shown(rule, value),
                is_strong=True,
                tone="son" if is_below else "",
                icon="warning" if is_below else "",
                note="dưới gợi ý" if is_below else "",
            ),
            Cell(suggested),
            Cell(citation(rule, level)),
        )
    )


def citation(rule: PolicyRule, level: int) -> str:
    """TCVN 14423:2026, 5.6.2.2.b: the chapter of the standard is the level's."""
    clause = rule.clause.replace("x.", f"{level + 2}.", 1) if rule.clause.startswith("x.") else rule.clause
    return f"{sources()[rule.source].number}, {clause}{_BASIS.get(rule.basis, '')}"


def _form(policy: Policy, level: int, typed: Typed, newest: int) -> DeskForm:
    fields = [
        Field(
            key,
            rule.label,
            "integer",
            typed.value(KEY, key, str(policy.numbers[key])),
            unit=rule.unit,
            width="third",
            hint=_hint(rule, level),
            error=typed.error(KEY, key),
            is_required=True,
        )
        for key, rule in policy_rules().items()
    ]
    chosen = {role.value for role in policy.second_factor_roles}
    choices = tuple(
        Choice(role.value, ROLE_NAMES_VI[role], role.value in chosen)
        for role in Role
        if role is not Role.SYSTEM and role not in policy.always_asked
    )
    always = ", ".join(ROLE_NAMES_VI[role].lower() for role in sorted(policy.always_asked))
    fields += [
        Field(
            ROLES,
            "Vai trò phải dùng thêm xác thực lớp hai",
            "multichoice",
            choices=choices,
            width="full",
            is_multiple=True,
            hint=f"Luôn phải dùng: {always}.",
        ),
        Field(
            REASON,
            "Lý do",
            "textarea",
            typed.value(KEY, REASON),
            rows=2,
            max_length=1_000,
            width="full",
            hint="Bắt buộc khi có giá trị mới thấp hơn gợi ý.",
            error=typed.error(KEY, REASON),
        ),
        Field(SEEN, "", "hidden", str(newest)),
    ]
    return DeskForm(
        KEY,
        "Đổi chính sách",
        ("Ghi một dòng mới vào lịch sử với tên anh/chị; dòng cũ không sửa, không xóa được.",),
        tuple(fields),
        Action("Ghi chính sách", method="submit", kind="primary", icon="check"),
        URL,
        typed.summary(KEY, "Lỗi: chính sách CHƯA được đổi"),
    )


def _hint(rule: PolicyRule, level: int) -> str:
    wanted = rule.suggested_at(level)
    limits = f"Từ {rule.low} đến {rule.high}" + (", 0 là tắt" if rule.can_be_off else "")
    return limits + (f"; gợi ý {wanted}" if wanted is not None else "")


def _history(rows: Sequence[SecurityPolicy], now: datetime) -> Table:
    """Newest first: what each change altered against the one before it, and why. The one past SHOWN is only compared."""
    lines = []
    for place, row in enumerate(rows[:SHOWN]):
        older = rows[place + 1] if place + 1 < len(rows) else None
        changed = "; ".join(changes(older.values if older else None, row.values))
        lines.append(
            Row(
                (
                    Cell(dates_vi.near_moment(row.set_at, now=now), title=dates_vi.full_moment(row.set_at)),
                    Cell(row.set_by_name),
                    Cell(changed or "không đổi giá trị nào"),
                    Cell(row.reason or "không ghi"),
                )
            )
        )
    columns = (
        Column("Lúc", is_tight=True),
        Column("Người đặt", is_tight=True),
        Column("Đổi gì"),
        Column("Lý do"),
    )
    empty = Empty("Chưa đổi lần nào", "Các giá trị mặc định đang có hiệu lực.", icon="clock")
    return Table("cac-lan-doi", "Các lần đổi", columns, tuple(lines), empty)


def changes(before: Mapping[str, object] | None, after: Mapping[str, object]) -> list[str]:
    old, new = made(before), made(after)
    found = [
        f"{rule.label}: {shown(rule, old.numbers[key])} → {shown(rule, new.numbers[key])}"
        for key, rule in policy_rules().items()
        if old.numbers[key] != new.numbers[key]
    ]
    gained = new.second_factor_roles - old.second_factor_roles
    lost = old.second_factor_roles - new.second_factor_roles
    found += [f"xác thực lớp hai: thêm {ROLE_NAMES_VI[role]}" for role in sorted(gained)]
    return found + [f"xác thực lớp hai: bỏ {ROLE_NAMES_VI[role]}" for role in sorted(lost)]
