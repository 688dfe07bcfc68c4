"""`benhan export`: every current resource of a facility as NDJSON, the way `benhan import` reads it back."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from benhan.ops.session import pick_facility, session

if TYPE_CHECKING:
    from benhan.access.actor import Actor

PAGE = "1000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", metavar="FILE", type=Path, required=True, help="one resource a line; replaced whole"
    )
    parser.add_argument(
        "--type", metavar="TYPE", action="append", help="only these resource types (else all)"
    )
    parser.add_argument("--facility", metavar="CODE", help="which facility, when there are several")
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    """Write beside the file and rename at the end: a full disk leaves no half export. Accounted for type by type."""
    fresh = arguments.out.with_name(f"{arguments.out.name}.new")
    with session(arguments.data) as instance:
        from benhan.access.actor import system_actor

        facility = pick_facility(arguments.facility, is_demo=instance.is_demo)
        try:
            with open(fresh, "w", encoding="utf-8", opener=_private) as file:  # noqa: PTH123 — Path.open takes no opener
                count = write_all(file, system_actor(facility.code, "benhan export"), arguments.type)
            fresh.replace(arguments.out)
        finally:
            fresh.unlink(missing_ok=True)
    sys.stdout.write(f"Đã kết xuất {count} mục của cơ sở {facility.code} ra {arguments.out}.\n")
    return 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def write_all(file: TextIO, by: Actor, types: list[str] | None) -> int:
    """Every resource of the types, oldest change first; returns how many."""
    from benhan.fhir import jsontext
    from benhan.fhir.definitions.tables import resource_types

    count = 0
    for kind in types or sorted(resource_types()):
        for resource in _each(by, kind):
            file.write(jsontext.render(resource) + "\n")
            count += 1
    return count


def _each(by: Actor, resource_type: str) -> Iterator[dict[str, object]]:
    from benhan.store.repository import Repository

    offset: int | None = 0
    while offset is not None:
        with Repository(by=by, writes=False) as repository:
            page = repository.search(
                resource_type, [("_sort", "_lastUpdated"), ("_count", PAGE)], offset=offset
            )
        yield from (dict(stored.resource) for stored in page.matches)
        offset = page.next_offset
