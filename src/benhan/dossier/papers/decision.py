"""Forms 06 and 07: the decision approving the level, the decision approving the plan."""

from __future__ import annotations

from benhan.dossier.papers.envelope import body_of, enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Facts, Heading, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING


def level(kind: PaperKind, facts: FileFacts) -> Paper:
    """Form 06; at levels 1 and 2 the security unit issues it in the same shape."""
    by_unit = (
        facts.dossier.level <= 2 and facts.dossier.details.get("approves", "security_unit") == "security_unit"
    )
    return _decision(
        kind,
        facts,
        role="security_unit" if by_unit else "owner",
        subject=f"Phê duyệt cấp độ {regime_of(facts).security} đối với {facts.system.name}",
        first=(("Cấp độ", f"cấp độ {facts.dossier.level}"),),
    )


def plan(kind: PaperKind, facts: FileFacts) -> Paper:
    """Form 07, level 5: as 06 without the level."""
    return _decision(
        kind,
        facts,
        role="owner",
        subject=f"Phê duyệt phương án bảo đảm {regime_of(facts).security} đối với {facts.system.name}",
        first=(),
    )


def _decision(
    kind: PaperKind, facts: FileFacts, *, role: str, subject: str, first: tuple[tuple[str, str], ...]
) -> Paper:
    regime, issuer = regime_of(facts), body_of(facts, role)
    operator, owner = body_of(facts, "operator"), body_of(facts, "owner")
    unit = _named(body_of(facts, "security_unit"), "đơn vị chuyên trách")
    position = str(facts.system.description.get(f"{role}.position") or "")
    grounds = (
        *regime.grounds,
        *(() if facts.dossier.level <= 2 else (f"Theo ý kiến thẩm định của {body_of(facts, 'appraiser')};",)),
        f"Theo đề nghị của {operator}.",
    )
    blocks: tuple[Block, ...] = (
        Paragraph((position or issuer).upper(), is_bold=True, is_centred=True),
        *(Paragraph(one, is_italic=True) for one in grounds),
        Paragraph("QUYẾT ĐỊNH:", is_bold=True, is_centred=True),
        Heading(f"Điều 1. {subject}, gồm:", 2),
        Facts(
            (
                ("1. Tên hệ thống thông tin", facts.system.name),
                ("2. Đơn vị vận hành", operator),
                ("3. Địa chỉ", facts.described("operator.address")),
                *((f"{place}. {label}", value) for place, (label, value) in enumerate(first, start=4)),
                (
                    f"{4 + len(first)}. Phương án bảo đảm {regime.security}",
                    f"phù hợp tiêu chuẩn {regime.standard} trong thiết kế hệ thống và trong vận hành hệ thống, "
                    "theo thuyết minh kèm hồ sơ đề xuất cấp độ",
                ),
            )
        ),
        Heading("Điều 2. Trách nhiệm thực hiện", 2),
        Paragraph(
            f"1. {operator} triển khai đầy đủ phương án đã được phê duyệt, bảo đảm hệ thống vận hành đúng cấp độ, báo cáo "
            "hằng năm và khi có thay đổi."
        ),
        Paragraph(f"2. {unit[:1].upper()}{unit[1:]} kiểm tra, giám sát việc thực hiện phương án."),
        Heading("Điều 3. Điều khoản thi hành", 2),
        Paragraph(
            f"Quyết định này có hiệu lực từ ngày ký. {operator}, {unit} và các tổ chức, cá nhân có liên quan "
            "chịu trách nhiệm thi hành Quyết định này."
        ),
        *((Paragraph(f"{issuer} báo cáo {owner} về việc phê duyệt."),) if role == "security_unit" else ()),
    )
    return enveloped(
        kind,
        facts,
        name="Quyết định",
        subject=subject,
        blocks=blocks,
        from_role=role,
        basis=(regime.forms_basis,),
    )


def _named(name: str, else_: str) -> str:
    return else_ if name == MISSING else name
