"""The file's parts A and C as an OSCAL system security plan: the system, what it is made of, how each row is met."""

from __future__ import annotations

from base64 import b64encode

from benhan.assurance.judging import STATUSES_VI, VERDICTS_VI, Judgement
from benhan.assurance.models import Asset, Flow
from benhan.dossier.oscal.parts import (
    FILES,
    Json,
    end_of,
    file_key,
    line,
    metadata,
    party_id,
    prop,
    props,
    statement_id,
    token,
    uid,
)
from benhan.dossier.papers.drawings import drawing
from benhan.dossier.papers.facts import FileFacts

TYPES = {"host": "hardware", "network": "network", "software": "software", "service": "service",
         "endpoint": "service"}  # fmt: skip
IMPLEMENTED = {"met": "implemented", "partial": "partial", "unmet": "planned",
               "not_applicable": "not-applicable"}  # fmt: skip
LEVELS = {
    1: "fips-199-low",
    2: "fips-199-low",
    3: "fips-199-moderate",
    4: "fips-199-high",
    5: "fips-199-high",
}
SENSITIVE = {"public": "fips-199-low", "private": "fips-199-low", "basic": "fips-199-moderate",
             "sensitive": "fips-199-high"}  # fmt: skip
PICTURES = (("logical", "Mô hình lô-gic"), ("physical", "Mô hình vật lý"), ("flows", "Luồng dữ liệu"))
SENSITIVITIES_VI = {"public": "Thông tin công khai", "private": "Thông tin riêng",
                    "basic": "Dữ liệu cá nhân cơ bản", "sensitive": "Dữ liệu cá nhân nhạy cảm"}  # fmt: skip


def component_id(facts: FileFacts, asset: Asset | None = None) -> str:
    """The system as a whole, or one asset of it."""
    return uid("component", facts.system.pk, asset.pk if asset else "this-system")


def ssp(facts: FileFacts) -> Json:
    """The content below "system-security-plan"."""
    return {
        "uuid": uid("ssp", file_key(facts)),
        "metadata": metadata(facts, f"Phương án bảo đảm an ninh mạng – {facts.system.name}"),
        "back-matter": {"resources": [_picture(facts, which, caption) for which, caption in PICTURES]},
        "import-profile": {"href": FILES["profile"]},
        "system-characteristics": _characteristics(facts),
        "system-implementation": _implementation(facts),
        "control-implementation": {
            "description": f"Cách đáp ứng từng yêu cầu của {facts.catalogue.code} ở cấp độ {facts.dossier.level}.",
            "implemented-requirements": [
                _implemented(facts, one) for one in facts.requirements
            ] or [_unanswered(facts, row.id) for row in facts.catalogue.at_level(facts.dossier.level)],
        },
    }  # fmt: skip


def system_id(facts: FileFacts) -> Json:
    return {"identifier-type": "https://ietf.org/rfc/rfc4122", "id": str(facts.system.pk)}


def _characteristics(facts: FileFacts) -> Json:
    system = facts.system
    zones = "; ".join(line(f"{one.name} {one.private_range}") for one in facts.zones)
    impact = {"base": LEVELS[facts.dossier.level]}
    return {
        "system-ids": [system_id(facts)],
        "system-name": line(system.name),
        "description": system.purpose.strip() or line(system.name),
        "props": props([("proposed-level", facts.dossier.level), ("kinds", ", ".join(system.kinds))]),
        "security-sensitivity-level": f"cap-do-{facts.dossier.level}",
        "system-information": {
            "information-types": [
                {**one, "integrity-impact": impact, "availability-impact": impact}
                for one in _information(facts)
            ]
        },
        "status": _status(facts),
        "authorization-boundary": {
            "description": f"Các thành phần đã khai của hệ thống {system.name}: "
            f"{len(facts.assets)} tài sản, {len(facts.zones)} vùng mạng.",
            "diagrams": [_diagram(facts, "logical")],
        },
        "network-architecture": {
            "description": zones or "Chưa khai vùng mạng.",
            "diagrams": [_diagram(facts, "physical")],
        },
        "data-flow": {
            "description": "; ".join(_flow(one) for one in facts.flows) or "Chưa khai luồng dữ liệu.",
            "diagrams": [_diagram(facts, "flows")],
        },
    }


def _diagram(facts: FileFacts, which: str) -> Json:
    return {
        "uuid": uid("diagram", facts.system.pk, which),
        "caption": dict(PICTURES)[which],
        "links": [{"href": f"#{uid('picture', facts.system.pk, which)}", "rel": "diagram"}],
    }


def _picture(facts: FileFacts, which: str, caption: str) -> Json:
    """The drawing itself, as it stands in the papers."""
    svg = drawing(which, facts.system)
    return {
        "uuid": uid("picture", facts.system.pk, which),
        "title": caption,
        "base64": {
            "filename": f"{which}.svg",
            "media-type": "image/svg+xml",
            "value": b64encode(svg.encode()).decode(),
        },
    }


def _status(facts: FileFacts) -> Json:
    if facts.system.retired_at:
        return {"state": "disposition", "remarks": "Hệ thống đã ngừng vận hành."}
    if facts.dossier.state in ("implementing", "conditions_assessed"):
        return {"state": "under-development", "remarks": "Đang triển khai phương án đã phê duyệt."}
    return {"state": "operational"}


def _information(facts: FileFacts) -> list[Json]:
    """The kinds of information that flow; one unnamed kind when no flow is declared."""
    kinds = sorted({one.sensitivity for one in facts.flows} & SENSITIVE.keys()) or ["private"]
    return [
        {
            "uuid": uid("information", facts.system.pk, one),
            "title": SENSITIVITIES_VI[one],
            "description": "; ".join(sorted({flow.data for flow in facts.flows if flow.sensitivity == one}))
            or "Chưa khai luồng dữ liệu; coi như thông tin riêng.",
            "confidentiality-impact": {"base": SENSITIVE[one]},
        }
        for one in kinds
    ]


def _flow(one: Flow) -> str:
    return line(f"{one.start} → {one.end}: {one.data}. {one.protection}")


def _implementation(facts: FileFacts) -> Json:
    return {
        "users": [
            {
                "uuid": uid("user", facts.system.pk, key),
                "title": words,
                "role-ids": [key],
            }
            for key, words in (
                ("operator", "Người quản trị, vận hành hệ thống"),
                ("responsible", "Người sử dụng nghiệp vụ"),
            )
        ],
        "components": [
            {
                "uuid": component_id(facts),
                "type": "this-system",
                "title": line(facts.system.name),
                "description": line(facts.system.purpose, facts.system.name),
                "status": {"state": "operational"},
            },
            *(_component(facts, one) for one in facts.assets),
        ],
    }


def _component(facts: FileFacts, one: Asset) -> Json:
    return {
        "uuid": component_id(facts, one),
        "type": TYPES.get(one.kind, "software"),
        "title": line(one.name),
        "description": line(one.purpose, one.name),
        "props": [
            *props(
                [
                    ("maker", one.maker), ("model", one.model), ("quantity", one.quantity),
                    ("place", one.place), ("zone", one.zone.name if one.zone else ""),
                    ("operating-system", one.operating_system), ("declared-state", one.state),
                ]
            ),
            *([{"name": "version", "value": line(one.version)}] if one.version else []),
        ],
        "status": {"state": "under-development" if one.state == "discovered" else "operational"},
        "remarks": f"Hết hỗ trợ ngày {one.support_until:%d/%m/%Y}" if one.support_until else "",
    }  # fmt: skip


def _implemented(facts: FileFacts, one: Judgement) -> Json:
    answer = one.answer
    state = IMPLEMENTED[answer.status] if answer else "planned"
    told = _said(one)
    person = answer.responsible_name if answer else ""
    return {
        "uuid": uid("implemented", file_key(facts), one.requirement.id),
        "control-id": token(one.requirement.id),
        "props": [prop("verdict", one.verdict.value, remarks=VERDICTS_VI[one.verdict])],
        "responsible-roles": [
            {"role-id": "responsible", "party-uuids": [party_id(facts, line(person))]}
        ] if person.strip() else [],
        "statements": [
            {
                "statement-id": statement_id(one.requirement.id),
                "uuid": uid("statement", file_key(facts), one.requirement.id),
                "by-components": [
                    {
                        "component-uuid": component_id(facts),
                        "uuid": uid("by-component", file_key(facts), one.requirement.id),
                        "description": told,
                        "implementation-status": {"state": state, "remarks": one.because},
                    }
                ],
            }
        ],
        "remarks": f"Hạn hoàn thành {answer.due:%d/%m/%Y}" if answer and answer.due else "",
    }  # fmt: skip


def _unanswered(facts: FileFacts, requirement: str) -> Json:
    return {
        "uuid": uid("implemented", file_key(facts), requirement),
        "control-id": token(requirement),
        "remarks": "Chưa trả lời.",
    }


def _said(one: Judgement) -> str:
    """Status, present state, measure, task and shared solution of the answer, in that order."""
    answer = one.answer
    if answer is None:
        return "Chưa trả lời."
    rows = (
        ("Tình trạng", STATUSES_VI[answer.status]), ("Hiện trạng", answer.current_state),
        ("Phương án", answer.measure), ("Việc còn phải làm", answer.task),
        ("Giải pháp dùng chung", answer.shared_solution), ("Lý do không áp dụng", answer.reason),
    )  # fmt: skip
    return "\n\n".join(f"{label}: {text}" for label, text in rows if text)


def deadline(one: Judgement) -> str:
    """The end of the answer's due day, "" without one."""
    return end_of(one.answer.due) if one.answer and one.answer.due else ""
