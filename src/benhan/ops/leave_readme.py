"""The note on top of a leave export: what lies where, for somebody who has never seen our software."""

from __future__ import annotations

from collections.abc import Mapping

from benhan.ops.leave_parts import LEFT_BEHIND

_TEXT = """\
DỮ LIỆU BỆNH ÁN ĐIỆN TỬ MANG ĐI
Cơ sở: {name} (mã {code})
Kết xuất lúc: {made_at}
{demo}
Thư mục này chứa toàn bộ dữ liệu của cơ sở tại thời điểm trên. Dữ liệu thuộc về cơ sở. Trong này có thông tin sức khỏe
của người bệnh ở dạng đọc được, không mã hóa: giữ trên ổ đĩa được mã hóa và bàn giao có biên bản.

1. Có gì trong này

fhir/<Loại>.ndjson               {fhir} tài nguyên
    Bản đang có hiệu lực, mỗi dòng một tài nguyên HL7 FHIR R4 (4.0.1). Mọi phần mềm hiểu FHIR đều nhập được.
phien-ban/<Loại>.ndjson          {versions} phiên bản
    Mọi phiên bản từ đầu, mỗi dòng: type, id, version, at (thời điểm), account (ai lưu), deleted (đã xóa hay chưa),
    resource (đúng nguyên văn đã lưu; null khi là dòng xóa).
tai-lieu/<2 ký tự>/<SHA-256>.pdf {documents} tệp
    Tệp của giấy tờ, bằng chứng xác nhận và gói hồ sơ, đúng từng byte như đã ký. Tên tệp là mã băm SHA-256 của nội dung.
    Tài nguyên DocumentReference chỉ tới tệp bằng content.attachment.url = urn:sha256:<mã băm>; Provenance chỉ tới bằng
    chứng xác nhận bằng entity.what.identifier. Chữ ký số nằm trong chính tệp PDF (PAdES).
ho-so/<Số lưu trữ>.zip           {packages} gói
    Mỗi hồ sơ đã niêm phong một gói tự đọc được: PDF đã ký, HoSoBenhAn JSON và XML, bản FHIR, danh mục có chữ ký của cơ sở.
nhat-ky/nhat-ky.ndjson           {audit} dòng
    Nhật ký truy cập, mỗi dòng một hành vi: ai, lúc nào, ở đâu, làm gì, với hồ sơ nào, kết quả. seq và chain là mắt xích
    chống sửa: chain = HMAC-SHA256 trên mắt xích trước và dòng này, bằng khóa ở lại bản cài cũ. Sau khi rời đi không
    tính lại được chuỗi; tính nguyên vẹn từ nay dựa vào SHA256SUMS và chữ ký trên manifest.json. Dòng cuối có thể chưa có
    seq vì chuỗi được niêm mỗi giây.
tai-khoan/tai-khoan.ndjson       {accounts} tài khoản
    Nhân viên, vai trò, khoa, thời hạn. KHÔNG có mật khẩu và mã xác thực.
bang/<bảng>.ndjson               {rows} dòng
    Các bảng vận hành khác của cơ sở (phân công, mở khẩn cấp…); cột của từng bảng ở mo-ta/bang.json.
bieu-mau/                        {forms} tệp
    Biểu mẫu, danh mục dùng chung, thời hạn lưu trữ dạng YAML và CSV đúng như đã dùng ở đây. Câu trả lời trong
    QuestionnaireResponse mang tên biểu mẫu và phiên bản (questionnaire = …/<mã>|<phiên bản>); linkId là key của trường.
mo-ta/
    bang.json (cột của các bảng), co-so.json (cơ sở và cài đặt không bí mật).
SHA256SUMS, manifest.json, manifest.p7s
    Mã băm từng tệp; số lượng theo phần và mã băm của SHA256SUMS; chữ ký số của cơ sở trên manifest.json{signed}.

2. Kiểm tra

    sha256sum -c SHA256SUMS                 (Linux, macOS; hoặc: benhan leave --check <thư mục này>)
    sha256sum SHA256SUMS                    phải bằng sums_sha256 trong manifest.json
    openssl cms -verify -inform DER -in manifest.p7s -content manifest.json -binary -purpose any -CAfile <gốc tin cậy>

3. Quy ước

Mọi tệp chữ là UTF-8, xuống dòng bằng LF. Thời điểm theo ISO 8601 có múi giờ; ngày khuyết giữ nguyên là khuyết. Số giữ đúng
chữ số đã nhập. Mã ICD-10 có dấu chấm. Định danh nằm ở identifier.system: số định danh cá nhân …/sid/so-dinh-danh-ca-nhan,
thẻ BHYT …/sid/the-bhyt, mã người bệnh …/sid/ma-nguoi-benh, số hồ sơ …/sid/so-ho-so-benh-an. Một hồ sơ là một Composition;
giấy tờ của nó là các DocumentReference cùng encounter; ai ký ở đâu là Provenance.

4. Những gì không mang theo

{left}

5. Mở lại ở nơi khác

Nhập nội dung đang có hiệu lực:  benhan import fhir/*.ndjson     (hoặc phần mềm FHIR khác)
Nhập một hồ sơ đã niêm phong, giống từng byte:  benhan records import ho-so/<tệp>.zip --trust <gốc tin cậy>
Sau khi cơ sở xác nhận đã nhận đủ, bên cung cấp xóa an toàn dữ liệu cũ và lập biên bản.
"""


def readme(about: Mapping[str, object], counts: Mapping[str, int], *, is_signed: bool) -> bytes:
    """Vietnamese plain text.

    about   code, name, made_at, is_demo
    counts  of what was written, by part
    """
    left = "\n".join(f"{name}: {why}." for name, why in LEFT_BEHIND.items() if "nằm trong" not in why)
    text = _TEXT.format(
        name=about["name"],
        code=about["code"],
        made_at=about["made_at"],
        demo="BẢN DEMO – người bệnh trong này đều là nhân vật tưởng tượng\n" if about["is_demo"] else "",
        fhir=counts.get("fhir", 0),
        versions=counts.get("phien-ban", 0),
        documents=counts.get("tai-lieu", 0),
        packages=counts.get("ho-so", 0),
        audit=counts.get("nhat-ky", 0),
        accounts=counts.get("tai-khoan", 0),
        rows=counts.get("bang", 0),
        forms=counts.get("bieu-mau", 0),
        signed="" if is_signed else " (bản cài này chưa có khóa ký nên KHÔNG có manifest.p7s)",
        left=left,
    )
    return text.encode()
