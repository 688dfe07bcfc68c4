"""Encryption at rest with one key per facility, wrapped by the installation's master key.

A sealed value is: 1 byte format, 12 bytes nonce, AES-256-GCM ciphertext with tag; the facility's code is
authenticated with it, so bytes moved to another facility do not open. Destroying a facility's wrapped key
destroys everything sealed with it, backups included.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection

from benhan.store.problems import BLOB_DAMAGED

_FORMAT = b"\x01"
_NONCE = 12


def encrypt(facility: str, plain: bytes) -> bytes:
    """Seal bytes for a facility; the border must be entered."""
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + AESGCM(_facility_key(facility)).encrypt(nonce, plain, facility.encode())


def decrypt(facility: str, sealed: bytes) -> bytes:
    """Open sealed bytes; raises BLOB_DAMAGED when they were altered or belong elsewhere."""
    if sealed[:1] != _FORMAT or len(sealed) <= _NONCE:
        raise BLOB_DAMAGED.at()
    nonce, body = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return AESGCM(_facility_key(facility)).decrypt(nonce, body, facility.encode())
    except InvalidTag:
        raise BLOB_DAMAGED.at() from None


def _master() -> AESGCM:
    secret = str(settings.BENHAN_MASTER_KEY).encode()
    return AESGCM(hmac.new(secret, b"facility-keys", hashlib.sha256).digest())


def _facility_key(facility: str) -> bytes:
    return _unwrapped(facility, _wrapped(facility))


@lru_cache(maxsize=64)
def _unwrapped(facility: str, wrapped: bytes) -> bytes:
    return _master().decrypt(wrapped[:_NONCE], wrapped[_NONCE:], facility.encode())


def _wrapped(facility: str) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT wrapped FROM store_facility_key WHERE facility = %s", [facility])
        found = cursor.fetchone()
        if found:
            return bytes(found[0])
        nonce = os.urandom(_NONCE)
        fresh = nonce + _master().encrypt(nonce, os.urandom(32), facility.encode())
        cursor.execute(
            "INSERT INTO store_facility_key (facility, wrapped) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [facility, fresh],
        )
        cursor.execute("SELECT wrapped FROM store_facility_key WHERE facility = %s", [facility])
        return bytes(cursor.fetchone()[0])
