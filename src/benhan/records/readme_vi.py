"""The note that explains a package to whoever opens it in ten years, without our software."""

from __future__ import annotations

from collections.abc import Mapping

from benhan.access.models import Facility

_TEXT = """\
HỒ SƠ BỆNH ÁN ĐIỆN TỬ – GÓI KẾT XUẤT
{facility}
{demo}
Trong gói này có gì

{papers}
HoSoBenhAn.json, HoSoBenhAn.xml
    Nội dung hồ sơ theo cấu trúc trao đổi của Công văn 365/TTYQG-GPQLCL. Cấu trúc này không có chữ ký số;
    bản có giá trị ký là các tệp PDF.
HoSoBenhAn.xsd, HoSoBenhAn-kiem-tra.txt
    Lược đồ XML sinh từ cấu trúc ở phiên bản ghi trong manifest.json và kết quả kiểm tra hai tệp trên theo lược đồ này.
fhir/ho-so-benh-an.json
    Toàn bộ hồ sơ dạng HL7 FHIR R4 (Bundle loại document).
dinh-kem/
    Ảnh, tệp kèm theo các phiếu (nếu có), giữ nguyên như lúc đưa vào; tệp nào của phiếu nào ghi trong
    fhir/ho-so-benh-an.json (DocumentReference, mã băm SHA-256).
bang-chung/
    Bằng chứng xác nhận bằng bút điện tử của người bệnh hoặc người đại diện: nét bút, thời điểm, người chứng kiến,
    mã băm của tài liệu đã xem. Đây là xác nhận bằng phương tiện điện tử khác, không phải chữ ký số.
tin-cay/
    Chứng thư số gốc, chứng thư số cấp phát và danh sách thu hồi lúc niêm phong.
manifest.json, manifest.p7s
    Danh mục mọi tệp với kích thước và mã băm SHA-256; chữ ký số của cơ sở trên danh mục, có dấu thời gian.

Cách kiểm tra

1. Bằng Benhan, không cần mạng:   benhan records verify <tệp .zip>
   Nên thêm --trust <tệp PEM> là chứng thư số gốc nhận từ nguồn khác: chứng thư trong gói này tự nó không chứng minh
   được gì.
2. Không có Benhan: mở từng tệp PDF bằng phần mềm đọc PDF có kiểm tra chữ ký số; tính SHA-256 của từng tệp rồi đối chiếu
   với manifest.json; kiểm tra manifest.p7s bằng
   openssl cms -verify -inform DER -in manifest.p7s -content manifest.json -binary -CAfile tin-cay/roots/00.pem \\
       -certfile tin-cay/intermediates/00.pem -purpose any -no_check_time
"""


def readme(facility: Facility, papers: Mapping[str, str]) -> bytes:
    """Vietnamese plain text; names forms, never a patient.

    papers  path in the package → title of its form
    """
    listed = "\n".join(f"{path}\n    {title}, có chữ ký số bên trong tệp." for path, title in papers.items())
    demo = "BẢN DEMO – không có giá trị pháp lý\n" if facility.is_demo else ""
    return _TEXT.format(facility=facility.name, demo=demo, papers=listed).encode()
