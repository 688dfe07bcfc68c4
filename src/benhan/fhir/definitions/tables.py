"""What elements does a type of R4 have? Read lazily, one type at a time, from the generated files.

Source: HL7 FHIR 4.0.1 StructureDefinitions and value sets, compacted by tools/definitions.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

DATA = Path(__file__).parent / "data"

PRIMITIVES = frozenset(
    (
        *("base64Binary", "boolean", "canonical", "code", "date", "dateTime", "decimal", "id", "instant"),
        *("integer", "markdown", "oid", "positiveInt", "string", "time", "unsignedInt", "uri", "url"),
        *("uuid", "xhtml"),
    )
)


@dataclass(frozen=True, slots=True)
class Field:
    """One JSON key of a class.

    key          as in JSON: `birthDate`, `valueQuantity`
    name         as in FHIRPath: `birthDate`, `value`
    type_name    `code`, `HumanName`, `Resource`; "" for a class of its own (see class_path)
    class_path   where the children are declared: `HumanName`, `Patient.contact`; "" for primitives, resources
    choice       `value[x]` when the key is one of several, else ""
    minimum      0 or 1 (R4's base types have no other)
    targets      allowed types of a Reference; empty = any
    binding      url of the required value set, "" if none
    """

    key: str
    name: str
    type_name: str
    class_path: str
    is_primitive: bool
    is_list: bool
    choice: str = ""
    minimum: int = 0
    targets: frozenset[str] = frozenset()
    binding: str = ""


@dataclass(frozen=True, slots=True)
class ClassTable:
    """A type or one of its backbone elements; fields by JSON key, in the definition's order."""

    path: str
    fields: Mapping[str, Field]
    # Each required element with the JSON keys that can satisfy it: ("value[x]", ("valueString", …)).
    required: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # Each choice element with its keys.
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@cache
def resource_types() -> frozenset[str]:
    """The concrete resource types of R4."""
    return frozenset(_index()["resources"])


@cache
def datatypes() -> frozenset[str]:
    """The complex datatypes of R4 (HumanName, Quantity, …)."""
    return frozenset(_index()["datatypes"])


def class_table(path: str) -> ClassTable:
    """The class at a path such as `Patient`, `HumanName`, `Questionnaire.item`; KeyError if unknown."""
    return _classes(path.split(".", 1)[0])[path]


@cache
def code_list(url: str) -> Mapping[str, frozenset[str]] | None:
    """System → codes of a value set bound as required; None if R4 gives no finite list (UCUM, MIME types)."""
    found = _code_lists().get(url)
    if found is None:
        return None
    return {system: frozenset(codes) for system, codes in found.items()}


@cache
def search_rows(name: str) -> tuple[Mapping[str, Any], ...]:
    """The search parameters declared for one resource type, or for all of them ("Resource"), as data rows."""
    path = DATA / "search" / f"{name}.json"
    return tuple(_read(path)["parameters"]) if path.exists() else ()


@cache
def _classes(name: str) -> Mapping[str, ClassTable]:
    if name not in resource_types() and name not in datatypes():
        raise KeyError(name)
    content = _read(DATA / "types" / f"{name}.json")
    classes = content["classes"]
    return {path: _class_table(path, rows) for path, rows in classes.items()}


def _class_table(path: str, rows: list[dict[str, Any]]) -> ClassTable:
    fields: dict[str, Field] = {}
    required: list[tuple[str, tuple[str, ...]]] = []
    choices: dict[str, tuple[str, ...]] = {}
    for row in rows:
        own = _fields(path, row)
        keys = tuple(each.key for each in own)
        fields.update((each.key, each) for each in own)
        if row["n"].endswith("[x]"):
            choices[row["n"]] = keys
        if row.get("min"):
            required.append((row["n"], keys))
    return ClassTable(path, fields, tuple(required), choices)


def _fields(owner: str, row: Mapping[str, Any]) -> list[Field]:
    name = row["n"]
    choice = name if name.endswith("[x]") else ""
    stem = name.removesuffix("[x]")
    made = []
    for type_name in row.get("t", ("",)):
        is_primitive = type_name in PRIMITIVES
        if type_name == "":
            class_path = row.get("s") or f"{owner}.{stem}"
        else:
            class_path = "" if is_primitive or type_name == "Resource" else type_name
        made.append(
            Field(
                key=stem + type_name[:1].upper() + type_name[1:] if choice else name,
                name=stem,
                type_name=type_name,
                class_path=class_path,
                is_primitive=is_primitive,
                is_list=row.get("list", False),
                choice=choice,
                minimum=row.get("min", 0),
                targets=frozenset(row.get("targets", ())),
                binding=row.get("b", "")
                if type_name in ("code", "Coding", "CodeableConcept", "Quantity")
                else "",
            )
        )
    return made


@cache
def _index() -> Mapping[str, Any]:
    return _read(DATA / "index.json")


@cache
def _code_lists() -> Mapping[str, Mapping[str, list[str]]]:
    lists: Mapping[str, Mapping[str, list[str]]] = _read(DATA / "codes.json")["lists"]
    return lists


def _read(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = msgspec.json.decode(path.read_bytes())
    return content
