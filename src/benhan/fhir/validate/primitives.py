"""Is a JSON value a lawful primitive of R4? Each checker returns "" or what was expected, in English.

Source: R4 datatypes.html#primitive (regular expressions there), json.html#primitive.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

# Decimals beyond these exponents are no measured values, but could exhaust memory when written out.
LARGEST_EXPONENT = 1000
LONGEST_STRING = 1_048_576

UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?", re.ASCII)
_ZONED = re.compile(
    r"(\d{4}-\d\d-\d\d)T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?"
    r"(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))",
    re.ASCII,
)
_CODE = re.compile(r"\S+(?:\s\S+)*")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_URI = re.compile(r"\S+")
_OID = re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+", re.ASCII)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.ASCII | re.IGNORECASE)

NOT_TEXT = "a JSON string"


def check_string(value: object) -> str:
    if type(value) is not str:
        return NOT_TEXT
    if not value:
        return "text that is not empty"
    return "at most 1 048 576 characters" if len(value) > LONGEST_STRING else ""


def check_boolean(value: object) -> str:
    return "" if value is True or value is False else "true or false, without quotes"


def check_integer(value: object) -> str:
    return _whole(value, -(2**31), "a whole number between -2 147 483 648 and 2 147 483 647")


def check_positive_int(value: object) -> str:
    return _whole(value, 1, "a whole number, 1 or more")


def check_unsigned_int(value: object) -> str:
    return _whole(value, 0, "a whole number, 0 or more")


def _whole(value: object, least: int, expected: str) -> str:
    if type(value) is not int:
        return expected + ", without quotes or fraction"
    return "" if least <= value <= 2**31 - 1 else expected


def check_decimal(value: object) -> str:
    """int or Decimal; a float has lost its digits before it came here."""
    if type(value) is int:
        return "" if abs(value) < 10**LARGEST_EXPONENT else "a decimal of sensible size"
    if not isinstance(value, Decimal) or not value.is_finite():
        return "a JSON number, without quotes"
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -LARGEST_EXPONENT and value.adjusted() <= LARGEST_EXPONENT:
        return ""
    return "a decimal of sensible size"


def check_date(value: object) -> str:
    if type(value) is not str:
        return NOT_TEXT
    match = _DATE.fullmatch(value)
    if match and _is_day(*match.groups()):
        return ""
    return "a date of the calendar: YYYY, YYYY-MM or YYYY-MM-DD"


def check_date_time(value: object) -> str:
    if type(value) is not str:
        return NOT_TEXT
    if "T" in value:
        return check_instant(value) and "YYYY-MM-DDThh:mm:ss with Z or an offset such as +07:00"
    return check_date(value)


def check_instant(value: object) -> str:
    if type(value) is not str:
        return NOT_TEXT
    match = _ZONED.fullmatch(value)
    if match and not check_date(match[1]):
        return ""
    return "YYYY-MM-DDThh:mm:ss with Z or an offset such as +07:00, fractions of a second allowed"


def _is_day(year: str, month: str | None, day: str | None) -> bool:
    try:
        date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return False
    return True


def check_base64(value: object) -> str:
    if type(value) is not str:
        return NOT_TEXT
    expected = "base64 text"
    if not value or not value.isascii():
        return expected
    compact = "".join(value.split())
    try:
        binascii.a2b_base64(compact, strict_mode=True)
    except binascii.Error:
        return expected
    return ""


def _matching(pattern: re.Pattern[str], expected: str) -> Callable[[object], str]:
    def check(value: object) -> str:
        if type(value) is not str:
            return NOT_TEXT
        return "" if pattern.fullmatch(value) else expected

    return check


_check_uri = _matching(_URI, "a URI without spaces, not empty")

CHECKS: Mapping[str, Callable[[object], str]] = {
    "base64Binary": check_base64,
    "boolean": check_boolean,
    "canonical": _check_uri,
    "code": _matching(_CODE, "a code without spaces at its ends or twice in a row"),
    "date": check_date,
    "dateTime": check_date_time,
    "decimal": check_decimal,
    "id": _matching(_ID, "an id: 1 to 64 of A-Z a-z 0-9 - ."),
    "instant": check_instant,
    "integer": check_integer,
    "markdown": check_string,
    "oid": _matching(_OID, "urn:oid: and an OID"),
    "positiveInt": check_positive_int,
    "string": check_string,
    "time": _matching(_TIME, "hh:mm:ss"),
    "unsignedInt": check_unsigned_int,
    "uri": _check_uri,
    "url": _check_uri,
    "uuid": _matching(_UUID, "urn:uuid: and a UUID"),
}

# What tells a wrong JSON type from a wrong format of the right type.
JSON_TYPES: Mapping[str, tuple[type, ...]] = {
    **dict.fromkeys(CHECKS, (str,)),
    "xhtml": (str,),
    "boolean": (bool,),
    "decimal": (int, Decimal),
    "integer": (int,),
    "positiveInt": (int,),
    "unsignedInt": (int,),
}
