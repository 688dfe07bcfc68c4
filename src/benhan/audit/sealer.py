"""Links committed entries into their facility's chain, within a second, off the write path."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from benhan.audit.chain import ENTRY_COLUMNS, START, facility_key, link

BATCH = 2_000
_FACILITIES = "SELECT code FROM access_facility ORDER BY code"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('audit-seal/' || %s, 0))"
_HEAD = "SELECT seq, transaction::text, entry, chain FROM audit_link WHERE facility = %s ORDER BY seq DESC LIMIT 1"
_PENDING = f"""
SELECT {ENTRY_COLUMNS} FROM audit_entry
WHERE facility = %s AND (transaction, id) > (%s::xid8, %s) AND transaction < pg_snapshot_xmin(pg_current_snapshot())
ORDER BY audit_entry.transaction, id LIMIT {BATCH}
"""  # noqa: S608 — constants only
_INSERT = """
INSERT INTO audit_link (facility, seq, entry, transaction, chain)
SELECT %s, l.* FROM unnest(%s::bigint[], %s::bigint[], %s::xid8[], %s::bytea[]) l
"""


def seal_pending() -> int:
    """Link everything that can be linked, in every facility; returns how many entries."""
    with connection.cursor() as cursor:
        cursor.execute(_FACILITIES)
        facilities = [row[0] for row in cursor.fetchall()]
    total = 0
    for facility in facilities:
        while (sealed := _seal_batch(facility)) > 0:
            total += sealed
            if sealed < BATCH:
                break
    return total


def _seal_batch(facility: str) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('benhan.facility', %s, true)", [facility])
        cursor.execute(_LOCK, [facility])
        cursor.execute(_HEAD, [facility])
        seq, last_transaction, last_entry, chain = cursor.fetchone() or (0, "0", 0, START)
        cursor.execute(_PENDING, [facility, last_transaction, last_entry])
        rows = cursor.fetchall()
        if not rows:
            return 0
        key, chain = facility_key(facility), bytes(chain)
        chains = [chain := link(key, chain, row) for row in rows]
        seqs = list(range(seq + 1, seq + 1 + len(rows)))
        cursor.execute(_INSERT, [facility, seqs, [row[0] for row in rows], [row[2] for row in rows], chains])
        may_note = _goes_on_from_noted(facility)
    if may_note:
        _write_head(facility, seqs[-1], chain)
    return len(rows)


def _goes_on_from_noted(facility: str) -> bool:
    """Whether the chain still holds the link noted outside; when it was cut, the note stays as the proof of it."""
    noted = noted_head(facility)
    if noted is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT chain FROM audit_link WHERE facility = %s AND seq = %s", [facility, noted[0]])
        found = cursor.fetchone()
    return found is not None and bytes(found[0]).hex() == noted[1]


def noted_head(facility: str) -> tuple[int, str] | None:
    """(number, chain as hexadecimal) of the newest link noted outside the database."""
    file = head_file(facility)
    if not file.exists():
        return None
    seq, _, chain = file.read_text(encoding="ascii").strip().partition(" ")
    return (int(seq), chain) if seq.isdigit() else (0, chain)


def head_file(facility: str) -> Path:
    """Where the newest link is noted outside the database, so that cutting the chain's end shows."""
    return Path(settings.BENHAN_DATA) / "audit" / f"{facility}.head"


def _write_head(facility: str, seq: int, chain: bytes) -> None:
    file = head_file(facility)
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(f"{seq} {chain.hex()}\n", encoding="ascii")
    fresh.replace(file)
