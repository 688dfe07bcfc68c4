"""The forms of the register: record, classify, note what was sent, close; and how typed moments are read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils import timezone

from benhan.assurance.models import Incident, System
from benhan.dossier.incidents.clocks import address_of_incident, owed
from benhan.dossier.incidents.presenters import URL
from benhan.dossier.incidents.problems import MOMENT_UNREADABLE
from benhan.forms.dates_vi import read_datetime
from benhan.law.incidents import incident_clocks, incident_kinds
from benhan.ui.desk import DeskForm, Typed
from benhan.ui.parts import Action, Choice, Field
from benhan.ui.parts.fields import Kind, Width

RECORD, CLASSIFY, SENT, CLOSE = "ghi", "phan-loai", "da-gui", "dong"
SYSTEM = "system"
FLAGS = {
    "is_serious": "Sự cố nghiêm trọng",
    "has_personal_data": "Có dữ liệu cá nhân bị lộ, mất hoặc bị truy cập trái phép",
    "touches_public_order": "Có thể ảnh hưởng an ninh quốc gia, trật tự, an toàn xã hội, hoặc dịch vụ ngừng nghiêm trọng",
}
_FLAG_NOTES = {
    "is_serious": "Văn bản chưa nói rõ thế nào là nghiêm trọng; người phụ trách quyết định. Hạn 24 giờ và 72 giờ.",
    "has_personal_data": "Hạn thông báo 72 giờ theo luật bảo vệ dữ liệu cá nhân.",
    "touches_public_order": "Phải báo ngay.",
}


def name_of(act: str, field: str) -> str:
    return f"{field}-{act}"


def moment_of(text: str, name: str) -> datetime | None:
    """07:30 02/03/2026 on a Vietnamese clock; None when nothing was typed. Raises MOMENT_UNREADABLE at the field."""
    if not text.strip():
        return None
    found = read_datetime(text.strip(), timezone.localdate())
    if found is None:
        raise MOMENT_UNREADABLE.at(name)
    return found


def record_form(systems: Sequence[System], actor_name: str, typed: Typed) -> DeskForm:
    chosen = typed.value(RECORD, name_of(RECORD, SYSTEM), systems[0].slug if systems else "")
    kind = typed.value(RECORD, name_of(RECORD, "kind"))
    asked = (
        _choice(RECORD, SYSTEM, "Hệ thống", {one.slug: one.name for one in systems}, chosen, typed),
        _choice(RECORD, "kind", "Loại sự cố", incident_kinds(), kind, typed),
        _field(RECORD, "title", "Tên sự cố", typed, max_length=200, width="full"),
        _field(RECORD, "discovered_at", "Lúc phát hiện", typed, "datetime", hint="Các hạn báo cáo tính từ lúc này"),
        _field(RECORD, "happened_at", "Lúc xảy ra, nếu biết", typed, "datetime", is_required=False),
        _field(RECORD, "description", "Diễn biến", typed, "textarea", width="full", max_length=4000),
        _field(RECORD, "scope", "Phạm vi ảnh hưởng", typed, "textarea", width="full", max_length=2000, is_required=False),
        *_flags(RECORD, {}, typed),
    )  # fmt: skip
    lines = (
        "Ghi vào sổ sự cố; không gửi cho ai. Việc gửi báo cáo do anh/chị làm rồi ghi lại ở đây.",
        f"Ghi tên: {actor_name}.",
    )
    action = Action("Ghi sự cố", method="submit", kind="primary", icon="plus")
    return DeskForm(RECORD, "Ghi sự cố mới", lines, asked, action, f"{URL}ghi/",
                    typed.summary(RECORD, "Lỗi: CHƯA ghi sự cố"))  # fmt: skip


def forms_of(incident: Incident, typed: Typed) -> tuple[DeskForm, ...]:
    """What may still be done about an open incident."""
    if incident.closed_at is not None:
        return ()
    sending = (_sent_form(incident, typed),) if owed(incident) else ()
    return (*sending, _classify_form(incident, typed), _close_form(incident, typed))


def _sent_form(incident: Incident, typed: Typed) -> DeskForm:
    waiting = {one.rule.key: one.rule.label for one in owed(incident)}
    first = next(iter(waiting))
    at = name_of(SENT, "to")
    asked = (
        _choice(SENT, "report", "Đã gửi", waiting, typed.value(SENT, name_of(SENT, "report"), first), typed),
        _field(SENT, "sent_at", "Lúc gửi", typed, "datetime"),
        Field(at, "Gửi tới", value=typed.value(SENT, at, incident_clocks()[first].to), max_length=200,
              is_required=True, error=typed.error(SENT, at)),
        _field(SENT, "note", "Số văn bản, cách gửi, người nhận", typed, width="full", max_length=500, is_required=False),
    )  # fmt: skip
    lines = ("Ghi rằng báo cáo đã được gửi ngoài phần mềm; hạn tương ứng dừng lại.",)
    return _form(incident, SENT, "Ghi lần gửi báo cáo", lines, asked, "Ghi đã gửi", typed, "primary")


def _classify_form(incident: Incident, typed: Typed) -> DeskForm:
    held = {name: "on" if getattr(incident, name) else "" for name in FLAGS}
    lines = ("Các hạn báo cáo theo phân loại. Sự cố nghiêm trọng làm hồ sơ cấp độ phải xác định lại.",)
    return _form(
        incident, CLASSIFY, "Phân loại", lines, _flags(CLASSIFY, held, typed), "Ghi phân loại", typed
    )


def _close_form(incident: Incident, typed: Typed) -> DeskForm:
    asked = (
        _field(CLOSE, "cause", "Nguyên nhân", typed, "textarea", width="full", max_length=4000),
        _field(CLOSE, "remedy", "Đã khắc phục thế nào", typed, "textarea", width="full", max_length=4000),
        _field(
            CLOSE, "lessons", "Bài học, việc phải làm thêm", typed, "textarea", width="full", max_length=4000
        ),
    )
    lines = ("Đóng sự cố; sau đó không ghi thêm được. Mọi báo cáo phải gửi cần được ghi trước.",)
    return _form(incident, CLOSE, "Đóng sự cố", lines, asked, "Đóng sự cố", typed)


def _form(
    incident: Incident, key: str, title: str, lines: tuple[str, ...], asked: tuple[Field, ...], label: str,
    typed: Typed, kind: str = "secondary",
) -> DeskForm:  # fmt: skip
    action = Action(label, method="submit", kind=kind, icon="check")  # type: ignore[arg-type]
    failed = typed.summary(key, f"Lỗi: CHƯA {label[0].lower()}{label[1:]}")
    return DeskForm(key, title, lines, asked, action, f"{address_of_incident(incident)}{key}/", failed)


def _field(
    act: str, name: str, label: str, typed: Typed, kind: Kind = "text", *, hint: str = "", width: Width = "half",
    max_length: int = 40, is_required: bool = True,
) -> Field:  # fmt: skip
    at = name_of(act, name)
    return Field(at, label, kind, typed.value(act, at), hint=hint, width=width, max_length=max_length,
                 is_required=is_required, error=typed.error(act, at))  # fmt: skip


def _choice(act: str, name: str, label: str, options: Mapping[str, str], chosen: str, typed: Typed) -> Field:
    at = name_of(act, name)
    choices = tuple(Choice(key, text, key == chosen) for key, text in options.items())
    return Field(at, label, "choice", chosen, choices=choices, is_required=True, error=typed.error(act, at))


def _flags(act: str, held: Mapping[str, str], typed: Typed) -> tuple[Field, ...]:
    return tuple(
        Field(name_of(act, name), label, "boolean", typed.value(act, name_of(act, name), held.get(name, "")),
              display=_FLAG_NOTES[name], width="full")
        for name, label in FLAGS.items()
    )  # fmt: skip
