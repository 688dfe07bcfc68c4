"""The exchange files of a record: HoSoBenhAn as JSON and XML, the schema they obey and the report that says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from benhan.records import annex365, annex365_check, annex365_schema, annex365_sources
from benhan.records import package_layout as layout
from benhan.records.annex365_check import Report
from benhan.records.annex365_structure import Structure, facility_structure
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
    tree = annex365.build(annex365_sources.sources(contents, archive_number, wanted), wanted)
    made = {layout.ANNEX_JSON: annex365.to_json(tree), layout.ANNEX_XML: annex365.to_xml(tree)}
    schema = annex365_schema.xsd(wanted)
    report = annex365_check.check(wanted, tree, made[layout.ANNEX_JSON], made[layout.ANNEX_XML], schema)
    said = ("\n".join(annex365_check.lines(report)) + "\n").encode()
    return ExchangeFiles({**made, layout.ANNEX_SCHEMA: schema, layout.ANNEX_REPORT: said}, report)
