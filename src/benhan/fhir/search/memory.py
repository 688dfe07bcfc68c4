"""Which resources answer a query? The plain engine that every other engine must agree with.

It reads the same index rows as SQL does, so that both share one extraction; only the comparison is its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from benhan.fhir.search.dates import date_range
from benhan.fhir.search.extract import index_rows
from benhan.fhir.search.folding import sort_key_vi
from benhan.fhir.search.query import (
    Condition,
    DateCondition,
    DateValue,
    MissingCondition,
    QuantityCondition,
    QuantityValue,
    ReferenceCondition,
    ReferenceValue,
    SearchQuery,
    Sort,
    StringCondition,
    TokenCondition,
    TokenValue,
    UriCondition,
)
from benhan.fhir.search.rows import (
    DateRow,
    IndexRows,
    QuantityRow,
    ReferenceRow,
    StringRow,
    TokenRow,
)

Resource = Mapping[str, Any]


def search(query: SearchQuery, resources: Iterable[Resource]) -> list[Resource]:
    """The first page: matches in the order asked for (else by id), at most `count`."""
    found = [(resource, _rows(resource)) for resource in resources if matches(query, resource)]
    found.sort(key=lambda pair: str(pair[0].get("id", "")))
    for sort in reversed(query.sort):
        keyed = [(_sort_key(sort, rows), (resource, rows)) for resource, rows in found]
        present = [pair for pair in keyed if pair[0] is not None]
        present.sort(key=lambda pair: pair[0], reverse=sort.is_descending)
        found = [pair for _, pair in present] + [pair for key, pair in keyed if key is None]
    ordered = [resource for resource, _ in found]
    return ordered if query.count is None else ordered[: query.count]


def matches(query: SearchQuery, resource: Resource) -> bool:
    """Whether a resource answers every condition of a query."""
    if resource.get("resourceType") != query.resource_type:
        return False
    rows = _rows(resource)
    return all(_holds(condition, rows) for condition in query.conditions)


def _rows(resource: Resource) -> IndexRows:
    """The index rows and, as rows too, what a store keeps in columns."""
    rows = index_rows(resource)
    tokens, dates = rows.tokens, rows.dates
    if isinstance(resource.get("id"), str):
        tokens += (TokenRow("_id", "", resource["id"]),)
    updated = date_range(str(resource.get("meta", {}).get("lastUpdated", "")))
    if updated:
        dates += (DateRow("_lastUpdated", updated.low, updated.high),)
    return IndexRows(tokens, rows.strings, rows.references, dates, rows.quantities, rows.uris)


def _of_kind(rows: IndexRows, kind: str) -> Sequence[Any]:
    by_kind: Mapping[str, Sequence[Any]] = {
        "token": rows.tokens,
        "string": rows.strings,
        "reference": rows.references,
        "date": rows.dates,
        "number": rows.quantities,
        "quantity": rows.quantities,
        "uri": rows.uris,
    }
    return by_kind[kind]


def _holds(condition: Condition, rows: IndexRows) -> bool:
    if isinstance(condition, MissingCondition):
        is_present = any(row.param == condition.param for row in _of_kind(rows, condition.kind))
        return is_present is not condition.is_missing
    if isinstance(condition, TokenCondition):
        is_found = any(
            row.param == condition.param and any(_token(value, row) for value in condition.values)
            for row in rows.tokens
        )
        return is_found is not condition.negated
    if isinstance(condition, StringCondition):
        return any(r.param == condition.param and _string(condition, r) for r in rows.strings)
    if isinstance(condition, ReferenceCondition):
        return any(
            row.param == condition.param and any(_reference(value, row) for value in condition.values)
            for row in rows.references
        )
    if isinstance(condition, DateCondition):
        return any(
            row.param == condition.param and any(date_holds(value, row) for value in condition.values)
            for row in rows.dates
        )
    if isinstance(condition, QuantityCondition):
        return any(
            row.param == condition.param and any(quantity_holds(value, row) for value in condition.values)
            for row in rows.quantities
        )
    return any(r.param == condition.param and _uri(condition, r.value) for r in rows.uris)


def _token(value: TokenValue, row: TokenRow) -> bool:
    return value.system in (None, row.system) and value.code in (None, row.code)


def _string(condition: StringCondition, row: StringRow) -> bool:
    if condition.mode == "exact":
        return row.exact in condition.values
    if condition.mode == "contains":
        return any(value in row.folded for value in condition.values)
    return row.folded.startswith(condition.values)


def _reference(value: ReferenceValue, row: ReferenceRow) -> bool:
    if value.url:
        return row.url == value.url
    if value.target_id:
        return row.target_id == value.target_id and value.target_type in ("", row.target_type)
    if not (row.identifier_system or row.identifier_value):
        return False
    return value.identifier_system in (None, row.identifier_system) and value.identifier_value in (
        "",
        row.identifier_value,
    )


def date_holds(value: DateValue, row: DateRow) -> bool:
    """How a row's range stands to the searched one; the table is in DateValue."""
    is_within = row.low >= value.low and row.high <= value.high
    return {
        "eq": is_within,
        "ne": not is_within,
        "lt": row.low < value.low,
        "gt": row.high > value.high,
        "le": row.low < value.low or is_within,
        "ge": row.high > value.high or is_within,
        "eb": row.high <= value.low,
        "sa": row.low >= value.high,
        "ap": row.low < value.high and row.high > value.low,
    }[value.prefix]


def quantity_holds(value: QuantityValue, row: QuantityRow) -> bool:
    """How a row's bounds stand to the searched number; the table is in QuantityValue."""
    if value.unit is not None:
        if value.system is None and value.unit not in (row.code, row.unit):
            return False
        if value.system is not None and (row.system, row.code) != (value.system, value.unit):
            return False
    is_within = row.low >= value.low and row.high < value.high
    return {
        "eq": is_within,
        "ne": not is_within,
        "lt": row.low < value.value,
        "gt": row.high > value.value,
        "le": row.low <= value.value,
        "ge": row.high >= value.value,
        "eb": row.high < value.value,
        "sa": row.low > value.value,
        "ap": row.low <= value.high and row.high >= value.low,
    }[value.prefix]


def _uri(condition: UriCondition, uri: str) -> bool:
    if condition.mode == "below":
        return any(uri == v or uri.startswith(v.rstrip("/") + "/") for v in condition.values)
    if condition.mode == "above":
        return any(uri == v or v.startswith(uri.rstrip("/") + "/") for v in condition.values)
    return uri in condition.values


def _sort_key(sort: Sort, rows: IndexRows) -> Any:
    """The least (descending: greatest) key of a resource's rows, None without a row."""
    keys = [_row_key(sort, row) for row in _of_kind(rows, sort.kind) if row.param == sort.param]
    if not keys:
        return None
    return max(keys) if sort.is_descending else min(keys)


def _row_key(sort: Sort, row: Any) -> Any:
    if isinstance(row, StringRow):
        return sort_key_vi(row.exact)
    if isinstance(row, DateRow):
        return row.high if sort.is_descending else row.low
    if isinstance(row, QuantityRow):
        bound: Decimal = row.high if sort.is_descending else row.low
        return bound
    if isinstance(row, ReferenceRow):
        return (row.target_type, row.target_id, row.url)
    return row.code if isinstance(row, TokenRow) else row.value
