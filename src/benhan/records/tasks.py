"""What a stay still owes: a Task with a limit, open and in sight until somebody does it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from benhan.fhir import systems
from benhan.records.stages import DocumentStage, document_stage, has_stage
from benhan.store.repository import Repository, Stored

FORM = f"{systems.STRUCTURE_DEFINITION}/bieu-mau-can-lap"  # on Task, valueCode: the form that settles it
_OPEN = frozenset({"requested", "in-progress"})


@dataclass(frozen=True, slots=True)
class Owed:
    """An open task; `form` is the paper that settles it, "" when a person decides."""

    stored: Stored
    key: str
    label: str
    form: str
    reason: str
    due: datetime
    asked_by: str
    asked_at: datetime

    def is_late(self, now: datetime) -> bool:
        return now > self.due


def open_task(
    repository: Repository,
    stay: Stored,
    *,
    key: str,
    label: str,
    due: datetime,
    form: str = "",
    reason: str = "",
    focus: Stored | None = None,
) -> Stored:
    """Ask for something within a limit, for the department in charge."""
    now = now_text()
    made: dict[str, Any] = {
        "resourceType": "Task",
        "status": "requested",
        "intent": "order",
        "code": {"coding": [{"system": systems.STAY_TASK, "code": key}], "text": label},
        "for": {"reference": f"Patient/{stay.patient}"},
        "encounter": {"reference": stay.reference},
        "authoredOn": now,
        "lastModified": now,
        "requester": {
            "reference": f"Practitioner/{repository.by.practitioner}",
            "display": repository.by.name,
        },
        "restriction": {"period": {"end": timezone.localtime(due).isoformat(timespec="seconds")}},
    }
    if form:
        made = {"resourceType": "Task", "extension": [{"url": FORM, "valueCode": form}]} | made
    if reason:
        made["reasonCode"] = {"text": reason}
    if focus is not None:
        made["focus"] = {"reference": focus.reference}
    return repository.create(made)


def now_text() -> str:
    return timezone.localtime().isoformat(timespec="milliseconds")


def read(task: Stored) -> Owed:
    resource = task.resource
    form = next((one["valueCode"] for one in resource.get("extension", ()) if one["url"] == FORM), "")
    return Owed(
        stored=task,
        key=str(resource["code"]["coding"][0]["code"]),
        label=str(resource["code"].get("text", "")),
        form=str(form),
        reason=str(resource.get("reasonCode", {}).get("text", "")),
        due=datetime.fromisoformat(str(resource["restriction"]["period"]["end"])),
        asked_by=str(resource.get("requester", {}).get("display", "")),
        asked_at=datetime.fromisoformat(str(resource["authoredOn"])),
    )


def owed(repository: Repository, stays: Sequence[Stored], documents: Sequence[Stored]) -> tuple[Owed, ...]:
    """The open tasks of some stays, soonest first; a task whose paper is signed is settled and left out.

    documents  the stays' papers, as already read
    """
    if not stays:
        return ()
    pairs = [("encounter", ",".join(one.reference for one in stays)), ("_count", "500")]
    pairs.append(("code", f"{systems.STAY_TASK}|"))
    found = [one for one in repository.search("Task", pairs).matches if one.resource["status"] in _OPEN]
    signed = {
        (str(one.resource["context"]["encounter"][0]["reference"]), _code(one))
        for one in documents
        if has_stage(one.resource) and document_stage(one.resource) is DocumentStage.SIGNED
    }
    listed = [read(one) for one in found]
    alive = [
        one for one in listed if (str(one.stored.resource["encounter"]["reference"]), one.form) not in signed
    ]
    return tuple(sorted(alive, key=lambda one: one.due))


def _code(document: Stored) -> str:
    return str(document.resource["type"]["coding"][0]["code"])


def is_ours(task: Mapping[str, Any]) -> bool:
    """Whether a Task is one of a stay's: others may not write it (records.outside)."""
    code = task.get("code")
    codings = code.get("coding") if isinstance(code, Mapping) else None
    listed = codings if isinstance(codings, list | tuple) else ()
    return any(isinstance(one, Mapping) and one.get("system") == systems.STAY_TASK for one in listed)
