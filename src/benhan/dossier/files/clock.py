"""Until when must a file leave its state, and how late is it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F
from django.utils import timezone

from benhan.assurance.models import PlanItem
from benhan.dossier.models import Dossier, DossierEvent
from benhan.law.workflow import Limit, states
from benhan.law.working_days import holidays_between, is_announced, working_days_between
from benhan.ui import dates_vi


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit that runs. left: working days still to come, negative when late.

    holidays  names of the days off within the limit; is_sure False while the State has not announced them
    """

    due_on: date
    left: int
    limit: Limit | None
    holidays: tuple[str, ...]
    is_sure: bool

    @property
    def is_late(self) -> bool:
        return self.left < 0

    @property
    def words(self) -> str:
        """còn 3 ngày làm việc, hết hạn hôm nay, quá hạn 2 ngày làm việc."""
        if self.left == 0:
            return "hết hạn hôm nay"
        return f"còn {self.left} ngày làm việc" if self.left > 0 else f"quá hạn {-self.left} ngày làm việc"


def limit_of(dossier: Dossier, state: str = "") -> Limit | None:
    return states()[state or dossier.state].limits.get(dossier.regime)


def due_of(dossier: Dossier, state: str, now: datetime) -> date | None:
    """The last day of a state that is entered now; None where neither the law nor the plan sets one."""
    limit = limit_of(dossier, state)
    if limit is None:
        return None
    if limit.unit == "plan":
        return plan_ends(dossier)
    began = now if limit.since == state else entered(dossier).get(limit.since, now)
    return limit.ends(dossier.level, timezone.localdate(began))


def plan_ends(dossier: Dossier) -> date | None:
    """The last day of the plan's open items."""
    items = PlanItem.objects.filter(
        facility=dossier.facility, system=dossier.system_id, done_on__isnull=True, due__isnull=False
    )
    return items.order_by("-due").values_list("due", flat=True).first()


def entered(dossier: Dossier) -> Mapping[str, datetime]:
    """When the file last entered each state."""
    rows = DossierEvent.objects.filter(dossier=dossier).exclude(from_state=F("to_state")).order_by("at", "pk")
    return dict(rows.values_list("to_state", "at"))


def clock_of(dossier: Dossier, today: date) -> Clock | None:
    """The clock of the present state, None when none runs."""
    if dossier.due_on is None:
        return None
    return running(dossier.due_on, today, limit_of(dossier), timezone.localdate(dossier.state_since))


def running(due_on: date, today: date, limit: Limit | None = None, began: date | None = None) -> Clock:
    """A clock that ends on due_on, read today."""
    left = working_days_between(today, due_on)
    if left == 0 and due_on != today:  # only days off lie between
        left = 1 if today < due_on else -1
    days_off = holidays_between(began or today, due_on)
    return Clock(due_on, left, limit, days_off, is_announced(due_on.year))


def said(clock: Clock | None) -> str:
    """The clock as one sentence, "" when none runs."""
    if clock is None:
        return ""
    return f"Hạn {dates_vi.day(clock.due_on)}, {clock.words}"
