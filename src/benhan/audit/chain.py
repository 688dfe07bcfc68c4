"""The chain over the entries: link = HMAC(facility key, previous link ‖ entry).

The key comes from the installation's master key, which the database never sees: SQL alone, even a superuser's,
can't forge a link. Entries are linked in the order (transaction, id), and only once every transaction that
could still commit before them has ended (`pg_snapshot_xmin`), so no later row can slip in between.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime

from django.conf import settings

START = b"\0" * 32
ENTRY_COLUMNS = (
    "id, facility, transaction::text, at, account, account_name, role, purpose, session, address, act, outcome, "
    "resource_type, resource_id, version, patient, incident, detail"
)


def facility_key(facility: str) -> bytes:
    master = str(settings.BENHAN_MASTER_KEY).encode()
    return hmac.new(master, b"audit-chain\0" + facility.encode(), hashlib.sha256).digest()


def entry_bytes(row: Sequence[object]) -> bytes:
    """An entry as bytes: every column, length-prefixed, so that no two rows share a text."""
    parts = []
    for value in row:
        if isinstance(value, datetime):
            value = value.astimezone(UTC).isoformat(timespec="microseconds")
        text = str(value).encode()
        parts.append(len(text).to_bytes(4, "big") + text)
    return b"".join(parts)


def link(key: bytes, previous: bytes, row: Sequence[object]) -> bytes:
    return hmac.new(key, previous + hashlib.sha256(entry_bytes(row)).digest(), hashlib.sha256).digest()
