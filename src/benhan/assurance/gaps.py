"""What is not proved yet, and what would close it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from benhan.assurance.judging import Judgement, Verdict
from benhan.assurance.models import PlanItem
from benhan.law.catalogues import PAPER, Catalogue, Family


@dataclass(frozen=True, slots=True)
class Gap:
    """A requirement that is missing or only declared.

    closes  what would prove it, one sentence each, ready to print
    items   open plan items that are meant for it
    """

    judgement: Judgement
    family: Family
    closes: tuple[str, ...]
    items: tuple[PlanItem, ...]

    @property
    def due(self) -> date | None:
        """The earliest promise: of the answer or of a plan item."""
        answer = self.judgement.answer
        days = [one.due for one in self.items if one.due] + ([answer.due] if answer and answer.due else [])
        return min(days, default=None)


def gaps(catalogue: Catalogue, judged: Sequence[Judgement], plan: Sequence[PlanItem]) -> tuple[Gap, ...]:
    """By family in the catalogue's order; what is missing before what is declared."""
    families = {one.key: (place, one) for place, one in enumerate(catalogue.families)}
    open_items = [one for one in plan if one.done_on is None and one.catalogue == catalogue.key]
    found = [
        Gap(
            one,
            families[one.requirement.family][1],
            tuple(_closes(one)),
            tuple(item for item in open_items if one.requirement.id in item.requirements),
        )
        for one in judged
        if one.verdict in (Verdict.MISSING, Verdict.DECLARED)
    ]
    return tuple(
        sorted(
            found,
            key=lambda gap: (families[gap.family.key][0], gap.judgement.verdict is not Verdict.MISSING),
        )
    )


def _closes(one: Judgement) -> Iterator[str]:
    """What proves it: the failed look mended, the unanswered answered, the paper shown."""
    for proof in one.proofs:
        if proof.state == "failed":
            yield f"Khắc phục: {proof.text}"
        elif proof.state in ("absent", "expired"):
            yield f"Chạy lại phép kiểm tra: {proof.text}"
        elif proof.state == "unable":
            yield f"Làm cho kiểm tra được: {proof.text}"
    status = one.answer.status if one.answer else ""
    if status in ("partial", "unmet") and one.answer is not None and one.answer.task:
        yield f"Hoàn thành: {one.answer.task}"
    if not status:
        yield "Trả lời: ghi hiện trạng và phương án"
    kinds = {each.kind for each in one.evidence}
    if one.requirement.needs_paper and not kinds & PAPER:
        yield "Nộp văn bản hoặc biên bản phỏng vấn"
    if one.requirement.needs_machine and not one.proofs and "configuration" not in kinds:
        yield "Nộp ảnh chụp cấu hình hoặc kết quả kiểm tra"
