"""The record in the Ministry's exchange structure HoSoBenhAn, as JSON and XML (EMR-XCH-01…04).

Structure and sources of values are data: law/exchange/ho-so-benh-an.yaml. Here is only how values are written
(READ-S): every value is text, what is absent is "", dates dd/mm/yyyy, instants with time to the millisecond, ICD
codes with their dot and without † or *, several of them parted by ";", no district since 01/07/2025.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeAlias

from benhan.forms.answers import Answers, Coding, PartialDate
from benhan.forms.dates_vi import ZONE
from benhan.law import loading

FILE = "exchange/ho-so-benh-an.yaml"
Tree: TypeAlias = dict[str, Any]
# What XML 1.0 cannot hold; a form feed pasted into a field must not make the file unreadable.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Sources:
    """What the structure may take: texts by source name, and rows of texts (with rows inside) by list name."""

    texts: Mapping[str, str]
    rows: Mapping[str, Sequence[Sources]] = field(default_factory=dict)


@cache
def structure() -> Mapping[str, Any]:
    """The structure in its newest version, with `version`, `root` and `groups`."""
    return loading.document(FILE)


def texts_of(answers: Answers) -> dict[str, str]:
    """Every answer as text: under its key the words, under key.code the code, under key.icd the dotted ICD code."""
    made: dict[str, str] = {}
    for key, value in answers.items():
        values = value if isinstance(value, tuple) else (value,)
        if any(isinstance(one, Mapping) for one in values):
            continue
        made[key] = ";".join(text(one) for one in values)
        codes = [one.code for one in values if isinstance(one, Coding)]
        if codes:
            made[f"{key}.code"] = ";".join(codes)
            made[f"{key}.icd"] = ";".join(icd(code) for code in codes)
    return made


def text(value: object) -> str:
    """One value as the structure writes it."""
    match value:
        case None:
            return ""
        case datetime():
            local = value.astimezone(ZONE)
            return f"{local:%d/%m/%Y %H:%M:%S}.{local.microsecond // 1000:03d}"
        case date():
            return f"{value:%d/%m/%Y}"
        case PartialDate():
            return f"{value.month:02d}/{value.year:04d}" if value.month else f"{value.year:04d}"
        case Decimal():
            return f"{value:f}"
        case bool():
            return "1" if value else "0"
        case Coding():
            return value.words
    return str(value)


def icd(code: str) -> str:
    """ICD-10 with its dot and without dagger or asterisk: J209 and J20.9† are J20.9."""
    plain = re.sub(r"[^A-Z0-9.]", "", code.upper())
    return plain if "." in plain or len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"


def build(sources: Sources) -> Tree:
    """The record as nested texts under the structure's names; every group is there, empty or not."""
    return {str(group["name"]): _object(group["fields"], sources) for group in structure()["groups"]}


def _object(fields: Iterable[Any], sources: Sources) -> Tree:
    made: Tree = {}
    for one in fields:
        if not isinstance(one, Mapping):
            made[one[0]] = _NOT_XML.sub(" ", sources.texts.get(one[1], "")) if len(one) > 1 else ""
        elif "list" in one:
            made[one["name"]] = [_object(one["fields"], row) for row in sources.rows.get(one["list"], ())]
        else:
            made[one["name"]] = _object(one["fields"], sources)
    return made


def to_json(tree: Tree) -> bytes:
    root = str(structure()["root"])
    return (json.dumps({root: tree}, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(content: bytes) -> Tree:
    tree: Tree = json.loads(content)[str(structure()["root"])]
    return tree


def to_xml(tree: Tree) -> bytes:
    """A list repeats its element; an empty list has none."""
    root = ET.Element(str(structure()["root"]))
    _add(root, tree)
    ET.indent(root, " ")
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    # A reader turns a bare carriage return into a line feed; written by number it stays.
    return content.replace(b"\r", b"&#13;") + b"\n"


def _add(parent: ET.Element, tree: Tree) -> None:
    for name, value in tree.items():
        for one in value if isinstance(value, list) else [value]:
            child = ET.SubElement(parent, name)
            if isinstance(one, dict):
                _add(child, one)
            else:
                child.text = one


def from_xml(content: bytes) -> Tree:
    """Read back what `to_xml` wrote. Only for files of our own: the parser is not made for hostile ones."""
    root = ET.fromstring(content)  # noqa: S314
    return {
        str(group["name"]): _read(root.find(str(group["name"])), group["fields"])
        for group in structure()["groups"]
    }


def _read(element: ET.Element | None, fields: Iterable[Any]) -> Tree:
    if element is None:
        return {}
    made: Tree = {}
    for one in fields:
        if not isinstance(one, Mapping):
            made[one[0]] = element.findtext(one[0]) or ""
        elif "list" in one:
            made[one["name"]] = [_read(child, one["fields"]) for child in element.findall(one["name"])]
        else:
            made[one["name"]] = _read(element.find(one["name"]), one["fields"])
    return made
