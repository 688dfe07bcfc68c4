"""Letters of the way to approval: forms 01, 02, 03 and the submission, form 05."""

from __future__ import annotations

from benhan.dossier.papers.attached import design_of
from benhan.dossier.papers.envelope import body_of, enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Bullets, Facts, Heading, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import numbered


def request_both(kind: PaperKind, facts: FileFacts) -> Paper:
    """Form 01: appraise and approve (levels 1–2)."""
    return _letter(
        kind,
        facts,
        subject=f"đề nghị thẩm định, phê duyệt hồ sơ đề xuất cấp độ {_system(facts)}",
        asks="thẩm định, phê duyệt hồ sơ đề xuất cấp độ",
        items=contents(facts)[:4],
    )


def request_appraisal(kind: PaperKind, facts: FileFacts) -> Paper:
    """Form 02: appraise; from level 4 with the specialist opinion."""
    most = 5 if facts.dossier.level >= 4 else 4
    return _letter(
        kind,
        facts,
        subject=f"đề nghị thẩm định hồ sơ đề xuất cấp độ {_system(facts)}",
        asks="thẩm định hồ sơ đề xuất cấp độ",
        items=contents(facts)[:most],
    )


def request_opinion(kind: PaperKind, facts: FileFacts) -> Paper:
    """Form 03: the specialist opinion of the owner's security unit (levels 4–5)."""
    return _letter(
        kind,
        facts,
        subject=f"đề nghị cho ý kiến chuyên môn về hồ sơ đề xuất cấp độ {_system(facts)}",
        asks="cho ý kiến chuyên môn về hồ sơ đề xuất cấp độ",
        items=contents(facts)[:4],
    )


def submission(kind: PaperKind, facts: FileFacts) -> Paper:
    """Form 05: tờ trình to the owner, with the appraisal opinion among its six items."""
    regime = regime_of(facts)
    opinion = f"Ý kiến thẩm định của {body_of(facts, 'appraiser')}"
    fifth = (
        contents(facts)[4]
        if facts.dossier.level >= 4
        else "Ý kiến chuyên môn: không áp dụng với cấp độ 3 trở xuống"
    )
    return enveloped(
        kind,
        facts,
        name="Tờ trình",
        subject=f"Về việc phê duyệt hồ sơ đề xuất cấp độ {_system(facts)}",
        grounds=regime.grounds,
        is_addressed=True,
        blocks=(
            Paragraph(
                f"{body_of(facts, 'operator')} kính trình {body_of(facts, 'owner')} xem xét, phê duyệt hồ sơ đề xuất "
                "cấp độ như sau:"
            ),
            *_about(facts),
            Heading("Phần 2. Hồ sơ kèm theo"),
            Bullets((*contents(facts)[:4], fifth, opinion), is_numbered=True),
            Paragraph(f"Đơn vị chủ trì thẩm định: {body_of(facts, 'appraiser')}."),
            Paragraph("Kính trình xem xét, quyết định."),
        ),
        basis=(regime.forms_basis,),
    )


def contents(facts: FileFacts) -> tuple[str, ...]:
    """The five items of a file (Điều 21; the same in Nghị định 85/2016)."""
    regime = regime_of(facts)
    return (
        "Tài liệu thuyết minh tổng quan về hệ thống thông tin",
        f"Tài liệu thiết kế hệ thống thông tin ({design_of(facts)})",
        "Tài liệu thuyết minh cấp độ đề xuất",
        f"Tài liệu thuyết minh phương án bảo đảm {regime.security}",
        "Ý kiến chuyên môn của đơn vị chuyên trách",
    )


def _system(facts: FileFacts) -> str:
    return f"đối với {facts.system.name}"


def _letter(kind: PaperKind, facts: FileFacts, *, subject: str, asks: str, items: tuple[str, ...]) -> Paper:
    regime = regime_of(facts)
    blocks: tuple[Block, ...] = (
        *(Paragraph(one, is_italic=True) for one in regime.grounds),
        Paragraph(f"{body_of(facts, kind.from_role)} đề nghị {body_of(facts, kind.to_role)} {asks} như sau:"),
        *_about(facts),
        Heading("Phần 2. Hồ sơ kèm theo"),
        Bullets(items, is_numbered=True),
        Paragraph("Trân trọng đề nghị xem xét, giải quyết."),
    )
    return enveloped(
        kind, facts, name="", subject=subject, blocks=blocks, is_addressed=True, basis=(regime.forms_basis,)
    )


def _about(facts: FileFacts) -> tuple[Block, ...]:
    return (
        Heading("Phần 1. Thông tin chung"),
        Facts(
            (
                ("1. Tên hệ thống thông tin", facts.system.name),
                ("2. Đơn vị vận hành hệ thống thông tin", body_of(facts, "operator")),
                ("3. Địa chỉ", facts.described("operator.address")),
                ("4. Cấp độ đề xuất", f"cấp độ {facts.dossier.level}"),
                ("5. Quy chế", numbered(facts.dossier.regulation_number, facts.dossier.regulation_on)),
            )
        ),
    )
