"""A failure becomes an OperationOutcome that passes our own checker."""

from __future__ import annotations

import pytest

from benhan.fhir.outcome import all_well, outcome, outcome_of_error
from benhan.fhir.problems import ProblemError, catalogue
from benhan.fhir.systems import PROBLEM
from benhan.fhir.validate.check import check, ensure_valid
from tests.fhir.builders import patient


def test_every_finding_is_an_issue_with_code_place_and_both_texts() -> None:
    with pytest.raises(ProblemError) as caught:
        ensure_valid(patient(gender="nữ", birthDate="2026-02-30"))
    made = outcome_of_error(caught.value)
    assert check(made) == ()
    assert [issue["expression"] for issue in made["issue"]] == [["Patient.gender"], ["Patient.birthDate"]]
    first = made["issue"][0]
    assert first["details"]["coding"] == [{"system": PROBLEM, "code": "BH-FHIR-0112"}]
    assert first["details"]["text"].startswith("Có mã không nằm trong danh mục")
    assert first["diagnostics"].startswith("Expected a code of the required value set")
    english = outcome_of_error(caught.value, language="en")
    assert english["issue"][0]["details"]["text"] == first["diagnostics"]


def test_every_problem_of_the_catalogue_has_a_lawful_outcome() -> None:
    for problem in catalogue():
        assert check(outcome_of_error(problem.at("Patient.name"))) == (), problem.code


def test_success_is_an_outcome_too() -> None:
    assert check(all_well("Đã xóa.")) == ()


def test_an_outcome_without_issues_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="needs an issue"):
        outcome(())
    with pytest.raises(ValueError, match="vi or en"):
        outcome(check(patient(gender="x")), language="fr")
