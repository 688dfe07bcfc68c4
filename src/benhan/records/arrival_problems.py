"""What taking in a record's package refuses."""

from benhan.fhir.problems import declare

PACKAGE_NOT_VALID = declare(
    "BH-RECORD-0120",
    issue="invalid",
    status=422,
    developer="The package does not verify: {reason}.",
    clinician="Gói hồ sơ không qua được kiểm tra nên KHÔNG nhập: {reason}.",
)
PACKAGE_OF_ANOTHER = declare(
    "BH-RECORD-0121",
    issue="business-rule",
    status=409,
    developer="The package belongs to facility {theirs}, not {ours}.",
    clinician="Gói là hồ sơ của cơ sở {theirs}, không phải của cơ sở {ours}, nên KHÔNG nhập thành hồ sơ của cơ sở này.",
)
RECORD_DIFFERS = declare(
    "BH-RECORD-0122",
    issue="duplicate",
    status=409,
    developer="Record {record} is here already with other contents.",
    clinician="Ở đây đã có hồ sơ {record} với nội dung khác gói nên KHÔNG nhập. Không có gì thay đổi.",
)
RESOURCE_DIFFERS = declare(
    "BH-RECORD-0123",
    issue="conflict",
    status=409,
    developer="{reference} is here already with other contents.",
    clinician="Một phần của hồ sơ ({reference}) đã có ở đây với nội dung khác nên KHÔNG nhập gói. Không có gì thay đổi.",
)
EXPORT_UNREADABLE = declare(
    "BH-RECORD-0124",
    issue="structure",
    status=422,
    developer="Not a leave export: {reason}.",
    clinician="Thư mục này không phải bộ dữ liệu mang đi đọc được: {reason}.",
)
