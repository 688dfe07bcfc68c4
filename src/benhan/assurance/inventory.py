"""The inventory as a CSV file: out, and in again with a preview; nothing is kept before a person confirmed it.

A file that was taken out comes back as no change at all. Rows are known by their code (Mã), else by kind and name;
assets the file doesn't name stay as they are.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benhan.access.permissions import Permission, demand
from benhan.assurance.describing import keep_row
from benhan.assurance.models import Asset, System
from benhan.assurance.problems import FILE_HAS_ERRORS, FILE_UNREADABLE, INVENTORY_MOVED
from benhan.assurance.sheets import ASSETS, Column, Names, names_of, read, said
from benhan.audit.entry import Entry
from benhan.store.repository import Repository

CODE = "Mã"
MOST_ROWS, MOST_CHARACTERS = 2000, 500_000
_FORMULA = ("=", "+", "-", "@", "\t", "'")
_BY_LABEL = {column.label.lower(): column for column in ASSETS.columns}


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in a cell; line is that of the file, its head being line 1; column "" for the whole line."""

    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a line would do: add, change or nothing; differences are (column, before, after)."""

    line: int
    what: str
    name: str
    asset: str
    differences: tuple[tuple[str, str, str], ...]
    values: dict[str, Any]
    host_to_come: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do to the inventory as it stands; digest names exactly this."""

    changes: tuple[Change, ...]
    errors: tuple[CellError, ...]

    @property
    def effective(self) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.what != "same")

    @property
    def digest(self) -> str:
        content = [[one.line, one.what, one.asset, one.name, one.differences] for one in self.changes]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def export_csv(system: System) -> str:
    """Every asset in use, with the head in Vietnamese; cells a spreadsheet would take for a formula begin with '."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([CODE, *(column.label for column in ASSETS.columns)])
    rows = list(_assets(system).order_by("kind", "name", "pk"))
    hosts = Counter(one.name.lower() for one in rows if one.kind == "host")
    zones = Counter(one.name.lower() for one in system.zones.all())
    for one in rows:
        cells = [_cell(column, one, hosts, zones) for column in ASSETS.columns]
        writer.writerow([str(one.pk), *(_plain(cell) for cell in cells)])
    return stream.getvalue()


def _assets(system: System) -> Any:
    rows = Asset.objects.filter(facility=system.facility, system=system).exclude(state="retired")
    return rows.select_related("zone", "host")


def _cell(column: Column, asset: Asset, hosts: Mapping[str, int], zones: Mapping[str, int]) -> str:
    value = getattr(asset, column.name)
    if column.kind in ("zone", "host") and value is not None:
        names = zones if column.kind == "zone" else hosts
        is_clear = names.get(value.name.lower()) == 1 and value.name == value.name.strip() != ""
        return str(value.name) if is_clear else str(value.pk)
    return said(column, value)


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _unplain(text: str) -> str:
    bare = text.strip()
    return bare[1:] if bare.startswith("'") else bare


def preview(system: System, text: str) -> Preview:
    """What the file would do. Raises FILE_UNREADABLE; wrong cells stand in errors, each with line, column, reason."""
    head, lines = _table(text)
    existing = list(_assets(system))
    by_code = {str(one.pk): one for one in existing}
    by_name: dict[tuple[str, str], list[Asset]] = {}
    for one in existing:
        by_name.setdefault((one.kind, one.name.lower()), []).append(one)
    given = [(number, _given(head, cells)) for number, cells in lines]
    coming = {
        row["name"].lower() for _, row in given if row.get("name") and row.get("kind", "").lower() in _HOSTS
    }
    known = {one.name.lower() for one in existing if one.kind == "host"} | set(by_code)
    names = names_of(system)
    changes, errors, seen = [], [], set()
    for number, row in given:
        change, wrong = _change(names, number, row, by_code, by_name, coming - known)
        if change is not None and change.asset and change.asset in seen:
            wrong = [CellError(number, CODE, "tài sản này đã có ở dòng trên")]
        errors += wrong
        if change is not None:
            seen.add(change.asset)
            changes.append(change)
    return Preview(tuple(changes), tuple(errors))


_HOSTS = ("host", "máy chủ")


def _table(text: str) -> tuple[list[Column | None], list[tuple[int, list[str]]]]:
    """Head and lines; both comma and semicolon are understood. Raises FILE_UNREADABLE."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > MOST_CHARACTERS:
        raise FILE_UNREADABLE.at("file", reason=f"dài quá {MOST_CHARACTERS} ký tự")
    if "\x00" in text:
        raise FILE_UNREADABLE.at("file", reason="không phải tệp văn bản CSV")
    first = text.partition("\n")[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise FILE_UNREADABLE.at("file", reason="dấu nháy hoặc dấu phân cách không đúng") from None
    if not rows or not rows[0]:
        raise FILE_UNREADABLE.at("file", reason="tệp rỗng")
    head = [_BY_LABEL.get(cell.strip().lower()) for cell in rows[0]]
    strange = [
        cell for cell, column in zip(rows[0], head, strict=True) if column is None and cell.strip() != CODE
    ]
    missing = [one.label for one in ASSETS.columns if one.is_required and one not in head]
    if strange or missing:
        words = [f"không có cột {', '.join(missing)}"] if missing else []
        words += [f"không hiểu cột {', '.join(strange)[:80]}"] if strange else []
        raise FILE_UNREADABLE.at("file", reason="; ".join(words))
    if len(rows) - 1 > MOST_ROWS:
        raise FILE_UNREADABLE.at("file", reason=f"quá {MOST_ROWS} dòng")
    lines = [
        (number, cells) for number, cells in enumerate(rows[1:], start=2) if any(one.strip() for one in cells)
    ]
    for number, cells in lines:
        if len(cells) != len(head):
            raise FILE_UNREADABLE.at("file", reason=f"dòng {number} có {len(cells)} ô, cần {len(head)}")
    return head, lines


def _given(head: list[Column | None], cells: list[str]) -> dict[str, str]:
    return {column.name if column else CODE: _unplain(cell) for column, cell in zip(head, cells, strict=True)}


def _change(
    names: Names,
    number: int,
    row: dict[str, str],
    by_code: Mapping[str, Asset],
    by_name: Mapping[tuple[str, str], list[Asset]],
    coming: set[str],
) -> tuple[Change | None, list[CellError]]:
    code, host = row.get(CODE, ""), row.get("host", "")
    is_to_come = host.lower() in coming
    done = read(ASSETS, names, {**row, "host": ""} if is_to_come else row)
    labels = {column.name: column.label for column in ASSETS.columns}
    wrong = [CellError(number, labels[name], reason) for name, reason in done.errors.items()]
    if code and code not in by_code:
        wrong.append(CellError(number, CODE, "không có tài sản mang mã này; để trống để thêm mới"))
    if wrong:
        return None, wrong
    same = by_name.get((done.values["kind"], done.values["name"].lower()), [])
    if not code and len(same) > 1:
        return None, [
            CellError(number, "Tên", f"có {len(same)} tài sản cùng loại, cùng tên; ghi mã ở cột {CODE}")
        ]
    asset = by_code.get(code) or (same[0] if same else None)
    # a column the file doesn't have is not touched
    values = {name: value for name, value in done.values.items() if asset is None or name in row}
    differences = _differences(asset, values, host if is_to_come else "")
    what = "add" if asset is None else "change" if differences else "same"
    key = str(asset.pk) if asset else ""
    return Change(number, what, done.values["name"], key, differences, values, host if is_to_come else ""), []


def _differences(
    asset: Asset | None, values: Mapping[str, Any], host: str
) -> tuple[tuple[str, str, str], ...]:
    made = []
    for column in ASSETS.columns:
        if column.name not in values:
            continue
        old = getattr(asset, column.name) if asset else None
        new = values[column.name]
        after = host if column.name == "host" and host else said(column, new)
        if asset is None or (old or None) != (new or None) or (column.name == "host" and host):
            before = said(column, old) if asset else ""
            if before != after or (old or None) != (new or None):
                made.append((column.label, before, after))
    return tuple(made)


def apply(repository: Repository, system: System, text: str, digest: str) -> int:
    """Do what the preview showed, all of it; returns how many assets were added or changed.

    Raises NOT_PERMITTED, FILE_UNREADABLE, FILE_HAS_ERRORS, INVENTORY_MOVED (it would do something else now).
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    shown = preview(system, text)
    if shown.errors:
        raise FILE_HAS_ERRORS.at("file", count=len(shown.errors))
    if shown.digest != digest:
        raise INVENTORY_MOVED.at("file")
    by_code = {str(one.pk): one for one in _assets(system)}
    hosts: dict[str, Asset] = {}
    for one in sorted(shown.effective, key=lambda each: each.values.get("kind") != "host"):
        values = dict(one.values)
        if one.host_to_come:
            values["host"] = hosts.get(one.host_to_come.lower())
        is_new = one.asset not in by_code
        row = by_code.get(one.asset) or Asset(facility=system.facility, system=system, source="csv")
        kept = keep_row(repository, system, ASSETS, values, row)
        if kept.kind == "host" and is_new:
            hosts[kept.name.lower()] = kept
    repository.record(
        Entry("inventory-imported", detail={"system": system.slug, "rows": len(shown.effective)})
    )
    return len(shown.effective)
