"""Is this resource lawful R4? The one entrance to the checker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benhan.fhir.definitions.tables import resource_types
from benhan.fhir.problems import Finding
from benhan.fhir.validate import problems as wrong
from benhan.fhir.validate.problems import finding
from benhan.fhir.validate.structure import Walk
from benhan.fhir.validate.targets import Surroundings


def check(resource: Mapping[str, Any], *, expected_type: str | None = None) -> tuple[Finding, ...]:
    """Everything wrong with a resource, contained resources and Bundle entries included.

    resource       as jsontext.parse gives it: numbers with a fraction are Decimal
    expected_type  the type that the place asks for, if it does
    Returns        findings in document order, all of severity error; () when nothing is wrong
    """
    type_name = resource.get("resourceType")
    if not isinstance(type_name, str) or type_name not in resource_types():
        return (finding(wrong.UNKNOWN_TYPE, ""),)
    if expected_type is not None and type_name != expected_type:
        return (finding(wrong.WRONG_TYPE, type_name, expected=expected_type),)
    walk = Walk(Surroundings())
    walk.resource(resource, type_name)
    return tuple(walk.findings)


def ensure_valid(resource: Mapping[str, Any], *, expected_type: str | None = None) -> None:
    """Raise INVALID_RESOURCE with all findings unless `check` finds nothing."""
    findings = check(resource, expected_type=expected_type)
    if findings:
        first = findings[0].expression or "the whole"
        raise wrong.INVALID_RESOURCE.with_findings(findings, count=len(findings), first=first)
