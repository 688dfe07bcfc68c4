"""Searching by code, identifier and truth value."""

from __future__ import annotations

from collections.abc import Callable

import pytest

TOKEN = "R4 search.html#token"

CODES = {
    "Observation": """
    id     | code.coding[0].system | code.coding[0].code | code.coding[1].code | status
    -------+-----------------------+---------------------+---------------------+-------
    weight | http://loinc.org      | 29463-7             | can-nang            | final
    height | http://loinc.org      | 8302-2              |                     | final
    other  | http://x.example      | 29463-7             |                     | amended
    """
}


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("code=29463-7", {"weight", "other"}),
        ("code=http://loinc.org|29463-7", {"weight"}),
        ("code=http://loinc.org|", {"weight", "height"}),
        ("code=|can-nang", {"weight"}),
        ("code=|29463-7", set()),
        ("code=8302-2,can-nang", {"weight", "height"}),
        ("code=29463-7&status=final", {"weight"}),
        ("code:not=29463-7", {"height"}),
        ("status:not=final", {"other"}),
        ("status=http://hl7.org/fhir/observation-status|amended", {"other"}),
        ("_id=weight,height", {"weight", "height"}),
        ("code=CAN-NANG", set()),
    ],
)
def test_codes_are_found_with_and_without_their_system(
    search_spec: Callable[..., None], query: str, finds: set[str]
) -> None:
    search_spec(given=CODES, query=f"Observation?{query}", finds=finds, source=TOKEN)


def test_not_also_finds_what_has_no_code_at_all(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "Patient": """
            id  | gender
            ----+-------
            dao | female
            an  | male
            bi  |
            """
        },
        query="Patient?gender:not=male",
        finds={"dao", "bi"},
        source="R4 search.html#modifiers",
    )


def test_a_person_is_found_by_number_and_by_telephone(search_spec: Callable[..., None]) -> None:
    given = {
        "Patient": """
        id  | identifier[0].system | identifier[0].value | telecom[0].system | telecom[0].value
        ----+----------------------+---------------------+-------------------+-----------------
        dao | http://so.example    | 000000000001        | phone             | 0912345678
        an  | http://so.example    | 000000000002        | email             | an@x.example
        """
    }
    for query, finds in (
        ("identifier=http://so.example|000000000001", {"dao"}),
        ("phone=0912345678", {"dao"}),
        ("phone=an@x.example", set()),
        ("telecom=an@x.example", {"an"}),
    ):
        search_spec(given=given, query=f"Patient?{query}", finds=finds, source=TOKEN)


def test_a_comma_that_belongs_to_the_code_is_escaped(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "Patient": """
            id | identifier[0].value
            ---+--------------------
            a  | A,B
            b  | A
            """
        },
        query=r"Patient?identifier=A\,B",
        finds={"a"},
        source="R4 search.html#escaping",
    )


def test_a_person_is_deceased_when_a_date_or_a_yes_says_so(search_spec: Callable[..., None]) -> None:
    given = {
        "Patient": """
        id    | deceasedDateTime | deceasedBoolean!
        ------+------------------+-----------------
        dated | 2025-01-01       |
        yes   |                  | true
        no    |                  | false
        alive |                  |
        """
    }
    for value, finds in (("true", {"dated", "yes"}), ("false", {"no", "alive"})):
        search_spec(given=given, query=f"Patient?deceased={value}", finds=finds, source=TOKEN)
