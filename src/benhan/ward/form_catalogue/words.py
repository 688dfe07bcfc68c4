"""The catalogue's own words: sets, kinds, settings, how sure we are."""

from __future__ import annotations

from benhan.forms.fields import Form
from benhan.forms.issuing import OWN_CODE
from benhan.law import rules

SETS = {
    "bv1": "Bệnh án (01–29/BV1)",
    "bv2": "Phiếu, giấy trong hồ sơ (01–53/BV2)",
    "papers": "Giấy của thông tư khác",
    "local": "Mẫu ngoài danh mục của Bộ",
    "own": "Mẫu riêng của cơ sở",
}
KINDS = {
    "record": "Bệnh án", "consent": "Cam kết, chấp thuận", "procedure": "Phẫu thuật, thủ thuật",
    "imaging": "Chẩn đoán hình ảnh, thăm dò", "laboratory": "Xét nghiệm", "nursing": "Theo dõi, chăm sóc",
    "meeting": "Hội chẩn, kiểm thảo", "admission": "Vào viện", "discharge": "Ra viện, chuyển viện",
    "certificate": "Giấy chứng nhận", "prescription": "Đơn thuốc", "billing": "Chi phí",
}  # fmt: skip
SETTINGS = {"inpatient": "nội trú", "outpatient": "ngoại trú", "commune": "trạm y tế", "any": "mọi nơi"}
PER = {"once": "một lần mỗi đợt điều trị", "day": "mỗi ngày", "entry": "mỗi lần thực hiện"}
BASES = {
    "READ-S": "đọc trong mẫu in, phần mềm đang dùng",
    "READ-D": "đọc trong bản tóm tắt văn bản",
    "READ-T": "đọc trong văn bản",
    "RECALLED": "theo hiểu biết chung, chưa đọc bản gốc",
    "FACILITY": "do cơ sở đặt",
    "DESIGN": "do phần mềm đặt",
}
SHORT_BASES = {
    "READ-S": "đã đọc, mẫu in", "READ-D": "đã đọc, bản tóm tắt", "READ-T": "đã đọc, văn bản",
    "RECALLED": "chưa đọc", "FACILITY": "cơ sở đặt", "DESIGN": "phần mềm đặt",
}  # fmt: skip
MOMENTS = {"draft": "ngay khi ghi", "signing": "khi trình ký", "closing": "khi đóng hồ sơ"}


def is_own(code: str) -> bool:
    return code.startswith(OWN_CODE)


def source_words(form: Form) -> str:
    """Number and title of the text a form comes from."""
    source = rules.sources()[form.circular]
    return f"{source.number}: {source.title}"


def retention_words(form: Form) -> str:
    found = rules.retention_classes()[form.retention]
    years = f"{found.years} năm" if found.years else "không thời hạn"
    return f"{found.label}: {years}"
