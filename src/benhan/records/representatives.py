"""Who stands for a patient, as RelatedPerson: kind, relation, identifier, basis document, period (EMR-LAW-13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from benhan.fhir.systems import BASE, NATIONAL_ID
from benhan.law.representatives import RepresentativeKind, kinds
from benhan.records.confirmation_problems import REPRESENTATIVE_ENDED, REPRESENTATIVE_INCOMPLETE
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

KIND = f"{BASE}/StructureDefinition/loai-nguoi-dai-dien"
BASIS = f"{BASE}/StructureDefinition/giay-to-can-cu"
Resource = Mapping[str, Any]
_NOTHING: Resource = {}


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a representative; "" and None where it is not.

    basis_title  the paper that makes them one; basis_file its scan, basis_type its media type
    """

    kind: str
    name: str
    relation: str
    identifier: str = ""
    phone: str = ""
    basis_title: str = ""
    basis_file: bytes = b""
    basis_type: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def add(repository: Repository, *, patient: str, described: Described) -> Stored:
    """A new RelatedPerson of the patient.

    Raises  REPRESENTATIVE_INCOMPLETE, NOT_PERMITTED, NOT_ASSIGNED
    Writes  the RelatedPerson and the scan's bytes
    """
    kind = kinds().get(described.kind)
    needs = kind is None or (kind.needs_document and not described.basis_title.strip())
    if needs or not described.name.strip() or not described.relation.strip():
        raise REPRESENTATIVE_INCOMPLETE.at("RelatedPerson")
    since = described.valid_from or timezone.localdate()
    if described.valid_to is not None and described.valid_to < since:
        raise REPRESENTATIVE_INCOMPLETE.at("RelatedPerson.period")
    resource: dict[str, Any] = {
        "resourceType": "RelatedPerson",
        "extension": [{"url": KIND, "valueCode": described.kind}, *_basis(repository, described)],
        "active": True,
        "patient": {"reference": f"Patient/{patient}"},
        "relationship": [{"text": described.relation.strip()}],
        "name": [{"text": described.name.strip()}],
        "period": {"start": since.isoformat()}
        | ({"end": described.valid_to.isoformat()} if described.valid_to else {}),
    }
    if described.identifier.strip():
        resource["identifier"] = [{"system": NATIONAL_ID, "value": described.identifier.strip()}]
    if described.phone.strip():
        resource["telecom"] = [{"system": "phone", "value": described.phone.strip()}]
    return repository.create(resource)


def _basis(repository: Repository, described: Described) -> list[dict[str, Any]]:
    parts: list[dict[str, Any]] = []
    if described.basis_title.strip():
        parts.append({"url": "title", "valueString": described.basis_title.strip()})
    if described.basis_file:
        digest = blobs.put(repository.by.facility, described.basis_file, described.basis_type)
        attachment = {
            "contentType": described.basis_type,
            "url": f"urn:sha256:{digest}",
            "size": len(described.basis_file),
        }
        parts.append({"url": "attachment", "valueAttachment": attachment})
    return [{"url": BASIS, "extension": parts}] if parts else []


def of_patient(repository: Repository, patient: str) -> tuple[Stored, ...]:
    """Those in force today, by name."""
    found = repository.search("RelatedPerson", [("patient", f"Patient/{patient}"), ("_count", "50")]).matches
    alive = [
        one for one in found if is_in_force(one.resource, timezone.localdate()) and kind_of(one.resource)
    ]
    return tuple(sorted(alive, key=lambda one: name_of(one.resource)))


def demand(repository: Repository, *, patient: str, reference: str) -> Stored:
    """The representative named by `RelatedPerson/<id>`, of a kind that may and with its paper. Raises REPRESENTATIVE_ENDED."""
    found = (
        repository.read_many([reference]).get(reference) if reference.startswith("RelatedPerson/") else None
    )
    if found is None or found.patient != patient or not is_in_force(found.resource, timezone.localdate()):
        raise REPRESENTATIVE_ENDED.at("RelatedPerson")
    kind = kind_of(found.resource)  # anybody may be written down as related; that alone lets nobody confirm
    if kind is None or (kind.needs_document and not basis_of(found.resource)):
        raise REPRESENTATIVE_ENDED.at("RelatedPerson")
    return found


def is_in_force(person: Resource, on: date) -> bool:
    period = person.get("period", {})
    start, end = str(period.get("start", ""))[:10], str(period.get("end", ""))[:10]
    return bool(person.get("active", True)) and start <= on.isoformat() and (not end or on.isoformat() <= end)


def name_of(person: Resource) -> str:
    return str(next(iter(person.get("name", ())), _NOTHING).get("text", ""))


def relation_of(person: Resource) -> str:
    return str(next(iter(person.get("relationship", ())), _NOTHING).get("text", "")) or "người đại diện"


def kind_of(person: Resource) -> RepresentativeKind | None:
    code = next((str(one["valueCode"]) for one in person.get("extension", ()) if one["url"] == KIND), "")
    return kinds().get(code)


def basis_of(person: Resource) -> str:
    """The paper that makes them a representative, in words; "" when none is named."""
    parts = next((one["extension"] for one in person.get("extension", ()) if one["url"] == BASIS), ())
    return next((str(one["valueString"]) for one in parts if one["url"] == "title"), "")


def phone_of(person: Resource) -> str:
    """The first telephone number on record; "" when there is none."""
    found = (one for one in person.get("telecom", ()) if one.get("system") == "phone")
    return str(next(found, _NOTHING).get("value", ""))
