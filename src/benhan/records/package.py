"""Handing a sealed record out as one file; the same bytes each time."""

from __future__ import annotations

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.records import package_layout as layout
from benhan.records import plain_zip
from benhan.records.problems import RECORD_NOT_SEALED
from benhan.records.sealing import archive_number, package_digests
from benhan.store import blobs
from benhan.store.repository import Repository, Stored


def export(repository: Repository, record_id: str, *, reason: str = "") -> tuple[str, bytes]:
    """The package of a sealed record and a file name without anything about the patient.

    reason   a code of why it is handed out, for the account of acts

    Raises  NOT_PERMITTED, NOT_FOUND, RECORD_NOT_SEALED
    Writes  an audit entry `export` with the actor's purpose
    """
    demand(repository.by, Permission.EXPORT_RECORD)
    record = repository.read("Composition", record_id)
    files = package_files(repository, record)
    content = plain_zip.build(files)
    repository.record(
        Entry(
            "export",
            resource_type="Composition",
            resource_id=record.id,
            version=record.version,
            patient=record.patient,
            detail={
                "purpose": repository.by.purpose,
                "reason": reason,
                "files": len(files),
                "size": len(content),
            },
        )
    )
    return f"ho-so-{archive_number(record.resource)}.zip", content


def package_files(repository: Repository, record: Stored) -> dict[str, bytes]:
    """Path → content in the order of the zip: the manifest, its signature, then the files it lists."""
    digests = package_digests(record.resource)
    if digests is None:
        raise RECORD_NOT_SEALED.at("Composition")
    facility = repository.by.facility
    manifest, signature = (blobs.get(facility, digest) for digest in digests)
    _, lines = layout.read_manifest(manifest)
    files = {layout.MANIFEST: manifest, layout.SIGNATURE: signature}
    return files | {line.path: blobs.get(facility, line.sha256) for line in lines}
