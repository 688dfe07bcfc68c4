# ruff: noqa: E501 - sentences people read stand whole, one state a line
"""Invented patients, cards, signing sheets and reports shown in the gallery and its page patterns."""

from __future__ import annotations

from benhan.ui.parts import (
    Action,
    Badge,
    Field,
    FileVerdict,
    NumberCard,
    PatientBanner,
    SignaturePad,
    SignatureVerdict,
    SignerLine,
    SigningSheet,
    VerifyReport,
    status_badge,
    stripe_of,
)

LONG_NAME = "Công Tằng Tôn Nữ Thị Thuỳ Phương Liễu Nguyễn Hoàng Ngọc Quỳnh"

BANNERS = (
    PatientBanner(
        "Nguyễn Thị Thuỳ Dương", "nữ", "42 tuổi", "02/03/1984", "24.003.118", stripe_of("duong"),
        place="Khoa Nội · P.203 · G.05", insurance="GD 4 27 2412345678 · đến 31/12/2026", care_level="Chăm sóc cấp 2",
        allergies=("penicilin (phát ban)", "hải sản (phù môi)"), allergy_note="ĐD. Phạm Bình ghi 07:12 hôm nay",
        alerts=(Badge("Kali máu 6,8", "son", "diamond"), Badge("Nguy cơ ngã cao", "hoe", "warning"),
                Badge("Cách ly tiếp xúc", "hoe", "shield")), url="#",
    ),
    PatientBanner(
        LONG_NAME, "nữ", "17 tháng", "30/09/2024", "24.003.119", stripe_of("lieu"), place="Phòng khám Nhi",
        insurance="TE 1 27 2498765432 · đến 30/09/2030", allergies=("sữa bò (nôn, mày đay)",),
        allergy_note="mẹ kể, BS. Trần An ghi 08:02 hôm nay",
    ),
    PatientBanner("", "nam", "khoảng 60 tuổi", "không rõ", "24.003.120", 4, place="Cấp cứu · G.01"),
    PatientBanner(
        "Đỗ Văn Ưng", "nam", "64 tuổi", "15/08/1961", "23.118.004", stripe_of("ung"), place="Phòng khám 3",
        insurance="không có thẻ", allergy_note="BS. Trần An hỏi 07:31 hôm nay",
    ),
)  # fmt: skip

CARDS = (
    NumberCard("42", "Đang chờ khám", "lâu nhất 55 phút", "#", "hoe", "queue"),
    NumberCard("118", "Đã tiếp đón hôm nay", "hôm qua cùng giờ 104", "#", icon="reception"),
    NumberCard("3", "Hồ sơ quá hạn đóng", "quá 24 giờ sau khi kết thúc", "#", "son", "clock"),
    NumberCard("96,4 %", "Hồ sơ đủ chữ ký", "135 trong 140 hồ sơ tháng này", "#", "la", "seal"),
)

PAD = SignaturePad(
    "patient_signature", "Người bệnh xác nhận",
    "Tôi đã được bác sĩ giải thích về bệnh, hướng điều trị và đơn thuốc; tôi đồng ý với nội dung trên.",
    Field("patient_typed_name", "Gõ họ tên và lý do không vẽ được", width="full"),
)  # fmt: skip
PAD_WITH_ERROR = SignaturePad(
    "patient_signature_2", "Người bệnh xác nhận", PAD.statement,
    Field("patient_typed_name_2", "Gõ họ tên và lý do không vẽ được", width="full"),
    "Chưa có chữ ký: mời người bệnh ký vào khung hoặc điền ô bên dưới.",
)  # fmt: skip

_SIGNERS = (
    SignerLine("1", "Bác sĩ khám bệnh", "BS. Trần An", status_badge("unsigned"), is_me=True),
    SignerLine("2", "Người bệnh", "Nguyễn Thị Thuỳ Dương", status_badge("waiting", "Chờ lượt")),
    SignerLine("3", "Phòng Kế hoạch tổng hợp", "BS. Vũ Thị Hoà", status_badge("waiting", "Chờ lượt")),
)
_PAPER = ("/static/ui/gallery/paper.svg",)
SHEET = SigningSheet(
    "Bệnh án ngoại trú 15/BV1", "NGUYỄN THỊ THUỲ DƯƠNG · nữ · 42 tuổi · 24.003.118", _SIGNERS,
    "Bấm nút là anh/chị, BS. Trần An, ký bệnh án này với tư cách bác sĩ khám bệnh. Sau khi ký, nội dung không sửa "
    "được nữa; muốn sửa phải lập bản đính chính.",
    "#", Action("Ký bệnh án ngoại trú", method="submit", kind="primary", icon="sign", key="ctrl+."), _PAPER,
    download=Action("Tải bản in", "#", kind="quiet", icon="download"),
    second_factor=Field("otp_sign", "Mã xác thực 6 số", "code", hint="Trong ứng dụng xác thực của anh/chị", width="full"),
    hidden=(("digest", "9f2c"),),
)  # fmt: skip
SHEET_DONE = SigningSheet(
    SHEET.title, SHEET.patient_line,
    (SignerLine("1", "Bác sĩ khám bệnh", "BS. Trần An", status_badge("signed"), "07:48:12 hôm nay", is_me=True), *_SIGNERS[1:]),
    "Anh/chị đã ký với tư cách bác sĩ khám bệnh. Người tiếp theo: người bệnh.", "#", SHEET.sign, _PAPER,
    done=Badge("Đã ký · BS. Trần An · 07:48:12 02/03/2026", "la", "dot"), verify=Action("Kiểm tra chữ ký", "#", icon="seal"),
)  # fmt: skip
SHEET_FAILED = SigningSheet(
    SHEET.title, SHEET.patient_line, _SIGNERS, SHEET.statement, "#", SHEET.sign, (), second_factor=SHEET.second_factor,
    error="Máy chủ chữ ký thời gian không trả lời. Bệnh án đã lưu nhưng CHƯA ký. Thử lại sau 1 phút.",
    error_code="BH-SIGN-0007",
)  # fmt: skip
SHEETS = (("chờ ký", SHEET), ("đã ký", SHEET_DONE), ("ký không được, chưa có bản in", SHEET_FAILED))

_GOOD = SignatureVerdict(
    "BS. Trần An", "Bác sĩ khám bệnh", status_badge("valid"), status_badge("valid"), status_badge("valid"),
    status_badge("valid"), "07:48:12 02/03/2026, dấu thời gian TSA thử nghiệm",
    "Chứng thư của CA thử nghiệm, hạn 31/12/2026", "toàn bộ tệp đến lúc ký",
)  # fmt: skip
_BAD = SignatureVerdict(
    "Nguyễn Thị Thuỳ Dương", "Người bệnh", status_badge("invalid"), status_badge("invalid"), status_badge("valid"),
    status_badge("unknown"), "không có dấu thời gian", "", "nội dung ở byte 18.204–18.260 khác với lúc ký",
)  # fmt: skip
REPORTS = (
    ("hợp lệ", VerifyReport("Kiểm tra bệnh án ngoại trú", status_badge("valid"), "Cả 1 chữ ký hợp lệ, nội dung nguyên vẹn.", (_GOOD,),
                            (FileVerdict("benh-an.pdf", status_badge("valid")), FileVerdict("ho-so.fhir.json", status_badge("valid"))))),
    ("bị sửa", VerifyReport("Kiểm tra bệnh án ngoại trú", status_badge("invalid"), "1 trong 2 chữ ký không hợp lệ. Không dùng tệp này làm chứng cứ; lấy lại bản gốc từ kho lưu trữ.",
                            (_GOOD, _BAD), (FileVerdict("benh-an.pdf", status_badge("invalid"), "khác bản đã niêm phong"),), "BH-SIGN-0011")),
    ("không có chữ ký", VerifyReport("Kiểm tra tệp quét", status_badge("unknown"), "Không có gì để kiểm tra.", ())),
)  # fmt: skip
