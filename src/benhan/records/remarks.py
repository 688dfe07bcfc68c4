"""What planning remarks when it looks a file through: each on a paper, each ticked off by who mended it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.fhir.systems import BASE
from benhan.records.problems import REASON_NEEDED
from benhan.records.stages import RecordStage
from benhan.records.standing import hold_at
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored

REMARK = f"{BASE}/StructureDefinition/nhan-xet"


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark; on is "DocumentReference/…" or "" for the record; done_by "" while it waits."""

    id: str
    on: str
    field: str
    text: str
    by: str
    at: str
    done_by: str = ""
    done_at: str = ""


def remarks_of(record: Mapping[str, Any]) -> tuple[Remark, ...]:
    """Every remark on a record, oldest first."""
    made = []
    for one in record.get("extension", ()):
        if one["url"] == REMARK:
            parts = {
                part["url"]: str(next(value for name, value in part.items() if name != "url"))
                for part in one["extension"]
            }
            made.append(
                Remark(
                    parts["id"],
                    parts.get("on", ""),
                    parts.get("field", ""),
                    parts["text"],
                    parts["by"],
                    parts["at"],
                    parts.get("done-by", ""),
                    parts.get("done-at", ""),
                )
            )
    return tuple(made)


def add(repository: Repository, *, record: Stored, on: str, field: str, text: str) -> Stored:
    """Planning remarks something while it holds the file. Raises NOT_PERMITTED, REASON_NEEDED, WRONG_STAGE."""
    demand(repository.by, Permission.APPROVE_RECORD)
    if not text.strip():
        raise REASON_NEEDED.at("text")
    current = hold_at(repository, record, RecordStage.CLOSED)
    made = Remark(
        uuid.uuid4().hex[:12], on, field.strip()[:120], text.strip()[:500], repository.by.name, _now()
    )
    with repository.guard.official("Composition"):
        return _kept(repository, current, (*remarks_of(current.resource), made), "remark")


def tick_off(repository: Repository, *, record: Stored, remark: str) -> Stored:
    """Who mended it says so, while the record is open again. Raises NOT_PERMITTED, NOT_FOUND, WRONG_STAGE."""
    demand(repository.by, Permission.EDIT_ENTRY)
    current = hold_at(repository, record, RecordStage.OPEN)
    known = remarks_of(current.resource)
    if not any(one.id == remark and not one.done_by for one in known):
        raise NOT_FOUND.at("Composition")
    changed = tuple(
        Remark(one.id, one.on, one.field, one.text, one.by, one.at, repository.by.name, _now())
        if one.id == remark
        else one
        for one in known
    )
    return _kept(repository, current, changed, "remark-ticked")


def _kept(repository: Repository, record: Stored, remarks: tuple[Remark, ...], act: str) -> Stored:
    others = [one for one in record.resource.get("extension", ()) if one["url"] != REMARK]
    stored = repository.update({**record.resource, "extension": [*others, *map(_extension, remarks)]})
    repository.record(Entry(act, resource_type="Composition", resource_id=record.id, patient=record.patient))
    return stored


def _extension(one: Remark) -> dict[str, Any]:
    parts: list[dict[str, Any]] = [{"url": "id", "valueString": one.id}]
    if one.on:
        parts.append({"url": "on", "valueString": one.on})
    if one.field:
        parts.append({"url": "field", "valueString": one.field})
    parts += [
        {"url": "text", "valueString": one.text},
        {"url": "by", "valueString": one.by},
        {"url": "at", "valueDateTime": one.at},
    ]
    if one.done_by:
        parts += [
            {"url": "done-by", "valueString": one.done_by},
            {"url": "done-at", "valueDateTime": one.done_at},
        ]
    return {"url": REMARK, "extension": parts}


def _now() -> str:
    return timezone.localtime().isoformat(timespec="seconds")
