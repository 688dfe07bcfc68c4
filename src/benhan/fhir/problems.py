"""What can go wrong, as data: one catalogue entry per failure a person or a client can meet.

Each layer declares its own entries in `<layer>/problems.py` with `declare(...)`; the registry here is what
tests, docs/problems.md and both faces walk.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field

_registry: dict[str, Problem] = {}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong at one place.

    severity    R4 IssueSeverity: error, warning or information
    issue       R4 IssueType code
    expression  FHIRPath of the element, or a form field's key; "" when it concerns the whole
    developer   English, may hold paths, versions and codes, never a patient's text
    clinician   Vietnamese, for the person at the screen
    code        the problem's code, "" for the catalogue entry of the whole
    """

    severity: str
    issue: str
    expression: str
    developer: str
    clinician: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A catalogue entry; `at` makes the exception to raise."""

    code: str
    issue: str
    status: int
    developer: str
    clinician: str

    def at(self, expression: str = "", **values: object) -> ProblemError:
        """The exception for this problem at a FHIRPath (or field key), with the placeholders' values."""
        return ProblemError(self, expression=expression, values=values)

    def with_findings(self, findings: tuple[Finding, ...], **values: object) -> ProblemError:
        """The exception that carries several findings, each its own issue in an OperationOutcome."""
        return ProblemError(self, expression="", values=values, findings=findings)

    def placeholders(self) -> set[str]:
        """Names in braces in either text."""
        texts = (self.developer, self.clinician)
        return {name for text in texts for _, name, _, _ in string.Formatter().parse(text) if name}


@dataclass(eq=False)
class ProblemError(Exception):
    """A catalogued failure on its way to a face; str() is the developer text."""

    problem: Problem
    expression: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    is_recorded: bool = False

    def __str__(self) -> str:
        return f"{self.problem.code}: {self.developer}"

    @property
    def developer(self) -> str:
        return self.problem.developer.format_map(_Shown(self.values))

    @property
    def clinician(self) -> str:
        return self.problem.clinician.format_map(_Shown(self.values))

    def all_findings(self) -> tuple[Finding, ...]:
        """The findings, or the problem itself as the only one."""
        if self.findings:
            return self.findings
        own = self.problem
        return (Finding("error", own.issue, self.expression, self.developer, self.clinician, own.code),)


class _Shown(dict[str, object]):
    def __init__(self, values: Mapping[str, object]) -> None:
        super().__init__(values)

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def declare(code: str, *, issue: str, status: int, developer: str, clinician: str) -> Problem:
    """Add an entry to the catalogue; a code is never used twice."""
    if code in _registry:
        raise RuntimeError(f"problem code {code} declared twice")
    problem = Problem(code, issue, status, developer, clinician)
    _registry[code] = problem
    return problem


def catalogue() -> tuple[Problem, ...]:
    """Every declared problem, by code. Import the layers' `problems` modules first."""
    return tuple(_registry[code] for code in sorted(_registry))
