"""The exchange files of a record: HoSoBenhAn as JSON and XML, the schema they obey and the report that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from benhan.records import package_layout as layout
from benhan.records.annex365 import checking, gathering, writing, xml_schema
from benhan.records.annex365.checking import Report
from benhan.records.annex365.structure import Structure, facility_structure
from benhan.records.package_contents import Contents


@dataclass(frozen=True, slots=True)
class ExchangeFiles:
    """files by their path in a package, and what was found in them."""

    files: Mapping[str, bytes]
    report: Report


def shape() -> Structure:
    """The structure this installation writes. Raises LawDataError when the facility's own additions are wrong."""
    return facility_structure(Path(settings.BENHAN_DATA))


def of_record(contents: Contents, archive_number: str) -> ExchangeFiles:
    """Make and check them; a record that departs from the structure still goes out, and the report says where."""
    wanted = shape()
    tree = writing.build(gathering.sources(contents, archive_number, wanted), wanted)
    made = {layout.ANNEX_JSON: writing.to_json(tree), layout.ANNEX_XML: writing.to_xml(tree)}
    schema = xml_schema.xsd(wanted)
    report = checking.check(wanted, tree, made[layout.ANNEX_JSON], made[layout.ANNEX_XML], schema)
    said = ("\n".join(checking.lines(report)) + "\n").encode()
    return ExchangeFiles({**made, layout.ANNEX_SCHEMA: schema, layout.ANNEX_REPORT: said}, report)
