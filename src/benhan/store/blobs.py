"""Documents' bytes: content-addressed by SHA-256, sealed with the facility's key, kept for ever as they were.

Only `records` calls this, after the Repository has let the actor read the DocumentReference that names the bytes.
"""

from __future__ import annotations

import hashlib

from django.db import connection

from benhan.store import keyring
from benhan.store.problems import BLOB_DAMAGED, NOT_FOUND

_INSERT = """
INSERT INTO store_blob (facility, sha256, size, content_type, sealed) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""


def put(facility: str, content: bytes, content_type: str) -> str:
    """Keep the bytes; returns their SHA-256 in hexadecimal. Storing the same bytes twice keeps one copy."""
    digest = hashlib.sha256(content).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT, [facility, digest, len(content), content_type, keyring.encrypt(facility, content)]
        )
    return digest


def get(facility: str, sha256: str) -> bytes:
    """The bytes; raises NOT_FOUND, or BLOB_DAMAGED when they no longer match their name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sealed FROM store_blob WHERE facility = %s AND sha256 = %s", [facility, sha256]
        )
        found = cursor.fetchone()
    if found is None:
        raise NOT_FOUND.at()
    content = keyring.decrypt(facility, bytes(found[0]))
    if hashlib.sha256(content).hexdigest() != sha256:
        raise BLOB_DAMAGED.at()
    return content
