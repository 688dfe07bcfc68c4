"""Does a reference point to a type it may point to, and to a contained resource that is there?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from benhan.fhir.problems import Finding
from benhan.fhir.references import ReferenceKind, parse_reference
from benhan.fhir.validate import problems as wrong
from benhan.fhir.validate.problems import finding


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a resource's references can reach without a server.

    container   the outermost resource of a containment, where `#x` is looked up
    contained   id → type of the container's contained resources
    by_url      fullUrl → type of the entries of the Bundle around it
    is_contained  whether the resource itself stands in `contained`
    """

    container: Mapping[str, Any] | None = None
    contained: Mapping[str, str] = field(default_factory=dict)
    by_url: Mapping[str, str] = field(default_factory=dict)
    is_contained: bool = False

    def inside(self, resource: Mapping[str, Any]) -> Surroundings:
        """The surroundings of a resource that stands inside this one's."""
        if self.container is not None and any(
            each is resource for each in _list(self.container, "contained")
        ):
            return Surroundings(self.container, self.contained, self.by_url, is_contained=True)
        contained = _list(resource, "contained")
        by_url = self.by_url
        if resource.get("resourceType") == "Bundle":
            by_url = dict(_entries(resource))
        return Surroundings(resource, dict(_ids(contained)) if contained else {}, by_url)


def check_reference(
    findings: list[Finding],
    value: Mapping[str, Any],
    targets: frozenset[str],
    path: str,
    around: Surroundings,
) -> None:
    """Findings about the type of a Reference's target, as far as it can be told (ref-1 included)."""
    text = value.get("reference")
    stated = value.get("type")
    if not isinstance(text, str):
        _expect(findings, stated, targets, path)
        return
    if text == "#":
        container = around.container or {}
        _expect(findings, container.get("resourceType"), targets, path)
        return
    literal = parse_reference(text)
    if literal.kind is ReferenceKind.CONTAINED:
        type_name = around.contained.get(literal.id)
        if type_name is None:
            findings.append(finding(wrong.WRONG_TARGET, path, expected="a contained resource that is there"))
            return
    else:
        type_name = around.by_url.get(text) or literal.type
    _expect(findings, type_name or stated, targets, path)


def _expect(findings: list[Finding], type_name: object, targets: frozenset[str], path: str) -> None:
    if targets and isinstance(type_name, str) and type_name and type_name not in targets:
        findings.append(finding(wrong.WRONG_TARGET, path, expected=" or ".join(sorted(targets))))


def _list(resource: Mapping[str, Any], key: str) -> list[Any]:
    value = resource.get(key)
    return value if isinstance(value, list) else []


def _ids(contained: list[Any]) -> Iterator[tuple[str, str]]:
    for each in contained:
        if isinstance(each, dict) and isinstance(each.get("id"), str):
            yield each["id"], str(each.get("resourceType", ""))


def _entries(bundle: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in _list(bundle, "entry"):
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            full_url, type_name = entry.get("fullUrl"), entry["resource"].get("resourceType")
            if isinstance(full_url, str) and isinstance(type_name, str):
                yield full_url, type_name
