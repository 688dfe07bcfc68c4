"""How long a file is kept: the class of its papers, the longest of them, from the year it was closed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from benhan.access.models import Facility
from benhan.records.package_contents import Contents
from benhan.records.sealing import retained, retention
from benhan.store.repository import Stored

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def stored(**resource: Any) -> Stored:
    return Stored(resource, 1, NOW, "p")


def paper(code: str) -> Stored:
    return stored(resourceType="DocumentReference", id="d", type={"coding": [{"code": code, "version": "1"}]})


def kept(closed: str, *codes: str, **patient: Any) -> tuple[str, date | None]:
    record = stored(
        resourceType="Composition",
        id="c",
        type={"coding": [{"code": "15/BV1"}]},
        attester=[{"mode": "professional", "time": closed}],
    )
    found = Contents(
        Facility(code="24001"), record.resource, stored(resourceType="Patient", id="p", **patient),
        stored(resourceType="Encounter", id="e"), tuple(paper(code) for code in codes), (), (),
    )  # fmt: skip
    kept_as, until = retention(found, record)
    return kept_as.key, until


@pytest.mark.parametrize(
    ("closed", "until"),
    [
        ("2026-01-01T00:30:00+07:00", date(2036, 12, 31)),  # still 2025 in UTC: the year is Vietnam's
        ("2026-12-31T23:59:59+07:00", date(2036, 12, 31)),
        ("2026-12-31T20:00:00+00:00", date(2037, 12, 31)),
    ],
)
def test_years_are_counted_from_the_end_of_the_year_of_closing(closed: str, until: date) -> None:
    assert kept(closed, "15/BV1", "don-thuoc") == ("normal", until)


def test_the_death_of_the_patient_lifts_the_file_to_thirty_years() -> None:
    closed = "2026-11-22T10:00:00+07:00"
    assert kept(closed, "15/BV1", deceasedDateTime="2026-11-22") == ("death", date(2056, 12, 31))
    assert kept(closed, "15/BV1", deceasedBoolean=False) == ("normal", date(2036, 12, 31))


def test_a_record_before_sealing_has_no_retention_yet() -> None:
    assert retained({"resourceType": "Composition"}) == ("", "")
