"""Finding records again: by number, patient, dates, stage or form; for planning and the director, facility-wide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.fhir.systems import DOCUMENT_KIND, RECORD_NUMBER
from benhan.law.rules import retention_classes
from benhan.records import documents
from benhan.records.sealing import archive_number, retained
from benhan.records.stages import RECORD_STAGE, RECORD_STAGE_NAMES, RecordStage, record_stage
from benhan.store.repository import Repository, Stored

PAGE = 50
_NAMES_LOOKED_THROUGH = 200  # a name shared by more people than that needs another criterion


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; "" and None ask nothing.

    number        record or archive number, whole
    patient_name  any part, with or without tones
    opened_from, opened_to  days, both included
    """

    number: str = ""
    patient_name: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    stage: RecordStage | None = None
    form_code: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """A line of the archive's list; every text is ready to print."""

    record_id: str
    record_number: str
    archive_number: str
    patient_id: str
    patient_name: str
    patient_born: str
    form: str
    opened_at: datetime
    stage: RecordStage
    stage_name: str
    retention: str
    retention_until: str


@dataclass(frozen=True, slots=True)
class ArchivePage:
    """One page, newest first; `total` in all; `is_too_vague` when the name alone matches too many people."""

    rows: tuple[ArchiveRow, ...]
    total: int
    next_offset: int | None
    is_too_vague: bool = False


def find(repository: Repository, wanted: Wanted, *, offset: int = 0) -> ArchivePage:
    """Records that match all that is asked. Raises NOT_PERMITTED."""
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    pairs = [("_sort", "-date"), ("_count", str(PAGE)), ("_total", "accurate")]
    if wanted.number:
        number = wanted.number.strip().upper()
        pairs.append(("identifier", f"{RECORD_NUMBER}|HS{number[2:]}"))
    if wanted.form_code:
        pairs.append(("type", f"{DOCUMENT_KIND}|{wanted.form_code}"))
    if wanted.stage:
        pairs.append(("_tag", f"{RECORD_STAGE}|{wanted.stage.value}"))
    if wanted.opened_from:
        pairs.append(("date", f"ge{wanted.opened_from.isoformat()}"))
    if wanted.opened_to:
        pairs.append(("date", f"lt{(wanted.opened_to + timedelta(days=1)).isoformat()}"))
    if wanted.patient_name.strip():
        named = repository.search(
            "Patient",
            [("name:contains", wanted.patient_name.strip()), ("_count", str(_NAMES_LOOKED_THROUGH))],
        )
        if not named.matches:
            return ArchivePage((), 0, None)
        if named.next_offset is not None:
            return ArchivePage((), 0, None, is_too_vague=True)
        pairs.append(("subject", ",".join(one.reference for one in named.matches)))
    found = repository.search("Composition", pairs, offset=offset)
    patients = repository.read_many([f"Patient/{one.patient}" for one in found.matches])
    rows = tuple(_row(one, patients.get(f"Patient/{one.patient}")) for one in found.matches)
    return ArchivePage(rows, found.total or len(rows), found.next_offset)


def _row(record: Stored, patient: Stored | None) -> ArchiveRow:
    stage = record_stage(record.resource)
    name = patient.resource.get("name", ({},))[0].get("text", "") if patient else ""
    kept_as, until = retained(record.resource)
    shown_until = (
        f"{date.fromisoformat(until):%d/%m/%Y}" if until else ("vĩnh viễn" if kept_as else "chưa niêm phong")
    )
    return ArchiveRow(
        record_id=record.id,
        record_number=str(record.resource.get("identifier", {}).get("value", "")),
        archive_number=archive_number(record.resource) or "chưa có",
        patient_id=record.patient,
        patient_name=name or "không rõ tên",
        patient_born=str(patient.resource.get("birthDate", "")) if patient else "",
        form=f"{documents.form_code(record)} {record.resource['title']}",
        opened_at=timezone.localtime(datetime.fromisoformat(str(record.resource["date"]))),
        stage=stage,
        stage_name=RECORD_STAGE_NAMES[stage],
        retention=retention_classes()[kept_as].label if kept_as else "",
        retention_until=shown_until,
    )
