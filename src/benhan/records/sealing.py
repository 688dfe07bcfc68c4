"""Fixing a record's package when it is sealed: what is exported years later is what was kept here, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from asn1crypto import pem

from benhan.access.models import Facility
from benhan.fhir.systems import BASE
from benhan.law.rules import RetentionClass
from benhan.records import documents
from benhan.records import package_contents as contents_of
from benhan.records import package_layout as layout
from benhan.records.annex365 import exchange
from benhan.records.authority import SigningDesk, desk
from benhan.records.completeness import attested_at
from benhan.records.package_contents import Contents
from benhan.records.readme_vi import readme
from benhan.records.retention import RETENTION_CLASS, RETENTION_UNTIL, RETENTION_WHY, Kept, decide, retained
from benhan.signing.cms import sign_manifest
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

__all__ = ["archive_number", "keep_package", "package_digests", "retained", "retention"]

PACKAGE = f"{BASE}/StructureDefinition/goi-ho-so"
ARCHIVED_AS = f"{BASE}/StructureDefinition/so-luu-tru"
_CHANGED_HERE = frozenset({PACKAGE, RETENTION_CLASS, RETENTION_UNTIL, RETENTION_WHY})


def keep_package(repository: Repository, record: Stored) -> Stored:
    """Make every file of the package, sign their list with the facility's seal, keep them and name them on the record.

    record   the sealed Composition; the caller has entered `guard.official`
    Returns  its new version, with retention and the package's manifest
    """
    found = contents_of.collect(repository, record)
    kept = decide(found, record)
    kept_as, until = kept.kept_as, kept.until
    dated = _with_extensions(record.resource, _retention_extensions(kept))
    found = contents_of.collect(
        repository, Stored(dated, record.version, record.last_updated, record.patient)
    )
    office = desk()
    files = _files(repository, found, office)
    manifest = layout.manifest_bytes(_about(found, record, kept_as, until), files)
    signature = sign_manifest(
        manifest, key=office.seal_key(found.facility), timestamps=office.timestamps, trust=office.trust
    )
    facility = repository.by.facility
    for path, content in files.items():
        blobs.put(facility, content, layout.listed(path, content).media_type)
    package = package_extension(
        blobs.put(facility, manifest, "application/json"),
        blobs.put(facility, signature, "application/pkcs7-signature"),
    )
    package["extension"] += _own_files(files)
    return repository.update(_with_extensions(record.resource, [*_retention_extensions(kept), package]))


def _own_files(files: Mapping[str, bytes]) -> list[dict[str, str]]:
    """Names on the record each file that tells of the patient: what is destroyed with it is read from here.

    Trust lists and the readme are the facility's and stand in other packages too.
    """
    shared = (layout.README, layout.ROOTS, layout.INTERMEDIATES, layout.LISTS)
    own = {
        hashlib.sha256(content).hexdigest() for path, content in files.items() if not path.startswith(shared)
    }
    return [{"url": "file", "valueUri": f"urn:sha256:{digest}"} for digest in sorted(own)]


def retention(found: Contents, record: Stored) -> tuple[RetentionClass, date | None]:
    """The class and the last day of keeping; None is for ever (records.retention says why)."""
    kept = decide(found, record)
    return kept.kept_as, kept.until


def archive_number_to_be(record: Mapping[str, Any]) -> str:
    """Số lưu trữ a record will get at sealing: its own number's digits, so that its papers can carry it from the start."""
    return "LT" + str(record["identifier"]["value"])[2:]


def archive_number(record: Mapping[str, Any]) -> str:
    """Số lưu trữ, given at sealing; "" before."""
    found = (
        one["valueIdentifier"]["value"] for one in record.get("extension", ()) if one["url"] == ARCHIVED_AS
    )
    return str(next(found, ""))


def package_digests(record: Mapping[str, Any]) -> tuple[str, str] | None:
    """SHA-256 of manifest and signature, None when the record has no package."""
    package = next((one for one in record.get("extension", ()) if one["url"] == PACKAGE), None)
    if package is None:
        return None
    parts = {one["url"]: str(one["valueUri"]).removeprefix("urn:sha256:") for one in package["extension"]}
    return parts["manifest"], parts["signature"]


def package_extension(manifest: str, signature: str) -> dict[str, Any]:
    """How a record names its package: SHA-256 of manifest and signature, hexadecimal."""
    parts = (("manifest", manifest), ("signature", signature))
    return {
        "url": PACKAGE,
        "extension": [{"url": name, "valueUri": f"urn:sha256:{digest}"} for name, digest in parts],
    }


def _retention_extensions(kept: Kept) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = [{"url": RETENTION_CLASS, "valueCode": kept.kept_as.key}]
    made.append({"url": RETENTION_WHY, "valueString": " ".join(kept.reasons)})
    return made + ([{"url": RETENTION_UNTIL, "valueDate": kept.until.isoformat()}] if kept.until else [])


def _with_extensions(record: Mapping[str, Any], added: list[dict[str, Any]]) -> dict[str, Any]:
    others = [one for one in record.get("extension", ()) if one["url"] not in _CHANGED_HERE]
    return {**record, "extension": [*others, *added]}


def _files(repository: Repository, found: Contents, office: SigningDesk) -> dict[str, bytes]:
    papers = contents_of.pdf_names(found)
    files = {
        layout.README: readme(
            found.facility, {path: str(one.resource["type"]["text"]) for path, one in papers.items()}
        ),
        **exchange.of_record(found, archive_number(found.record)).files,
        layout.FHIR: contents_of.fhir_bundle(found),
    }
    files |= {path: documents.pdf_of(repository, paper) for path, paper in papers.items()}
    files |= contents_of.attached_files(repository, found)
    files |= contents_of.evidence(repository, found)
    return files | _trust_files(office)


def _trust_files(office: SigningDesk) -> dict[str, bytes]:
    anchors = office.trust
    groups = (
        (layout.ROOTS, anchors.roots, "CERTIFICATE"),
        (layout.INTERMEDIATES, anchors.intermediates, "CERTIFICATE"),
        (layout.LISTS, anchors.crls, "X509 CRL"),
    )
    return {
        f"{folder}{number:02d}.pem": pem.armor(kind, der)
        for folder, ders, kind in groups
        for number, der in enumerate(ders)
    }


def _about(found: Contents, record: Stored, kept_as: RetentionClass, until: date | None) -> dict[str, object]:
    """What the manifest says of the record; no name of a patient."""
    facility: Facility = found.facility
    return {
        "record": record.id,
        "record_number": str(record.resource["identifier"]["value"]),
        "archive_number": archive_number(record.resource),
        "facility": {"code": facility.code, "name": facility.name, "is_demo": facility.is_demo},
        "stages": {
            "opened": str(record.resource["date"]),
            "closed": _shown(attested_at(record, "professional")),
            "approved": _shown(attested_at(record, "legal")),
            "sealed": _shown(attested_at(record, "official")),
        },
        "forms": [
            {"path": path, "code": documents.form_code(paper), "version": _version(paper),
             "document": paper.id, "status": str(paper.resource["status"])}
            for path, paper in contents_of.pdf_names(found).items()
        ],
        "exchange": exchange.shape().version,
        "retention": {"class": kept_as.key, "requirement": kept_as.id, "basis": kept_as.basis},
        "retention_until": until.isoformat() if until else "",
    }  # fmt: skip


def _version(paper: Stored) -> str:
    """The form's version; "" of scans, which were made of no form."""
    return str(paper.resource["type"]["coding"][0].get("version", ""))


def _shown(at: datetime | None) -> str:
    return at.isoformat(timespec="milliseconds") if at else ""
