"""Searching by reference, number, quantity and URI."""

from __future__ import annotations

from collections.abc import Callable

import pytest

SUBJECTS = {
    "Observation": """
    id    | subject.reference             | subject.identifier.system | subject.identifier.value
    ------+-------------------------------+---------------------------+-------------------------
    local | Patient/1                     |                           |
    old   | Patient/1/_history/2          |                           |
    group | Group/1                       |                           |
    far   | http://x.example/Patient/1    |                           |
    known |                               | http://so.example         | 9
    """
}


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("subject=Patient/1", {"local", "old"}),
        ("subject=1", {"local", "old", "group"}),
        ("subject:Patient=1", {"local", "old"}),
        ("patient=1", {"local", "old"}),
        ("subject=https://benh-vien.example/fhir/Patient/1", {"local", "old"}),
        ("subject=http://x.example/Patient/1", {"far"}),
        ("subject:identifier=http://so.example|9", {"known"}),
        ("subject:identifier=9", {"known"}),
        ("subject:identifier=|9", set()),
        ("subject=Patient/2,Group/1", {"group"}),
    ],
)
def test_references_are_found_in_each_form(
    search_spec: Callable[..., None], query: str, finds: set[str]
) -> None:
    search_spec(given=SUBJECTS, query=f"Observation?{query}", finds=finds, source="R4 search.html#reference")


def test_a_canonical_is_found_with_or_without_its_version(search_spec: Callable[..., None]) -> None:
    given = {
        "QuestionnaireResponse": """
        id  | questionnaire
        ----+----------------------
        one | http://x.example/q|1
        two | http://x.example/q|2
        """
    }
    source = "R4 references.html#canonical"
    query = "QuestionnaireResponse?questionnaire=http://x.example/q"
    search_spec(given=given, query=query, finds={"one", "two"}, source=source)
    search_spec(given=given, query=query + "|2", finds={"two"}, source=source)


WEIGHTS = {
    "Observation": """
    id    | valueQuantity.value! | valueQuantity.comparator | valueQuantity.system      | valueQuantity.code | valueQuantity.unit
    ------+----------------------+--------------------------+---------------------------+--------------------+-------------------
    exact | 5.40                 |                          | http://unitsofmeasure.org | kg                 | kg
    near  | 5.44                 |                          | http://unitsofmeasure.org | kg                 | kg
    grams | 5.40                 |                          | http://unitsofmeasure.org | g                  | g
    below | 5                    | <                        | http://unitsofmeasure.org | kg                 | kg
    words | 5.4                  |                          |                           |                    | kg
    """  # noqa: E501  a table is read by its columns
}


@pytest.mark.parametrize(
    ("value", "finds"),
    [
        ("5.4", {"exact", "near", "grams", "words"}),
        ("5.40", {"exact", "grams", "words"}),
        ("5.4|http://unitsofmeasure.org|kg", {"exact", "near"}),
        ("5.4||kg", {"exact", "near", "words"}),
        ("gt5.40||kg", {"near"}),
        ("ge5.40||kg", {"exact", "near", "words"}),
        ("lt5.40||kg", {"below"}),
        ("le5.40||kg", {"exact", "below", "words"}),
        ("eb5.40||kg", {"below"}),
        ("sa5.40||kg", {"near"}),
        ("ne5.4||kg", {"below"}),
        ("ap5||kg", {"exact", "near", "words", "below"}),
    ],
)
def test_each_prefix_compares_quantities(
    search_spec: Callable[..., None], value: str, finds: set[str]
) -> None:
    search_spec(
        given=WEIGHTS,
        query=f"Observation?value-quantity={value}",
        finds=finds,
        source="R4 search.html#quantity",
    )


def test_a_number_without_a_unit_is_searched_by_its_precision(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "RiskAssessment": """
            id   | prediction[0].probabilityDecimal!
            -----+----------------------------------
            low  | 0.81
            high | 0.86
            """
        },
        query="RiskAssessment?probability=0.8",
        finds={"low"},
        source="R4 search.html#number",
    )


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("url=http://x.example/vs/a", {"a"}),
        ("url:below=http://x.example/vs", {"a", "b"}),
        ("url:above=http://x.example/vs/a/1", {"a"}),
        ("url=http://x.example/vs", set()),
    ],
)
def test_uris_are_compared_as_they_are_or_by_their_path(
    search_spec: Callable[..., None], query: str, finds: set[str]
) -> None:
    search_spec(
        given={
            "ValueSet": """
            id  | url
            ----+----------------------
            a   | http://x.example/vs/a
            b   | http://x.example/vs/b
            far | http://x.example/vsx/a
            """
        },
        query=f"ValueSet?{query}",
        finds=finds,
        source="R4 search.html#uri",
    )
