"""What administration refuses."""

from benhan.fhir.problems import declare

OWN_ACCOUNT = declare(
    "BH-WARD-0501",
    issue="forbidden",
    status=403,
    developer="Nobody changes their own roles, lock or second factor here.",
    clinician="Không ai tự đổi vai trò hay trạng thái của chính mình. Nhờ người quản trị khác; không có gì thay đổi.",
)
ACCOUNT_ELSEWHERE = declare(
    "BH-WARD-0502",
    issue="forbidden",
    status=403,
    developer="The account also works in another facility; its login belongs to the person's other posts too.",
    clinician="Tài khoản này còn làm việc ở cơ sở khác nên không khóa hay đặt lại từ đây được. "
    "Anh/chị có thể ghi ngày thôi làm việc tại cơ sở này. Không có gì thay đổi.",
)
UNKNOWN_ACCOUNT = declare(
    "BH-WARD-0503",
    issue="not-found",
    status=404,
    developer="No account of this facility has this id.",
    clinician="Không có tài khoản này trong cơ sở của anh/chị.",
)
UNKNOWN_OPENING = declare(
    "BH-WARD-0504",
    issue="not-found",
    status=404,
    developer="No emergency opening of this facility has this id.",
    clinician="Không có lần mở khẩn cấp này trong cơ sở của anh/chị.",
)
REVIEWED_ALREADY = declare(
    "BH-WARD-0505",
    issue="conflict",
    status=409,
    developer="The emergency opening was reviewed already.",
    clinician="Lần mở khẩn cấp này đã có người xem xét. Kết luận cũ giữ nguyên.",
)
FINDING_NEEDED = declare(
    "BH-WARD-0506",
    issue="required",
    status=422,
    developer="A review needs a finding, and a remark of at least 5 characters when not justified.",
    clinician="Chọn kết luận; kết luận “không hợp lý” cần ghi rõ vì sao. Chưa có gì được ghi.",
)
