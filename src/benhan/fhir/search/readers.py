"""How does a value of a resource become index rows? One function per kind of search parameter.

Each takes the parameter's code, the path the value was found at and the JSON value, and yields rows. Values
of the wrong shape yield nothing: the checker has spoken of them already, and an index must not fail.
Source: the tables per parameter type in R4 search.html.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from benhan.fhir.references import ReferenceKind, parse_reference
from benhan.fhir.search.dates import EARLIEST, LATEST, date_range
from benhan.fhir.search.expressions import Path
from benhan.fhir.search.folding import fold
from benhan.fhir.search.rows import (
    LONGEST_CODE,
    LONGEST_STRING,
    DateRow,
    QuantityRow,
    ReferenceRow,
    StringRow,
    TokenRow,
    UriRow,
)

MONEY_SYSTEM = "urn:iso:std:iso:4217"
INFINITY = Decimal("Infinity")
_NAME_PARTS = ("text", "family", "given", "prefix", "suffix")
_ADDRESS_PARTS = ("text", "line", "city", "district", "state", "postalCode", "country")


def read_token(param: str, path: Path, value: Any) -> Iterator[TokenRow]:
    """Codes with their systems; a CodeableConcept gives one row per coding."""
    if isinstance(value, bool):
        yield TokenRow(param, "", "true" if value else "false")
    elif isinstance(value, str):
        yield TokenRow(param, path.system, value[:LONGEST_CODE])
    elif isinstance(value, dict):
        if path.type_name == "CodeableConcept":
            codings = value.get("coding")
            for coding in codings if isinstance(codings, list) else ():
                if isinstance(coding, dict):
                    yield from _system_and_code(param, coding, "code")
        elif path.type_name == "ContactPoint":
            if text := _text(value.get("value")):
                yield TokenRow(param, "", text[:LONGEST_CODE])
        else:
            yield from _system_and_code(param, value, "value" if path.type_name == "Identifier" else "code")


def _system_and_code(param: str, value: dict[str, Any], key: str) -> Iterator[TokenRow]:
    system, code = _code(value.get("system")), _code(value.get(key))
    if system or code:
        yield TokenRow(param, system, code)


def read_string(param: str, path: Path, value: Any) -> Iterator[StringRow]:
    """Text, or every part of a name or address."""
    if isinstance(value, str):
        texts = [value]
    elif isinstance(value, dict) and path.type_name in ("HumanName", "Address"):
        parts = _NAME_PARTS if path.type_name == "HumanName" else _ADDRESS_PARTS
        texts = [text for part in parts for text in _texts(value.get(part))]
    else:
        return
    for text in texts:
        exact = text.strip()
        if folded := fold(exact):
            yield StringRow(param, folded[:LONGEST_STRING], exact[:LONGEST_STRING])


def read_reference(param: str, path: Path, value: Any) -> Iterator[ReferenceRow]:
    """References and canonicals; one to a contained resource is not indexed (R4 search.html#reference)."""
    if isinstance(value, str):
        if value.startswith("#"):
            return
        yield ReferenceRow(param, "", "", _code(value), "", "")
        if "|" in value:
            yield ReferenceRow(param, "", "", _code(value.split("|", 1)[0]), "", "")
        return
    if not isinstance(value, dict):
        return
    literal = parse_reference(_text(value.get("reference")))
    target_type = literal.type or _text(value.get("type"))
    if path.target and target_type != path.target:
        return
    identifier = value.get("identifier")
    system = value_of = ""
    if isinstance(identifier, dict):
        system, value_of = _code(identifier.get("system")), _code(identifier.get("value"))
    if literal.kind is ReferenceKind.RELATIVE:
        yield ReferenceRow(param, literal.type, literal.id, "", system, value_of)
    elif literal.text and literal.kind is not ReferenceKind.CONTAINED:
        yield ReferenceRow(param, target_type, "", _code(literal.text), system, value_of)
    elif value_of or system:
        yield ReferenceRow(param, target_type, "", "", system, value_of)


def read_date(param: str, path: Path, value: Any) -> Iterator[DateRow]:
    """The range of a date, the hull of a Period, of a Timing's events and its bounds."""
    if isinstance(value, str):
        if found := date_range(value):
            yield DateRow(param, found.low, found.high)
    elif isinstance(value, dict):
        period: Any = value
        if path.type_name == "Timing":
            events = [found for text in _texts(value.get("event")) if (found := date_range(text))]
            if events:
                yield DateRow(param, min(e.low for e in events), max(e.high for e in events))
            repeat = value.get("repeat")
            period = repeat.get("boundsPeriod") if isinstance(repeat, dict) else None
        if isinstance(period, dict):
            yield from _period(param, period)


def _period(param: str, value: dict[str, Any]) -> Iterator[DateRow]:
    start, end = date_range(_text(value.get("start"))), date_range(_text(value.get("end")))
    if start or end:
        low: datetime = start.low if start else EARLIEST
        high: datetime = end.high if end else LATEST
        # A period that ends before it begins is wrong, but must still be found by its start.
        yield DateRow(param, low, max(low, high))


def read_quantity(param: str, path: Path, value: Any) -> Iterator[QuantityRow]:
    """Numbers, quantities, ranges and amounts of money."""
    if not isinstance(value, dict):
        number = _number(value)
        if number is not None:
            yield QuantityRow(param, number, number, number, "", "", "")
        return
    if path.type_name == "Range":
        yield from _range_row(param, value)
        return
    number = _number(value.get("value"))
    if number is None:
        return
    if path.type_name == "Money":
        currency = _text(value.get("currency"))
        yield QuantityRow(param, number, number, number, MONEY_SYSTEM, currency, "")
        return
    comparator = value.get("comparator")
    low = -INFINITY if comparator in ("<", "<=") else number
    high = INFINITY if comparator in (">", ">=") else number
    exact = None if comparator else number
    yield QuantityRow(param, exact, low, high, *_unit(value))


def _range_row(param: str, value: dict[str, Any]) -> Iterator[QuantityRow]:
    low, high = value.get("low"), value.get("high")
    ends = [end if isinstance(end, dict) else {} for end in (low, high)]
    bounds = [_number(end.get("value")) for end in ends]
    if bounds[0] is not None or bounds[1] is not None:
        bottom = -INFINITY if bounds[0] is None else bounds[0]
        top = INFINITY if bounds[1] is None else bounds[1]
        yield QuantityRow(param, None, bottom, top, *_unit(ends[0] or ends[1]))


def read_uri(param: str, path: Path, value: Any) -> Iterator[UriRow]:
    """Addresses, compared as they are."""
    if isinstance(value, str):
        yield UriRow(param, _code(value))


def _unit(value: dict[str, Any]) -> tuple[str, str, str]:
    return _code(value.get("system")), _code(value.get("code")), _code(value.get("unit"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _code(value: object) -> str:
    return _text(value)[:LONGEST_CODE]


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [each for each in value if isinstance(each, str)]
    return [value] if isinstance(value, str) else []


def _number(value: object) -> Decimal | None:
    """int or Decimal as Decimal; a float is a fault upstream and is not indexed."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
