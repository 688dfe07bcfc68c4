"""How does a resource become text and back without losing a digit of a measured value?

FHIR forbids changing the precision of a decimal (72.50 is not 72.5): numbers with a fraction or exponent are
read as Decimal and written back with the same digits. Source: R4 json.html#primitive, datatypes.html#decimal.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from benhan.fhir.json_problems import DEEPLY_NESTED, NOT_AN_OBJECT, NOT_JSON

_decoder = msgspec.json.Decoder(float_hook=Decimal)
_encoder = msgspec.json.Encoder(decimal_format="number")

# No resource of R4 comes near this; deeper text only serves to exhaust the stack.
DEEPEST = 150


def parse(text: str | bytes) -> dict[str, Any]:
    """The JSON object in a text.

    text      JSON; bytes must be UTF-8
    Returns   dict with str, bool, None, int, Decimal, list, dict only
    Raises    NOT_JSON, NOT_AN_OBJECT, DEEPLY_NESTED
    """
    try:
        value = _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, InvalidOperation) as error:
        raise NOT_JSON.at(position=_position(error)) from error
    except RecursionError as error:
        raise DEEPLY_NESTED.at() from error
    if not isinstance(value, dict):
        raise NOT_AN_OBJECT.at()
    if _is_deeper_than(DEEPEST, value):
        raise DEEPLY_NESTED.at()
    return value


def render(value: object) -> str:
    """Compact JSON text of a value read by `parse` or built from plain data; keys keep their order.

    Raises TypeError for what JSON cannot hold (a float, NaN, a datetime): a fault of ours, never of a client.
    """
    _refuse_what_is_not_json(value)
    return _encoder.encode(value).decode()


def _refuse_what_is_not_json(value: object) -> None:
    """Floats have already lost digits and a Decimal may be NaN: neither may reach a stored resource."""
    if isinstance(value, dict):
        for each in value.values():
            _refuse_what_is_not_json(each)
    elif isinstance(value, list | tuple):
        for each in value:
            _refuse_what_is_not_json(each)
    elif isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError("a decimal that is not finite has no JSON form")
    elif value is not None and not isinstance(value, str | bool | int):
        raise TypeError(f"{type(value).__name__} has no exact JSON form here")


def _is_deeper_than(limit: int, value: object) -> bool:
    """Whether objects and arrays nest more than `limit` levels; walks level by level, without recursion."""
    level = [value]
    for _ in range(limit):
        below: list[object] = []
        for each in level:
            inner = each.values() if isinstance(each, dict) else each
            assert isinstance(inner, Iterable)  # noqa: S101  only objects and arrays are kept
            below.extend(e for e in inner if type(e) is dict or type(e) is list)
        if not below:
            return False
        level = below
    return True


def _position(error: Exception) -> str:
    """Where the text breaks, without quoting any of it: msgspec ends with "(byte 17)"."""
    _, found, tail = str(error).rpartition("(byte ")
    return f"byte {tail.rstrip(')')}" if found and tail.rstrip(")").isdigit() else "an unknown place"
