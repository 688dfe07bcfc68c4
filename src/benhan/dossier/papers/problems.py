"""What making and signing papers of the level file refuses."""

from benhan.fhir.problems import declare

PAPER_NOT_SET = declare(
    "BH-DOSSIER-0080",
    issue="exception",
    status=500,
    developer="Paper {paper} could not be set.",
    clinician="Chưa lập được giấy này do lỗi của phần mềm; không có gì được lưu. Báo người quản trị hệ thống.",
)
