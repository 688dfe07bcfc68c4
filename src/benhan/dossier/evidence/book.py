"""The book of evidence: each requirement as an entry one can hold in court, worded and ready to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.evidence import KINDS_VI
from benhan.assurance.judging import STATUSES_VI, Judgement
from benhan.assurance.overview import Standing
from benhan.dossier.board.words import verdict_badge
from benhan.ui import dates_vi
from benhan.ui.parts import Badge


@dataclass(frozen=True, slots=True)
class BookEntry:
    """A requirement: lines are label and text."""

    clause: str
    title: str
    statement: str
    badge: Badge
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A family; sentence counts its verdicts."""

    title: str
    sentence: str
    entries: tuple[BookEntry, ...]


def chapters(standing: Standing, now: datetime) -> tuple[Chapter, ...]:
    made = []
    for family, tally in standing.families:
        entries = tuple(
            _entry(one, standing.assessment.level)
            for one in standing.judged
            if one.requirement.family == family.key
        )
        sentence = f"{tally.proved} đã chứng minh trên {tally.asked} yêu cầu áp dụng"
        made.append(Chapter(family.title, sentence, entries))
    return tuple(made)


def _entry(one: Judgement, level: int) -> BookEntry:
    asked = one.requirement
    lines = [("Vì sao", one.because)]
    if asked.parameter_at(level):
        lines.insert(0, ("Mức", asked.parameter_at(level)))
    if one.answer is not None:
        said = one.answer.reason or one.answer.current_state or one.answer.task
        lines.append(("Trả lời", f"{STATUSES_VI[one.answer.status]}. {said}".strip()))
        if one.answer.measure:
            lines.append(("Phương án", one.answer.measure))
        lines.append(("Trả lời bởi", f"{one.answer.name}, {dates_vi.full_moment(one.answer.at)}"))
    for proof in one.proofs:
        if proof.run is not None:
            at = dates_vi.full_moment(proof.run.at)
            lines.append(("Kiểm tra", f"{proof.text}. Lúc {at}; SHA-256 {proof.run.sha256}"))
    for shown in one.evidence:
        until = f", giá trị đến {dates_vi.day(shown.expires_on)}" if shown.expires_on else ""
        digest = f"; SHA-256 {shown.sha256}" if shown.sha256 else ""
        words = f"{shown.title}. {shown.author}, ngày {dates_vi.day(shown.made_on)}{until}{digest}"
        lines.append((KINDS_VI[shown.kind], words))
    return BookEntry(
        asked.clause_at(level), asked.title, asked.statement, verdict_badge(one.verdict), tuple(lines)
    )
