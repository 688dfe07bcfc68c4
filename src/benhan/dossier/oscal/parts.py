"""The small parts every OSCAL document is made of: identifiers, times, properties, metadata, parties.

Identifiers are uuid5 under a namespace of ours, so the same facts give the same bytes and a document can be
compared with the one of last year. Empty arrays are forbidden by the schema: `pruned` takes them out.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from benhan.dossier.papers.facts import FileFacts
from benhan.law.vietnam_time import VIETNAM, local

VERSION = "1.2.1"
NAMESPACE = uuid.UUID("5f0d3f6e-9a0e-4a35-9c53-3d1f5a0c7b21")
NS = "https://benhan.example/ns/oscal"
FILES: Mapping[str, str] = {
    "catalog": "catalog.json",
    "profile": "profile.json",
    "system-security-plan": "system-security-plan.json",
    "assessment-results": "assessment-results.json",
    "plan-of-action-and-milestones": "plan-of-action-and-milestones.json",
}
"""Root element of each document, and the file name by which the others point to it."""

Json = dict[str, object]


def uid(*parts: object) -> str:
    """The identifier of a thing of this file, the same at every writing."""
    return str(uuid.uuid5(NAMESPACE, "|".join(str(one) for one in parts)))


def file_key(facts: FileFacts) -> str:
    """What tells this file's identifiers from another's; a draft that was never kept has none of its own yet."""
    dossier = facts.dossier
    return f"{facts.system.pk}|{dossier.regime}" if dossier._state.adding else str(dossier.pk)


def token(text: str, before: str = "yc") -> str:
    """A requirement id as an OSCAL token: 5.14.2.2.a,d → yc-5.14.2.2.a-d; '#2' stays told apart."""
    return f"{before}-" + re.sub(r"[^A-Za-z0-9._-]", "-", text.replace("#", "_").replace("/", "--"))


def statement_id(requirement: str) -> str:
    return f"{token(requirement)}_smt"


def parameter_id(requirement: str) -> str:
    return f"{token(requirement)}_prm_1"


def stamp(moment: datetime) -> str:
    """A moment with its zone, whole seconds."""
    return local(moment).replace(microsecond=0).isoformat()


def end_of(day: date) -> str:
    """The last second of a Vietnamese day."""
    return datetime.combine(day, time(23, 59, 59), VIETNAM).isoformat()


def start_of(day: date) -> str:
    return datetime.combine(day, time(), VIETNAM).isoformat()


def line(text: object, otherwise: str = "Chưa khai") -> str:
    """One line without blanks at its ends: OSCAL strings hold no line break and are never empty."""
    return " ".join(str(text or "").split()) or otherwise


def prop(name: str, value: object, *, remarks: str = "") -> Json:
    """A property in our own name space."""
    return {"name": name, "ns": NS, "value": line(value), "remarks": remarks}


def props(rows: Iterable[tuple[str, object]]) -> list[Json]:
    """A property for each row that says something."""
    return [prop(name, value) for name, value in rows if value not in (None, "")]


def pruned(value: object) -> object:
    """Without None, empty texts and empty arrays; an empty object stays (include-all says something by being)."""
    if isinstance(value, Mapping):
        made = {key: pruned(one) for key, one in value.items()}
        return {key: one for key, one in made.items() if one not in (None, "", [])}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [pruned(one) for one in value]
    return value


def encoded(root: str, content: Json) -> bytes:
    """The document as UTF-8 JSON under its root element."""
    text = json.dumps({root: pruned(content)}, ensure_ascii=False, indent=2)
    return (text + "\n").encode()


def party_id(facts: FileFacts, name: str) -> str:
    return uid("party", facts.system.facility, name)


def parties(facts: FileFacts) -> list[Json]:
    """The facility, the bodies that appraise and approve, and every person the file names."""
    dossier = facts.dossier
    bodies = {facts.facility.name, dossier.appraiser, dossier.approver}
    people = {
        one.answer.responsible_name
        for one in facts.requirements
        if one.answer is not None and one.answer.responsible_name
    }
    people |= {one.responsible_name for one in facts.plan} | {one.responsible_name for one in facts.risks}
    people |= {shown.author for one in facts.requirements for shown in one.evidence}
    people.add(dossier.drafter_name)
    people -= bodies
    named = [("organization", one) for one in sorted(bodies)] + [("person", one) for one in sorted(people)]
    return [
        {"uuid": party_id(facts, line(name)), "type": kind, "name": line(name)}
        for kind, name in named
        if name.strip()
    ]


ROLES = (
    ("system-owner", "Chủ quản hệ thống thông tin"),
    ("operator", "Đơn vị vận hành"),
    ("appraiser", "Đơn vị thẩm định"),
    ("responsible", "Người chịu trách nhiệm thực hiện yêu cầu"),
)


def metadata(facts: FileFacts, title: str) -> Json:
    """The head of a document: when, which version of the file, who is named in it."""
    facility = [party_id(facts, line(facts.facility.name))]
    appraiser = [party_id(facts, line(facts.dossier.appraiser))] if facts.dossier.appraiser.strip() else []
    named: list[Json] = [
        {"role-id": "system-owner", "party-uuids": facility},
        {"role-id": "operator", "party-uuids": facility},
    ]
    if appraiser:
        named.append({"role-id": "appraiser", "party-uuids": appraiser})
    return {
        "title": line(title),
        "last-modified": stamp(facts.now),
        "version": f"{line(facts.dossier.number, 'Bản nháp')} · {facts.dossier.version}",
        "oscal-version": VERSION,
        "props": props(
            [
                ("regime", facts.dossier.regime),
                ("level", facts.dossier.level),
                ("state", facts.dossier.state),
            ]
        ),
        "roles": [{"id": key, "title": words} for key, words in ROLES],
        "parties": parties(facts),
        "responsible-parties": named,
    }
