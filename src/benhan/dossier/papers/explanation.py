"""Thuyết minh Hồ sơ đề xuất cấp độ: parts A, B and C in one paper."""

from __future__ import annotations

from benhan.dossier.papers.envelope import body_of, enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.level_part import explained_level
from benhan.dossier.papers.model import NewPage, Paper, Paragraph
from benhan.dossier.papers.overview import overview
from benhan.dossier.papers.plan_part import plan
from benhan.dossier.papers.registry_rows import PaperKind


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    """Items 1, 3 and 4 of a file's contents, as the regime's own article wants them."""
    regime = regime_of(facts)
    return enveloped(
        kind,
        facts,
        name="Thuyết minh",
        subject=f"Hồ sơ đề xuất cấp độ {facts.dossier.level} đối với {facts.system.name}",
        grounds=regime.grounds,
        blocks=(
            *overview(facts),
            NewPage(is_landscape=True),
            *explained_level(facts),
            *plan(facts),
            Paragraph(
                f"{body_of(facts, 'operator')} chịu trách nhiệm về tính chính xác của thông tin trong thuyết minh này."
            ),
        ),
        basis=(regime.text_basis,),
    )
