"""Decisions beside the file: issuing the regulation, naming the security unit, the operator, the appraisal council."""

from __future__ import annotations

from benhan.dossier.papers.annexes.bodies import body, grounds_of, person
from benhan.dossier.papers.envelope import enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Bullets, Grid, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING

TO_FILL = "…………………………"
MEMBERS = Grid(
    ("TT", "Họ và tên", "Chức vụ, đơn vị", "Vai trò trong Hội đồng"),
    tuple(
        (str(place), TO_FILL, TO_FILL, role)
        for place, role in enumerate(
            ("Chủ tịch", "Thành viên am hiểu an ninh mạng", "Thành viên am hiểu chuyên môn y tế", "Thư ký"),
            start=1,
        )
    ),
    (8, 30, 32, 30),
)


def regulation(kind: PaperKind, facts: FileFacts) -> Paper:
    words = regime_of(facts).security
    return _decision(
        kind,
        facts,
        f"Ban hành Quy chế bảo đảm {words} đối với {facts.system.name}",
        (
            f"Ban hành kèm theo Quyết định này Quy chế bảo đảm {words} đối với {facts.system.name}.",
            "Quyết định có hiệu lực kể từ ngày ký. Các quy định trước đây trái với Quy chế này bị bãi bỏ.",
        ),
    )


def security_unit(kind: PaperKind, facts: FileFacts) -> Paper:
    unit, words = body(facts, "security_unit"), regime_of(facts).security
    return _decision(
        kind,
        facts,
        f"Chỉ định đơn vị chuyên trách về {words}",
        (
            f"Chỉ định {unit} là đơn vị chuyên trách về {words} của {body(facts, 'owner')}; người phụ trách: "
            f"{person(facts, 'security_unit')}.",
            (
                "Nhiệm vụ của đơn vị chuyên trách:",
                (
                    "Thẩm định hồ sơ đề xuất cấp độ trong phạm vi được giao và trình, phê duyệt theo thẩm quyền của cấp độ.",
                    "Lập kế hoạch, tổ chức kiểm tra, đánh giá, quét lỗ hổng; theo dõi việc khắc phục.",
                    "Là đầu mối tiếp nhận, phân nhóm, báo cáo và phối hợp ứng phó sự cố.",
                    "Tham mưu báo cáo hằng năm và báo cáo theo yêu cầu của cơ quan có thẩm quyền.",
                ),
            ),
            "Khi đơn vị chuyên trách đồng thời vận hành hệ thống, việc thẩm định do đơn vị khác đủ năng lực hoặc hội đồng "
            "thẩm định độc lập thực hiện.",
        ),
    )  # fmt: skip


def operator(kind: PaperKind, facts: FileFacts) -> Paper:
    words = regime_of(facts).security
    return _decision(
        kind,
        facts,
        f"Giao đơn vị vận hành {facts.system.name}",
        (
            f"Giao {body(facts, 'operator')} là đơn vị vận hành {facts.system.name}; người phụ trách: "
            f"{person(facts, 'operator')}.",
            (
                "Nhiệm vụ của đơn vị vận hành:",
                (
                    "Lập hồ sơ đề xuất cấp độ, thực hiện đủ phương án sau khi được phê duyệt và cập nhật khi có thay đổi.",
                    "Quản trị tài khoản, cấu hình, bản vá, sao lưu, nhật ký theo Quy chế.",
                    f"Đánh giá hiệu quả biện pháp, báo cáo hằng năm và báo ngay sự cố cho {body(facts, 'security_unit')}.",
                    f"Quản lý nhà cung cấp và điều khoản {words} trong hợp đồng.",
                ),
            ),
        ),
    )


def council(kind: PaperKind, facts: FileFacts) -> Paper:
    return _decision(
        kind,
        facts,
        f"Thành lập Hội đồng thẩm định hồ sơ đề xuất cấp độ của {facts.system.name}",
        (
            (
                f"Thành lập Hội đồng thẩm định hồ sơ đề xuất cấp độ {facts.dossier.level} của {facts.system.name}, gồm:",
                MEMBERS,
            ),
            (
                "Nguyên tắc làm việc:",
                (
                    f"Thành viên không thuộc {body(facts, 'operator')} và không tham gia lập hồ sơ.",
                    "Hội đồng họp hoặc lấy ý kiến bằng văn bản, kết luận phù hợp hoặc chưa phù hợp, nêu rõ điểm phải sửa.",
                    "Hội đồng tự giải thể sau khi hoàn thành ý kiến thẩm định.",
                ),
            ),
        ),
    )


Clause = str | tuple[str, tuple[str, ...] | Grid]


def _decision(kind: PaperKind, facts: FileFacts, subject: str, articles: tuple[Clause, ...]) -> Paper:
    """Articles in order, the one on carrying out last."""
    last = (
        f"Các khoa, phòng, {body(facts, 'security_unit')}, {body(facts, 'operator')} và cá nhân liên quan chịu trách nhiệm thi "
        "hành Quyết định này."
    )
    proposer = "security_unit" if kind.to_role == "security_unit" else "operator"
    issuer = facts.described("owner.position")
    blocks: list[Block] = [
        Paragraph(
            (body(facts, "owner") if issuer == MISSING else issuer).upper(), is_bold=True, is_centred=True
        ),
        *(
            Paragraph(one, is_italic=True)
            for one in grounds_of(facts, f"Theo đề nghị của {body(facts, proposer)}")
        ),
        Paragraph("QUYẾT ĐỊNH:", is_bold=True, is_centred=True),
    ]
    for number, one in enumerate((*articles, last), start=1):
        text, items = (one, ()) if isinstance(one, str) else one
        blocks.append(Paragraph(f"Điều {number}. {text}"))
        if isinstance(items, Grid):
            blocks.append(items)
        elif items:
            blocks.append(Bullets(items, is_numbered=True))
    return enveloped(
        kind, facts, name="Quyết định", subject=subject, blocks=tuple(blocks),
        basis=("Văn bản do phần mềm soạn theo thể thức chung; không có mẫu riêng của cơ quan có thẩm quyền.",),
    )  # fmt: skip
