"""What was looked at and found, as OSCAL assessment results: observations, findings, risks.

An observation is one run of a probe or one piece of evidence; a finding is the verdict on one requirement.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from benhan.assurance.expecting import said
from benhan.assurance.judging import VERDICTS_VI, Judgement, Verdict
from benhan.assurance.models import Evidence, ProbeRun
from benhan.dossier.oscal.parts import (
    Json,
    end_of,
    file_key,
    line,
    metadata,
    party_id,
    prop,
    props,
    stamp,
    statement_id,
    uid,
)
from benhan.dossier.oscal.poam import risk
from benhan.dossier.oscal.ssp import component_id
from benhan.dossier.papers.facts import FileFacts
from benhan.law.probes import probe_rules
from benhan.law.vietnam_time import VIETNAM

METHODS = {"document": "EXAMINE", "configuration": "EXAMINE", "interview": "INTERVIEW"}


def results(facts: FileFacts) -> Json:
    """The content below "assessment-results"."""
    plan = uid("check-plan", file_key(facts))
    return {
        "uuid": uid("results", file_key(facts)),
        "metadata": metadata(facts, f"Kết quả đánh giá – {facts.system.name}"),
        "import-ap": {"href": f"#{plan}"},
        "results": [_result(facts)],
        "back-matter": {
            "resources": [
                {
                    "uuid": plan,
                    "title": "Kế hoạch kiểm tra, đánh giá an ninh mạng hằng năm",
                    "description": "Kế hoạch là văn bản giấy và PDF trong hồ sơ cấp độ; không có bản OSCAL riêng.",
                }
            ]
        },
    }


def _result(facts: FileFacts) -> Json:
    runs = {one.pk: one for each in facts.requirements for one in _runs(each)}
    shown = {one.pk: one for each in facts.requirements for one in each.evidence}
    times = [one.at for one in runs.values()] + [one.at for one in shown.values()]
    tool = uid("tool", file_key(facts))
    return {
        "uuid": uid("result", file_key(facts), facts.dossier.version),
        "title": f"Đánh giá theo {facts.catalogue.code}, cấp độ {facts.dossier.level}",
        "description": "Kết quả kiểm tra tự động, văn bản và phỏng vấn đang có hiệu lực tại thời điểm lập.",
        "start": stamp(min(times, default=facts.now)),
        "end": stamp(facts.now),
        "local-definitions": {
            "components": [
                {
                    "uuid": component_id(facts), "type": "this-system", "title": line(facts.system.name),
                    "description": line(facts.system.purpose, facts.system.name),
                    "status": {"state": "operational"},
                },
                *(
                    {
                        "uuid": component_id(facts, one), "type": one.kind, "title": line(one.name),
                        "description": line(one.purpose, one.name), "status": {"state": "operational"},
                    }
                    for one in facts.assets
                ),
            ],
            "assessment-assets": {
                "components": [
                    {
                        "uuid": tool, "type": "software", "title": "Bộ kiểm tra tự động của Benhan",
                        "description": "Quan sát cấu hình và trạng thái thật; không thay đổi hệ thống.",
                        "status": {"state": "operational"},
                    }
                ],
                "assessment-platforms": [
                    {"uuid": uid("platform", file_key(facts)), "uses-components": [{"component-uuid": tool}]}
                ],
            },
        },
        "reviewed-controls": {"control-selections": [{"include-all": {}}]},
        "observations": [
            *(_of_run(facts, one, tool) for one in runs.values()),
            *(_of_evidence(facts, one) for one in shown.values()),
        ],
        "risks": [risk(facts, one, "results") for one in facts.risks],
        "findings": [_finding(facts, one) for one in facts.requirements],
    }  # fmt: skip


def _runs(one: Judgement) -> Iterator[ProbeRun]:
    yield from (proof.run for proof in one.proofs if proof.run is not None)


def _of_run(facts: FileFacts, run: ProbeRun, tool: str) -> Json:
    rule = probe_rules()[run.probe]
    told = "; ".join(
        f"{label}: {said(run.facts[key])}" for key, label in rule.facts.items() if key in run.facts
    )
    known = {one.pk: one for one in facts.assets}
    subject = component_id(facts, known.get(run.asset_id)) if run.asset_id else component_id(facts)
    return {
        "uuid": uid("observation", file_key(facts), run.pk),
        "title": line(rule.title),
        "description": f"{rule.question} {told or 'Không kiểm tra được: ' + run.because}",
        "props": [
            *props([("probe", run.probe), ("state", run.state), ("source", run.source)]),
            *([prop("sha256", run.sha256)] if run.sha256 else []),
        ],
        "methods": ["TEST"],
        "types": ["control-objective"],
        "origins": [{"actors": [{"type": "tool", "actor-uuid": tool}]}],
        "subjects": [{"subject-uuid": subject, "type": "component"}],
        "collected": stamp(run.at),
        "expires": stamp(run.expires_at),
    }


def _of_evidence(facts: FileFacts, one: Evidence) -> Json:
    described = f"{one.title}. {one.statement}".strip() if one.statement else one.title
    return {
        "uuid": uid("observation", file_key(facts), one.pk),
        "title": line(one.title),
        "description": described,
        "props": props([("kind", one.kind), ("file", one.file_name), ("sha256", one.sha256)]),
        "methods": [METHODS.get(one.kind, "EXAMINE")],
        "types": ["control-objective"],
        "origins": [
            {"actors": [{"type": "party", "actor-uuid": party_id(facts, line(one.author))}]}
        ] if one.author.strip() else [],
        "subjects": [{"subject-uuid": component_id(facts), "type": "component"}],
        "collected": datetime.combine(one.made_on, time(), VIETNAM).isoformat(),
        "expires": end_of(one.expires_on) if one.expires_on else "",
    }  # fmt: skip


def _finding(facts: FileFacts, one: Judgement) -> Json:
    is_well = one.verdict in (Verdict.PROVED, Verdict.NOT_APPLICABLE)
    seen = [uid("observation", file_key(facts), run.pk) for run in _runs(one)]
    seen += [uid("observation", file_key(facts), shown.pk) for shown in one.evidence]
    risks = [
        uid("risk", "results", each.pk) for each in facts.risks if each.requirement == one.requirement.id
    ]
    return {
        "uuid": uid("finding", file_key(facts), one.requirement.id),
        "title": line(one.requirement.title),
        "description": one.because or VERDICTS_VI[one.verdict],
        "props": [prop("verdict", one.verdict.value, remarks=VERDICTS_VI[one.verdict])],
        "target": {
            "type": "statement-id",
            "target-id": statement_id(one.requirement.id),
            "status": {
                "state": "satisfied" if is_well else "not-satisfied",
                "reason": "pass" if one.verdict is Verdict.PROVED else "other",
                "remarks": VERDICTS_VI[one.verdict],
            },
        },
        "related-observations": [{"observation-uuid": each} for each in dict.fromkeys(seen)],
        "related-risks": [{"risk-uuid": each} for each in risks],
    }
