"""What the engine refuses: an answer without its reason, evidence without its date, a catalogue nobody has."""

from benhan.fhir.problems import declare

_UNSAVED = " Không có gì được lưu."

STATUS_UNKNOWN = declare(
    "BH-ASSURANCE-0001",
    issue="value",
    status=422,
    developer="An answer's status is none of met, partial, unmet, not_applicable.",
    clinician="Chọn một trong bốn mức trả lời." + _UNSAVED,
)
NOT_APPLICABLE_NEEDS_REASON = declare(
    "BH-ASSURANCE-0002",
    issue="required",
    status=422,
    developer="not_applicable needs its reason.",
    clinician="Yêu cầu không áp dụng thì phải ghi lý do." + _UNSAVED,
)
FIX_NEEDS = declare(
    "BH-ASSURANCE-0003",
    issue="required",
    status=422,
    developer="A requirement that is not fully met needs {what}.",
    clinician="Yêu cầu chưa đáp ứng đủ thì kế hoạch khắc phục phải có {what}." + _UNSAVED,
)
RESPONSIBLE_UNKNOWN = declare(
    "BH-ASSURANCE-0004",
    issue="value",
    status=422,
    developer="The responsible account does not work in this facility.",
    clinician="Người chịu trách nhiệm phải có tài khoản đang dùng ở cơ sở. Chọn lại trong danh sách."
    + _UNSAVED,
)
MET_NEEDS_STATE = declare(
    "BH-ASSURANCE-0005",
    issue="required",
    status=422,
    developer="met and partial need the current state in words.",
    clinician="Ghi hiện trạng: đã làm gì, ở đâu, ai làm." + _UNSAVED,
)
COST_UNREADABLE = declare(
    "BH-ASSURANCE-0006",
    issue="value",
    status=422,
    developer="A cost is no whole number of đồng from 0 to 10^14.",
    clinician="Ghi số tiền bằng đồng, số nguyên không âm, ví dụ 12.500.000." + _UNSAVED,
)
UNKNOWN_CATALOGUE = declare(
    "BH-ASSURANCE-0007",
    issue="not-found",
    status=404,
    developer="No catalogue {key} at level {level}.",
    clinician="Không có bộ yêu cầu này ở cấp độ đã chọn." + _UNSAVED,
)
UNKNOWN_REQUIREMENT = declare(
    "BH-ASSURANCE-0008",
    issue="not-found",
    status=404,
    developer="The catalogue does not ask this requirement at this level.",
    clinician="Bộ yêu cầu không có mục này ở cấp độ đang xem." + _UNSAVED,
)
EVIDENCE_NEEDS = declare(
    "BH-ASSURANCE-0011",
    issue="required",
    status=422,
    developer="Evidence needs {what}.",
    clinician="Bằng chứng cần có {what}." + _UNSAVED,
)
EVIDENCE_DATES = declare(
    "BH-ASSURANCE-0012",
    issue="value",
    status=422,
    developer="Evidence is made in the future, or ends before it was made.",
    clinician="Ngày lập không được ở tương lai; ngày hết hạn không được trước ngày lập." + _UNSAVED,
)
EVIDENCE_FILE_KIND = declare(
    "BH-ASSURANCE-0013",
    issue="value",
    status=422,
    developer="The file's bytes are of no kind we keep.",
    clinician="Chỉ nhận tệp PDF, ảnh (JPEG, PNG), Word, Excel hoặc văn bản thuần." + _UNSAVED,
)
EVIDENCE_FILE_SIZE = declare(
    "BH-ASSURANCE-0014",
    issue="too-long",
    status=422,
    developer="The file is empty or larger than {limit} MB.",
    clinician="Tệp trống hoặc lớn hơn {limit} MB. Chọn tệp khác." + _UNSAVED,
)
WITHDRAW_NEEDS_REASON = declare(
    "BH-ASSURANCE-0015",
    issue="required",
    status=422,
    developer="Withdrawing evidence needs its reason.",
    clinician="Ghi lý do rút bằng chứng." + _UNSAVED,
)
ALREADY_WITHDRAWN = declare(
    "BH-ASSURANCE-0016",
    issue="conflict",
    status=409,
    developer="This evidence is withdrawn already.",
    clinician="Bằng chứng này đã được rút trước đó. Không có gì thay đổi.",
)
PLAN_NEEDS = declare(
    "BH-ASSURANCE-0021",
    issue="required",
    status=422,
    developer="A plan item needs {what}.",
    clinician="Mục kế hoạch cần có {what}." + _UNSAVED,
)
PLAN_DONE = declare(
    "BH-ASSURANCE-0022",
    issue="conflict",
    status=409,
    developer="The plan item is done and no longer changes.",
    clinician="Mục kế hoạch này đã hoàn thành nên không sửa được nữa. Không có gì thay đổi.",
)
COMMENT_NEEDS_TEXT = declare(
    "BH-ASSURANCE-0026",
    issue="required",
    status=422,
    developer="A comment needs a text of at most 2000 characters.",
    clinician="Ghi nội dung ý kiến, không quá 2.000 chữ cái." + _UNSAVED,
)
NOTHING_TO_COPY = declare(
    "BH-ASSURANCE-0031",
    issue="not-found",
    status=409,
    developer="The other assessment answers nothing this one lacks.",
    clinician="Không có câu trả lời nào chép được: các mục chung đã có trả lời. Không có gì thay đổi.",
)
NOT_ASKABLE = declare(
    "BH-ASSURANCE-0036",
    issue="business-rule",
    status=409,
    developer="The probe {probe} can't be asked from here about this system.",
    clinician="Không kiểm tra trực tiếp từ đây được. Khai máy chủ hoặc địa chỉ dịch vụ, hoặc nạp kết quả kiểm tra của máy đó.",
)
NO_SUCH_SYSTEM = declare(
    "BH-ASSURANCE-0041",
    issue="not-found",
    status=404,
    developer="The facility has no system {slug}.",
    clinician="Cơ sở không có hệ thống thông tin “{slug}”.",
)
