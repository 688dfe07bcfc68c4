"""The visit page in words: the record's life, its documents, and the form being written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.records.completeness import attested_at
from benhan.records.stages import DocumentStage, RecordStage, document_stage, record_stage
from benhan.ui import dates_vi
from benhan.ui.parts import (
    Action,
    Badge,
    Choice,
    ErrorSummary,
    Field,
    FieldError,
    KeyValues,
    Notice,
    PatientBanner,
    Step,
    Steps,
)
from benhan.ui.parts.states import RECORD_LIFE
from benhan.ward.patients import banner as banners
from benhan.ward.visit.allergies import SEVERITIES
from benhan.ward.visit.attaching import AttachmentBox
from benhan.ward.visit.document_list import DocumentLine
from benhan.ward.visit.form_sheet import FormSheet
from benhan.ward.visit.reading import Visit, banner_of_visit

_REACHED = {RecordStage.OPEN: 0, RecordStage.CLOSED: 2, RecordStage.APPROVED: 3, RecordStage.SEALED: 5,
            RecordStage.CANCELLED: 0}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """A paper that was made, or answers nobody here may write in: its text, the PDF itself where there is one
    (on phones the text alone), and what may be done."""

    title: str
    badge: Badge
    frame_url: str
    text: tuple[KeyValues, ...]
    actions: tuple[Action, ...]
    note: str = ""
    attachments: AttachmentBox | None = None


@dataclass(frozen=True, slots=True)
class AllergyBox:
    lines: tuple[str, ...]
    note: str
    none_action: Action | None
    fields: tuple[Field, ...]
    post_url: str
    error: ErrorSummary | None = None
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class VisitPage:
    """The page of a visit or stay; subject is what stands at the right: "Bệnh án ngoại trú"."""

    banner: PatientBanner
    title: str
    subtitle: str
    life: Steps | None
    documents: tuple[DocumentLine, ...]
    allergies: AllergyBox
    form: FormSheet | None = None
    paper: PaperSheet | None = None
    waiting: Notice | None = None
    record_types: tuple[Action, ...] = ()
    actions: tuple[Action, ...] = ()


def life_of(visit: Visit) -> Steps | None:
    """The five steps with who and when; None before the record is opened."""
    if visit.record is None:
        return None
    stage = record_stage(visit.record.resource)
    living = visit.living
    signed = bool(living) and all(document_stage(one.resource) is DocumentStage.SIGNED for one in living)
    reached = _REACHED[stage] or int(signed)
    notes = [_moment(datetime.fromisoformat(str(visit.record.resource["date"])), visit)]
    waiting = sum(document_stage(one.resource) is not DocumentStage.SIGNED for one in living)
    notes.append("đủ chữ ký" if signed else f"còn {waiting} giấy tờ chờ ký" if waiting else "")
    for mode in ("professional", "legal", "official"):
        at = attested_at(visit.record, mode)
        notes.append(_moment(at, visit) if at else "")
    steps = tuple(
        Step(label, "done" if place < reached else "now" if place == reached else "next", notes[place])
        for place, label in enumerate(RECORD_LIFE)
    )
    return Steps("Vòng đời hồ sơ bệnh án", steps)


def _moment(at: datetime, visit: Visit) -> str:
    return dates_vi.near_moment(at, now=visit.now)


def allergy_box(
    visit: Visit, actor: Actor, error: str = "", typed: Mapping[str, str] | None = None
) -> AllergyBox:
    """What is known and by whom; recording it right here."""
    texts = typed or {}
    shown = banner_of_visit(visit)
    known = [one for one in visit.allergies if not banners.is_none_known(one)]
    may_ask = may(actor, Permission.OPEN_VISIT) or may(actor, Permission.WITNESS_CONFIRMATION)
    none = Action(
        "Hỏi lại: không ghi nhận dị ứng" if visit.allergies else "Xác nhận không ghi nhận dị ứng",
        f"{visit.url}di-ung/",
        method="post",
        icon="check",
        name="viec",
        value="khong",
    )
    fields = (
        Field("chat", "Chất gây dị ứng", "picker", texts.get("chat", ""), data_url="/kham/di-nguyen.json",
              hint="Chọn nhóm, hoạt chất hoặc gõ lời người bệnh", error=error, width="full"),
        Field("bieu_hien", "Biểu hiện", value=texts.get("bieu_hien", ""), width="full"),
        Field("muc_do", "Mức độ", "select", width="full", choices=_severities(texts.get("muc_do", ""))),
    )  # fmt: skip
    return AllergyBox(
        lines=tuple(banners.allergy_words(one) for one in known),
        note=shown.allergy_note,
        none_action=none if may_ask and not known else None,
        fields=fields if may_ask else (),
        post_url=f"{visit.url}di-ung/",
        error=ErrorSummary((FieldError("chat", error),), "Lỗi: dị ứng CHƯA được ghi") if error else None,
        is_open=bool(error),
    )


def _severities(chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(code, label, code == chosen) for code, label in (("", "Không rõ"), *SEVERITIES))
