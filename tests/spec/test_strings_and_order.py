"""Searching by name as Vietnamese is typed, and sorting as Vietnamese is listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

STRING = "R4 search.html#string"

PEOPLE = {
    "Patient": """
    id  | name[0].text   | name[0].family | name[0].given[0] | birthDate
    ----+----------------+----------------+------------------+-----------
    dao | Nguyễn Thị Đào | Nguyễn         | Đào              | 1990-02-28
    an  | Đặng Văn An    | Đặng           | An               | 1985
    anh | Lê Ánh         | Lê             | Ánh              | 1985-06-01
    dan | Nguyên Dân     | Nguyên         | Dân              |
    """
}


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("name=nguyen", {"dao", "dan"}),
        ("name=NGUYỄN", {"dao", "dan"}),
        ("name=đào", {"dao"}),
        ("name=thi", set()),
        ("name:contains=thi", {"dao"}),
        ("family:exact=Nguyễn", {"dao"}),
        ("family:exact=Nguyen", set()),
        ("name=an", {"an", "anh"}),
        ("name=nguyễn  thị", {"dao"}),
        ("name=le,dang", {"an", "anh"}),
        ("name=nguyen&name=dan", {"dan"}),
    ],
)
def test_names_are_found_however_the_tones_are_typed(
    search_spec: Callable[..., None], query: str, finds: set[str]
) -> None:
    search_spec(given=PEOPLE, query=f"Patient?{query}", finds=finds, source=STRING)


@pytest.mark.parametrize(
    ("sort", "finds"),
    [
        ("family", ["an", "anh", "dan", "dao"]),
        ("-family", ["dao", "dan", "anh", "an"]),
        ("birthdate", ["an", "anh", "dao", "dan"]),
        ("-birthdate", ["dao", "an", "anh", "dan"]),
        ("_id", ["an", "anh", "dan", "dao"]),
        ("-_id", ["dao", "dan", "anh", "an"]),
    ],
)
def test_a_list_is_in_vietnamese_order_and_what_is_unknown_comes_last(
    search_spec: Callable[..., None], sort: str, finds: list[str]
) -> None:
    search_spec(given=PEOPLE, query=f"Patient?_sort={sort}", finds=finds, source="R4 search.html#sort")


def test_a_second_key_decides_between_equals(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "Patient": """
            id | gender | birthDate
            ---+--------+----------
            a  | male   | 2001
            b  | female | 2002
            c  | male   | 2000
            """
        },
        query="Patient?_sort=gender,-birthdate",
        finds=["b", "a", "c"],
        source="R4 search.html#sort",
    )


def test_count_takes_the_first_of_the_order(search_spec: Callable[..., None]) -> None:
    search_spec(
        given=PEOPLE,
        query="Patient?_sort=family&_count=2",
        finds=["an", "anh"],
        source="R4 search.html#count",
    )
