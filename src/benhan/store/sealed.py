"""Which encounters are sealed: nothing in them is written any more, by whichever way (docs/adr/0006)."""

from __future__ import annotations

from django.db import connection

from benhan.store.blobs import get
from benhan.store.problems import SEALED
from benhan.store.repository import Repository, Stored

_SEAL = "INSERT INTO store_sealed (facility, encounter, record) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_IS_SEALED = "SELECT store_is_sealed(%s, %s)"
_RENEW = "INSERT INTO store_renewal (facility, document, sha256, account) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
_NEWEST = "SELECT sha256 FROM store_renewal WHERE facility = %s AND document = %s ORDER BY at DESC LIMIT 1"


def seal(repository: Repository, *, encounter: str, record: str) -> None:
    """From here on the database refuses every write in this encounter. Ids, not references."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAL, [repository.by.facility, encounter, record])


def is_sealed(facility: str, encounter: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_IS_SEALED, [facility, encounter])
        return bool(cursor.fetchone()[0])


def refuse_sealed(repository: Repository, encounter: str) -> None:
    """Raises SEALED when nothing may be written in this encounter (its id) any more."""
    if is_sealed(repository.by.facility, encounter):
        raise SEALED.at("Encounter")


def keep_renewed(repository: Repository, document: Stored, sha256: str) -> None:
    """Bytes with a fresh archive timestamp stand beside the sealed ones, which stay: no version is written."""
    with connection.cursor() as cursor:
        cursor.execute(_RENEW, [repository.by.facility, document.id, sha256, repository.by.account])


def renewed_bytes(repository: Repository, document: Stored) -> bytes | None:
    """The newest renewed bytes of a document the actor was let read, None when it never needed any."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [repository.by.facility, document.id])
        found = cursor.fetchone()
    return get(repository.by.facility, str(found[0])) if found else None
