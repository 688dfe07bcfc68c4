"""An XML Schema made from the structure's data, and whether a file obeys it."""

from __future__ import annotations

from xml.sax.saxutils import quoteattr

from lxml import etree  # type: ignore[import-untyped]

from benhan.records.annex365.structure import TYPES, Element, Structure

_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified" version={version}>
"""


def xsd(shape: Structure) -> bytes:
    """The schema of this version; every element in its order, every value text that may be empty."""
    lines = [_HEAD.format(version=quoteattr(shape.version))]
    lines += _complex(Element(shape.root, children=shape.groups), " ")
    return ("".join(lines) + "</xs:schema>\n").encode()


def _complex(element: Element, indent: str) -> list[str]:
    often = ' minOccurs="0" maxOccurs="unbounded"' if element.repeats else ""
    lines = [f"{indent}<xs:element name={quoteattr(element.name)}{often}><xs:complexType><xs:sequence>\n"]
    for child in element.children:
        lines += _complex(child, indent + " ") if child.limit is None else [_value(child, indent + " ")]
    return [*lines, f"{indent}</xs:sequence></xs:complexType></xs:element>\n"]


def _value(element: Element, indent: str) -> str:
    assert element.limit is not None  # noqa: S101 — the caller asked
    pattern, _ = TYPES[element.limit.type]
    facet = f"<xs:pattern value={quoteattr(f'({pattern})?')}/>" if pattern else ""
    return (
        f'{indent}<xs:element name={quoteattr(element.name)}><xs:simpleType><xs:restriction base="xs:string">'
        f'{facet}<xs:maxLength value="{element.limit.max}"/>'
        "</xs:restriction></xs:simpleType></xs:element>\n"
    )


def faults(xml: bytes, schema: bytes) -> tuple[str, ...]:
    """Where an XML file departs from a schema: path of the element and the kind of fault, no value of a patient."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    rules = etree.XMLSchema(etree.fromstring(schema, parser))
    try:
        document = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError:
        return ("tệp không phải XML đọc được",)
    if rules.validate(document):
        return ()
    found = [f"{one.path}: {one.type_name.removeprefix('SCHEMAV_')}" for one in rules.error_log]
    return tuple(dict.fromkeys(found))
