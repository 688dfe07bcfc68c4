"""What the FHIR face itself can't read or do."""

from benhan.fhir.problems import declare

UNKNOWN_TYPE = declare(
    "BH-REST-0001",
    issue="not-supported",
    status=404,
    developer="{resource_type} is not an R4 resource type.",
    clinician="Không có loại dữ liệu này.",
)
METHOD_NOT_ALLOWED = declare(
    "BH-REST-0002",
    issue="not-supported",
    status=405,
    developer="{method} is not an interaction at this address.",
    clinician="Không làm được việc này tại địa chỉ này.",
)
WRONG_MEDIA_TYPE = declare(
    "BH-REST-0003",
    issue="not-supported",
    status=415,
    developer="Send application/fhir+json.",
    clinician="Định dạng gửi lên không được hỗ trợ. Không có gì được lưu.",
)
NOT_ACCEPTABLE = declare(
    "BH-REST-0004",
    issue="not-supported",
    status=406,
    developer="Only JSON is served.",
    clinician="Chỉ trả dữ liệu dạng JSON.",
)
BAD_IF_MATCH = declare(
    "BH-REST-0005",
    issue="value",
    status=400,
    developer='If-Match must be W/"<version>".',
    clinician="Số phiên bản gửi lên không đọc được. Không có gì được lưu.",
)
BAD_PAGE = declare(
    "BH-REST-0006",
    issue="value",
    status=400,
    developer="_offset must be a whole number from 0 to 1000000.",
    clinician="Số trang không đọc được.",
)
NOT_UTF8 = declare(
    "BH-REST-0008",
    issue="value",
    status=400,
    developer="The form sent to _search is not UTF-8.",
    clinician="Nội dung gửi lên không đọc được.",
)
OURS = declare(
    "BH-REST-0007",
    issue="exception",
    status=500,
    developer="Our fault; incident {incident}.",
    clinician="Hệ thống gặp lỗi. Nội dung đã báo “Đã lưu” vẫn còn. Báo mã sự cố {incident} cho người quản trị.",
)
