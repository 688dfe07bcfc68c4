"""Reading the account of acts: filtered, newest first, paged by key so that the last page costs what the first does.

The facility's border is entered by the caller's transaction; who may read is the caller's to demand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

_COLUMNS = "id, at, account, account_name, role, purpose, address, act, outcome, resource_type, resource_id, patient, detail"
_WHERE = """
facility = %(facility)s
AND (%(accounts)s::text[] IS NULL OR account = ANY(%(accounts)s))
AND (%(patient)s = '' OR patient = %(patient)s)
AND (%(acts)s::text[] IS NULL OR act = ANY(%(acts)s))
AND (%(outcome)s = '' OR outcome = %(outcome)s)
AND (%(resource_type)s = '' OR (resource_type = %(resource_type)s AND resource_id = %(resource_id)s))
AND (%(since)s::timestamptz IS NULL OR at >= %(since)s)
AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
"""
_PAGE = (
    f"SELECT {_COLUMNS} FROM audit_entry WHERE {_WHERE} "  # noqa: S608 — constant parts
    "AND (%(before)s::bigint IS NULL OR id < %(before)s) ORDER BY id DESC LIMIT %(limit)s"
)
_READERS = (
    "SELECT account, max(account_name), max(role), count(*), min(at), max(at) FROM audit_entry "  # noqa: S608
    f"WHERE {_WHERE} GROUP BY account ORDER BY max(id) DESC LIMIT %(limit)s"
)
_COUNTS = """
SELECT g.key, count(e.id) FROM unnest(%s::text[], %s::text[], %s::text[], %s::timestamptz[], %s::timestamptz[])
    AS g (key, account, patient, since, until)
LEFT JOIN audit_entry e ON e.facility = %s AND e.account = g.account AND e.patient = g.patient
    AND e.at >= g.since AND e.at <= g.until
GROUP BY g.key
"""
_NEWEST_ACTS = """
SELECT act, count(*) FROM (
    SELECT act, at FROM audit_entry WHERE facility = %s ORDER BY transaction DESC, id DESC LIMIT %s
) newest WHERE at >= %s GROUP BY act ORDER BY act
"""
_NEWEST_ROLES = """
SELECT DISTINCT role FROM (
    SELECT role, at FROM audit_entry WHERE facility = %s ORDER BY transaction DESC, id DESC LIMIT %s
) newest WHERE at >= %s
"""
_ENDS = """
SELECT (SELECT at FROM audit_entry WHERE facility = %(facility)s ORDER BY transaction, id LIMIT 1),
       (SELECT at FROM audit_entry WHERE facility = %(facility)s ORDER BY transaction DESC, id DESC LIMIT 1)
"""
_UNSEALED = """
SELECT at FROM audit_entry WHERE facility = %(facility)s AND (transaction, id) > (
    SELECT transaction, entry FROM audit_link WHERE facility = %(facility)s
    UNION ALL SELECT '0'::xid8, 0 ORDER BY 1 DESC, 2 DESC LIMIT 1
) ORDER BY transaction, id LIMIT 1
"""
_ERASABLE = "SELECT bool_or(has_table_privilege(t, p)) FROM unnest(%s::text[]) t, unnest(%s::text[]) p"
_LAST_LINK = "SELECT seq, sealed_at FROM audit_link WHERE facility = %s ORDER BY seq DESC LIMIT 1"


@dataclass(frozen=True, slots=True)
class Sought:
    """What to look for; what is left empty doesn't narrow.

    accounts  ids; None for anybody, () for nobody
    resource  "Type/id"
    since     aware, inside; until is aware, outside
    """

    accounts: tuple[str, ...] | None = None
    patient: str = ""
    acts: tuple[str, ...] | None = None
    outcome: str = ""
    resource: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it was written."""

    id: int
    at: datetime
    account: str
    account_name: str
    role: str
    purpose: str
    address: str
    act: str
    outcome: str
    resource_type: str
    resource_id: str
    patient: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PageOfLines:
    """Lines newest first; older is the key of the next page, None on the last."""

    lines: tuple[Line, ...]
    older: int | None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody among the entries sought: how often, from when to when."""

    account: str
    name: str
    role: str
    entries: int
    first: datetime
    last: datetime


def page(facility: str, sought: Sought, *, before: int | None = None, size: int = 50) -> PageOfLines:
    """One page of entries older than the key `before`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_PAGE, _parameters(facility, sought) | {"before": before, "limit": size + 1})
        found = [_line(row) for row in cursor.fetchall()]
    return PageOfLines(tuple(found[:size]), found[size - 1].id if len(found) > size else None)


def every(facility: str, sought: Sought, *, limit: int) -> Iterator[Line]:
    """Entries newest first, fetched page by page, at most `limit`."""
    before: int | None = None
    left = limit
    while left > 0:
        found = page(facility, sought, before=before, size=min(1_000, left))
        yield from found.lines
        left -= len(found.lines)
        if found.older is None:
            return
        before = found.older


def people(facility: str, sought: Sought, *, limit: int = 50) -> tuple[Person, ...]:
    """Who is among the entries, the latest first: the answer to "who opened this patient's record"."""
    with connection.cursor() as cursor:
        cursor.execute(_READERS, _parameters(facility, sought) | {"limit": limit})
        return tuple(Person(*row) for row in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class Span:
    """One account's time with one patient's record."""

    key: str
    account: str
    patient: str
    since: datetime
    until: datetime


def counts(facility: str, spans: Sequence[Span]) -> dict[str, int]:
    """How many entries each span holds, by its key. One query."""
    if not spans:
        return {}
    columns = [
        [getattr(span, name) for span in spans] for name in ("key", "account", "patient", "since", "until")
    ]
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [*columns, facility])
        return dict(cursor.fetchall())


def last_link(facility: str) -> tuple[int, datetime] | None:
    """The newest link of the facility's chain and when it was made."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST_LINK, [facility])
        row: tuple[int, datetime] | None = cursor.fetchone()
        return row


def acts_since(facility: str, since: datetime, *, newest: int = 20_000) -> dict[str, int]:
    """How often each act was done since then, among the newest entries. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_ACTS, [facility, newest, since])
        return dict(cursor.fetchall())


def roles_since(facility: str, since: datetime, *, newest: int = 20_000) -> set[str]:
    """Roles somebody acted in since then, among the newest entries. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST_ROLES, [facility, newest, since])
        return {word for row in cursor.fetchall() for word in row[0].split()}


def ends(facility: str) -> tuple[datetime | None, datetime | None]:
    """When the oldest and the newest entry were written; None without any."""
    with connection.cursor() as cursor:
        cursor.execute(_ENDS, {"facility": facility})
        oldest, newest = cursor.fetchone()
        return oldest, newest


def oldest_unsealed(facility: str) -> datetime | None:
    """When the oldest entry was written that no link holds yet; None when all are linked."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, {"facility": facility})
        row: tuple[datetime] | None = cursor.fetchone()
        return row[0] if row else None


def is_erasable() -> bool:
    """Whether the role this process works as may change or remove what was written."""
    with connection.cursor() as cursor:
        cursor.execute(_ERASABLE, [["audit_entry", "audit_link"], ["UPDATE", "DELETE", "TRUNCATE"]])
        return bool(cursor.fetchone()[0])


def _parameters(facility: str, sought: Sought) -> dict[str, Any]:
    return {
        "facility": facility,
        "accounts": None if sought.accounts is None else list(sought.accounts),
        "patient": sought.patient,
        "acts": None if sought.acts is None else list(sought.acts),
        "outcome": sought.outcome,
        "resource_type": sought.resource.partition("/")[0],
        "resource_id": sought.resource.partition("/")[2],
        "since": sought.since,
        "until": sought.until,
    }


def _line(row: tuple[Any, ...]) -> Line:
    values: list[Any] = [*row[:-1], json.loads(row[-1])]
    return Line(*values)
