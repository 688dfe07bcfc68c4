"""One line of the account of acts, and the one way to write it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import connection


class By(Protocol):
    """What audit needs to know of an actor."""

    @property
    def account(self) -> str: ...
    @property
    def facility(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def roles(self) -> frozenset[str]: ...  # type: ignore[type-arg, unused-ignore]
    @property
    def purpose(self) -> str: ...
    @property
    def session(self) -> str: ...
    @property
    def address(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """An act before it is written.

    act      create, read, read-version, update, delete, search, history, login, sign, seal, export, …
    outcome  success, refused (we said no) or failed (it broke)
    detail   codes and counts only: never names, numbers or text of a patient
    """

    act: str
    outcome: str = "success"
    resource_type: str = ""
    resource_id: str = ""
    version: int = 0
    patient: str = ""
    incident: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


_COLUMNS = (
    "facility, account, account_name, role, purpose, session, address, "
    "act, outcome, resource_type, resource_id, version, patient, incident, detail"
)
_INSERT = (
    f"INSERT INTO audit_entry ({_COLUMNS}) SELECT %s, %s, %s, %s, %s, %s, %s, "  # noqa: S608 — constant columns
    "e.* FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::text[], %s::text[]) e"
)


def write(by: By, entries: Iterable[Entry]) -> None:
    """Insert the entries in the current transaction: they commit with the act or not at all. One statement."""
    rows = list(entries)
    if not rows:
        return
    columns: list[Any] = [
        [row.act for row in rows],
        [row.outcome for row in rows],
        [row.resource_type for row in rows],
        [row.resource_id for row in rows],
        [row.version for row in rows],
        [row.patient for row in rows],
        [row.incident for row in rows],
        [json.dumps(dict(row.detail), ensure_ascii=False, sort_keys=True) for row in rows],
    ]
    role = " ".join(sorted(by.roles))
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT, [by.facility, by.account, by.name, role, by.purpose, by.session, by.address, *columns]
        )
