"""How is a requirement met, by whom, until when? An answer is added, never changed; the newest counts.

What is not fully met needs a task, a person and a day (docs/sources.md#nghi-dinh-331-2026, Điều 36.10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.engine_problems import (
    COST_UNREADABLE,
    FIX_NEEDS,
    MET_NEEDS_STATE,
    NOT_APPLICABLE_NEEDS_REASON,
    RESPONSIBLE_UNKNOWN,
    STATUS_UNKNOWN,
    UNKNOWN_REQUIREMENT,
)
from benhan.assurance.models import Answer, Assessment
from benhan.assurance.people import person
from benhan.audit.entry import Entry
from benhan.law.catalogues import Requirement, catalogues
from benhan.store.repository import Repository

STATUSES = ("met", "partial", "unmet", "not_applicable")
MOST_DONG = Decimal(10) ** 14


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered, before it is kept; texts trimmed.

    status       one of STATUSES
    responsible  an account's id or login, "" when nobody is named
    cost         whole đồng of what is still to be done
    """

    status: str
    current_state: str = ""
    measure: str = ""
    task: str = ""
    responsible: str = ""
    due: date | None = None
    cost: Decimal | None = None
    shared_solution: str = ""
    reason: str = ""


def answer(
    repository: Repository, *, assessment: Assessment, requirement: Requirement, given: Given
) -> Answer:
    """Add an answer.

    Raises  NOT_PERMITTED, UNKNOWN_REQUIREMENT, STATUS_UNKNOWN, NOT_APPLICABLE_NEEDS_REASON, MET_NEEDS_STATE,
            FIX_NEEDS, RESPONSIBLE_UNKNOWN
    Writes  one Answer and its audit entry
    """
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    if requirement not in catalogues()[assessment.catalogue].at_level(assessment.level):
        raise UNKNOWN_REQUIREMENT.at()
    _check(given)
    chosen = person(by.facility, given.responsible)
    if given.responsible and chosen is None:
        raise RESPONSIBLE_UNKNOWN.at("responsible")
    kept = {field.name: getattr(given, field.name) for field in fields(given)}
    kept |= {
        "responsible": chosen.account if chosen else "",
        "responsible_name": chosen.name if chosen else "",
    }
    made = Answer.objects.create(
        facility=by.facility, assessment=assessment, requirement=requirement.id, at=timezone.now(),
        account=by.account, name=by.name, **kept,
    )  # fmt: skip
    repository.record(
        Entry("requirement-answered", detail={"catalogue": assessment.catalogue, "level": assessment.level,
                                              "requirement": requirement.id, "status": given.status})
    )  # fmt: skip
    return made


def _check(given: Given) -> None:
    if given.status not in STATUSES:
        raise STATUS_UNKNOWN.at("status")
    if given.status == "not_applicable" and not given.reason.strip():
        raise NOT_APPLICABLE_NEEDS_REASON.at("reason")
    if given.status in ("met", "partial") and not given.current_state.strip():
        raise MET_NEEDS_STATE.at("current_state")
    if given.status in ("partial", "unmet"):
        wanted: Mapping[str, tuple[object, str]] = {
            "task": (given.task, "việc phải làm"),
            "responsible": (given.responsible, "người chịu trách nhiệm"),
            "due": (given.due, "hạn hoàn thành"),
        }
        for name, (value, words) in wanted.items():
            if not value:
                raise FIX_NEEDS.at(name, what=words)


def dong_of(text: str, name: str = "cost") -> Decimal | None:
    """A typed sum: 12.500.000, 12500000 đ; None when nothing was typed. Raises COST_UNREADABLE."""
    bare = text.lower().removesuffix("đồng").removesuffix("đ").strip().replace(".", "").replace(" ", "")
    if not bare:
        return None
    try:
        value = Decimal(bare)
    except InvalidOperation:
        raise COST_UNREADABLE.at(name) from None
    if not value.is_finite() or value != value.to_integral_value() or not 0 <= value <= MOST_DONG:
        raise COST_UNREADABLE.at(name)
    return value.quantize(Decimal(1))
