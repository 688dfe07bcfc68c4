"""Are contained resources used as R4 allows? Rules dom-2 to dom-5 (domainresource.html#invs)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any


def contained_faults(
    resource: Mapping[str, Any], path: str, *, is_contained: bool
) -> Iterator[tuple[str, str, str]]:
    """(key, words, expression) of each rule broken by the resources in `contained`.

    is_contained  whether the resource itself is contained in another
    """
    if is_contained:
        yield "dom-2", "a contained resource contains no others", f"{path}.contained"
        return
    contained = resource["contained"]
    if not isinstance(contained, list):
        return
    mentioned = set(_local_references({key: each for key, each in resource.items() if key != "contained"}))
    for each in contained:
        mentioned.update(_local_references(each))
    for place, each in enumerate(contained):
        if isinstance(each, dict):
            yield from _faults(each, f"{path}.contained[{place}]", mentioned)


def _faults(each: Mapping[str, Any], path: str, mentioned: set[str]) -> Iterator[tuple[str, str, str]]:
    # Without an id nothing can refer to it, but it may still refer to its container ("#").
    if f"#{each.get('id')}" not in mentioned and "#" not in set(_local_references(each)):
        yield "dom-3", "a contained resource is referred to, or refers to its container", path
    meta = each.get("meta")
    if isinstance(meta, dict):
        if "versionId" in meta or "lastUpdated" in meta:
            yield "dom-4", "a contained resource has no versionId and no lastUpdated", f"{path}.meta"
        if "security" in meta:
            yield "dom-5", "a contained resource has no security label", f"{path}.meta.security"


def _local_references(value: object) -> Iterator[str]:
    """Every text that begins with #: a reference, canonical or uri to something contained."""
    if isinstance(value, str):
        if value.startswith("#"):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _local_references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _local_references(each)
