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
# A facility's own versions of forms (forms.issuing, forms.proposals)
OFFICIAL_HIDDEN = _field(
    80,
    "An official field would be hidden or left out.",
    "“{label}” là mục của mẫu Bộ Y tế, không ẩn hay bỏ được. Cơ sở chỉ được thêm mục của mình.",
    "business-rule",
)
OFFICIAL_RENAMED = _field(
    81,
    "An official field would get another label.",
    "“{label}” là mục của mẫu Bộ Y tế, không đổi tên được. Anh/chị ghi nhãn của cơ sở bên cạnh nhãn chính thức.",
    "business-rule",
)
OFFICIAL_RETYPED = _field(
    82,
    "An official field would change its type, choices, unit or place.",
    "“{label}” là mục của mẫu Bộ Y tế: kiểu, đơn vị và các lựa chọn giữ như mẫu.",
    "business-rule",
)
REQUIRED_LATER = _field(
    83,
    "An official field would be required later than the catalogue says, or not at all.",
    "“{label}” chỉ có thể bắt buộc sớm hơn, không muộn hơn mẫu chung.",
    "business-rule",
)
OFFICIAL_SHELL = _field(
    84,
    "Title, kind or signers of an official form would change.",
    "Tên, loại và người ký của mẫu Bộ Y tế giữ như mẫu.",
    "business-rule",
)
KEY_TAKEN = _field(
    85, "The key {name} stands twice in the form.", "Khóa {name} đã có trong biểu mẫu. Chọn khóa khác."
)
TYPE_UNKNOWN = _field(86, "The type is not one a facility may use.", "“{label}”: kiểu trường này không có.")
TYPE_KEPT = _field(
    87,
    "A field of the version in force would change its type.",
    "“{label}” đã có trong bản đang dùng với kiểu khác. Ẩn mục cũ rồi thêm mục mới, để câu trả lời cũ còn so được.",
    "business-rule",
)
OWN_FIELD_WRONG = _field(88, "An own field is wrong: {part}.", "“{label}”: cần sửa {part}.")
FIELD_UNKNOWN = _field(89, "The form has no field {name}.", "Biểu mẫu không có mục {name}.", "not-found")
OWN_FORM_INCOMPLETE = _field(
    90, "A form of the facility lacks: {part}.", "Biểu mẫu của cơ sở còn thiếu {part}.", "required"
)
FORM_EMPTY = _field(91, "The form would have no field.", "Biểu mẫu chưa có mục nào.", "required")
FORM_BROKEN = _field(92, "The form does not hold together: {reason}.", "Biểu mẫu chưa khớp: {reason}.")

PROPOSAL_REFUSED = declare(
    "BH-FORM-0093",
    issue="business-rule",
    status=422,
    developer="The proposed version breaks a rule.",
    clinician="Dự thảo chưa ban hành được. Nội dung đã soạn vẫn được giữ; anh/chị sửa các mục nêu dưới đây.",
)
PROPOSAL_MOVED = declare(
    "BH-FORM-0094",
    issue="conflict",
    status=409,
    developer="The proposal is at revision {current}; the caller expected {expected}.",
    clinician="Dự thảo vừa được người khác sửa nên thao tác này CHƯA được lưu. Tải lại trang, đối chiếu rồi làm lại.",
)
PROPOSAL_GONE = declare(
    "BH-FORM-0095",
    issue="not-found",
    status=404,
    developer="The facility has no proposal for this form.",
    clinician="Biểu mẫu này chưa có dự thảo của cơ sở, hoặc dự thảo đã được ban hành hay bỏ.",
)
PROPOSAL_LOCKED = declare(
    "BH-FORM-0096",
    issue="conflict",
    status=409,
    developer="The proposal is {state}; this act needs another state.",
    clinician="Dự thảo đang ở bước khác (đã trình thì không sửa, chưa trình thì không ban hành). Chưa có gì thay đổi.",
)
PROPOSAL_STALE = declare(
    "BH-FORM-0097",
    issue="conflict",
    status=409,
    developer="The version in force changed since the proposal was begun.",
    clinician="Bản đang dùng đã thay đổi từ khi soạn dự thảo. Trả lại dự thảo để soạn trên bản mới; chưa có gì ban hành.",
)
DIRECTOR_DECIDES = declare(
    "BH-FORM-0098",
    issue="forbidden",
    status=403,
    developer="Only the director issues a version.",
    clinician="Chỉ giám đốc quyết định ban hành biểu mẫu. Dự thảo vẫn được giữ.",
)
DECISION_INCOMPLETE = _field(
    99,
    "The decision has no number or no usable date.",
    "Cần số quyết định và ngày quyết định (không sau hôm nay).",
    "required",
)
VALID_FROM_PAST = _field(
    100,
    "valid_from lies before today, or after valid_to.",
    "Ngày bắt đầu dùng phải là hôm nay hoặc sau đó, và không sau ngày cuối.",
    "business-rule",
)
CODE_TAKEN = declare(
    "BH-FORM-0101",
    issue="duplicate",
    status=422,
    developer="The code {code} is in use or not of the allowed shape.",
    clinician="Mã {code} đã dùng hoặc chưa đúng dạng (chữ in không dấu, số, gạch ngang; 2 đến 24 ký tự).",
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
RX_NOT_ON_LIST = _field(
    77,
    "A drug of a prescription of kind {kind} is not known to be of that kind.",
    "Không thấy “{drug}” trong danh mục thuốc loại {kind} đã nạp. Danh mục này chưa được dược sĩ xác nhận: "
    "anh/chị đối chiếu danh mục trước khi ký.",
    "business-rule",
)
RX_LINE_INCOMPLETE = _field(
    76,
    "A prescription line lacks {missing_key}.",
    "Thuốc “{drug}” còn thiếu {missing}.",
    "required",
)
