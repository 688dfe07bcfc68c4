"""Under what can a resource be found? Its index rows, shared by SQL and by the memory engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from benhan.fhir.search.expressions import Path, values_at
from benhan.fhir.search.parameters import search_parameters
from benhan.fhir.search.readers import (
    read_date,
    read_quantity,
    read_reference,
    read_string,
    read_token,
    read_uri,
)
from benhan.fhir.search.rows import (
    DateRow,
    IndexRows,
    QuantityRow,
    ReferenceRow,
    StringRow,
    TokenRow,
    UriRow,
)

# Answered from the store's own columns.
NOT_INDEXED = frozenset({"_id", "_lastUpdated"})

Reader = Callable[[str, Path, Any], Iterator[Any]]
_READERS: Mapping[str, Reader] = {
    "token": read_token,
    "string": read_string,
    "reference": read_reference,
    "date": read_date,
    "number": read_quantity,
    "quantity": read_quantity,
    "uri": read_uri,
}


def index_rows(resource: Mapping[str, Any]) -> IndexRows:
    """The index rows of a resource.

    resource  one that passed the checker; of anything else, what can be read is indexed
    Raises    KeyError when resourceType is not one of R4
    """
    rows: dict[str, dict[Any, None]] = {"number": {}, **{kind: {} for kind in _READERS}}
    rows["number"] = rows["quantity"]
    for code, kind, path, reader in _plan(resource["resourceType"]):
        for value in values_at(path, resource):
            for row in reader(code, path, value):
                rows[kind][row] = None
    for code, paths in _presence_plan(resource["resourceType"]):
        is_present = any(value is not False for path in paths for value in values_at(path, resource))
        rows["token"][TokenRow(code, "", "true" if is_present else "false")] = None
    return IndexRows(
        tokens=tuple(rows["token"]),
        strings=tuple(rows["string"]),
        references=tuple(rows["reference"]),
        dates=tuple(rows["date"]),
        quantities=tuple(rows["quantity"]),
        uris=tuple(rows["uri"]),
    )


@cache
def _plan(resource_type: str) -> tuple[tuple[str, str, Path, Reader], ...]:
    """(code, kind, path, reader) of every parameter that reads values."""
    return tuple(
        (parameter.code, parameter.type, path, _READERS[parameter.type])
        for parameter in search_parameters(resource_type).values()
        if parameter.code not in NOT_INDEXED
        for path in parameter.paths
        if not path.is_presence
    )


@cache
def _presence_plan(resource_type: str) -> tuple[tuple[str, tuple[Path, ...]], ...]:
    """(code, paths) of parameters whose value is whether something stands there ("deceased")."""
    return tuple(
        (parameter.code, tuple(path for path in parameter.paths if path.is_presence))
        for parameter in search_parameters(resource_type).values()
        if any(path.is_presence for path in parameter.paths)
    )


__all__ = [
    "NOT_INDEXED",
    "DateRow",
    "IndexRows",
    "QuantityRow",
    "ReferenceRow",
    "StringRow",
    "TokenRow",
    "UriRow",
    "index_rows",
]
