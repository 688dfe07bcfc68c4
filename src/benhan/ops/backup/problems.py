"""What can go wrong with a backup, a restore or a drill, each in one sentence a person can act on."""

from __future__ import annotations

from benhan.fhir.problems import declare

WRONG_KEY = declare(
    "BH-OPS-0801",
    issue="security",
    status=500,
    developer="{file} was encrypted with the key {wanted}, not with {given}.",
    clinician="Tệp {file} được mã hóa bằng khóa khác (dấu khóa {wanted}, khóa đang dùng {given}). "
    "Chưa có gì thay đổi. Vui lòng dùng đúng tệp khóa đã cất riêng.",
)
DAMAGED = declare(
    "BH-OPS-0802",
    issue="exception",
    status=500,
    developer="{file} is damaged: {reason}.",
    clinician="Tệp sao lưu {file} bị hỏng hoặc bị sửa nên không dùng được; chưa có gì thay đổi. "
    "Vui lòng dùng bản sao ở nơi cất thứ hai hoặc bản sao lưu trước đó.",
)
CUT_SHORT = declare(
    "BH-OPS-0803",
    issue="exception",
    status=500,
    developer="{file} ends too early.",
    clinician="Tệp sao lưu {file} bị cụt, thiếu phần cuối; chưa có gì thay đổi. "
    "Vui lòng dùng bản sao ở nơi cất thứ hai hoặc bản sao lưu trước đó.",
)
NOT_A_BACKUP = declare(
    "BH-OPS-0804",
    issue="value",
    status=500,
    developer="{file} is no backup of this program.",
    clinician="Tệp {file} không phải là bản sao lưu của hệ thống này. Chưa có gì thay đổi.",
)
DUMP_FAILED = declare(
    "BH-OPS-0805",
    issue="exception",
    status=500,
    developer="{program} failed: {reason}",
    clinician="Chương trình {program} không làm xong nên không có bản sao lưu hay khôi phục nào được tạo. "
    "Dữ liệu đang dùng không bị ảnh hưởng.",
)
PARTIAL_SIGHT = declare(
    "BH-OPS-0806",
    issue="security",
    status=500,
    developer="The login {login} doesn't see every facility's rows: it needs SUPERUSER or BYPASSRLS. "
    "Name such a login in BENHAN_BACKUP_DATABASE_URL.",
    clinician="Tài khoản cơ sở dữ liệu {login} không thấy hết dữ liệu của mọi cơ sở nên việc sao lưu đã dừng; "
    "một bản sao thiếu không được tạo. Vui lòng nêu tài khoản đủ quyền bằng BENHAN_BACKUP_DATABASE_URL.",
)
NO_DUMP_PROGRAM = declare(
    "BH-OPS-0807",
    issue="not-supported",
    status=500,
    developer="No pg_dump of version {version} or newer; found: {found}.",
    clinician="Máy này chưa có pg_dump phiên bản {version} trở lên (đang có: {found}). "
    "Vui lòng cài gói postgresql-client đúng phiên bản.",
)
TARGET_NOT_EMPTY = declare(
    "BH-OPS-0808",
    issue="conflict",
    status=500,
    developer="{directory} is not empty; a backup is restored into a new or empty directory only.",
    clinician="Thư mục {directory} đã có dữ liệu nên không được khôi phục đè lên. Chưa có gì thay đổi. "
    "Vui lòng nêu một thư mục mới hoặc còn trống.",
)
NO_BACKUP = declare(
    "BH-OPS-0809",
    issue="not-found",
    status=500,
    developer="No backup {name} in {directory}.",
    clinician="Không tìm thấy bản sao lưu {name} trong {directory}. Chưa có gì thay đổi.",
)
NOT_EQUAL = declare(
    "BH-OPS-0810",
    issue="exception",
    status=500,
    developer="What was restored differs from what was backed up: {reason}.",
    clinician="Dữ liệu khôi phục không khớp với lúc sao lưu ({reason}). Bản khôi phục này không được giữ lại; "
    "vui lòng dùng bản sao lưu khác và báo người phụ trách an toàn thông tin.",
)
ALREADY_RUNNING = declare(
    "BH-OPS-0811",
    issue="conflict",
    status=500,
    developer="Another backup or drill of this installation is running.",
    clinician="Một lần sao lưu hoặc diễn tập khác đang chạy. Vui lòng chờ xong rồi thử lại.",
)
TOO_NEW = declare(
    "BH-OPS-0812",
    issue="not-supported",
    status=500,
    developer="{file} was dumped from PostgreSQL {version}; this program restores up to {own}.",
    clinician="Bản sao lưu {file} lấy từ PostgreSQL {version}, mới hơn bản của chương trình này ({own}). "
    "Vui lòng khôi phục bằng phiên bản chương trình mới hơn.",
)
