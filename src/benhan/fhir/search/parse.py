"""How does the text of a search become a query? Names, modifiers and controls here; values in `values`.

Source: R4 search.html.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from benhan.fhir.definitions.tables import class_table, resource_types
from benhan.fhir.search.parameters import SearchParameter, search_parameters
from benhan.fhir.search.problems import (
    BAD_VALUE,
    CHAIN_UNSUPPORTED,
    REPEATED_CONTROL,
    TOO_MANY_CONDITIONS,
    UNKNOWN_PARAMETER,
    UNKNOWN_TYPE,
    UNSEARCHABLE_PARAMETER,
    UNSUPPORTED_MODIFIER,
)
from benhan.fhir.search.query import Condition, Include, MissingCondition, SearchQuery, Sort
from benhan.fhir.search.values import (
    Term,
    read_date_term,
    read_number_term,
    read_quantity_term,
    read_reference_term,
    read_string_term,
    read_token_term,
    read_uri_term,
    safe_name,
)

_READERS: Mapping[str, Callable[[Term], Condition]] = {
    "token": read_token_term,
    "string": read_string_term,
    "reference": read_reference_term,
    "date": read_date_term,
    "number": read_number_term,
    "quantity": read_quantity_term,
    "uri": read_uri_term,
}
_CHOICES = {
    "_total": ("none", "estimate", "accurate"),
    "_summary": ("true", "text", "data", "count", "false"),
}
# Concern the answer's form, not the search: the face reads them.
_NOT_OURS = frozenset({"_format", "_pretty"})
LARGEST_COUNT = 1_000_000
# Each condition is one more join: a thousand of them keep the database planning for minutes.
MOST_PARAMETERS = 40


@dataclass(slots=True)
class _Draft:
    """What has been read so far; frozen into a SearchQuery at the end."""

    resource_type: str
    parameters: Mapping[str, SearchParameter]
    conditions: list[Condition] = field(default_factory=list)
    sort: list[Sort] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    elements: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    controls: dict[str, str] = field(default_factory=dict)


def parse(
    resource_type: str,
    pairs: Sequence[tuple[str, str]],
    *,
    strict: bool = True,
    base_url: str = "",
    now: datetime | None = None,
) -> SearchQuery:
    """The query that a request's parameters ask for.

    pairs     (name, value) in order, percent-decoded; an empty value is no condition (R4: ignored)
    strict    refuse unknown parameters; else leave them out and list them in `ignored`. Bad values and bad
              modifiers of known parameters are refused either way: leaving them out would widen the result
    base_url  of this server: absolute references under it count as local
    now       aware; for `ap` on dates; default the clock
    Raises    UNKNOWN_TYPE, UNKNOWN_PARAMETER, UNSEARCHABLE_PARAMETER, UNSUPPORTED_MODIFIER,
              CHAIN_UNSUPPORTED, BAD_VALUE, UNSUPPORTED_PREFIX, REPEATED_CONTROL, TOO_MANY_CONDITIONS; the expression is
              the parameter's name
    """
    if resource_type not in resource_types():
        raise UNKNOWN_TYPE.at("", type=safe_name(resource_type))
    draft = _Draft(resource_type, search_parameters(resource_type))
    moment = now or datetime.now(UTC)
    if len(pairs) > MOST_PARAMETERS:
        raise TOO_MANY_CONDITIONS.at("", limit=MOST_PARAMETERS)
    for name, value in pairs:
        if name in _NOT_OURS or value == "":
            continue
        if "\0" in name or "\0" in value:  # PostgreSQL's text holds none
            raise BAD_VALUE.at("", parameter="a parameter", expected="text without the character NUL")
        if not _control(draft, name, value):
            _search_term(draft, name, value, strict=strict, base_url=base_url, now=moment)
    count = draft.controls.get("_count")
    return SearchQuery(
        resource_type=resource_type,
        conditions=tuple(draft.conditions),
        sort=tuple(draft.sort),
        count=None if count is None else int(count),
        includes=tuple(draft.includes),
        total=draft.controls.get("_total", ""),
        summary=draft.controls.get("_summary", ""),
        elements=tuple(dict.fromkeys(draft.elements)),
        ignored=tuple(draft.ignored),
    )


def _search_term(draft: _Draft, name: str, value: str, *, strict: bool, base_url: str, now: datetime) -> None:
    code, _, modifier = name.partition(":")
    if name.startswith("_has:") or "." in name:
        raise CHAIN_UNSUPPORTED.at(safe_name(name))
    parameter = draft.parameters.get(code)
    if parameter is None:
        if strict:
            raise UNKNOWN_PARAMETER.at(safe_name(code), type=draft.resource_type, parameter=safe_name(code))
        draft.ignored.append(safe_name(code))
        return
    if parameter.refusal:
        raise UNSEARCHABLE_PARAMETER.at(
            code, type=draft.resource_type, parameter=code, reason=parameter.refusal
        )
    if modifier == "missing":
        draft.conditions.append(_missing(parameter, value))
        return
    term = Term(parameter, modifier, value, base_url, now)
    draft.conditions.append(_READERS[parameter.type](term))


def _missing(parameter: SearchParameter, value: str) -> MissingCondition:
    if value not in ("true", "false"):
        raise BAD_VALUE.at(parameter.code, parameter=f"{parameter.code}:missing", expected="true or false")
    return MissingCondition(parameter.code, parameter.type, value == "true")


def _control(draft: _Draft, name: str, value: str) -> bool:
    """Read a parameter about the result; False when it is none."""
    code, _, modifier = name.partition(":")
    if code in ("_include", "_revinclude"):
        if modifier not in ("", "iterate", "recurse"):
            raise UNSUPPORTED_MODIFIER.at(
                code, modifier=safe_name(modifier), parameter=code, kind="result", allowed=":iterate"
            )
        draft.includes.append(
            _include(draft, value, is_reverse=code == "_revinclude", is_iterating=bool(modifier))
        )
        return True
    if name == "_sort":
        _once(draft, name, value)
        draft.sort.extend(_sort(draft, each) for each in value.split(","))
        return True
    if name == "_elements":
        draft.elements.extend(_element(draft, each) for each in value.split(","))
        return True
    if name == "_count":
        if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) <= LARGEST_COUNT):
            raise BAD_VALUE.at(name, parameter=name, expected="a whole number, 0 or more")
        return _once(draft, name, value)
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise BAD_VALUE.at(name, parameter=name, expected=" or ".join(_CHOICES[name]))
        return _once(draft, name, value)
    return False


def _once(draft: _Draft, name: str, value: str) -> bool:
    if name in draft.controls:
        raise REPEATED_CONTROL.at(name, parameter=name)
    draft.controls[name] = value
    return True


def _sort(draft: _Draft, text: str) -> Sort:
    code = text.strip().removeprefix("-")
    parameter = draft.parameters.get(code)
    if parameter is None or parameter.refusal:
        raise BAD_VALUE.at(
            "_sort", parameter="_sort", expected="search parameters, - before a descending one"
        )
    return Sort(code, parameter.type, text.strip().startswith("-"))


def _element(draft: _Draft, text: str) -> str:
    names = {each.name for each in class_table(draft.resource_type).fields.values()}
    name = text.strip()
    if name not in names:
        raise BAD_VALUE.at("_elements", parameter="_elements", expected="names of top-level elements")
    return name


def _include(draft: _Draft, value: str, *, is_reverse: bool, is_iterating: bool) -> Include:
    name = "_revinclude" if is_reverse else "_include"
    problem = BAD_VALUE.at(name, parameter=name, expected="Type:reference-parameter or Type:parameter:Target")
    source, *rest = value.split(":")
    if len(rest) not in (1, 2) or source not in resource_types():
        raise problem
    if not is_reverse and not is_iterating and source != draft.resource_type:
        raise problem
    code, target = rest[0], rest[1] if len(rest) == 2 else ""
    parameter = search_parameters(source).get(code)
    if code != "*" and (parameter is None or parameter.type != "reference" or parameter.refusal):
        raise problem
    if target and target not in resource_types():
        raise problem
    return Include(source, code, target, is_reverse, is_iterating)
