"""What can go wrong when signing or checking a signature, as entries of the one catalogue."""

from __future__ import annotations

from benhan.fhir.problems import declare

_NOT_SIGNED = "tài liệu CHƯA được ký"

CERTIFICATE_EXPIRED = declare(
    "BH-SIGN-0001",
    issue="business-rule",
    status=422,
    developer="The signing certificate (serial {serial}) was valid until {valid_to}.",
    clinician=f"Chứng thư số đã hết hạn từ {{valid_to}}, {_NOT_SIGNED}. "
    "Anh/chị gia hạn hoặc đổi chứng thư số rồi ký lại.",
)
CERTIFICATE_NOT_YET_VALID = declare(
    "BH-SIGN-0002",
    issue="business-rule",
    status=422,
    developer="The signing certificate (serial {serial}) is valid only from {valid_from}.",
    clinician=f"Chứng thư số chỉ có hiệu lực từ {{valid_from}}, {_NOT_SIGNED}. "
    "Anh/chị kiểm tra ngày giờ của máy chủ hoặc dùng chứng thư số khác.",
)
CERTIFICATE_REVOKED = declare(
    "BH-SIGN-0003",
    issue="security",
    status=422,
    developer="The signing certificate (serial {serial}) or one above it is revoked.",
    clinician=f"Chứng thư số đã bị thu hồi, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách chữ ký số của cơ sở để được cấp lại.",
)
CERTIFICATE_FOREIGN = declare(
    "BH-SIGN-0004",
    issue="security",
    status=422,
    developer="No chain from the signing certificate (serial {serial}) to a trusted root.",
    clinician="Chứng thư số không do tổ chức chứng thực mà cơ sở tin cậy cấp, "
    f"{_NOT_SIGNED}. Anh/chị chọn chứng thư số đã đăng ký với cơ sở.",
)
CERTIFICATE_UNFIT = declare(
    "BH-SIGN-0005",
    issue="security",
    status=422,
    developer="The signing certificate (serial {serial}) cannot be accepted: {reason}.",
    clinician=f"Chứng thư số không dùng được để ký tài liệu, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách chữ ký số của cơ sở.",
)
KEY_MISMATCH = declare(
    "BH-SIGN-0006",
    issue="security",
    status=422,
    developer="The private key does not belong to the certificate (serial {serial}).",
    clinician=f"Khóa ký không khớp với chứng thư số, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách chữ ký số của cơ sở.",
)
WRONG_PASSPHRASE = declare(
    "BH-SIGN-0007",
    issue="login",
    status=422,
    developer="The key file cannot be opened with this passphrase.",
    clinician=f"Mật khẩu của khóa ký không đúng, {_NOT_SIGNED}. Anh/chị nhập lại mật khẩu.",
)
KEY_UNREADABLE = declare(
    "BH-SIGN-0008",
    issue="exception",
    status=422,
    developer="The key file is missing, damaged or of an unsupported kind ({reason}).",
    clinician=f"Không đọc được tệp khóa ký, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách chữ ký số của cơ sở.",
)
KEY_UNREACHABLE = declare(
    "BH-SIGN-0009",
    issue="transient",
    status=503,
    developer="The signing device or remote signing service failed: {reason}.",
    clinician=f"Thiết bị hoặc dịch vụ ký số không trả lời, {_NOT_SIGNED}. "
    "Anh/chị kiểm tra thiết bị ký rồi bấm ký lại; nội dung đã lưu không bị mất.",
)
TIMESTAMP_UNREACHABLE = declare(
    "BH-SIGN-0010",
    issue="transient",
    status=503,
    developer="The timestamp authority did not give a usable answer ({reason}).",
    clinician=f"Máy chủ chữ ký thời gian không trả lời, {_NOT_SIGNED}. "
    "Nội dung đã lưu không bị mất; anh/chị đợi ít phút rồi bấm ký lại.",
)
TIMESTAMP_UNTRUSTED = declare(
    "BH-SIGN-0011",
    issue="security",
    status=422,
    developer="The timestamp authority's certificate is not accepted: {reason}.",
    clinician="Chữ ký thời gian không do đơn vị mà cơ sở tin cậy cấp hoặc đã hết hiệu lực, "
    f"{_NOT_SIGNED}. Anh/chị liên hệ người phụ trách chữ ký số của cơ sở.",
)
PDF_DAMAGED = declare(
    "BH-SIGN-0012",
    issue="structure",
    status=422,
    developer="The PDF cannot be read for signing: {reason}.",
    clinician=f"Tệp PDF bị hỏng hoặc không đọc được, {_NOT_SIGNED}. Anh/chị tạo lại bản in rồi ký.",
)
PDF_LOCKED = declare(
    "BH-SIGN-0013",
    issue="business-rule",
    status=409,
    developer="The PDF does not allow a further signature: {reason}.",
    clinician="Tài liệu đã bị khóa, không nhận thêm chữ ký; lần ký này CHƯA được thực hiện: "
    f"{_NOT_SIGNED} thêm. Anh/chị lập tài liệu bổ sung nếu cần.",
)
FIELD_ALREADY_SIGNED = declare(
    "BH-SIGN-0014",
    issue="duplicate",
    status=409,
    developer="Signature field {field} is already filled.",
    clinician="Ô ký này đã có chữ ký. Chữ ký trước được giữ nguyên; lần này " + _NOT_SIGNED + " thêm.",
)
BOX_OUTSIDE_PAGE = declare(
    "BH-SIGN-0015",
    issue="value",
    status=422,
    developer="Signature box {box} does not lie within page {page} of {pages} ({width} × {height} pt).",
    clinician=f"Vị trí ô ký nằm ngoài trang giấy, {_NOT_SIGNED}. "
    "Anh/chị báo người quản trị biểu mẫu để sửa vị trí ô ký.",
)
EARLIER_SIGNATURE_BROKEN = declare(
    "BH-SIGN-0016",
    issue="security",
    status=409,
    developer="A signature already in the document does not verify: {reason}.",
    clinician="Tài liệu có chữ ký trước đó không còn đúng, có thể nội dung đã bị sửa; "
    f"lần này {_NOT_SIGNED} thêm. Anh/chị báo ngay cho người phụ trách hồ sơ.",
)
SIGNED_FILE_REFUSED = declare(
    "BH-SIGN-0017",
    issue="exception",
    status=500,
    developer="The freshly signed file failed its own verification: {reason}.",
    clinician=f"Chữ ký vừa tạo không qua được bước kiểm tra nên đã bị hủy, {_NOT_SIGNED}. "
    "Anh/chị thử lại; nếu vẫn lỗi, liên hệ người phụ trách hệ thống.",
)
SIGNING_FAILED = declare(
    "BH-SIGN-0018",
    issue="exception",
    status=500,
    developer="The signature could not be made: {reason}.",
    clinician=f"Không tạo được chữ ký, {_NOT_SIGNED}. "
    "Anh/chị thử lại; nếu vẫn lỗi, liên hệ người phụ trách hệ thống.",
)
SCRIBBLE_EMPTY = declare(
    "BH-SIGN-0019",
    issue="required",
    status=422,
    developer="The pen confirmation holds no stroke.",
    clinician=f"Ô ký còn trống, {_NOT_SIGNED}. Mời người bệnh ký vào ô rồi bấm xác nhận.",
)
SCRIBBLE_TOO_SHORT = declare(
    "BH-SIGN-0020",
    issue="value",
    status=422,
    developer="The pen confirmation holds {points} points over {length} px; at least {least} points needed.",
    clinician=f"Nét ký quá ngắn, {_NOT_SIGNED}. Mời người bệnh xóa và ký lại đầy đủ vào ô.",
)
SCRIBBLE_OUTSIDE = declare(
    "BH-SIGN-0021",
    issue="value",
    status=422,
    developer="A pen point lies outside the {width} × {height} px canvas, or its time runs backwards.",
    clinician=f"Dữ liệu nét ký không hợp lệ, {_NOT_SIGNED}. Mời người bệnh ký lại.",
)
AUTHORITY_DAMAGED = declare(
    "BH-SIGN-0022",
    issue="exception",
    status=500,
    developer="The demo authority's folder is damaged: {reason}.",
    clinician=f"Bộ chứng thư số thử nghiệm bị hỏng, {_NOT_SIGNED}. Anh/chị liên hệ người quản trị hệ thống.",
)
PIN_WRONG = declare(
    "BH-SIGN-0040",
    issue="login",
    status=422,
    developer="The token does not accept this PIN.",
    clinician=f"Mã PIN của thiết bị ký không đúng, {_NOT_SIGNED}. Anh/chị nhập lại; nhập sai nhiều lần thiết bị sẽ khóa.",
)
PIN_LOCKED = declare(
    "BH-SIGN-0041",
    issue="security",
    status=422,
    developer="The token is locked after too many wrong PINs.",
    clinician=f"Thiết bị ký đã bị khóa vì nhập sai mã PIN nhiều lần, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách chữ ký số của cơ sở để mở khóa.",
)
TOKEN_UNKNOWN = declare(
    "BH-SIGN-0042",
    issue="not-found",
    status=422,
    developer="The token or key is not there: {what}.",
    clinician=f"Không thấy thiết bị ký hoặc khóa ký đã đăng ký, {_NOT_SIGNED}. "
    "Anh/chị kiểm tra thiết bị đã cắm chưa, hoặc liên hệ người phụ trách chữ ký số.",
)
SECRET_WRONG = declare(
    "BH-SIGN-0043",
    issue="login",
    status=422,
    developer="The remote signing service does not accept the PIN or one-time code.",
    clinician=f"Mã xác nhận của dịch vụ ký từ xa không đúng, {_NOT_SIGNED}. Anh/chị nhập lại.",
)
REMOTE_LOGIN_REFUSED = declare(
    "BH-SIGN-0044",
    issue="security",
    status=422,
    developer="The remote signing service does not let us in: {reason}.",
    clinician=f"Dịch vụ ký từ xa không chấp nhận tài khoản của cơ sở, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách chữ ký số của cơ sở.",
)
REMOTE_UNKNOWN_CREDENTIAL = declare(
    "BH-SIGN-0045",
    issue="not-found",
    status=422,
    developer="The remote signing service has no such usable credential: {reason}.",
    clinician=f"Chứng thư số ở dịch vụ ký từ xa không còn dùng được, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách chữ ký số của cơ sở.",
)
REMOTE_REFUSED = declare(
    "BH-SIGN-0046",
    issue="security",
    status=422,
    developer="The remote signing service refused: {reason}.",
    clinician=f"Dịch vụ ký từ xa từ chối yêu cầu ký, {_NOT_SIGNED}. Anh/chị thử lại; "
    "nếu vẫn bị từ chối, liên hệ người phụ trách chữ ký số của cơ sở.",
)
NO_CERTIFICATE = declare(
    "BH-SIGN-0047",
    issue="not-found",
    status=422,
    developer="The register holds no active certificate of this {holder}.",
    clinician=f"Chưa có chứng thư số đang dùng cho người hoặc cơ sở này, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách an toàn thông tin để đăng ký.",
)
SECRET_MISSING = declare(
    "BH-SIGN-0048",
    issue="login",
    status=422,
    developer="The key needs a secret that is neither in the installation nor given: {name}.",
    clinician=f"Khóa ký cần mã PIN hoặc mật khẩu mà chưa được nhập, {_NOT_SIGNED}. Anh/chị nhập mã rồi ký lại.",
)
REVOCATION_UNKNOWN = declare(
    "BH-SIGN-0049",
    issue="transient",
    status=503,
    developer="The state of a certificate could not be asked: {reason}.",
    clinician=f"Chưa kiểm tra được tình trạng chứng thư số (máy chủ của tổ chức chứng thực không trả lời), {_NOT_SIGNED}. "
    "Anh/chị đợi ít phút rồi bấm ký lại.",
)
CERTIFICATE_UNREADABLE = declare(
    "BH-SIGN-0050",
    issue="structure",
    status=422,
    developer="Not a certificate in PEM or DER: {reason}.",
    clinician="Tệp này không phải chứng thư số (PEM hoặc DER) đọc được. Chưa có gì được đăng ký.",
)
CERTIFICATE_REGISTERED = declare(
    "BH-SIGN-0051",
    issue="duplicate",
    status=409,
    developer="The certificate stands in the register already.",
    clinician="Chứng thư số này đã có trong sổ đăng ký. Không có gì thay đổi.",
)
RENEWED_TOO_LATE = declare(
    "BH-SIGN-0052",
    issue="business-rule",
    status=409,
    developer="The last archive timestamp no longer holds, so that nothing can be built upon it: {reason}.",
    clinician="Dấu thời gian lưu trữ của tài liệu đã hết hiệu lực trước khi được gia hạn nên KHÔNG gia hạn được. "
    "Tài liệu giữ nguyên; anh/chị báo người phụ trách lưu trữ.",
)
CERTIFICATE_OTHER = declare(
    "BH-SIGN-0053",
    issue="security",
    status=422,
    developer="The key answers with certificate {found}, the register holds {serial} for this holder.",
    clinician=f"Chứng thư số của khóa ký không phải chứng thư đã đăng ký cho người này, {_NOT_SIGNED}. "
    "Anh/chị liên hệ người phụ trách an toàn thông tin để kiểm tra hoặc đăng ký lại.",
)
