"""What the page of one record shows, read in as few queries as it takes."""

from __future__ import annotations

from dataclasses import dataclass

from benhan.access.permissions import Permission, demand
from benhan.records.completeness import documents_of
from benhan.records.slots import SIGNATURE_SLOT
from benhan.records.stages import RecordStage, has_stage, record_stage
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored
from benhan.ward.patients import banner


@dataclass(frozen=True, slots=True)
class RecordFile:
    """A record with all that belongs to it.

    signatures  document id → its Provenances, oldest first
    """

    record: Stored
    patient: Stored
    encounter: Stored
    documents: tuple[Stored, ...]
    signatures: dict[str, tuple[Stored, ...]]

    @property
    def stage(self) -> RecordStage:
        return record_stage(self.record.resource)


def open_file(repository: Repository, record_id: str) -> RecordFile:
    """The record, its patient, encounter, documents and signatures in four queries. Raises NOT_PERMITTED, NOT_FOUND."""
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    record = repository.read("Composition", record_id)
    encounter = str(record.resource.get("encounter", {}).get("reference", ""))
    known = repository.read_many([f"Patient/{record.patient}", encounter])
    if len(known) < 2 or not has_stage(record.resource):
        raise NOT_FOUND.at(f"Composition/{record_id}")
    documents = documents_of(repository, record)
    return RecordFile(
        record,
        known[f"Patient/{record.patient}"],
        known[encounter],
        documents,
        _signatures(repository, documents),
    )


def _signatures(repository: Repository, documents: tuple[Stored, ...]) -> dict[str, tuple[Stored, ...]]:
    if not documents:
        return {}
    targets = ",".join(one.reference for one in documents)
    found = repository.search(
        "Provenance", [("target", targets), ("_sort", "recorded"), ("_count", "500")]
    ).matches
    return {one.id: tuple(each for each in found if _signs(each, one)) for one in documents}


def _signs(provenance: Stored, document: Stored) -> bool:
    return any(target.get("reference") == document.reference for target in provenance.resource["target"])


def slot_of(provenance: Stored) -> str:
    """Which place of the paper this signature stands in."""
    signature = provenance.resource.get("signature", ({},))[0]
    return next(
        (str(one["valueString"]) for one in signature.get("extension", ()) if one["url"] == SIGNATURE_SLOT),
        "",
    )


def allergies_and_cards(
    repository: Repository, patient: Stored
) -> tuple[tuple[banner.Resource, ...], list[banner.Resource]]:
    """What the banner needs beside the patient. Two queries."""
    cards = repository.search("Coverage", [("beneficiary", patient.reference), ("_count", "10")]).matches
    return banner.allergies_of(repository, patient.id), [one.resource for one in cards]
