"""Searching by date: prefixes, partial dates, zones, periods."""

from __future__ import annotations

from collections.abc import Callable

import pytest

PREFIX = "R4 search.html#prefix"
DATE = "R4 search.html#date"

MARCH = {
    "Observation": """
    id   | effectiveDateTime
    -----+--------------------------
    feb  | 2025-02-28
    day  | 2025-03-01
    next | 2025-03-02
    mon  | 2025-03
    year | 2025
    noon | 2025-03-01T12:00:00+07:00
    """
}


@pytest.mark.parametrize(
    ("value", "finds"),
    [
        ("2025-03-01", {"day", "noon"}),
        ("eq2025-03", {"day", "next", "mon", "noon"}),
        ("ne2025-03-01", {"feb", "next", "mon", "year"}),
        ("lt2025-03-01", {"feb", "year"}),
        ("gt2025-03-01", {"next", "mon", "year"}),
        ("ge2025-03-01", {"day", "next", "mon", "year", "noon"}),
        ("le2025-03-01", {"feb", "day", "year", "noon"}),
        ("sa2025-03-01", {"next"}),
        ("eb2025-03-01", {"feb"}),
        ("2025-03-01T05:00:00Z", {"noon"}),
        ("2025-02-28,2025-03-02", {"feb", "next"}),
        ("2024", set()),
    ],
)
def test_each_prefix_compares_ranges_of_time(
    search_spec: Callable[..., None], value: str, finds: set[str]
) -> None:
    search_spec(given=MARCH, query=f"Observation?date={value}", finds=finds, source=PREFIX)


def test_ge_takes_a_partial_date_whose_month_reaches_past_the_bound(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "Observation": """
            id | effectiveDateTime
            ---+------------------
             a | 2025-03-01
             b | 2025-03-02
             c | 2025-03
            """
        },
        query="Observation?date=ge2025-03-02",
        finds={"b", "c"},
        source=PREFIX,
    )


def test_two_bounds_make_a_span(search_spec: Callable[..., None]) -> None:
    search_spec(
        given=MARCH, query="Observation?date=ge2025-03-01&date=lt2025-03-02", source=PREFIX,
        finds={"day", "noon", "mon", "year"},
    )  # fmt: skip


def test_an_open_period_goes_on(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "Encounter": """
            id      | period.start              | period.end
            --------+---------------------------+--------------------------
            open    | 2025-03-01T08:00:00+07:00 |
            closed  | 2025-03-01T08:00:00+07:00 | 2025-03-01T10:00:00+07:00
            unknown |                           |
            """
        },
        query="Encounter?date=gt2025-04",
        finds={"open"},
        source=DATE,
    )


def test_a_birth_date_is_a_day_in_vietnam(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "Patient": """
            id  | birthDate
            ----+-----------
            dao | 1990-02-28
            mai | 1990-03-01
            """
        },
        query="Patient?birthdate=1990-02-28T23:30:00+07:00",
        finds=set(),
        source=DATE,
    )


def test_missing_finds_what_has_no_date(search_spec: Callable[..., None]) -> None:
    given = {
        "Patient": """
        id  | birthDate
        ----+-----------
        dao | 1990-02-28
        mai |
        """
    }
    source = "R4 search.html#modifiers"
    search_spec(given=given, query="Patient?birthdate:missing=true", finds={"mai"}, source=source)
    search_spec(given=given, query="Patient?birthdate:missing=false", finds={"dao"}, source=source)


def test_last_updated_is_searched_like_any_date(search_spec: Callable[..., None]) -> None:
    search_spec(
        given={
            "Patient": """
            id  | meta.lastUpdated
            ----+---------------------
            old | 2025-01-01T00:00:00Z
            new | 2025-06-01T00:00:00Z
            """
        },
        query="Patient?_lastUpdated=gt2025-03",
        finds={"new"},
        source="R4 search.html#lastUpdated",
    )
