"""The internal regulation (quy chế bảo đảm an ninh mạng), filled from the settings in force, and what it serves."""

from __future__ import annotations

from collections.abc import Mapping

from benhan.dossier.papers.annexes.settings_in_force import filled
from benhan.dossier.papers.envelope import enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Bullets, Grid, Heading, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import NONE, numbered
from benhan.law import regulation
from benhan.law.regulation import Article

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    dossier = facts.dossier
    issued = (
        numbered(dossier.regulation_number, dossier.regulation_on)
        if dossier.regulation_number
        else "số …… ngày ……"
    )
    return enveloped(
        kind,
        facts,
        name="Quy chế",
        subject=f"Bảo đảm {regime_of(facts).security} đối với {facts.system.name}",
        blocks=(
            Paragraph(f"(Ban hành kèm theo Quyết định {issued})", is_italic=True, is_centred=True),
            *_body(facts),
        ),
        basis=(regulation.note(), regime_of(facts).text_basis),
    )  # fmt: skip


def table(kind: PaperKind, facts: FileFacts) -> Paper:
    """Which article answers which requirement: what an appraiser looks up."""
    return enveloped(
        kind,
        facts,
        name="Bảng đối chiếu",
        subject=f"Quy chế bảo đảm {regime_of(facts).security} và yêu cầu của cấp độ {facts.dossier.level}",
        blocks=(
            Paragraph(
                f"Theo {facts.catalogue.code}, cấp độ {facts.dossier.level}. Cột thứ ba ghi yêu cầu mà bản thân Quy chế là văn "
                "bản được đòi; cột thứ tư ghi yêu cầu được Quy chế giao việc và chứng minh bằng sổ, biên bản, báo cáo."
            ),
            _table(facts),
        ),
        basis=(regime_of(facts).text_basis,),
    )


def _articles(level: int) -> tuple[tuple[int, Article], ...]:
    """Every article of the level with its running number."""
    all_of_them = (article for chapter in regulation.chapters_at(level) for article in chapter.articles)
    return tuple(enumerate(all_of_them, start=1))


def _body(facts: FileFacts) -> tuple[Block, ...]:
    level = facts.dossier.level
    numbers = {article.title: number for number, article in _articles(level)}
    pointers = {f"article_{one.key}": f"Điều {number}" for number, one in _articles(level) if one.key}
    words: Mapping[str, str] = {**filled(facts), **pointers}
    blocks: list[Block] = []
    for place, chapter in enumerate(regulation.chapters_at(level)):
        blocks.append(Heading(f"Chương {ROMAN[place]}. {chapter.title}"))
        for article in chapter.articles:
            blocks.append(Heading(f"Điều {numbers[article.title]}. {article.title}", 3))
            blocks.append(
                Bullets(
                    tuple(_capital(one.text.format_map(words)) for one in article.at(level)), is_numbered=True
                )
            )
    return tuple(blocks)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _table(facts: FileFacts) -> Grid:
    rows = tuple(
        (str(number), one.title, _cited(facts, one.serves), _cited(facts, one.guides))
        for number, one in _articles(facts.dossier.level)
    )
    columns = ("Điều", "Tên Điều", "Quy chế là văn bản được đòi", "Cần thêm sổ, biên bản, báo cáo")
    return Grid(columns, rows, (11, 31, 34, 34))


def _cited(facts: FileFacts, ids: Mapping[str, tuple[str, ...]]) -> str:
    """Clauses of the file's catalogue as a paper may cite them, each once; rows of higher levels left out."""
    catalogue, level = facts.catalogue, facts.dossier.level
    rows = (catalogue.requirement(one) for one in ids.get(catalogue.key, ()))
    clauses = [catalogue.citation(one, level) for one in rows if one.holds_at(level)]
    return "; ".join(dict.fromkeys(clauses)) or NONE
