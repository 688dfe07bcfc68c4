"""What stands against registering an issued regulation, in words."""

from benhan.fhir.problems import declare

NUMBER_NEEDED = declare(
    "BH-DOSSIER-0110",
    issue="required",
    status=422,
    developer="The regulation has no number or no day of issue.",
    clinician="Cần số và ngày quyết định ban hành Quy chế. Chưa có gì được ghi vào sổ bằng chứng.",
)
ALREADY_REGISTERED = declare(
    "BH-DOSSIER-0111",
    issue="duplicate",
    status=409,
    developer="The regulation {number} is registered as evidence already and still valid.",
    clinician="Quy chế số {number} đã được ghi vào sổ bằng chứng và còn hiệu lực. Không ghi thêm lần nữa.",
)
NOTHING_TO_SERVE = declare(
    "BH-DOSSIER-0112",
    issue="not-found",
    status=409,
    developer="The system has no assessment at level {level} whose requirements a regulation serves.",
    clinician="Hệ thống chưa mở đánh giá ở cấp độ {level} nên chưa có yêu cầu nào để gắn Quy chế. Mở đánh giá rồi làm lại.",
)
