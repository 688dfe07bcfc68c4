"""What does a FHIR reference point to, and where do references stand in a resource?

Source: R4 references.html#literal, http.html#trules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from benhan.fhir.definitions.tables import resource_types

_RELATIVE = re.compile(
    r"([A-Z][A-Za-z]+)/([A-Za-z0-9\-.]{1,64})(?:/_history/([A-Za-z0-9\-.]{1,64}))?", re.ASCII
)
_ABSOLUTE = re.compile(r"(https?://[^\s#?]+?)/" + _RELATIVE.pattern, re.ASCII)


class ReferenceKind(Enum):
    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    URN = "urn"
    CONTAINED = "contained"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class LiteralReference:
    """A parsed `Reference.reference`.

    text     as written
    type, id, version  of the target; "" when the text does not tell. For `#x`, id is `x`
    base     of an absolute URL, without the slash before the type; else ""
    """

    kind: ReferenceKind
    text: str
    type: str = ""
    id: str = ""
    version: str = ""
    base: str = ""


@dataclass(frozen=True, slots=True)
class FoundReference:
    """A reference in a resource: where (FHIRPath), the text, and its parsed form."""

    expression: str
    literal: LiteralReference


def parse_reference(text: str) -> LiteralReference:
    """The parts of a literal reference; kind OTHER for whatever names no R4 resource."""
    if text.startswith("#"):
        return LiteralReference(ReferenceKind.CONTAINED, text, id=text[1:])
    if text.startswith(("urn:uuid:", "urn:oid:")):
        return LiteralReference(ReferenceKind.URN, text)
    relative = _RELATIVE.fullmatch(text)
    if relative and relative[1] in resource_types():
        return LiteralReference(ReferenceKind.RELATIVE, text, relative[1], relative[2], relative[3] or "")
    absolute = _ABSOLUTE.fullmatch(text)
    if absolute and absolute[2] in resource_types():
        return LiteralReference(
            ReferenceKind.ABSOLUTE, text, absolute[2], absolute[3], absolute[4] or "", absolute[1]
        )
    return LiteralReference(ReferenceKind.OTHER, text)


def list_references(resource: Mapping[str, Any]) -> tuple[FoundReference, ...]:
    """Every literal reference of a resource, contained resources included, in document order.

    Any object's `reference` whose value is a string counts: in R4 only Reference has such an element besides
    a few of other types (for example ImplementationGuide's), which hold objects.
    """
    start = resource.get("resourceType")
    return tuple(_found(resource, start if isinstance(start, str) else ""))


def rewrite_references(resource: Mapping[str, Any], new_text: Callable[[str], str | None]) -> dict[str, Any]:
    """A copy in which each literal reference is what `new_text` returns for it; None leaves it as it is."""
    copy = _rewritten(resource, new_text)
    assert isinstance(copy, dict)  # noqa: S101  a mapping gives a mapping
    return copy


def _found(value: object, expression: str) -> Iterator[FoundReference]:
    if isinstance(value, list):
        for place, each in enumerate(value):
            yield from _found(each, f"{expression}[{place}]")
    elif isinstance(value, dict):
        for key, each in value.items():
            if key == "reference" and isinstance(each, str):
                yield FoundReference(expression, parse_reference(each))
            elif isinstance(each, dict | list):
                yield from _found(each, f"{expression}.{key}")


def _rewritten(value: object, new_text: Callable[[str], str | None]) -> object:
    if isinstance(value, list):
        return [_rewritten(each, new_text) for each in value]
    if not isinstance(value, Mapping):
        return value
    copy: dict[str, object] = {}
    for key, each in value.items():
        if key == "reference" and isinstance(each, str):
            changed = new_text(each)
            copy[key] = each if changed is None else changed
        else:
            copy[key] = _rewritten(each, new_text)
    return copy
