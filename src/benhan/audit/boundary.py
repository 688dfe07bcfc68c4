"""The outermost edge around an act: a refusal rolls back what was begun, and is then accounted for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from benhan.audit.entry import By, Entry, write
from benhan.fhir.problems import ProblemError


@contextmanager
def refusals(*, by: By) -> Iterator[None]:
    """Record a ProblemError that leaves this block as refused, in a transaction of its own, and let it go on."""
    try:
        yield
    except ProblemError as problem:
        if not problem.is_recorded:
            problem.is_recorded = True
            record(by, problem)
        raise


def record(by: By, problem: ProblemError) -> None:
    """One refused entry: the code and where, never the content."""
    kind, _, rest = problem.expression.partition("/")
    entry = Entry(
        "attempt",
        outcome="refused",
        resource_type=kind.split(".")[0][:64],
        resource_id=rest[:64],
        detail={"code": problem.problem.code},
    )
    record_entry(by, entry)


def record_entry(by: By, entry: Entry) -> None:
    """Write one entry in its own transaction (logins, refusals)."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('benhan.facility', %s, true)", [by.facility])
        write(by, [entry])


__all__ = ["record", "record_entry", "refusals"]
