"""What can go wrong with a device that recognises a person."""

from benhan.fhir.problems import declare

DEVICE_MISSING = declare(
    "BH-SIGN-0080",
    issue="not-supported",
    status=503,
    developer="No confirmation device is configured.",
    clinician="Cơ sở chưa nối thiết bị nhận dạng nên CHƯA xác nhận. Dùng bút ký hoặc mã xác nhận.",
)
DEVICE_SILENT = declare(
    "BH-SIGN-0081",
    issue="transient",
    status=503,
    developer="The confirmation device did not answer: {reason}.",
    clinician="Thiết bị nhận dạng không trả lời nên CHƯA xác nhận. Kiểm tra thiết bị rồi thử lại, hoặc dùng cách khác.",
)
DEVICE_NONSENSE = declare(
    "BH-SIGN-0082",
    issue="exception",
    status=502,
    developer="The confirmation device answered another question: {reason}.",
    clinician="Thiết bị nhận dạng trả lời không đúng giấy này nên CHƯA xác nhận. Báo người quản trị.",
)
DEVICE_NO_MATCH = declare(
    "BH-SIGN-0083",
    issue="business-rule",
    status=422,
    developer="The device answered {outcome}.",
    clinician="Thiết bị chưa nhận ra đúng người nên CHƯA xác nhận. Thử lại hoặc dùng cách khác.",
)
