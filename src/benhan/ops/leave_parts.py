"""What a facility takes along, part by part, each a stream: rows are never all in memory, documents one at a time.

All parts are read in one transaction, so they show one moment.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import connection

from benhan.law import loading
from benhan.store import blobs, everything
from benhan.store.everything import Version, rows

# What stays behind, and why; said in the README too.
LEFT_BEHIND: Mapping[str, str] = {
    "access_token": "mã truy cập của phần mềm: chỉ có giá trị ở bản cài này",
    "forms_draft": "nội dung đang gõ dở, chưa lưu thành hồ sơ",
    "khóa mã hóa": "ở lại bản cài này; dữ liệu mang đi đã được giải mã",
    "audit_entry": "nằm trong nhat-ky/nhat-ky.ndjson",
    "audit_link": "nằm trong nhat-ky/nhat-ky.ndjson",
}
_SECRET_NAMES = ("password", "secret", "wrapped", "key", "digest", "pin")
_SUFFIXES = {"application/pdf": ".pdf", "application/json": ".json", "application/fhir+json": ".json",
             "application/xml": ".xml", "text/plain; charset=utf-8": ".txt", "application/x-pem-file": ".pem",
             "application/pkcs7-signature": ".p7s", "image/png": ".png", "image/jpeg": ".jpg"}  # fmt: skip

_AUDIT = (
    "SELECT e.id, e.transaction::text, e.at, e.account, e.account_name, e.role, e.purpose, e.session, e.address, e.act, "
    "e.outcome, e.resource_type, e.resource_id, e.version, e.patient, e.incident, e.detail, l.seq, encode(l.chain, 'hex') "
    "FROM audit_entry e LEFT JOIN audit_link l ON l.facility = e.facility AND l.entry = e.id "
    "WHERE e.facility = %s ORDER BY e.transaction, e.id"
)
_AUDIT_COLUMNS = (
    "id", "transaction", "at", "account", "account_name", "role", "purpose", "session", "address", "act", "outcome",
    "resource_type", "resource_id", "version", "patient", "incident", "detail", "seq", "chain",
)  # fmt: skip
_ACCOUNTS = (
    "SELECT a.id, a.login, a.name, a.is_active, a.second_factor_required, a.created_at, m.practitioner, m.title, m.roles, "
    "m.departments, m.valid_from, m.valid_to, m.hours_from, m.hours_to FROM access_membership m "
    "JOIN access_account a ON a.id = m.account_id WHERE m.facility_id = %s ORDER BY a.login"
)
_ACCOUNT_COLUMNS = (
    "id", "login", "name", "is_active", "second_factor_required", "created_at", "practitioner", "title", "roles",
    "departments", "valid_from", "valid_to", "hours_from", "hours_to",
)  # fmt: skip
# Every table of a facility; those others add later go along without anybody thinking of it.
_TABLES = (
    "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'facility' "
    "AND NOT starts_with(table_name, 'store_') ORDER BY table_name"
)
_COLUMNS = (
    "SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s "
    "ORDER BY ordinal_position"
)


@dataclass(slots=True)
class Luggage:
    """The folder being filled: every file's digest goes into SHA256SUMS as it is finished.

    told  called with the part's name after every written row or file
    """

    folder: Path
    told: Callable[[str], None]
    counts: dict[str, int] = field(default_factory=dict)

    def lines(self, path: str, lines: Iterator[str], part: str) -> None:
        """One NDJSON file; none when there are no lines."""
        first = next(lines, None)
        if first is None:
            return
        digest = hashlib.sha256()
        with self._open(path) as file:
            for line in _again(first, lines):
                data = line.encode() + b"\n"
                digest.update(data)
                file.write(data)
                self._count(part)
        self._sum(path, digest.hexdigest())

    def file(self, path: str, content: bytes, part: str) -> None:
        with self._open(path) as file:
            file.write(content)
        self._sum(path, hashlib.sha256(content).hexdigest())
        self._count(part)

    def _open(self, path: str) -> IO[bytes]:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        return open(target, "xb", opener=private)  # noqa: PTH123 — Path.open takes no opener

    def _sum(self, path: str, digest: str) -> None:
        with (self.folder / "SHA256SUMS").open("a", encoding="utf-8") as sums:
            sums.write(f"{digest}  {path}\n")

    def _count(self, part: str) -> None:
        self.counts[part] = self.counts.get(part, 0) + 1
        self.told(part)


def private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def amount(facility: str) -> int:
    """How many lines and files there will be, about, for the progress bar."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE facility = %s", [facility])
        return everything.count(facility) + int(cursor.fetchone()[0])


def resources(luggage: Luggage, facility: str) -> None:
    """fhir/: what holds now; phien-ban/: every version that ever was. Bodies are the exact text that was stored."""
    for kind in everything.types(facility):
        luggage.lines(f"fhir/{kind}.ndjson", everything.current_bodies(facility, kind), "fhir")
        versions = (_version(one) for one in everything.versions(facility, kind))
        luggage.lines(f"phien-ban/{kind}.ndjson", versions, "phien-ban")


def _version(one: Version) -> str:
    about = {"type": one.type, "id": one.id, "version": one.version, "at": one.at, "account": one.account}
    head = said({**about, "deleted": one.is_deleted})[:-1]
    return f'{head},"resource":{one.body or "null"}}}'


def documents(luggage: Luggage, facility: str) -> None:
    """tai-lieu/: every kept byte sequence under its SHA-256, deciphered; named by their references' urn:sha256."""
    for digest, content_type in everything.blob_names(facility):
        suffix = _SUFFIXES.get(content_type, ".bin")
        luggage.file(f"tai-lieu/{digest[:2]}/{digest}{suffix}", blobs.get(facility, digest), "tai-lieu")


def account_of_acts(luggage: Luggage, facility: str) -> None:
    entries = (said(dict(zip(_AUDIT_COLUMNS, row, strict=True))) for row in rows(_AUDIT, [facility]))
    luggage.lines("nhat-ky/nhat-ky.ndjson", entries, "nhat-ky")


def people(luggage: Luggage, facility: str) -> None:
    """Accounts of the facility's staff without passwords, second factors or tokens."""
    found = (said(dict(zip(_ACCOUNT_COLUMNS, row, strict=True))) for row in rows(_ACCOUNTS, [facility]))
    luggage.lines("tai-khoan/tai-khoan.ndjson", found, "tai-khoan")


def tables(luggage: Luggage, facility: str) -> dict[str, list[dict[str, str]]]:
    """bang/: the other tables of the facility; returns the description of each."""
    described: dict[str, list[dict[str, str]]] = {}
    for (name,) in list(rows(_TABLES, [])):
        if name in LEFT_BEHIND:
            continue
        columns = [(str(one), str(kind)) for one, kind in rows(_COLUMNS, [name])]
        shown = [(one, kind) for one, kind in columns if not _is_secret(one, kind)]
        described[name] = [{"column": one, "type": kind} for one, kind in shown]
        quoted = ", ".join(f'"{one}"' for one, _ in shown)
        statement = f'SELECT {quoted} FROM "{name}" WHERE facility = %s'  # noqa: S608 — names from the catalogue itself
        names = [one for one, _ in shown]
        found = (said(dict(zip(names, row, strict=True))) for row in rows(statement, [facility]))
        luggage.lines(f"bang/{name}.ndjson", found, "bang")
    return described


def _is_secret(column: str, kind: str) -> bool:
    """Binary columns that aren't digests of the chain are sealed with keys that stay here."""
    if kind == "bytea":
        return column not in ("chain", "signature")
    return any(word in column.split("_") for word in _SECRET_NAMES)


def law(luggage: Luggage) -> None:
    """bieu-mau/: forms, code lists and periods as they held here; without them codes and answers can't be read."""
    for path in sorted(loading.DATA.rglob("*")):
        if path.suffix in (".yaml", ".csv") and path.is_file():
            name = path.relative_to(loading.DATA).as_posix()
            luggage.file(f"bieu-mau/{name}", path.read_bytes(), "bieu-mau")


def said(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: object) -> object:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case UUID() | Decimal():
            return str(value)
        case bytes() | memoryview():
            return bytes(value).hex()
    raise TypeError(f"no text for {type(value).__name__}")
