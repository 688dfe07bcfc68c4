"""Out of the house: how the stay ended, with which result; what leaving and death ask for (EMR-LAW-09)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir import systems
from benhan.law.code_lists import code_list
from benhan.law.stays import duties_of_death
from benhan.records import consents, stays, tasks
from benhan.records.stay_problems import (
    MOMENT_WRONG,
    NOT_A_CHOICE_HERE,
    PAPER_OF_LEAVING_MISSING,
    SAME_DEPARTMENT,
)
from benhan.store.repository import Repository, Stored

OUTCOME = f"{systems.STRUCTURE_DEFINITION}/ket-qua-dieu-tri"  # on Encounter.hospitalization, valueCoding of outcomes
ON_OWN_WISH, DEATH = "4", "5"
LEAVING_FORM, LEAVING_ACT = "46/BV2", "discharge_against_advice"
DISCHARGE_FORM = "giay-ra-vien"


def discharge(
    repository: Repository,
    *,
    encounter: Stored,
    kind: str,
    outcome: str,
    at: datetime,
    without_paper: str = "",
) -> Stored:
    """The doctor ends the stay; the bed is free. Papers and signatures may follow until the record is closed.

    kind           code of discharge-kinds; "4" (xin ra viện) needs a signed 46/BV2, or
    without_paper  the reason why there is none: nobody is kept for a missing signature, a task stays open
    outcome        code of outcomes; "5" (tử vong) marks the patient as deceased and opens the duties of a death
    at             when they left (or died): not before the stay began, not in the future
    Raises         NOT_PERMITTED, STAY_OVER, NOT_A_CHOICE_HERE, MOMENT_WRONG, PAPER_OF_LEAVING_MISSING
    """
    demand(repository.by, Permission.DISCHARGE_PATIENT)
    disposition, result = _coding("discharge-kinds", kind), _coding("outcomes", outcome)
    current, here = stays.hold_stay(repository, encounter)
    if stays.awaited(current.resource) is not None:
        raise SAME_DEPARTMENT.at("Encounter.location")
    begun = datetime.fromisoformat(str(current.resource["period"]["start"]))
    if not begun.replace(second=0, microsecond=0) <= at <= timezone.now():  # people type minutes
        raise MOMENT_WRONG.at("at")
    at = max(at, begun)
    if kind == ON_OWN_WISH and outcome != DEATH and not consents.is_given(repository, current, LEAVING_ACT):
        if len(without_paper.strip()) < consents.LEAST_REASON:
            raise PAPER_OF_LEAVING_MISSING.at("without_paper")
        tasks.open_task(
            repository, current, key="leaving-paper", label="Bổ sung Giấy cam kết ra viện không theo chỉ định",
            form=LEAVING_FORM, due=at + timedelta(hours=24), reason=without_paper.strip(),
        )  # fmt: skip
    stored = repository.update(_ended(current, disposition, result, at))
    if outcome == DEATH:
        _died(repository, stored, at)
    repository.record(
        Entry(
            "discharge",
            resource_type="Encounter",
            resource_id=stored.id,
            version=stored.version,
            patient=stored.patient,
            detail={"kind": kind, "outcome": outcome, "department": here.department},
        )
    )
    return stored


def _coding(name: str, code: str) -> dict[str, str]:
    listed = code_list(name)
    entry = listed.entry(code)
    if entry is None:
        raise NOT_A_CHOICE_HERE.at(name, what=name)
    return {"system": listed.system, "code": entry.code, "display": entry.display}


def _ended(
    current: Stored, disposition: dict[str, str], result: dict[str, str], at: datetime
) -> dict[str, Any]:
    moment = timezone.localtime(at).isoformat(timespec="seconds")
    hospitalization = current.resource.get("hospitalization", {})
    return {
        **current.resource,
        "status": "finished",
        "period": {**current.resource["period"], "end": moment},
        "hospitalization": {
            "extension": [{"url": OUTCOME, "valueCoding": result}],
            **hospitalization,
            "dischargeDisposition": {"coding": [disposition], "text": disposition["display"]},
        },
        "location": stays.ended(current.resource.get("location", ()), moment),
    }


def _died(repository: Repository, stay: Stored, at: datetime) -> None:
    patient = repository.read("Patient", stay.patient)
    repository.update(
        {**patient.resource, "deceasedDateTime": timezone.localtime(at).isoformat(timespec="seconds")}
    )
    for duty in duties_of_death():
        tasks.open_task(
            repository,
            stay,
            key=duty.key,
            label=duty.label,
            form=duty.form,
            due=at + timedelta(hours=duty.hours),
        )


def outcome_of(stay: Stored) -> str:
    """The result in words, "" while the stay goes on."""
    extensions = stay.resource.get("hospitalization", {}).get("extension", ())
    return next((str(one["valueCoding"]["display"]) for one in extensions if one["url"] == OUTCOME), "")


def disposition_of(stay: Stored) -> str:
    return str(stay.resource.get("hospitalization", {}).get("dischargeDisposition", {}).get("text", ""))
