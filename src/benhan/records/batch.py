"""Signing many documents with one authorisation: what waits for me, what I have seen, how far it has come."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from benhan.audit.entry import Entry
from benhan.forms.catalogue import Form
from benhan.records import documents, orders
from benhan.records.problems import BATCH_EMPTY, BATCH_TOO_LARGE, NOT_SEEN
from benhan.records.slots import SlotState, roles_in_turn, states_of_many
from benhan.records.stages import DOCUMENT_STAGE, DocumentStage, awaits_timestamp, has_stage
from benhan.signing.models import Order
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository, Stored

MOST = 100  # documents of one authorisation
_LOOKED_AT = 400
_STAGES = ",".join(f"{DOCUMENT_STAGE}|{stage}" for stage in (DocumentStage.PREPARED, DocumentStage.SIGNING))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document whose turn is mine: the places I would sign, over which bytes."""

    document: Stored
    form: Form
    encounter: Stored
    roles: tuple[str, ...]
    sha256: str
    states: tuple[SlotState, ...]


def waiting_for_me(repository: Repository) -> tuple[Candidate, ...]:
    """Documents this person can sign now, oldest first; those on their way already are left out."""
    found: list[Stored] = []
    offset: int | None = 0
    while offset is not None and len(found) < _LOOKED_AT:
        pairs = [("_tag", _STAGES), ("_sort", "date"), ("_count", "200")]
        page = repository.search("DocumentReference", pairs, offset=offset)
        found += page.matches
        offset = page.next_offset
    on_their_way = set(_live(repository).values_list("document", flat=True))
    ours = [
        (documents.form_of(one), one)
        for one in found
        if has_stage(one.resource) and one.id not in on_their_way and not awaits_timestamp(one.resource)
    ]
    states = states_of_many(repository, ours)
    encounters = repository.read_many([_encounter(one) for _, one in ours])
    made = []
    for form, document in ours:
        encounter = encounters.get(_encounter(document))
        if encounter is None:
            continue
        if roles := roles_in_turn(repository.by, encounter, states[document.id]):
            digest = documents.sha256_of(document)
            made.append(Candidate(document, form, encounter, roles, digest, states[document.id]))
    return tuple(made)


def start(
    repository: Repository, *, chosen: Mapping[str, str], seen: Mapping[str, str], factor: str
) -> uuid.UUID:
    """Authorise the signing of the chosen documents; a job carries it out. Returns the batch.

    chosen  document id → SHA-256 of the bytes on the list the person ticked
    seen    document id → SHA-256 of the bytes the person was shown
    factor  how identity was checked just now
    Raises  BATCH_EMPTY, BATCH_TOO_LARGE, NOT_SEEN, ORDER_STANDS
    """
    if not chosen:
        raise BATCH_EMPTY.at()
    if len(chosen) > MOST:
        raise BATCH_TOO_LARGE.at(count=len(chosen), limit=MOST)
    mine = {one.document.id: one for one in waiting_for_me(repository)}
    for id_, digest in chosen.items():
        known = mine.get(id_)
        if known is None or not known.sha256 == digest == seen.get(id_):
            raise NOT_SEEN.at("DocumentReference")
    wanted = [
        orders.Wanted(one.document, one.form, one.roles, one.sha256)
        for id_, one in mine.items()
        if id_ in chosen
    ]
    made = orders.authorise(repository, wanted, factor=factor)
    batch: uuid.UUID = made[0].batch
    repository.record(
        Entry("sign-batch", detail={"batch": str(batch), "documents": len(made), "factor": factor})
    )
    return batch


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch has come; `orders` in the order they were authorised."""

    batch: uuid.UUID
    orders: tuple[Order, ...]

    def count(self, *states: Order.State) -> int:
        return sum(one.state in states for one in self.orders)

    @property
    def is_finished(self) -> bool:
        """Nothing of it will happen within the next seconds."""
        return self.count(Order.State.WAITING) == 0


def progress(repository: Repository, batch: uuid.UUID) -> Progress:
    """One's own batch. Raises NOT_FOUND."""
    by = repository.by
    found = Order.objects.filter(facility=by.facility, account=by.account, batch=batch)
    listed = tuple(found.order_by("title", "document"))
    if not listed:
        raise NOT_FOUND.at()
    return Progress(batch, listed)


def my_batches(repository: Repository) -> tuple[Progress, ...]:
    """Batches of mine with something still to be done, newest first."""
    batches = _live(repository).order_by("-authorised_at").values_list("batch", flat=True)
    return tuple(progress(repository, batch) for batch in dict.fromkeys(batches))


def _live(repository: Repository):  # type: ignore[no-untyped-def]  # a query set has no short type
    by = repository.by
    return Order.objects.filter(facility=by.facility, account=by.account, state__in=Order.LIVE)


def _encounter(document: Stored) -> str:
    return str(document.resource["context"]["encounter"][0]["reference"])
