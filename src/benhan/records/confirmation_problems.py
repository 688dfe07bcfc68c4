"""What confirming a paper without a key of one's own refuses."""

from benhan.fhir.problems import declare

CODE_WRONG = declare(
    "BH-RECORD-0125",
    issue="login",
    status=422,
    developer="The one-time code is wrong; {left} tries left.",
    clinician="Mã xác nhận chưa đúng, còn {left} lần thử. Giấy CHƯA được xác nhận.",
)
CODE_ENDED = declare(
    "BH-RECORD-0126",
    issue="expired",
    status=422,
    developer="The one-time code has ended, was used, or belongs to another paper.",
    clinician="Mã xác nhận đã hết hạn, đã dùng, hoặc giấy vừa thay đổi. Giấy CHƯA được xác nhận: gửi mã mới.",
)
CODE_TOO_OFTEN = declare(
    "BH-RECORD-0127",
    issue="throttled",
    status=429,
    developer="Too many one-time codes for one paper.",
    clinician="Đã gửi quá nhiều mã cho giấy này. Chờ ít phút rồi gửi lại, hoặc dùng bút ký.",
)
NO_CHANNEL = declare(
    "BH-RECORD-0128",
    issue="not-supported",
    status=503,
    developer="No way to send messages is configured.",
    clinician="Cơ sở chưa nối dịch vụ nhắn tin nên CHƯA gửi được mã. Dùng bút ký.",
)
NO_PHONE = declare(
    "BH-RECORD-0129",
    issue="business-rule",
    status=422,
    developer="The person has no telephone number on record.",
    clinician="Người này chưa có số điện thoại trong hồ sơ. Ghi số ở tiếp đón (hoặc ở mục người đại diện) rồi gửi mã.",
)
REPRESENTATIVE_NEEDED = declare(
    "BH-RECORD-0130",
    issue="business-rule",
    status=422,
    developer="At this age a representative confirms.",
    clinician="Người bệnh chưa đủ 16 tuổi: chọn người đại diện xác nhận thay. Giấy CHƯA được xác nhận.",
)
CLASS_ONE_DEMANDED = declare(
    "BH-RECORD-0131",
    issue="business-rule",
    status=422,
    developer="Form {form} takes a digital signature only.",
    clinician="Giấy này chỉ nhận chữ ký số hoặc bản ký tay được quét. Giấy CHƯA được xác nhận.",
)
REPRESENTATIVE_ENDED = declare(
    "BH-RECORD-0132",
    issue="business-rule",
    status=422,
    developer="The representative is not one of this patient, or not in force today.",
    clinician="Người đại diện này không còn hiệu lực hoặc không phải của người bệnh này. Giấy CHƯA được xác nhận.",
)
REFUSAL_INCOMPLETE = declare(
    "BH-RECORD-0133",
    issue="required",
    status=422,
    developer="A refusal needs a reason and a second witness other than the first.",
    clinician="Ghi lý do từ chối và người chứng kiến thứ hai, khác với anh/chị. CHƯA có gì được ghi.",
)
REPRESENTATIVE_INCOMPLETE = declare(
    "BH-RECORD-0134",
    issue="required",
    status=422,
    developer="A representative needs kind, name, relation and, for this kind, the basis document.",
    clinician="Còn thiếu loại, họ tên, quan hệ hoặc giấy tờ căn cứ của người đại diện. CHƯA được lưu.",
)
