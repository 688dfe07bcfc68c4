"""How do a facility's bytes lie in the database? For those who must prove that they are sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidTag
from django.db import connection

from benhan.store import keyring

_NEWEST = """
SELECT substring(sealed FROM 1 FOR 4096) FROM store_blob WHERE facility = %s ORDER BY at DESC, sha256 LIMIT %s
"""
_RAW = "SELECT sealed FROM store_blob WHERE facility = %s AND sha256 = %s"
_KEY = "SELECT wrapped, at FROM store_facility_key WHERE facility = %s"
_PLAIN = (b"%PDF-", b"\x89PNG\r\n", b"JFIF\0\x01")  # long enough not to stand in sealed bytes by chance


@dataclass(frozen=True, slots=True)
class Heads:
    """The newest files as they lie there: how many were looked at, how many begin like a readable file."""

    seen: int
    plain: int


def newest_heads(facility: str, *, limit: int = 50) -> Heads:
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [facility, limit])
        heads = [bytes(row[0]) for row in cursor.fetchall()]
    return Heads(len(heads), sum(is_plain(head) for head in heads))


def is_plain(head: bytes) -> bool:
    """Whether bytes are not in the sealed form of `keyring`, or carry a file's own beginning."""
    return head[:1] != keyring._FORMAT or any(sign in head for sign in _PLAIN)


def raw(facility: str, sha256: str) -> bytes:
    """A file's bytes as the database holds them; b"" when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_RAW, [facility, sha256])
        found = cursor.fetchone()
        return bytes(found[0]) if found else b""


def key_of(facility: str) -> tuple[bool, datetime | None]:
    """(whether the facility's key lies wrapped and opens with the installation's own, when it was made)."""
    with connection.cursor() as cursor:
        cursor.execute(_KEY, [facility])
        found = cursor.fetchone()
    if found is None:
        return False, None
    wrapped = bytes(found[0])
    try:
        key = keyring._unwrapped(facility, wrapped)
    except (InvalidTag, ValueError):
        return False, found[1]
    return key not in wrapped, found[1]
