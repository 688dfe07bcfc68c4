"""Many first versions at once: one statement for each table instead of one for each resource."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from benhan.fhir import jsontext
from benhan.fhir.search.extract import index_rows
from benhan.store.problems import SEALED
from benhan.store.rows import Placement, Resource, index_columns, place
from benhan.store.statements import INDEX_COLUMNS

LAST_VERSIONS = (
    "SELECT DISTINCT ON (v.type, v.id) v.type, v.id, v.version, v.deleted FROM store_version v "
    "JOIN unnest(%s::text[], %s::text[]) AS wanted(type, id) ON wanted.type = v.type AND wanted.id = v.id "
    "WHERE v.facility = %s ORDER BY v.type, v.id, v.version DESC"
)
_VERSIONS = (
    "INSERT INTO store_version (facility, type, id, version, at, account, patient, body) "
    "SELECT %s, x.type, x.id, x.version, x.at, %s, x.patient, x.body FROM unnest(%s::text[], %s::text[], %s::int[], "
    "%s::timestamptz[], %s::text[], %s::text[]) AS x(type, id, version, at, patient, body)"
)
_CURRENT = (
    "INSERT INTO store_current (facility, type, id, version, at, patient, encounter, clinical_at) "
    "SELECT %s, x.* FROM unnest(%s::text[], %s::text[], %s::int[], %s::timestamptz[], %s::text[], %s::text[], "
    "%s::timestamptz[]) AS x RETURNING type, id, row"
)
_COMMITTED = "SELECT set_config('synchronous_commit', 'on', true)"


def _index_insert(kind: str, columns: tuple[tuple[str, str], ...]) -> str:
    names = ", ".join(name for name, _ in columns)
    arrays = ", ".join(["%s::int[]", *(f"%s::{sql_type}[]" for _, sql_type in columns)])
    return (
        f"INSERT INTO store_index_{kind} (facility, param, {names}, clinical_at, row) "  # noqa: S608
        f"SELECT %s, x.* FROM unnest({arrays}, %s::timestamptz[], %s::bigint[]) AS x"
    )


_INDEXES = tuple((_index_insert(kind, columns), len(columns) + 1) for kind, columns in INDEX_COLUMNS.items())


@dataclass(frozen=True, slots=True)
class New:
    """A prepared resource that becomes the current version."""

    resource: Resource
    version: int
    at: datetime

    @property
    def key(self) -> tuple[str, str]:
        return str(self.resource["resourceType"]), str(self.resource["id"])


def last_versions(facility: str, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, bool]]:
    """(version, deleted) of the newest version of each (type, id) that has one."""
    with connection.cursor() as cursor:
        cursor.execute(LAST_VERSIONS, [[kind for kind, _ in keys], [id_ for _, id_ in keys], facility])
        return {(kind, id_): (version, deleted) for kind, id_, version, deleted in cursor.fetchall()}


def sealed_among(facility: str, encounters: Collection[str]) -> frozenset[str]:
    """Which of the encounters are sealed."""
    if not encounters:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT encounter FROM store_sealed WHERE facility = %s AND encounter = ANY(%s)",
            [facility, sorted(encounters)],
        )
        return frozenset(row[0] for row in cursor.fetchall())


def insert(facility: str, account: str, news: Sequence[New]) -> list[Placement]:
    """Write versions, current rows and index rows; raises IntegrityError when one exists already."""
    indexed = [index_rows(new.resource) for new in news]
    placed = [place(new.resource, rows, new.at) for new, rows in zip(news, indexed, strict=True)]
    kinds, ids = [new.key[0] for new in news], [new.key[1] for new in news]
    versions, moments = [new.version for new in news], [new.at for new in news]
    patients = [each.patient for each in placed]
    bodies = [jsontext.render(new.resource) for new in news]
    with connection.cursor() as cursor:
        cursor.execute(_VERSIONS, [facility, account, kinds, ids, versions, moments, patients, bodies])
        written = cursor.rowcount
        encounters, clinical = [each.encounter for each in placed], [each.clinical_at for each in placed]
        cursor.execute(_CURRENT, [facility, kinds, ids, versions, moments, patients, encounters, clinical])
        row_by_key = {(kind, id_): row for kind, id_, row in cursor.fetchall()}
        if (
            not written == len(row_by_key) == len(news)
        ):  # the database skips what would change a sealed record
            raise SEALED.at()
        columns = [index_columns(new.resource, rows) for new, rows in zip(news, indexed, strict=True)]
        owners = [(each.clinical_at, row_by_key[new.key]) for new, each in zip(news, placed, strict=True)]
        start = 0
        for statement, width in _INDEXES:
            parameters = _joined([each[start : start + width] for each in columns], owners)
            start += width
            if parameters[0]:
                cursor.execute(statement, [facility, *parameters])
        cursor.execute(_COMMITTED)
    return placed


def _joined(parts: Sequence[Sequence[list[Any]]], owners: Sequence[tuple[datetime, int]]) -> list[list[Any]]:
    """The resources' columns one after the other, with the owner's date and row beside each value."""
    joined: list[list[Any]] = [[] for _ in range(len(parts[0]) + 2)]
    for part, (clinical_at, row) in zip(parts, owners, strict=True):
        for column, values in zip(joined, part, strict=False):
            column.extend(values)
        count = len(part[0])
        joined[-2].extend([clinical_at] * count)
        joined[-1].extend([row] * count)
    return joined
