"""One's own account in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.access.actor import ROLE_NAMES_VI, Actor
from benhan.access.models import Account
from benhan.access.policy import Policy
from benhan.audit.reading import Line
from benhan.fhir.problems import ProblemError
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    ErrorSummary,
    Field,
    FieldError,
    KeyValue,
    KeyValues,
    Timeline,
    TimelineEntry,
    status_badge,
)

_ACTS = {
    "login": ("Đăng nhập", "key"),
    "change-password": ("Đổi mật khẩu", "lock"),
    "set-second-factor": ("Cài xác thực lớp hai", "shield"),
}
_CODES = {
    "BH-ACCESS-0005": "sai mật khẩu",
    "BH-ACCESS-0006": "tài khoản đang tạm khóa",
    "BH-ACCESS-0007": "sai mã lớp hai",
}


@dataclass(frozen=True, slots=True)
class Overview:
    """The page /tai-khoan/."""

    facts: KeyValues
    safety: KeyValues
    timeline: Timeline
    actions: tuple[Action, ...]


def overview(
    actor: Actor, account: Account, *, facility: str, has_factor: bool, lines: Sequence[Line], now: datetime
) -> Overview:
    roles = ", ".join(ROLE_NAMES_VI[role] for role in sorted(actor.roles))
    facts = KeyValues(
        (
            KeyValue("Họ tên", account.name),
            KeyValue("Tên đăng nhập", account.login),
            KeyValue("Chức danh", actor.title or "chưa ghi"),
            KeyValue("Vai trò", roles or "chưa có vai trò"),
            KeyValue("Cơ sở", facility),
        )
    )
    changed = account.password_changed_at
    factor = status_badge("valid", "Đã bật") if has_factor else status_badge("unsigned", "Chưa bật")
    safety = KeyValues(
        (
            KeyValue(
                "Mật khẩu",
                f"đổi lúc {dates_vi.near_moment(changed, now=now)}" if changed else "chưa đổi lần nào",
            ),
            KeyValue("Xác thực lớp hai", "", badge=factor, note=_factor_note(account, has_factor)),
        )
    )
    return Overview(facts, safety, _timeline(lines, now), _actions(has_factor))


def _factor_note(account: Account, has_factor: bool) -> str:
    if account.second_factor_required:
        return "Bắt buộc với vai trò của anh/chị"
    return "" if has_factor else "Bật lớp hai thì mật khẩu chỉ cần 8 ký tự và khó bị chiếm hơn"


def _actions(has_factor: bool) -> tuple[Action, ...]:
    label = "Thay ứng dụng xác thực" if has_factor else "Bật xác thực lớp hai"
    return (
        Action(label, "/tai-khoan/lop-hai/", icon="shield"),
        Action("Đổi mật khẩu", "/tai-khoan/mat-khau/", kind="primary", icon="key"),
    )


def _timeline(lines: Sequence[Line], now: datetime) -> Timeline:
    return Timeline(
        "Đăng nhập và thay đổi gần đây",
        tuple(_entry(line, now) for line in lines),
        "Chưa có lần đăng nhập nào được ghi.",
    )


def _entry(line: Line, now: datetime) -> TimelineEntry:
    title, icon = _ACTS.get(line.act, ("Thay đổi tài khoản", "edit"))
    failed = line.outcome != "success"
    why = _CODES.get(str(line.detail.get("code", "")), "bị từ chối") if failed else ""
    return TimelineEntry(
        dates_vi.near_moment(line.at, now=now),
        f"{title}: {why}" if failed else title,
        f"từ máy {line.address}" if line.address else "",
        full_at=dates_vi.full_moment(line.at),
        icon=icon,
        tone="son" if failed else "",
    )


@dataclass(frozen=True, slots=True)
class PasswordPage:
    """The page /tai-khoan/mat-khau/."""

    fields: tuple[Field, ...]
    errors: ErrorSummary | None
    is_forced: bool


def password_page(
    *, policy: Policy, has_factor: bool, is_forced: bool, problem: ProblemError | None = None
) -> PasswordPage:
    least = policy.min_length_with_second_factor if has_factor else policy.min_length
    rule = f"Ít nhất {least} ký tự" + (
        "" if has_factor else ", có chữ thường, chữ hoa, chữ số và ký tự đặc biệt"
    )
    if policy.password_history > 1:
        rule += f"; khác {policy.password_history} mật khẩu gần nhất"
    fields = (
        _secret("current", "Mật khẩu đang dùng", "current-password", problem, has_focus=problem is None),
        _secret("new", "Mật khẩu mới", "new-password", problem, hint=rule),
        _secret("again", "Gõ lại mật khẩu mới", "new-password", problem),
    )
    return PasswordPage(fields, summary(problem, "Lỗi: mật khẩu CHƯA được đổi", "current"), is_forced)


@dataclass(frozen=True, slots=True)
class FactorPage:
    """The page /tai-khoan/lop-hai/; qr and secret belong to the authenticator being set up."""

    qr: str
    secret: str
    fields: tuple[Field, ...]
    errors: ErrorSummary | None
    replaces: bool


def factor_page(*, qr: str, secret: str, replaces: bool, problem: ProblemError | None = None) -> FactorPage:
    fields = (
        _secret("password", "Mật khẩu đang dùng", "current-password", problem),
        Field(
            "code",
            "Mã 6 số đang hiện trong ứng dụng",
            "code",
            width="full",
            autocomplete="one-time-code",
            error=_error(problem, "code"),
            is_required=True,
        ),
    )
    return FactorPage(qr, secret, fields, summary(problem, "Lỗi: lớp hai CHƯA được đổi", "code"), replaces)


def _secret(
    name: str,
    label: str,
    autocomplete: str,
    problem: ProblemError | None,
    *,
    hint: str = "",
    has_focus: bool = False,
) -> Field:
    return Field(
        name,
        label,
        "password",
        width="full",
        autocomplete=autocomplete,
        hint=hint,
        error=_error(problem, name),
        is_required=True,
        has_focus=has_focus,
    )


def _error(problem: ProblemError | None, name: str) -> str:
    return problem.clinician if problem is not None and problem.expression == name else ""


def summary(problem: ProblemError | None, title: str, fallback: str) -> ErrorSummary | None:
    if problem is None:
        return None
    name = problem.expression or fallback
    return ErrorSummary((FieldError(name, problem.clinician),), title=title, code=problem.problem.code)
