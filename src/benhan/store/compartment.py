"""Several types of one patient in one statement, under the same guard as any read: what a chart or visit page needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from benhan.audit.entry import Entry
from benhan.fhir import jsontext
from benhan.store.repository import Repository, Stored

# The patient index answers each type's newest rows; nothing else of the chart is touched.
_SELECT = (
    "SELECT c.version, c.at, c.patient, v.body FROM ("
    "SELECT n.* FROM unnest(%s::text[], %s::int[]) AS wanted(kind, most) CROSS JOIN LATERAL ("
    "SELECT * FROM store_current s WHERE s.facility = %s AND s.patient = %s AND s.patient <> '' "
    "AND s.type = wanted.kind ORDER BY s.clinical_at DESC, s.row LIMIT wanted.most) n "
    "UNION ALL "
    "SELECT s.* FROM store_current s WHERE s.facility = %s AND s.encounter = %s AND s.encounter <> '' "
    "AND s.patient = %s AND s.type = ANY(%s::text[])"
    ") c JOIN store_version v USING (facility, type, id, version) ORDER BY c.clinical_at DESC, c.row"
)


def newest(
    repository: Repository,
    patient: str,
    most_by_type: Mapping[str, int],
    *,
    encounter: str = "",
    of_encounter: Sequence[str] = (),
) -> dict[str, tuple[Stored, ...]]:
    """Current versions by type, newest clinical date first.

    most_by_type            how many of each type, at most
    encounter, of_encounter  an encounter's id, and the types of which all of it are wanted
    Raises                  NOT_PERMITTED, NOT_ASSIGNED for any of the types
    Writes                  one audit entry that names the types
    """
    kinds = [*most_by_type, *(kind for kind in of_encounter if kind not in most_by_type)]
    for kind in kinds:
        repository.guard.patient(repository.guard.reading(kind, "s"), patient, kind)
    facility, wanted = repository.by.facility, list(most_by_type)
    parameters: list[Any] = [wanted, [most_by_type[kind] for kind in wanted], facility, patient]
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [*parameters, facility, encounter, patient, list(of_encounter)])
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
