"""What stands in the search index for one resource? One tuple type per index table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

# What is longer is indexed, and searched, by its beginning: R4 allows a megabyte of text in an identifier, an
# index entry of PostgreSQL holds about 2 700 bytes (two codes of four-byte characters still fit).
LONGEST_CODE = 300
LONGEST_STRING = 500


class TokenRow(NamedTuple):
    """system "" = the value has none. Codes are compared exactly, case included."""

    param: str
    system: str
    code: str


class StringRow(NamedTuple):
    """folded = folding.fold(exact); exact as recorded, spaces at the ends removed."""

    param: str
    folded: str
    exact: str


class ReferenceRow(NamedTuple):
    """A reference; each part is "" when unknown.

    Local:    target_type and target_id are set (`Patient/1`, also `Patient/1/_history/2`), url is "".
    Foreign:  url holds an absolute URL, a urn or a canonical; target_type is set if it can be told.
              A canonical with a version gives two rows: with `|version` and without.
    Logical:  identifier_system and identifier_value of Reference.identifier.
    """

    param: str
    target_type: str
    target_id: str
    url: str
    identifier_system: str
    identifier_value: str


class DateRow(NamedTuple):
    """[low, high) in UTC, half-open; open ends are dates.EARLIEST and dates.LATEST."""

    param: str
    low: datetime
    high: datetime


class QuantityRow(NamedTuple):
    """A number or quantity.

    value      as recorded; None for a Range or a value with a comparator
    low, high  inclusive bounds: both = value for a plain number; Decimal("-Infinity") / Decimal("Infinity")
               where a Range or comparator leaves an end open. The implicit precision of R4 belongs to the
               *searched* number and stands in query.QuantityValue.
    system, code, unit  "" when absent (numbers have none; Money: ISO 4217 and the currency)
    """

    param: str
    value: Decimal | None
    low: Decimal
    high: Decimal
    system: str
    code: str
    unit: str


class UriRow(NamedTuple):
    param: str
    value: str


@dataclass(frozen=True, slots=True)
class IndexRows:
    """All rows of a resource, each kind without repetition, in order of parameter and document.

    `_id` and `_lastUpdated` are not among them: a store answers these from its own columns.
    """

    tokens: tuple[TokenRow, ...] = ()
    strings: tuple[StringRow, ...] = ()
    references: tuple[ReferenceRow, ...] = ()
    dates: tuple[DateRow, ...] = ()
    quantities: tuple[QuantityRow, ...] = ()
    uris: tuple[UriRow, ...] = ()

    def __len__(self) -> int:
        kinds = (self.tokens, self.strings, self.references, self.dates, self.quantities, self.uris)
        return sum(len(rows) for rows in kinds)
