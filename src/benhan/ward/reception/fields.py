# ruff: noqa: E501 - one field a line
"""The fields of reception's forms, worded, with what was typed and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from benhan.law.code_lists import code_list
from benhan.ui.parts import Choice, ErrorSummary, Field, FieldError, FieldSection
from benhan.ward.reception.checking_in import PRIORITIES, Arrival, Department
from benhan.ward.reception.demographics import NO_NUMBER_REASONS, SEXES, Typed

Errors = Mapping[str, str]
LISTS = ("provinces", "ethnic-groups")  # too long for a drop-down: picked by typing


def _choices(pairs: Mapping[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, words, code == chosen) for code, words in pairs.items())


def _listed(name: str, chosen: str) -> tuple[Choice, ...]:
    entries = {entry.code: entry.display for entry in code_list(name).entries}
    return _choices({"": "chưa hỏi", **entries}, chosen)


def _picker(name: str, label: str, list_name: str, typed: Typed, errors: Errors) -> Field:
    code = getattr(typed, name)
    entry = code_list(list_name).entry(code) if code else None
    return Field(
        name, label, "picker", value=code, display=entry.display if entry else "", error=errors.get(name, ""),
        data_url=f"/kham/tiep-don/danh-muc/{list_name}.json", width="third",
    )  # fmt: skip


def identity(typed: Typed, errors: Errors, *, has_focus: bool) -> FieldSection:
    error = errors.get
    reasons = _choices({"": "có số", **NO_NUMBER_REASONS}, typed.no_number)
    fields = (
        Field("national_id", "Số định danh cá nhân", value=typed.national_id, width="half", hint="12 số trên căn cước; đưa mã QR vào máy quét cũng được", error=error("national_id", ""), has_focus=has_focus),
        Field("no_number", "Nếu không có số: vì sao", "select", typed.no_number, width="half", choices=reasons, error=error("no_number", "")),
        Field("name", "Họ và tên", value=typed.name, width="half", max_length=120, error=error("name", "")),
        Field("birth", "Ngày sinh", value=typed.birth, width="quarter", hint="02/03/1984, hoặc 03/1984, hoặc 1984", error=error("birth", "")),
        Field("sex", "Giới tính", "chips", width="quarter", choices=_choices(SEXES, typed.sex), error=error("sex", "")),
    )  # fmt: skip
    return FieldSection("danh-tinh", "Người bệnh", fields, "1", empty_count=_empty(fields))


def contact(typed: Typed, errors: Errors) -> FieldSection:
    error = errors.get
    fields = (
        Field("phone", "Điện thoại", "phone", typed.phone, width="third", error=error("phone", "")),
        _picker("ethnic_group", "Dân tộc", "ethnic-groups", typed, errors),
        Field("occupation", "Nghề nghiệp", "select", typed.occupation, width="third", choices=_listed("occupations", typed.occupation), error=error("occupation", "")),
        Field("house", "Số nhà", value=typed.house, width="quarter"),
        Field("hamlet", "Thôn, phố", value=typed.hamlet, width="third"),
        Field("commune", "Xã, phường", value=typed.commune, width="third"),
        _picker("province", "Tỉnh, thành phố", "provinces", typed, errors),
        Field("contact_name", "Người nhà cần báo tin", value=typed.contact_name, width="third"),
        Field("contact_relation", "Quan hệ", value=typed.contact_relation, width="quarter", hint="mẹ, chồng, con…"),
        Field("contact_phone", "Điện thoại người nhà", "phone", typed.contact_phone, width="third", error=error("contact_phone", "")),
    )  # fmt: skip
    return FieldSection("lien-he", "Địa chỉ và liên hệ", fields, "2", empty_count=_empty(fields))


def insurance(typed: Typed, errors: Errors) -> FieldSection:
    error = errors.get
    fields = (
        Field("card", "Số thẻ BHYT", value=typed.card, width="half", hint="15 ký tự, hoặc 10 số in trên thẻ, hoặc 12 số định danh", error=error("card", "")),
        Field("card_from", "Có giá trị từ", "date", typed.card_from, width="quarter", error=error("card_from", "")),
        Field("card_to", "đến hết", "date", typed.card_to, width="quarter", error=error("card_to", "")),
    )  # fmt: skip
    return FieldSection("bhyt", "Bảo hiểm y tế", fields, "3", empty_count=_empty(fields))


def arrival(
    typed: Arrival, departments: Sequence[Department], errors: Errors, *, number: str = "4"
) -> FieldSection:
    error = errors.get
    places = {one.id: one.name for one in departments}
    payers = {entry.code: entry.display for entry in code_list("payer-classes").entries}
    fields = (
        Field("department", "Khoa, phòng khám", "chips", width="full", choices=_choices(places, typed.department), error=error("department", "")),
        Field("reason", "Lý do đến khám", value=typed.reason, width="full", max_length=300, error=error("reason", "")),
        Field("priority", "Ưu tiên", "chips", width="half", choices=_choices(PRIORITIES, typed.priority), error=error("priority", "")),
        Field("payer", "Đối tượng", "chips", width="half", choices=_choices(payers, typed.payer), error=error("payer", "")),
    )  # fmt: skip
    return FieldSection("tiep-don", "Tiếp đón vào", fields, number, empty_count=_empty(fields))


def summary(errors: Errors, code: str = "") -> ErrorSummary | None:
    """All errors, each leading to its field; None when there are none."""
    if not errors:
        return None
    return ErrorSummary(tuple(FieldError(name, text) for name, text in errors.items()), code=code)


def _empty(fields: Sequence[Field]) -> int:
    return sum(
        not (any(one.is_chosen and one.value for one in field.choices) or field.value) for field in fields
    )
