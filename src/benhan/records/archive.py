"""Finding records again: by number, patient, dates, stage or form; for planning and the director, facility-wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.fhir.systems import DOCUMENT_KIND, LOOKUP_CODE, PATIENT_NUMBER, RECORD_NUMBER
from benhan.law.rules import Deadline, retention_classes
from benhan.records import documents
from benhan.records.completeness import overdue
from benhan.records.deadlines import limits as limits_of
from benhan.records.sealing import archive_number, retained
from benhan.records.stages import RECORD_STAGE, RECORD_STAGE_NAMES, RecordStage, record_stage
from benhan.store.repository import Repository, Stored

PAGE = 50
_LATE_SHOWN = 250
_NAMES_LOOKED_THROUGH = 200  # a name shared by more people than that needs another criterion


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; "" and None ask nothing.

    number        record or archive number, whole
    patient_number  whole
    lookup_code   of a paper, as it stands on every print (EMR-CNV-01)
    is_overdue    open or closed for longer than law/deadlines.yaml allows; emergencies count as others here
    patient_name  any part, with or without tones
    opened_from, opened_to  days, both included
    """

    number: str = ""
    patient_name: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    stage: RecordStage | None = None
    form_code: str = ""
    patient_number: str = ""
    lookup_code: str = ""
    is_overdue: bool = False


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
    patient_number: str = ""
    doctor: str = ""
    late: str = ""


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
    if wanted.is_overdue:
        return _late_page(repository)
    pairs = [("_sort", "-date"), ("_count", str(PAGE)), ("_total", "accurate")]
    if wanted.number:
        number = wanted.number.strip().upper()
        pairs.append(("identifier", f"{RECORD_NUMBER}|HS{number[2:]}"))
    if wanted.lookup_code:
        coded = [("identifier", f"{LOOKUP_CODE}|{wanted.lookup_code.strip().upper()}"), ("_count", "1")]
        papers = repository.search("DocumentReference", coded).matches
        if not papers:
            return ArchivePage((), 0, None)
        pairs.append(("encounter", str(papers[0].resource["context"]["encounter"][0]["reference"])))
    if wanted.form_code:
        pairs.append(("type", f"{DOCUMENT_KIND}|{wanted.form_code}"))
    pairs.append(("_tag", f"{RECORD_STAGE}|{wanted.stage.value if wanted.stage else ''}"))
    if wanted.opened_from:
        pairs.append(("date", f"ge{wanted.opened_from.isoformat()}"))
    if wanted.opened_to:
        pairs.append(("date", f"lt{(wanted.opened_to + timedelta(days=1)).isoformat()}"))
    if wanted.patient_number.strip():
        numbered = repository.search(
            "Patient",
            [("identifier", f"{PATIENT_NUMBER}|{wanted.patient_number.strip().upper()}"), ("_count", "1")],
        ).matches
        if not numbered:
            return ArchivePage((), 0, None)
        pairs.append(("subject", numbered[0].reference))
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
    rows = _rows(repository, found.matches)
    return ArchivePage(rows, found.total or len(rows), found.next_offset)


def counts(repository: Repository) -> Mapping[RecordStage | None, int]:
    """How many records stand at each stage; under None how many are late. One statement."""
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    searches = [[("_tag", f"{RECORD_STAGE}|{stage.value}")] for stage in RecordStage]
    found = repository.totals("Composition", [*searches, *_late_searches(repository.by.facility)])
    by_stage: dict[RecordStage | None, int] = dict(zip(RecordStage, found, strict=False))
    return by_stage | {None: sum(found[len(searches) :])}


def _late_searches(facility: str) -> list[list[tuple[str, str]]]:
    """Open for too long since it was begun; closed for too long since it was last touched."""
    limits, now = limits_of(facility), timezone.localtime()
    begun = (now - timedelta(hours=limits["record"].hours)).isoformat(timespec="seconds")
    closed = (now - timedelta(hours=limits["hand-over"].hours)).isoformat(timespec="seconds")
    return [
        [("_tag", f"{RECORD_STAGE}|{RecordStage.OPEN.value}"), ("date", f"lt{begun}")],
        [("_tag", f"{RECORD_STAGE}|{RecordStage.CLOSED.value}"), ("_lastUpdated", f"lt{closed}")],
    ]


def _late_page(repository: Repository) -> ArchivePage:
    """Late records, the longest open first, as many as one looks through at a time."""
    extra = [("_sort", "date"), ("_count", str(_LATE_SHOWN))]
    found = [
        one
        for pairs in _late_searches(repository.by.facility)
        for one in repository.search("Composition", [*pairs, *extra]).matches
    ]
    rows = _rows(repository, found)
    return ArchivePage(rows, len(rows), None)


def _rows(repository: Repository, found: Sequence[Stored]) -> tuple[ArchiveRow, ...]:
    names = {f"Patient/{one.patient}" for one in found}
    names |= {str(one.resource["encounter"]["reference"]) for one in found}
    known = repository.read_many(sorted(names))
    now, limits = timezone.now(), limits_of(repository.by.facility)
    return tuple(
        _row(
            one,
            known.get(f"Patient/{one.patient}"),
            known.get(str(one.resource["encounter"]["reference"])),
            now,
            limits,
        )
        for one in found
    )


def _row(
    record: Stored,
    patient: Stored | None,
    encounter: Stored | None,
    now: datetime,
    limits: Mapping[str, Deadline],
) -> ArchiveRow:
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
        form=f"{_shown_code(record)} {record.resource['title']}",
        opened_at=timezone.localtime(datetime.fromisoformat(str(record.resource["date"]))),
        stage=stage,
        stage_name=RECORD_STAGE_NAMES[stage],
        retention=retention_classes()[kept_as].label if kept_as else "",
        retention_until=shown_until,
        patient_number=_number(patient),
        doctor=author_of(record) or "không rõ",
        late=(overdue(encounter, record, now, limits) or "") if encounter else "",
    )


def _shown_code(record: Stored) -> str:
    code = documents.form_code(record)
    return "Giấy" if code == "ban-quet" else code


def author_of(record: Stored) -> str:
    """The display name of who wrote a record or a document, "" when it names nobody."""
    authors = record.resource.get("author", ())
    return str(authors[0].get("display", "")) if authors else ""


def _number(patient: Stored | None) -> str:
    identifiers = patient.resource.get("identifier", ()) if patient else ()
    return next(
        (str(one["value"]) for one in identifiers if one.get("system") == PATIENT_NUMBER), "chưa có số"
    )
