"""How does a search parameter's FHIRPath find its values in a resource?

R4's search expressions use little of FHIRPath: members, `ofType`/`as`, `where(x = 'y')`,
`where(resolve() is T)`, unions and one comparison. Each branch is compiled against the definitions into paths
of plain JSON keys, so that reading needs no interpreter. Whatever does not fit raises `UncompilableError`
with the reason; tests/fhir/search lists each such expression of R4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from benhan.fhir.definitions.tables import Field, class_table, code_list

_WHERE_EQUAL = re.compile(r"where\((\w+) ?= ?'([^']*)'\)")
_WHERE_RESOLVE = re.compile(r"where\(resolve\(\) is (\w+)\)")
_OF_TYPE = re.compile(r"(?:ofType|as)\((\w+)\)")
_EXISTS_AND_NOT_FALSE = re.compile(r"([\w.]+)\.exists\(\) and \1 != false")
_AS = re.compile(r"\(([\w.]+) as (\w+)\)")


class UncompilableError(Exception):
    """The expression needs more of FHIRPath than we compile; str() is the reason."""


class Step(NamedTuple):
    """One JSON key; only objects whose `filter_key` equals `filter_value` go on ("" = all)."""

    key: str
    filter_key: str = ""
    filter_value: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """Where values of one type stand.

    steps        JSON keys from the resource down
    type_name    R4 type of the values found
    system       system implied by the required binding of a `code`, else ""
    target       only references to this resource type count; "" = all
    is_presence  the value is whether anything other than false is found ("deceased")
    """

    steps: tuple[Step, ...]
    type_name: str
    system: str = ""
    target: str = ""
    is_presence: bool = False


def compile_expression(resource_type: str, expression: str) -> tuple[Path, ...]:
    """The paths of an expression for one resource type; UncompilableError with the reason otherwise."""
    paths: list[Path] = []
    for branch in expression.split("|"):
        paths.extend(_branch(resource_type, branch.strip()))
    return tuple(dict.fromkeys(paths))


def values_at(path: Path, resource: Mapping[str, Any]) -> list[Any]:
    """The JSON values at a path, in document order; lists are opened, null entries left out."""
    found: list[Any] = [resource]
    for key, filter_key, filter_value in path.steps:
        below: list[Any] = []
        for each in found:
            if not isinstance(each, dict):
                continue
            value = each.get(key)
            if value is None:
                continue
            if isinstance(value, list):
                below.extend(value)
            else:
                below.append(value)
        if filter_key:
            below = [e for e in below if isinstance(e, dict) and e.get(filter_key) == filter_value]
        if not below:
            return below
        found = below
    return [each for each in found if each is not None]


def _branch(resource_type: str, text: str) -> list[Path]:
    presence = _EXISTS_AND_NOT_FALSE.fullmatch(text)
    if presence:
        inner = _branch(resource_type, presence[1])
        return [replace(path, is_presence=True) for path in inner]
    text = _AS.sub(r"\1.ofType(\2)", text)
    parts = list(_split(_without_parentheses(text)))
    if parts[0] not in (resource_type, "Resource", "DomainResource"):
        raise UncompilableError(f"starts at {parts[0]}, not at {resource_type}")
    states: list[tuple[tuple[Step, ...], Field | None, str]] = [((), None, resource_type)]
    target = ""
    for part in parts[1:]:
        resolved = _WHERE_RESOLVE.fullmatch(part)
        if resolved:
            target = resolved[1]
        else:
            states = _walk(states, part)
    if not states:
        raise UncompilableError("finds no element of R4")
    return [_path(steps, field, target) for steps, field, _ in states if field is not None]


def _walk(
    states: list[tuple[tuple[Step, ...], Field | None, str]], part: str
) -> list[tuple[tuple[Step, ...], Field | None, str]]:
    of_type = _OF_TYPE.fullmatch(part)
    if of_type:
        return [state for state in states if state[1] is not None and state[1].type_name == of_type[1]]
    where = _WHERE_EQUAL.fullmatch(part)
    if where:
        return [((*s[:-1], Step(s[-1].key, where[1], where[2])), field, below) for s, field, below in states]
    if not re.fullmatch(r"[A-Za-z]\w*", part):
        raise UncompilableError(f"uses {part}")
    return [
        ((*steps, Step(field.key)), field, field.class_path)
        for steps, _, below in states
        if below
        for field in class_table(below).fields.values()
        if field.name == part
    ]


def _path(steps: tuple[Step, ...], field: Field, target: str) -> Path:
    if field.type_name in ("", "Resource"):
        raise UncompilableError("finds a whole element or resource, not a value")
    system = ""
    if field.type_name == "code" and field.binding:
        codes = code_list(field.binding) or {}
        system = next(iter(codes)) if len(codes) == 1 else ""
    return Path(steps, field.type_name, system, target)


def _without_parentheses(text: str) -> str:
    """`(A.b.ofType(C)).text` → `A.b.ofType(C).text`."""
    if not text.startswith("("):
        return text
    depth = 0
    for place, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0:
            return _without_parentheses(text[1:place] + text[place + 1 :])
    raise UncompilableError("has an open parenthesis")


def _split(text: str) -> Iterator[str]:
    """The steps, split at dots outside parentheses and quotes."""
    start = depth = 0
    for place, char in enumerate(text):
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "." and depth == 0:
            yield text[start:place]
            start = place + 1
    yield text[start:]
