"""What goes into the package of a record: resources as a FHIR document, evidence, papers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from benhan.access.models import Facility
from benhan.fhir import jsontext
from benhan.fhir.references import list_references
from benhan.fhir.systems import BASE
from benhan.fhir.validate.check import ensure_valid
from benhan.records import attachments, documents, signatures
from benhan.records import package_layout as layout
from benhan.records.completeness import documents_of
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

# Who and where: taken along when something in the record names them.
_ABOUT = frozenset(
    {"Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "RelatedPerson"}
)
_OF_ENCOUNTER = (
    "QuestionnaireResponse", "Observation", "Condition", "MedicationRequest", "ServiceRequest", "DiagnosticReport",
    "Procedure", "Task",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of one record.

    papers       every document, superseded ones too: what was once signed stays to be seen; of a record taken over
                 from paper, its signed scans
    attachments  photos and files beside sheets that were not taken back
    """

    facility: Facility
    record: Mapping[str, Any]
    patient: Stored
    encounter: Stored
    papers: tuple[Stored, ...]
    signatures: tuple[Stored, ...]
    others: tuple[Stored, ...]
    attachments: tuple[Stored, ...] = ()

    def of_type(self, resource_type: str) -> tuple[Stored, ...]:
        return tuple(one for one in self.others if one.type == resource_type)


def collect(repository: Repository, record: Stored) -> Contents:
    """Read it all, in an order that is the same each time."""
    encounter = repository.read(*record.resource["encounter"]["reference"].split("/"))
    patient = repository.read("Patient", record.patient)
    papers = documents_of(repository, record) or _in_sections(repository, record)
    attached = attachments.of_encounter(repository, encounter)
    signed = [one for paper in papers for one in signatures.provenances(repository, paper)]
    found: list[Stored] = []
    for kind in _OF_ENCOUNTER:
        found += repository.search(kind, [("encounter", encounter.reference), ("_count", "2000")]).matches
    for kind in ("AllergyIntolerance", "Coverage"):
        name = "beneficiary" if kind == "Coverage" else "patient"
        found += repository.search(kind, [(name, patient.reference), ("_count", "200")]).matches
    own = {one.reference for one in papers}
    agreed = repository.search("Consent", [("patient", patient.reference), ("_count", "500")]).matches
    found += [one for one in agreed if own & _names(one)]
    named = _named([record, encounter, patient, *papers, *attached, *signed, *found])
    found += repository.read_many(named).values()
    found.sort(key=lambda one: (one.type, one.id))
    facility = Facility.objects.get(code=repository.by.facility)
    return Contents(
        facility, record.resource, patient, encounter, papers, tuple(signed), tuple(found), attached
    )


def _in_sections(repository: Repository, record: Stored) -> tuple[Stored, ...]:
    """The documents a record's sections name: how one taken over from paper holds its scans."""
    entries = [entry for section in record.resource.get("section", ()) for entry in section.get("entry", ())]
    names = [str(entry["reference"]) for entry in entries]
    found = repository.read_many([name for name in names if name.startswith("DocumentReference/")])
    return tuple(found[name] for name in names if name in found)


def _named(resources: Iterable[Stored]) -> list[str]:
    names = {name for one in resources for name in _names(one)}
    return sorted(name for name in names if name.partition("/")[0] in _ABOUT)


def _names(one: Stored) -> set[str]:
    return {f"{found.literal.type}/{found.literal.id}" for found in list_references(one.resource)}


def fhir_bundle(contents: Contents) -> bytes:
    """The whole record as one FHIR document. Raises INVALID_RESOURCE (our fault) if it is not lawful R4."""
    resources = [contents.record, contents.patient.resource, contents.encounter.resource]
    resources += [
        one.resource
        for one in (*contents.papers, *contents.attachments, *contents.signatures, *contents.others)
    ]
    bundle = {
        "resourceType": "Bundle",
        "id": str(contents.record["id"]),
        "identifier": {"system": f"{BASE}/sid/goi-ho-so", "value": str(contents.record["id"])},
        "type": "document",
        "timestamp": timezone.localtime().isoformat(timespec="milliseconds"),
        "entry": [
            {"fullUrl": f"{BASE}/{one['resourceType']}/{one['id']}", "resource": one} for one in resources
        ],
    }
    ensure_valid(jsontext.parse(jsontext.render(bundle)))
    return jsontext.render(bundle).encode()


def pdf_names(contents: Contents) -> dict[str, Stored]:
    """Path in the package → document; numbered in order, named by the form, never by the patient."""
    return {
        f"tai-lieu/{number:02d}-{documents.form_code(paper).replace('/', '-')}.pdf": paper
        for number, paper in enumerate(contents.papers, start=1)
    }


def attached_files(repository: Repository, contents: Contents) -> dict[str, bytes]:
    """Path in the package → bytes as they came; numbered in order, never by the name a person gave."""
    made = {}
    for number, one in enumerate(contents.attachments, start=1):
        content = blobs.get(repository.by.facility, documents.sha256_of(one))
        suffix = layout.SUFFIXES[attachments.kind_of_bytes(content)]
        made[f"{layout.ATTACHED}{number:02d}{suffix}"] = content
    return made


def evidence(repository: Repository, contents: Contents) -> dict[str, bytes]:
    """Pen confirmations, each under the name of its SHA-256."""
    digests = {digest for one in contents.signatures for digest in signatures.evidence_digests(one)}
    return {
        f"bang-chung/{digest[:16]}.json": blobs.get(repository.by.facility, digest)
        for digest in sorted(digests)
    }
