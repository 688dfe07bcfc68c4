"""By what can a resource type be searched? R4's own search parameters, compiled on first use.

Source: HL7 FHIR 4.0.1 SearchParameters (definitions/data/search).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from benhan.fhir.definitions.tables import resource_types, search_rows
from benhan.fhir.search.expressions import Path, UncompilableError, compile_expression

# What each kind of parameter can read; other types it meets are not indexed (R4 search.html, table per type).
READABLE: Mapping[str, frozenset[str]] = {
    "token": frozenset(
        [
            "code",
            "Coding",
            "CodeableConcept",
            "Identifier",
            "ContactPoint",
            "boolean",
            "id",
            "string",
            "uri",
            "canonical",
        ]
    ),
    "string": frozenset(["string", "markdown", "HumanName", "Address"]),
    "reference": frozenset(["Reference", "canonical", "uri"]),
    "date": frozenset(["date", "dateTime", "instant", "Period", "Timing"]),
    "number": frozenset(["integer", "decimal", "positiveInt", "unsignedInt", "Range"]),
    "quantity": frozenset(["Quantity", "Age", "Duration", "Distance", "Count", "Money", "Range"]),
    "uri": frozenset(["uri", "url", "canonical", "oid", "uuid"]),
}


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """A search parameter of one resource type.

    code        as in a URL
    type        R4 SearchParamType: token string reference date number quantity uri composite special
    expression  FHIRPath of the definition, this type's branches only
    paths       where the values stand; empty when it cannot be searched
    targets     resource types a reference may point to; empty = any
    components  of a composite: (definition id, expression)
    refusal     why it cannot be searched; "" if it can
    """

    code: str
    type: str
    expression: str
    paths: tuple[Path, ...] = ()
    targets: frozenset[str] = frozenset()
    components: tuple[tuple[str, str], ...] = ()
    refusal: str = ""


@cache
def search_parameters(resource_type: str) -> Mapping[str, SearchParameter]:
    """Code → parameter for a resource type, those of every resource included. KeyError if unknown."""
    if resource_type not in resource_types():
        raise KeyError(resource_type)
    rows = (*search_rows("Resource"), *search_rows(resource_type))
    return MappingProxyType({row["code"]: _parameter(resource_type, row) for row in rows})


def _parameter(resource_type: str, row: Mapping[str, Any]) -> SearchParameter:
    expression = row.get("expression", "")
    paths: tuple[Path, ...] = ()
    refusal = ""
    if row["type"] in ("composite", "special"):
        refusal = f"{row['type']} parameters are not searched yet"
    elif not expression:
        refusal = "R4 gives it no expression"
    else:
        try:
            found = compile_expression(resource_type, expression)
        except UncompilableError as reason:
            refusal = str(reason)
        else:
            paths = tuple(
                path for path in found if path.is_presence or path.type_name in READABLE[row["type"]]
            )
            if not paths:
                types = sorted({path.type_name for path in found})
                refusal = f"a {row['type']} parameter does not read {', '.join(types)}"
    return SearchParameter(
        code=row["code"],
        type=row["type"],
        expression=expression,
        paths=paths,
        targets=frozenset(row.get("target", ())),
        components=tuple((definition, inner) for definition, inner in row.get("component", ())),
        refusal=refusal,
    )
