"""How does a failure look to a FHIR client? Findings and problems as an OperationOutcome.

Source: R4 operationoutcome.html.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from benhan.fhir.problems import Finding, ProblemError
from benhan.fhir.systems import PROBLEM

LANGUAGES = ("vi", "en")


def outcome_of_error(error: ProblemError, *, language: str = "vi") -> dict[str, Any]:
    """The OperationOutcome of a catalogued problem: one issue per finding, or the problem itself."""
    return outcome(error.all_findings(), language=language)


def outcome(findings: Iterable[Finding], *, language: str = "vi") -> dict[str, Any]:
    """An OperationOutcome with one issue per finding.

    findings  at least one; R4 requires an issue. For "all is well" use `all_well`
    language  of details.text: "vi" the clinician's text, "en" the developer's
    """
    issues = [_issue(each, language) for each in findings]
    if not issues:
        raise ValueError("an OperationOutcome needs an issue")
    return {"resourceType": "OperationOutcome", "issue": issues}


def all_well(text: str) -> dict[str, Any]:
    """The OperationOutcome that says an act succeeded, in the given words."""
    issue = {"severity": "information", "code": "informational", "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def _issue(found: Finding, language: str) -> dict[str, Any]:
    if language not in LANGUAGES:
        raise ValueError("language must be vi or en")
    details: dict[str, Any] = {}
    if found.code:
        details["coding"] = [{"system": PROBLEM, "code": found.code}]
    details["text"] = found.clinician if language == "vi" else found.developer
    issue: dict[str, Any] = {
        "severity": found.severity,
        "code": found.issue,
        "details": details,
        "diagnostics": found.developer,
    }
    if found.expression:
        issue["expression"] = [found.expression]
    return issue
