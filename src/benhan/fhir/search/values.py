"""How is one parameter's text read into the values of a condition? One function per kind of parameter.

Each takes a `Term`, already split off its name and modifier, and returns a condition or raises a catalogued
problem that names the parameter. Source: R4 search.html, one section per parameter type.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from benhan.fhir.definitions.tables import resource_types
from benhan.fhir.problems import ProblemError
from benhan.fhir.references import ReferenceKind, parse_reference
from benhan.fhir.search.dates import EARLIEST, LATEST, date_range
from benhan.fhir.search.folding import fold
from benhan.fhir.search.parameters import SearchParameter
from benhan.fhir.search.problems import BAD_VALUE, UNSUPPORTED_MODIFIER, UNSUPPORTED_PREFIX
from benhan.fhir.search.query import (
    DateCondition,
    DateValue,
    QuantityCondition,
    QuantityValue,
    ReferenceCondition,
    ReferenceValue,
    StringCondition,
    TokenCondition,
    TokenValue,
    UriCondition,
)
from benhan.fhir.search.rows import LONGEST_CODE, LONGEST_STRING

PREFIXES = ("eq", "ne", "lt", "le", "gt", "ge", "sa", "eb", "ap")
_PREFIXED = re.compile(r"([A-Za-z]{2})?(.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Term:
    """One `name:modifier=value` of a search.

    text      the value, percent-decoded, escapes still in place
    base_url  of this server, "" if unknown: references under it are local
    now       aware; what `ap` dates are measured from
    """

    parameter: SearchParameter
    modifier: str
    text: str
    base_url: str
    now: datetime

    def alternatives(self) -> list[str]:
        """The comma-separated values, escapes still in place."""
        return _split_unescaped(self.text, ",")

    def bad(self, expected: str) -> ProblemError:
        code = self.parameter.code
        return BAD_VALUE.at(code, parameter=code, expected=expected)

    def allow(self, *modifiers: str) -> None:
        """Refuse a modifier other than these."""
        if self.modifier and self.modifier not in modifiers:
            code = self.parameter.code
            raise UNSUPPORTED_MODIFIER.at(
                code,
                modifier=safe_name(self.modifier),
                parameter=code,
                kind=self.parameter.type,
                allowed=" ".join(f":{each}" for each in (*modifiers, "missing")),
            )


def safe_name(text: str) -> str:
    """A name a client sent, if it looks like one: error texts must not echo anything else."""
    return text if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.:\-]{0,63}", text, re.ASCII) else "(not a name)"


def read_token_term(term: Term) -> TokenCondition:
    """`code`, `system|code`, `|code`, `system|`; modifier :not."""
    term.allow("not")
    values = []
    for text in term.alternatives():
        parts = _split_unescaped(text, "|")
        if len(parts) > 2 or not any(parts):
            raise term.bad("code, system|code, |code or system|")
        last = _code(parts[-1]) or None
        system = _code(parts[0]) if len(parts) == 2 else None
        if system is None and last is None:
            raise term.bad("code, system|code, |code or system|")
        values.append(TokenValue(system, last))
    return TokenCondition(term.parameter.code, tuple(values), negated=term.modifier == "not")


def read_string_term(term: Term) -> StringCondition:
    """Text; starts with it, tones and case ignored; modifiers :exact and :contains."""
    term.allow("exact", "contains")
    mode = term.modifier or "starts"
    values = [_unescape(text).strip() for text in term.alternatives()]
    if mode != "exact":
        values = [fold(text) for text in values]
    if not all(values):
        raise term.bad("text")
    return StringCondition(term.parameter.code, mode, tuple(value[:LONGEST_STRING] for value in values))


def read_reference_term(term: Term) -> ReferenceCondition:
    """`Type/id`, `id`, a URL, with :Type or :identifier."""
    is_type = term.modifier in resource_types()
    if not is_type:
        term.allow("identifier")
    values = []
    for text in term.alternatives():
        if term.modifier == "identifier":
            values.append(_identifier(term, text))
        else:
            values.append(_reference(term, _unescape(text), term.modifier if is_type else ""))
    return ReferenceCondition(term.parameter.code, tuple(values))


def _identifier(term: Term, text: str) -> ReferenceValue:
    parts = [_code(part) for part in _split_unescaped(text, "|")]
    if len(parts) > 2 or not any(parts):
        raise term.bad("system|value or value")
    return ReferenceValue(
        identifier_system=parts[0] if len(parts) == 2 else None,
        identifier_value=parts[-1],
    )


def _reference(term: Term, text: str, wanted_type: str) -> ReferenceValue:
    base = term.base_url.rstrip("/")
    if base and text.startswith(base + "/"):
        text = text[len(base) + 1 :]
    literal = parse_reference(text)
    if literal.kind is ReferenceKind.RELATIVE:
        targets = term.parameter.targets
        if (wanted_type and literal.type != wanted_type) or (targets and literal.type not in targets):
            raise term.bad(f"a reference to {wanted_type or ' or '.join(sorted(targets))}")
        return ReferenceValue(literal.type, literal.id)
    if ":" in text:
        return ReferenceValue(url=text[:LONGEST_CODE])
    if not _ID.fullmatch(text):
        raise term.bad("Type/id, an id or an absolute URL")
    only = next(iter(term.parameter.targets)) if len(term.parameter.targets) == 1 else ""
    return ReferenceValue(wanted_type or only, text)


def read_date_term(term: Term) -> DateCondition:
    """A date or dateTime, partial or whole, with a prefix."""
    term.allow()
    values = []
    for text in term.alternatives():
        prefix, rest = _prefix(term, _unescape(text))
        # A plus that a form turned into a space belongs to a zone: 2025-03-01T07:00:00 07:00.
        found = date_range(rest.replace(" ", "+"))
        if found is None:
            raise term.bad("a date such as 2025, 2025-03, 2025-03-01 or 2025-03-01T07:30:00+07:00")
        low, high = found
        if prefix == "ap":
            margin = abs(term.now - low) / 10
            low, high = _earlier(low, margin), _later(high, margin)
        values.append(DateValue(prefix, low, high))
    return DateCondition(term.parameter.code, tuple(values))


def read_number_term(term: Term) -> QuantityCondition:
    """A number with a prefix."""
    term.allow()
    values = [_quantity(term, _unescape(text), None, None) for text in term.alternatives()]
    return QuantityCondition(term.parameter.code, tuple(values))


def read_quantity_term(term: Term) -> QuantityCondition:
    """`number`, `number|system|code` or `number||unit` with a prefix."""
    term.allow()
    values = []
    for text in term.alternatives():
        parts = [_code(part) for part in _split_unescaped(text, "|")]
        if len(parts) == 1:
            values.append(_quantity(term, parts[0], None, None))
        elif len(parts) == 3 and parts[2]:
            values.append(_quantity(term, parts[0], parts[1] or None, parts[2]))
        else:
            raise term.bad("number, number|system|code or number||code")
    return QuantityCondition(term.parameter.code, tuple(values))


def _quantity(term: Term, text: str, system: str | None, unit: str | None) -> QuantityValue:
    prefix, rest = _prefix(term, text)
    if not _NUMBER.fullmatch(rest):
        raise term.bad("a number such as 5, 5.40 or 5.4e-3")
    number = Decimal(rest)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)  # noqa: S101  the pattern admits finite numbers only
    half = Decimal((0, (5,), exponent - 1))
    if prefix == "ap":
        half = max(half, abs(number) * _TENTH)
    return QuantityValue(prefix, number, number - half, number + half, system, unit)


def read_uri_term(term: Term) -> UriCondition:
    """A URI, exactly; modifiers :below and :above."""
    term.allow("below", "above")
    values = tuple(_code(text) for text in term.alternatives())
    if not all(values):
        raise term.bad("a URI")
    return UriCondition(term.parameter.code, term.modifier or "exact", values)


def _prefix(term: Term, text: str) -> tuple[str, str]:
    match = _PREFIXED.fullmatch(text.strip())
    prefix, rest = match.groups() if match else (None, "")
    if prefix is None:
        return "eq", rest
    if prefix not in PREFIXES:
        code = term.parameter.code
        raise UNSUPPORTED_PREFIX.at(code, parameter=code)
    return prefix, rest


def _earlier(instant: datetime, margin: timedelta) -> datetime:
    return EARLIEST if instant - EARLIEST < margin else instant - margin


def _later(instant: datetime, margin: timedelta) -> datetime:
    return LATEST if LATEST - instant < margin else instant + margin


def _split_unescaped(text: str, mark: str) -> list[str]:
    r"""Split at a mark that no backslash precedes; escapes stay."""
    parts, current, escaped = [], "", False
    for char in text:
        if char == mark and not escaped:
            parts.append(current)
            current = ""
            continue
        escaped = char == "\\" and not escaped
        current += char
    return [*parts, current]


def _code(text: str) -> str:
    """A code, system or URI as it stands in the index."""
    return _unescape(text)[:LONGEST_CODE]


def _unescape(text: str) -> str:
    r"""`\,` `\|` `\$` `\\` → the character itself. Source: R4 search.html#escaping."""
    return re.sub(r"\\([,|$\\])", r"\1", text)
