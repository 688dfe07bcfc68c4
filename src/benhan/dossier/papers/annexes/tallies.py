"""How many requirements are proved, declared, missing or don't apply, by family: the table several annexes share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from benhan.assurance.judging import VERDICTS_VI, Judgement, Verdict
from benhan.dossier.papers.model import Grid
from benhan.dossier.papers.wording import day
from benhan.law.catalogues import Catalogue

ORDER = (Verdict.PROVED, Verdict.DECLARED, Verdict.MISSING, Verdict.NOT_APPLICABLE)
NOT_ASSESSED = "Chưa đánh giá"


def by_family(catalogue: Catalogue, judged: Sequence[Judgement]) -> Grid:
    """Family, number of requirements, and one column for each verdict; the sums last."""
    rows = []
    for family in catalogue.families:
        counts = Counter(one.verdict for one in judged if one.requirement.family == family.key)
        if counts:
            rows.append((family.title, str(counts.total()), *(str(counts[one]) for one in ORDER)))
    totals = Counter(one.verdict for one in judged)
    return Grid(
        ("Nhóm yêu cầu", "Số yêu cầu", *(VERDICTS_VI[one] for one in ORDER)),
        tuple(rows),
        (46, 12, 14, 14, 12, 14),
        numeric=frozenset(range(1, 6)),
        totals=("Cộng", str(totals.total()), *(str(totals[one]) for one in ORDER)) if rows else (),
        empty=NOT_ASSESSED,
    )


def open_ones(judged: Sequence[Judgement]) -> list[Judgement]:
    return [one for one in judged if one.verdict in (Verdict.MISSING, Verdict.DECLARED)]


def task_of(one: Judgement) -> str:
    """What is to be done: the answer's task, else to bring the evidence that lacks."""
    if one.answer is not None and one.answer.task:
        return one.answer.task
    lacks = one.because.removeprefix("Đã khai đáp ứng; ").removeprefix("Chưa trả lời; ")
    first = "Bổ sung bằng chứng" if one.answer is not None else "Trả lời yêu cầu và bổ sung bằng chứng"
    return f"{first} ({lacks})" if lacks else first


def due_of(one: Judgement) -> str:
    return day(one.answer.due if one.answer else None)


def person_of(one: Judgement) -> str:
    return (one.answer.responsible_name if one.answer else "") or "Chưa phân công"
