"""What the visit page refuses beside what the layers below do."""

from benhan.fhir.problems import declare

NO_RECORD = declare(
    "BH-VISIT-0001",
    issue="business-rule",
    status=409,
    developer="The encounter has no open record.",
    clinician="Lượt khám này chưa mở hồ sơ hoặc hồ sơ đã đóng nên không ghi thêm được. Không có gì thay đổi.",
)
HAS_ALLERGIES = declare(
    "BH-VISIT-0002",
    issue="business-rule",
    status=422,
    developer="The patient has recorded allergies; none-known would contradict them.",
    clinician="Người bệnh đã có dị ứng được ghi nên không xác nhận “không ghi nhận dị ứng”. Không có gì thay đổi.",
)
ALLERGEN_MISSING = declare(
    "BH-VISIT-0003",
    issue="required",
    status=422,
    developer="No substance was named.",
    clinician="Chưa ghi chất gây dị ứng. Chọn trong danh mục hoặc gõ tên.",
)
ELSEWHERE_CHANGED = declare(
    "BH-VISIT-0004",
    issue="conflict",
    status=409,
    developer="The answers changed since the page was shown.",
    clinician="Tờ này vừa được sửa ở nơi khác nên nội dung vừa gửi CHƯA được lưu. Cả hai bản đều còn: "
    "anh/chị đối chiếu từng mục khác nhau, chọn bản đúng rồi lưu lại.",
)
NO_SUCH_FORM = declare(
    "BH-WARD-0060",
    issue="not-found",
    status=422,
    developer="No form of that code is in force today, or it is not one to be added here.",
    clinician="Không có biểu mẫu này trong danh mục đang dùng. Anh/chị chọn lại; chưa có gì được tạo.",
)
FILE_MISSING = declare(
    "BH-WARD-0061",
    issue="required",
    status=422,
    developer="No file was sent.",
    clinician="Chưa chọn tệp nào. Anh/chị chọn ảnh hoặc tệp PDF rồi bấm thêm.",
)
