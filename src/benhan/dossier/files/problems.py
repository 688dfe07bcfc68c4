"""What stands against a step of a level file, in words."""

from benhan.fhir.problems import declare

STALE = declare(
    "BH-DOSSIER-0130",
    issue="conflict",
    status=409,
    developer="Step {step} does not start at the file's present state {state}.",
    clinician="Hồ sơ vừa được người khác chuyển sang bước khác. Việc anh/chị làm CHƯA được ghi; mở lại hồ sơ để xem "
    "bước hiện tại.",
)
GATE_CLOSED = declare(
    "BH-DOSSIER-0131",
    issue="business-rule",
    status=422,
    developer="Step {step} is closed by: {gates}.",
    clinician="Chưa làm được bước này: {missing}. Hồ sơ giữ nguyên bước hiện tại.",
)
NOTE_NEEDED = declare(
    "BH-DOSSIER-0132",
    issue="required",
    status=422,
    developer="Step {step} needs a note.",
    clinician="Ghi nội dung mục này trước khi tiếp tục. Chưa có gì được ghi vào hồ sơ.",
)
FIELD_NEEDED = declare(
    "BH-DOSSIER-0133",
    issue="required",
    status=422,
    developer="Field {field} is needed.",
    clinician="Cần ghi {what}. Chưa có gì được ghi vào hồ sơ.",
)
DAY_IMPOSSIBLE = declare(
    "BH-DOSSIER-0134",
    issue="value",
    status=422,
    developer="Field {field} lies in the future or before what it follows.",
    clinician="Ngày này không thể ở tương lai, cũng không thể trước {after}. Chưa có gì được ghi vào hồ sơ.",
)
NOT_INDEPENDENT = declare(
    "BH-DOSSIER-0135",
    issue="business-rule",
    status=403,
    developer="The appraiser made the file or operates the system.",
    clinician="Người lập hồ sơ hoặc vận hành hệ thống không được thẩm định hồ sơ này. Chuyển cho người thẩm định độc "
    "lập, hoặc ghi quyết định thành lập hội đồng. Chưa có gì được ghi.",
)
ALREADY_OPEN = declare(
    "BH-DOSSIER-0136",
    issue="duplicate",
    status=409,
    developer="The system already has an unfinished file under this regime.",
    clinician="Hệ thống này đang có một hồ sơ chưa xong theo cùng quy định. Mở hồ sơ đó để làm tiếp; chưa lập hồ sơ mới.",
)
LEVEL_UNKNOWN = declare(
    "BH-DOSSIER-0137",
    issue="business-rule",
    status=422,
    developer="No level decision for the regime, or the level asked is lower than decided.",
    clinician="Cấp độ của hồ sơ phải được xác định trước và không thấp hơn kết quả xác định. Chưa lập hồ sơ.",
)
CHOICE_UNKNOWN = declare(
    "BH-DOSSIER-0138",
    issue="value",
    status=422,
    developer="{field} holds no value of the list.",
    clinician="Chọn một mục trong danh sách. Chưa có gì được ghi.",
)
IDENTITY_NOT_CONFIRMED = declare(
    "BH-DOSSIER-0139",
    issue="login",
    status=403,
    developer="Identity is checked again before a step; {what} was refused.",
    clinician="Chưa xác nhận được đúng là anh/chị ({what} chưa đúng). Chưa có gì được ghi.",
)
REQUIREMENT_UNKNOWN = declare(
    "BH-DOSSIER-0140",
    issue="value",
    status=422,
    developer="The catalogue has no such requirement at the file's level.",
    clinician="Không có yêu cầu mang mã này ở cấp độ của hồ sơ. Góp ý chưa được ghi; xem lại mã yêu cầu.",
)
NOT_SUPERSEDABLE = declare(
    "BH-DOSSIER-0141",
    issue="business-rule",
    status=409,
    developer="Only a file whose level must be determined again gets a next version, and only one.",
    clinician="Chỉ lập phiên bản mới khi hồ sơ ở trạng thái phải xác định lại và chưa có phiên bản tiếp theo. "
    "Chưa lập hồ sơ mới.",
)
