"""Which record does an encounter have, and at which stage is it while we act?"""

from __future__ import annotations

from django.db import connection

from benhan.records.problems import WRONG_STAGE
from benhan.records.stages import RECORD_STAGE, RECORD_STAGE_NAMES, RecordStage, record_stage
from benhan.store.repository import Repository, Stored

_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))"
_TOGETHER = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 1))"


def record_of(repository: Repository, encounter: str) -> Stored | None:
    """The record of an encounter ("Encounter/…"), if it has one."""
    found = repository.search(
        "Composition", [("encounter", encounter), ("_tag", f"{RECORD_STAGE}|"), ("_count", "1")]
    ).matches
    return found[0] if found else None


def hold_open(repository: Repository, encounter: str) -> Stored:
    """The encounter's open record; nobody moves it to another stage until the transaction ends.

    Several people may write and sign in an open record at once. Raises WRONG_STAGE.
    """
    _lock(repository, encounter, _TOGETHER)
    record = record_of(repository, encounter)
    if record is None:
        repository.read(*encounter.split("/", 1))  # somebody else's patient: that is the answer then
        name = "Chưa mở hồ sơ"
        raise WRONG_STAGE.at("Composition", stage="none", needed=RecordStage.OPEN, stage_name=name)
    _demand(record, RecordStage.OPEN)
    return record


def hold_at(repository: Repository, record: Stored, needed: RecordStage) -> Stored:
    """The record as it is now, to be moved on by us alone; its stage must be the needed one.

    An advisory lock, for officers who may move a record may not edit a chart. Raises WRONG_STAGE.
    """
    _lock(repository, str(record.resource["encounter"]["reference"]), _ALONE)
    current = repository.read("Composition", record.id)
    _demand(current, needed)
    return current


def lock_alone(repository: Repository, resource_type: str, id: str) -> Stored:  # noqa: A002 — FHIR's word
    """The current version, locked until the transaction ends; a second session waits here and then sees the first's.

    The advisory lock comes before the row's: a session that waits on the row itself looks with the eyes of before.
    """
    _lock(repository, f"{resource_type}/{id}", _ALONE)
    return repository.lock(resource_type, id)


def _lock(repository: Repository, reference: str, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [f"{repository.by.facility}/{reference}"])


def _demand(record: Stored, needed: RecordStage) -> None:
    stage = record_stage(record.resource)
    if stage is not needed:
        raise WRONG_STAGE.at("Composition", stage=stage, needed=needed, stage_name=RECORD_STAGE_NAMES[stage])
