"""An operation or invasive act of a stay: planned, agreed to, started, done; or started in an emergency.

| step    | by                            | needs                                                   | Procedure    |
| ------- | ----------------------------- | ------------------------------------------------------- | ------------ |
| plan    | a doctor of the department    | a stay in progress                                      | preparation  |
| agree   | the same                      | a signed paper; a refusal ends it                       | preparation / not-done |
| start   | the same                      | an agreement that still stands                          | in-progress  |
| start in an emergency | the same        | a reason; a Task for the approver, due within the limit | in-progress  |
| finish  | the same                      |                                                         | completed    |
| approve | a second person with the right| an open Task, not of their own                          |              |
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir import systems
from benhan.law import stays as law
from benhan.records import consents, stays, tasks
from benhan.records.standing import lock_alone
from benhan.records.stay_problems import (
    ACT_ELSEWHERE,
    EXPLANATION_NEEDED,
    NOT_A_CHOICE_HERE,
    OWN_APPROVAL,
    STAY_OVER,
)
from benhan.store.repository import Repository, Stored

OVERRIDE = "emergency-start"
STARTED_WITHOUT = f"{systems.STRUCTURE_DEFINITION}/bat-dau-khan-cap"  # on Procedure, valueString: the reason
PLANNED_FOR = f"{systems.STRUCTURE_DEFINITION}/du-kien-luc"  # on Procedure, valueDateTime


def act_of(procedure: Stored) -> str:
    """Key of the gated act (law/acts.yaml)."""
    codings = procedure.resource.get("category", {}).get("coding", ())
    return next((str(one["code"]) for one in codings if one.get("system") == systems.GATED_ACT), "")


def plan(
    repository: Repository,
    *,
    encounter: Stored,
    act: str,
    what: str,
    reason: str = "",
    at: datetime | None = None,
) -> Stored:
    """Prepare an act: it waits for the agreement. Raises NOT_PERMITTED, STAY_OVER, NOT_A_CHOICE_HERE."""
    demand(repository.by, Permission.DO_PROCEDURE)
    current, _ = stays.hold_stay(repository, encounter)
    known = law.acts().get(act)
    if known is None or not what.strip():
        raise NOT_A_CHOICE_HERE.at("act" if known is None else "what", what="act")
    made: dict[str, Any] = {
        "resourceType": "Procedure",
        "status": "preparation",
        "category": {
            "coding": [{"system": systems.GATED_ACT, "code": known.key, "display": known.label}],
            "text": known.label,
        },
        "code": {"text": what.strip()},
        "subject": {"reference": f"Patient/{current.patient}"},
        "encounter": {"reference": current.reference},
        "recorder": _who(repository),
    }
    if reason.strip():
        made["reasonCode"] = [{"text": reason.strip()}]
    if at is not None:
        planned = {"url": PLANNED_FOR, "valueDateTime": timezone.localtime(at).isoformat(timespec="seconds")}
        made = {"resourceType": "Procedure", "extension": [planned]} | made
    return _recorded(repository, "plan-procedure", repository.create(made))


def of_stay(repository: Repository, stay: Stored) -> tuple[Stored, ...]:
    """The gated acts of a stay, newest first."""
    pairs = [("encounter", stay.reference), ("category", f"{systems.GATED_ACT}|"), ("_count", "200")]
    return repository.search("Procedure", pairs).matches


def agree(repository: Repository, *, procedure: Stored, document: str) -> Stored:
    """Use a signed paper for this act; when it says “không đồng ý” the act is not done, and the refusal is recorded.

    Raises PAPER_DOES_NOT_FIT, ACT_ELSEWHERE
    """
    demand(repository.by, Permission.DO_PROCEDURE)
    current = _held(repository, procedure, "preparation")
    paper = lock_alone(repository, "DocumentReference", document)  # two acts at once don't share one paper
    consent = consents.bind(repository, procedure=current, act=act_of(current), document=paper)
    if consent.resource["status"] == "active":
        return current
    refused = {"text": "Người bệnh hoặc người đại diện không đồng ý"}
    return _recorded(
        repository,
        "procedure-refused",
        repository.update({**current.resource, "status": "not-done", "statusReason": refused}),
    )


def start(repository: Repository, *, procedure: Stored) -> Stored:
    """Begin, if the agreement stands. Raises CONSENT_MISSING, CONSENT_REFUSED, ACT_ELSEWHERE, STAY_OVER."""
    demand(repository.by, Permission.DO_PROCEDURE)
    current = _held(repository, procedure, "preparation")
    consents.demand_agreement(repository, current, act_of(current))
    return _started(repository, current, "start-procedure")


def start_in_emergency(repository: Repository, *, procedure: Stored, reason: str) -> Stored:
    """Begin without agreement because waiting would harm; a second person looks at it within the limit.

    Raises  EXPLANATION_NEEDED; CONSENT_REFUSED: an emergency doesn't overrule who has said no
    Writes  the Procedure, a Task for the approver and an audit entry that stands out
    """
    demand(repository.by, Permission.DO_PROCEDURE)
    if len(reason.strip()) < consents.LEAST_REASON:
        raise EXPLANATION_NEEDED.at("reason", least=consents.LEAST_REASON)
    current = _held(repository, procedure, "preparation")
    consents.refuse_unheard(repository, current, act_of(current))
    note = {"url": STARTED_WITHOUT, "valueString": reason.strip()}
    marked = {**current.resource, "extension": [*current.resource.get("extension", ()), note]}
    begun = _started(repository, current, "start-procedure-in-emergency", marked)
    stay = repository.read(*current.resource["encounter"]["reference"].split("/"))
    tasks.open_task(
        repository, stay, key=OVERRIDE, label="Duyệt việc bắt đầu khẩn cấp khi chưa có cam kết", focus=begun,
        due=timezone.now() + timedelta(hours=law.override_limit_hours()), reason=reason.strip(),
    )  # fmt: skip
    return begun


def _started(
    repository: Repository, current: Stored, act: str, resource: dict[str, Any] | None = None
) -> Stored:
    body = {
        **(resource or current.resource),
        "status": "in-progress",
        "performedPeriod": {"start": stays.now_text()},
        "performer": [{"actor": _who(repository)}],
    }
    return _recorded(repository, act, repository.update(body))


def finish(repository: Repository, *, procedure: Stored, outcome: str = "") -> Stored:
    """The act is over. Raises ACT_ELSEWHERE."""
    demand(repository.by, Permission.DO_PROCEDURE)
    current = _held(repository, procedure, "in-progress")
    period = {**current.resource["performedPeriod"], "end": stays.now_text()}
    body = {**current.resource, "status": "completed", "performedPeriod": period}
    if outcome.strip():
        body["outcome"] = {"text": outcome.strip()}
    return _recorded(repository, "finish-procedure", repository.update(body))


def give_up(repository: Repository, *, procedure: Stored, reason: str) -> Stored:
    """It will not be done after all. Raises ACT_ELSEWHERE, EXPLANATION_NEEDED."""
    demand(repository.by, Permission.DO_PROCEDURE)
    if len(reason.strip()) < 5:
        raise EXPLANATION_NEEDED.at("reason", least=5)
    current = _held(repository, procedure, "preparation")
    body = {**current.resource, "status": "not-done", "statusReason": {"text": reason.strip()}}
    return _recorded(repository, "give-up-procedure", repository.update(body))


def waiting_for_approval(repository: Repository) -> tuple[tasks.Owed, ...]:
    """Emergency starts nobody has looked at, soonest due first."""
    demand(repository.by, Permission.APPROVE_EMERGENCY_ACT)
    pairs = [("code", f"{systems.STAY_TASK}|{OVERRIDE}"), ("status", "requested"), ("_count", "200")]
    found = [tasks.read(one) for one in repository.search("Task", pairs).matches]
    return tuple(sorted(found, key=lambda one: one.due))


def approve(repository: Repository, *, task: str, approves: bool, remark: str) -> Stored:
    """A second person says whether the emergency start was right; either way with a remark.

    Raises  NOT_PERMITTED, OWN_APPROVAL, ACT_ELSEWHERE (somebody was quicker), EXPLANATION_NEEDED
    """
    demand(repository.by, Permission.APPROVE_EMERGENCY_ACT)
    if len(remark.strip()) < 5:
        raise EXPLANATION_NEEDED.at("remark", least=5)
    with repository.guard.official("Task"):
        current = lock_alone(repository, "Task", task)
        resource = current.resource
        if resource["code"]["coding"][0]["code"] != OVERRIDE or resource["status"] != "requested":
            raise ACT_ELSEWHERE.at("Task", state=resource["status"], needed="requested")
        if resource["requester"]["reference"] == f"Practitioner/{repository.by.practitioner}":
            raise OWN_APPROVAL.at("Task")
        answer = {
            **resource,
            "status": "completed" if approves else "rejected",
            "statusReason": {"text": remark.strip()},
            "lastModified": stays.now_text(),
            "owner": _who(repository),
        }
        stored = repository.update(answer)
    return _recorded(repository, "approve-emergency-act" if approves else "reject-emergency-act", stored)


def _held(repository: Repository, procedure: Stored, needed: str) -> Stored:
    """The act as it is now, ours until the transaction ends, in a stay of the person's department."""
    current = lock_alone(repository, "Procedure", procedure.id)
    stay = repository.read(*current.resource["encounter"]["reference"].split("/"))
    here = stays.present(stay.resource)
    if (
        not stays.is_running(stay.resource)
        or here is None
        or here.department not in repository.by.departments
    ):
        raise STAY_OVER.at("Procedure")
    if current.resource["status"] != needed or not act_of(current):
        raise ACT_ELSEWHERE.at("Procedure", state=current.resource["status"], needed=needed)
    return current


def _who(repository: Repository) -> dict[str, str]:
    return {"reference": f"Practitioner/{repository.by.practitioner}", "display": repository.by.name}


def _recorded(repository: Repository, act: str, stored: Stored) -> Stored:
    detail = {"alert": True} if act == "start-procedure-in-emergency" else {}
    repository.record(
        Entry(
            act, resource_type=stored.type, resource_id=stored.id, version=stored.version,
            patient=stored.patient, detail=detail,
        )
    )  # fmt: skip
    return stored
