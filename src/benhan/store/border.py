"""The facility border in the database session: nothing is visible until one facility is entered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

_ENTER = "SELECT set_config('benhan.facility', %s, true), set_config('synchronous_commit', %s, true)"
_entered = threading.local()  # as connections are


def entries() -> int:
    """How often this thread entered a facility: what was learnt of one is no longer true after another."""
    return int(getattr(_entered, "times", 0))


def enter(facility: str, *, writes: bool = True) -> None:
    """Make one facility visible until the current transaction ends. One statement.

    writes  False lets a request that only reads commit its audit entries without waiting for the disk
            (measured in docs/adr/0004); a write through the Repository turns waiting on again.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("the border is entered inside a transaction")
    _entered.times = entries() + 1
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [facility, "on" if writes else "off"])


def here() -> str:
    """The facility this transaction sees, "" when none was entered."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('benhan.facility', true)")
        return str(cursor.fetchone()[0] or "")


@contextmanager
def facility_transaction(facility: str) -> Iterator[None]:
    """A transaction that sees one facility; for jobs and commands."""
    with transaction.atomic():
        enter(facility)
        yield
