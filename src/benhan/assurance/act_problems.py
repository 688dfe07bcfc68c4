"""What writing down an act refuses."""

from benhan.fhir.problems import declare

ACT_UNKNOWN = declare(
    "BH-ASSURE-0701",
    issue="not-found",
    status=404,
    developer="No such kind of act, or the act is not there, or it needs a system.",
    clinician="Không có việc này trong danh sách của cơ sở. Không có gì thay đổi.",
)
ACT_UNTIMELY = declare(
    "BH-ASSURE-0702",
    issue="business-rule",
    status=422,
    developer="The act's day lies in the future.",
    clinician="Ngày làm không được sau hôm nay. Việc CHƯA được ghi.",
)
ACT_INCOMPLETE = declare(
    "BH-ASSURE-0703",
    issue="required",
    status=422,
    developer="The act lacks {what}.",
    clinician="Còn thiếu {what}. Việc CHƯA được ghi.",
)
STRANGE_LOGIN = declare(
    "BH-ASSURE-0704",
    issue="value",
    status=422,
    developer="These logins are not of this facility: {logins}.",
    clinician="Cơ sở không có tài khoản {logins}. Sửa lại rồi ghi lần nữa; việc CHƯA được ghi.",
)
