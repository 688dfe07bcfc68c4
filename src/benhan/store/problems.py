"""What the store refuses or fails at."""

from benhan.fhir.problems import declare

NOT_FOUND = declare(
    "BH-STORE-0001",
    issue="not-found",
    status=404,
    developer="Unknown, or not open to this account.",
    clinician="Không tìm thấy nội dung này, hoặc anh/chị không được phân công xem.",
)
DELETED = declare(
    "BH-STORE-0002",
    issue="deleted",
    status=410,
    developer="Deleted; its versions remain readable.",
    clinician="Nội dung này đã bị hủy. Các bản trước vẫn được giữ trong lịch sử.",
)
INVALID = declare(
    "BH-STORE-0003",
    issue="invalid",
    status=422,
    developer="The resource does not conform to FHIR R4.",
    clinician="Nội dung chưa hợp lệ nên CHƯA được lưu. Xem các mục được đánh dấu.",
)
VERSION_CONFLICT = declare(
    "BH-STORE-0004",
    issue="conflict",
    status=412,
    developer="If-Match names version {sent}; the current version is {current}.",
    clinician="Hồ sơ vừa được cập nhật ở nơi khác nên nội dung anh/chị nhập CHƯA được lưu. "
    "Bấm “Xem bản mới”, đối chiếu rồi lưu lại.",
)
ID_TAKEN = declare(
    "BH-STORE-0005",
    issue="duplicate",
    status=409,
    developer="{resource_type}/{id} exists already.",
    clinician="Mã này đã có. Không có gì được lưu.",
)
WRONG_ID = declare(
    "BH-STORE-0006",
    issue="value",
    status=400,
    developer="The resource's type or id differs from the URL's.",
    clinician="Mã trong nội dung khác với địa chỉ gửi tới. Không có gì được lưu.",
)
UNAVAILABLE = declare(
    "BH-STORE-0007",
    issue="transient",
    status=503,
    developer="The database can't be reached or can't write now ({kind}).",
    clinician="Máy chủ dữ liệu tạm thời không ghi được. Lần thao tác này CHƯA được lưu; nội dung vẫn giữ trên máy này. "
    "Thử lại sau ít phút.",
)
TOO_LARGE = declare(
    "BH-STORE-0008",
    issue="too-long",
    status=413,
    developer="Larger than {limit} bytes.",
    clinician="Nội dung quá lớn nên CHƯA được lưu.",
)
PATIENT_MOVED = declare(
    "BH-STORE-0009",
    issue="business-rule",
    status=422,
    developer="An update may not move a resource from one patient to another.",
    clinician="Không được chuyển nội dung sang người bệnh khác. CHƯA lưu: hủy mục này và ghi lại ở đúng người bệnh.",
)
BLOB_DAMAGED = declare(
    "BH-STORE-0010",
    issue="exception",
    status=500,
    developer="Stored bytes do not match their SHA-256.",
    clinician="Tệp lưu trữ không còn nguyên vẹn. Báo ngay người phụ trách an toàn thông tin.",
)

UNREADABLE_TEXT = declare(
    "BH-STORE-0011",
    issue="value",
    status=400,
    developer="The address or a field holds the character NUL.",
    clinician="Nội dung gửi lên có ký tự không lưu được. Không có gì được lưu.",
)
SEALED = declare(
    "BH-STORE-0060",
    issue="business-rule",
    status=409,
    developer="The record of this encounter is sealed: nothing in it is written any more.",
    clinician="Hồ sơ bệnh án đã niêm phong nên không ghi thêm, sửa hay xóa được gì trong đó. Không có gì thay đổi.",
)
