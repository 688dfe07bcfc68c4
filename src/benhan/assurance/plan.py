"""What is to be bought and done so that requirements are met: items, dates, sums in đồng."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.engine_problems import PLAN_DONE, PLAN_NEEDS, RESPONSIBLE_UNKNOWN, UNKNOWN_REQUIREMENT
from benhan.assurance.models import PlanItem, System
from benhan.assurance.people import person
from benhan.audit.entry import Entry
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository

KINDS_VI = {
    "hardware": "Phần cứng",
    "software": "Phần mềm",
    "service": "Dịch vụ",
    "training": "Đào tạo",
    "procedure": "Quy trình, văn bản",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A plan item before it is kept; unit_cost in đồng, None when it is not known yet."""

    catalogue: str
    requirements: Sequence[str]
    title: str
    kind: str
    quantity: int = 1
    unit: str = ""
    unit_cost: Decimal | None = None
    responsible: str = ""
    due: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of a plan in đồng.

    open, done     of items still to do, and done
    by_kind        open sums by kind
    by_due         open sums by month ("2026-03", "" without a day), in order
    late           open items whose day has passed
    unpriced       open items without a cost: the sum is at least what it says
    closes         requirements that open items would close, by catalogue
    """

    open: Decimal
    done: Decimal
    by_kind: Mapping[str, Decimal]
    by_due: Mapping[str, Decimal]
    late: Sequence[PlanItem]
    unpriced: int
    closes: Mapping[str, frozenset[str]]


def add(repository: Repository, *, system: System, wanted: Wanted) -> PlanItem:
    """Put an item on the plan. Raises NOT_PERMITTED, PLAN_NEEDS, UNKNOWN_REQUIREMENT, RESPONSIBLE_UNKNOWN."""
    item = PlanItem(facility=repository.by.facility, system=system)
    return _keep(repository, item, wanted, "plan-item-added")


def change(repository: Repository, *, item: PlanItem, wanted: Wanted) -> PlanItem:
    """Say an item anew while it is not done. Raises those of add, and PLAN_DONE."""
    if item.done_on is not None:
        raise PLAN_DONE.at()
    return _keep(repository, item, wanted, "plan-item-changed")


def done(repository: Repository, *, item: PlanItem, on: date | None) -> None:
    """Close an item. What it was to close still needs its own proof. Raises NOT_PERMITTED, PLAN_NEEDS, PLAN_DONE."""
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    if on is None or on > timezone.localdate():
        raise PLAN_NEEDS.at("done_on", what="ngày hoàn thành, không ở tương lai")
    still = PlanItem.objects.filter(facility=by.facility, pk=item.pk, done_on__isnull=True)
    if not still.update(done_on=on, changed_at=timezone.now(), changed_by=by.name[:120]):
        raise PLAN_DONE.at()
    repository.record(Entry("plan-item-done", detail={"item": item.pk}))


def _keep(repository: Repository, item: PlanItem, wanted: Wanted, act: str) -> PlanItem:
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    _check(wanted)
    chosen = person(by.facility, wanted.responsible)
    if wanted.responsible and chosen is None:
        raise RESPONSIBLE_UNKNOWN.at("responsible")
    item.catalogue, item.requirements = wanted.catalogue, list(dict.fromkeys(wanted.requirements))
    item.title, item.kind = wanted.title[:300], wanted.kind
    item.quantity, item.unit, item.unit_cost = wanted.quantity, wanted.unit[:30], wanted.unit_cost
    item.responsible, item.responsible_name = (chosen.account, chosen.name) if chosen else ("", "")
    item.due, item.note = wanted.due, wanted.note[:300]
    item.changed_at, item.changed_by = timezone.now(), by.name[:120]
    item.save()
    repository.record(
        Entry(act, detail={"item": item.pk, "kind": item.kind, "requirements": len(item.requirements)})
    )
    return item


def _check(wanted: Wanted) -> None:
    if not wanted.title:
        raise PLAN_NEEDS.at("title", what="tên")
    if wanted.kind not in KINDS_VI:
        raise PLAN_NEEDS.at("kind", what="loại")
    if not 1 <= wanted.quantity <= 100_000:
        raise PLAN_NEEDS.at("quantity", what="số lượng từ 1 đến 100.000")
    if wanted.due is None:
        raise PLAN_NEEDS.at("due", what="hạn hoàn thành")
    found = catalogues().get(wanted.catalogue)
    if found is None or not set(wanted.requirements) <= {one.id for one in found.requirements}:
        raise UNKNOWN_REQUIREMENT.at("requirements")


def cost_of(item: PlanItem) -> Decimal:
    """Quantity times unit cost in đồng; 0 when no cost is known."""
    return (item.unit_cost or Decimal(0)) * item.quantity


def plan_of(system: System) -> list[PlanItem]:
    """Open items by day, then those done. One query."""
    found = PlanItem.objects.filter(facility=system.facility, system=system)
    return sorted(found, key=lambda one: (one.done_on is not None, one.due or date.max, one.pk))


def totals(items: Sequence[PlanItem], today: date) -> Totals:
    """The plan in sums."""
    still = [one for one in items if one.done_on is None]
    by_kind: dict[str, Decimal] = {}
    by_due: dict[str, Decimal] = {}
    closes: dict[str, frozenset[str]] = {}
    for one in sorted(still, key=lambda each: each.due or date.max):
        month = f"{one.due:%Y-%m}" if one.due else ""
        by_kind[one.kind] = by_kind.get(one.kind, Decimal(0)) + cost_of(one)
        by_due[month] = by_due.get(month, Decimal(0)) + cost_of(one)
        closes[one.catalogue] = closes.get(one.catalogue, frozenset()) | frozenset(one.requirements)
    return Totals(
        open=sum((cost_of(one) for one in still), Decimal(0)),
        done=sum((cost_of(one) for one in items if one.done_on is not None), Decimal(0)),
        by_kind=by_kind,
        by_due=by_due,
        late=[one for one in still if one.due is not None and one.due < today],
        unpriced=sum(one.unit_cost is None for one in still),
        closes=closes,
    )
