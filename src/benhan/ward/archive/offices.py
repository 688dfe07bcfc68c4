"""The acts on a record that this person may do at this stage, each said in words before its button."""

from __future__ import annotations

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.records.stages import RecordStage
from benhan.ui.desk import NOTHING_TYPED, REASON, DeskForm, Typed
from benhan.ui.parts import Action, Choice, Field
from benhan.ward.archive.list_presenters import HOME

PURPOSE = "muc_dich"
PURPOSES = {
    "nguoi-benh": "Người bệnh hoặc người đại diện xin bản sao",
    "chuyen-tuyen": "Cơ sở khác tiếp tục điều trị",
    "giam-dinh": "Giám định bảo hiểm y tế",
    "co-quan": "Cơ quan có thẩm quyền yêu cầu bằng văn bản",
    "noi-bo": "Kiểm tra, lưu dự phòng trong cơ sở",
}


def offices(
    actor: Actor, record_id: str, stage: RecordStage, heading: str, patient: str, identity: Field | None,
    typed: Typed = NOTHING_TYPED, *, has_package: bool = True,
) -> tuple[DeskForm, ...]:  # fmt: skip
    url, who = f"{HOME}{record_id}/", f"{actor.name}"
    whose = f"{heading} của {patient}"
    made: list[DeskForm] = []
    if stage is RecordStage.CLOSED and may(actor, Permission.APPROVE_RECORD) and identity:
        made += [_approve(url, who, whose, identity, typed), _give_back(url, who, whose, typed)]
    if stage is RecordStage.APPROVED and may(actor, Permission.SEAL_RECORD) and identity:
        made.append(_seal(url, who, whose, identity, typed))
    if stage is RecordStage.SEALED and has_package and may(actor, Permission.EXPORT_RECORD):
        made.append(_export(url, who, whose, typed))
    return tuple(made)


def needs_identity(actor: Actor, stage: RecordStage) -> bool:
    """Whether an act of this person at this stage asks who is at the keyboard."""
    approves = stage is RecordStage.CLOSED and may(actor, Permission.APPROVE_RECORD)
    return approves or (stage is RecordStage.APPROVED and may(actor, Permission.SEAL_RECORD))


def _approve(url: str, who: str, whose: str, identity: Field, typed: Typed) -> DeskForm:
    return DeskForm(
        "duyet", "Duyệt hồ sơ",
        (f"{whose} được ghi là đã kiểm tra và nhận.", f"Chữ ký số của {who} được đặt vào ô người nhận hồ sơ.",
         "Sau bước này hồ sơ chờ giám đốc niêm phong; bác sĩ không sửa được nữa."),
        (identity,), Action("Duyệt hồ sơ", method="submit", kind="primary", icon="check"), f"{url}duyet/",
        typed.summary("duyet", "Lỗi: hồ sơ CHƯA được duyệt"),
    )  # fmt: skip


def _give_back(url: str, who: str, whose: str, typed: Typed) -> DeskForm:
    reason = Field(
        REASON, "Lý do trả lại", "textarea", typed.value("tra-lai", REASON), width="full",
        hint="Nói rõ tờ nào, mục nào cần sửa; bác sĩ sẽ đọc nguyên văn", error=typed.error("tra-lai", REASON),
        max_length=1000, is_required=True,
    )  # fmt: skip
    return DeskForm(
        "tra-lai", "Trả lại bác sĩ", (f"{whose} trở về “Đang mở” để bổ sung.", f"Lý do được ghi với tên {who}."),
        (reason,), Action("Trả lại bác sĩ", method="submit", icon="undo"), f"{url}tra-lai/",
        typed.summary("tra-lai", "Lỗi: hồ sơ CHƯA được trả lại"),
    )  # fmt: skip


def _seal(url: str, who: str, whose: str, identity: Field, typed: Typed) -> DeskForm:
    return DeskForm(
        "niem-phong", "Niêm phong hồ sơ",
        (f"Chữ ký số của {who} với tư cách giám đốc được đặt vào {_lower(whose)}.",
         "Con dấu số của cơ sở và dấu thời gian được đóng lên từng giấy tờ.",
         "Gói hồ sơ được cố định, số lưu trữ được cấp, thời hạn lưu trữ bắt đầu tính.",
         "Không ai sửa được nữa. Việc này mất vài giây."),
        (identity,), Action("Niêm phong", method="submit", kind="primary", icon="seal"), f"{url}niem-phong/",
        typed.summary("niem-phong", "Lỗi: hồ sơ CHƯA được niêm phong"),
    )  # fmt: skip


def _export(url: str, who: str, whose: str, typed: Typed) -> DeskForm:
    choices = tuple(Choice(key, label) for key, label in PURPOSES.items())
    purpose = Field(
        PURPOSE,
        "Kết xuất để làm gì",
        "choice",
        choices=choices,
        width="full",
        error=typed.error("ket-xuat", PURPOSE),
        is_required=True,
    )
    return DeskForm(
        "ket-xuat", "Kết xuất hồ sơ",
        (f"Tải về gói ZIP của {_lower(whose)}: các tờ đã ký, dữ liệu và danh mục tệp có chữ ký.",
         f"Lần kết xuất được ghi vào nhật ký với tên {who} và mục đích."),
        (purpose,), Action("Kết xuất hồ sơ", method="submit", icon="download"), f"{url}ket-xuat/",
        typed.summary("ket-xuat", "Lỗi: hồ sơ CHƯA được kết xuất"), is_once=False,
    )  # fmt: skip


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]
