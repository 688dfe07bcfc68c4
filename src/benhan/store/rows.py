"""A resource as rows: whose it is, when it happened, and what search finds it by."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from benhan.access.assignments import Care, Former
from benhan.fhir.search.dates import date_range
from benhan.fhir.search.extract import IndexRows, ReferenceRow, index_rows
from benhan.fhir.search.folding import sort_key_vi
from benhan.fhir.systems import PLACE_DEPARTMENT

Resource = Mapping[str, Any]

# Elements that say whose a resource is, in the order they are tried (R4 Patient compartment).
_PATIENT_ELEMENTS = ("subject", "patient", "beneficiary", "for", "individual", "subscriber", "policyHolder")
# Search parameters that say when it happened, in the order they are tried.
_CLINICAL_DATES = (
    "date", "onset-date", "authoredon", "authored", "recorded-date", "period", "created", "issued",
    "effective", "sent", "started", "collected", "whenhandedover", "occurrence", "birthdate",
)  # fmt: skip


@lru_cache(maxsize=8192)
def param_key(resource_type: str, param: str) -> int:
    """A stable 32-bit key of one search parameter of one type (uniqueness is tested over all of R4)."""
    digest = hashlib.sha256(f"{resource_type}.{param}".encode()).digest()
    return int.from_bytes(digest[:4], "big", signed=True)


@dataclass(frozen=True, slots=True)
class Placement:
    """The columns every row of one resource shares."""

    patient: str
    encounter: str
    clinical_at: datetime


def patient_of(resource: Resource) -> str:
    """Id of the patient the resource belongs to, "" when it belongs to none (or to several)."""
    if resource["resourceType"] == "Patient":
        return str(resource.get("id", ""))
    if resource["resourceType"] == "Appointment":
        actors = {_target(part.get("actor"), "Patient") for part in resource.get("participant", ())} - {""}
        return actors.pop() if len(actors) == 1 else ""
    if resource["resourceType"] == "Provenance":
        return next((found for item in resource.get("target", ()) if (found := _target(item, "Patient"))), "")
    for element in _PATIENT_ELEMENTS:
        found = _target(resource.get(element), "Patient")
        if found:
            return found
    return ""


def encounter_of(resource: Resource) -> str:
    if resource["resourceType"] == "Encounter":
        return str(resource.get("id", ""))
    context = resource.get("context")
    if isinstance(context, Mapping) and "encounter" in context:  # DocumentReference.context
        context = context["encounter"]
    for candidate in (resource.get("encounter"), context):
        first = candidate[0] if isinstance(candidate, list) and candidate else candidate
        found = _target(first, "Encounter")
        if found:
            return found
    return ""


def _target(reference: object, resource_type: str) -> str:
    if not isinstance(reference, Mapping):
        return ""
    text = str(reference.get("reference", ""))
    kind, slash, rest = text.partition("/")
    return rest.partition("/")[0] if kind == resource_type and slash else ""


def care_of(resource: Resource, at: datetime) -> Care:
    """Whom an Encounter or EpisodeOfCare puts in charge of its patient.

    A place of a stay names its department (systems.PLACE_DEPARTMENT): one that is planned or held lets that
    department in, one that has been left counts as care that ended then; so does a participant whose period ended.
    """
    # What has ended has ended by now: a date far ahead must not keep a chart open to those who cared.
    ended_at = None
    if resource.get("status") in ("finished", "cancelled", "entered-in-error"):
        ended_at = _left_at(resource, at) or at
    departments = {
        _target(resource.get(name), "Organization") for name in ("serviceProvider", "managingOrganization")
    }
    people = {_target(resource.get("careManager"), "Practitioner")}
    left_department: dict[str, datetime] = {}
    left_person: dict[str, datetime] = {}
    for part in resource.get("participant", ()):
        _sort_in(_target(part.get("individual"), "Practitioner"), _left_at(part, at), people, left_person)
    for place_ in resource.get("location", ()):
        _sort_in(_department_of(place_), _left_at(place_, at) or ended_at, departments, left_department)
    former = [
        *(Former(end, department=id_) for id_, end in left_department.items() if id_ not in departments),
        *(Former(end, practitioner=id_) for id_, end in left_person.items() if id_ not in people),
    ]
    return Care(
        patient=patient_of(resource),
        departments=tuple(sorted(departments - {""})),
        practitioners=tuple(sorted(people - {""})),
        ended_at=ended_at,
        former=tuple(former),
    )


def _sort_in(id_: str, left: datetime | None, present: set[str], former: dict[str, datetime]) -> None:
    """Put one who cares among the present, or among those who left, with the last time they did."""
    if left is None:
        present.add(id_)
    elif id_:
        former[id_] = max(left, former.get(id_, left))


def _department_of(place_: Mapping[str, Any]) -> str:
    found = (item for item in place_.get("extension", ()) if item.get("url") == PLACE_DEPARTMENT)
    return next((_target(item.get("valueReference"), "Organization") for item in found), "")


def _left_at(element: Mapping[str, Any], at: datetime) -> datetime | None:
    """The end of an element's period, never later than now; None while it lasts."""
    period = element.get("period")
    end = _instant(period.get("end")) if isinstance(period, Mapping) else None
    return min(end, at) if end else None


def _instant(text: object) -> datetime | None:
    if not isinstance(text, str) or "T" not in text:
        return None
    found = date_range(text)
    return found.low if found else None


def place(resource: Resource, rows: IndexRows, at: datetime) -> Placement:
    dates = {row.param: row.low for row in reversed(rows.dates)}
    moments = (dates[param] for param in _CLINICAL_DATES if param in dates)
    return Placement(patient_of(resource), encounter_of(resource), next(moments, at))


def index_columns(resource: Resource, rows: IndexRows) -> list[list[Any]]:
    """Arrays in the order the write statements expect them, one per column of each index table."""
    kind = str(resource["resourceType"])

    def key(param: str) -> int:
        return param_key(kind, param)

    references = [
        (key(row.param), reference_target(row)) for row in rows.references if row.target_id or row.url
    ]
    tokens = [(key(row.param), row.code, row.system) for row in rows.tokens]
    tokens += [
        (key(f"{row.param}:identifier"), row.identifier_value, row.identifier_system)
        for row in rows.references
        if row.identifier_value
    ]
    return [
        *_columns(3, tokens),
        *_columns(
            4, [(key(row.param), row.folded, row.exact, sort_key_vi(row.exact)) for row in rows.strings]
        ),
        *_columns(2, references),
        *_columns(3, [(key(row.param), row.low, row.high) for row in rows.dates]),
        *_columns(
            6,
            [(key(row.param), row.low, row.high, row.system, row.code, row.unit) for row in rows.quantities],
        ),
        *_columns(2, [(key(row.param), row.value) for row in rows.uris]),
    ]


def reference_target(row: ReferenceRow) -> str:
    """What the reference index holds: `Type/id` for our own, the URL for others."""
    return f"{row.target_type}/{row.target_id}" if row.target_id else row.url


def _columns(width: int, rows: list[tuple[Any, ...]]) -> list[list[Any]]:
    unique = list(dict.fromkeys(rows))
    return [[row[column] for row in unique] for column in range(width)]


__all__ = [
    "Placement",
    "Resource",
    "care_of",
    "encounter_of",
    "index_columns",
    "index_rows",
    "param_key",
    "patient_of",
    "place",
    "reference_target",
]
