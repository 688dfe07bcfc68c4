"""The text of a search becomes a printable query or a catalogued problem that names the parameter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.fhir.problems import Problem, ProblemError
from benhan.fhir.search import problems as wrong
from benhan.fhir.search.memory import search
from benhan.fhir.search.parse import parse
from benhan.fhir.search.query import SearchQuery, TokenCondition, TokenValue
from tests.fhir.builders import observation

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def _plan(kind: str, *pairs: tuple[str, str]) -> list[str]:
    query = parse(kind, pairs, now=NOW, base_url="https://benh-vien.example/fhir/")
    return [line.strip() for line in str(query).splitlines()[1:]]


@pytest.mark.parametrize(
    ("kind", "name", "value", "line"),
    [
        ("Observation", "code", "http://loinc.org|29463-7", "token code in http://loinc.org|29463-7"),
        ("Observation", "code", "a,b", "token code in *|a, *|b"),
        ("Observation", "code", r"a\,b\|c\$d\\", "token code in *|a,b|c$d\\"),
        ("Observation", "code", "|a", "token code in |a"),
        ("Observation", "code", "http://loinc.org|", "token code in http://loinc.org|*"),
        ("Observation", "status:not", "final", "token status none of *|final"),
        ("Observation", "status:missing", "true", "token status missing"),
        ("Patient", "_id", "dao", "token _id in *|dao"),
        ("Patient", "name", " Đào ", "string name starts 'dao'"),
        ("Patient", "name:exact", "Đào", "string name exact 'Đào'"),
        ("Patient", "name:contains", "ÀO", "string name contains 'ao'"),
        ("Observation", "subject", "Patient/dao", "reference subject in Patient/dao"),
        ("Observation", "subject", "dao", "reference subject in */dao"),
        ("Observation", "patient", "dao", "reference patient in Patient/dao"),
        ("Observation", "subject:Patient", "dao", "reference subject in Patient/dao"),
        ("Observation", "subject", "https://benh-vien.example/fhir/Patient/dao",
         "reference subject in Patient/dao"),
        ("Observation", "subject", "http://x.example/Patient/1", "reference subject in http://x.example/Patient/1"),
        ("Observation", "subject:identifier", "s|9", "reference subject in identifier s|9"),
        ("QuestionnaireResponse", "questionnaire", "http://x.example/q|2",
         "reference questionnaire in http://x.example/q|2"),
        ("Observation", "date", "ge2025-03-01",
         "date date ge [2025-02-28T17:00:00.000000Z, 2025-03-01T17:00:00.000000Z)"),
        ("Observation", "date", "2025-03-01T07:00:00 07:00",
         "date date eq [2025-03-01T00:00:00.000000Z, 2025-03-01T00:00:01.000000Z)"),
        ("Patient", "_lastUpdated", "gt2025",
         "date _lastUpdated gt [2024-12-31T17:00:00.000000Z, 2025-12-31T17:00:00.000000Z)"),
        ("Observation", "value-quantity", "5.40", "quantity value-quantity eq 5.40 [5.395, 5.405)"),
        ("Observation", "value-quantity", "lt5|http://unitsofmeasure.org|kg",
         "quantity value-quantity lt 5 [4.5, 5.5) http://unitsofmeasure.org|kg"),
        ("Observation", "value-quantity", "ap100||kg", "quantity value-quantity ap 100 [90.0, 110.0) *|kg"),
        ("RiskAssessment", "probability", "gt0.8", "quantity probability gt 0.8 [0.75, 0.85)"),
        ("ValueSet", "url:below", "http://x.example", "uri url below http://x.example"),
        ("Patient", "_sort", "-birthdate,name", "sort birthdate (date) descending"),
        ("Patient", "_count", "0", "count 0"),
        ("Patient", "_total", "accurate", "total accurate"),
        ("Patient", "_summary", "count", "summary count"),
        ("Patient", "_elements", "name,birthDate", "elements name, birthDate"),
        ("Observation", "_include", "Observation:subject:Patient", "include Observation:subject:Patient"),
        ("Patient", "_revinclude", "Observation:patient", "revinclude Observation:patient:*"),
    ],
)  # fmt: skip
def test_each_form_has_its_line_in_the_plan(kind: str, name: str, value: str, line: str) -> None:
    assert _plan(kind, (name, value))[0] == line


def test_a_date_of_ten_years_ago_is_about_right_within_a_year() -> None:
    (line,) = _plan("Observation", ("date", "ap2016-11-01T00:00:00Z"))
    assert line.startswith("date date ap [2015-11-01T")


@pytest.mark.parametrize(
    ("kind", "name", "value", "problem", "expression"),
    [
        ("NguoiBenh", "name", "x", wrong.UNKNOWN_TYPE, ""),
        ("Patient", "nom", "x", wrong.UNKNOWN_PARAMETER, "nom"),
        ("Patient", "tên người", "x", wrong.UNKNOWN_PARAMETER, "(not a name)"),
        ("Observation", "code-value-quantity", "x", wrong.UNSEARCHABLE_PARAMETER, "code-value-quantity"),
        ("Patient", "_text", "x", wrong.UNSEARCHABLE_PARAMETER, "_text"),
        ("Location", "near", "x", wrong.UNSEARCHABLE_PARAMETER, "near"),
        ("Observation", "code:text", "x", wrong.UNSUPPORTED_MODIFIER, "code"),
        ("Patient", "birthdate:exact", "2025", wrong.UNSUPPORTED_MODIFIER, "birthdate"),
        ("Observation", "subject:Thing", "x", wrong.UNSUPPORTED_MODIFIER, "subject"),
        ("Observation", "subject.name", "x", wrong.CHAIN_UNSUPPORTED, "subject.name"),
        (
            "Patient",
            "_has:Observation:patient:code",
            "x",
            wrong.CHAIN_UNSUPPORTED,
            "_has:Observation:patient:code",
        ),
        ("Patient", "birthdate", "xx2025", wrong.UNSUPPORTED_PREFIX, "birthdate"),
        ("Patient", "birthdate", "2025-02-30", wrong.BAD_VALUE, "birthdate"),
        ("Patient", "birthdate", "2025,", wrong.BAD_VALUE, "birthdate"),
        ("Observation", "value-quantity", "nhiều", wrong.UNSUPPORTED_PREFIX, "value-quantity"),
        ("Observation", "value-quantity", "5|kg", wrong.BAD_VALUE, "value-quantity"),
        ("Observation", "value-quantity", "1e999", wrong.BAD_VALUE, "value-quantity"),
        ("Observation", "code", "|", wrong.BAD_VALUE, "code"),
        ("Observation", "code", "a|b|c", wrong.BAD_VALUE, "code"),
        ("Observation", "patient", "Group/1", wrong.BAD_VALUE, "patient"),
        ("Observation", "subject", "a b", wrong.BAD_VALUE, "subject"),
        ("Patient", "name", ",", wrong.BAD_VALUE, "name"),
        ("Patient", "active:missing", "maybe", wrong.BAD_VALUE, "active"),
        ("Patient", "_count", "-1", wrong.BAD_VALUE, "_count"),
        ("Patient", "_count", "²", wrong.BAD_VALUE, "_count"),
        ("Patient", "_sort", "nom", wrong.BAD_VALUE, "_sort"),
        ("Patient", "_total", "all", wrong.BAD_VALUE, "_total"),
        ("Patient", "_elements", "nom", wrong.BAD_VALUE, "_elements"),
        ("Patient", "_include", "Patient:name", wrong.BAD_VALUE, "_include"),
        ("Patient", "_include", "Observation:subject", wrong.BAD_VALUE, "_include"),
        ("Patient", "_include:some", "Patient:link", wrong.UNSUPPORTED_MODIFIER, "_include"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_parameters_name(
    kind: str, name: str, value: str, problem: Problem, expression: str
) -> None:
    with pytest.raises(ProblemError) as caught:
        parse(kind, [(name, value)], now=NOW)
    assert caught.value.problem is problem
    assert caught.value.expression == expression
    assert "{" not in caught.value.developer + caught.value.clinician


def test_a_control_given_twice_is_refused() -> None:
    with pytest.raises(ProblemError) as caught:
        parse("Patient", [("_count", "1"), ("_count", "2")], now=NOW)
    assert caught.value.problem is wrong.REPEATED_CONTROL


def test_a_lenient_search_says_what_it_left_out_and_still_refuses_bad_values() -> None:
    query = parse("Patient", [("nom", "x"), ("name", "đào")], strict=False, now=NOW)
    assert query.ignored == ("nom",)
    assert len(query.conditions) == 1
    with pytest.raises(ProblemError):
        parse("Patient", [("birthdate", "mai")], strict=False, now=NOW)


def test_an_empty_value_and_the_answers_form_are_no_conditions() -> None:
    assert parse("Patient", [("name", ""), ("_format", "json")], now=NOW) == SearchQuery("Patient")


def test_a_query_is_a_value() -> None:
    pairs = [("code", "a"), ("_sort", "-date")]
    assert parse("Observation", pairs, now=NOW) == parse("Observation", pairs, now=NOW)
    assert hash(TokenCondition("code", (TokenValue(None, "a"),)))


@pytest.mark.slow  # three hundred odd searches
@settings(derandomize=True, max_examples=300, deadline=None)
@given(
    st.sampled_from(
        [
            *("code", "subject", "date", "value-quantity", "value-string", "_id", "_lastUpdated", "_sort"),
            *("_include", "_revinclude", "_elements", "_count", "_profile", "subject:identifier", "code:not"),
        ]
    )
    | st.text(max_size=10),
    st.text(max_size=20) | st.from_regex(r"(ge|ap|ne)?[0-9]{4}(-[0-9]{2}){0,2}(\|.?\|.?)?", fullmatch=True),
)
def test_any_text_is_a_query_or_a_catalogued_problem(name: str, value: str) -> None:
    try:
        query = parse("Observation", [(name, value)], now=NOW)
    except ProblemError:
        return
    assert str(query)
    search(query, [observation()])
