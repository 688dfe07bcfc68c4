"""What the life of a record refuses."""

from benhan.fhir.problems import declare

WRONG_STAGE = declare(
    "BH-RECORD-0001",
    issue="business-rule",
    status=409,
    developer="The record is {stage}; this act needs {needed}.",
    clinician="Hồ sơ đang ở bước “{stage_name}” nên chưa làm được việc này. Không có gì thay đổi.",
)
INCOMPLETE = declare(
    "BH-RECORD-0002",
    issue="business-rule",
    status=422,
    developer="The record is not complete.",
    clinician="Hồ sơ chưa đủ nên CHƯA đóng được. Bổ sung các mục dưới đây rồi đóng lại.",
)
NOT_YOUR_SLOT = declare(
    "BH-RECORD-0003",
    issue="forbidden",
    status=403,
    developer="Slot {role} is not this person's to sign.",
    clinician="Anh/chị không phải người ký ở vị trí này. Tài liệu CHƯA được ký.",
)
SHOWN_DIFFERS = declare(
    "BH-RECORD-0004",
    issue="conflict",
    status=409,
    developer="The bytes shown are not the current bytes of the document.",
    clinician="Tài liệu vừa thay đổi sau khi anh/chị xem nên CHƯA được ký. Xem bản mới rồi ký lại.",
)
SLOT_TAKEN = declare(
    "BH-RECORD-0005",
    issue="conflict",
    status=409,
    developer="Slot {role} is signed already.",
    clinician="Vị trí này đã có chữ ký. Không ký thêm lần nữa.",
)
OUT_OF_ORDER = declare(
    "BH-RECORD-0006",
    issue="business-rule",
    status=409,
    developer="Slot {role} comes after {waiting}.",
    clinician="Chưa đến lượt ký: còn chờ {waiting_name}. Tài liệu CHƯA được ký.",
)
SIGNING_NOT_SET_UP = declare(
    "BH-RECORD-0007",
    issue="not-supported",
    status=503,
    developer="No signing keys are configured for this installation.",
    clinician="Cơ sở chưa cài khóa ký số nên CHƯA ký được. Nội dung vẫn được lưu. Liên hệ người quản trị.",
)
NOT_READY_TO_SIGN = declare(
    "BH-RECORD-0008",
    issue="business-rule",
    status=422,
    developer="The form has findings that bar signing.",
    clinician="Biểu mẫu còn mục chưa đạt nên CHƯA trình ký được. Xem các mục được đánh dấu.",
)
ALREADY_OPEN = declare(
    "BH-RECORD-0009",
    issue="duplicate",
    status=409,
    developer="The encounter has an open record already.",
    clinician="Lượt khám này đã có hồ sơ. Mở hồ sơ đang có.",
)
SIGNED_STAYS = declare(
    "BH-RECORD-0010",
    issue="business-rule",
    status=409,
    developer="Signed answers are not edited; make an amendment.",
    clinician="Biểu mẫu đã ký nên không sửa được. Dùng “Lập bản sửa đổi”; bản đã ký vẫn được giữ nguyên.",
)
PACKAGE_UNREADABLE = declare(
    "BH-RECORD-0011",
    issue="structure",
    status=422,
    developer="Not a Benhan package: {reason}.",
    clinician="Tệp này không phải gói hồ sơ bệnh án đọc được: {reason}.",
)
SECOND_FACTOR_NEEDED = declare(
    "BH-RECORD-0012",
    issue="login",
    status=403,
    developer="Identity is checked again at signing; {what} was refused.",
    clinician="Chưa xác nhận được anh/chị là người ký ({what} chưa đúng). Tài liệu CHƯA được ký.",
)
MISSING_IN_RECORD = declare(
    "BH-RECORD-0013",
    issue="business-rule",
    status=422,
    developer="Something the record needs to be closed is missing at {place}.",
    clinician="Hồ sơ còn thiếu một mục cần có để đóng.",
)
RECORD_NOT_SEALED = declare(
    "BH-RECORD-0014",
    issue="business-rule",
    status=409,
    developer="Only a sealed record has a package.",
    clinician="Hồ sơ chưa niêm phong nên chưa có gói để kết xuất.",
)
NOT_SIGNED_YET = declare(
    "BH-RECORD-0015",
    issue="business-rule",
    status=409,
    developer="Only a signed document that stands is amended.",
    clinician="Tài liệu này chưa ký đủ hoặc đã được thay bằng bản khác nên không lập bản sửa đổi. Không có gì thay đổi.",
)
ATTACHMENT_KIND = declare(
    "BH-RECORD-0030",
    issue="invalid",
    status=422,
    developer="The file is neither JPEG, PNG nor PDF by its first bytes.",
    clinician="Tệp này không phải ảnh JPEG, ảnh PNG hay tệp PDF nên CHƯA được thêm. Anh/chị chọn tệp khác.",
)
ATTACHMENT_TOO_LARGE = declare(
    "BH-RECORD-0031",
    issue="too-long",
    status=413,
    developer="The file holds {size} bytes, more than {limit} MB.",
    clinician="Tệp lớn hơn {limit} MB nên CHƯA được thêm. Anh/chị chụp lại cỡ nhỏ hơn hoặc tách tệp.",
)
REASON_NEEDED = declare(
    "BH-RECORD-0016",
    issue="required",
    status=422,
    developer="Giving a record back or amending a document needs a reason.",
    clinician="Anh/chị ghi lý do rồi làm lại. Không có gì thay đổi.",
)
MADE_BY_RECORDS = declare(
    "BH-RECORD-0017",
    issue="business-rule",
    status=403,
    developer="Records, papers, signatures, forms and what was read from them are written by the pages alone.",
    clinician="Hồ sơ, giấy tờ, chữ ký và nội dung biểu mẫu chỉ thay đổi được trên trang khám bệnh. Không có gì được lưu.",
)
ORDER_STANDS = declare(
    "BH-RECORD-0040",
    issue="duplicate",
    status=409,
    developer="An authorisation to sign this document is waiting already.",
    clinician="Anh/chị đã ký tài liệu này và đang chờ hoàn tất. Không cần ký lại.",
)
ORDER_EXPIRED = declare(
    "BH-RECORD-0041",
    issue="expired",
    status=409,
    developer="The authorisation to sign ran out before it could be carried out.",
    clinician="Đã quá thời hạn kể từ lúc anh/chị cho phép ký nên tài liệu CHƯA được ký. Xem lại rồi ký lại.",
)
ORDER_ENDED = declare(
    "BH-RECORD-0042",
    issue="conflict",
    status=409,
    developer="The authorisation to sign is no longer waiting.",
    clinician="Lần ký này đã hoàn tất hoặc đã hủy nên không thay đổi được nữa. Tải lại trang để xem kết quả.",
)
BATCH_EMPTY = declare(
    "BH-RECORD-0043",
    issue="required",
    status=422,
    developer="No document was chosen for signing.",
    clinician="Anh/chị chưa chọn tài liệu nào nên CHƯA có gì được ký. Xem và đánh dấu tài liệu rồi ký.",
)
BATCH_TOO_LARGE = declare(
    "BH-RECORD-0044",
    issue="too-costly",
    status=422,
    developer="{count} documents were chosen; one authorisation signs at most {limit}.",
    clinician="Một lần ký được nhiều nhất {limit} tài liệu (đang chọn {count}) nên CHƯA có gì được ký. Bỏ bớt rồi ký.",
)
NOT_SEEN = declare(
    "BH-RECORD-0045",
    issue="business-rule",
    status=422,
    developer="A chosen document has not been shown to the signer in its present bytes.",
    clinician="Có tài liệu anh/chị chưa xem, hoặc đã thay đổi sau khi xem, nên CHƯA có gì được ký. Xem lại rồi ký.",
)
KEY_ASKS = declare(
    "BH-RECORD-0046",
    issue="business-rule",
    status=422,
    developer="The signer's key asks for its PIN at each signing; a job can't answer.",
    clinician="Khóa ký của anh/chị hỏi mã PIN mỗi lần ký nên không ký hàng loạt được. Mở từng tài liệu để ký.",
)
OFFICE_PAPER_FAILED = declare(
    "BH-RECORD-0060",
    issue="exception",
    status=500,
    developer="The paper {paper} could not be set.",
    clinician="Hệ thống chưa lập được tờ này. Không có gì được cấp hay ghi. Báo người quản trị.",
)
HOLD_NEEDS = declare(
    "BH-RECORD-0061",
    issue="required",
    status=422,
    developer="A legal hold names the body and its paper, and does not end in the past.",
    clinician="Ghi cơ quan yêu cầu, số văn bản, và ngày hết hạn không ở quá khứ. Hồ sơ CHƯA được giữ.",
)
UNKNOWN_FLAG = declare(
    "BH-RECORD-0062",
    issue="value",
    status=422,
    developer="No retention mark {key}.",
    clinician="Chọn một dấu hiệu trong danh sách. Không có gì thay đổi.",
)
NOTHING_EXPIRED = declare(
    "BH-RECORD-0063",
    issue="not-found",
    status=422,
    developer="No sealed record's retention has ended.",
    clinician="Chưa hồ sơ nào hết thời hạn lưu trữ nên chưa lập danh mục. Không có gì thay đổi.",
)
LIST_STATE = declare(
    "BH-RECORD-0064",
    issue="business-rule",
    status=409,
    developer="The destruction list is {state}; this act needs {needed}.",
    clinician="Danh mục đã sang bước khác nên không làm được việc này. Tải lại trang để xem bước hiện tại.",
)
OTHER_PERSON_DECIDES = declare(
    "BH-RECORD-0065",
    issue="forbidden",
    status=403,
    developer="Who proposed or asked does not decide.",
    clinician="Người lập danh mục hoặc nhận yêu cầu không được tự quyết định. Không có gì thay đổi.",
)
DECISION_NEEDED = declare(
    "BH-RECORD-0066",
    issue="required",
    status=422,
    developer="A decision has a number and a date not in the future.",
    clinician="Ghi số và ngày quyết định (không ở tương lai). Không có gì thay đổi.",
)
DESTRUCTION_REFUSED = declare(
    "BH-RECORD-0067",
    issue="business-rule",
    status=409,
    developer="The database refused the destruction: {reason}.",
    clinician="Chưa hủy hồ sơ nào: {reason_vi}. Bỏ hồ sơ đó khỏi danh mục rồi trình lại.",
)
NOT_TO_CANCEL = declare(
    "BH-RECORD-0068",
    issue="business-rule",
    status=409,
    developer="Only a document that stands is cancelled or signed.",
    clinician="Giấy tờ này đã hủy hoặc đã được thay bằng bản khác nên không làm được việc này. Không có gì thay đổi.",
)
NOT_CANCELLED = declare(
    "BH-RECORD-0069",
    issue="business-rule",
    status=409,
    developer="Only what is cancelled is restored.",
    clinician="Giấy tờ này không ở trạng thái đã hủy nên không khôi phục. Không có gì thay đổi.",
)
NOT_FOR_THIS_ASKER = declare(
    "BH-RECORD-0070",
    issue="forbidden",
    status=422,
    developer="This kind of asker may not ask for {wants}.",
    clinician="Người yêu cầu thuộc diện này chỉ được: {allowed}. Yêu cầu CHƯA được nhận.",
)
REQUEST_NEEDS = declare(
    "BH-RECORD-0071",
    issue="required",
    status=422,
    developer="The request lacks something.",
    clinician="Cần có {what}. Chưa có gì được ghi.",
)
REQUEST_STATE = declare(
    "BH-RECORD-0072",
    issue="business-rule",
    status=409,
    developer="The request is {state}; this act needs {needed}.",
    clinician="Yêu cầu đã sang bước khác nên không làm được việc này. Tải lại trang để xem bước hiện tại.",
)
BORROWER_UNKNOWN = declare(
    "BH-RECORD-0073",
    issue="not-found",
    status=422,
    developer="No account of this facility under that login may read what is lent.",
    clinician="Không có tài khoản này trong cơ sở, hoặc tài khoản không thuộc diện được mượn đọc. Hồ sơ CHƯA được mở.",
)
LENT_NO_MORE = declare(
    "BH-RECORD-0074",
    issue="forbidden",
    status=403,
    developer="Not lent to this account, or the loan is over.",
    clinician="Hồ sơ này không cho anh/chị mượn đọc, hoặc đã hết giờ mượn. Liên hệ phòng Kế hoạch tổng hợp.",
)
HOURS_UNREASONABLE = declare(
    "BH-RECORD-0075",
    issue="value",
    status=422,
    developer="A limit is a known one, of 1 to {most} hours.",
    clinician="Ghi số giờ từ 1 đến {most}. Thời hạn CHƯA đổi.",
)
PAPER_STATEMENT_NEEDS = declare(
    "BH-RECORD-0076",
    issue="required",
    status=422,
    developer="The statement of a conversion from paper is not whole.",
    clinician="Cần có {what}. Hồ sơ giấy CHƯA được nhận.",
)
SCAN_UNREADABLE = declare(
    "BH-RECORD-0077",
    issue="value",
    status=422,
    developer="An uploaded scan can't be taken.",
    clinician="Tệp quét chưa dùng được: {what}. Hồ sơ giấy CHƯA được nhận.",
)
