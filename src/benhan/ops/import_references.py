"""From what an entry's references say to `Type/id` in this store, or the reason why that is not possible."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from benhan.fhir.definitions.tables import resource_types
from benhan.fhir.problems import Problem
from benhan.fhir.references import (
    FoundReference,
    LiteralReference,
    ReferenceKind,
    list_references,
    parse_reference,
    rewrite_references,
)
from benhan.ops.import_files import Item
from benhan.ops.import_index import AddressIndex
from benhan.ops.import_problems import NO_MATCH, NO_PATIENT, SEVERAL_MATCHES, TARGET_REFUSED, UNRESOLVED
from benhan.store.repository import Repository
from benhan.store.rows import patient_of


@dataclass(slots=True)
class References:
    """The references of one batch, answered with few queries.

    A relative reference that leads nowhere is kept, as R4 allows; only the patient must exist, else the chart
    would belong to nobody. An absolute URL of another server is kept as it is.
    """

    repository: Repository
    index: AddressIndex
    conditions: dict[str, str]  # condition → target, of the whole run
    before_search: Callable[[], None]  # writes what a search must find
    _stored: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)

    def prepare(self, items: Sequence[Item]) -> None:
        """Ask the store once for everything the batch may need to find there."""
        wanted: set[str] = set()
        for item in items:
            if item.resource is None:
                continue
            for found in list_references(item.resource):
                wanted.update(self._candidates(found.literal, item))
        self._ask(wanted)

    def rewritten(self, item: Item, resource: dict[str, Any]) -> dict[str, Any]:
        """The resource with references of this store. Raises UNRESOLVED, NO_MATCH … at the reference's path."""
        answers: dict[str, str] = {}
        for found in list_references(resource):
            answers[found.literal.text] = self._answer(found, item)
        changed = rewrite_references(resource, lambda text: answers.get(text))
        self._demand_patient(changed)
        return changed

    def condition(self, condition: str, path: str, *, none: Problem | None = NO_MATCH) -> str:
        """The one target of `Type?parameters`; "" for no match when `none` is None."""
        if found := self.conditions.get(condition):
            return found
        kind, _, query = condition.partition("?")
        pairs = parse_qsl(query, keep_blank_values=True)
        if kind not in resource_types() or not pairs:
            raise NO_MATCH.at(path)
        self.before_search()
        matches = self.repository.search(kind, [*pairs, ("_count", "2")]).matches
        if len(matches) > 1:
            raise SEVERAL_MATCHES.at(path)
        if not matches:
            if none is not None:
                raise none.at(path)
            return ""
        self.conditions[condition] = matches[0].reference
        return matches[0].reference

    def _answer(self, found: FoundReference, item: Item) -> str:
        literal = found.literal
        if literal.kind is ReferenceKind.CONTAINED:
            return literal.text
        if "?" in literal.text and literal.text.partition("?")[0] in resource_types():
            return self.condition(literal.text, found.expression)
        target = self._noted(literal, item)
        if target:
            if self.index.is_refused(target):
                raise TARGET_REFUSED.at(found.expression)
            if self.index.is_present(target) or target in self._stored:
                return target + (f"/_history/{literal.version}" if literal.version else "")
        if literal.kind is ReferenceKind.URN:
            known = [each for each in self._candidates(literal, item) if each in self._stored]
            if len(known) != 1:
                raise UNRESOLVED.at(found.expression)
            return known[0]
        if literal.kind is ReferenceKind.RELATIVE and self.index.is_refused(f"{literal.type}/{literal.id}"):
            raise TARGET_REFUSED.at(found.expression)
        return literal.text

    def _noted(self, literal: LiteralReference, item: Item) -> str:
        """What the index says about the reference, seen from the entry's own server."""
        if literal.kind is ReferenceKind.RELATIVE:
            base = parse_reference(item.full_url).base
            return self.index.target(f"{base}/{literal.type}/{literal.id}") if base else ""
        if literal.kind is ReferenceKind.ABSOLUTE:
            return self.index.target(f"{literal.base}/{literal.type}/{literal.id}")
        return self.index.target(literal.text) if literal.kind is ReferenceKind.URN else ""

    def _candidates(self, literal: LiteralReference, item: Item) -> Iterator[str]:
        """Targets under which the store may hold it; those of this run's files need no asking."""
        noted = self._noted(literal, item)
        if noted:
            if not self.index.is_present(noted):
                yield noted
            return
        if literal.kind is ReferenceKind.RELATIVE and literal.type == "Patient":
            yield f"Patient/{literal.id}"
        if literal.kind is ReferenceKind.URN:
            # An earlier import whose index is gone: it kept the entry's id or made one from the address.
            own, made = literal.text.rpartition(":")[2], str(uuid.uuid5(uuid.NAMESPACE_URL, literal.text))
            for kind in resource_types():
                yield f"{kind}/{own}"
                yield f"{kind}/{made}"

    def _demand_patient(self, resource: dict[str, Any]) -> None:
        patient = patient_of(resource)
        if not patient or resource["resourceType"] == "Patient":
            return
        target = f"Patient/{patient}"
        if self.index.is_refused(target):
            raise TARGET_REFUSED.at(resource["resourceType"])
        if not self.index.is_present(target):
            self._ask({target})
            if target not in self._stored:
                raise NO_PATIENT.at(resource["resourceType"])

    def _ask(self, targets: set[str]) -> None:
        fresh = targets - self._asked
        if fresh:
            self._asked |= fresh
            self._stored |= self.repository.read_many(sorted(fresh)).keys()


__all__ = ["References"]
