"""What can go wrong in forms, each with the sentence a clinician reads.

Most are findings about one field (`found`), shown beside it; a few stop the act and are raised.
"""

from __future__ import annotations

from benhan.fhir.problems import Finding, Problem, declare


def found(problem: Problem, key: str, severity: str = "error", **values: object) -> Finding:
    """The finding for a field; the developer text carries no patient's text, so callers pass none into it."""
    made = problem.at(key, **values)
    return Finding(severity, problem.issue, key, made.developer, made.clinician, problem.code)


def _field(number: int, developer: str, clinician: str, issue: str = "invalid") -> Problem:
    return declare(f"BH-FORM-{number:04d}", issue=issue, status=422, developer=developer, clinician=clinician)


REQUIRED = _field(
    1, "A required field is empty.", "Chưa nhập “{label}”. Mục này bắt buộc {moment}.", "required"
)
NOT_A_NUMBER = _field(
    2,
    "The text is not a decimal number.",
    "“{label}” phải là số, ví dụ 36,5. Nội dung đã gõ vẫn được giữ, anh/chị sửa lại.",
)
OUT_OF_RANGE = _field(
    3,
    "The number lies outside {low}..{high}.",
    "“{label}” phải từ {low} đến {high} {unit}. Anh/chị kiểm tra lại số đã nhập.",
)
TOO_MANY_DECIMALS = _field(
    4, "More than {decimals} decimals.", "“{label}” chỉ ghi tối đa {decimals} chữ số sau dấu phẩy."
)
NOT_A_DATE = _field(
    5,
    "The text is not a date.",
    "“{label}” chưa đúng ngày. Gõ ngày/tháng/năm, ví dụ 02/03/2026 hoặc 0203. Nội dung đã gõ vẫn được giữ.",
)
NOT_A_TIME = _field(
    6,
    "The text is not a date with a time of day.",
    "“{label}” cần đủ giờ và ngày, ví dụ 07:30 02/03/2026 (giờ từ 00:00 đến 23:59). Nội dung đã gõ vẫn được giữ.",
)
NOT_A_CHOICE = _field(
    7,
    "The code is not one of the choices.",
    "“{label}”: mã đã nhập không có trong danh mục. Anh/chị chọn lại.",
    "code-invalid",
)
UNKNOWN_ICD = _field(
    8,
    "The ICD-10 code is not in the loaded list.",
    "“{label}”: mã bệnh {code} không có trong danh mục ICD-10 đang dùng. Gõ vài chữ của tên bệnh để chọn mã.",
    "code-invalid",
)
IN_THE_FUTURE = _field(
    9, "The date lies in the future.", "“{label}” không được sau hiện tại ({now}).", "business-rule"
)
WRONG_ORDER = _field(
    10, "The date lies before {other_key}.", "“{label}” không được trước “{other}” ({day}).", "business-rule"
)
WRONG_PATTERN = _field(11, "The text does not match its pattern.", "“{label}” chưa đúng dạng quy định.")
ICD_TOO_GENERAL = _field(
    12,
    "ICD-10 code {code} may not be used: finer codes exist (column 26).",
    "“{label}”: mã {code} quá chung, không được dùng. Anh/chị chọn mã chi tiết hơn trong nhóm này.",
    "business-rule",
)
ICD_DEATH_ONLY = _field(
    13,
    "ICD-10 code {code} is for causes of death only (column 27).",
    "“{label}”: mã {code} chỉ dùng ghi nguyên nhân tử vong.",
    "business-rule",
)
ICD_NOT_MAIN = _field(
    14,
    "ICD-10 code {code} may not be the main diagnosis (column 24).",
    "“{label}”: mã {code} không được dùng làm bệnh chính. "
    "Anh/chị chọn mã khác, ghi mã này vào bệnh kèm theo.",
    "business-rule",
)
ICD_DISCOURAGED = _field(
    15,
    "ICD-10 code {code} is discouraged as main diagnosis (column 25).",
    "“{label}”: mã {code} không khuyến khích dùng làm bệnh chính. Anh/chị xác nhận nếu vẫn dùng.",
    "business-rule",
)
ICD_OTHER_SEX = _field(
    16,
    "ICD-10 code {code} is mainly for the other sex (columns 28, 29).",
    "“{label}”: mã {code} chủ yếu dùng cho {sex}. Anh/chị kiểm tra lại giới tính hoặc mã bệnh.",
    "business-rule",
)
PRESSURES_SWAPPED = _field(
    17,
    "Systolic pressure is not above diastolic.",
    "Huyết áp tâm thu phải lớn hơn huyết áp tâm trương. Anh/chị kiểm tra lại hai số.",
    "business-rule",
)
CODES_DIFFER = _field(
    18,
    "Two fields that name the same diagnosis differ.",
    "“{label}” ({code}) khác “{other}” ({other_code}). Anh/chị xác nhận hoặc sửa cho thống nhất.",
    "business-rule",
)
REPEATED_CODE = _field(
    19,
    "The same ICD-10 code stands twice.",
    "“{label}”: mã {code} đã có ở mục khác của hồ sơ, không ghi hai lần.",
    "business-rule",
)
NOT_A_DRAWING = _field(
    40,
    "The text is not a list of strokes.",
    "“{label}”: không đọc được hình vẽ. Anh/chị vẽ lại; các mục khác vẫn được giữ.",
)
NOT_ALLOWED_POINTS = _field(
    41,
    "The number is not one of the points of its row.",
    "“{label}” chỉ nhận các điểm {allowed}. Anh/chị kiểm tra lại số đã nhập.",
)
ABBREVIATION = _field(
    42,
    "A text of a paper that leaves the house holds an abbreviation of the list.",
    "“{label}” có chữ viết tắt “{abbreviation}”. Giấy này giao cho người bệnh hoặc nơi khác nên phải viết đầy đủ, "
    "ví dụ “{expansion}”.",
    "business-rule",
)
WRONG_SEX = _field(
    43,
    "The form is for the other sex.",
    "{form} chỉ dùng cho {sex}. Anh/chị kiểm tra lại giới tính của người bệnh hoặc chọn mẫu khác.",
    "business-rule",
)
WRONG_AGE = _field(
    44,
    "The form is for another age.",
    "{form} dành cho người bệnh dưới {limit}. Anh/chị kiểm tra lại ngày sinh của người bệnh hoặc chọn mẫu khác.",
    "business-rule",
)
PRESSURE_ALONE = _field(
    20,
    "One of the two blood pressures is missing.",
    "Huyết áp cần đủ hai số tâm thu và tâm trương.",
    "business-rule",
)
ONLY_ONE_ANSWER = _field(21, "The field takes one answer.", "“{label}” chỉ nhận một giá trị.")

DRAFT_CONFLICT = declare(
    "BH-FORM-0050",
    issue="conflict",
    status=409,
    developer="The draft is at revision {current}; the caller expected {expected}.",
    clinician="Nội dung này vừa được sửa ở cửa sổ khác nên phần vừa gõ CHƯA được lưu. "
    "Cả hai bản đều còn: anh/chị đối chiếu, chọn bản đúng rồi lưu lại.",
)
DRAFT_TOO_LARGE = declare(
    "BH-FORM-0051",
    issue="too-long",
    status=413,
    developer="The draft holds {size} bytes, more than {limit}.",
    clinician="Nội dung nháp quá dài nên CHƯA được lưu. Anh/chị rút gọn rồi lưu lại.",
)
PAPER_FAILED = declare(
    "BH-FORM-0060",
    issue="exception",
    status=500,
    developer="The template {template} could not be set.",
    clinician="Chưa tạo được bản in PDF. Nội dung hồ sơ không mất; anh/chị thử lại, "
    "nếu vẫn lỗi thì báo người quản trị hệ thống.",
)
RX_TOO_MANY_DAYS = _field(
    70,
    "{days} days exceed the limit of {limit} ({article}).",
    "Thuốc “{drug}” kê {days} ngày, vượt giới hạn {limit} ngày của đơn loại này ({article}).",
    "business-rule",
)
RX_WRONG_KIND = _field(
    71,
    "A drug of kind {control} stands in a prescription of kind {kind}.",
    "Thuốc “{drug}” phải kê ở đơn “{control}”, không kê chung đơn này. Anh/chị tách đơn.",
    "business-rule",
)
RX_ALLERGY = _field(
    72,
    "A prescribed drug belongs to an allergy class of the patient ({allergy_class}).",
    "Người bệnh có tiền sử dị ứng {allergen}. Thuốc “{drug}” thuộc nhóm {group}: anh/chị cân nhắc đổi thuốc, "
    "hoặc ghi lý do vẫn dùng.",
    "business-rule",
)
RX_CROSS_ALLERGY = _field(
    73,
    "A prescribed drug may cross-react with an allergy of the patient ({allergy_class}).",
    "Người bệnh có tiền sử dị ứng {allergen}. Thuốc “{drug}” thuộc nhóm {group}, có thể dị ứng chéo: "
    "anh/chị hỏi kỹ phản ứng trước đây rồi quyết định.",
    "business-rule",
)
RX_EMPTY = _field(74, "The prescription has no line.", "Đơn thuốc chưa có thuốc nào.", "required")
RX_DUPLICATE = _field(
    75,
    "The same substance stands on two lines.",
    "Thuốc “{drug}” có hai dòng trong đơn. Anh/chị gộp lại hoặc xác nhận.",
    "business-rule",
)
RX_LINE_INCOMPLETE = _field(
    76,
    "A prescription line lacks {missing_key}.",
    "Thuốc “{drug}” còn thiếu {missing}.",
    "required",
)
