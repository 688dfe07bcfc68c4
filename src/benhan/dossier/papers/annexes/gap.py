"""The gap report from TCVN 11930:2017 to TCVN 14423:2026: carried over, tightened, new; what is to be done till when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from benhan.assurance.judging import VERDICTS_VI, Judgement, Verdict
from benhan.dossier.papers.annexes.bodies import grounds_of
from benhan.dossier.papers.annexes.tallies import NOT_ASSESSED, ORDER, due_of, person_of, task_of
from benhan.dossier.papers.envelope import enveloped, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Grid, Heading, NewPage, Paper, Paragraph
from benhan.dossier.papers.registry_rows import PaperKind
from benhan.dossier.papers.wording import MISSING, NONE, day
from benhan.law import gap
from benhan.law.catalogues import catalogues
from benhan.law.gap import COVERS_VI, NEW, OLD, Crossing

PARTS = (
    ("full", "II. Yêu cầu giữ nguyên", "TCVN 11930:2017 đã đòi như vậy ở cấp độ này."),
    ("partly", "III. Yêu cầu siết chặt", "Đã có trong TCVN 11930:2017 nhưng tiêu chuẩn mới đòi thêm."),
    ("none", "IV. Yêu cầu mới", "TCVN 11930:2017 không đòi ở cấp độ này."),
)
SETTLED = (Verdict.PROVED, Verdict.NOT_APPLICABLE)


def build(kind: PaperKind, facts: FileFacts) -> Paper:
    judged = {one.requirement.id: one for one in facts.judged.get((NEW, facts.dossier.level), ())}
    crossed = gap.crossings(facts.dossier.level)
    return enveloped(
        kind,
        facts,
        name="Báo cáo",
        subject=f"Đối chiếu TCVN 11930:2017 với TCVN 14423:2026 của {facts.system.name}",
        blocks=(
            *_summary(facts, crossed, judged),
            NewPage(is_landscape=True),
            *(block for part in PARTS for block in _part(facts, part, crossed, judged)),
        ),
        grounds=grounds_of(facts),
        basis=(gap.note(), regime_of(facts).text_basis),
    )


def _summary(
    facts: FileFacts, crossed: tuple[Crossing, ...], judged: Mapping[str, Judgement]
) -> tuple[Block, ...]:
    rows = []
    for cover, words in COVERS_VI.items():
        mine = [one for one in crossed if one.cover == cover]
        counts = Counter(judged[one.new].verdict for one in mine if one.new in judged)
        unseen = len(mine) - counts.total()
        rows.append((words, str(len(mine)), *(str(counts[one]) for one in ORDER), str(unseen)))
    sums = [str(sum(int(row[place]) for row in rows)) for place in range(1, len(ORDER) + 3)]
    columns = ("So với tiêu chuẩn cũ", "Số yêu cầu", *(VERDICTS_VI[one] for one in ORDER), NOT_ASSESSED)
    left = [one for one in crossed if _is_open(one, judged)]
    late = [
        one for one in left
        if (known := judged.get(one.new)) and known.answer and known.answer.due and known.answer.due > gap.due()
    ]  # fmt: skip
    return (
        Heading("I. Tóm tắt"),
        Paragraph(
            f"Hệ thống đã hoặc đang theo cấp độ {facts.dossier.level} của tiêu chuẩn cũ giữ nguyên số cấp độ, nhưng phải đáp "
            f"ứng yêu cầu của tiêu chuẩn mới trước ngày {day(gap.due())} (mốc an toàn của thời hạn 12 tháng kể từ "
            f"01/07/2026)."
        ),
        Grid(columns, tuple(rows), (26, 12, 14, 14, 12, 14, 14), frozenset(range(1, 7)),
             totals=("Cộng", *sums)),
        Paragraph(
            f"Còn {len(left)} yêu cầu phải hoàn thành trước ngày {day(gap.due())}."
            + (f" {len(late)} việc đang đặt hạn sau ngày này, phải rút ngắn." if late else "")
        ),
    )  # fmt: skip


def _is_open(one: Crossing, judged: Mapping[str, Judgement]) -> bool:
    known = judged.get(one.new)
    return known is None or known.verdict not in SETTLED


def _part(
    facts: FileFacts,
    part: tuple[str, str, str],
    crossed: tuple[Crossing, ...],
    judged: Mapping[str, Judgement],
) -> tuple[Block, ...]:
    cover, title, said = part
    columns = ("Điều khoản mới", "Yêu cầu", "Điều khoản cũ", "Điểm siết chặt, mức theo cấp độ", "Kết quả",
               "Việc phải làm", "Hạn", "Người thực hiện")  # fmt: skip
    rows = tuple(_row(facts, one, judged.get(one.new)) for one in crossed if one.cover == cover)
    return (
        Heading(title),
        Paragraph(said),
        Grid(columns, rows, (15, 30, 22, 32, 16, 40, 16, 18), empty="Không có yêu cầu nào"),
    )


def _row(facts: FileFacts, one: Crossing, known: Judgement | None) -> tuple[str, ...]:
    new, old, level = catalogues()[NEW], catalogues()[OLD], facts.dossier.level
    row = new.requirement(one.new)
    clauses = dict.fromkeys(old.citation(old.requirement(each), level) for each in one.old)
    at_level = row.parameter_at(level)
    added = "; ".join(text for text in (one.tighter, f"mức: {at_level}" if at_level else "") if text)
    is_open = known is None or known.verdict not in SETTLED
    # an open row without a date of its own falls under the transition's
    due = due_of(known) if known else MISSING
    return (
        new.citation(row, level),
        f"{row.title}: {row.statement}",
        "; ".join(clauses) or NONE,
        added or "Không đổi",
        VERDICTS_VI[known.verdict] if known else NOT_ASSESSED,
        (task_of(known) if known else "Trả lời và đánh giá yêu cầu") if is_open else "Không còn",
        ((due if due != MISSING else f"trước {day(gap.due())}") if is_open else "–"),
        (person_of(known) if known else "Chưa phân công") if is_open else "–",
    )
