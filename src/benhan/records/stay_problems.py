"""What a stay, its beds and its gated acts refuse."""

from benhan.fhir.problems import declare

NO_WARD = declare(
    "BH-RECORD-0090",
    issue="business-rule",
    status=422,
    developer="The department has no ward with beds.",
    clinician="Khoa này chưa có giường điều trị nội trú nên CHƯA cho vào viện hay chuyển đến được. Chọn khoa khác.",
)
ALREADY_INPATIENT = declare(
    "BH-RECORD-0091",
    issue="duplicate",
    status=409,
    developer="The patient has a stay that is not over.",
    clinician="Người bệnh đang có đợt điều trị nội trú chưa kết thúc. CHƯA lập đợt mới: mở đợt đang có.",
)
BED_TAKEN = declare(
    "BH-RECORD-0092",
    issue="conflict",
    status=409,
    developer="Somebody lies in the bed, or it is closed, or it is not the department's.",
    clinician="Giường này vừa có người nằm, đang đóng hoặc không thuộc khoa. CHƯA xếp giường: chọn giường khác.",
)
NOT_WAITING = declare(
    "BH-RECORD-0093",
    issue="business-rule",
    status=409,
    developer="The stay does not wait for a department of this person.",
    clinician="Người bệnh không chờ khoa của anh/chị nhận (có thể đã được nhận hoặc đã hủy). Không có gì thay đổi.",
)
STAY_OVER = declare(
    "BH-RECORD-0094",
    issue="business-rule",
    status=409,
    developer="The encounter is not a stay in progress, or the patient is not in this person's department.",
    clinician="Việc này chỉ làm được trong đợt nội trú đang diễn ra, tại khoa đang điều trị. Không có gì thay đổi.",
)
FORM_FIXED = declare(
    "BH-RECORD-0095",
    issue="business-rule",
    status=409,
    developer="The record form has a paper already.",
    clinician="Bệnh án đã trình ký nên không đổi loại được nữa. Không có gì thay đổi.",
)
CONSENT_MISSING = declare(
    "BH-RECORD-0096",
    issue="business-rule",
    status=409,
    developer="No signed agreement opens this act.",
    clinician="Chưa có giấy cam kết đã ký đủ với quyết định “đồng ý” cho việc này nên CHƯA bắt đầu được. "
    "Lập và ký giấy cam kết; nếu cấp cứu không chờ được, dùng “Bắt đầu khẩn cấp”.",
)
CONSENT_REFUSED = declare(
    "BH-RECORD-0097",
    issue="business-rule",
    status=409,
    developer="The patient refused the act.",
    clinician="Người bệnh (hoặc người đại diện) đã ký KHÔNG đồng ý nên không bắt đầu được. Từ chối đã được ghi lại.",
)
PAPER_DOES_NOT_FIT = declare(
    "BH-RECORD-0098",
    issue="business-rule",
    status=422,
    developer="The paper is not a signed, unused agreement of this stay for this act.",
    clinician="Giấy này chưa ký đủ, không dùng cho việc này hoặc đã dùng cho một lần can thiệp khác. CHƯA gắn.",
)
OWN_APPROVAL = declare(
    "BH-RECORD-0099",
    issue="forbidden",
    status=403,
    developer="Nobody approves an emergency start of their own.",
    clinician="Người đã bắt đầu khẩn cấp không tự duyệt được. Cần người thứ hai có quyền. Không có gì thay đổi.",
)
PAPER_OF_LEAVING_MISSING = declare(
    "BH-RECORD-0100",
    issue="required",
    status=422,
    developer="Leaving on one's own wish needs a signed 46/BV2 or the reason why there is none.",
    clinician="Hình thức “xin ra viện” cần Giấy cam kết 46/BV2 đã ký. Nếu người bệnh không ký, ghi lý do. "
    "CHƯA cho ra viện.",
)
ACT_ELSEWHERE = declare(
    "BH-RECORD-0101",
    issue="business-rule",
    status=409,
    developer="The act is {state}; this step needs {needed}.",
    clinician="Phẫu thuật, thủ thuật này đang ở trạng thái khác nên không làm được bước này. Không có gì thay đổi.",
)
GATED_FROM_OUTSIDE = declare(
    "BH-RECORD-0102",
    issue="business-rule",
    status=403,
    developer="An act that waits for the patient's agreement is started on the pages alone.",
    clinician="Phẫu thuật, thủ thuật cần cam kết chỉ được bắt đầu trên trang của đợt điều trị. Không có gì được lưu.",
)
MOMENT_WRONG = declare(
    "BH-RECORD-0103",
    issue="value",
    status=422,
    developer="The moment lies before the stay began or in the future.",
    clinician="Thời điểm phải sau lúc vào viện và không ở tương lai. CHƯA lưu.",
)
NOT_A_CHOICE_HERE = declare(
    "BH-RECORD-0104",
    issue="value",
    status=422,
    developer="{what} is not of its list.",
    clinician="Có mục chưa chọn hoặc không có trong danh mục. CHƯA lưu.",
)
SAME_DEPARTMENT = declare(
    "BH-RECORD-0105",
    issue="business-rule",
    status=422,
    developer="The stay is in this department, or waits for one already.",
    clinician="Người bệnh đang ở khoa này hoặc đang chờ một khoa nhận. Đổi giường trong khoa bằng “Đổi giường”.",
)
EXPLANATION_NEEDED = declare(
    "BH-RECORD-0106",
    issue="required",
    status=422,
    developer="A reason of at least {least} characters is needed.",
    clinician="Ghi lý do cụ thể, ít nhất {least} ký tự. Không có gì thay đổi.",
)
LEAVING_FIRST = declare(
    "BH-RECORD-0107",
    issue="business-rule",
    status=409,
    developer="The bed is held, or the place has beds.",
    clinician="Giường đang có người nằm nên không đóng được. Chuyển người bệnh sang giường khác trước.",
)
