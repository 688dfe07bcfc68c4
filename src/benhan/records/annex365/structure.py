"""The exchange structure HoSoBenhAn as values: which elements, of what type and length, from which source (EMR-XCH-01).

The data stand in law/exchange/; a facility may add elements in `exchange/ho-so-benh-an.yaml` of its data folder, so
that a receiver who knows more of the annex than we do gets what they ask for without a release of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml

from benhan.law import loading

FILE = "exchange/ho-so-benh-an.yaml"
OWN_FILE = Path("exchange") / "ho-so-benh-an.yaml"

# Type → (pattern of a value that is not empty, what a person calls it). XML Schema and Python read these alike.
_DAY = r"(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/[0-9]{4}"
_ICD = r"[A-Z][0-9]{2}(\.[0-9A-Z]{1,4})?"
TYPES: Mapping[str, tuple[str, str]] = {
    "text": ("", "chữ"),
    "digits": (r"[0-9]+", "dãy chữ số"),
    "number": (r"-?[0-9]+(\.[0-9]+)?", "số, dấu thập phân là dấu chấm"),
    "date": (rf"({_DAY}|((0[1-9]|1[0-2])/)?[0-9]{{4}})", "ngày dạng dd/mm/yyyy"),
    "instant": (
        rf"{_DAY}( ([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\.[0-9]{{3}})?",
        "thời điểm dạng dd/mm/yyyy HH:MM:SS.mmm",
    ),
    "icd": (_ICD, "một mã ICD-10 có dấu chấm"),
    "icds": (rf"{_ICD}(;{_ICD})*", "các mã ICD-10 có dấu chấm, cách nhau bằng dấu chấm phẩy"),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """What a value may look like; basis READ-D was read in the annex, DESIGN is ours."""

    type: str
    max: int
    basis: str

    def __post_init__(self) -> None:
        if self.type not in TYPES or self.max < 1:
            raise ValueError(f"no limit of type {self.type}, length {self.max}")

    def refuses(self, value: str) -> str:
        """Why a value does not fit, in Vietnamese without the value; "" when it does. Absent values always fit."""
        pattern, words = TYPES[self.type]
        if value and pattern and not re.fullmatch(pattern, value, re.ASCII):
            return f"không phải {words}"
        return f"dài {len(value)} ký tự, tối đa {self.max}" if len(value) > self.max else ""


@dataclass(frozen=True, slots=True)
class Element:
    """One element.

    sources   names of texts to take the value from, the first that has one; () is written empty
    rows      names of row sources for an element that repeats, () when it stands once
    children  () for a value
    limit     of a value, None otherwise
    """

    name: str
    sources: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    children: tuple[Element, ...] = ()
    limit: Limit | None = None

    @property
    def repeats(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True, slots=True)
class Structure:
    """The whole structure in one version. district_until: addresses taken down later have no district."""

    version: str
    root: str
    basis: str
    valid_from: date
    district_until: date
    groups: tuple[Element, ...]
    has_additions: bool = False

    def values(self) -> Iterator[tuple[str, Element]]:
        """Every value element with its path, in order."""
        for group in self.groups:
            yield from _values(group, group.name)


def _values(element: Element, path: str) -> Iterator[tuple[str, Element]]:
    if element.limit is not None:
        yield path, element
    for child in element.children:
        yield from _values(child, f"{path}/{child.name}")


@cache
def structure() -> Structure:
    """The newest version that ships with us."""
    return _read(loading.document(FILE), {})


def facility_structure(folder: Path) -> Structure:
    """The same with what the facility's own file adds, when there is one.

    folder  the installation's data folder
    Raises  LawDataError naming the file when it cannot be understood
    """
    path = folder / OWN_FILE
    if not path.is_file():
        return structure()
    try:
        own = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return _read(loading.document(FILE), own)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise loading.LawDataError(str(OWN_FILE), None, str(error)) from error


def _read(raw: Mapping[str, Any], own: Mapping[str, Any]) -> Structure:
    limits = {**cast("Mapping[str, Any]", raw["limits"]), **own.get("limits", {})}
    added = dict(raw.get("additions", {})) if own.get("use_additions") else {}
    for name, fields in own.get("add", {}).items():
        added[name] = [*added.get(name, ()), *fields]
    names = [str(group["name"]) for group in raw["groups"]]
    strange = sorted(set(added) - set(names))
    if strange:
        raise ValueError(f"không có nhóm {', '.join(strange)}")
    groups = tuple(
        _group(str(group["name"]), [*group["fields"], *added.get(group["name"], ())], limits)
        for group in raw["groups"]
    )
    return Structure(
        version=f"{raw['version']}{'+' + str(own['version']) if own.get('version') else ''}",
        root=str(raw["root"]),
        basis=str(raw["basis"]),
        valid_from=raw["valid_from"],
        district_until=raw["district_until"],
        groups=groups,
        has_additions=bool(added),
    )


def _group(name: str, fields: Sequence[Any], limits: Mapping[str, Any]) -> Element:
    return Element(name, children=_children(name, fields, limits))


def _children(parent: str, fields: Sequence[Any], limits: Mapping[str, Any]) -> tuple[Element, ...]:
    made = tuple(_element(one, limits) for one in fields)
    names = [one.name for one in made]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"{parent} có hai lần {', '.join(twice)}")
    return made


def _element(raw: Any, limits: Mapping[str, Any]) -> Element:
    if isinstance(raw, Mapping):
        children = _children(str(raw["name"]), raw["fields"], limits)
        return Element(_name(raw["name"]), rows=_names(raw.get("list", "")), children=children)
    name, *sources = raw
    limit = {**limits["default"], **limits.get(name, {})}
    return Element(
        _name(name),
        sources=_names(sources[0]) if sources else (),
        limit=Limit(str(limit["type"]), int(limit["max"]), str(limit["basis"])),
    )


def _name(raw: object) -> str:
    """An element's name becomes XML as it stands."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,63}", str(raw), re.ASCII):
        raise ValueError(f"{raw!r} không làm tên phần tử được")
    return str(raw)


def _names(text: object) -> tuple[str, ...]:
    return tuple(name for name in str(text).split("|") if name)
