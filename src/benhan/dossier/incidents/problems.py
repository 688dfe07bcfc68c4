"""What stands against an act on the register of incidents, in words."""

from benhan.fhir.problems import declare

FIELD_NEEDED = declare(
    "BH-DOSSIER-0170",
    issue="required",
    status=422,
    developer="Field {field} is needed.",
    clinician="Cần ghi mục này. Chưa có gì được ghi vào sổ sự cố.",
)
MOMENT_UNREADABLE = declare(
    "BH-DOSSIER-0171",
    issue="value",
    status=422,
    developer="A typed moment is not of the form HH:MM dd/mm/yyyy.",
    clinician="Ghi giờ và ngày theo dạng 07:30 02/03/2026. Chưa có gì được ghi vào sổ sự cố.",
)
MOMENT_IMPOSSIBLE = declare(
    "BH-DOSSIER-0172",
    issue="value",
    status=422,
    developer="Field {field} lies in the future or before what it follows.",
    clinician="Thời điểm này không thể ở tương lai, cũng không thể trước {after}. Chưa có gì được ghi vào sổ sự cố.",
)
CLOSED = declare(
    "BH-DOSSIER-0173",
    issue="conflict",
    status=409,
    developer="The incident is closed.",
    clinician="Sự cố này đã đóng nên không ghi thêm được. Nếu sự cố tái diễn, ghi một sự cố mới.",
)
REPORTS_OWED = declare(
    "BH-DOSSIER-0174",
    issue="business-rule",
    status=422,
    developer="The incident still owes reports: {keys}.",
    clinician="Chưa đóng được sự cố: còn thiếu {reports}. Ghi lần gửi rồi đóng lại.",
)
CHOICE_UNKNOWN = declare(
    "BH-DOSSIER-0175",
    issue="value",
    status=422,
    developer="{field} holds no value of the list.",
    clinician="Chọn một mục trong danh sách. Chưa có gì được ghi vào sổ sự cố.",
)
ALREADY_SENT = declare(
    "BH-DOSSIER-0176",
    issue="duplicate",
    status=409,
    developer="Report {report} is noted already, or not owed.",
    clinician="Lần gửi này đã được ghi trước đó, hoặc sự cố không phải gửi loại báo cáo này. Mở lại sự cố để xem.",
)
