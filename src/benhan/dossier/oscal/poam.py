"""What is still to be done, as an OSCAL plan of action and milestones: gaps, plan items, risks with their dates."""

from __future__ import annotations

from datetime import date

from benhan.assurance.judging import VERDICTS_VI, Judgement, Verdict
from benhan.assurance.models import PlanItem, Risk
from benhan.dossier.oscal.parts import (
    FILES,
    NS,
    Json,
    end_of,
    file_key,
    line,
    metadata,
    party_id,
    prop,
    props,
    start_of,
    uid,
)
from benhan.dossier.oscal.ssp import component_id, system_id
from benhan.dossier.papers.facts import FileFacts
from benhan.law.vietnam_time import local

TREATMENTS_VI = {"reduce": "Giảm thiểu", "accept": "Chấp nhận", "transfer": "Chuyển giao", "avoid": "Tránh"}
OPEN = (Verdict.MISSING, Verdict.DECLARED)


def poam(facts: FileFacts) -> Json:
    """The content below "plan-of-action-and-milestones". The plan always holds one item: “nothing left” is said."""
    gaps = [one for one in facts.requirements if one.verdict in OPEN]
    items = [_gap(facts, one) for one in gaps] + [_plan_item(facts, one) for one in facts.plan]
    return {
        "uuid": uid("poam", file_key(facts)),
        "metadata": metadata(facts, f"Kế hoạch khắc phục – {facts.system.name}"),
        "import-ssp": {"href": FILES["system-security-plan"]},
        "system-id": system_id(facts),
        "local-definitions": {
            "components": [
                {
                    "uuid": component_id(facts), "type": "this-system", "title": line(facts.system.name),
                    "description": line(facts.system.purpose, facts.system.name),
                    "status": {"state": "operational"},
                }
            ]
        },
        "risks": [risk(facts, one, "poam") for one in facts.risks],
        "poam-items": items or [_nothing_left(facts)],
    }  # fmt: skip


def _gap(facts: FileFacts, one: Judgement) -> Json:
    answer = one.answer
    return {
        "uuid": uid("poam-item", file_key(facts), one.requirement.id),
        "title": line(one.requirement.title),
        "description": f"{VERDICTS_VI[one.verdict]}: {one.because}",
        "props": props(
            [
                ("requirement", one.requirement.id),
                ("task", answer.task if answer else ""),
                ("responsible", answer.responsible_name if answer else ""),
                ("due", f"{answer.due:%Y-%m-%d}" if answer and answer.due else ""),
                ("cost-vnd", answer.cost if answer else ""),
            ]
        ),
        "related-risks": [
            {"risk-uuid": uid("risk", "poam", each.pk)}
            for each in facts.risks
            if each.requirement == one.requirement.id
        ],
    }


def _plan_item(facts: FileFacts, one: PlanItem) -> Json:
    cost = one.unit_cost * one.quantity if one.unit_cost is not None else ""
    return {
        "uuid": uid("poam-item", file_key(facts), "plan", one.pk),
        "title": line(one.title),
        "description": f"{one.title}: {one.quantity} {one.unit}".strip()
        + (f"; hoàn thành ngày {one.done_on:%d/%m/%Y}" if one.done_on else ""),
        "props": [
            *(prop("requirement", each) for each in one.requirements),
            *props(
                [
                    ("kind", one.kind), ("cost-vnd", cost), ("responsible", one.responsible_name),
                    ("due", f"{one.due:%Y-%m-%d}" if one.due else ""),
                    ("done", f"{one.done_on:%Y-%m-%d}" if one.done_on else ""),
                ]
            ),
        ],
        "remarks": one.note,
    }  # fmt: skip


def _nothing_left(facts: FileFacts) -> Json:
    return {
        "uuid": uid("poam-item", file_key(facts), "nothing-left"),
        "title": "Không còn việc phải làm",
        "description": f"Ngày {local(facts.now):%d/%m/%Y} mọi yêu cầu đã được chứng minh hoặc không áp dụng; "
        "rà soát lại theo lịch kiểm tra.",
    }


def risk(facts: FileFacts, one: Risk, where: str) -> Json:
    """A row of the risk register; `where` keeps its identifier apart in each document that holds it."""
    origin = {"actors": [{"type": "party", "actor-uuid": party_id(facts, line(facts.facility.name))}]}
    facets = [("likelihood", one.likelihood), ("impact", one.impact), ("risk", one.likelihood * one.impact)]
    facets += [("residual", one.residual)] if one.residual is not None else []
    return {
        "uuid": uid("risk", where, one.pk),
        "title": line(f"{one.code} – {one.threat}"),
        "description": f"{one.threat}. Điểm yếu: {one.weakness}.",
        "statement": f"{one.consequence}. Bên bị ảnh hưởng: {one.affected}.",
        "props": props([("treatment", one.treatment), ("identified", f"{one.identified_on:%Y-%m-%d}")]),
        "status": "open",
        "characterizations": [
            {
                "origin": origin,
                "facets": [{"name": name, "system": NS, "value": str(value)} for name, value in facets],
            }
        ],
        "mitigating-factors": [
            {"uuid": uid("factor", where, one.pk), "description": one.present_control}
        ] if one.present_control else [],
        "deadline": end_of(one.due) if one.due else "",
        "remediations": [_response(facts, one, where)],
    }  # fmt: skip


def _response(facts: FileFacts, one: Risk, where: str) -> Json:
    task: Json = {
        "uuid": uid("task", where, one.pk),
        "type": "action",
        "title": line(one.added_control, TREATMENTS_VI.get(one.treatment, one.treatment)),
    }
    if one.responsible_name.strip():
        task["responsible-roles"] = [
            {"role-id": "responsible", "party-uuids": [party_id(facts, line(one.responsible_name))]}
        ]
    if one.due:
        task["timing"] = _until(one.identified_on, one.due)
    return {
        "uuid": uid("response", where, one.pk),
        "lifecycle": "planned",
        "title": TREATMENTS_VI.get(one.treatment, one.treatment),
        "description": one.added_control or "Giữ biện pháp hiện có.",
        "tasks": [task],
    }


def _until(start: date, due: date) -> Json:
    return {"within-date-range": {"start": start_of(min(start, due)), "end": end_of(due)}}
