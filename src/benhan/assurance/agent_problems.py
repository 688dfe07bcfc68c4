"""Why a report of an agent, a key of a host or a look is refused."""

from __future__ import annotations

from benhan.fhir.problems import Problem, declare


def _refused(number: int, developer: str, clinician: str, issue: str = "value") -> Problem:
    return declare(
        f"BH-ASSURANCE-{number:04d}", issue=issue, status=422, developer=developer, clinician=clinician
    )


REPORT_UNREADABLE = _refused(
    50, "The upload is no report of `benhan agent`.",
    "Tệp này không phải là báo cáo của lệnh “benhan agent”. CHƯA có gì được nhận. Vui lòng chọn đúng tệp.",
)  # fmt: skip
SIGNATURE_WRONG = _refused(
    51, "The signature does not fit the report.",
    "Chữ ký của báo cáo không khớp: nội dung đã bị sửa hoặc tệp bị hỏng. CHƯA có gì được nhận. "
    "Vui lòng lập lại báo cáo trên máy chủ.", issue="security",
)  # fmt: skip
KEY_UNKNOWN = _refused(
    52, "No key of this facility's hosts has signed the report.",
    "Chưa có máy chủ nào của hệ thống này đăng ký khóa đã ký báo cáo. CHƯA có gì được nhận. "
    "Vui lòng đăng ký khóa công khai của máy chủ trước.", issue="security",
)  # fmt: skip
KEY_REVOKED = _refused(
    53, "The key was revoked on {day}.",
    "Khóa ký báo cáo đã bị thu hồi ngày {day} nên báo cáo không được tin. CHƯA có gì được nhận. "
    "Vui lòng tạo và đăng ký khóa mới trên máy chủ.", issue="security",
)  # fmt: skip
REPORT_REPEATED = _refused(
    54, "Report {sequence} of this key was imported before.",
    "Báo cáo số {sequence} của máy chủ này đã được nhận rồi; không nhận lần thứ hai. Dữ liệu cũ không đổi.",
    issue="duplicate",
)  # fmt: skip
REPORT_OLDER = _refused(
    55, "Report {sequence} is older than report {last}, which was imported.",
    "Đã nhận báo cáo số {last}, mới hơn báo cáo số {sequence} này. CHƯA có gì được nhận. "
    "Vui lòng lập báo cáo mới trên máy chủ.", issue="conflict",
)  # fmt: skip
OTHER_FACILITY = _refused(
    56, "The report was made for another facility.",
    "Báo cáo này lập cho một cơ sở khác. CHƯA có gì được nhận.", issue="security",
)  # fmt: skip
FROM_THE_FUTURE = _refused(
    57, "The report was made at {moment}, in the future.",
    "Báo cáo ghi giờ lập {moment}, sau giờ hiện tại: đồng hồ của máy chủ chạy nhanh. CHƯA có gì được nhận. "
    "Vui lòng chỉnh giờ máy chủ rồi lập lại báo cáo.",
)  # fmt: skip
TOO_OLD = _refused(
    58, "The report was made at {moment}, more than {hours} h ago.",
    "Báo cáo ghi giờ lập {moment}, đã quá {hours} giờ: báo cáo để lâu, hoặc đồng hồ của máy chủ chạy chậm. "
    "CHƯA có gì được nhận. Vui lòng xem lại giờ máy chủ rồi lập báo cáo mới.",
)  # fmt: skip
KEY_MALFORMED = _refused(
    59, "Not the base64 of a 32-byte Ed25519 public key.",
    "Khóa công khai không đúng dạng. Vui lòng chép nguyên dòng mà lệnh “benhan agent --new-key” in ra.",
)  # fmt: skip
KEY_TAKEN = _refused(
    60, "The key is registered already.",
    "Khóa này đã được đăng ký cho một máy chủ. Mỗi máy chủ cần một khóa riêng. CHƯA có gì được lưu.",
    issue="duplicate",
)  # fmt: skip
HOST_WANTED = _refused(
    61, "A host of the system must be named.",
    "Vui lòng chọn máy chủ của hệ thống này. CHƯA có gì được lưu.",
)  # fmt: skip
HAPPENED_ALREADY = _refused(
    62, "What was discovered is no longer there, or was decided already.",
    "Mục này đã được xác nhận hoặc bỏ qua rồi. Vui lòng tải lại trang.", issue="conflict",
)  # fmt: skip
NOT_HERE = _refused(
    63, "The system or host is not the one this program runs on.",
    "Chỉ xem được máy chủ đang chạy phần mềm này. Với máy chủ khác, vui lòng chạy lệnh “benhan agent” trên máy đó "
    "rồi gửi báo cáo. CHƯA có gì được lưu.",
)  # fmt: skip
