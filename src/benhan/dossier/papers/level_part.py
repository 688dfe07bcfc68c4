"""Part B of the explanation: why this level, with every criterion, harm, risk and doubtful reading."""

from __future__ import annotations

from typing import Any

from benhan.assurance.models import Risk
from benhan.dossier.papers.envelope import body_of, regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Heading, Paragraph
from benhan.dossier.papers.sections import sections
from benhan.dossier.papers.wording import INFORMATION_VI, KINDS_VI, MISSING, day, kinds, number, told
from benhan.law.levels import harm_grades, harm_scale, questions

Cells = tuple[tuple[str, ...], ...]


def explained_level(facts: FileFacts) -> tuple[Block, ...]:
    """B1 to B8, in order."""
    known, regime = sections(), regime_of(facts)
    blocks: list[Block] = [Heading("Phần B. Thuyết minh đề xuất cấp độ")]
    for key, rows, totals, empty in (
        ("B1", _systems(facts), (), MISSING),
        ("B2", _information(facts), (), MISSING),
        ("B3", _kinds(facts), (), MISSING),
        ("B4", _criteria(facts), _highest(facts), "Chưa xác định cấp độ"),
        ("B5", _harms(facts), (), "Chưa phân tích mức độ tổn hại"),
        ("B6", _risks(facts), (), "Chưa khai rủi ro nào"),
        ("B7", _doubts(facts), (), "Không có điểm nào còn cách hiểu khác nhau"),
    ):
        blocks += [Heading(known[key].titled(regime), 2), known[key].grid(rows, totals=totals, empty=empty)]
        if key == "B2":
            blocks.append(Paragraph(_counting(facts)))
    return (*blocks, Heading(known["B8"].titled(regime), 2), _grave(facts))


def _decided(facts: FileFacts) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Answers and findings of the last determination."""
    return (facts.decision.answers, facts.decision.findings) if facts.decision else ({}, [])


def ground_of(facts: FileFacts) -> str:
    """The clauses that give the proposed level."""
    clauses = [str(one["clause"]) for one in _decided(facts)[1] if one.get("level") == facts.dossier.level]
    named = "; ".join(dict.fromkeys(one for one in clauses if one))
    return f"{named} {regime_of(facts).decree}" if named else MISSING


def _systems(facts: FileFacts) -> Cells:
    return (
        (
            "1",
            facts.system.name,
            body_of(facts, "owner"),
            body_of(facts, "operator"),
            kinds(facts.system.kinds),
            f"Cấp độ {facts.dossier.level}",
            ground_of(facts),
        ),
    )


def _information(facts: FileFacts) -> Cells:
    answers, _ = _decided(facts)
    chosen = answers.get("information")
    counted = facts.count.facts if facts.count else {}
    rows = []
    for key, name in INFORMATION_VI.items():
        data = list(dict.fromkeys(one.data for one in facts.flows if one.sensitivity == key))
        is_there: bool | None = bool(data) or None
        if key == "secret":
            is_there = answers["secrets"] != "no" if answers.get("secrets") else None
        elif isinstance(chosen, list):
            is_there = key in chosen or bool(data)
        subjects = counted.get({"basic": "subjects", "sensitive": "sensitive"}.get(key, ""))
        rows.append(
            (
                name,
                told(is_there) if is_there is not None else MISSING,
                "; ".join(data) or ("Không có" if is_there is False else MISSING),
                number(int(subjects)) if subjects is not None else _no_count(key, is_there),
            )
        )
    return tuple(rows)


def _no_count(key: str, is_there: bool | None) -> str:
    return MISSING if key in ("basic", "sensitive") and is_there is not False else "Không áp dụng"


def _counting(facts: FileFacts) -> str:
    if facts.count is None:
        return "Cách đếm số chủ thể dữ liệu: " + facts.described("counting") + "."
    query = str(facts.count.facts.get("query") or "")
    return (
        f"Cách đếm số chủ thể dữ liệu: đếm những người khác nhau đang có dữ liệu trong hệ thống, ngày {day(facts.count.on)}"
        + (f"; câu truy vấn: {query}" if query else "")
        + "."
    )


def _kinds(facts: FileFacts) -> Cells:
    answers, _ = _decided(facts)
    online = "online" in facts.system.kinds
    conditional = _choice("conditional", answers.get("conditional")) if online else "Không áp dụng"
    procedures = _choice("procedures", answers.get("procedures")) if online else "Không"
    return tuple(
        (
            KINDS_VI.get(one, one),
            facts.described(f"kind.{one}")
            if f"kind.{one}" in facts.system.description
            else facts.system.purpose or MISSING,
            told(one == "online"),
            conditional if one == "online" else "Không áp dụng",
            procedures if one == "online" else "Không",
        )
        for one in facts.system.kinds
    )


def _choice(key: str, value: object) -> str:
    """The label of an answer."""
    if value is None:
        return MISSING
    question = next((one for one in questions() if one.key == key), None)
    return dict(question.choices).get(str(value), str(value)) if question else str(value)


def _criteria(facts: FileFacts) -> Cells:
    return tuple(
        (
            told(one.get("criterion")),
            told(one.get("result")),
            told(one.get("clause")),
            told(one.get("level") or "Không đặt cấp độ"),
        )
        for one in _decided(facts)[1]
    )


def _highest(facts: FileFacts) -> tuple[str, ...]:
    if facts.decision is None:
        return ()
    return (
        "Cấp độ cao nhất trong các tiêu chí",
        f"Cấp độ {facts.decision.level}",
        ground_of(facts),
        str(facts.decision.level),
    )


def _harms(facts: FileFacts) -> Cells:
    answers, _ = _decided(facts)
    titles = {one.key: one.title for one in questions()}
    grades = harm_grades()
    scenario = str(answers.get("harm_scenario") or MISSING)
    interests = [
        (titles[key], scenario, f"Xấu nhất: {grades[grade].lower()}", grades[grade], _clause(key, grade))
        for key in ("harm_rights", "harm_interest", "harm_order", "harm_security")
        if (grade := str(answers.get(key) or "")) in grades
    ]
    return (*interests, *((*_told(one), *_harm(one.harm)) for one in facts.risks))


def _told(risk: Risk) -> tuple[str, str, str]:
    return risk.affected or MISSING, f"{risk.threat}: {risk.weakness}", risk.consequence or MISSING


def _clause(interest: str, grade: str) -> str:
    """The point of the scale; the mildest grades have none."""
    found = [one.clause for one in harm_scale() if (one.interest, one.grade) == (interest, grade)]
    return found[0] if found else "Không đặt cấp độ"


def _harm(value: str) -> tuple[str, str]:
    """Grade and clause of what a risk names: a level of the scale, or a grade."""
    if value.isdigit():
        clause = next((one.clause for one in harm_scale() if one.level == int(value)), MISSING)
        return f"Mức của cấp độ {value}", clause
    grade = harm_grades().get(value, value)
    return grade or MISSING, _clause("harm_rights", value) if value else MISSING


def _risks(facts: FileFacts) -> Cells:
    return tuple(
        (
            one.threat,
            one.weakness,
            one.asset.name if one.asset else one.asset_text or MISSING,
            str(one.likelihood),
            str(one.impact),
            str(one.likelihood * one.impact),
            one.effect_on_level or MISSING,
        )
        for one in facts.risks
    )


def _doubts(facts: FileFacts) -> Cells:
    doubts = facts.decision.doubts if facts.decision else []
    return tuple(
        tuple(told(one.get(key)) for key in ("question", "readings", "chosen", "why")) for one in doubts
    )


def _grave(facts: FileFacts) -> Block:
    section, level = sections()["B8"], facts.dossier.level
    if level not in section.levels:
        return Paragraph(
            f"Không áp dụng: hệ thống đề xuất cấp độ {level}; mục này chỉ dành cho cấp độ 4 và cấp độ 5."
        )
    linked = facts.described("scope.left_out")
    attacks = "; ".join(f"{one.threat} ({one.consequence})" for one in facts.risks) or MISSING
    return section.facts((linked, attacks, facts.described("grave.effect"), facts.described("scale.hours")))
