"""What can go wrong with an import, a token or a look at the audit chain from the command line."""

from __future__ import annotations

from benhan.fhir.problems import Problem, declare


def _declare(number: str, issue: str, developer: str, clinician: str, status: int = 422) -> Problem:
    return declare(f"BH-OPS-{number}", issue=issue, status=status, developer=developer, clinician=clinician)


NO_INSTALLATION = _declare(
    "0101",
    "not-found",
    "{directory} holds no installation; name it with --data.",
    "Thư mục {directory} không chứa hệ thống Bệnh án nào. Vui lòng chỉ đúng thư mục bằng --data.",
    404,
)
DATABASE_LOST = _declare(
    "0102",
    "transient",
    "The database can't be used ({reason}). Run the same command again.",
    "Cơ sở dữ liệu không dùng được ({reason}). Vui lòng khắc phục rồi chạy lại đúng lệnh này.",
    503,
)
WHICH_FACILITY = _declare(
    "0103",
    "required",
    "This installation has several facilities ({codes}); choose one with --facility.",
    "Hệ thống có nhiều cơ sở ({codes}). Vui lòng chọn một cơ sở bằng --facility.",
)
UNKNOWN_FACILITY = _declare(
    "0104",
    "not-found",
    "No facility {code}; there are: {codes}.",
    "Không có cơ sở mã {code}; các cơ sở hiện có: {codes}.",
    404,
)
UNKNOWN_DEPARTMENT = _declare(
    "0105",
    "not-found",
    "Facility {facility} has no department {department}; choose one with --department.",
    "Cơ sở {facility} không có khoa {department}. Chưa có gì được nhập. Vui lòng chọn khoa bằng --department.",
    404,
)
UNREADABLE = _declare(
    "0106",
    "not-found",
    "The file {file} can't be read ({reason}). Nothing was imported.",
    "Không đọc được tệp {file} ({reason}). Chưa có gì được nhập.",
    404,
)
FILE_NOT_JSON = _declare(
    "0107",
    "structure",
    "The file is not JSON in UTF-8: it breaks at {position}. Nothing of it was imported.",
    "Tệp không phải JSON hoặc bị hỏng (tại {place}); không có gì của tệp này được nhập.",
    400,
)
FILE_NOT_FHIR = _declare(
    "0108",
    "structure",
    "The file is JSON but no FHIR R4 resource. Nothing of it was imported.",
    "Tệp là JSON nhưng không phải dữ liệu FHIR R4; không có gì của tệp này được nhập.",
)
BUNDLE_KIND = _declare(
    "0109",
    "not-supported",
    "A Bundle of this type can't be imported; transaction, batch, collection, document and searchset can.",
    "Gói dữ liệu (Bundle) loại này không nhập được; chỉ nhập được transaction, batch, collection, "
    "document và searchset.",
)
LINE_BROKEN = _declare(
    "0110",
    "structure",
    "Line {line} is not JSON in UTF-8 ({position}); the file was read up to the line before it.",
    "Dòng {line} bị hỏng (tại {place}): chỉ các dòng trước đó được nhập, phần còn lại CHƯA được đọc.",
    400,
)
NO_RESOURCE = _declare(
    "0111", "required", "The entry holds no resource.", "Mục này không chứa dữ liệu nên không được nhập."
)
METHOD = _declare(
    "0112",
    "not-supported",
    "Only POST and PUT entries are imported.",
    "Mục này yêu cầu thao tác khác với thêm hoặc thay thế nên không được nhập.",
)
UNRESOLVED = _declare(
    "0113",
    "not-found",
    "The reference points to nothing in these files, in earlier imports or in the store.",
    "Tham chiếu đến một mục không có trong các tệp này, các lần nhập trước hay trong hệ thống.",
)
NO_MATCH = _declare(
    "0114",
    "not-found",
    "The conditional reference matches nothing.",
    "Tham chiếu theo điều kiện không tìm thấy mục nào.",
)
SEVERAL_MATCHES = _declare(
    "0115",
    "multiple-matches",
    "The condition matches several resources.",
    "Điều kiện tìm thấy nhiều mục nên không biết mục nào đúng.",
)
TARGET_REFUSED = _declare(
    "0116",
    "not-found",
    "The reference points to an entry that was refused itself.",
    "Tham chiếu đến một mục đã bị từ chối trong lần nhập này.",
)
NO_PATIENT = _declare(
    "0117",
    "not-found",
    "The patient it belongs to exists neither in these files nor in the store.",
    "Người bệnh mà mục này thuộc về không có trong các tệp này và cũng chưa có trong hệ thống.",
)
DATABASE_REFUSED = _declare(
    "0118",
    "processing",
    "The database does not take the entry ({reason}).",
    "Cơ sở dữ liệu không nhận mục này ({reason}).",
)
BUNDLE_ROLLED_BACK = _declare(
    "0119",
    "processing",
    "Not written: another entry of its Bundle was refused (--all-or-nothing).",
    "Không được ghi vì một mục khác cùng gói bị từ chối (--all-or-nothing).",
)
UNKNOWN_LOGIN = _declare(
    "0120",
    "not-found",
    "No active account {login} with a post in this installation.",
    "Không có tài khoản {login} đang hoạt động và có vị trí công tác trong hệ thống.",
    404,
)
WRONG_SCOPE = _declare(
    "0121",
    "value",
    "The scope is not understood: {reason}.",
    "Phạm vi (--scope) không đúng dạng; ví dụ đúng: user/*.rs hoặc user/Observation.cruds.",
    400,
)
DEMO_ONLY = _declare(
    "0122",
    "forbidden",
    "Only a demonstration knows anybody's second factor; {directory} is none, or {login} has none.",
    "Chỉ hệ thống mẫu mới biết mã xác thực của tài khoản; {directory} không phải hệ thống mẫu "
    "hoặc tài khoản {login} không dùng mã.",
    403,
)
INDEX_LOST = _declare(
    "0123",
    "exception",
    "The list of imported addresses can't be written ({reason}). Run the same command again.",
    "Không ghi được danh mục địa chỉ của lần nhập ({reason}). Vui lòng khắc phục rồi chạy lại đúng lệnh này.",
    503,
)
