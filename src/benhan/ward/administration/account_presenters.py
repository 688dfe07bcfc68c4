# ruff: noqa: E501 — sentences people read stand whole
"""Accounts in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from benhan.access.actor import ROLE_NAMES_VI, Role
from benhan.access.models import Membership
from benhan.audit.reading import Line
from benhan.fhir.search.folding import fold
from benhan.ui import dates_vi
from benhan.ui.bound_fields import field_of
from benhan.ui.parts import (
    Action,
    Badge,
    Cell,
    Column,
    Dialog,
    Empty,
    ErrorSummary,
    Field,
    FieldError,
    FilterChip,
    KeyValue,
    KeyValues,
    Notice,
    Row,
    Table,
    Timeline,
    TimelineEntry,
)
from benhan.ward.administration.forms import PostForm

HOME = "/quan-tri/"
DORMANT_AFTER = timedelta(days=45)
ACTS = {
    "create-account": ("Tạo tài khoản", "plus"),
    "change-account": ("Đổi vai trò, khoa phòng, thời hạn", "edit"),
    "lock-account": ("Khóa tài khoản", "lock"),
    "unlock-account": ("Mở khóa tài khoản", "unlock"),
    "reset-password": ("Đặt lại mật khẩu", "key"),
    "reset-second-factor": ("Gỡ xác thực lớp hai", "shield"),
    "change-password": ("Tự đổi mật khẩu", "key"),
    "set-second-factor": ("Tự cài xác thực lớp hai", "shield"),
}
_FILTERS = (
    ("", "Tất cả"), ("dung", "Đang dùng"), ("khoa", "Đã khóa"), ("bo-khong", "Lâu không đăng nhập"),
    ("thieu-lop-hai", "Thiếu lớp hai"), ("thoi", "Đã thôi làm"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Known:
    """A post with what the list says of it."""

    post: Membership
    has_factor: bool
    states: Set[str]  # keys of _FILTERS it belongs to


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """The page /quan-tri/."""

    table: Table
    search: Field
    chosen: str
    action: Action


def known(posts: Sequence[Membership], with_factor: Set[str], now: datetime) -> tuple[Known, ...]:
    return tuple(_known(post, str(post.account_id) in with_factor, now) for post in posts)


def _known(post: Membership, has_factor: bool, now: datetime) -> Known:
    account, today = post.account, dates_vi.local(now).date()
    states = {""}
    ended = post.valid_to is not None and post.valid_to < today
    if not account.is_active or (account.locked_until and account.locked_until > now):
        states.add("khoa")
    if ended:
        states.add("thoi")
    if account.second_factor_required and not has_factor:
        states.add("thieu-lop-hai")
    if account.is_active and not ended:
        states.add("dung")
        if now - (account.last_login or account.created_at) >= DORMANT_AFTER:
            states.add("bo-khong")
    return Known(post, has_factor, states)


def accounts_page(
    found: Sequence[Known],
    departments: Mapping[str, str],
    *,
    sought: str,
    chosen: str,
    me: str,
    now: datetime,
) -> AccountsPage:
    chosen = chosen if chosen in dict(_FILTERS) else ""
    shown = [one for one in found if chosen in one.states and _matches(one.post, sought)]
    chips = tuple(_chip(key, label, found, chosen, sought) for key, label in _FILTERS)
    table = Table(
        "tai-khoan",
        "Tài khoản của cơ sở",
        (Column("Người dùng"), Column("Vai trò"), Column("Khoa, phòng", is_minor=True), Column("Đăng nhập gần nhất"),
         Column("Lớp hai"), Column("Trạng thái")),
        tuple(_row(one, departments, me, now) for one in shown),
        Empty("Không có tài khoản nào", "Đổi bộ lọc hoặc từ tìm kiếm, hoặc tạo tài khoản mới.", icon="people"),
        filters=chips,
        sentence=f"{len(shown)} tài khoản" + (f" có “{sought}”" if sought else ""),
        hides_caption=True,
    )  # fmt: skip
    search = Field("q", "Tìm theo tên hoặc tên đăng nhập", value=sought, width="wide")
    return AccountsPage(
        table,
        search,
        chosen,
        Action("Tạo tài khoản", f"{HOME}tai-khoan/moi/", kind="primary", icon="plus", key="n"),
    )


def _matches(post: Membership, sought: str) -> bool:
    return fold(sought) in fold(f"{post.account.name} {post.account.login}")


def _chip(key: str, label: str, found: Sequence[Known], chosen: str, sought: str) -> FilterChip:
    query = urlencode({name: value for name, value in (("loc", key), ("q", sought)) if value})
    count = sum(key in one.states for one in found)
    return FilterChip(label, f"{HOME}?{query}" if query else HOME, key == chosen, str(count))


def _row(one: Known, departments: Mapping[str, str], me: str, now: datetime) -> Row:
    post, account = one.post, one.post.account
    mine = " · chính anh/chị" if str(account.id) == me else ""
    last = account.last_login
    return Row(
        (
            Cell(account.name, f"{account.login}{mine}", is_strong=True),
            Cell(role_names(post.roles), post.title),
            Cell(department_names(post.departments, departments)),
            Cell(
                dates_vi.near_moment(last, now=now) if last else "chưa lần nào",
                "lâu không dùng" if "bo-khong" in one.states else "",
                dates_vi.full_moment(last) if last else "",
                tone="hoe" if "bo-khong" in one.states else "",
            ),
            Cell(badge=factor_badge(one)),
            Cell(badge=state_badge(one)),
        ),
        f"{HOME}tai-khoan/{account.id}/",
        tone="son" if "khoa" in one.states else "",
    )


def role_names(roles: Sequence[str]) -> str:
    known_roles = {role.value: ROLE_NAMES_VI[role] for role in Role}
    return ", ".join(known_roles.get(name, name) for name in roles) or "chưa có vai trò"


def department_names(ids: Sequence[str], departments: Mapping[str, str]) -> str:
    return ", ".join(departments.get(one, one) for one in ids) or "toàn cơ sở"


def factor_badge(one: Known) -> Badge:
    if one.has_factor:
        return Badge("Đã bật", "la", "check")
    if one.post.account.second_factor_required:
        return Badge("Bắt buộc, chưa có", "hoe", "warning")
    return Badge("Chưa bật")


def state_badge(one: Known) -> Badge:
    if not one.post.account.is_active:
        return Badge("Đã khóa", "son", "lock")
    if "khoa" in one.states:
        return Badge("Tạm khóa vì nhập sai", "son", "clock")
    if "thoi" in one.states:
        return Badge("Đã thôi làm", "", "logout")
    if one.post.account.must_change_password:
        return Badge("Chưa đổi mật khẩu đầu", "hoe", "key")
    return Badge("Đang dùng", "la", "check")


@dataclass(frozen=True, slots=True)
class AccountPage:
    """The page of one account; fields is () when nothing may be changed here."""

    heading: str
    facts: KeyValues
    fields: tuple[Field, ...]
    errors: ErrorSummary | None
    timeline: Timeline
    actions: tuple[Action, ...]
    dialogs: tuple[Dialog, ...]
    notice: Notice | None
    password: str
    readonly: KeyValues | None


def account_page(
    one: Known, form: PostForm, lines: Sequence[Line], departments: Mapping[str, str], *,
    me: str, password: str, now: datetime,
) -> AccountPage:  # fmt: skip
    post, account = one.post, one.post.account
    is_me = str(account.id) == me
    facts = KeyValues((
        KeyValue("Tên đăng nhập", account.login),
        KeyValue("Trạng thái", "", badge=state_badge(one)),
        KeyValue("Xác thực lớp hai", "", badge=factor_badge(one)),
        KeyValue("Đăng nhập gần nhất", dates_vi.near_moment(account.last_login, now=now) if account.last_login else "chưa lần nào"),
        KeyValue("Tạo ngày", dates_vi.day(account.created_at)),
    ))  # fmt: skip
    dialogs = () if is_me else _dialogs(one)
    own = Notice(
        "Đây là tài khoản của anh/chị",
        "Không ai tự đổi vai trò hay trạng thái của chính mình: nhờ người quản trị khác. "
        "Mật khẩu và lớp hai của anh/chị ở trang Tài khoản của tôi.",
        actions=(Action("Tài khoản của tôi", "/tai-khoan/"),),
    )
    return AccountPage(
        account.name,
        facts,
        () if is_me else form_fields(form),
        None if is_me else form_errors(form),
        _timeline(lines, now),
        () if is_me else _actions(one),
        dialogs,
        own if is_me else None,
        password,
        _readonly(post, departments) if is_me else None,
    )


def _readonly(post: Membership, departments: Mapping[str, str]) -> KeyValues:
    until = dates_vi.day(post.valid_to) if post.valid_to else "không hạn"
    return KeyValues((
        KeyValue("Vai trò", role_names(post.roles)),
        KeyValue("Khoa, phòng", department_names(post.departments, departments)),
        KeyValue("Thời hạn", f"từ {dates_vi.day(post.valid_from)} đến {until}"),
    ))  # fmt: skip


def form_fields(form: PostForm) -> tuple[Field, ...]:
    return tuple(field_of(form[name]) for name in form.fields)


def form_errors(form: PostForm) -> ErrorSummary | None:
    if not form.is_bound or form.is_valid():
        return None
    errors = tuple(FieldError(name, str(text)) for name, texts in form.errors.items() for text in texts)
    return ErrorSummary(errors)


def _actions(one: Known) -> tuple[Action, ...]:
    locked = "khoa" in one.states
    first = (
        Action("Mở khóa", opens="hop-khoa", icon="unlock")
        if locked
        else Action("Khóa tài khoản", opens="hop-khoa", kind="danger", icon="lock")
    )
    factor = (Action("Gỡ lớp hai", opens="hop-lop-hai", icon="shield"),) if one.has_factor else ()
    return (first, *factor, Action("Đặt lại mật khẩu", opens="hop-mat-khau", icon="key"))


def _dialogs(one: Known) -> tuple[Dialog, ...]:
    account, locked = one.post.account, "khoa" in one.states
    base, who = f"{HOME}tai-khoan/{account.id}/", f"{account.name} ({account.login})"
    if locked:
        first = Dialog("hop-khoa", "Mở khóa tài khoản", (f"{who} đăng nhập lại được ngay.", "Việc này được ghi vào nhật ký với tên anh/chị."),
                       (Action("Mở khóa", f"{base}mo-khoa/", "post", "primary", "unlock"),))  # fmt: skip
    else:
        first = Dialog("hop-khoa", "Khóa tài khoản", (f"{who} không đăng nhập được nữa.", "Mọi phiên đang mở và mã truy cập của người này ngừng ngay.", "Việc này được ghi vào nhật ký với tên anh/chị."),
                       (Action("Khóa tài khoản", f"{base}khoa/", "post", "danger", "lock"),), "son")  # fmt: skip
    password = Dialog("hop-mat-khau", "Đặt lại mật khẩu", (f"Mật khẩu của {who} bị thay bằng mật khẩu mới, chỉ hiện một lần.", "Người dùng phải đổi ngay khi đăng nhập.", "Mọi phiên đang mở của người này kết thúc."),
                      (Action("Đặt lại mật khẩu", f"{base}mat-khau/", "post", "danger", "key"),))  # fmt: skip
    factor = Dialog("hop-lop-hai", "Gỡ xác thực lớp hai", (f"Ứng dụng xác thực của {who} không dùng được nữa.", "Chỉ gỡ khi đã nhận đúng người, ví dụ mất điện thoại."),
                    (Action("Gỡ lớp hai", f"{base}lop-hai/", "post", "danger", "shield"),))  # fmt: skip
    return (first, password, factor) if one.has_factor else (first, password)


def _timeline(lines: Sequence[Line], now: datetime) -> Timeline:
    return Timeline(
        "Thay đổi của tài khoản", tuple(_entry(line, now) for line in lines), "Chưa có thay đổi nào được ghi."
    )


def _entry(line: Line, now: datetime) -> TimelineEntry:
    title, icon = ACTS.get(line.act, (line.act, "edit"))
    before, after = line.detail.get("roles_before"), line.detail.get("roles")
    text = f"Vai trò: {role_names(before)} → {role_names(after or ())}" if before and before != after else ""
    return TimelineEntry(
        dates_vi.near_moment(line.at, now=now), title if line.outcome == "success" else f"{title}: bị từ chối",
        line.account_name, text, dates_vi.full_moment(line.at), icon, "" if line.outcome == "success" else "son",
    )  # fmt: skip
