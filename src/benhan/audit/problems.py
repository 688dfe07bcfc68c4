"""What can be wrong with the account of acts itself."""

from benhan.fhir.problems import declare

CHAIN_BROKEN = declare(
    "BH-AUDIT-0001",
    issue="exception",
    status=500,
    developer="Audit chain of facility {facility} is broken at link {seq}: {what}.",
    clinician="Nhật ký truy cập không còn nguyên vẹn tại mắt xích {seq}. Báo ngay người phụ trách an toàn thông tin.",
)
