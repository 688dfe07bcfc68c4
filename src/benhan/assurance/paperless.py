"""What share of the work never touched paper, counted from live data with the searches that were asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_DOWN, Decimal
from urllib.parse import parse_qsl

from django.db import connection

from benhan.forms.catalogue import forms
from benhan.law.paperless import AUDIT, Measure, measures
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE
from benhan.store.repository import Repository

PERIOD_DAYS = 30
_STAGES = {"giai-doan-ho-so|": f"{RECORD_STAGE}|", "giai-doan-giay-to|": f"{DOCUMENT_STAGE}|"}
_AUDITED = """
SELECT count(DISTINCT resource_id) FROM audit_entry
WHERE facility = %s AND act = %s AND outcome = 'success' AND at >= %s::date AND at < %s::date
"""


@dataclass(frozen=True, slots=True)
class Share:
    """One measure in a period; part of whole, percent rounded down, None when there is nothing to count."""

    measure: Measure
    whole: int
    part: int
    asked: tuple[str, ...]

    @property
    def percent(self) -> int | None:
        if not self.whole:
            return None
        return int((Decimal(self.part) * 100 / self.whole).quantize(Decimal(1), rounding=ROUND_DOWN))


def shares(repository: Repository, *, until: date, days: int = PERIOD_DAYS) -> tuple[Share, ...]:
    """Every measure over the `days` before `until` (that day is not counted in)."""
    names = {
        "from": (until - timedelta(days=days)).isoformat(),
        "to": until.isoformat(),
        "consent": ",".join(sorted({one.code for one in forms() if one.kind == "consent"})),
    }
    return tuple(_share(repository, one, names) for one in measures())


def index(found: Iterable[Share]) -> int | None:
    """The paperless index: the mean of the shares that could be counted, rounded down."""
    counted = [one.percent for one in found if one.percent is not None]
    return sum(counted) // len(counted) if counted else None


def _share(repository: Repository, measure: Measure, names: Mapping[str, str]) -> Share:
    asked = {
        part: [_filled(one, names) for one in getattr(measure, part)]
        for part in ("whole", "paperless", "touched")
    }
    totals = {
        part: sum(_count(repository, one, names) for one in searches) for part, searches in asked.items()
    }
    part = max(0, min(totals["whole"], totals["paperless"] - totals["touched"]))
    lines = (*asked["whole"], *asked["paperless"], *asked["touched"])
    return Share(measure, totals["whole"], part, tuple(dict.fromkeys(lines)))


def _filled(search: str, names: Mapping[str, str]) -> str:
    for name, value in names.items():
        search = search.replace(f"{{{name}}}", value)
    return search


def _count(repository: Repository, search: str, names: Mapping[str, str]) -> int:
    if search.startswith(AUDIT):
        with connection.cursor() as cursor:
            cursor.execute(
                _AUDITED, [repository.by.facility, search.removeprefix(AUDIT), names["from"], names["to"]]
            )
            return int(cursor.fetchone()[0])
    kind, _, query = search.partition("?")
    for short, whole in _STAGES.items():
        query = query.replace(short, whole)
    return repository.totals(kind, [parse_qsl(query)])[0]
