"""Form 04: the appraisal opinion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benhan.dossier.papers.envelope import body_of, enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.letters import contents
from benhan.dossier.papers.model import Block, Bullets, Facts, Grid, Heading, Paper, Paragraph
from benhan.dossier.papers.plan_part import cited, judgements_of
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING, told


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    """Five parts: documents, grounds, organisation, opinions, conclusion.

    What the appraiser decided stands in dossier.details["appraisal"]: lead, partners, manner, opinions, conclusion
    (fit, unfit), points; a gap is said.
    """
    regime, decided = regime_of(facts), _appraisal(facts)
    most = 5 if facts.dossier.level >= 4 else 4
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"{body_of(facts, 'appraiser')} có ý kiến thẩm định hồ sơ đề xuất cấp độ {facts.dossier.level} đối với "
            f"{facts.system.name} do {body_of(facts, 'operator')} lập như sau:"
        ),
        Heading("1. Tài liệu thẩm định", 2),
        Bullets(contents(facts)[:most]),
        Heading("2. Căn cứ pháp lý", 2),
        Bullets(tuple(one.rstrip(";") for one in regime.grounds)),
        Heading("3. Tổ chức thẩm định", 2),
        Facts(
            (
                ("Đơn vị chủ trì", told(decided.get("lead") or body_of(facts, "appraiser"))),
                ("Đơn vị phối hợp", told(decided.get("partners") or "Không có")),
                ("Hình thức thẩm định", told(decided.get("manner"))),
            )
        ),
        Heading("4. Ý kiến thẩm định", 2),
        *(Paragraph(one) for one in _opinions(decided)),
        _remarks(facts),
        Heading("5. Kết luận", 2),
        Paragraph(_conclusion(facts, decided)),
        *((Bullets(tuple(told(one) for one in decided["points"])),) if decided.get("points") else ()),
    )
    return enveloped(
        kind,
        facts,
        name="Ý kiến thẩm định",
        subject=f"Hồ sơ đề xuất cấp độ {facts.dossier.level} đối với {facts.system.name}",
        is_addressed=True,
        blocks=blocks,
        basis=(regime.forms_basis,),
    )


def _appraisal(facts: FileFacts) -> dict[str, Any]:
    found = facts.dossier.details.get("appraisal")
    return found if isinstance(found, dict) else {}


def _opinions(decided: dict[str, Any]) -> Sequence[str]:
    found = decided.get("opinions")
    if isinstance(found, list | tuple):
        return [told(one) for one in found] or [MISSING]
    return [told(found)]


def _remarks(facts: FileFacts) -> Grid:
    """Remarks on single requirements that are not settled, from the appraiser's own comments."""
    wanted = {one.requirement.id: one.requirement for one in judgements_of(facts)}
    rows = tuple(
        (
            cited(facts.catalogue, wanted[one.requirement], facts.dossier.level)
            if one.requirement in wanted
            else one.requirement,
            one.text,
            f"Đã giải quyết: {one.settled_by}" if one.settled_at else "Chưa giải quyết",
        )
        for one in facts.comments
        if one.is_appraisers
    )
    return Grid(
        ("Yêu cầu", "Ý kiến", "Tình trạng"),
        rows,
        (4, 9, 4),
        empty="Không có ý kiến đối với từng yêu cầu",
        caption="Ý kiến đối với từng yêu cầu",
    )


def _conclusion(facts: FileFacts, decided: dict[str, Any]) -> str:
    subject = f"Hồ sơ đề xuất cấp độ {facts.dossier.level} đối với {facts.system.name}"
    verdict = decided.get("conclusion")
    if verdict == "fit":
        return f"{subject} phù hợp. Đề nghị cấp có thẩm quyền phê duyệt."
    if verdict == "unfit":
        return f"{subject} chưa phù hợp; đề nghị hoàn thiện các điểm sau:"
    return f"{subject}: {MISSING.lower()} kết luận."
