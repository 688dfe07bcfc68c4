"""The next number of a year's series in a facility: HSCD-2026-003, SC-2026-001; never two alike."""

from __future__ import annotations

from django.db import connection
from django.db.models import Max, Model, QuerySet
from django.utils import timezone


def next_number(rows: QuerySet[Model], field: str, *, facility: str, series: str) -> str:
    """rows are the facility's own of the kind. Waits for another transaction that is numbering the same series."""
    stem = f"{series}-{timezone.localdate().year}-"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"{facility}/{stem}"])
    last = rows.filter(**{f"{field}__startswith": stem}).aggregate(last=Max(field))["last"]
    return f"{stem}{int(str(last).rsplit('-', 1)[1]) + 1 if last else 1:03d}"
