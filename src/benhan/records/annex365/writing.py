"""The record in the Ministry's exchange structure HoSoBenhAn, as JSON and XML (EMR-XCH-01…04).

Structure and sources of values are data (structure). Here is only how values are written (READ-S): every
value is text, what is absent is "", dates dd/mm/yyyy, instants with time to the millisecond, ICD codes with their dot
and without † or *, several of them parted by ";".
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeAlias

from benhan.forms.answers import Answers, Coding, PartialDate
from benhan.law.vietnam_time import VIETNAM
from benhan.records.annex365.structure import Element, Structure, structure

Tree: TypeAlias = dict[str, Any]
# What XML 1.0 cannot hold; a form feed pasted into a field must not make the file unreadable.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Sources:
    """What the structure may take: texts by source name, and rows of texts (with rows inside) by list name."""

    texts: Mapping[str, str]
    rows: Mapping[str, Sequence[Sources]] = field(default_factory=dict)

    def text(self, names: Iterable[str]) -> str:
        """The first of the named texts that says anything."""
        return next((self.texts[name] for name in names if self.texts.get(name)), "")

    def row(self, names: Iterable[str]) -> Sequence[Sources]:
        return next((self.rows[name] for name in names if self.rows.get(name)), ())


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


def rows_of(answers: Answers) -> dict[str, list[Sources]]:
    """Every table of the answers, a row's cells under their columns' keys."""
    return {
        key: [Sources(texts_of(row)) for row in value if isinstance(row, Mapping)]
        for key, value in answers.items()
        if isinstance(value, tuple) and any(isinstance(one, Mapping) for one in value)
    }


def text(value: object) -> str:
    """One value as the structure writes it."""
    match value:
        case None:
            return ""
        case datetime():
            local = value.astimezone(VIETNAM)
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


def build(sources: Sources, shape: Structure | None = None) -> Tree:
    """The record as nested texts under the structure's names; every group is there, empty or not."""
    return {group.name: _object(group.children, sources) for group in (shape or structure()).groups}


def _object(elements: Iterable[Element], sources: Sources) -> Tree:
    made: Tree = {}
    for one in elements:
        if one.repeats:
            made[one.name] = [_object(one.children, row) for row in sources.row(one.rows)]
        elif one.limit is None:
            made[one.name] = _object(one.children, sources)
        else:
            made[one.name] = _NOT_XML.sub(" ", sources.text(one.sources))
    return made


def to_json(tree: Tree) -> bytes:
    return (json.dumps({structure().root: tree}, ensure_ascii=False, indent=1) + "\n").encode()


def from_json(content: bytes) -> Tree:
    tree: Tree = json.loads(content)[structure().root]
    return tree


def to_xml(tree: Tree) -> bytes:
    """A list repeats its element; an empty list has none."""
    root = ET.Element(structure().root)
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


def from_xml(content: bytes, shape: Structure | None = None) -> Tree:
    """Read back what `to_xml` wrote. Only for files of our own: the parser is not made for hostile ones."""
    root = ET.fromstring(content)  # noqa: S314
    return {
        group.name: _read(root.find(group.name), group.children) for group in (shape or structure()).groups
    }


def _read(element: ET.Element | None, elements: Iterable[Element]) -> Tree:
    if element is None:
        return {}
    made: Tree = {}
    for one in elements:
        if one.repeats:
            made[one.name] = [_read(child, one.children) for child in element.findall(one.name)]
        elif one.limit is None:
            made[one.name] = _read(element.find(one.name), one.children)
        else:
            made[one.name] = element.findtext(one.name) or ""
    return made
