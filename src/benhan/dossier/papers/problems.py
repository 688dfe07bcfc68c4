"""What making and signing papers of the level file refuses."""

from benhan.fhir.problems import declare

PAPER_NOT_SET = declare(
    "BH-DOSSIER-0080",
    issue="exception",
    status=500,
    developer="Paper {paper} could not be set.",
    clinician="Chưa lập được giấy này do lỗi của phần mềm; không có gì được lưu. Báo người quản trị hệ thống.",
)
SHOWN_DIFFERS = declare(
    "BH-DOSSIER-0081",
    issue="conflict",
    status=409,
    developer="The bytes shown are not the paper's current bytes.",
    clinician="Giấy này vừa có thay đổi sau khi anh/chị xem nên CHƯA được ký. Xem bản mới rồi ký lại.",
)
OUT_OF_TURN = declare(
    "BH-DOSSIER-0082",
    issue="business-rule",
    status=409,
    developer="It is {next}'s turn to sign, not {role}'s.",
    clinician="Chưa đến lượt ký ở vị trí này hoặc vị trí này đã ký. Giấy giữ nguyên, CHƯA thêm chữ ký.",
)
STILL_DRAFT = declare(
    "BH-DOSSIER-0083",
    issue="business-rule",
    status=422,
    developer="A draft is not signed.",
    clinician="Đây là bản dự thảo nên chưa ký được. Lập bản chính thức trước rồi ký.",
)
NUMBER_NEEDED = declare(
    "BH-DOSSIER-0084",
    issue="required",
    status=422,
    developer="A final paper of this kind needs its number.",
    clinician="Ghi số của văn bản trước khi lập bản chính thức. Chưa có gì được lập.",
)
DAY_AHEAD = declare(
    "BH-DOSSIER-0085",
    issue="value",
    status=422,
    developer="The paper's day lies in the future.",
    clinician="Ngày của văn bản không thể ở tương lai. Chưa có gì được lập.",
)
NOT_THE_NEWEST = declare(
    "BH-DOSSIER-0086",
    issue="conflict",
    status=409,
    developer="A newer version of the paper exists.",
    clinician="Đã có bản mới hơn của giấy này nên bản anh/chị xem CHƯA được ký. Mở bản mới nhất để xem và ký.",
)
WORDS_NEEDED = declare(
    "BH-DOSSIER-0087",
    issue="required",
    status=422,
    developer="The appraisal lacks: {what}.",
    clinician="Cần ghi {what}. Chưa có gì được ghi.",
)
IDENTITY_NOT_CONFIRMED = declare(
    "BH-DOSSIER-0088",
    issue="security",
    status=422,
    developer="The {what} given was wrong.",
    clinician="Chưa đúng {what} nên giấy CHƯA được ký. Nhập lại.",
)
