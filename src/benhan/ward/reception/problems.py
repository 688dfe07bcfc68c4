"""What reception refuses."""

from benhan.fhir.problems import declare

NUMBER_TAKEN = declare(
    "BH-WARD-0101",
    issue="duplicate",
    status=409,
    developer="Another Patient carries this national id.",
    clinician="Số định danh này đã có ở một người bệnh của cơ sở. CHƯA lưu: mở người bệnh đó và tiếp đón, "
    "không lập mới.",
)
NOT_CANCELLABLE = declare(
    "BH-WARD-0102",
    issue="conflict",
    status=409,
    developer="The encounter is {state}; only an arrived one no doctor has opened can be cancelled.",
    clinician="Bác sĩ đã mở lượt khám này nên không hủy tiếp đón được nữa. Không có gì thay đổi. "
    "Nếu nhầm, báo bác sĩ đang khám.",
)
CANCEL_REASON_NEEDED = declare(
    "BH-WARD-0103",
    issue="required",
    status=422,
    developer="Cancelling a check-in needs a reason of at least 5 characters.",
    clinician="Ghi lý do hủy tiếp đón (ít nhất 5 ký tự). Lượt tiếp đón vẫn còn.",
)
ALREADY_WAITING = declare(
    "BH-WARD-0104",
    issue="duplicate",
    status=409,
    developer="The patient already waits in this department today.",
    clinician="Người bệnh đang có lượt chờ hoặc đang khám ở khoa này hôm nay. CHƯA tiếp đón thêm.",
)
