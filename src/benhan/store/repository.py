"""The one door to clinical facts: checks, versions, index rows and audit, all in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from benhan.access import assignments
from benhan.access.actor import Actor
from benhan.access.permissions import Reach
from benhan.audit import boundary
from benhan.audit.entry import Entry, write
from benhan.fhir import jsontext
from benhan.fhir.problems import ProblemError
from benhan.fhir.search.parse import parse
from benhan.fhir.search.query import SearchQuery
from benhan.fhir.validate.check import check
from benhan.store import border, bulk, search_sql, statements
from benhan.store.guard import Guard
from benhan.store.problems import (
    DELETED,
    ID_TAKEN,
    INVALID,
    NOT_FOUND,
    PATIENT_MOVED,
    SEALED,
    VERSION_CONFLICT,
    WRONG_ID,
)
from benhan.store.rows import care_of, encounter_of, index_columns, index_rows, patient_of, place
from benhan.store.stored import Page, Resource, Stored

__all__ = ["Page", "Repository", "Resource", "Stored"]
CARE_TYPES = frozenset({"Encounter", "EpisodeOfCare"})
HISTORY_LIMIT = 1_000


class Repository:
    """`with Repository(by=actor) as repository:` one transaction, one facility, one actor.

    Leaving without error writes the collected audit entries and commits; a problem rolls everything back and is
    recorded as refused afterwards, in a transaction of its own.
    """

    def __init__(self, *, by: Actor, writes: bool = True, check_content: bool = True) -> None:
        self.by = by
        self.guard = Guard(by)
        self._writes = writes
        self._check_content = check_content
        self._entries: list[Entry] = []
        self._stack: ExitStack | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:  # unwound when the border can't be entered: no transaction may stay open
            stack.enter_context(boundary.refusals(by=self.by))
            stack.enter_context(transaction.atomic())
            border.enter(self.by.facility, writes=self._writes)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        stack, self._stack = self._stack, None
        if stack is None:
            raise RuntimeError("repository left twice")
        if error is None:
            try:
                write(self.by, self._entries)
            except BaseException as failure:
                stack.__exit__(type(failure), failure, failure.__traceback__)
                raise
        self._entries = []
        return stack.__exit__(kind, error, trace)

    def record(self, entry: Entry) -> None:
        """Account for an act that is not a plain read or write (sign, export, open a page …)."""
        self._entries.append(entry)

    # Reading

    def read(self, resource_type: str, id: str) -> Stored:  # noqa: A002 — FHIR's word
        """The current version. Raises NOT_PERMITTED, NOT_ASSIGNED, NOT_FOUND, DELETED."""
        reach = self.guard.reading(resource_type)
        row = self._one(statements.READ, [self.by.facility, resource_type, id])
        if row is None:
            self._raise_gone(resource_type, id, reach)
            raise NOT_FOUND.at(f"{resource_type}/{id}")
        version, at, patient, body = row
        self.guard.patient(reach, patient, resource_type)
        self.record(
            Entry("read", resource_type=resource_type, resource_id=id, version=version, patient=patient)
        )
        return Stored(jsontext.parse(body), version, at, patient)

    def _raise_gone(self, resource_type: str, id: str, reach: Reach) -> None:  # noqa: A002
        last = self._one(statements.LAST_VERSION, [self.by.facility, resource_type, id])
        if last is not None and last[2] and self.guard.is_open(reach, last[1]):
            raise DELETED.at(f"{resource_type}/{id}")

    def lock(self, resource_type: str, id: str) -> Stored:  # noqa: A002
        """Read for a change: nobody else changes this resource until the transaction ends."""
        self.guard.writing(resource_type, "u")
        if self._one(statements.LOCK, [self.by.facility, resource_type, id]) is None:
            raise NOT_FOUND.at(f"{resource_type}/{id}")
        return self.read(resource_type, id)

    def read_version(self, resource_type: str, id: str, version: int) -> Stored:  # noqa: A002
        """One version as it was; whose chart it is decides as for the current one."""
        reach = self.guard.reading(resource_type)
        row = self._one(statements.READ_VERSION, [self.by.facility, resource_type, id, version])
        if row is None:
            raise NOT_FOUND.at(f"{resource_type}/{id}")
        _, at, patient, deleted, body = row
        self.guard.patient(reach, patient, resource_type)
        if deleted:
            raise DELETED.at(f"{resource_type}/{id}")
        self.record(
            Entry(
                "read-version", resource_type=resource_type, resource_id=id, version=version, patient=patient
            )
        )
        return Stored(jsontext.parse(body), version, at, patient)

    def history(self, resource_type: str, id: str) -> tuple[Stored, ...]:  # noqa: A002
        """Every version, newest first; a deletion is a Stored without content."""
        reach = self.guard.reading(resource_type)
        rows = self._all(statements.HISTORY, [self.by.facility, resource_type, id, HISTORY_LIMIT])
        if not rows:
            raise NOT_FOUND.at(f"{resource_type}/{id}")
        for patient in {row[2] for row in rows}:
            self.guard.patient(reach, patient, resource_type)
        self.record(Entry("history", resource_type=resource_type, resource_id=id, patient=rows[0][2]))
        blank = {"resourceType": resource_type, "id": id}
        return tuple(
            Stored(blank if deleted else jsontext.parse(body), version, at, patient, deleted)
            for version, at, patient, deleted, body in rows
        )

    def read_many(self, references: Sequence[str]) -> dict[str, Stored]:
        """Current versions of `Type/id` references, those that exist and are open; the rest is simply absent."""
        pairs = sorted({tuple(item.split("/", 1)) for item in references if item.count("/") == 1})
        if not pairs:
            return {}
        rows = self._all(
            statements.READ_MANY, [[p[0] for p in pairs], [p[1] for p in pairs], self.by.facility]
        )
        found: dict[str, Stored] = {}
        for kind, id_, version, at, patient, body in rows:
            if self.guard.is_open(self.guard.reading(kind), patient):
                found[f"{kind}/{id_}"] = Stored(jsontext.parse(body), version, at, patient)
        return found

    def search(self, resource_type: str, pairs: Iterable[tuple[str, str]] = (), *, offset: int = 0) -> Page:
        """Matches of R4 search parameters, e.g. `[("patient", "x"), ("_sort", "-date")]`."""
        return self.search_query(parse(resource_type, list(pairs)), offset=offset)

    def search_query(self, query: SearchQuery, *, offset: int = 0) -> Page:
        """The same for a parsed query. Only what the actor may see is matched, counted or included."""
        reach = self.guard.reading(query.resource_type, "s")
        found = search_sql.run(query, actor=self.by, reach=reach, offset=offset)
        matches = tuple(Stored(jsontext.parse(r.body), r.version, r.at, r.patient) for r in found.rows)
        patients = {stored.patient for stored in matches} - {""}
        self.guard.remember(patients)
        included = search_sql.included(self, query, matches)
        detail = {"parameters": sorted({c.param for c in query.conditions}), "found": len(matches)}
        self.record(
            Entry(
                "search",
                resource_type=query.resource_type,
                patient=patients.pop() if len(patients) == 1 else "",
                detail=detail,
            )
        )
        return Page(matches, included, found.total, found.next_offset)

    def totals(self, resource_type: str, searches: Sequence[Iterable[tuple[str, str]]]) -> tuple[int, ...]:
        """How many the actor may see of each search, in one statement."""
        queries = [parse(resource_type, list(pairs)) for pairs in searches]
        self.record(Entry("search", resource_type=resource_type, detail={"counts": len(queries)}))
        return search_sql.totals(queries, actor=self.by, reach=self.guard.reading(resource_type, "s"))

    # Writing

    def create(self, resource: Resource, *, id: str | None = None) -> Stored:  # noqa: A002
        """A first version. `id` is for imports; otherwise the store makes one.

        Raises  INVALID, NOT_PERMITTED, NOT_ASSIGNED, ID_TAKEN
        Writes  version, current row, index rows, audit entry: all or none.
        """
        resource_type = str(resource.get("resourceType", ""))
        new_id = id or str(uuid.uuid4())
        prepared, at = self._prepare(resource, new_id, 1)
        self.guard.writing(resource_type, "c")
        last = self._one(statements.LAST_VERSION, [self.by.facility, resource_type, new_id]) if id else None
        if last is not None and not last[2]:
            raise ID_TAKEN.at(resource_type=resource_type, id=new_id)
        if last is not None:
            prepared, at = self._prepare(resource, new_id, last[0] + 1)
        self._demand_creatable(prepared)
        return self._insert(prepared, at, (last[0] + 1) if last else 1)

    def _insert(self, resource: Resource, at: datetime, version: int) -> Stored:
        kind, id_ = str(resource["resourceType"]), str(resource["id"])
        rows = index_rows(resource)
        placed = place(resource, rows, at)
        facility = self.by.facility
        parameters = [
            facility,
            kind,
            id_,
            version,
            at,
            self.by.account,
            placed.patient,
            jsontext.render(resource),
        ]
        parameters += [facility, kind, id_, version, at, placed.patient, placed.encounter, placed.clinical_at]
        try:
            with transaction.atomic():
                self._run(statements.CREATE, parameters + index_columns(resource, rows))
        except IntegrityError:
            raise ID_TAKEN.at(resource_type=kind, id=id_) from None
        return self._written("create", resource, version, at, placed.patient)

    def create_many(self, resources: Sequence[Resource]) -> list[Stored | ProblemError]:
        """First versions of resources that carry their ids (imports, generators), a few hundred at a time.

        Returns  for each, in order, what was stored or why it was refused; the others go in all the same.
        Writes   as `create`, in one statement for each table.
        """
        keys = [(str(each.get("resourceType", "")), str(each.get("id", ""))) for each in resources]
        last = bulk.last_versions(self.by.facility, keys)
        sealed = bulk.sealed_among(self.by.facility, {encounter_of(each) for each in resources} - {""})
        results: list[Stored | ProblemError] = []
        news: dict[tuple[str, str], bulk.New] = {}
        for key, resource in zip(keys, resources, strict=True):
            try:
                version, is_deleted = last.get(key, (0, True))
                if key in news or not is_deleted:
                    raise ID_TAKEN.at(resource_type=key[0], id=key[1])
                if not key[1]:
                    raise WRONG_ID.at(key[0])
                if encounter_of(resource) in sealed:
                    raise SEALED.at(key[0])
                prepared, at = self._prepare(resource, key[1], version + 1)
                self._demand_creatable(prepared)
            except ProblemError as problem:
                results.append(problem)
                continue
            news[key] = bulk.New(prepared, version + 1, at)
            results.append(Stored(prepared, version + 1, at, patient_of(prepared)))
        if news:
            bulk.insert(self.by.facility, self.by.account, list(news.values()))
        for stored in results:
            if isinstance(stored, Stored):
                self._written("create", stored.resource, stored.version, stored.last_updated, stored.patient)
        return results

    def _demand_creatable(self, prepared: Resource) -> None:
        resource_type = str(prepared["resourceType"])
        reach = self.guard.writing(resource_type, "c")
        if not (resource_type == "Patient" and reach is Reach.FACILITY):
            self.guard.patient(reach, patient_of(prepared), resource_type)
        if resource_type in CARE_TYPES:
            self.guard.moving_care(reach, patient_of(prepared), resource_type)

    def update(self, resource: Resource, *, if_match: int | None = None, may_create: bool = False) -> Stored:
        """A new version of an existing resource; with `may_create` also the first one under its id.

        Raises  INVALID, NOT_FOUND, NOT_ASSIGNED, VERSION_CONFLICT, PATIENT_MOVED
        """
        resource_type, id_ = str(resource.get("resourceType", "")), str(resource.get("id", ""))
        if not id_:
            raise WRONG_ID.at(resource_type)
        reach = self.guard.writing(resource_type, "u")
        locked = self._one(statements.LOCK, [self.by.facility, resource_type, id_])
        if locked is None:
            if may_create and if_match is None:
                return self.create(resource, id=id_)
            raise NOT_FOUND.at(f"{resource_type}/{id_}")
        version, patient = locked
        self.guard.patient(reach, patient, resource_type)
        if if_match is not None and if_match != version:
            raise VERSION_CONFLICT.at(resource_type, sent=if_match, current=version)
        prepared, at = self._prepare(resource, id_, version + 1)
        if patient and patient_of(prepared) != patient:
            raise PATIENT_MOVED.at(resource_type)
        self.guard.patient(reach, patient_of(prepared), resource_type)
        if resource_type in CARE_TYPES:
            self.guard.moving_care(reach, patient_of(prepared), resource_type)
        return self._replace(prepared, at, version + 1)

    def _replace(self, resource: Resource, at: datetime, version: int) -> Stored:
        kind, id_ = str(resource["resourceType"]), str(resource["id"])
        rows = index_rows(resource)
        placed = place(resource, rows, at)
        key = [self.by.facility, kind, id_]
        parameters = [*key, *key, version, at, self.by.account, placed.patient, jsontext.render(resource)]
        parameters += [self.by.facility] * len(statements.INDEX_COLUMNS)
        parameters += [version, at, placed.encounter, placed.clinical_at, *key]
        self._run(statements.UPDATE, parameters + index_columns(resource, rows))
        return self._written("update", resource, version, at, placed.patient)

    def delete(self, resource_type: str, id: str, *, if_match: int | None = None) -> None:  # noqa: A002
        """Take a resource out of sight; its versions stay. Deleting what is deleted changes nothing."""
        reach = self.guard.writing(resource_type, "d")
        locked = self._one(statements.LOCK, [self.by.facility, resource_type, id])
        if locked is None:
            last = self._one(statements.LAST_VERSION, [self.by.facility, resource_type, id])
            if last is not None and self.guard.is_open(reach, last[1]):
                return
            raise NOT_FOUND.at(f"{resource_type}/{id}")
        version, patient = locked
        self.guard.patient(reach, patient, resource_type)
        if if_match is not None and if_match != version:
            raise VERSION_CONFLICT.at(resource_type, sent=if_match, current=version)
        if resource_type in CARE_TYPES:
            self.guard.moving_care(reach, patient, resource_type)
        key = [self.by.facility, resource_type, id]
        parameters = [*key, *key, version + 1, timezone.now(), self.by.account, patient]
        self._run(statements.DELETE, [*parameters, *[self.by.facility] * len(statements.INDEX_COLUMNS), *key])
        if resource_type in CARE_TYPES:
            assignments.replace(self.by.facility, f"{resource_type}/{id}", None)
            self.guard.forget({patient})
        self.record(
            Entry("delete", resource_type=resource_type, resource_id=id, version=version + 1, patient=patient)
        )

    def _prepare(self, resource: Resource, id_: str, version: int) -> tuple[dict[str, Any], datetime]:
        at = timezone.now()
        given = resource.get("meta", {})
        if not isinstance(given, Mapping):
            raise INVALID.with_findings(tuple(check({**resource, "id": id_})))
        meta = {**given, "versionId": str(version), "lastUpdated": _instant_text(at)}
        prepared = {"resourceType": resource.get("resourceType"), "id": id_, "meta": meta}
        prepared |= {name: value for name, value in resource.items() if name not in prepared}
        if self._check_content:
            errors = tuple(finding for finding in check(prepared) if finding.severity == "error")
            if errors:
                raise INVALID.with_findings(errors)
        return prepared, at

    def _written(self, act: str, resource: Resource, version: int, at: datetime, patient: str) -> Stored:
        kind, id_ = str(resource["resourceType"]), str(resource["id"])
        if kind in CARE_TYPES:
            assignments.replace(self.by.facility, f"{kind}/{id_}", care_of(resource, at))
            self.guard.forget({patient})
        self.record(Entry(act, resource_type=kind, resource_id=id_, version=version, patient=patient))
        return Stored(resource, version, at, patient)

    # SQL

    def _one(self, statement: str, parameters: list[Any]) -> tuple[Any, ...] | None:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            row: tuple[Any, ...] | None = cursor.fetchone()
            return row

    def _all(self, statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            return list(cursor.fetchall())

    def _run(self, statement: str, parameters: list[Any]) -> None:
        if self._stack is None:
            raise RuntimeError("writes happen inside `with Repository(by=…)`")
        with connection.cursor() as cursor:
            cursor.execute(statement, parameters)
            if cursor.fetchone() is None:  # the database skips what would change a sealed record
                raise SEALED.at()


def _instant_text(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="milliseconds")
