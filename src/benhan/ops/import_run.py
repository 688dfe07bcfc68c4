"""The import itself: batches of entries through the one door, each batch one transaction.

Everything may be run again: an entry is stored under an id that follows from the entry, and one whose content is
already there is left alone. That is also how a run that was cut short goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError

from benhan.access.actor import Actor
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.fhir.validate.check import ensure_valid
from benhan.ops.import_care import assign
from benhan.ops.import_files import Item, rank, read_items
from benhan.ops.import_index import AddressIndex
from benhan.ops.import_problems import BUNDLE_ROLLED_BACK, DATABASE_REFUSED, METHOD, NO_RESOURCE
from benhan.ops.import_references import References
from benhan.ops.import_report import Refused, Report, Tally
from benhan.records.arrival import is_same
from benhan.store.repository import Repository, Stored

BATCH = 200


class _RolledBackError(Exception):
    """Leaves the transaction of a Bundle of which an entry was refused (--all-or-nothing)."""


@dataclass(slots=True)
class _Outcome:
    """What a batch did; counted only once its transaction is committed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    refused: list[tuple[Item, ProblemError]] = field(default_factory=list)
    patients: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Batch:
    """The entries of one transaction: new ones wait in `fresh` so that they are written together."""

    repository: Repository
    index: AddressIndex
    outcome: _Outcome
    existing: dict[str, Stored] = field(default_factory=dict)
    fresh: dict[str, tuple[Item, dict[str, Any]]] = field(default_factory=dict)

    def put(self, item: Item, target: str, resource: dict[str, Any]) -> None:
        """Store, replace or leave alone. Raises what the checker or the store has against it."""
        ensure_valid(resource)  # now, not when it is written: entries that refer to it are refused too
        if target in self.fresh:
            self.flush()
        before = self.existing.get(target)
        if before is None and target != item.target:
            before = self.repository.read_many([target]).get(target)
        if before is None:
            self.fresh[target] = (item, resource)
            return
        if _is_known(self.repository, before, resource):
            self.outcome.unchanged += 1
        else:
            self.existing[target] = self.repository.update(resource, if_match=before.version)
            self.outcome.updated += 1
        self._note_patient(item, resource)

    def flush(self) -> None:
        """Write what waits."""
        waiting, self.fresh = self.fresh, {}
        if not waiting:
            return
        results = self.repository.create_many([resource for _, resource in waiting.values()])
        for (target, (item, resource)), result in zip(waiting.items(), results, strict=True):
            if isinstance(result, ProblemError):
                self.refuse(item, result)
                continue
            self.existing[target] = result
            self.outcome.created += 1
            self._note_patient(item, resource)

    def refuse(self, item: Item, problem: ProblemError) -> None:
        self.outcome.refused.append((item, problem))
        if item.resource is not None and item.type:
            self.index.refuse(item.target)
        detail = {"code": problem.problem.code}
        self.repository.record(Entry("attempt", outcome="refused", resource_type=item.type, detail=detail))

    def _note_patient(self, item: Item, resource: dict[str, Any]) -> None:
        if item.type == "Patient":
            self.outcome.patients.add(str(resource["id"]))


@dataclass(slots=True)
class Run:
    """One call of `benhan import`.

    department      takes the patients for whom nobody cares yet
    all_or_nothing  a Bundle with a refused entry is not written at all
    """

    actor: Actor
    index: AddressIndex
    report: Report
    department: str
    all_or_nothing: bool = False
    tally: Tally = field(default_factory=Tally)
    conditions: dict[str, str] = field(default_factory=dict)

    def survey(self, paths: Sequence[Path]) -> tuple[list[Path], int]:
        """Look through the files first: which addresses they bring, how many entries, in which order to read them.

        Broken files count as far as they go; they are reported when they are imported.
        """
        total, ranks = 0, dict.fromkeys(paths, rank(""))
        for path in paths:
            try:
                for pairs in _chunks(read_items(path), 1_000):
                    total += len(pairs)
                    typed = [item for item in pairs if item.resource is not None and item.type]
                    ranks[path] = min([ranks[path], *(rank(item.type) for item in typed)])
                    self.index.note((item.full_url, item.target) for item in typed)
            except ProblemError:
                continue
        return sorted(paths, key=lambda path: ranks[path]), total

    def load(self, paths: Iterable[Path], advance: Callable[[int], None]) -> Tally:
        """Import the files. Raises Django's OperationalError or InterfaceError when the database is lost."""
        for path in paths:
            patients: set[str] = set()
            try:
                for batch in self._batches(read_items(path)):
                    self._write(batch, patients)
                    advance(len(batch))
            except ProblemError as error:
                self.tally.broken += 1
                self.report.tell(Refused(path, "", "", error.all_findings()))
            self.tally.assigned += assign(self.actor, patients, self.department)
        self._account()
        return self.tally

    def _account(self) -> None:
        counts = {name: getattr(self.tally, name) for name in ("created", "updated", "unchanged", "refused")}
        with Repository(by=self.actor) as repository:
            repository.record(Entry("import", detail=counts))

    def _batches(self, items: Iterator[Item]) -> Iterator[list[Item]]:
        if not self.all_or_nothing:
            yield from _chunks(items, BATCH)
            return
        batch: list[Item] = []
        for item in items:
            if batch and (item.bundle != batch[-1].bundle or (not item.bundle and len(batch) >= BATCH)):
                yield batch
                batch = []
            batch.append(item)
        if batch:
            yield batch

    def _write(self, batch: list[Item], patients: set[str]) -> None:
        whole = self.all_or_nothing and bool(batch[0].bundle)
        outcome = _Outcome()
        try:
            with Repository(by=self.actor) as repository:
                self._entries(repository, batch, outcome)
                if whole and outcome.refused:
                    raise _RolledBackError
        except _RolledBackError:
            outcome = _rolled_back(batch, outcome)
        except (OperationalError, InterfaceError):
            raise
        except DatabaseError as error:
            if len(batch) > 1 and not whole:  # one of them; find it, the others go in
                for item in batch:
                    self._write([item], patients)
                return
            reason = type(error).__name__
            outcome = _Outcome(
                refused=[(item, DATABASE_REFUSED.at(item.type, reason=reason)) for item in batch]
            )
        self._count(outcome, patients)

    def _count(self, outcome: _Outcome, patients: set[str]) -> None:
        tally = self.tally
        tally.created += outcome.created
        tally.updated += outcome.updated
        tally.unchanged += outcome.unchanged
        tally.skipped += outcome.skipped
        tally.refused += len(outcome.refused)
        patients |= outcome.patients
        for item, problem in outcome.refused:
            if item.resource is not None and item.type:
                self.index.refuse(item.target)
            self.report.tell(Refused(item.file, item.place, item.type, problem.all_findings()))

    def _entries(self, repository: Repository, items: list[Item], outcome: _Outcome) -> None:
        batch = _Batch(repository, self.index, outcome)
        references = References(repository, self.index, self.conditions, batch.flush)
        references.prepare(items)
        targets = [item.target for item in items if item.resource is not None and item.type]
        batch.existing.update(repository.read_many(targets))
        for item in items:
            if item.is_outcome:
                outcome.skipped += 1
                continue
            try:
                self._entry(batch, references, item)
            except ProblemError as problem:
                batch.refuse(item, problem)
        batch.flush()

    def _entry(self, batch: _Batch, references: References, item: Item) -> None:
        if item.trouble is not None:
            raise item.trouble
        if item.resource is None:
            raise NO_RESOURCE.at("Bundle.entry")
        if item.method not in ("", "POST", "PUT"):
            raise METHOD.at("Bundle.entry.request.method")
        if not item.type:
            ensure_valid(item.resource)
        id_, target = self._place(references, item)
        resource = references.rewritten(item, {**item.resource, "id": id_})
        batch.put(item, target, resource)

    def _place(self, references: References, item: Item) -> tuple[str, str]:
        """Id and target; a condition on the entry that is met leads to what is there already."""
        condition = ""
        if item.if_none_exist:
            condition = f"{item.type}?{item.if_none_exist.rpartition('?')[2]}"
        elif item.method == "PUT" and "?" in item.url:
            condition = item.url
        if not condition:
            return item.id, item.target
        found = references.condition(condition, item.type, none=None)
        if not found or found == item.target:
            return item.id, item.target
        if item.full_url:
            self.index.alias(item.full_url, found)
        return found.partition("/")[2], found


def _is_known(repository: Repository, current: Stored, resource: Mapping[str, Any]) -> bool:
    """Whether the store has, or had, this very content.

    An entry that was imported before and changed since (by staff, or by another file that holds the same
    resource) must not undo that change; unless its own meta.lastUpdated says that it is the newer one.
    """
    content = _content(resource)
    if is_same(_content(current.resource), content):
        return True
    if current.version == 1 or _is_newer(resource, current):
        return False
    earlier = repository.history(current.type, current.id)[1:]
    return any(not each.is_deleted and is_same(_content(each.resource), content) for each in earlier)


def _is_newer(resource: Mapping[str, Any], current: Stored) -> bool:
    meta = resource.get("meta")
    text = meta.get("lastUpdated") if isinstance(meta, Mapping) else None
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return False  # the checker says so if the entry goes any further
    return moment is not None and moment.tzinfo is not None and moment > current.last_updated


def _rolled_back(batch: list[Item], outcome: _Outcome) -> _Outcome:
    refused = {id(item) for item, _ in outcome.refused}
    others = [item for item in batch if id(item) not in refused and not item.is_outcome]
    problem = BUNDLE_ROLLED_BACK.at("Bundle")
    return _Outcome(
        skipped=outcome.skipped, refused=[*outcome.refused, *((item, problem) for item in others)]
    )


def _chunks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    chunk: list[Item] = []
    try:
        for item in items:
            chunk.append(item)
            if len(chunk) == size:
                yield chunk
                chunk = []
    except ProblemError:
        if chunk:  # what was read before the break is good
            yield chunk
        raise
    if chunk:
        yield chunk


def _content(resource: Mapping[str, Any]) -> dict[str, Any]:
    """The resource without what the store itself writes into meta."""
    given = resource.get("meta")
    if given is not None and not isinstance(given, Mapping):
        return dict(resource)
    meta = {key: value for key, value in (given or {}).items() if key not in ("versionId", "lastUpdated")}
    content = {key: value for key, value in resource.items() if key != "meta"}
    return content | ({"meta": meta} if meta else {})
