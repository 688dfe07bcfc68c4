"""All that is kept of a facility, streamed: for whoever takes it along. Rows come from cursors on the server's side.

The caller has entered the border and accounts for the act; nothing here asks who may.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

PAGE = 500
_TYPES = "SELECT DISTINCT type FROM store_version WHERE facility = %s ORDER BY type"
_VERSIONS = (
    "SELECT type, id, version, at, account, deleted, body FROM store_version WHERE facility = %s AND type = %s "
    "ORDER BY id, version"
)
_CURRENT = (
    "SELECT v.body FROM store_current c JOIN store_version v USING (facility, type, id, version) "
    "WHERE c.facility = %s AND c.type = %s ORDER BY c.id"
)
_BLOBS = "SELECT sha256, content_type FROM store_blob WHERE facility = %s ORDER BY sha256"
_COUNT = (
    "SELECT (SELECT count(*) FROM store_version WHERE facility = %(facility)s) "
    "+ (SELECT count(*) FROM store_current WHERE facility = %(facility)s) "
    "+ (SELECT count(*) FROM store_blob WHERE facility = %(facility)s)"
)


@dataclass(frozen=True, slots=True)
class Version:
    """One version as it was stored; body is the exact JSON text, "" for a deletion."""

    type: str
    id: str
    version: int
    at: datetime
    account: str
    is_deleted: bool
    body: str


def rows(statement: str, parameters: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a page at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while page := cursor.fetchmany(PAGE):
            yield from page


def count(facility: str) -> int:
    """Versions, current resources and blobs together."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"facility": facility})
        return int(cursor.fetchone()[0])


def types(facility: str) -> tuple[str, ...]:
    """Resource types of which there is or was anything."""
    return tuple(str(row[0]) for row in rows(_TYPES, [facility]))


def versions(facility: str, resource_type: str) -> Iterator[Version]:
    return (Version(*row) for row in rows(_VERSIONS, [facility, resource_type]))


def current_bodies(facility: str, resource_type: str) -> Iterator[str]:
    return (str(row[0]) for row in rows(_CURRENT, [facility, resource_type]))


def blob_names(facility: str) -> Iterator[tuple[str, str]]:
    """(SHA-256, content type) of every kept byte sequence."""
    return ((str(row[0]), str(row[1])) for row in rows(_BLOBS, [facility]))
