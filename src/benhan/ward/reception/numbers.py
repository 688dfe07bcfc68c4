"""Numbers that people read out: the patient's number and the place in the queue. Never the same twice.

The counter's row stays locked until the transaction ends, so a second desk waits for the first and then
counts on; a number whose transaction is undone is given again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection

from benhan.fhir.systems import PATIENT_NUMBER, QUEUE_NUMBER
from benhan.store.repository import Repository

PATIENTS = "patient-number"
_NEXT = (
    "INSERT INTO ward_counter (facility, name, last) VALUES (%s, %s, %s) "
    "ON CONFLICT (facility, name) DO UPDATE SET last = greatest(ward_counter.last + 1, excluded.last) RETURNING last"
)
_KNOWN = "SELECT 1 FROM ward_counter WHERE facility = %s AND name = %s"


def next_number(facility: str, name: str, first: Callable[[], int]) -> int:
    """The next number under a name; `first` says where to begin and is asked only for an unknown name."""
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [facility, name])
        start = 1 if cursor.fetchone() else first()
        cursor.execute(_NEXT, [facility, name, start])
        row = cursor.fetchone()
    if row is None:
        raise RuntimeError("a counter gave no number")
    return int(row[0])


def patient_number(repository: Repository) -> str:
    """BN and 8 digits, one more than the last; numbers an import brought along are passed over.

    An import's numbers run on without gaps, so the first free one is found by doubling and halving; the
    counter's row is locked by then, so nobody else looks at the same time.
    """
    facility = repository.by.facility
    taken = next_number(facility, PATIENTS, lambda: 1)
    if not _is_taken(repository, taken):
        return f"BN{taken:08d}"
    step = 1
    while _is_taken(repository, taken + step):
        taken, step = taken + step, step * 2
    free = taken + step
    while free - taken > 1:
        middle = (free + taken) // 2
        taken, free = (middle, free) if _is_taken(repository, middle) else (taken, middle)
    return f"BN{_move_on(facility, free):08d}"


def _move_on(facility: str, least: int) -> int:
    """Move the patient counter on to at least this number."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [facility, PATIENTS, least])
        row = cursor.fetchone()
    if row is None:
        raise RuntimeError("a counter gave no number")
    return int(row[0])


def _is_taken(repository: Repository, number: int) -> bool:
    pairs = [("identifier", f"{PATIENT_NUMBER}|BN{number:08d}"), ("_count", "1")]
    return bool(repository.search("Patient", pairs).matches)


def queue_number(repository: Repository, department: str, day: date) -> str:
    """YYYY-MM-DD/<department>/NNN (docs/adr/0002)."""
    prefix = f"{day.isoformat()}/{department}"
    number = next_number(repository.by.facility, prefix, lambda: _last_given(repository, department, day) + 1)
    return f"{prefix}/{number:03d}"


def _last_given(repository: Repository, department: str, day: date) -> int:
    """Of today's visits that came another way than through this desk (imports)."""
    pairs = [
        ("service-provider", f"Organization/{department}"),
        ("date", f"sa{(day - timedelta(days=1)).isoformat()}"),
        ("_count", "1000"),
    ]
    found = repository.search("Encounter", pairs).matches
    prefix = f"{day.isoformat()}/{department}/"
    given = [
        item["value"].removeprefix(prefix)
        for stored in found
        for item in stored.resource.get("identifier", ())
        if item.get("system") == QUEUE_NUMBER and str(item.get("value", "")).startswith(prefix)
    ]
    return max((int(text) for text in given if text.isdigit()), default=0)
