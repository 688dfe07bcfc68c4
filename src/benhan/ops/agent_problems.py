"""What can go wrong when the agent looks at its host."""

from __future__ import annotations

from benhan.fhir.problems import declare

NO_KEY = declare(
    "BH-OPS-0701", issue="not-found", status=500,
    developer="There is no key at {path}. Make one with --new-key.",
    clinician="Chưa có khóa ở {path}. Vui lòng tạo khóa bằng --new-key rồi đăng ký khóa công khai ở trang kiểm tra.",
)  # fmt: skip
KEY_THERE = declare(
    "BH-OPS-0702", issue="conflict", status=500,
    developer="{path} exists; a key is never overwritten.",
    clinician="Đã có tệp ở {path}; khóa cũ không bị ghi đè. Vui lòng chọn đường dẫn khác.",
)  # fmt: skip
KEY_BROKEN = declare(
    "BH-OPS-0703", issue="structure", status=500,
    developer="{path} is no key of the agent.",
    clinician="Tệp {path} không phải là khóa của lệnh này hoặc đã hỏng. Vui lòng tạo khóa mới và đăng ký lại.",
)  # fmt: skip
LYNIS_FAILED = declare(
    "BH-OPS-0704", issue="exception", status=500,
    developer="Lynis did not run: {reason}.",
    clinician="Lynis không chạy được ({reason}); báo cáo cũ giữ nguyên. Vui lòng cài gói lynis và chạy bằng quyền quản trị.",
)  # fmt: skip
CERTIFICATE_UNUSABLE = declare(
    "BH-OPS-0705", issue="value", status=500,
    developer="Certificate {certificate} and key {key} can't be used: {reason}.",
    clinician="Không dùng được chứng thư {certificate} với khóa {key} ({reason}); CHƯA có gì được khởi động.",
)  # fmt: skip
