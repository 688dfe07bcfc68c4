"""What the pages of a stay refuse beside what the layers below do."""

from benhan.fhir.problems import declare

DIAGNOSIS_NEEDED = declare(
    "BH-WARD-0130",
    issue="required",
    status=422,
    developer="No ICD-10 code of today's edition was given.",
    clinician="Chọn chẩn đoán vào viện trong danh mục bệnh (gõ 2 chữ để tìm). CHƯA cho vào viện.",
)
BED_NAME_NEEDED = declare(
    "BH-WARD-0131",
    issue="required",
    status=422,
    developer="Department, room and bed are needed, and the bed's name must be new in its room.",
    clinician="Chọn khoa, ghi buồng và tên giường; tên giường không được trùng trong buồng. CHƯA thêm.",
)
