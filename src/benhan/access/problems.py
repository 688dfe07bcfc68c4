"""What access refuses, and how it says so."""

from benhan.fhir.problems import declare

NOT_SIGNED_IN = declare(
    "BH-ACCESS-0001",
    issue="login",
    status=401,
    developer="No valid session or bearer token.",
    clinician="Anh/chị chưa đăng nhập hoặc phiên đã hết. Đăng nhập lại để tiếp tục; nội dung đã báo “Đã lưu” vẫn còn.",
)
NOT_ASSIGNED = declare(
    "BH-ACCESS-0002",
    issue="not-found",
    status=404,
    developer="Unknown, or not open to this account.",
    clinician="Anh/chị chưa được phân công chăm sóc người bệnh này nên bệnh án không được mở. "
    "Nếu là cấp cứu, dùng “Mở khẩn cấp” và nêu lý do.",
)
NOT_PERMITTED = declare(
    "BH-ACCESS-0003",
    issue="forbidden",
    status=403,
    developer="The role lacks permission {permission}.",
    clinician="Vai trò của anh/chị không được làm việc này. Không có gì thay đổi. "
    "Nếu cần, đề nghị người quản trị phân quyền.",
)
SCOPE_TOO_NARROW = declare(
    "BH-ACCESS-0004",
    issue="forbidden",
    status=403,
    developer="The token's scope does not allow {interaction} on {resource_type}.",
    clinician="Mã truy cập này không được phép làm việc đó. Không có gì thay đổi.",
)
WRONG_LOGIN = declare(
    "BH-ACCESS-0005",
    issue="login",
    status=401,
    developer="Login refused.",
    clinician="Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi thử lại. "
    "Sai nhiều lần liên tiếp, tài khoản bị tạm khóa: chờ hết giờ hoặc nhờ người quản trị mở khóa.",
)
LOCKED_OUT = declare(
    "BH-ACCESS-0006",
    issue="throttled",
    status=429,
    developer="Account locked until {until}.",
    clinician="Tài khoản tạm khóa vì nhập sai nhiều lần. Thử lại sau {minutes} phút hoặc liên hệ người quản trị.",
)
WRONG_CODE = declare(
    "BH-ACCESS-0007",
    issue="login",
    status=401,
    developer="Second factor refused.",
    clinician="Mã xác thực không đúng hoặc đã dùng. Chờ mã mới trên điện thoại rồi nhập lại.",
)
OUTSIDE_HOURS = declare(
    "BH-ACCESS-0008",
    issue="forbidden",
    status=403,
    developer="Outside the membership's access window.",
    clinician="Ngoài khung giờ anh/chị được phép truy cập. Không có gì thay đổi.",
)
NO_MEMBERSHIP = declare(
    "BH-ACCESS-0009",
    issue="forbidden",
    status=403,
    developer="The account has no active membership.",
    clinician="Tài khoản chưa được gán vào cơ sở nào. Liên hệ người quản trị.",
)
REASON_NEEDED = declare(
    "BH-ACCESS-0010",
    issue="required",
    status=422,
    developer="Break-glass needs a reason code and an explanation of at least 10 characters.",
    clinician="Chọn lý do và ghi giải thích ít nhất 10 ký tự. Bệnh án CHƯA được mở.",
)
WEAK_PASSWORD = declare(
    "BH-ACCESS-0011",
    issue="value",
    status=422,
    developer="Password policy: {rule}.",
    clinician="Mật khẩu chưa đạt: {rule}. Mật khẩu cũ vẫn dùng được.",
)
OWN_REVIEW = declare(
    "BH-ACCESS-0012",
    issue="forbidden",
    status=403,
    developer="A break-glass grant can't be reviewed by the person who used it.",
    clinician="Anh/chị không thể tự xét duyệt lần mở khẩn cấp của chính mình.",
)
PASSWORD_CHANGE_NEEDED = declare(
    "BH-ACCESS-0013",
    issue="forbidden",
    status=403,
    developer="The account's password was set by somebody else and must be changed first.",
    clinician="Mật khẩu hiện tại do người quản trị cấp. Anh/chị đổi mật khẩu trước khi làm việc khác.",
)

EMERGENCY_MOVES_NO_CARE = declare(
    "BH-ACCESS-0014",
    issue="forbidden",
    status=403,
    developer="A chart opened by break-glass takes no visit and moves no patient into one's care.",
    clinician="Anh/chị đang xem hồ sơ này theo diện mở khẩn cấp nên không nhận hay chuyển lượt khám được. "
    "Nhờ khoa đang phụ trách hoặc tiếp đón chuyển người bệnh. Không có gì được lưu.",
)
POLICY_OUT_OF_RANGE = declare(
    "BH-ACCESS-0015",
    issue="value",
    status=422,
    developer="The value must be from {low} to {high} {unit}.",
    clinician="Giá trị phải là số nguyên từ {low} đến {high} {unit}. Chính sách chưa được đổi.",
)
POLICY_REASON_NEEDED = declare(
    "BH-ACCESS-0016",
    issue="required",
    status=422,
    developer="A value weaker than the standard suggests needs a reason of at least 10 characters.",
    clinician="Có giá trị thấp hơn gợi ý của tiêu chuẩn: ghi lý do ít nhất 10 ký tự. Chính sách chưa được đổi.",
)
POLICY_MOVED = declare(
    "BH-ACCESS-0017",
    issue="conflict",
    status=409,
    developer="The policy was set by somebody else after the page was shown.",
    clinician="Chính sách vừa được người khác đổi sau khi anh/chị mở trang. Xem lại các giá trị đang có hiệu lực rồi "
    "ghi lại. Chính sách chưa được đổi.",
)
