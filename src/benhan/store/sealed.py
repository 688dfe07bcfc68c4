"""Which encounters are sealed: nothing in them is written any more, by whichever way (docs/adr/0006)."""

from __future__ import annotations

from django.db import connection

from benhan.store.repository import Repository

_SEAL = "INSERT INTO store_sealed (facility, encounter, record) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_IS_SEALED = "SELECT store_is_sealed(%s, %s)"


def seal(repository: Repository, *, encounter: str, record: str) -> None:
    """From here on the database refuses every write in this encounter. Ids, not references."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAL, [repository.by.facility, encounter, record])


def is_sealed(facility: str, encounter: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_IS_SEALED, [facility, encounter])
        return bool(cursor.fetchone()[0])
