"""Proved, declared, missing or not applicable? One verdict for each requirement, with the reason in words.

A requirement is proved when each kind of evidence it names is there: for a machine's evidence every bound probe was
observed, is not expired and meets what the level wants, on every asset it is about (without a bound probe: a record of
the configuration, shown by a named person); for a paper's, a document or an interview that has not expired. A failed
probe makes it missing whatever was declared. A probe that could not look never proves. Of a system that doesn't run
here, a probe nobody ever asked may be stood in for by a record of the configuration: there is nobody to ask.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils import timezone

from benhan.assurance.expecting import Met, compare
from benhan.assurance.models import Answer, Assessment, Asset, Evidence, ProbeRun
from benhan.assurance.running import AHEAD, latest_runs_of
from benhan.law.catalogues import PAPER, Catalogue, Requirement, catalogues
from benhan.law.probes import Binding, ProbeRule, bindings_of


class Verdict(StrEnum):
    PROVED = "proved"
    DECLARED = "declared"
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"


VERDICTS_VI = {
    Verdict.PROVED: "Đã chứng minh",
    Verdict.DECLARED: "Mới khai báo",
    Verdict.MISSING: "Còn thiếu",
    Verdict.NOT_APPLICABLE: "Không áp dụng",
}
STATUSES_VI = {
    "met": "Đã đáp ứng",
    "partial": "Đáp ứng một phần",
    "unmet": "Chưa đáp ứng",
    "not_applicable": "Không áp dụng",
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What one probe says to one requirement: passed, failed, unable, expired or absent; text in words.

    asset  key of the host or endpoint it is about, "" when it is about none
    met    each expectation of the level against what was seen, () when nothing was
    """

    probe: str
    state: str
    text: str
    run: ProbeRun | None = None
    asset: str = ""
    met: tuple[Met, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A requirement as it stands now."""

    requirement: Requirement
    verdict: Verdict
    because: str
    answer: Answer | None
    proofs: tuple[Proof, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """All an assessment rests on, read at once."""

    answers: Mapping[str, Answer]
    evidence: Mapping[str, Sequence[Evidence]]
    runs: Mapping[tuple[str, str], ProbeRun]
    assets: Sequence[Asset]
    is_here: bool


def judge(assessment: Assessment, now: datetime | None = None) -> tuple[Judgement, ...]:
    """Every requirement of the level, in the catalogue's order. Four queries."""
    return judge_many([assessment], now)[assessment.pk]


def judge_many(
    assessments: Sequence[Assessment], now: datetime | None = None
) -> dict[UUID, tuple[Judgement, ...]]:
    """The judgements of each assessment by its key. Four queries, however many there are."""
    moment = now or timezone.now()
    known = known_of(assessments)
    return {
        one.pk: tuple(
            judge_one(catalogues()[one.catalogue], requirement, one.level, known[one.pk], moment)
            for requirement in catalogues()[one.catalogue].at_level(one.level)
        )
        for one in assessments
    }


def known_of(assessments: Sequence[Assessment]) -> dict[UUID, Known]:
    """What each assessment rests on, by its key; assessments come with their systems. Four queries."""
    systems = {one.system_id: one.system for one in assessments}
    newest = Answer.objects.filter(assessment__in=assessments)
    answers: dict[UUID, dict[str, Answer]] = {}
    for one in newest.order_by("assessment", "requirement", "-id").distinct("assessment", "requirement"):
        answers.setdefault(one.assessment_id, {})[one.requirement] = one
    shown: dict[tuple[UUID, str], dict[str, list[Evidence]]] = {}
    standing = Evidence.objects.filter(system__in=systems, withdrawn_at__isnull=True)
    for each in standing.order_by("-made_on", "-at"):
        by_requirement = shown.setdefault((each.system_id, each.catalogue), {})
        for requirement in each.requirements:
            by_requirement.setdefault(requirement, []).append(each)
    runs = latest_runs_of(list(systems.values()))
    assets: dict[UUID, list[Asset]] = {}
    looked_at = Asset.objects.filter(system__in=systems, kind__in=["host", "endpoint"])
    for asset in looked_at.exclude(state__in=["retired", "discovered"]).order_by("name"):
        assets.setdefault(asset.system_id, []).append(asset)
    return {
        one.pk: Known(
            answers=answers.get(one.pk, {}),
            evidence=shown.get((one.system_id, one.catalogue), {}),
            runs=runs.get(one.system_id, {}),
            assets=tuple(assets.get(one.system_id, ())),
            is_here=one.system.is_here,
        )
        for one in assessments
    }


def judge_one(
    catalogue: Catalogue, requirement: Requirement, level: int, known: Known, now: datetime
) -> Judgement:
    answer = known.answers.get(requirement.id)
    proofs = tuple(
        proof
        for rule, binding in bindings_of(catalogue.key, requirement.id)
        for proof in _proofs(rule, binding, level, known, now)
    )
    shown = tuple(known.evidence.get(requirement.id, ()))
    verdict, because = _weigh(requirement, answer, proofs, shown, now, known.is_here)
    return Judgement(requirement, verdict, because, answer, proofs, shown)


def _weigh(
    requirement: Requirement,
    answer: Answer | None,
    proofs: Sequence[Proof],
    shown: Sequence[Evidence],
    now: datetime,
    is_here: bool,
) -> tuple[Verdict, str]:
    failed = " · ".join(one.text for one in proofs if one.state == "failed")
    if answer and answer.status == "not_applicable" and answer.reason.strip():
        if failed:  # what a probe finds is there, whatever is said of it
            return Verdict.MISSING, f"Khai không áp dụng ({answer.reason}) nhưng kiểm tra thấy: {failed}"
        return Verdict.NOT_APPLICABLE, answer.reason
    if failed:
        return Verdict.MISSING, failed
    if answer and answer.status in ("partial", "unmet", "not_applicable"):
        return Verdict.MISSING, f"{STATUSES_VI[answer.status]}: {answer.task or answer.current_state}".rstrip(
            ": "
        )
    today = timezone.localtime(now).date()
    valid = [
        one
        for one in shown
        if one.made_on <= today and one.author.strip() and (one.expires_on is None or one.expires_on >= today)
    ]
    if not is_here and any(one.kind == "configuration" for one in valid):
        proofs = [one for one in proofs if one.state != "absent"]
    lacks = _lacks(requirement, proofs, valid)
    if not lacks:
        told = [one.text for one in proofs] + [one.title for one in valid]
        return Verdict.PROVED, " · ".join(told)
    if answer and answer.status == "met":
        return Verdict.DECLARED, "Đã khai đáp ứng; " + "; ".join(lacks)
    return Verdict.MISSING, ("Chưa trả lời; " if answer is None else "") + "; ".join(lacks)


def _lacks(requirement: Requirement, proofs: Sequence[Proof], valid: Sequence[Evidence]) -> list[str]:
    """What is still wanted before the requirement is proved, in words."""
    lacks = []
    if requirement.needs_machine:
        lacks += [one.text for one in proofs if one.state != "passed"]
        if not proofs and not any(one.kind == "configuration" for one in valid):
            lacks.append("chưa có ảnh chụp cấu hình hoặc kết quả kiểm tra")
    if requirement.needs_paper and not any(one.kind in PAPER for one in valid):
        lacks.append("chưa có văn bản hoặc biên bản phỏng vấn còn hạn")
    return lacks


def _proofs(rule: ProbeRule, binding: Binding, level: int, known: Known, now: datetime) -> list[Proof]:
    if not any(one.wanted_at(level)[0] for one in binding.expectations):
        return []  # nothing is wanted of it at this level: it can't prove anything either
    if rule.scope in ("host", "endpoint"):
        mine = [one for one in known.assets if one.kind == rule.scope]
        if not mine:
            what = "máy chủ" if rule.scope == "host" else "địa chỉ dịch vụ"
            return [Proof(rule.name, "absent", f"{rule.title}: chưa khai {what} nào để kiểm tra")]
        return [
            _proof(rule, binding, level, known.runs.get((rule.name, str(one.pk))), now, one) for one in mine
        ]
    if rule.scope in ("installation", "facility") and not known.is_here:
        return []  # this probe speaks of people and settings here; the system shows it by other evidence
    return [_proof(rule, binding, level, known.runs.get((rule.name, "")), now, None)]


def _proof(
    rule: ProbeRule, binding: Binding, level: int, run: ProbeRun | None, now: datetime, asset: Asset | None
) -> Proof:
    name = f"{rule.title} ({asset.name})" if asset else rule.title
    met = compare(rule, binding, run.facts, level) if run and run.state == "observed" else ()
    state, text = _weighed(run, met, now)
    return Proof(rule.name, state, f"{name}: {text}", run, str(asset.pk) if asset else "", met)


def _weighed(run: ProbeRun | None, met: Sequence[Met], now: datetime) -> tuple[str, str]:
    """The proof's state and its words."""
    if run is None:
        return "absent", "chưa kiểm tra lần nào"
    if run.state != "observed":
        return "unable", f"không kiểm tra được, {run.because}"
    lacking = "; ".join(one.text for one in met if not one.is_met)
    if any(one.is_met is False for one in met):
        return "failed", lacking
    if run.at > now + AHEAD:
        return (
            "unable",
            f"kết quả ghi ngày {timezone.localtime(run.at):%d/%m/%Y}, sau hôm nay: đồng hồ máy kiểm tra sai",
        )
    if run.expires_at <= now:
        return "expired", f"kết quả ngày {timezone.localtime(run.at):%d/%m/%Y} đã hết hạn"
    return ("unable", lacking) if lacking else ("passed", "; ".join(one.text for one in met))
