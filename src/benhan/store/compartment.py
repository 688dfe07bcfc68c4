"""The newest of several types of one patient in one statement: what a chart's first page needs."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from benhan.audit.entry import Entry
from benhan.fhir import jsontext
from benhan.store.repository import Repository, Stored

# The patient index answers each type's newest rows; nothing else of the chart is touched.
_NEWEST = (
    "SELECT n.version, n.at, n.patient, v.body FROM unnest(%s::text[], %s::int[]) AS wanted(kind, most) "
    "CROSS JOIN LATERAL (SELECT c.facility, c.type, c.id, c.version, c.at, c.patient, c.clinical_at, c.row "
    "FROM store_current c WHERE c.facility = %s AND c.patient = %s AND c.type = wanted.kind "
    "ORDER BY c.clinical_at DESC, c.row LIMIT wanted.most) n "
    "JOIN store_version v USING (facility, type, id, version) ORDER BY n.type, n.clinical_at DESC, n.row"
)


def newest(
    repository: Repository, patient: str, most_by_type: Mapping[str, int]
) -> dict[str, tuple[Stored, ...]]:
    """Current versions of each type, newest clinical date first, at most so many of each.

    Raises  NOT_PERMITTED, NOT_ASSIGNED for any of the types
    Writes  one audit entry that names the types
    """
    for resource_type in most_by_type:
        repository.guard.patient(repository.guard.reading(resource_type, "s"), patient, resource_type)
    kinds = list(most_by_type)
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWEST, [kinds, [most_by_type[kind] for kind in kinds], repository.by.facility, patient]
        )
        rows = cursor.fetchall()
    found: dict[str, list[Stored]] = {kind: [] for kind in kinds}
    for version, at, whose, body in rows:
        stored = Stored(jsontext.parse(body), version, at, whose)
        found[stored.type].append(stored)
    detail = {"types": sorted(kinds), "found": len(rows)}
    repository.record(
        Entry("search", resource_type="Patient", resource_id=patient, patient=patient, detail=detail)
    )
    return {kind: tuple(listed) for kind, listed in found.items()}
