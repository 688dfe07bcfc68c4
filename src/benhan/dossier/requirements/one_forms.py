"""What one can do about a requirement: answer it, show evidence, say something; each form says what it records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.assurance.addresses import ROOT
from benhan.assurance.evidence import KINDS_VI, LARGEST_MB
from benhan.assurance.judging import STATUSES_VI
from benhan.dossier.requirements.one_presenters import View
from benhan.ui import dates_vi
from benhan.ui.desk import DeskForm, Typed
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Action, Choice, Field

ANSWER, EVIDENCE, REMARK = "tra-loi", "bang-chung", "y-kien"


@dataclass(frozen=True, slots=True)
class Folded:
    """A form under a line that opens it; open when it was refused or when it is what comes next."""

    summary: str
    icon: str
    form: DeskForm
    is_open: bool


def forms(view: View, typed: Typed) -> tuple[Folded, ...]:
    has_answer = view.judgement.answer is not None
    return (
        Folded("Trả lời lại" if has_answer else "Trả lời yêu cầu", "edit", answer(view, typed),
               typed.key == ANSWER or not has_answer),
        Folded("Thêm bằng chứng", "plus", evidence(view, typed), typed.key == EVIDENCE),
    )  # fmt: skip


def answer(view: View, typed: Typed) -> DeskForm:
    """The answer form, filled with the answer that counts."""
    one = view.judgement.answer
    now: dict[str, str] = {}
    if one is not None:
        now = {
            "status": one.status, "current_state": one.current_state, "measure": one.measure, "task": one.task,
            "responsible": one.responsible, "due": dates_vi.day(one.due) if one.due else "", "reason": one.reason,
            "cost": number(one.cost) if one.cost is not None else "", "shared_solution": one.shared_solution,
        }  # fmt: skip

    def field(name: str, label: str, kind: Any = "text", **more: Any) -> Field:
        value = typed.value(ANSWER, name, now.get(name, ""))
        return Field(name, label, kind, value, error=typed.error(ANSWER, name), **more)

    status = typed.value(ANSWER, "status", now.get("status", ""))
    who = (
        one.responsible_name
        if one and typed.value(ANSWER, "responsible", one.responsible) == one.responsible
        else ""
    )
    fields = (
        field("status", "Mức trả lời", "choice", width="full", is_required=True,
              choices=tuple(Choice(key, word, key == status) for key, word in STATUSES_VI.items())),
        field("current_state", "Hiện trạng", "textarea", width="full", rows=3, max_length=4000,
              hint="Đã làm gì, ở đâu, ai làm."),
        field("measure", "Phương án triển khai", "textarea", width="full", rows=2, max_length=4000,
              hint="Sản phẩm, cách đặt, người thực hiện."),
        field("task", "Việc còn phải làm", "textarea", width="full", rows=2, max_length=2000,
              hint="Bắt buộc khi chưa đáp ứng đủ, cùng người phụ trách và hạn (Điều 36 khoản 10)."),
        field("responsible", "Người phụ trách", "picker", display=who, data_url=f"{ROOT}nguoi.json",
              hint="Người này được báo khi yêu cầu mất chứng minh."),
        field("due", "Hạn hoàn thành", "date", width="quarter"),
        field("cost", "Chi phí còn lại", "integer", unit="đ", width="quarter"),
        field("shared_solution", "Giải pháp dùng chung", width="full", max_length=300,
              hint="Cấp độ 1 đến 3: ghi giải pháp dùng chung nếu có."),
        field("reason", "Lý do không áp dụng", "textarea", width="full", rows=2, max_length=2000),
    )  # fmt: skip
    return DeskForm(
        ANSWER, "", (), fields, Action("Lưu câu trả lời", method="submit", kind="primary", icon="check", key="ctrl+s"),
        f"{view.url}{ANSWER}/", typed.summary(ANSWER, "Lỗi: câu trả lời CHƯA được lưu"),
    )  # fmt: skip


def evidence(view: View, typed: Typed) -> DeskForm:
    lines = ("Bằng chứng giữ nguyên như đã nộp; rút thì ghi lý do và vẫn còn trong diễn biến.",)
    return DeskForm(
        EVIDENCE, "", lines, evidence_fields(typed), Action("Thêm bằng chứng", method="submit", icon="plus"),
        f"{view.url}{EVIDENCE}/", typed.summary(EVIDENCE, "Lỗi: bằng chứng CHƯA được thêm"), has_files=True,
    )  # fmt: skip


def evidence_fields(typed: Typed) -> tuple[Field, ...]:
    def field(name: str, label: str, kind: Any = "text", default: str = "", **more: Any) -> Field:
        return Field(
            name, label, kind, typed.value(EVIDENCE, name, default), error=typed.error(EVIDENCE, name), **more
        )

    kind = typed.value(EVIDENCE, "kind", "document")
    return (
        field("kind", "Loại", "chips", width="full", is_required=True,
              choices=tuple(Choice(key, word, key == kind) for key, word in KINDS_VI.items())),
        field("title", "Tên bằng chứng", width="full", max_length=300, is_required=True),
        field("statement", "Nội dung, số hiệu, nơi lưu", "textarea", width="full", rows=2, max_length=4000,
              hint="Biên bản phỏng vấn: câu hỏi và câu trả lời."),
        field("author", "Người lập hoặc người trả lời", max_length=120, is_required=True),
        field("made_on", "Ngày lập", "date", dates_vi.day(timezone.localdate()), width="quarter", is_required=True),
        field("expires_on", "Có giá trị đến", "date", width="quarter", hint="Để trống nếu không có hạn."),
        Field("file", "Tệp", "file", width="full", error=typed.error(EVIDENCE, "file"),
              hint=f"PDF, ảnh, Word, Excel hoặc văn bản thuần, không quá {LARGEST_MB} MB."),
    )  # fmt: skip


def remark(view: View, typed: Typed, actor: Actor) -> DeskForm | None:
    """For the appraiser and for who keeps the file."""
    if not may(actor, Permission.APPRAISE_LEVEL) and not may(actor, Permission.KEEP_ASSURANCE):
        return None
    text = Field("text", "Ý kiến", "textarea", typed.value(REMARK, "text"), width="full", rows=2, max_length=2000,
                 error=typed.error(REMARK, "text"))  # fmt: skip
    action = Action("Gửi ý kiến", method="submit", icon="plus")
    return DeskForm(REMARK, "", (), (text,), action, f"{view.url}{REMARK}/",
                    typed.summary(REMARK, "Lỗi: ý kiến CHƯA được gửi"))  # fmt: skip
