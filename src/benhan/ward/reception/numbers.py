"""Numbers that people read out: the patient's number and the place in the queue. Never the same twice.

The counter's row stays locked until the transaction ends, so a second desk waits for the first and then
counts on; a number whose transaction is undone is given again.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection

from benhan.access.actor import system_actor
from benhan.fhir.systems import ADMISSION_NUMBER, OUTPATIENT_NUMBER, PATIENT_NUMBER, QUEUE_NUMBER
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
    """BN and 8 digits, one more than the last; numbers an import brought along are passed over."""
    number = _next_free(repository, PATIENTS, "Patient", lambda given: f"{PATIENT_NUMBER}|BN{given:08d}")
    return f"BN{number:08d}"


def outpatient_number(repository: Repository, year: int) -> str:
    """Số ngoại trú of a visit: NT, the year's two digits and 6 digits, each year from 1."""
    prefix = f"NT{year % 100:02d}"
    number = _next_free(
        repository,
        f"outpatient-{year}",
        "Encounter",
        lambda given: f"{OUTPATIENT_NUMBER}|{prefix}{given:06d}",
    )
    return f"{prefix}{number:06d}"


def admission_number(repository: Repository, year: int) -> str:
    """Số vào viện of a stay: VV, the year's two digits and 6 digits, each year from 1.

    Looked up with the installation's eyes: a doctor sees only their own patients' numbers.
    """
    prefix = f"VV{year % 100:02d}"
    with Repository(by=system_actor(repository.by.facility)) as office:
        number = _next_free(
            office, f"admission-{year}", "Encounter", lambda given: f"{ADMISSION_NUMBER}|{prefix}{given:06d}"
        )
    return f"{prefix}{number:06d}"


def _next_free(
    repository: Repository, counter: str, resource_type: str, identifier: Callable[[int], str]
) -> int:
    """The next number of a counter that nobody has.

    An import's numbers run on without gaps, so the first free one is found by doubling and halving; the
    counter's row is locked by then, so nobody else looks at the same time.
    """

    def is_taken(number: int) -> bool:
        pairs = [("identifier", identifier(number)), ("_count", "1")]
        return bool(repository.search(resource_type, pairs).matches)

    facility = repository.by.facility
    taken = next_number(facility, counter, lambda: 1)
    if not is_taken(taken):
        return taken
    step = 1
    while is_taken(taken + step):
        taken, step = taken + step, step * 2
    free = taken + step
    while free - taken > 1:
        middle = (free + taken) // 2
        taken, free = (middle, free) if is_taken(middle) else (taken, middle)
    return _move_on(facility, counter, free)


def _move_on(facility: str, counter: str, least: int) -> int:
    """Move a counter on to at least this number."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [facility, counter, least])
        row = cursor.fetchone()
    if row is None:
        raise RuntimeError("a counter gave no number")
    return int(row[0])


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
