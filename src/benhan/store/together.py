"""What a page about one visit needs, in one query: several types of one patient, under the same guard as any read."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from benhan.audit.entry import Entry
from benhan.fhir import jsontext
from benhan.store.repository import Repository, Stored

_SELECT = (
    "SELECT c.version, c.at, c.patient, v.body FROM ("
    "SELECT n.* FROM unnest(%s::text[]) AS wanted(type) CROSS JOIN LATERAL ("
    "SELECT * FROM store_current s WHERE s.facility = %s AND s.patient = %s AND s.patient <> '' "
    "AND s.type = wanted.type ORDER BY s.clinical_at DESC, s.row LIMIT %s) n "
    "UNION ALL "
    "SELECT s.* FROM store_current s WHERE s.facility = %s AND s.encounter = %s AND s.encounter <> '' "
    "AND s.patient = %s AND s.type = ANY(%s::text[])"
    ") c JOIN store_version v USING (facility, type, id, version) ORDER BY c.clinical_at DESC, c.row"
)


def of_patient(
    repository: Repository,
    patient: str,
    types: Sequence[str],
    *,
    newest: int = 50,
    encounter: str = "",
    of_encounter: Sequence[str] = (),
) -> tuple[Stored, ...]:
    """The newest resources of each of `types`, and all of the types `of_encounter` in one encounter; newest first.

    patient, encounter  ids
    newest              at most so many of each type in `types`
    Raises NOT_PERMITTED, NOT_ASSIGNED as a read of each type would.
    """
    for resource_type in (*types, *of_encounter):
        repository.guard.patient(repository.guard.reading(resource_type, "s"), patient, resource_type)
    facility = repository.by.facility
    with connection.cursor() as cursor:
        cursor.execute(
            _SELECT,
            [list(types), facility, patient, newest, facility, encounter, patient, list(of_encounter)],
        )
        rows = cursor.fetchall()
    detail = {"types": sorted({*types, *of_encounter}), "found": len(rows)}
    repository.record(Entry("search", resource_type="Patient", patient=patient, detail=detail))
    return tuple(Stored(jsontext.parse(body), version, at, owner) for version, at, owner, body in rows)
