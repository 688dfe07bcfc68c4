"""Into the house: a doctor decides on admission, a ward receives the patient into a bed.

| step    | by                            | becomes                                                                |
| ------- | ----------------------------- | ---------------------------------------------------------------------- |
| admit   | the doctor of a visit         | stay with its number, its record opened, waiting for the department    |
| receive | nurse or doctor of that ward  | in a bed; the department is in charge                                  |
| cancel  | the doctor, before it is received | cancelled, the empty record gone                                   |
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from benhan.access.actor import Role
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir import systems
from benhan.forms.answers import Coding
from benhan.forms.catalogue import Form, form_of_canonical, forms
from benhan.law import loading
from benhan.law import stays as law
from benhan.records import answers, completeness, documents, lifecycle, stays
from benhan.records.stages import RecordStage
from benhan.records.standing import hold_at, lock_alone, record_of
from benhan.records.stay_problems import (
    ALREADY_INPATIENT,
    EXPLANATION_NEEDED,
    FORM_FIXED,
    NO_WARD,
    NOT_A_CHOICE_HERE,
    NOT_WAITING,
    STAY_OVER,
)
from benhan.store.repository import Repository, Stored

CANCEL_REASON = f"{systems.STRUCTURE_DEFINITION}/ly-do-huy"
ACT_PRIORITY = "http://terminology.hl7.org/CodeSystem/v3-ActPriority"
LEAST_REASON = 5
FALLBACK_FORM = "01/BV1"
_WAITING = frozenset({"arrived", "triaged", "planned"})


def first_form(department: Mapping[str, Any]) -> str:
    """The record form a department begins with (law/record_forms.csv); internal medicine where the table is silent."""
    codes = [coding.get("code") for item in department.get("type", ()) for coding in item.get("coding", ())]
    known = law.record_forms()
    return next((known[code].form for code in codes if code in known), FALLBACK_FORM)


def admit(
    repository: Repository,
    *,
    origin: Stored,
    department: str,
    diagnosis: Coding,
    reason: str,
    number: str,
    is_emergency: bool = False,
    form_code: str = "",
) -> Stored:
    """The doctor of a visit decides that the patient stays (29/BV2); the department finds them under “chờ nhận”.

    origin     the visit; one that nobody opened a record for ends with the decision
    number     số vào viện
    form_code  another record form than the department's first
    Returns    the stay: Encounter IMP, in progress, its record open (EMR-LAW-01)
    Raises     NOT_PERMITTED, NO_WARD, ALREADY_INPATIENT, EXPLANATION_NEEDED
    Writes     ServiceRequest, Encounter, Composition, a version of the visit
    """
    demand(repository.by, Permission.ADMIT_PATIENT)
    if len(reason.strip()) < LEAST_REASON:
        raise EXPLANATION_NEEDED.at("reason", least=LEAST_REASON)
    visit = lock_alone(repository, "Encounter", origin.id)
    ward = stays.ward_of(repository, department)
    if ward is None:
        raise NO_WARD.at("department")
    if running_stay(repository, visit.patient) is not None:
        raise ALREADY_INPATIENT.at("Encounter")
    unit = repository.read("Organization", department)
    at = stays.now_text()
    order = repository.create(_order(repository, visit, unit, diagnosis, reason, at, is_emergency))
    home = repository.read("Location", ward.location)
    stay = repository.create(
        _stay(repository, visit, unit, home, order, diagnosis, reason, number, at, is_emergency)
    )
    lifecycle.open_record(repository, encounter=stay, form_code=form_code or first_form(unit.resource))
    if visit.resource.get("status") in _WAITING and record_of(repository, visit.reference) is None:
        parts = stays.with_participant(
            visit.resource.get("participant", ()), stays.participant(repository.by, at)
        )
        period = {**visit.resource.get("period", {}), "end": at}
        repository.update({**visit.resource, "status": "finished", "period": period, "participant": parts})
    repository.record(_entry("admit", stay))
    return repository.read("Encounter", stay.id)


def running_stay(repository: Repository, patient: str) -> Stored | None:
    """The patient's stay that isn't over."""
    pairs = [("patient", f"Patient/{patient}"), ("class", stays.INPATIENT)]
    pairs += [("status", "planned,arrived,in-progress"), ("_count", "1")]
    return next(iter(repository.search("Encounter", pairs).matches), None)


def _reason(diagnosis: Coding, words: str) -> dict[str, Any]:
    made: dict[str, Any] = {"text": words.strip()}
    if diagnosis.code:
        coding = {"system": diagnosis.system, "version": diagnosis.version, "code": diagnosis.code}
        made["coding"] = [{**{k: v for k, v in coding.items() if v}, "display": diagnosis.display}]
    return made


def _priority(is_emergency: bool) -> dict[str, Any]:
    code = ("EM", "emergency") if is_emergency else ("R", "routine")
    return {"coding": [{"system": ACT_PRIORITY, "code": code[0], "display": code[1]}]}


def _order(
    repository: Repository,
    visit: Stored,
    unit: Stored,
    diagnosis: Coding,
    reason: str,
    at: str,
    is_emergency: bool,
) -> dict[str, Any]:
    return {
        "resourceType": "ServiceRequest",
        "status": "active",
        "intent": "order",
        "priority": "urgent" if is_emergency else "routine",
        "code": {
            "coding": [{"system": systems.STAY_TASK, "code": "admission"}],
            "text": "Cho vào viện điều trị nội trú",
        },
        "subject": {"reference": f"Patient/{visit.patient}"},
        "encounter": {"reference": visit.reference},
        "authoredOn": at,
        "requester": _who(repository),
        "performer": [{"reference": unit.reference, "display": str(unit.resource.get("name", ""))}],
        "reasonCode": [_reason(diagnosis, diagnosis.text or diagnosis.display or reason)],
    }


def _stay(
    repository: Repository, visit: Stored, unit: Stored, home: Stored, order: Stored, diagnosis: Coding,
    reason: str, number: str, at: str, is_emergency: bool,
) -> dict[str, Any]:  # fmt: skip
    payer = [
        one for one in visit.resource.get("extension", ()) if str(one.get("url", "")).endswith("/doi-tuong")
    ]
    made: dict[str, Any] = {
        "resourceType": "Encounter",
        "identifier": [{"system": systems.ADMISSION_NUMBER, "value": number}],
        "status": "in-progress",
        "class": {
            "system": systems.ENCOUNTER_CLASS,
            "code": stays.INPATIENT,
            "display": "inpatient encounter",
        },
        "priority": _priority(is_emergency),
        "subject": {"reference": f"Patient/{visit.patient}"},
        "basedOn": [{"reference": order.reference}],
        "participant": [stays.participant(repository.by, at, code="ADM", display="admitter")],
        "period": {"start": at},
        "reasonCode": [_reason(diagnosis, reason)],
        "location": [stays.place_entry(unit.id, home, status="planned")],
        "serviceProvider": {"reference": unit.reference, "display": str(unit.resource.get("name", ""))},
    }
    provider = visit.resource.get("serviceProvider")
    if provider:
        made["hospitalization"] = {"origin": provider}
    return ({"resourceType": "Encounter", "extension": payer} if payer else {}) | made


def receive(repository: Repository, *, encounter: Stored, bed: str, doctor: str = "") -> Stored:
    """The department that was named takes the patient into a bed; from now on it is in charge.

    doctor  id of the Practitioner who will treat; "" leaves that to whoever takes it on
    Raises  NOT_PERMITTED, NOT_WAITING, BED_TAKEN, NOT_A_CHOICE_HERE
    Writes  the Encounter: the place left has an end, those of the former department stop taking part
    """
    demand(repository.by, Permission.RECEIVE_PATIENT)
    current = lock_alone(repository, "Encounter", encounter.id)
    waiting = stays.awaited(current.resource)
    if waiting is None or waiting.department not in repository.by.departments:
        raise NOT_WAITING.at("Encounter")
    where = stays.hold_bed(repository, bed, waiting.department)
    before = stays.present(current.resource)
    at = stays.now_text()
    parts = list(current.resource.get("participant", ()))
    if before is not None:
        parts = [one if one.get("period", {}).get("end") else _left(one, at) for one in parts]
    if doctor:
        parts = stays.with_participant(parts, _treating(repository, doctor, at))
    if repository.by.practitioner != doctor:
        parts = stays.with_participant(parts, stays.participant(repository.by, at, **_part_of(repository)))
    unit = repository.read("Organization", waiting.department)
    entries = stays.ended(current.resource.get("location", ()), at)
    entries.append(
        stays.place_entry(waiting.department, where, status="active", since=at, reason=waiting.reason)
    )
    stored = repository.update(
        {
            **current.resource,
            "participant": parts,
            "location": entries,
            "serviceProvider": {"reference": unit.reference, "display": str(unit.resource.get("name", ""))},
        }
    )
    _complete_order(repository, stored)
    repository.record(_entry("receive-inpatient", stored))
    return stored


def _part_of(repository: Repository) -> dict[str, str]:
    if repository.by.has_role(Role.DOCTOR):
        return {"code": "ATND", "display": "attender"}
    return {"code": "SPRF", "display": "secondary performer"}


def _left(part: Mapping[str, Any], at: str) -> dict[str, Any]:
    return {**part, "period": {**part.get("period", {}), "end": at}}


def _treating(repository: Repository, doctor: str, at: str) -> dict[str, Any]:
    known = repository.read_many([f"Practitioner/{doctor}"]).get(f"Practitioner/{doctor}")
    if known is None:
        raise NOT_A_CHOICE_HERE.at("doctor", what="doctor")
    names = known.resource.get("name", ({},))
    return stays.participant_named(known.reference, str(names[0].get("text", "")), at)


def _complete_order(repository: Repository, stay: Stored) -> None:
    for reference in stay.resource.get("basedOn", ()):
        order = repository.read_many([reference["reference"]]).get(reference["reference"])
        if order is not None and order.resource["status"] == "active":
            repository.update({**order.resource, "status": "completed"})


def take_part(repository: Repository, *, encounter: Stored) -> Stored:
    """A doctor (or nurse) of the department takes the patient on: their places to sign are theirs from now on."""
    demand(repository.by, Permission.RECEIVE_PATIENT)
    current, _ = stays.hold_stay(repository, encounter)
    parts = stays.with_participant(
        current.resource.get("participant", ()),
        stays.participant(repository.by, stays.now_text(), **_part_of(repository)),
    )
    return repository.update({**current.resource, "participant": parts})


def cancel(repository: Repository, *, encounter: Stored, reason: str) -> Stored:
    """The admission does not take place: nobody received the patient, nothing is on paper yet.

    Raises  EXPLANATION_NEEDED, STAY_OVER
    Writes  the Encounter (cancelled), its order (revoked); the empty record is taken out of sight
    """
    demand(repository.by, Permission.ADMIT_PATIENT)
    if len(reason.strip()) < LEAST_REASON:
        raise EXPLANATION_NEEDED.at("reason", least=LEAST_REASON)
    current = lock_alone(repository, "Encounter", encounter.id)
    received = any(one.status != "planned" for one in stays.places(current.resource))
    if not stays.is_running(current.resource) or received:
        raise STAY_OVER.at("Encounter")
    record = record_of(repository, current.reference)
    if record is not None:
        if completeness.documents_of(repository, record):
            raise FORM_FIXED.at("Composition")
        held = hold_at(repository, record, RecordStage.OPEN)
        _withdraw_answers(repository, current, "")
        repository.delete("Composition", held.id)
    for reference in current.resource.get("basedOn", ()):
        order = repository.read(*reference["reference"].split("/"))
        repository.update({**order.resource, "status": "revoked"})
    note = {"url": CANCEL_REASON, "valueString": reason.strip()}
    kept = {name: value for name, value in current.resource.items() if name != "location"}
    stored = repository.update(
        {
            **kept,
            "extension": [*current.resource.get("extension", ()), note],
            "status": "cancelled",
            "period": {**current.resource.get("period", {}), "end": stays.now_text()},
        }
    )
    repository.record(_entry("cancel-admission", stored))
    return stored


def change_form(repository: Repository, *, encounter: Stored, form_code: str) -> Stored:
    """The doctor keeps the record on another form than the department's first; only before a paper of it exists.

    Raises  STAY_OVER, WRONG_STAGE, FORM_FIXED, NOT_A_CHOICE_HERE
    Writes  the Composition; what was typed into the former form is marked entered in error, its facts are gone
    """
    demand(repository.by, Permission.OPEN_VISIT)
    current, _ = stays.hold_stay(repository, encounter)
    record = record_of(repository, current.reference)
    if record is None:
        raise STAY_OVER.at("Composition")
    held = hold_at(repository, record, RecordStage.OPEN)
    kinds = {one.code: one for one in record_forms()}
    if form_code not in kinds:
        raise NOT_A_CHOICE_HERE.at("form", what="form")
    former = documents.form_code(held)
    if any(documents.form_code(one) == former for one in completeness.documents_of(repository, held)):
        raise FORM_FIXED.at("Composition")
    _withdraw_answers(repository, current, former)
    kind = kinds[form_code]
    return repository.update({**held.resource, "type": documents.kind(kind), "title": kind.title})


def record_forms() -> tuple[Form, ...]:
    """The inpatient record forms in force today, by code."""
    found = {one.code: one for one in forms() if one.kind == "record" and one.setting in ("inpatient", "any")}
    today = timezone.localdate()
    living = loading.as_of(tuple(one for one in forms() if one.code in found), today)
    return tuple(sorted(living, key=lambda one: one.code))


def _withdraw_answers(repository: Repository, stay: Stored, former: str) -> None:
    """Take back what was typed and is on no paper, with the facts read from it; only of one form when one is named."""
    pairs = [("encounter", stay.reference), ("status", "in-progress"), ("_count", "200")]
    for response in repository.search("QuestionnaireResponse", pairs).matches:
        kind = form_of_canonical(str(response.resource["questionnaire"]))
        if former and kind.code != former:
            continue
        for fact in answers.derived(repository, response):
            repository.delete(fact.type, fact.id)
        repository.update({**response.resource, "status": "entered-in-error"})


def _who(repository: Repository) -> dict[str, str]:
    by = repository.by
    named = {"reference": f"Practitioner/{by.practitioner}"} if by.practitioner else {}
    return {**named, "display": by.name}


def _entry(act: str, stored: Stored) -> Entry:
    return Entry(
        act, resource_type="Encounter", resource_id=stored.id, version=stored.version, patient=stored.patient
    )
