"""A parsed query to one SELECT, seen only through what the actor may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from benhan.access.actor import Actor
from benhan.access.permissions import Reach
from benhan.fhir.search import query as q
from benhan.fhir.search.extract import index_rows
from benhan.fhir.search.parameters import search_parameters
from benhan.store.rows import param_key, reference_target
from benhan.store.search_conditions import Fragment, condition

if TYPE_CHECKING:
    from benhan.store.repository import Repository, Stored

DEFAULT_COUNT = 50
LARGEST_COUNT = 1_000
LARGEST_INCLUDE = 2_000

_OPEN_TO = (
    "c.patient IN (SELECT a.patient FROM access_assignment a WHERE a.facility = %s "
    "AND (a.until IS NULL OR a.until > now()) AND (a.department = ANY(%s::text[]) OR (%s <> '' AND a.practitioner = %s)) "
    "UNION ALL SELECT b.patient FROM access_break_glass b "
    "WHERE b.facility = %s AND b.account = %s AND b.expires_at > now())"
)
_SELECT = (
    "SELECT c.type, c.id, c.version, c.at, c.patient, v.body FROM store_current c "
    "JOIN store_version v USING (facility, type, id, version) WHERE c.facility = %s AND c.type = %s"
)
_COUNT = "SELECT count(*) FROM store_current c WHERE c.facility = %s AND c.type = %s"


@dataclass(frozen=True, slots=True)
class Row:
    version: int
    at: datetime
    patient: str
    body: str


@dataclass(frozen=True, slots=True)
class Found:
    """total is exact when the page holds everything or `_total=accurate` was asked, else None."""

    rows: tuple[Row, ...]
    total: int | None
    next_offset: int | None


def plan(query: q.SearchQuery, *, actor: Actor, reach: Reach, offset: int, limit: int) -> Fragment:
    """The SELECT of a page of `limit` rows, as printable text and values."""
    where = _where(query, actor, reach)
    order = _order(query)
    sql = f"{_SELECT}{where.sql} ORDER BY {order.sql} LIMIT %s OFFSET %s"
    return Fragment(sql, (actor.facility, query.resource_type, *where.values, *order.values, limit, offset))


def count_plan(query: q.SearchQuery, *, actor: Actor, reach: Reach) -> Fragment:
    where = _where(query, actor, reach)
    return Fragment(f"{_COUNT}{where.sql}", (actor.facility, query.resource_type, *where.values))


def run(query: q.SearchQuery, *, actor: Actor, reach: Reach, offset: int) -> Found:
    limit = DEFAULT_COUNT if query.count is None else min(query.count, LARGEST_COUNT)
    wants_only_total = query.count == 0 or query.summary == "count"
    rows: list[Any] = []
    if not wants_only_total:
        rows = _fetch(plan(query, actor=actor, reach=reach, offset=offset, limit=limit + 1))
    more = len(rows) > limit
    total = None if more or (offset and not rows) else offset + len(rows)
    if wants_only_total or (query.total == "accurate" and total is None):
        total = int(_fetch(count_plan(query, actor=actor, reach=reach))[0][0])
    found = tuple(Row(version, at, patient, body) for _, _, version, at, patient, body in rows[:limit])
    return Found(found, total, offset + limit if more else None)


def totals(queries: Sequence[q.SearchQuery], *, actor: Actor, reach: Reach) -> tuple[int, ...]:
    """How many match each query, asked in one statement."""
    plans = [count_plan(query, actor=actor, reach=reach) for query in queries]
    columns = ", ".join(f"({one.sql})" for one in plans)
    row = _fetch(Fragment(f"SELECT {columns}", tuple(value for one in plans for value in one.values)))[0]
    return tuple(int(number) for number in row)


def _fetch(fragment: Fragment) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(fragment.sql, fragment.values)
        return list(cursor.fetchall())


def _where(query: q.SearchQuery, actor: Actor, reach: Reach) -> Fragment:
    parts = [condition(query.resource_type, item) for item in query.conditions]
    if reach is not Reach.FACILITY:
        parts.append(
            Fragment(
                _OPEN_TO,
                (
                    actor.facility,
                    sorted(actor.departments),
                    actor.practitioner,
                    actor.practitioner,
                    actor.facility,
                    actor.account,
                ),
            )
        )
    sql = "".join(f" AND {part.sql}" for part in parts)
    return Fragment(sql, tuple(value for part in parts for value in part.values))


_SORT_COLUMNS = {
    "token": ("min(i.code)", "max(i.code)"),
    "string": ("min(i.sort_key)", "max(i.sort_key)"),
    "reference": ("min(i.target)", "max(i.target)"),
    "date": ("min(i.low)", "max(i.high)"),
    "quantity": ("min(i.low)", "max(i.high)"),
    "number": ("min(i.low)", "max(i.high)"),
    "uri": ("min(i.value)", "max(i.value)"),
}


def _order(query: q.SearchQuery) -> Fragment:
    """Asked keys first; without any, newest clinical date first."""
    if not query.sort:
        return Fragment("c.clinical_at DESC, c.row")
    parts = []
    values: list[Any] = []
    for key in query.sort:
        direction = "DESC NULLS LAST" if key.is_descending else "ASC NULLS LAST"
        if key.param in ("_id", "_lastUpdated"):
            parts.append(f"c.{'id' if key.param == '_id' else 'at'} {direction}")
            continue
        kind = "quantity" if key.kind == "number" else key.kind
        column = _SORT_COLUMNS[kind][key.is_descending]
        parts.append(
            f"(SELECT {column} FROM store_index_{kind} i "  # noqa: S608 — names from constant tables
            f"WHERE i.facility = c.facility AND i.row = c.row AND i.param = %s) {direction}"
        )
        values.append(param_key(query.resource_type, key.param))
    return Fragment(", ".join([*parts, "c.id"]), tuple(values))


def included(repository: Repository, query: q.SearchQuery, matches: Sequence[Stored]) -> tuple[Stored, ...]:
    """What _include and _revinclude add: each resource once, never a match, only what the actor may see."""
    if not query.includes or not matches:
        return ()
    known = {stored.reference for stored in matches}
    found: dict[str, Stored] = {}
    frontier, is_first = list(matches), True
    while frontier and len(found) < LARGEST_INCLUDE:
        fresh: dict[str, Stored] = {}
        for include in query.includes:
            if is_first or include.is_iterating:
                fresh |= _follow(repository, include, frontier)
        frontier = [stored for name, stored in fresh.items() if name not in known and name not in found]
        found |= {stored.reference: stored for stored in frontier}
        is_first = False
    return tuple(found.values())


def _follow(repository: Repository, include: q.Include, sources: Sequence[Stored]) -> dict[str, Stored]:
    if include.is_reverse:
        return _backward(repository, include, sources)
    wanted = []
    for stored in sources:
        if stored.type != include.source_type:
            continue
        for row in index_rows(stored.resource).references:
            fits = row.target_id and include.param in ("*", row.param)
            if fits and include.target_type in ("", row.target_type):
                wanted.append(reference_target(row))
    return repository.read_many(wanted)


def _backward(repository: Repository, include: q.Include, sources: Sequence[Stored]) -> dict[str, Stored]:
    parameters = search_parameters(include.source_type)
    codes = [include.param]
    if include.param == "*":
        codes = [
            code
            for code, parameter in parameters.items()
            if parameter.type == "reference" and parameter.paths
        ]
    values = tuple(q.ReferenceValue(target_type=stored.type, target_id=stored.id) for stored in sources)
    found: dict[str, Stored] = {}
    for code in codes:
        reverse = q.SearchQuery(
            include.source_type, conditions=(q.ReferenceCondition(code, values),), count=LARGEST_COUNT
        )
        found |= {stored.reference: stored for stored in repository.search_query(reverse).matches}
    return found
