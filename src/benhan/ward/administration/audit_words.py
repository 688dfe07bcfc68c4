"""The account of acts in a reader's words: acts, outcomes, things, purposes."""

from __future__ import annotations

from benhan.access.actor import ROLE_NAMES_VI, Role
from benhan.audit.reading import Line
from benhan.ui.parts import Badge
from benhan.ward.administration.account_presenters import ACTS as ACCOUNT_ACTS

ACTS = {
    "read": "Xem",
    "read-version": "Xem phiên bản cũ",
    "history": "Xem lịch sử",
    "search": "Tìm, liệt kê",
    "create": "Tạo mới",
    "update": "Sửa",
    "delete": "Xóa",
    "attempt": "Thử làm",
    "login": "Đăng nhập",
    "keep-act": "Ghi việc định kỳ",
    "withdraw-act": "Đánh dấu ghi nhầm việc định kỳ",
    "read-act-file": "Xem giấy tờ việc định kỳ",
    "sign": "Ký",
    "seal": "Niêm phong giấy tờ",
    "export": "Kết xuất",
    "view-document": "Xem giấy tờ",
    "print-document": "In giấy tờ",
    "break-glass": "Mở khẩn cấp",
    "review-break-glass": "Xem xét mở khẩn cấp",
    "record-open": "Trả hồ sơ về đang mở",
    "record-closed": "Đóng hồ sơ",
    "record-approved": "Duyệt hồ sơ",
    "record-sealed": "Niêm phong hồ sơ",
    "verify-record": "Kiểm tra hồ sơ",
    "phrase-kept": "Lưu câu mẫu",
    "phrase-removed": "Bỏ câu mẫu",
    "read-audit": "Xem nhật ký",
    "export-audit": "Tải nhật ký",
    "verify-audit": "Kiểm tra chuỗi nhật ký",
} | {key: words for key, (words, _) in ACCOUNT_ACTS.items()}
OUTCOMES = {"success": "Được", "refused": "Bị từ chối", "failed": "Hỏng"}
_TYPES = {
    "Patient": "người bệnh", "Encounter": "lượt khám", "Composition": "hồ sơ bệnh án", "DocumentReference": "giấy tờ",
    "Observation": "chỉ số, kết quả", "Condition": "chẩn đoán", "AllergyIntolerance": "dị ứng", "Coverage": "thẻ BHYT",
    "MedicationRequest": "thuốc kê đơn", "QuestionnaireResponse": "biểu mẫu", "Provenance": "chữ ký",
    "Practitioner": "nhân viên", "PractitionerRole": "vị trí công tác", "Organization": "khoa, phòng", "Account": "tài khoản",
    "BreakGlass": "lần mở khẩn cấp", "DiagnosticReport": "phiếu kết quả", "Procedure": "thủ thuật", "Immunization": "tiêm chủng",
}  # fmt: skip
PURPOSES = {
    "TREAT": "điều trị",
    "HOPERAT": "nghiệp vụ bệnh viện",
    "SYSADMIN": "quản trị hệ thống",
    "ETREAT": "cấp cứu",
}


def act_words(act: str) -> str:
    return ACTS.get(act, act)


def outcome_badge(outcome: str) -> Badge:
    tone, icon = {"success": ("la", "check"), "refused": ("hoe", "cross")}.get(outcome, ("son", "warning"))
    return Badge(OUTCOMES.get(outcome, outcome), tone, icon)  # type: ignore[arg-type]


def type_words(resource_type: str) -> str:
    return _TYPES.get(resource_type, resource_type)


def thing_words(line: Line) -> str:
    """What it was done to, e.g. giấy tờ 3f2a91c0; the whole id stands in the CSV."""
    if not line.resource_type:
        return "—"
    return f"{type_words(line.resource_type)} {line.resource_id[:8]}".strip()


def role_words(role: str) -> str:
    names = {one.value: ROLE_NAMES_VI[one] for one in Role}
    return ", ".join(names.get(word, word) for word in role.split()) or "chưa đăng nhập"
