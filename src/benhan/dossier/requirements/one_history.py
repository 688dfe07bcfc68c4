"""What happened to one requirement: verdicts, answers, looks, evidence and remarks in one line of time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.comments import comments_on
from benhan.assurance.evidence import KINDS_VI
from benhan.assurance.judging import STATUSES_VI, VERDICTS_VI, Judgement
from benhan.assurance.judging import Verdict as Standing
from benhan.assurance.models import Answer, Assessment, Comment, Evidence, ProbeRun, Verdict
from benhan.dossier.requirements.one_presenters import View
from benhan.law.catalogues import Requirement
from benhan.law.probes import probe_rules
from benhan.ui import dates_vi
from benhan.ui.parts import Timeline, TimelineEntry

MOST = 40
_VERDICT_TONES = {
    Standing.PROVED: ("la", "check"),
    Standing.DECLARED: ("hoe", "edit"),
    Standing.MISSING: ("son", "cross"),
}


@dataclass(frozen=True, slots=True)
class History:
    """Rows about one requirement, newest first; evidence holds what was withdrawn too."""

    answers: Sequence[Answer]
    verdicts: Sequence[Verdict]
    runs: Sequence[ProbeRun]
    evidence: Sequence[Evidence]
    comments: Sequence[Comment]


def read(assessment: Assessment, asked: Requirement, judgement: Judgement) -> History:
    """Five queries."""
    mine = {"assessment": assessment, "requirement": asked.id}
    shown = Evidence.objects.filter(system=assessment.system, catalogue=assessment.catalogue)
    names = {one.probe for one in judgement.proofs}
    runs = ProbeRun.objects.filter(system=assessment.system, probe__in=names).select_related("asset")
    return History(
        answers=list(Answer.objects.filter(**mine).order_by("-pk")[:MOST]),
        verdicts=list(Verdict.objects.filter(**mine).order_by("-pk")[:MOST]),
        runs=list(runs.order_by("-at")[:MOST]) if names else [],
        evidence=list(shown.filter(requirements__contains=[asked.id]).order_by("-at")),
        comments=comments_on(assessment, asked.id),
    )


def timeline(history: History, view: View) -> Timeline:
    happened = sorted(_happened(history, view.now), key=lambda pair: pair[0], reverse=True)
    return Timeline(
        "Diễn biến của yêu cầu",
        tuple(entry for _, entry in happened[:MOST]),
        "Chưa có gì được ghi cho yêu cầu này.",
    )


def _happened(history: History, now: datetime) -> Iterator[tuple[datetime, TimelineEntry]]:
    for verdict in history.verdicts:
        tone, icon = _VERDICT_TONES.get(Standing(verdict.verdict), ("", "dot-open"))
        said = VERDICTS_VI[Standing(verdict.verdict)]
        yield verdict.at, _entry(verdict.at, now, f"Kết quả: {said.lower()}", "", verdict.because, icon, tone)
    for answer in history.answers:
        yield answer.at, _entry(answer.at, now, f"Trả lời: {STATUSES_VI[answer.status].lower()}", answer.name,
                                answer.reason or answer.task or answer.current_state, "edit")  # fmt: skip
    for run in _changes(history.runs):
        rule = probe_rules().get(run.probe)
        where = f" ({run.asset.name})" if run.asset else ""
        text = "Quan sát được" if run.state == "observed" else f"Không kiểm tra được: {run.because}"
        title = f"{rule.title if rule else run.probe}{where}"
        yield (
            run.at,
            _entry(
                run.at, now, title, "theo lịch" if run.asked_by == "lịch" else run.asked_by, text, "search"
            ),
        )
    for shown in history.evidence:
        yield (
            shown.at,
            _entry(shown.at, now, f"Thêm {KINDS_VI[shown.kind].lower()}", shown.name, shown.title, "paper"),
        )
        if shown.withdrawn_at:
            yield shown.withdrawn_at, _entry(shown.withdrawn_at, now, "Rút bằng chứng", shown.withdrawn_by,
                                             f"{shown.title}: {shown.withdrawn_reason}", "undo", "hoe")  # fmt: skip
    for remark in history.comments:
        yield remark.at, _entry(remark.at, now, "Ý kiến", remark.name, remark.text, "info", "cham")


def _changes(runs: Sequence[ProbeRun]) -> Iterator[ProbeRun]:
    """Each look that saw other facts than the one before; an hourly look that saw the same tells nothing."""
    last: dict[tuple[str, object], object] = {}
    for one in reversed(runs):
        seen = (one.state, one.because, one.facts)
        if last.get((one.probe, one.asset_id)) != seen:
            last[(one.probe, one.asset_id)] = seen
            yield one


def _entry(
    at: datetime, now: datetime, title: str, by: str, text: str, icon: str, tone: str = ""
) -> TimelineEntry:
    return TimelineEntry(
        dates_vi.near_moment(at, now=now), title, by, text, dates_vi.full_moment(at), icon, tone,  # type: ignore[arg-type]
    )  # fmt: skip
