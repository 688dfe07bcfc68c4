"""Part C of the explanation: how each single requirement is met, in the order the regime wants (plan.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.assurance.judging import STATUSES_VI, VERDICTS_VI, Judgement, Proof, Verdict
from benhan.dossier.papers.attached import design_of
from benhan.dossier.papers.envelope import regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Heading, NewPage, Paragraph
from benhan.dossier.papers.sections import sections
from benhan.dossier.papers.wording import MISSING, day, numbered
from benhan.law import loading
from benhan.law.catalogues import Catalogue, Requirement
from benhan.law.probes import probe_rules
from benhan.law.vietnam_time import local

FILE = "dossier/plan.yaml"
NO_EVIDENCE = "Chưa có bằng chứng"
DONE = "Không cần: đã đáp ứng"


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of the plan and what stands under it; is_title for one that only opens others.

    holding, lacking  what the clause must (not) hold, "" for anything
    without           said where the standard asks nothing of its own; described names the answer that stands there
    """

    key: str
    title: str
    families: tuple[str, ...]
    holding: str
    lacking: str
    described: str
    without: str
    is_title: bool

    def takes(self, requirement: Requirement) -> bool:
        cited = f"{requirement.id} {' '.join(requirement.clauses.values())}"
        return (
            _chapter(requirement) in self.families
            and self.holding in cited
            and not (self.lacking and self.lacking in cited)
        )


def _chapter(requirement: Requirement) -> str:
    """The family; an item that only levels 4 and 5 of the old standard ask (8.2.1.3) belongs to its chapter 7.2.1."""
    if requirement.family != "TT12" or not requirement.id[0].isdigit():
        return requirement.family
    return "7." + ".".join(requirement.id.split("/")[0].split(".")[1:3])


@cache
def groups_of(regime: str) -> tuple[Group, ...]:
    return _groups(regime, "groups", "key")


@cache
def parts_of_plan(regime: str) -> tuple[Group, ...]:
    return _groups(regime, "parts", "point")


def _groups(regime: str, kind: str, key: str) -> tuple[Group, ...]:
    rows = cast("Mapping[str, tuple[Mapping[str, object], ...]]", loading.document(FILE)[regime])[kind]
    return tuple(
        Group(
            key=str(row[key]),
            title=str(row["title"]),
            families=tuple(str(one) for one in cast("tuple[object, ...]", row.get("families", ()))),
            holding=str(row.get("holding", "")),
            lacking=str(row.get("lacking", "")),
            described=str(row.get("described", "")),
            without=str(row.get("without", "")),
            is_title="families" not in row,
        )
        for row in rows
    )


def plan(facts: FileFacts) -> tuple[Block, ...]:
    """The summary by part, then every requirement in the regime's order; across."""
    regime, known = regime_of(facts), sections()
    judged = judgements_of(facts)
    grouped = grouped_by(facts.dossier.regime, facts.dossier.level, judged)
    blocks: list[Block] = [
        NewPage(is_landscape=True),
        Heading(f"Phần C. Thuyết minh phương án bảo đảm {regime.security}"),
        Paragraph(_summary(facts, judged)),
        Heading(known["C-parts"].titled(regime), 2),
        known["C-parts"].grid(_parts(facts, judged, grouped)),
    ]
    for group in groups_of(facts.dossier.regime):
        blocks.append(Heading(group.title, 2 if group.is_title else 3))
        rows = grouped.get(group.key, [])
        if rows:
            blocks.append(known["C"].grid(_rows(facts.catalogue, facts.dossier.level, rows)))
        elif not group.is_title:
            blocks.append(Paragraph(_without(facts, group)))
    return tuple(blocks)


def judgements_of(facts: FileFacts) -> Sequence[Judgement]:
    """The judgements of the file's level; without an assessment every requirement is still unanswered."""
    return facts.requirements or tuple(
        Judgement(one, Verdict.MISSING, "Chưa trả lời", None, (), ())
        for one in facts.catalogue.at_level(facts.dossier.level)
    )


def grouped_by(regime: str, level: int, judged: Sequence[Judgement]) -> Mapping[str, list[Judgement]]:
    """By group; each judgement under the first group that takes it. Raises LawDataError when none does."""
    made: dict[str, list[Judgement]] = {}
    for one in judged:
        group = next((item for item in groups_of(regime) if item.takes(one.requirement)), None)
        if group is None:
            raise loading.LawDataError(FILE, None, f"{one.requirement.id} không thuộc nhóm nào")
        made.setdefault(group.key, []).append(one)
    for key, rows in made.items():
        if key == "II.1.b":
            made[key] = sorted(rows, key=lambda one: _roman_place(one.requirement.clause_at(level)))
    return made


_ROMAN = {"i": 1, "v": 5, "x": 10}


def _roman_place(clause: str) -> int:
    """The place of an item that the level's appendix numbers i, ii, …, xix."""
    digits = [_ROMAN.get(one, 0) for one in clause.rpartition(".")[2].partition("-")[0]]
    later = [*digits[1:], 0]
    return sum(-one if one < after else one for one, after in zip(digits, later, strict=True))


def is_met(one: Judgement) -> bool:
    """Answered as met, and nothing observed speaks against it."""
    return one.verdict in (Verdict.PROVED, Verdict.DECLARED)


def _summary(facts: FileFacts, judged: Sequence[Judgement]) -> str:
    if not judged:
        return (
            f"Danh mục yêu cầu cấp độ {facts.dossier.level} của {facts.catalogue.code} chưa có trong phần mềm; "
            "phần này chưa lập được."
        )
    met = sum(is_met(one) for one in judged)
    apart = sum(one.verdict == Verdict.NOT_APPLICABLE for one in judged)
    proved = sum(one.verdict == Verdict.PROVED for one in judged)
    return (
        f"{facts.catalogue.code} đặt {len(judged)} yêu cầu cho cấp độ {facts.dossier.level}: {met} yêu cầu đã đáp ứng "
        f"(trong đó {proved} yêu cầu có đủ bằng chứng), {apart} yêu cầu không áp dụng, {len(judged) - met - apart} yêu cầu "
        "còn phải làm. Từng yêu cầu được trình bày dưới đây."
    )


def _parts(
    facts: FileFacts, judged: Sequence[Judgement], grouped: Mapping[str, Sequence[Judgement]]
) -> tuple[tuple[str, ...], ...]:
    names = {one.key: one.title for one in facts.catalogue.families}
    rows = []
    for part in parts_of_plan(facts.dossier.regime):
        mine = [one for one in judged if part.takes(one.requirement)]
        met = sum(is_met(one) for one in mine)
        open_ = sum(one.verdict == Verdict.MISSING for one in mine)
        where = [key for key, rows_ in grouped.items() if any(one in rows_ for one in mine)]
        families = [
            names[one] for one in part.families if any(item.requirement.family == one for item in mine)
        ]
        rows.append(
            (
                f"{part.key}) {part.title}",
                "; ".join(families)
                or "Nêu trong quy chế và phương án, không có yêu cầu riêng của tiêu chuẩn",
                str(len(mine)),
                str(met),
                str(open_),
                ", ".join(where) or "Quy chế",
            )
        )
    return tuple(rows)


def _without(facts: FileFacts, group: Group) -> str:
    said = group.without or "Tiêu chuẩn không đặt yêu cầu cho nhóm này ở cấp độ đề xuất"
    words = {
        "regulation": f": {numbered(facts.dossier.regulation_number, facts.dossier.regulation_on)}",
        "security_unit": f": {facts.described('security_unit.name')}, {facts.described('security_unit.mandate')}",
        "design": f". Tài liệu thiết kế: {design_of(facts)}",
    }
    return f"{said}{words.get(group.described, '')}."


def _rows(catalogue: Catalogue, level: int, judged: Sequence[Judgement]) -> tuple[tuple[str, ...], ...]:
    """One row for each requirement, with a line across where a new section of the standard begins."""
    rows: list[tuple[str, ...]] = []
    names = {one.key: one.title for one in catalogue.families}
    section = ""
    for one in judged:
        begun = one.requirement.section or names[one.requirement.family]
        if begun != section:
            section = begun
            rows.append((section,))
        rows.append(_row(catalogue, level, one))
    return tuple(rows)


def _row(catalogue: Catalogue, level: int, one: Judgement) -> tuple[str, ...]:
    answer, requirement = one.answer, one.requirement
    tightened = requirement.parameter_at(level)
    asked = f"{requirement.title}: {requirement.statement}" + (f" ({tightened})" if tightened else "")
    apart = one.verdict == Verdict.NOT_APPLICABLE
    silent = "Không áp dụng" if apart else MISSING
    return (
        cited(catalogue, requirement, level),
        asked,
        (answer.current_state if answer else "") or silent,
        (answer.measure if answer else "") or silent,
        _status(one),
        "\n".join(_shown(one)) or ("Không áp dụng" if apart else NO_EVIDENCE),
        _repair(one),
        (answer.shared_solution if answer else "") or ("Không dùng" if answer else MISSING),
    )


def cited(catalogue: Catalogue, requirement: Requirement, level: int) -> str:
    """The clause as a signed paper may cite it: never a letter that is ours; the circular's numerals are read."""
    clause = requirement.clause_at(level).partition("#")[0]
    standard, _, circular = clause.partition("/") if "/TT12" in clause else (clause, "", "")
    if standard.startswith("TT12-"):
        standard, circular = "", standard
    parts = []
    if standard:
        head = catalogue.citation(requirement, level).partition("#")[0] if not circular else standard
        parts.append(f"{catalogue.code}: {head}")
    if circular:
        place = circular.removeprefix("TT12-")
        article, _, point = place.partition(".")
        words = f"Điều {article} khoản {point}" if article.isdigit() and int(article) > 1 else f"mục {place}"
        parts.append(f"TT 12/2022: {words}")
    return "\n".join(parts)


def _status(one: Judgement) -> str:
    answer = one.answer
    if one.verdict == Verdict.NOT_APPLICABLE:
        return f"Không áp dụng: {one.because or MISSING}"
    failed = [proof for proof in one.proofs if proof.state == "failed"]
    if failed:
        return "Chưa đáp ứng\n(kết quả kiểm tra không đạt)"
    if answer is None:
        return VERDICTS_VI[one.verdict] if one.verdict == Verdict.PROVED else MISSING
    said = STATUSES_VI.get(answer.status, answer.status)
    return f"{said}\n({VERDICTS_VI[one.verdict].lower()})" if is_met(one) else said


def _shown(one: Judgement) -> list[str]:
    return [_proof(proof) for proof in one.proofs if proof.run is not None] + [
        f"{paper.title}, ngày {day(paper.made_on)}" for paper in one.evidence
    ]


_STATES = {"passed": "đạt", "failed": "CHƯA đạt", "unable": "không kiểm tra được", "expired": "đã hết hạn"}


def _proof(proof: Proof) -> str:
    """Which look, how it came out, when; what it saw in full stands in the evidence book."""
    at = f" (ngày {local(proof.run.at):%d/%m/%Y})" if proof.run else ""
    title = probe_rules()[proof.probe].title
    return f"Kiểm tra tự động “{title}”: {_STATES.get(proof.state, proof.state)}{at}"


def _repair(one: Judgement) -> str:
    """Task, person, day: wanted for whatever is not fully met (Điều 36 khoản 10)."""
    if one.verdict == Verdict.NOT_APPLICABLE:
        return "Không áp dụng"
    if is_met(one):
        return DONE
    answer = one.answer
    if answer is None:
        return MISSING
    return (
        f"{answer.task or 'Việc: ' + MISSING.lower()}; người phụ trách: {answer.responsible_name or MISSING.lower()}; "
        f"hạn: {day(answer.due) if answer.due else MISSING.lower()}"
    )
