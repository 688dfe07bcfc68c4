"""Import the Ministry's ICD-10 list: all rows or none, with a report of what was mended and what is wrong.

Two layouts, told apart by their first rows (UTF-8, comma, semicolon or tab):
  annex       the 29 columns of the annex of Thông tư 06/2026/TT-BYT with its heading rows, exported to CSV
  or TSV
  normalised  code,mark,chapter,block,title_vi,not_main,main_discouraged,too_general,death_only,female,male
Source: docs/sources.md#thong-tu-06-2026. Marks are "not blank", never "= code".
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction

from benhan.fhir import systems
from benhan.fhir.problems import Finding
from benhan.terminology import lookup, problems
from benhan.terminology.folding import fold
from benhan.terminology.icd_rows import COLUMNS_NORMALISED, IcdRow, from_annex, from_normalised
from benhan.terminology.models import Code, Release

TT06_ROWS = 15_844  # of the annex as published; another count is reported, not refused
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What an import did; texts are ready to print."""

    version: str
    rows: int
    rows_by_length: dict[int, int]
    rows_by_mark: dict[str, int]
    mended: tuple[str, ...]
    remarks: tuple[str, ...]
    is_unchanged: bool


def import_icd(
    path: Path,
    *,
    version: str = systems.ICD_10_TT06,
    valid_from: date = date(2026, 7, 1),
    valid_to: date | None = None,
) -> LoadReport:
    """Load an edition of ICD-10, replacing the same edition if it was loaded before.

    Raises   FILE_UNREADABLE, or ROWS_REFUSED with one finding per wrong row (the first 50)
    Writes   terminology_release and terminology_code in one transaction
    """
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    rows = parse_icd(content)
    unchanged = Release.objects.filter(system=systems.ICD_10, version=version, file_sha256=digest).exists()
    if not unchanged:
        _replace(rows, version, valid_from, valid_to, digest)
    return _report(rows, version, unchanged)


def parse_icd(content: bytes) -> tuple[IcdRow, ...]:
    """The rows of a file in either layout, or the problem that names every wrong row and column."""
    table = _table(content)
    header = next(table, (0, []))[1]
    if [cell.strip().lower() for cell in header] == list(COLUMNS_NORMALISED):
        read = [from_normalised(number, cells) for number, cells in table]
    elif len(header) == 29:
        read = [from_annex(number, cells) for number, cells in table if _is_data(cells)]
    else:
        raise problems.FILE_UNREADABLE.at()
    wrong = [item for item in read if isinstance(item, Finding)]
    rows = tuple(item for item in read if isinstance(item, IcdRow))
    wrong += _repeated(rows)
    if wrong:
        raise problems.ROWS_REFUSED.with_findings(tuple(wrong[:MOST_SHOWN]), count=len(wrong))
    if not rows:
        raise problems.FILE_UNREADABLE.at()
    return rows


def _table(content: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise problems.FILE_UNREADABLE.at() from None
    first = text[:4000]
    separator = max(("\t", ";", ","), key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error:
        raise problems.FILE_UNREADABLE.at() from None


def _is_data(cells: list[str]) -> bool:
    """Heading rows have no code without dot of their own: their column 1 is a word, or the number row
    1…29."""
    running = [cell.strip() for cell in cells]
    return running[0].isdigit() and running[:3] != ["1", "2", "3"]


def _repeated(rows: tuple[IcdRow, ...]) -> list[Finding]:
    seen: dict[str, int] = {}
    wrong = []
    for row in rows:
        if row.code in seen:
            wrong.append(
                problems.ROW_WRONG.at(
                    row=row.number, column="18", reason=f"mã {row.code} đã có ở dòng {seen[row.code]}"
                ).all_findings()[0]
            )
        seen.setdefault(row.code, row.number)
    return wrong


@transaction.atomic
def _replace(
    rows: tuple[IcdRow, ...], version: str, valid_from: date, valid_to: date | None, digest: str
) -> None:
    Code.objects.filter(system=systems.ICD_10, version=version).delete()
    Release.objects.filter(system=systems.ICD_10, version=version).delete()
    Code.objects.bulk_create(
        (
            Code(
                system=systems.ICD_10,
                version=version,
                code=row.code,
                display=row.display,
                folded=fold(row.display),
                properties=row.properties,
            )
            for row in rows
        ),
        batch_size=2000,
    )
    Release.objects.create(
        system=systems.ICD_10,
        version=version,
        valid_from=valid_from,
        valid_to=valid_to,
        rows=len(rows),
        file_sha256=digest,
    )
    transaction.on_commit(lookup.forget)


def _report(rows: tuple[IcdRow, ...], version: str, unchanged: bool) -> LoadReport:
    by_length: dict[int, int] = {}
    by_mark = dict.fromkeys(("not_main", "main_discouraged", "too_general", "death_only", "F", "M"), 0)
    for row in rows:
        length = len(row.code.replace(".", ""))
        by_length[length] = by_length.get(length, 0) + 1
        for mark in by_mark:
            by_mark[mark] += row.properties.get(mark) is True or row.properties.get("sex") == mark
    remarks = []
    if version == systems.ICD_10_TT06 and len(rows) != TT06_ROWS:
        remarks.append(
            f"Phụ lục công bố có {TT06_ROWS} mã, tệp này có {len(rows)}: anh/chị đối chiếu bản gốc."
        )
    mended = tuple(f"Dòng {row.number}: {row.mended}" for row in rows if row.mended)
    return LoadReport(version, len(rows), by_length, by_mark, mended, tuple(remarks), unchanged)
