# ruff: noqa: E501 — sentences people read stand whole
"""What an account's form accepts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from benhan.access.actor import ROLE_NAMES_VI, Role
from benhan.access.models import Account, Membership
from benhan.ui import dates_vi
from benhan.ward.administration.actions import CLINICAL, Post

GIVEN_ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
_REQUIRED = {"required": "Mục này cần có."}
_DATE = {"required": "Ghi ngày bắt đầu.", "invalid": "Ghi ngày theo dạng 02/03/2026."}
_TIME = {"invalid": "Ghi giờ theo dạng 07:30."}


class PostForm(forms.Form):
    """Roles, departments, dates and hours of a post; a new account's form adds the login."""

    name = forms.CharField(
        label="Họ tên", max_length=120, error_messages=_REQUIRED,
        help_text="Như in bên chữ ký, kèm danh xưng: BS. Trần Văn An",
    )  # fmt: skip
    title = forms.CharField(
        label="Chức danh", max_length=120, required=False, help_text="Bác sĩ điều trị, Điều dưỡng trưởng…"
    )
    roles = forms.MultipleChoiceField(
        label="Vai trò", widget=forms.CheckboxSelectMultiple(attrs={"data-width": "full"}),
        choices=[(role.value, ROLE_NAMES_VI[role]) for role in GIVEN_ROLES],
        error_messages={"required": "Chọn ít nhất một vai trò."},
    )  # fmt: skip
    departments = forms.MultipleChoiceField(
        label="Khoa, phòng", widget=forms.CheckboxSelectMultiple(attrs={"data-width": "full"}), required=False,
        help_text="Bác sĩ, điều dưỡng chỉ thấy người bệnh của khoa mình; để trống với bộ phận toàn cơ sở",
    )  # fmt: skip
    valid_from = forms.DateField(
        label="Làm việc từ ngày", input_formats=["%d/%m/%Y"], error_messages=_DATE,
        widget=forms.DateInput(attrs={"data-width": "quarter"}),
    )  # fmt: skip
    valid_to = forms.DateField(
        label="đến hết ngày", input_formats=["%d/%m/%Y"], required=False, error_messages=_DATE,
        widget=forms.DateInput(attrs={"data-width": "quarter"}), help_text="Trống là không hạn",
    )  # fmt: skip
    hours_from = forms.TimeField(
        label="Được vào từ giờ", input_formats=["%H:%M"], required=False, error_messages=_TIME,
        widget=forms.TimeInput(attrs={"data-width": "quarter"}), help_text="Trống là mọi giờ",
    )  # fmt: skip
    hours_to = forms.TimeField(
        label="đến giờ", input_formats=["%H:%M"], required=False, error_messages=_TIME,
        widget=forms.TimeInput(attrs={"data-width": "quarter"}), help_text="Qua nửa đêm cũng được",
    )  # fmt: skip

    def __init__(self, *args: Any, departments: Sequence[tuple[str, str]], **named: Any) -> None:
        super().__init__(*args, **named)
        field = self.fields["departments"]
        field.choices = list(departments)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, end = given.get("valid_from"), given.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "Ngày cuối đứng trước ngày bắt đầu.")
        if (
            "hours_from" in given
            and "hours_to" in given
            and bool(given["hours_from"]) != bool(given["hours_to"])
        ):
            self.add_error("hours_to", "Ghi cả hai giờ, hoặc để trống cả hai.")
        if (
            CLINICAL & set(given.get("roles", ()))
            and not given.get("departments")
            and "departments" not in self.errors
        ):
            self.add_error("departments", "Bác sĩ, điều dưỡng cần có ít nhất một khoa.")
        return given

    def post(self) -> Post:
        given = self.cleaned_data
        roles = tuple(Role(name) for name in given["roles"])
        return Post(
            given["title"], roles, tuple(given["departments"]), given["valid_from"], given["valid_to"],
            given["hours_from"], given["hours_to"],
        )  # fmt: skip


class NewAccountForm(PostForm):
    """The same with the login first."""

    login = forms.CharField(
        label="Tên đăng nhập", max_length=40, error_messages=_REQUIRED,
        help_text="Chữ thường không dấu, chữ số, dấu chấm; không đổi được về sau",
        validators=[RegexValidator(r"\A[a-z][a-z0-9._-]{1,39}\Z", "Chỉ dùng chữ thường không dấu, chữ số và . _ -, bắt đầu bằng chữ.")],
    )  # fmt: skip
    field_order = (
        "login",
        "name",
        "title",
        "roles",
        "departments",
        "valid_from",
        "valid_to",
        "hours_from",
        "hours_to",
    )

    def clean_login(self) -> str:
        name = str(self.cleaned_data["login"])
        if Account.objects.filter(login=name).exists():
            raise forms.ValidationError("Tên đăng nhập này đã có người dùng.")
        return name


def initial_of(post: Membership) -> dict[str, object]:
    """The form's values for a post as it is."""
    return {
        "name": post.account.name,
        "title": post.title,
        "roles": post.roles,
        "departments": post.departments,
        "valid_from": dates_vi.day(post.valid_from),
        "valid_to": dates_vi.day(post.valid_to) if post.valid_to else "",
        "hours_from": f"{post.hours_from:%H:%M}" if post.hours_from else "",
        "hours_to": f"{post.hours_to:%H:%M}" if post.hours_to else "",
    }
