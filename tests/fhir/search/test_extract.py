"""Index rows hold what R4 says each kind of parameter reads."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from benhan.fhir.search.dates import EARLIEST, LATEST, date_range
from benhan.fhir.search.extract import index_rows
from benhan.fhir.search.memory import matches
from benhan.fhir.search.parse import parse
from benhan.fhir.search.rows import DateRow, QuantityRow, ReferenceRow, StringRow, TokenRow, UriRow
from tests.fhir.builders import observation, patient

INF = Decimal("Infinity")


def _utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


def test_a_patient_is_found_by_every_part_of_the_name() -> None:
    rows = [row for row in index_rows(patient()).strings if row.param == "name"]
    assert rows == [
        StringRow("name", "nguyen thi dao", "Nguyễn Thị Đào"),
        StringRow("name", "nguyen", "Nguyễn"),
        StringRow("name", "thi", "Thị"),
        StringRow("name", "dao", "Đào"),
    ]


def test_tokens_carry_their_system_also_where_the_element_implies_it() -> None:
    tokens = index_rows(patient(telecom=[{"system": "phone", "value": "0912"}])).tokens
    assert {
        TokenRow("identifier", "https://benh-vien.example/ma-nguoi-benh", "NB0001"),
        TokenRow("gender", "http://hl7.org/fhir/administrative-gender", "female"),
        TokenRow("active", "", "true"),
        TokenRow("phone", "", "0912"),
        TokenRow("telecom", "", "0912"),
        TokenRow("deceased", "", "false"),
    } == set(tokens)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, "false"),
        ({"deceasedBoolean": False}, "false"),
        ({"deceasedBoolean": True}, "true"),
        ({"deceasedDateTime": "2025"}, "true"),
    ],
)
def test_a_person_counts_as_deceased_unless_the_record_says_no_or_nothing(
    changes: dict[str, Any], code: str
) -> None:
    assert TokenRow("deceased", "", code) in index_rows(patient(**changes)).tokens


def test_an_observation_is_indexed_by_subject_time_value_and_both_code_parameters() -> None:
    rows = index_rows(observation(category=[{"coding": [{"code": "vital-signs"}, {"display": "chỉ chữ"}]}]))
    assert ReferenceRow("patient", "Patient", "dao", "", "", "") in rows.references
    assert ReferenceRow("subject", "Patient", "dao", "", "", "") in rows.references
    assert rows.dates == (DateRow("date", _utc(2025, 3, 1, 0, 30), _utc(2025, 3, 1, 0, 30, 1)),)
    value = Decimal("72.50")
    assert QuantityRow("value-quantity", value, value, value, "http://unitsofmeasure.org", "kg", "kg") in (
        rows.quantities
    )
    assert {row.param for row in rows.tokens} == {"category", "code", "combo-code", "status"}
    assert TokenRow("category", "", "vital-signs") in rows.tokens


def test_a_subject_of_another_type_is_no_patient() -> None:
    rows = index_rows(observation(subject={"reference": "Group/1"}))
    assert {row.param for row in rows.references} == {"subject"}


@pytest.mark.parametrize(
    ("reference", "rows"),
    [
        ({"reference": "http://x.example/fhir/Patient/1"},
         [ReferenceRow("subject", "Patient", "", "http://x.example/fhir/Patient/1", "", "")]),
        ({"reference": "urn:uuid:1", "type": "Patient"},
         [ReferenceRow("subject", "Patient", "", "urn:uuid:1", "", "")]),
        ({"identifier": {"system": "http://x.example", "value": "9"}},
         [ReferenceRow("subject", "", "", "", "http://x.example", "9")]),
        ({"reference": "#p"}, []),
        ({"display": "Đào"}, []),
    ],
)  # fmt: skip
def test_each_form_of_reference_has_its_row(reference: dict[str, Any], rows: list[ReferenceRow]) -> None:
    found = index_rows(observation(subject=reference)).references
    assert [row for row in found if row.param == "subject"] == rows


def test_a_canonical_is_found_with_and_without_its_version() -> None:
    rows = index_rows(
        {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "questionnaire": "http://x.example/q|2",
        }
    )
    assert [row.url for row in rows.references] == ["http://x.example/q|2", "http://x.example/q"]


def test_quantities_keep_their_bounds() -> None:
    def bounds(**value: Any) -> list[tuple[Any, ...]]:
        changes = {"valueQuantity": None, **value}
        return [
            (row.value, row.low, row.high)
            for row in index_rows(observation(**changes)).quantities
            if row.param == "value-quantity"
        ]

    assert bounds(valueQuantity={"value": 5, "comparator": "<"}) == [(None, -INF, Decimal(5))]
    assert bounds(valueQuantity={"value": 5, "comparator": ">="}) == [(None, Decimal(5), INF)]
    assert bounds(valueQuantity={"unit": "kg"}) == []


def test_a_range_and_an_amount_of_money_are_quantities() -> None:
    condition = {"resourceType": "Condition", "onsetRange": {"low": {"value": 3, "unit": "a"}}}
    assert index_rows(condition).quantities == (QuantityRow("onset-age", None, Decimal(3), INF, "", "", "a"),)
    invoice = {"resourceType": "Invoice", "totalNet": {"value": 150000, "currency": "VND"}}
    amount = Decimal(150000)
    assert index_rows(invoice).quantities == (
        QuantityRow("totalnet", amount, amount, amount, "urn:iso:std:iso:4217", "VND", ""),
    )


def test_profiles_and_sources_are_uris_and_tags_are_tokens() -> None:
    meta = {"profile": ["http://x.example/p"], "source": "urn:x", "tag": [{"code": "demo"}]}
    rows = index_rows(patient(meta=meta))
    assert set(rows.uris) == {UriRow("_profile", "http://x.example/p"), UriRow("_source", "urn:x")}
    assert TokenRow("_tag", "", "demo") in rows.tokens


def test_what_stands_in_columns_is_not_indexed_again() -> None:
    rows = index_rows(patient(meta={"lastUpdated": "2025-01-01T00:00:00Z"}))
    assert not {"_id", "_lastUpdated"} & {row.param for row in (*rows.tokens, *rows.dates)}


def test_the_same_row_stands_once() -> None:
    doubled = patient(name=[{"family": "Lê"}, {"family": "Lê"}])
    assert [row for row in index_rows(doubled).strings if row.param == "family"] == [
        StringRow("family", "le", "Lê")
    ]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("2025", _utc(2024, 12, 31, 17), _utc(2025, 12, 31, 17)),
        ("2025-12", _utc(2025, 11, 30, 17), _utc(2025, 12, 31, 17)),
        ("2025-03-01", _utc(2025, 2, 28, 17), _utc(2025, 3, 1, 17)),
        ("2025-03-01T07:30", _utc(2025, 3, 1, 0, 30), _utc(2025, 3, 1, 0, 31)),
        ("2025-03-01T07:30:15Z", _utc(2025, 3, 1, 7, 30, 15), _utc(2025, 3, 1, 7, 30, 16)),
        (
            "2025-03-01T07:30:15.5-02:00",
            _utc(2025, 3, 1, 9, 30, 15, 500000),
            _utc(2025, 3, 1, 9, 30, 15, 600000),
        ),
        ("2016-12-31T23:59:60Z", _utc(2016, 12, 31, 23, 59, 59), _utc(2017, 1, 1)),
        ("9999", _utc(9998, 12, 31, 17), LATEST),
        ("0001", EARLIEST, _utc(1, 12, 31, 17)),
    ],
)
def test_a_partial_date_is_as_wide_as_what_it_leaves_out(text: str, low: datetime, high: datetime) -> None:
    assert date_range(text) == (low, high)


@pytest.mark.parametrize(
    "text",
    ["", "hôm nay", "2025-13", "2025-02-30", "2025-03-01T25:00", "2025-03-01T07:30:61Z", "20250301", "0000",
     "2025-03-01T07:30:00+15:00", "٢٠٢٥"],
)  # fmt: skip
def test_what_is_no_date_has_no_range(text: str) -> None:
    assert date_range(text) is None


@pytest.mark.parametrize(
    ("period", "low", "high"),
    [
        ({"start": "2025-03-01T00:00:00Z"}, _utc(2025, 3, 1), LATEST),
        ({"end": "2025-03-01T00:00:00Z"}, EARLIEST, _utc(2025, 3, 1, 0, 0, 1)),
    ],
)
def test_an_open_period_reaches_to_the_end_of_time(
    period: dict[str, str], low: datetime, high: datetime
) -> None:
    rows = index_rows(observation(effectiveDateTime=None, effectivePeriod=period))
    assert rows.dates == (DateRow("date", low, high),)


def test_a_timing_spans_its_events() -> None:
    timing = {"event": ["2025-03-03", "2025-03-01"], "repeat": {"boundsPeriod": {"start": "2025"}}}
    rows = index_rows(observation(effectiveDateTime=None, effectiveTiming=timing))
    assert rows.dates == (
        DateRow("date", _utc(2025, 2, 28, 17), _utc(2025, 3, 3, 17)),
        DateRow("date", _utc(2024, 12, 31, 17), LATEST),
    )


def test_text_too_long_for_an_index_is_indexed_and_found_by_its_beginning() -> None:
    long = "à" * 5000
    resource = observation(valueQuantity=None, valueString=long, identifier=[{"system": long, "value": long}])
    rows = index_rows(resource)
    assert max(len(row.folded.encode()) for row in rows.strings) <= 2000
    assert max(len((row.system + row.code).encode()) for row in rows.tokens) <= 2400
    for name, value in (
        ("value-string", long),
        ("value-string:exact", long),
        ("identifier", f"{long}|{long}"),
    ):
        assert matches(parse("Observation", [(name, value)]), resource)
