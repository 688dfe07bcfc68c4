"""The incident response plan with its contact list."""

from __future__ import annotations

from benhan.dossier.papers.annexes.bodies import body, grounds_of, person
from benhan.dossier.papers.envelope import enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Bullets, Grid, Heading, NewPage, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING

STEPS = (
    ("Phát hiện, tiếp nhận", "Ghi sổ sự cố: ai báo, lúc nào, dấu hiệu gì; giữ nguyên hiện trường số", "15 phút"),
    ("Phân nhóm", "Thông thường hay nghiêm trọng; có dữ liệu cá nhân hay không", "1 giờ"),
    ("Ngăn chặn", "Cách ly máy, khóa tài khoản, chặn kết nối; chuyển sang phiếu giấy khi phần mềm ngừng", "2 giờ"),
    ("Thông báo ban đầu", "Sự cố nghiêm trọng: gửi cơ quan chuyên trách; báo ngay nếu đe dọa an ninh quốc gia, trật tự xã "
     "hội hoặc gián đoạn nghiêm trọng", "24 giờ"),
    ("Loại bỏ, khôi phục", "Gỡ nguyên nhân, khôi phục từ bản sao lưu đã thử, kiểm tra dữ liệu", "Theo phương án khôi phục"),
    ("Báo cáo đầy đủ", "Nguyên nhân, phạm vi, biện pháp; cập nhật thêm nếu sự cố phức tạp", "72 giờ"),
    ("Thông báo vi phạm dữ liệu cá nhân", "Khi lộ, mất dữ liệu cá nhân; tính riêng với báo cáo sự cố", "72 giờ"),
    ("Kết thúc, rút kinh nghiệm", "Báo cáo kết thúc, cập nhật sổ rủi ro và quy trình", "30 ngày"),
)  # fmt: skip
GROUPS = (
    ("Nghiêm trọng", "Ngừng khám chữa bệnh trên diện rộng; lộ hoặc mất hồ sơ bệnh án; mã độc lan nhiều máy; mất quyền quản "
     "trị", "Người đứng đầu chỉ đạo"),
    ("Thông thường", "Một máy nhiễm mã độc đã cách ly; dò mật khẩu bị chặn; mất thiết bị đã mã hóa",
     "Đơn vị vận hành xử lý"),
)  # fmt: skip


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    words = regime_of(facts).security
    return enveloped(
        kind,
        facts,
        name="Kế hoạch",
        subject=f"Ứng phó sự cố {words} đối với {facts.system.name}",
        blocks=(
            Heading("I. Mục đích, phạm vi"),
            Paragraph(
                f"Giữ an toàn cho người bệnh và dữ liệu khi có sự cố của {facts.system.name}; áp dụng cho mọi người dùng và nhà "
                "cung cấp liên quan."
            ),
            Heading("II. Phân nhóm sự cố"),
            Grid(("Nhóm", "Dấu hiệu", "Ai chỉ đạo"), GROUPS, (18, 58, 24)),
            Paragraph(
                "Luật không định nghĩa sự cố nghiêm trọng; cách phân nhóm trên là của cơ sở, khi còn nghi ngờ thì coi là nghiêm "
                "trọng.",
                is_italic=True,
            ),
            *_team(facts),
            Heading("IV. Các bước và thời hạn kể từ khi phát hiện"),
            Grid(("Bước", "Việc phải làm", "Chậm nhất"), STEPS, (24, 54, 22)),
            Heading("V. Phối hợp, diễn tập"),
            Bullets(
                (
                    f"{body(facts, 'security_unit')} là đầu mối với cơ quan chuyên trách, Sở Y tế và nhà cung cấp.",
                    "Danh sách liên hệ được xác minh mỗi năm một lần và khi có người thay đổi.",
                    "Diễn tập ít nhất mỗi năm một lần, có biên bản; kế hoạch được rà soát sau diễn tập và sau mỗi sự cố nghiêm "
                    "trọng.",
                )
            ),
            NewPage(is_landscape=True),
            *_contacts(facts),
        ),
        grounds=grounds_of(facts),
        basis=("Các mốc 24 giờ và 72 giờ theo quy định; các mốc khác do cơ sở đặt.",),
    )


def _team(facts: FileFacts) -> tuple[Block, ...]:
    rows = (
        ("Chỉ đạo", f"{person(facts, 'owner')}, {body(facts, 'owner')}", "Quyết định ngừng dịch vụ, ký báo cáo"),
        ("Trưởng đội", f"{person(facts, 'security_unit')}, {body(facts, 'security_unit')}",
         "Phân nhóm, điều phối, báo cáo, đầu mối với bên ngoài"),
        ("Kỹ thuật", f"{person(facts, 'operator')}, {body(facts, 'operator')}", "Ngăn chặn, thu dấu vết, khôi phục"),
        ("Khoa, phòng", "Trưởng khoa, trưởng phòng", "Chuyển sang phiếu giấy, nhập bù, giải thích với người bệnh"),
        ("Kế hoạch tổng hợp", "Người được phân công", "Thông báo nội bộ, lập hồ sơ sự cố"),
    )  # fmt: skip
    return (
        Heading("III. Đội ứng phó"),
        Grid(("Vai trò", "Người, đơn vị", "Nhiệm vụ"), rows, (18, 42, 40)),
    )


def _contacts(facts: FileFacts) -> tuple[Block, ...]:
    def known(role: str, words: str) -> tuple[str, ...]:
        return (
            words, body(facts, role), facts.described(f"{role}.representative"), facts.described(f"{role}.phone"),
            facts.described(f"{role}.email"), facts.described(f"{role}.deputy"),
        )  # fmt: skip

    outside = "Ghi theo thông báo của cơ quan"
    rows = (
        known("owner", "Chỉ đạo"),
        known("security_unit", "Đầu mối an ninh mạng"),
        known("operator", "Trực kỹ thuật"),
        ("Cơ quan chuyên trách", regime_of(facts).authority, outside, outside, outside, "–"),
        ("Quản lý ngành", facts.facility.health_department or MISSING, outside, outside, outside, "–"),
    )
    columns = ("Vai trò", "Đơn vị", "Người liên hệ", "Điện thoại", "Thư điện tử", "Người thay")
    return (
        Heading("VI. Danh sách liên hệ"),
        Grid(columns, rows, (28, 44, 32, 26, 34, 30)),
        Paragraph("Ngày xác minh gần nhất: ……/……/……… Người xác minh: ………………………………"),
    )
