"""What assurance refuses: the description, the inventory, the level, the risks of a system."""

from benhan.fhir.problems import declare

SLUG_TAKEN = declare(
    "BH-ASSURANCE-0080", issue="duplicate", status=422,
    developer="Another system of this facility has the slug.",
    clinician="Cơ sở đã có hệ thống mang tên ngắn này. Chọn tên ngắn khác; CHƯA có gì được lưu.",
)  # fmt: skip
VALUE_REFUSED = declare(
    "BH-ASSURANCE-0081", issue="value", status=422,
    developer="A value of the description is missing or has a wrong form: {field}.",
    clinician="Mục này {reason}. CHƯA có gì được lưu.",
)  # fmt: skip
TRIGGER_UNKNOWN = declare(
    "BH-ASSURANCE-0082", issue="value", status=422,
    developer="Unknown trigger, or no word of what happened.",
    clinician="Chọn lý do và ghi rõ đã xảy ra việc gì. CHƯA có gì được lưu.",
)  # fmt: skip
FILE_UNREADABLE = declare(
    "BH-ASSURANCE-0083", issue="structure", status=422,
    developer="The CSV file can't be read: {reason}.",
    clinician="Không đọc được tệp: {reason}. CHƯA có gì được lưu.",
)  # fmt: skip
FILE_HAS_ERRORS = declare(
    "BH-ASSURANCE-0084", issue="invalid", status=422,
    developer="{count} cells of the file are refused.",
    clinician="Tệp còn {count} chỗ sai nên CHƯA dòng nào được nhập. Sửa theo bảng rồi gửi lại.",
)  # fmt: skip
INVENTORY_MOVED = declare(
    "BH-ASSURANCE-0085", issue="conflict", status=409,
    developer="The inventory changed between preview and confirmation.",
    clinician="Danh mục đã thay đổi sau khi xem trước nên CHƯA có gì được nhập. Gửi lại tệp để xem thay đổi mới.",
)  # fmt: skip
LEVEL_NOT_READY = declare(
    "BH-ASSURANCE-0086", issue="business-rule", status=422,
    developer="The answers don't give a level.",
    clinician="Các câu trả lời chưa đủ để xác định cấp độ. CHƯA có gì được ghi.",
)  # fmt: skip
