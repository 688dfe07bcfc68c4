# ruff: noqa: E501 - sentences people read stand whole, one state a line
"""Fields, sections and saving lines in each of their states."""

from __future__ import annotations

from benhan.ui.parts import Choice, ErrorSummary, Field, FieldError, FieldSection, Previous, SaveState

_YES_NO = (Choice("khong", "Không", is_chosen=True), Choice("co", "Có"), Choice("khong-ro", "Không rõ"))

FIELDS: tuple[tuple[str, Field], ...] = (
    ("trống, có gợi ý", Field("occupation", "Nghề nghiệp", hint="Nghề làm lâu nhất trong 12 tháng qua")),
    ("tên dài", Field("name", "Họ và tên", value="Công Tằng Tôn Nữ Thị Thuỳ Phương Liễu Nguyễn Hoàng Ngọc Quỳnh",
                      is_required=True)),
    ("số, đơn vị, lần trước", Field("temperature", "Nhiệt độ", "number", "37,4", unit="°C",
                                    previous=Previous("hôm qua 22:10", "38,2"))),
    ("số có lỗi", Field("pulse", "Mạch", "number", "880", unit="lần/phút",
                        error="Mạch 880 ngoài khoảng có thể có (0–350). Kiểm tra lại số vừa nhập.")),
    ("điền sẵn, nói nguồn", Field("weight", "Cân nặng", "number", "58,9", unit="kg",
                                  origin="từ sinh hiệu 07:31 hôm nay")),
    ("ngày, gõ 0203", Field("onset", "Ngày khởi phát", "date", "02/03/2026", hint="Gõ 0203 hoặc 2/3 là đủ")),
    ("giờ", Field("arrived", "Giờ đến", "time", "07:31")),
    ("ngày giờ", Field("seen_at", "Thời điểm khám", "datetime", "07:31 02/03/2026")),
    ("nhiều dòng, cần khi đóng", Field("history", "Quá trình bệnh lý", "textarea", width="full",
                                       needed="Cần có khi đóng hồ sơ")),
    ("chọn một", Field("smoking", "Hút thuốc", "choice", choices=_YES_NO)),
    ("chọn một bằng nút", Field("sex", "Giới tính", "chips", choices=(
        Choice("female", "Nữ", is_chosen=True), Choice("male", "Nam"), Choice("unknown", "Chưa xác định")))),
    ("chọn nhiều", Field("signs", "Dấu hiệu kèm theo", "multichoice", choices=(
        Choice("sot", "Sốt", is_chosen=True), Choice("ho", "Ho"), Choice("kho-tho", "Khó thở", is_chosen=True)))),
    ("danh sách ngắn", Field("disposition", "Hướng xử trí", "select", choices=(
        Choice("", "Chọn hướng xử trí"), Choice("ve-nha", "Về nhà, cấp đơn", is_chosen=True), Choice("vao-vien", "Vào viện")))),
    ("ô đánh dấu", Field("consent", "Người bệnh đã được giải thích", "boolean", "on", "và đồng ý với hướng điều trị")),
    ("chọn mã, đã có", Field("diagnosis", "Chẩn đoán chính (ICD-10)", "picker", "J18.9", "Viêm phổi, tác nhân không xác định",
                             data_url="/thu-vien/icd.json", width="half")),
    ("chọn mã, trống", Field("second", "Bệnh kèm theo", "picker", data_url="/thu-vien/icd.json",
                             hint="Gõ không dấu cũng được: “viem hong”")),
    ("không sửa được", Field("number", "Số hồ sơ", value="24.003.118", is_disabled=True)),
    ("chỉ đọc", Field("ward", "Khoa", "readonly", "Khoa Nội tổng hợp")),
    ("mã một lần", Field("otp", "Mã xác thực 6 số", "code", hint="Trong ứng dụng xác thực trên điện thoại của anh/chị")),
    ("mật khẩu", Field("password", "Mật khẩu", "password", autocomplete="current-password")),
    ("tệp", Field("scan", "Bản chụp giấy tờ", "file", hint="PDF hoặc ảnh, tối đa 10 MB")),
)  # fmt: skip

SECTIONS: tuple[tuple[str, FieldSection], ...] = (
    ("mở, còn trống", FieldSection("hoi-benh", "Hỏi bệnh", (FIELDS[0][1], FIELDS[2][1], FIELDS[8][1]), "II", empty_count=2)),
    ("gập, đã đủ", FieldSection("hanh-chinh", "Hành chính", (FIELDS[1][1],), "I", "điền từ tiếp đón", is_open=False)),
)  # fmt: skip

SAVES = (
    SaveState(),
    SaveState("Đã lưu lúc 07:31:05", "saved"),
    SaveState("Đang lưu…", "saving"),
    SaveState("Chưa lưu: mất kết nối, nội dung vẫn giữ trên máy này", "unsaved"),
    SaveState("Chưa lưu: tờ này vừa được sửa ở nơi khác, cần anh/chị đối chiếu", "conflict"),
)

SUMMARIES = (
    ("hai lỗi", ErrorSummary(
        (FieldError("pulse", "Mạch 880 ngoài khoảng có thể có (0–350)."), FieldError("onset", "Ngày khởi phát sau ngày khám.")),
        code="BH-FORMS-0004")),
    ("lỗi của cả tờ", ErrorSummary(
        (), "Lỗi: tờ này vừa được sửa ở nơi khác", "Nội dung anh/chị nhập CHƯA được lưu. Bấm “Xem bản mới”, đối chiếu rồi lưu lại.",
        "BH-STORE-0004")),
)  # fmt: skip
