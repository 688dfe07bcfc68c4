"""Does a resource have the elements, types, codes and references that R4 gives its type?

One walk over the JSON beside the tables of `definitions`. Paths are built only for objects and for findings,
so that a good resource costs little.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benhan.fhir.definitions.tables import ClassTable, Field, class_table, code_list, resource_types
from benhan.fhir.problems import Finding, Problem
from benhan.fhir.validate import problems as wrong
from benhan.fhir.validate.invariants import check_invariants
from benhan.fhir.validate.narrative import narrative_fault
from benhan.fhir.validate.primitives import CHECKS, JSON_TYPES, UNREADABLE
from benhan.fhir.validate.problems import finding
from benhan.fhir.validate.targets import Surroundings, check_reference

DEEPEST = 60
_is_unreadable = UNREADABLE.search


class Walk:
    """One check of one resource: the findings so far and what references can point to."""

    def __init__(self, surroundings: Surroundings) -> None:
        self.findings: list[Finding] = []
        self.surroundings = surroundings
        self._depth = 0

    def add(self, problem: Problem, expression: str, **values: object) -> None:
        self.findings.append(finding(problem, expression, **values))

    def resource(self, value: object, path: str) -> None:
        """A resource inside another, or the outermost one (path = its type)."""
        if not isinstance(value, dict):
            self.add(wrong.WRONG_JSON_TYPE, path, expected="a resource, as a JSON object")
            return
        type_name = value.get("resourceType")
        if not isinstance(type_name, str) or type_name not in resource_types():
            self.add(wrong.UNKNOWN_TYPE, path)
            return
        before = self.surroundings
        self.surroundings = before.inside(value)
        self.members(value, class_table(type_name), path, is_resource=True)
        self.surroundings = before

    def members(
        self, value: dict[str, Any], table: ClassTable, path: str, *, is_resource: bool = False
    ) -> None:
        """An object beside the table of its class."""
        if not is_resource and (not value or (len(value) == 1 and "id" in value)):
            self.add(wrong.EMPTY, path)
            return
        if self._depth >= DEEPEST:
            self.add(wrong.TOO_DEEP, path, limit=DEEPEST)
            return
        self._depth += 1
        fields = table.fields
        chosen: dict[str, str] | None = None
        for key, item in value.items():
            field = fields.get(key)
            if field is None:
                if not (is_resource and key == "resourceType"):
                    field = self._twin(value, key, item, table, path)
                if field is None:
                    continue
            else:
                self._element(value, field, item, path)
            if field.choice:
                chosen = {} if chosen is None else chosen
                if chosen.setdefault(field.choice, field.key) != field.key:
                    self.add(wrong.TOO_MANY_CHOICES, f"{path}.{field.name}", name=field.choice)
        for name, keys in table.required:
            if not any(key in value or "_" + key in value for key in keys):
                self.add(wrong.MISSING_ELEMENT, f"{path}.{name.removesuffix('[x]')}", name=name)
        check_invariants(self.findings, value, table.path, path, self.surroundings)
        self._depth -= 1

    def _element(self, owner: Mapping[str, Any], field: Field, item: object, path: str) -> None:
        if not field.is_list:
            if type(item) is list:
                self.add(wrong.IS_A_LIST, f"{path}.{field.name}")
            elif field.is_primitive:
                self._primitive(field, item, path, None)
            else:
                self._complex(field, item, f"{path}.{field.name}")
            return
        if type(item) is not list:
            self.add(wrong.NOT_A_LIST, f"{path}.{field.name}")
        elif not item:
            self.add(wrong.EMPTY, f"{path}.{field.name}")
        elif field.is_primitive:
            twin = owner.get("_" + field.key)
            for place, each in enumerate(item):
                if each is None and _holds_object(twin, place):
                    continue
                self._primitive(field, each, path, place)
        else:
            for place, each in enumerate(item):
                self._complex(field, each, f"{path}.{field.name}[{place}]")

    def _primitive(self, field: Field, value: object, path: str, place: int | None) -> None:
        type_name = field.type_name
        if type_name == "xhtml":
            fault = narrative_fault(value)
            if fault:
                self.add(wrong.UNSAFE_NARRATIVE, f"{path}.{field.name}", reason=fault)
            return
        expected = CHECKS[type_name](value)
        if expected:
            self._bad_primitive(type_name, value, _at(path, field, place), expected)
        elif type(value) is str and _is_unreadable(value):
            self.add(wrong.UNREADABLE_TEXT, _at(path, field, place))
        elif field.binding:
            lists = code_list(field.binding)
            if lists is not None and not any(value in codes for codes in lists.values()):
                self.add(wrong.NOT_IN_VALUE_SET, _at(path, field, place), value_set=field.binding)

    def _bad_primitive(self, type_name: str, value: object, expression: str, expected: str) -> None:
        if value is None:
            self.add(wrong.MISPLACED_NULL, expression)
        elif isinstance(value, JSON_TYPES[type_name]) and (type_name == "boolean" or type(value) is not bool):
            self.add(wrong.BAD_FORMAT, expression, expected=expected)
        else:
            self.add(wrong.WRONG_JSON_TYPE, expression, expected=expected)

    def _complex(self, field: Field, value: object, path: str) -> None:
        if field.type_name == "Resource":
            self.resource(value, path)
            return
        if type(value) is not dict:
            if value is None:
                self.add(wrong.MISPLACED_NULL, path)
            else:
                self.add(wrong.WRONG_JSON_TYPE, path, expected="a JSON object")
            return
        self.members(value, class_table(field.class_path), path)
        if field.type_name == "Reference":
            check_reference(self.findings, value, field.targets, path, self.surroundings)
        elif field.binding:
            self._binding(field, value, path)

    def _binding(self, field: Field, value: dict[str, Any], path: str) -> None:
        """A Coding must be in the required value set, a CodeableConcept must have a coding that is."""
        lists = code_list(field.binding)
        if lists is None or field.type_name == "Quantity":
            return
        codings = [value] if field.type_name == "Coding" else value.get("coding", ())
        if not isinstance(codings, list):
            codings = []
        if not codings and "extension" in value:
            return
        for coding in codings:
            if isinstance(coding, dict) and coding.get("code") in lists.get(str(coding.get("system")), ()):
                return
        self.add(wrong.NOT_IN_VALUE_SET, path, value_set=field.binding)

    def _twin(
        self, owner: Mapping[str, Any], key: str, item: object, table: ClassTable, path: str
    ) -> Field | None:
        """`_birthDate` beside `birthDate`: ids and extensions of primitive values."""
        field = table.fields.get(key[1:]) if key[:1] == "_" else None
        if field is None or not field.is_primitive:
            self.add(wrong.UNKNOWN_ELEMENT, f"{path}.{_shown(key)}", owner=table.path)
            return None
        base = f"{path}.{field.name}"
        if not field.is_list:
            self._twin_object(item, base)
        elif not isinstance(item, list) or not item:
            self.add(wrong.EMPTY if item == [] else wrong.NOT_A_LIST, base)
        else:
            values = owner.get(field.key)
            if isinstance(values, list) and len(values) != len(item):
                self.add(wrong.WRONG_JSON_TYPE, base, expected="as many entries in _name as in name")
            for place, each in enumerate(item):
                if each is not None:
                    self._twin_object(each, f"{base}[{place}]")
                elif not isinstance(values, list):
                    self.add(wrong.MISPLACED_NULL, f"{base}[{place}]")
        return field

    def _twin_object(self, item: object, path: str) -> None:
        if not isinstance(item, dict):
            self.add(wrong.WRONG_JSON_TYPE, path, expected="a JSON object with id or extension")
        elif not item:
            self.add(wrong.EMPTY, path)
        elif set(item) != {"id"}:
            self.members(item, class_table("Element"), path)


def _at(path: str, field: Field, place: int | None) -> str:
    return f"{path}.{field.name}" if place is None else f"{path}.{field.name}[{place}]"


def _holds_object(twin: object, place: int) -> bool:
    return isinstance(twin, list) and place < len(twin) and isinstance(twin[place], dict)


def _shown(key: str) -> str:
    """A key as a path may show it: a short ASCII word; anything else might be someone's text."""
    bare = key.removeprefix("_")
    return key if bare.isascii() and bare.isalnum() and len(bare) <= 40 else "?"
