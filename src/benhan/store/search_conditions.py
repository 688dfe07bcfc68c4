"""Conditions of a query as SQL fragments with their parameters; every fragment is constant text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from benhan.fhir.definitions.tables import resource_types
from benhan.fhir.search import query as q
from benhan.fhir.search.parameters import search_parameters
from benhan.store.rows import param_key

# Types whose patient column always equals what their patient / subject parameter finds.
_PATIENT_COLUMN_EXCEPT = frozenset({"Appointment", "Provenance", "Group", "Person", "RelatedPerson"})
_HIGHEST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Fragment:
    """SQL text with %s placeholders, and their values in order."""

    sql: str
    values: tuple[Any, ...] = ()


def any_of(fragments: list[Fragment]) -> Fragment:
    if not fragments:
        return Fragment("false")
    sql = " OR ".join(f"({fragment.sql})" for fragment in fragments)
    return Fragment(sql, tuple(value for fragment in fragments for value in fragment.values))


def condition(resource_type: str, item: q.Condition) -> Fragment:
    """One condition over the row `c` of store_current."""
    if isinstance(item, q.MissingCondition):
        return _missing(resource_type, item)
    if isinstance(item, q.TokenCondition):
        return _token(resource_type, item)
    if isinstance(item, q.DateCondition):
        return _date(resource_type, item)
    if isinstance(item, q.ReferenceCondition):
        return _reference(resource_type, item)
    if isinstance(item, q.StringCondition):
        return _exists(
            "string", resource_type, item.param, any_of([_string(item.mode, v) for v in item.values])
        )
    if isinstance(item, q.UriCondition):
        return _exists("uri", resource_type, item.param, any_of([_uri(item.mode, v) for v in item.values]))
    return _exists("quantity", resource_type, item.param, any_of([_quantity(v) for v in item.values]))


def _exists(kind: str, resource_type: str, param: str, inner: Fragment, *, negated: bool = False) -> Fragment:
    sql = _EXISTS[kind].replace("{inner}", inner.sql)
    return Fragment(f"NOT {sql}" if negated else sql, (param_key(resource_type, param), *inner.values))


_EXISTS = {
    kind: (
        f"EXISTS (SELECT 1 FROM store_index_{kind} i WHERE i.facility = c.facility "  # noqa: S608
        "AND i.row = c.row AND i.param = %s AND ({inner}))"
    )
    for kind in ("token", "string", "reference", "date", "quantity", "uri")
}


def _missing(resource_type: str, item: q.MissingCondition) -> Fragment:
    if item.param in ("_id", "_lastUpdated"):
        return Fragment("false" if item.is_missing else "true")
    kind = "quantity" if item.kind == "number" else item.kind
    found = _exists(kind, resource_type, item.param, Fragment("true"), negated=item.is_missing)
    if item.kind != "reference":
        return found
    by_identifier = _exists(
        "token", resource_type, f"{item.param}:identifier", Fragment("true"), negated=item.is_missing
    )
    joined = " AND " if item.is_missing else " OR "
    return Fragment(f"({found.sql}{joined}{by_identifier.sql})", (*found.values, *by_identifier.values))


def _token(resource_type: str, item: q.TokenCondition) -> Fragment:
    if item.param == "_id":
        ids = [value.code for value in item.values if value.code is not None]
        sql = "c.id <> ALL(%s::text[])" if item.negated else "c.id = ANY(%s::text[])"
        return Fragment(sql, (ids,))
    inner = any_of([_token_value(value.system, value.code) for value in item.values])
    return _exists("token", resource_type, item.param, inner, negated=item.negated)


def _token_value(system: str | None, code: str | None) -> Fragment:
    if code is None:
        return Fragment("i.system = %s", (system,)) if system is not None else Fragment("true")
    if system is None:
        return Fragment("i.code = %s", (code,))
    return Fragment("i.code = %s AND i.system = %s", (code, system))


def _string(mode: str, text: str) -> Fragment:
    if mode == "exact":
        return Fragment("i.exact = %s", (text,))
    if mode == "contains":
        return Fragment("strpos(i.folded, %s) > 0", (text,))
    return Fragment("i.folded >= %s AND i.folded < %s", (text, text + _HIGHEST))


def _uri(mode: str, text: str) -> Fragment:
    if mode == "below":
        under = text if text.endswith("/") else text + "/"
        return Fragment("i.value = %s OR (i.value >= %s AND i.value < %s)", (text, under, under + _HIGHEST))
    if mode == "above":
        return Fragment("i.value = %s OR starts_with(%s, rtrim(i.value, '/') || '/')", (text, text))
    return Fragment("i.value = %s", (text,))


def _reference(resource_type: str, item: q.ReferenceCondition) -> Fragment:
    targets: list[str] = []
    identifiers: list[Fragment] = []
    for value in item.values:
        if value.url:
            targets.append(value.url)
        elif value.target_id and value.target_type:
            targets.append(f"{value.target_type}/{value.target_id}")
        elif value.target_id:
            kinds = search_parameters(resource_type)[item.param].targets or resource_types()
            targets += [f"{kind}/{value.target_id}" for kind in sorted(kinds)]
        else:
            identifiers.append(_token_value(value.identifier_system, value.identifier_value or None))
    parts = []
    if targets:
        parts.append(
            _exists(
                "reference", resource_type, item.param, Fragment("i.target = ANY(%s::text[])", (targets,))
            )
        )
    if identifiers:
        parts.append(_exists("token", resource_type, f"{item.param}:identifier", any_of(identifiers)))
    found = any_of(parts)
    patients = [target.removeprefix("Patient/") for target in targets if target.startswith("Patient/")]
    if _patient_column_helps(resource_type, item.param) and not identifiers and patients:
        return Fragment(f"c.patient = ANY(%s::text[]) AND ({found.sql})", (patients, *found.values))
    return Fragment(f"({found.sql})", found.values)


def _patient_column_helps(resource_type: str, param: str) -> bool:
    """With `patient=` the patient column finds the rows without touching the index tables."""
    return param == "patient" and resource_type not in _PATIENT_COLUMN_EXCEPT


_DATE_SQL = {
    "eq": "{low} >= %(low)s AND {high} <= %(high)s",
    "ne": "NOT ({low} >= %(low)s AND {high} <= %(high)s)",
    "lt": "{low} < %(low)s",
    "gt": "{high} > %(high)s",
    "le": "({low} < %(low)s OR ({low} >= %(low)s AND {high} <= %(high)s))",
    "ge": "({high} > %(high)s OR ({low} >= %(low)s AND {high} <= %(high)s))",
    "eb": "{high} <= %(low)s",
    "sa": "{low} >= %(high)s",
    "ap": "{low} < %(high)s AND {high} > %(low)s",
}


def _date(resource_type: str, item: q.DateCondition) -> Fragment:
    own = item.param == "_lastUpdated"
    low, high = ("c.at", "c.at + interval '1 millisecond'") if own else ("i.low", "i.high")
    inner = any_of([_bounded(_DATE_SQL[v.prefix], low, high, v.low, v.high) for v in item.values])
    return (
        Fragment(f"({inner.sql})", inner.values) if own else _exists("date", resource_type, item.param, inner)
    )


def _bounded(template: str, low: str, high: str, from_: Any, to: Any) -> Fragment:
    """Fill the column names in; turn the named bounds into positional ones."""
    sql = template.replace("{low}", low).replace("{high}", high)
    values: list[Any] = []
    while (place := sql.find("%(")) >= 0:
        end = sql.index(")s", place) + 2
        values.append(from_ if sql[place:end] == "%(low)s" else to)
        sql = f"{sql[:place]}%s{sql[end:]}"
    return Fragment(sql, tuple(values))


_QUANTITY_SQL = {
    "eq": ("i.low >= %s AND i.high < %s", ("low", "high")),
    "ne": ("NOT (i.low >= %s AND i.high < %s)", ("low", "high")),
    "lt": ("i.low < %s", ("value",)),
    "gt": ("i.high > %s", ("value",)),
    "le": ("i.low <= %s", ("value",)),
    "ge": ("i.high >= %s", ("value",)),
    "eb": ("i.high < %s", ("value",)),
    "sa": ("i.low > %s", ("value",)),
    "ap": ("i.low <= %s AND i.high >= %s", ("high", "low")),
}


def _quantity(value: q.QuantityValue) -> Fragment:
    sql, names = _QUANTITY_SQL[value.prefix]
    values: list[Any] = [getattr(value, name) for name in names]
    if value.unit is not None and value.system is not None:
        sql, values = f"{sql} AND i.system = %s AND i.code = %s", [*values, value.system, value.unit]
    elif value.unit is not None:
        sql, values = f"{sql} AND (i.code = %s OR i.unit = %s)", [*values, value.unit, value.unit]
    return Fragment(sql, tuple(values))
