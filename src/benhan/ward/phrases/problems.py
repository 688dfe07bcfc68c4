"""What the page of sentence templates refuses."""

from benhan.fhir.problems import declare

NO_DEPARTMENT = declare(
    "BH-WARD-0065",
    issue="forbidden",
    status=403,
    developer="Sentence templates are kept by doctors and nurses of a department.",
    clinician="Câu mẫu do bác sĩ, điều dưỡng của khoa soạn. Tài khoản này không thuộc khoa nào nên chỉ xem được.",
)
PHRASE_EMPTY = declare(
    "BH-WARD-0066",
    issue="required",
    status=422,
    developer="A template needs a short name and a text.",
    clinician="Câu mẫu cần tên gọi ngắn (không có dấu cách) và nội dung. CHƯA được lưu.",
)
PHRASE_TAKEN = declare(
    "BH-WARD-0067",
    issue="duplicate",
    status=409,
    developer="The department has a template of that name for this question.",
    clinician="Khoa đã có câu mẫu tên này cho mục này. Anh/chị đặt tên khác; câu mẫu cũ vẫn giữ nguyên.",
)
