"""What can go wrong when the installation is started, stopped or asked on the command line."""

from __future__ import annotations

from benhan.fhir.problems import declare

PORT_BUSY = declare(
    "BH-OPS-0001",
    issue="conflict",
    status=500,
    developer="Port {port} of 127.0.0.1 can't be used ({reason}). Choose another one with --port.",
    clinician="Cổng {port} đang được chương trình khác dùng; chưa có gì được khởi động. "
    "Vui lòng chọn cổng khác bằng --port (hoặc make demo PORT=…).",
)
DATABASE_DID_NOT_START = declare(
    "BH-OPS-0002",
    issue="exception",
    status=500,
    developer="PostgreSQL did not start ({reason}). Its log: {log}",
    clinician="Cơ sở dữ liệu không khởi động được; dữ liệu đã lưu không bị thay đổi. Xem nhật ký: {log}",
)
DATABASE_ALREADY_RUNS = declare(
    "BH-OPS-0003",
    issue="conflict",
    status=500,
    developer="This installation is already running (data directory {directory}). Stop it first.",
    clinician="Bệnh án ở thư mục {directory} đang chạy rồi. Vui lòng dừng nó trước khi khởi động lại.",
)
DATABASE_NOT_RUNNING = declare(
    "BH-OPS-0004",
    issue="transient",
    status=500,
    developer="No PostgreSQL runs for the data directory {directory}. Start `benhan demo` or `benhan serve` "
    "with it first.",
    clinician="Cơ sở dữ liệu của thư mục {directory} chưa chạy. Vui lòng khởi động hệ thống trước.",
)
NO_SYSTEM_USER = declare(
    "BH-OPS-0005",
    issue="exception",
    status=500,
    developer="PostgreSQL refuses to run as root and the system user benhan-postgres can't be used "
    "({reason}). Run Benhan as an ordinary user.",
    clinician="PostgreSQL không chạy bằng quyền root và không dùng được tài khoản hệ thống "
    "benhan-postgres. Vui lòng chạy Bệnh án bằng một tài khoản thường.",
)
DIRECTORY_OUT_OF_REACH = declare(
    "BH-OPS-0006",
    issue="security",
    status=500,
    developer="The system user {user} can't reach {path}: a directory above it is closed to others and this "
    "kernel grants no capability to pass. Use a DATA directory and an installation every user may enter "
    "(chmod o+x on the directories above), or run Benhan as an ordinary user.",
    clinician="Tài khoản hệ thống {user} không vào được {path} vì một thư mục cha không cho phép. "
    "Vui lòng đặt DATA và chương trình ở nơi mọi tài khoản đi qua được (chmod o+x các thư mục cha), "
    "hoặc chạy Bệnh án bằng một tài khoản thường.",
)
FOREIGN_DATA = declare(
    "BH-OPS-0007",
    issue="security",
    status=500,
    developer="{path} belongs to another user of this machine; run Benhan as that user.",
    clinician="{path} thuộc về tài khoản khác của máy này. Vui lòng chạy Bệnh án bằng tài khoản đó.",
)
PART_ENDED = declare(
    "BH-OPS-0008",
    issue="exception",
    status=500,
    developer="{part} ended unexpectedly with status {status}. Its log: {log}",
    clinician="Thành phần {part} dừng ngoài ý muốn (mã {status}); hệ thống đã được dừng an toàn. "
    "Xem nhật ký: {log}",
)
NOT_READY = declare(
    "BH-OPS-0009",
    issue="timeout",
    status=500,
    developer="The web process gave no answer within {seconds} s. Its log: {log}",
    clinician="Trang web không trả lời trong {seconds} giây; hệ thống đã được dừng. Xem nhật ký: {log}",
)
ROLES_MISSING = declare(
    "BH-OPS-0010",
    issue="security",
    status=500,
    developer="The login of BENHAN_DATABASE_URL can't prepare the database: {reason}. It needs CREATEROLE "
    "and must own the database, or an administrator makes benhan_owner and benhan_app for it.",
    clinician="Tài khoản trong BENHAN_DATABASE_URL chưa đủ quyền chuẩn bị cơ sở dữ liệu. "
    "Vui lòng nhờ quản trị viên cơ sở dữ liệu cấp quyền.",
)
DATABASE_TOO_OLD = declare(
    "BH-OPS-0011",
    issue="not-supported",
    status=500,
    developer="PostgreSQL {version} is not supported; 15 to 18 are.",
    clinician="PostgreSQL {version} không được hỗ trợ; cần phiên bản 15 đến 18.",
)
DATABASE_UNREACHABLE = declare(
    "BH-OPS-0012",
    issue="transient",
    status=500,
    developer="The database can't be reached or can't go on ({reason}).",
    clinician="Cơ sở dữ liệu không kết nối được hoặc không thể tiếp tục. "
    "Vui lòng kiểm tra máy chủ cơ sở dữ liệu và chỗ trống trên ổ đĩa rồi thử lại.",
)
DEMO_HALF_FILLED = declare(
    "BH-OPS-0013",
    issue="conflict",
    status=500,
    developer="An earlier start was stopped while it filled the database of BENHAN_DATABASE_URL. "
    "Empty that database, remove {marker} and start again.",
    clinician="Lần khởi động trước bị dừng khi đang tạo dữ liệu mẫu. "
    "Vui lòng làm trống cơ sở dữ liệu, xoá {marker} rồi khởi động lại.",
)
STEP_FAILED = declare(
    "BH-OPS-0014",
    issue="exception",
    status=500,
    developer="The step '{step}' failed: {reason}",
    clinician="Bước '{step}' không hoàn thành; hệ thống đã được dừng an toàn.",
)
