"""Signing that a person has authorised and a job carries out: batches, and papers that wait for a timestamp.

An order is not half a signature. It says who authorised, over which bytes, in which places, when, and until when;
the document stays as it is until the whole signature is made (docs/adr/0005).
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from benhan.access import sessions
from benhan.access.actor import Actor, system_actor
from benhan.access.models import Facility
from benhan.audit.entry import Entry
from benhan.fhir.problems import ProblemError
from benhan.forms.catalogue import Form
from benhan.records import documents, signatures
from benhan.records.problems import ORDER_ENDED, ORDER_EXPIRED, ORDER_STANDS
from benhan.records.stages import AWAITED, TIMESTAMP, awaits_timestamp, tagged, untagged
from benhan.records.standing import lock_alone
from benhan.signing.models import Order
from benhan.store import border
from benhan.store.repository import Repository, Stored

LIMIT = timedelta(
    hours=4
)  # what was authorised in the morning is not signed at night without being asked again
_LEASE = timedelta(minutes=2)  # a process that died over an order: another takes it up then
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=5)
_MOST_TRIES = 60
_LIVE = tuple(state.value for state in Order.LIVE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document to sign: the bytes the person was shown and the places they sign, in order."""

    document: Stored
    form: Form
    roles: tuple[str, ...]
    sha256: str


def authorise(
    repository: Repository, wanted: Sequence[Wanted], *, factor: str, problem: ProblemError | None = None
) -> tuple[Order, ...]:
    """Remember that the person who acts, whose identity was just checked, signs these documents.

    factor   how identity was checked: "password" or "code"
    problem  why it could not be signed at once; the documents then wait visibly for their timestamp
    Raises   ORDER_STANDS when one of them is waiting already
    Writes   an order and an audit entry per document; with a problem also the visible mark on the document
    """
    by, now, batch = repository.by, timezone.now(), uuid.uuid4()
    ids = [one.document.id for one in wanted]
    if Order.objects.filter(
        facility=by.facility, account=by.account, document__in=ids, state__in=_LIVE
    ).exists():
        raise ORDER_STANDS.at("DocumentReference")
    orders = [_order(by, one, batch, factor, now) for one in wanted]
    for order in orders:
        if problem is not None:
            _mark_waiting(order, problem, now)
            with Repository(by=system_actor(by.facility)) as office:
                _show(office, order.document, is_waiting=True)
        repository.record(_entry("sign-authorise", order))
    Order.objects.bulk_create(orders)
    return tuple(orders)


def _order(by: Actor, wanted: Wanted, batch: uuid.UUID, factor: str, now: datetime) -> Order:
    return Order(
        facility=by.facility,
        batch=batch,
        account=by.account,
        account_name=by.name,
        session=by.session,
        address=by.address,
        factor=factor,
        document=wanted.document.id,
        patient=wanted.document.patient,
        title=wanted.form.title,
        roles=list(wanted.roles),
        sha256=wanted.sha256,
        authorised_at=now,
        expires_at=now + LIMIT,
        next_at=now,
    )


def waiting_on(repository: Repository, document: Stored) -> Order | None:
    """The live order over a document, if there is one."""
    found = Order.objects.filter(facility=repository.by.facility, document=document.id, state__in=_LIVE)
    return found.order_by("authorised_at").first()


def withdraw(repository: Repository, order_id: uuid.UUID) -> None:
    """The person takes back what they authorised; nothing has been signed. Raises ORDER_ENDED."""
    by = repository.by
    mine = Order.objects.select_for_update().filter(facility=by.facility, account=by.account, pk=order_id)
    order = mine.filter(state__in=_LIVE).first()
    if order is None:
        raise ORDER_ENDED.at()
    _finish(order, Order.State.WITHDRAWN)
    with Repository(by=system_actor(by.facility)) as office:
        _show(office, order.document, is_waiting=False)
    repository.record(_entry("sign-withdraw", order))


def hurry(repository: Repository, order_id: uuid.UUID) -> None:
    """Try again now rather than at the next turn. Raises ORDER_ENDED."""
    by = repository.by
    mine = Order.objects.filter(facility=by.facility, account=by.account, pk=order_id, state__in=_LIVE)
    if not mine.update(next_at=timezone.now()):
        raise ORDER_ENDED.at()


def due() -> int:
    """How many orders could be carried out now, in every facility."""
    count = 0
    for facility in Facility.objects.values_list("code", flat=True):
        with border.facility_transaction(facility):
            count += _due(facility, timezone.now()).count()
    return count


def carry_out_due(most: int = 1000) -> int:
    """Sign what is authorised and due; several processes may do so at once. Returns how many were tried."""
    tried = 0
    for facility in Facility.objects.order_by("code").values_list("code", flat=True):
        while tried < most and (order := _claim(facility)) is not None:
            _carry_out(facility, order)
            tried += 1
    return tried


def _due(facility: str, now: datetime):  # type: ignore[no-untyped-def]  # a query set has no short type
    return Order.objects.filter(facility=facility, state__in=_LIVE, next_at__lte=now)


def _claim(facility: str) -> uuid.UUID | None:
    """An order nobody else carries out for the next two minutes. Committed before the work, so that an order that
    kills its process does not come again at once."""
    with border.facility_transaction(facility):
        now = timezone.now()
        order = _due(facility, now).order_by("next_at", "id").select_for_update(skip_locked=True).first()
        if order is None:
            return None
        order.tries += 1
        order.next_at = now + _LEASE
        order.save(update_fields=["tries", "next_at"])
        found: uuid.UUID = order.pk
        return found


def _carry_out(facility: str, order_id: uuid.UUID) -> None:
    """Sign one order's document and mark the order, in one transaction; a failure marks it alone."""
    with border.facility_transaction(facility):
        order = Order.objects.select_for_update().filter(pk=order_id, state__in=_LIVE).first()
        if order is None:
            return
        try:
            _sign(order)
        except ProblemError as problem:
            _fail(order, problem)
        else:
            _finish(order, Order.State.DONE)


def _sign(order: Order) -> None:
    if timezone.now() >= order.expires_at or order.tries > _MOST_TRIES:
        raise ORDER_EXPIRED.at("DocumentReference")
    actor = sessions.actor_of_account(
        order.account,
        order.facility,
        session=order.session,
        address=order.address,
        second_factor=order.factor == "code",
    )
    with Repository(by=actor) as repository:
        document = repository.read("DocumentReference", order.document)
        encounter = repository.read(*document.resource["context"]["encounter"][0]["reference"].split("/", 1))
        signatures.sign_slots(
            repository,
            form=documents.form_of(document),
            document=document,
            encounter=encounter,
            roles=order.roles,
            shown_sha256=order.sha256,
            is_order=True,
        )
        repository.record(_entry("sign-order", order))


def _fail(order: Order, problem: ProblemError) -> None:
    if problem.problem.issue == "transient":
        _mark_waiting(order, problem, timezone.now())
        order.save()
    else:
        order.code, order.said = problem.problem.code, problem.clinician
        _finish(order, Order.State.REFUSED)
    with Repository(by=system_actor(order.facility)) as office:
        _show(office, order.document, is_waiting=order.state == Order.State.TIMESTAMP)


def _mark_waiting(order: Order, problem: ProblemError, now: datetime) -> None:
    order.state = Order.State.TIMESTAMP
    order.code, order.said = problem.problem.code, problem.clinician
    order.next_at = min(now + min(_FIRST_PAUSE * 2 ** min(order.tries, 10), _LONGEST_PAUSE), order.expires_at)


def _finish(order: Order, state: Order.State) -> None:
    order.state, order.finished_at = state, timezone.now()
    if state is Order.State.DONE:
        order.code = order.said = ""
    order.save()


def _show(office: Repository, document_id: str, *, is_waiting: bool) -> None:
    """Put the mark "waits for its timestamp" on the document, or take it off; its bytes are not touched."""
    current = lock_alone(office, "DocumentReference", document_id)
    if awaits_timestamp(current.resource) != is_waiting:
        resource = current.resource
        office.update(tagged(resource, AWAITED, TIMESTAMP) if is_waiting else untagged(resource, AWAITED))


def _entry(act: str, order: Order) -> Entry:
    detail = {"order": str(order.pk), "sha256": order.sha256, "factor": order.factor, "slots": list(order.roles),
              "authorised_at": order.authorised_at.isoformat()}  # fmt: skip
    return Entry(
        act,
        resource_type="DocumentReference",
        resource_id=order.document,
        patient=order.patient,
        detail=detail,
    )
