"""What does a search ask? Frozen, printable values between the text of a request and SQL.

A query finds the resources of one type for which every condition holds; within a condition one of the values
is enough. `str(query)` prints one line per condition, for golden tests and for people.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TokenValue:
    """system None = any, "" = none; code None = any code of the system."""

    system: str | None
    code: str | None

    def __str__(self) -> str:
        return f"{'*' if self.system is None else self.system}|{'*' if self.code is None else self.code}"


@dataclass(frozen=True, slots=True)
class TokenCondition:
    """Some row equals one of the values; with `negated` none does (also true of resources without a row).

    Also used for `_id` (system None).
    """

    param: str
    values: tuple[TokenValue, ...]
    negated: bool = False

    def __str__(self) -> str:
        return f"token {self.param} {'none of' if self.negated else 'in'} {_list(self.values)}"


@dataclass(frozen=True, slots=True)
class StringCondition:
    """mode starts / contains: values are folded, compared with `folded`; exact: compared with `exact`."""

    param: str
    mode: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"string {self.param} {self.mode} {_list(repr(value) for value in self.values)}"


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """Either target_id (target_type "" = any type), or url, or identifier (system None = any, "" = none).

    A url also equals a row's url up to its `|version`, because such a row is indexed both ways.
    """

    target_type: str = ""
    target_id: str = ""
    url: str = ""
    identifier_system: str | None = None
    identifier_value: str = ""

    def __str__(self) -> str:
        if self.url:
            return self.url
        if self.target_id:
            return f"{self.target_type or '*'}/{self.target_id}"
        system = "*" if self.identifier_system is None else self.identifier_system
        return f"identifier {system}|{self.identifier_value or '*'}"


@dataclass(frozen=True, slots=True)
class ReferenceCondition:
    param: str
    values: tuple[ReferenceValue, ...]

    def __str__(self) -> str:
        return f"reference {self.param} in {_list(self.values)}"


@dataclass(frozen=True, slots=True)
class DateValue:
    """The searched range [low, high), UTC, and how a row [r.low, r.high) must stand to it.

    eq  r within it            ne  not eq, for some row
    lt  r.low < low            gt  r.high > high
    le  lt or eq               ge  gt or eq
    eb  r.high <= low          sa  r.low >= high
    ap  r overlaps it (low and high already widened by a tenth of the distance from now)
    """

    prefix: str
    low: datetime
    high: datetime

    def __str__(self) -> str:
        return f"{self.prefix} [{self.low:%Y-%m-%dT%H:%M:%S.%fZ}, {self.high:%Y-%m-%dT%H:%M:%S.%fZ})"


@dataclass(frozen=True, slots=True)
class DateCondition:
    """Also used for `_lastUpdated`, whose row is the instant's own range."""

    param: str
    values: tuple[DateValue, ...]

    def __str__(self) -> str:
        return f"date {self.param} {_list(self.values)}"


@dataclass(frozen=True, slots=True)
class QuantityValue:
    """A searched number and how a row with bounds r.low, r.high must stand to it.

    value      as written; low, high  [low, high) of its implicit precision (ap: widened by a tenth)
    eq  r.low >= low and r.high < high      ne  not eq, for some row
    lt  r.low < value     gt  r.high > value
    le  r.low <= value    ge  r.high >= value
    eb  r.high < value    sa  r.low > value
    ap  r.low <= high and r.high >= low
    unit       None = any. With a system, the code must equal `unit`; without (system None), code or unit may
    """

    prefix: str
    value: Decimal
    low: Decimal
    high: Decimal
    system: str | None = None
    unit: str | None = None

    def __str__(self) -> str:
        unit = "" if self.unit is None else f" {'*' if self.system is None else self.system}|{self.unit}"
        return f"{self.prefix} {self.value} [{self.low}, {self.high}){unit}"


@dataclass(frozen=True, slots=True)
class QuantityCondition:
    """For number and quantity parameters alike."""

    param: str
    values: tuple[QuantityValue, ...]

    def __str__(self) -> str:
        return f"quantity {self.param} {_list(self.values)}"


@dataclass(frozen=True, slots=True)
class UriCondition:
    """mode exact; below: the row equals the value or lies under it (value + "/"); above: the reverse."""

    param: str
    mode: str
    values: tuple[str, ...]

    def __str__(self) -> str:
        return f"uri {self.param} {self.mode} {_list(self.values)}"


@dataclass(frozen=True, slots=True)
class MissingCondition:
    """Whether the resource has no row of this parameter; kind tells the index table."""

    param: str
    kind: str
    is_missing: bool

    def __str__(self) -> str:
        return f"{self.kind} {self.param} {'missing' if self.is_missing else 'present'}"


Condition = (
    TokenCondition
    | StringCondition
    | ReferenceCondition
    | DateCondition
    | QuantityCondition
    | UriCondition
    | MissingCondition
)


@dataclass(frozen=True, slots=True)
class Sort:
    """A sort key; kind tells the index table ("token" …; `_id` and `_lastUpdated` are columns).

    Ascending takes a resource's least row, descending its greatest; resources without a row come last; ties
    are broken by id, ascending.
    """

    param: str
    kind: str
    is_descending: bool = False

    def __str__(self) -> str:
        return f"sort {self.param} ({self.kind}) {'descending' if self.is_descending else 'ascending'}"


@dataclass(frozen=True, slots=True)
class Include:
    """`_include`: from each match's reference `param`; `_revinclude`: from `source_type` to the matches.

    param "*" = every reference parameter of source_type; target_type "" = any.
    """

    source_type: str
    param: str
    target_type: str = ""
    is_reverse: bool = False
    is_iterating: bool = False

    def __str__(self) -> str:
        name = "revinclude" if self.is_reverse else "include"
        iterating = " iterating" if self.is_iterating else ""
        return f"{name}{iterating} {self.source_type}:{self.param}:{self.target_type or '*'}"


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """A whole search.

    count     page size asked for, 0 = only the total; None = the server's own
    total     none estimate accurate, "" = not said
    summary   true text data count false, "" = not said
    elements  names of top-level elements asked for
    ignored   parameters left out because the search was lenient
    """

    resource_type: str
    conditions: tuple[Condition, ...] = ()
    sort: tuple[Sort, ...] = ()
    count: int | None = None
    includes: tuple[Include, ...] = ()
    total: str = ""
    summary: str = ""
    elements: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = [f"search {self.resource_type}"]
        lines += [f"  {each}" for each in (*self.conditions, *self.sort, *self.includes)]
        if self.count is not None:
            lines.append(f"  count {self.count}")
        for name, value in (("total", self.total), ("summary", self.summary)):
            if value:
                lines.append(f"  {name} {value}")
        if self.elements:
            lines.append(f"  elements {_list(self.elements)}")
        if self.ignored:
            lines.append(f"  ignored {_list(self.ignored)}")
        return "\n".join(lines)


def _list(values: object) -> str:
    return ", ".join(str(value) for value in values)  # type: ignore[attr-defined]
