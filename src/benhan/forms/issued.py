"""Which versions of forms has the session's own facility issued? Read once per process while nothing is added.

Only inside a transaction that entered a facility (store.border) is there anything to see: row security gives
the facility's rows, and the newest row's number, asked once per transaction, tells whether what this process
holds is still all of it. Rows are never changed, so what is held can't be wrong, only short.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.conf import settings
from django.db import connection, transaction

from benhan.store import border

_NEWEST = (
    "SELECT coalesce(current_setting('benhan.facility', true), ''), coalesce(max(id), 0), count(*) "
    "FROM forms_issued_version"
)
_COLUMNS = (
    "id, facility, code, version, base_version, content::text, valid_from, valid_to, reason, decision_number, "
    "decision_date, decided_by_name, decided_at, drafted_by_name, drafted_at"
)
_ROWS = f"SELECT {_COLUMNS} FROM forms_issued_version WHERE facility = %s AND id <= %s ORDER BY id"  # noqa: S608


@dataclass(frozen=True, slots=True)
class Issued:
    """A row as it was issued; content is the JSON text of forms.changes."""

    id: int
    facility: str
    code: str
    version: str
    base_version: str
    content: str
    valid_from: date
    valid_to: date | None
    reason: str
    decision_number: str
    decision_date: date
    decided_by_name: str
    decided_at: datetime
    drafted_by_name: str
    drafted_at: datetime


class _Seen:
    """What this transaction knows of its facility; a hook of the transaction, so it ends with it."""

    def __init__(self, facility: str, newest: int, count: int) -> None:
        self.facility, self.newest, self.count = facility, newest, count
        self.entries = border.entries()
        self.is_stale = False

    def __call__(self) -> None:
        """Nothing is left to do at commit."""


def rows() -> Mapping[str, tuple[Issued, ...]]:
    """The facility's versions by code, in the order of issue; none outside a facility's transaction."""
    if not _is_in_transaction():
        return {}
    seen = _seen()
    return _rows(seen.facility, seen.newest, seen.count) if seen.newest else {}


def _is_in_transaction() -> bool:
    """Tools that print or count without any database have no settings, and nothing to see."""
    return settings.configured and connection.in_atomic_block


def of_code(code: str) -> tuple[Issued, ...]:
    return rows().get(code, ())


def in_force(code: str, at: date, base_version: str) -> Issued | None:
    """The version that holds on a day: begun last, not ended, made from the base form that holds then.

    When the Ministry's form changes, the facility's version of the old one holds no longer.
    """
    begun = [one for one in of_code(code) if one.valid_from <= at and one.base_version == base_version]
    last = max(begun, key=lambda one: (one.valid_from, one.id), default=None)
    return last if last and (last.valid_to is None or at <= last.valid_to) else None


def forget() -> None:
    """A row was added in this transaction: ask again."""
    for seen in _hooks():
        seen.is_stale = True


def _seen() -> _Seen:
    for seen in reversed(_hooks()):
        if not seen.is_stale and seen.entries == border.entries():
            return seen
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        facility, newest, count = cursor.fetchone()
    made = _Seen(facility, newest if facility else 0, count)
    transaction.on_commit(made)
    return made


def _hooks() -> list[_Seen]:
    """Ours among the hooks of the transaction: Django drops them at its end, and with a savepoint undone."""
    return [hook for _, hook, *_ in connection.run_on_commit if isinstance(hook, _Seen)]


@lru_cache(maxsize=256)
def _rows(facility: str, newest: int, count: int) -> Mapping[str, tuple[Issued, ...]]:
    """count  part of the key only: of two acts at once the later number may be committed first"""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [facility, newest])
        found = [Issued(*row) for row in cursor.fetchall()]
    made: dict[str, tuple[Issued, ...]] = {}
    for one in found:
        made[one.code] = (*made.get(one.code, ()), one)
    return made
