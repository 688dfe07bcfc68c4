"""Cancelling what should not be there, and bringing it back (EMR-FUNC-04): nothing is ever deleted, both have a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.systems import BASE
from benhan.records import answers, documents
from benhan.records.problems import NOT_CANCELLED, NOT_TO_CANCEL, REASON_NEEDED
from benhan.records.stages import (
    DOCUMENT_STAGE,
    RECORD_STAGE,
    DocumentStage,
    RecordStage,
    document_stage,
    tagged,
)
from benhan.records.standing import hold_at, hold_open, lock_alone
from benhan.store.repository import Repository, Stored

CANCELLED = f"{BASE}/StructureDefinition/huy-giay-to"
_CANCELLABLE = frozenset({DocumentStage.PREPARED, DocumentStage.SIGNING, DocumentStage.SIGNED})


@dataclass(frozen=True, slots=True)
class Cancellation:
    """One cancelling or restoring: act is cancelled or restored."""

    act: str
    stage_before: str
    reason: str
    by: str
    at: str


def cancel_document(repository: Repository, *, document: Stored, reason: str) -> Stored:
    """The paper and its facts no longer count; its bytes and signatures stay to be seen.

    Raises NOT_PERMITTED, REASON_NEEDED, NOT_TO_CANCEL, WRONG_STAGE (only while the record is open)
    """
    demand(repository.by, Permission.CANCEL_ENTRY)
    _demand_reason(reason)
    hold_open(repository, _encounter_of(document))
    current = lock_alone(repository, "DocumentReference", document.id)
    stage = document_stage(current.resource)
    if stage not in _CANCELLABLE:
        raise NOT_TO_CANCEL.at("DocumentReference")
    for source in documents.sources_of(repository, current):
        _cancel_source(repository, source)
    changed = tagged(current.resource, DOCUMENT_STAGE, DocumentStage.CANCELLED)
    changed |= {"status": "entered-in-error", "docStatus": "entered-in-error"}
    changed["extension"] = [*changed["extension"], _said(repository, "cancelled", stage.value, reason)]
    stored = repository.update(changed)
    _record(repository, "document-cancelled", stored)
    return stored


def _cancel_source(repository: Repository, source: Stored) -> None:
    if source.type == "QuestionnaireResponse":
        for fact in answers.derived(repository, source):
            repository.delete(fact.type, fact.id)
        repository.update({**source.resource, "status": "entered-in-error"})
    elif source.type == "MedicationRequest":
        repository.update({**source.resource, "status": "cancelled"})


def restore_document(repository: Repository, *, document: Stored, reason: str) -> Stored:
    """The paper stands again where it stood, with its facts. Raises NOT_PERMITTED, REASON_NEEDED, NOT_CANCELLED."""
    demand(repository.by, Permission.RESTORE_ENTRY)
    _demand_reason(reason)
    hold_open(repository, _encounter_of(document))
    current = lock_alone(repository, "DocumentReference", document.id)
    if document_stage(current.resource) is not DocumentStage.CANCELLED:
        raise NOT_CANCELLED.at("DocumentReference")
    before = DocumentStage(history_of(current.resource)[-1].stage_before)
    form = documents.form_of(current)
    for source in documents.sources_of(repository, current):
        if source.type == "QuestionnaireResponse":
            back = repository.update({**source.resource, "status": "completed"})
            answers.draw_again(repository, form, back)
        elif source.type == "MedicationRequest":
            status = "draft" if before is DocumentStage.PREPARED else "active"
            repository.update({**source.resource, "status": status})
    changed = tagged(current.resource, DOCUMENT_STAGE, before)
    changed |= {
        "status": "current",
        "docStatus": "final" if before is DocumentStage.SIGNED else "preliminary",
    }
    changed["extension"] = [
        *changed["extension"],
        _said(repository, "restored", DocumentStage.CANCELLED.value, reason),
    ]
    stored = repository.update(changed)
    _record(repository, "document-restored", stored)
    return stored


def cancel_record(repository: Repository, *, record: Stored, reason: str) -> Stored:
    """A record opened by mistake: it and its visit are cancelled and stay to be seen. Only while it is open."""
    demand(repository.by, Permission.CANCEL_ENTRY)
    _demand_reason(reason)
    current = hold_at(repository, record, RecordStage.OPEN)
    said = _said(repository, "cancelled", RecordStage.OPEN.value, reason)
    return _move_record(repository, current, RecordStage.CANCELLED, "entered-in-error", "cancelled", said)


def restore_record(repository: Repository, *, record: Stored, reason: str) -> Stored:
    """The cancelled record is open again."""
    demand(repository.by, Permission.RESTORE_ENTRY)
    _demand_reason(reason)
    current = hold_at(repository, record, RecordStage.CANCELLED)
    said = _said(repository, "restored", RecordStage.CANCELLED.value, reason)
    return _move_record(repository, current, RecordStage.OPEN, "preliminary", "in-progress", said)


def _move_record(
    repository: Repository,
    record: Stored,
    stage: RecordStage,
    status: str,
    visit_status: str,
    said: Mapping[str, Any],
) -> Stored:
    encounter = repository.read(*str(record.resource["encounter"]["reference"]).split("/"))
    repository.update({**encounter.resource, "status": visit_status})
    changed = tagged(record.resource, RECORD_STAGE, stage)
    changed["status"] = status
    changed["extension"] = [*changed.get("extension", ()), said]
    stored = repository.update(changed)
    act = "record-cancelled" if stage is RecordStage.CANCELLED else "record-restored"
    _record(repository, act, stored)
    return stored


def history_of(resource: Mapping[str, Any]) -> tuple[Cancellation, ...]:
    """Every cancelling and restoring of a document or record, oldest first."""
    made = []
    for one in resource.get("extension", ()):
        if one["url"] == CANCELLED:
            parts = {part["url"]: part for part in one["extension"]}
            made.append(
                Cancellation(
                    parts["act"]["valueCode"],
                    parts["before"]["valueCode"],
                    parts["reason"]["valueString"],
                    parts["by"]["valueString"],
                    parts["at"]["valueDateTime"],
                )
            )
    return tuple(made)


def _said(repository: Repository, act: str, before: str, reason: str) -> dict[str, Any]:
    parts = [
        {"url": "act", "valueCode": act},
        {"url": "before", "valueCode": before},
        {"url": "reason", "valueString": reason.strip()[:500]},
        {"url": "by", "valueString": repository.by.name},
        {"url": "at", "valueDateTime": timezone.localtime().isoformat(timespec="seconds")},
    ]
    return {"url": CANCELLED, "extension": parts}


def _encounter_of(document: Stored) -> str:
    return str(document.resource["context"]["encounter"][0]["reference"])


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise REASON_NEEDED.at()


def _record(repository: Repository, act: str, stored: Stored) -> None:
    repository.record(
        Entry(
            act,
            resource_type=stored.type,
            resource_id=stored.id,
            version=stored.version,
            patient=stored.patient,
        )
    )
