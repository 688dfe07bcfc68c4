"""What the catalogue's pages refuse."""

from benhan.fhir.problems import declare

UNKNOWN_FORM = declare(
    "BH-WARD-0200",
    issue="not-found",
    status=404,
    developer="The catalogue has no such form or version for this facility.",
    clinician="Danh mục không có biểu mẫu hay phiên bản này. Anh/chị tìm lại trong danh mục biểu mẫu.",
)
NO_FIELDS = declare(
    "BH-WARD-0201",
    issue="not-found",
    status=404,
    developer="The form ended and has no fields in the catalogue, or the proposal has none yet.",
    clinician="Mẫu này không có mục nào để xem: đã hết hiệu lực, hoặc dự thảo chưa có mục. "
    "Mẫu hết hiệu lực ghi rõ mẫu thay thế.",
)
