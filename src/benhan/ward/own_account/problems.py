"""What changing one's own account refuses."""

from benhan.fhir.problems import declare

CURRENT_PASSWORD_WRONG = declare(
    "BH-WARD-0601",
    issue="login",
    status=422,
    developer="The current password given was refused.",
    clinician="Mật khẩu đang dùng chưa đúng. Không có gì thay đổi.",
)
NOT_REPEATED = declare(
    "BH-WARD-0602",
    issue="value",
    status=422,
    developer="The new password was not repeated exactly.",
    clinician="Hai lần gõ mật khẩu mới chưa giống nhau. Mật khẩu cũ vẫn dùng được.",
)
