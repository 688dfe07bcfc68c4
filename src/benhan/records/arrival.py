"""Taking a record's package in again: the same resources under their ids, the same bytes, the same signatures.

For a facility that moves to a new installation, or gets a record back that was lost. Only what verifies goes in, all
of it or nothing, and at the end the package made from what was stored must be the file that was given, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from benhan.access.permissions import Reach
from benhan.access.problems import NOT_PERMITTED
from benhan.audit.entry import Entry
from benhan.fhir import jsontext
from benhan.fhir.problems import ProblemError
from benhan.records import package_layout as layout
from benhan.records import plain_zip
from benhan.records.arrival_problems import (
    PACKAGE_NOT_VALID,
    PACKAGE_OF_ANOTHER,
    RECORD_DIFFERS,
    RESOURCE_DIFFERS,
)
from benhan.records.package import package_files
from benhan.records.sealing import package_digests, package_extension
from benhan.records.verification import PackageReport, verify_package
from benhan.signing.trust import TrustAnchors
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

# About people and places beyond the record: where they are known already, what is known here stays.
_SHARED = frozenset({
    "Patient", "RelatedPerson", "Coverage", "AllergyIntolerance", "Practitioner", "PractitionerRole", "Organization",
    "Location", "Medication",
})  # fmt: skip
Resource = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came in.

    created  resources that are new here
    kept     references of shared resources (patient, staff, …) that are here with other contents and stayed as they are
    is_new   False when the record was here already, whole
    """

    record: Stored
    created: int
    kept: tuple[str, ...]
    is_new: bool


def take_in(repository: Repository, content: bytes, trust: TrustAnchors) -> Arrived:
    """Store a package of this facility.

    trust   roots known from elsewhere; the package's own prove nothing
    Raises  PACKAGE_NOT_VALID, PACKAGE_OF_ANOTHER, RECORD_DIFFERS, RESOURCE_DIFFERS, NOT_PERMITTED (the actor writes charts
            of the whole facility: the installation itself)
    Writes  resources, documents' bytes, an audit entry `import`
    """
    if repository.guard.writing("Composition", "c") is not Reach.FACILITY:
        raise NOT_PERMITTED.at("Composition", permission="write:Composition")
    about = _verified(verify_package(content, trust), repository.by.facility)
    files, _ = plain_zip.take_apart(content)
    bundle = jsontext.parse(files[layout.FHIR])
    record, *others = (entry["resource"] for entry in bundle["entry"])
    reference = f"Composition/{record['id']}"
    standing = repository.read_many([reference]).get(reference)
    if standing is not None:
        if package_digests(standing.resource) is None or _rebuilt(repository, standing) != content:
            raise RECORD_DIFFERS.at(reference, record=str(about.get("record_number", record["id"])))
        return Arrived(standing, 0, (), is_new=False)
    kept, fresh = _sorted_out(repository, others)
    for path, data in files.items():
        blobs.put(repository.by.facility, data, layout.listed(path, data).media_type)
    manifest, signature = (
        layout.listed(name, files[name]).sha256 for name in (layout.MANIFEST, layout.SIGNATURE)
    )
    extensions = [*record.get("extension", ()), package_extension(manifest, signature)]
    _create(repository, [*fresh, {**record, "extension": extensions}])
    stored = repository.read("Composition", str(record["id"]))
    if _rebuilt(repository, stored) != content:
        raise RuntimeError("the package made from what was stored is not the one that was taken in")
    created = len(fresh) + 1
    repository.record(
        Entry(
            "import",
            resource_type="Composition",
            resource_id=stored.id,
            version=stored.version,
            patient=stored.patient,
            detail={"created": created, "kept": len(kept), "files": len(files), "size": len(content)},
        )
    )
    return Arrived(stored, created, kept, is_new=True)


def _verified(report: PackageReport, facility: str) -> Mapping[str, Any]:
    if not report.is_valid:
        named = [f"{one.path}: {one.faults[0]}" for one in report.files if one.faults]
        reasons = [report.unreadable, *report.faults, *named]
        raise PACKAGE_NOT_VALID.at(reason=next(filter(None, reasons), "chữ ký của danh mục tệp không hợp lệ"))
    theirs = str(report.about.get("facility", {}).get("code", ""))
    if theirs != facility:
        raise PACKAGE_OF_ANOTHER.at(theirs=theirs, ours=facility)
    return report.about


def _rebuilt(repository: Repository, record: Stored) -> bytes:
    return plain_zip.build(package_files(repository, record))


def _sorted_out(
    repository: Repository, resources: list[dict[str, Any]]
) -> tuple[tuple[str, ...], list[Resource]]:
    """(shared resources that stay as they are here, those that are new here)."""
    by_reference = {f"{one['resourceType']}/{one['id']}": one for one in resources}
    standing = repository.read_many(list(by_reference))
    kept = []
    for reference, stored in standing.items():
        if same_content(stored.resource, by_reference[reference]):
            continue
        if stored.type not in _SHARED:
            raise RESOURCE_DIFFERS.at(reference, reference=reference)
        kept.append(reference)
    return tuple(sorted(kept)), [one for name, one in by_reference.items() if name not in standing]


def _create(repository: Repository, resources: list[Resource]) -> None:
    """Patients first: a chart of nobody is nobody's. The first refusal ends it all."""
    ordered = sorted(resources, key=lambda one: one["resourceType"] != "Patient")
    for result in repository.create_many(ordered):
        if isinstance(result, ProblemError):
            raise result


def same_content(one: Resource, other: Resource) -> bool:
    """Equal but for the version and time that the store itself writes; numbers with their digits."""
    return is_same(_bare(one), _bare(other))


def _bare(resource: Resource) -> dict[str, Any]:
    meta = {
        name: value
        for name, value in resource.get("meta", {}).items()
        if name not in ("versionId", "lastUpdated")
    }
    return {**{name: value for name, value in resource.items() if name != "meta"}, "meta": meta}


def is_same(one: object, other: object) -> bool:
    """Equal as JSON, digits included: 72.5 and 72.50 differ, the order of keys does not."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(is_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one.as_tuple() == other.as_tuple()
    return type(one) is type(other) and one == other
