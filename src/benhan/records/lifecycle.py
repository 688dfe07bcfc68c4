"""The life of a record: opened with the visit, closed by the doctor, approved by planning, sealed by the facility.

| stage    | act     | by                  | needs                                        | becomes  |
| -------- | ------- | ------------------- | -------------------------------------------- | -------- |
| –        | open    | doctor              | an encounter without a record                | open     |
| open     | close   | the treating doctor | the completeness check finds nothing missing | closed   |
| closed   | return  | planning            | a reason                                     | open     |
| closed   | approve | planning            |                                              | approved |
| approved | seal    | director            |                                              | sealed   |
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.systems import ARCHIVE_NUMBER, BASE, RECORD_NUMBER
from benhan.forms.catalogue import form
from benhan.records import completeness, documents, sealing, signatures
from benhan.records.problems import ALREADY_OPEN, INCOMPLETE, REASON_NEEDED
from benhan.records.sealing import ARCHIVED_AS, archive_number_to_be
from benhan.records.stages import RECORD_STAGE, RecordStage, tagged
from benhan.records.standing import hold_at, lock_alone, record_of
from benhan.store.repository import Repository, Stored
from benhan.store.sealed import seal as lock_for_good

OFFICE_TYPES = ("Composition", "DocumentReference", "Provenance")
RETURN_REASON = f"{BASE}/StructureDefinition/ly-do-tra-lai"


def open_record(repository: Repository, *, encounter: Stored, form_code: str) -> Stored:
    """Open the visit and create its record of the right type (EMR-LAW-01).

    Raises  NOT_PERMITTED, ALREADY_OPEN, VERSION_CONFLICT (two doctors at once)
    Writes  the Encounter (in-progress, the doctor taking part) and the Composition, stage open
    """
    demand(repository.by, Permission.OPEN_VISIT)
    current = lock_alone(repository, "Encounter", encounter.id)
    if record_of(repository, current.reference) is not None:
        raise ALREADY_OPEN.at(current.reference)
    opened = repository.update(_in_progress(repository, current.resource))
    kind = form(form_code, timezone.localdate())
    composition = {
        "resourceType": "Composition",
        "identifier": {"system": RECORD_NUMBER, "value": _new_number(repository)},
        "status": "preliminary",
        "type": documents.kind(kind),
        "subject": {"reference": f"Patient/{opened.patient}"},
        "encounter": {"reference": opened.reference},
        "date": _now_text(),
        "author": [_who(repository)],
        "title": kind.title,
        "custodian": {"reference": "Organization/co-so"},
    }
    return repository.create(tagged(composition, RECORD_STAGE, RecordStage.OPEN))


def _in_progress(repository: Repository, encounter: Mapping[str, Any]) -> dict[str, Any]:
    me = {"individual": _who(repository)}
    others = [part for part in encounter.get("participant", ()) if part.get("individual") != me["individual"]]
    return {**encounter, "status": "in-progress", "participant": [*others, me]}


def close(repository: Repository, *, record: Stored) -> Stored:
    """The doctor closes: what is missing is named (INCOMPLETE); the file is handed over."""
    demand(repository.by, Permission.CLOSE_RECORD)
    current = hold_at(repository, record, RecordStage.OPEN)
    findings = completeness.check_record(repository, current)
    if findings:
        raise INCOMPLETE.with_findings(findings)
    encounter = _encounter(repository, current)
    _sign_if_waiting(repository, current, encounter, "file_giver")
    end = {"end": _now_text()} | encounter.resource.get("period", {})  # a discharge has said when it ended
    repository.update({**encounter.resource, "status": "finished", "period": end})
    sections = _sections(completeness.documents_of(repository, current))
    return _moved(repository, current, RecordStage.CLOSED, "professional", section=sections)


def return_record(repository: Repository, *, record: Stored, reason: str) -> Stored:
    """Planning gives the file back to be completed, saying why."""
    demand(repository.by, Permission.APPROVE_RECORD)
    if not reason.strip():
        raise REASON_NEEDED.at()
    current = hold_at(repository, record, RecordStage.CLOSED)
    others = [one for one in current.resource.get("extension", ()) if one["url"] != RETURN_REASON]
    note = [*others, {"url": RETURN_REASON, "valueString": reason.strip()}]
    with repository.guard.official(*OFFICE_TYPES):
        return _moved(repository, current, RecordStage.OPEN, "", extension=note)


def approve(repository: Repository, *, record: Stored) -> Stored:
    """Planning has looked through the file and takes it over."""
    demand(repository.by, Permission.APPROVE_RECORD)
    current = hold_at(repository, record, RecordStage.CLOSED)
    with repository.guard.official(*OFFICE_TYPES):
        _sign_if_waiting(repository, current, _encounter(repository, current), "file_receiver")
        return _moved(repository, current, RecordStage.APPROVED, "legal")


def seal(repository: Repository, *, record: Stored) -> Stored:
    """The director signs, the facility seals each document, the package is fixed, the retention clock starts."""
    demand(repository.by, Permission.SEAL_RECORD)
    current = hold_at(repository, record, RecordStage.APPROVED)
    with repository.guard.official(*OFFICE_TYPES):
        _sign_if_waiting(repository, current, _encounter(repository, current), "director")
        for document in completeness.living(completeness.documents_of(repository, current)):
            signatures.seal(repository, document=document)
        # The same digits as the record's own number: either finds the other.
        number = {"system": ARCHIVE_NUMBER, "value": archive_number_to_be(current.resource)}
        sealed = _moved(
            repository,
            current,
            RecordStage.SEALED,
            "official",
            status="final",
            extension=[
                *(one for one in current.resource.get("extension", ()) if one["url"] != RETURN_REASON),
                {"url": ARCHIVED_AS, "valueIdentifier": number},
            ],
        )
        kept = sealing.keep_package(repository, sealed)
        # The last write: from here on the database refuses any other in this encounter.
        lock_for_good(repository, encounter=_encounter_id(kept), record=kept.id)
        return kept


def _encounter_id(record: Stored) -> str:
    return str(record.resource["encounter"]["reference"]).partition("/")[2]


def _sign_if_waiting(repository: Repository, record: Stored, encounter: Stored, role: str) -> None:
    """Sign the record form's place for this step, where the form has it."""
    main = completeness.main_document(completeness.documents_of(repository, record), record)
    if main is None:
        return
    kind = documents.form_of(main)
    states = signatures.slots(repository, kind, main)
    if any(state.signer.role == role and not state.is_signed for state in states):
        signatures.sign_for_stage(
            repository,
            form=kind,
            document=main,
            encounter=encounter,
            roles=[role],
            shown_sha256=documents.sha256_of(main),
        )


def _encounter(repository: Repository, record: Stored) -> Stored:
    return repository.read(*record.resource["encounter"]["reference"].split("/"))


def _moved(
    repository: Repository, record: Stored, stage: RecordStage, mode: str, **changes: object
) -> Stored:
    changed = tagged({**record.resource, **changes}, RECORD_STAGE, stage)
    if mode:
        attester = {"mode": mode, "time": _now_text(), "party": _who(repository)}
        changed["attester"] = [*changed.get("attester", ()), attester]
    stored = repository.update(changed)
    repository.record(
        Entry(
            f"record-{stage}",
            resource_type="Composition",
            resource_id=record.id,
            version=stored.version,
            patient=record.patient,
        )
    )
    return stored


def _sections(found: Sequence[Stored]) -> list[dict[str, Any]]:
    return [
        {"title": document.resource["type"]["text"], "entry": [{"reference": document.reference}]}
        for document in completeness.living(found)
    ]


def _who(repository: Repository) -> dict[str, str]:
    by = repository.by
    named = {"reference": f"Practitioner/{by.practitioner}"} if by.practitioner else {}
    return {**named, "display": by.name}


def _new_number(repository: Repository) -> str:
    """A number people can read out: HS, the year, then 8 digits by chance, looked up so that none is given twice."""
    while True:
        number = f"HS{timezone.localdate().year % 100:02d}-{secrets.randbelow(10**8):08d}"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))",
                [f"{repository.by.facility}/{number}"],
            )
        # The doctor sees only their own patients' records; the installation itself looks through all of them.
        with Repository(by=system_actor(repository.by.facility)) as office:
            if not office.search(
                "Composition", [("identifier", f"{RECORD_NUMBER}|{number}"), ("_count", "1")]
            ).matches:
                return number


def _now_text() -> str:
    return timezone.localtime().isoformat(timespec="milliseconds")
