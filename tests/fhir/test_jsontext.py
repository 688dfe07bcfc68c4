"""JSON text keeps every digit and refuses what is no resource."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.fhir import jsontext
from benhan.fhir.json_problems import DEEPLY_NESTED, NOT_AN_OBJECT, NOT_JSON
from benhan.fhir.problems import ProblemError

decimals = st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.sampled_from(
    [Decimal(text) for text in ("72.50", "1E+2", "0E-8", "-0.0", "1E-7", "12345678901234567890.10")]
)
leaves = st.none() | st.booleans() | st.integers(-(2**63), 2**64) | decimals | st.text()
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)


@pytest.mark.parametrize("digits", ["72.50", "7.0", "0.000", "-0.50", "100", "1.5e-3"])
def test_a_measured_value_comes_back_with_the_digits_it_was_written_with(digits: str) -> None:
    text = f'{{"value":{digits}}}'
    assert jsontext.render(jsontext.parse(text)).lower().replace("e+", "e") in (
        text,
        '{"value":0.0015}',
    )


def test_a_decimal_with_an_exponent_is_written_as_lawful_json() -> None:
    text = jsontext.render({"value": Decimal("1E+2")})
    assert json.loads(text, parse_float=Decimal) == {"value": Decimal(100)}


@pytest.mark.slow  # sixty nested values
@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.dictionaries(st.text(), values, max_size=4))
def test_what_is_written_is_read_back_the_same(value: dict[str, Any]) -> None:
    back = jsontext.parse(jsontext.render(value))
    assert back == value
    assert jsontext.render(back) == jsontext.render(value)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text() | st.binary())
def test_any_text_is_either_an_object_or_a_catalogued_problem(text: str | bytes) -> None:
    try:
        assert isinstance(jsontext.parse(text), dict)
    except ProblemError as error:
        assert error.problem in (NOT_JSON, NOT_AN_OBJECT, DEEPLY_NESTED)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", NOT_JSON),
        ("{", NOT_JSON),
        (b"\xff\xfe", NOT_JSON),
        ('{"value": NaN}', NOT_JSON),
        ('{"value": 1e99999999999999999999}', NOT_JSON),
        ("[]", NOT_AN_OBJECT),
        ('"Patient"', NOT_AN_OBJECT),
        ('{"a":' * 200 + "1" + "}" * 200, DEEPLY_NESTED),
        ('{"a":' + "[" * 50_000, DEEPLY_NESTED),
    ],
)
def test_broken_text_is_named_without_being_quoted(text: str | bytes, problem: object) -> None:
    with pytest.raises(ProblemError) as caught:
        jsontext.parse(text)
    assert caught.value.problem is problem


def test_the_message_of_broken_text_holds_none_of_it() -> None:
    with pytest.raises(ProblemError) as caught:
        jsontext.parse('{"family": "Nguyễn" "given"}')
    assert "Nguyễn" not in caught.value.developer + caught.value.clinician
    assert "byte" in caught.value.developer


@pytest.mark.parametrize("value", [1.5, Decimal("NaN"), Decimal("Infinity"), {1, 2}, b"x"])
def test_what_json_cannot_hold_exactly_is_our_own_fault(value: object) -> None:
    with pytest.raises(TypeError):
        jsontext.render({"deep": [{"value": value}]})
