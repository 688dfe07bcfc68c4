"""A duty of the worker: tell whoever a file waits for three working days before the limit, on the day, and after;
call for re-assessment when something happened since the approval."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.access.models import Facility
from benhan.access.permissions import Permission
from benhan.assurance.people import accounts_with
from benhan.assurance.triggers import due_reasons
from benhan.audit.entry import Entry
from benhan.dossier.files.clock import Clock, clock_of, entered
from benhan.dossier.files.telling import awaited_accounts, tell
from benhan.dossier.files.triggers import STEP
from benhan.dossier.files.workflow import Given, take
from benhan.dossier.models import Dossier
from benhan.law.workflow import Transition, situations, states, steps
from benhan.store.repository import Repository

SOON = 3  # working days before the limit
_TRANSITION_SOON = timedelta(days=30)
_PASSED = ("approved", "implementing", "conditions_assessed", "in_operation", "reassess_due")


def remind_due(now: datetime | None = None) -> int:
    """Every facility's files with a limit near or past; each is told once. Returns how many notices were written."""
    moment = now or timezone.now()
    told = 0
    for code in Facility.objects.order_by("code").values_list("code", flat=True):
        with Repository(by=system_actor(code)) as repository:
            files = Dossier.objects.filter(facility=code).exclude(details__has_key="next")
            current = [
                reassess(repository, one, moment) for one in files.select_related("system").order_by("number")
            ]
            mine = sum(_remind(one, moment) for one in current)
            if mine:
                repository.record(Entry("dossier-reminders", detail={"count": mine}))
            told += mine
    return told


def reassess(repository: Repository, dossier: Dossier, now: datetime) -> Dossier:
    """Turn an approved file to “phải xác định lại” when something happened since that calls for it."""
    if dossier.state not in steps()[STEP].from_states:
        return dossier
    approved = entered(dossier).get("approved", dossier.opened_at)
    reasons = [one for one in due_reasons(dossier.system) if one.at is None or one.at > approved]
    if not reasons:
        return dossier
    why = "; ".join(f"{one.title}: {one.what}" for one in reasons)
    return take(repository, dossier, STEP, Given(trigger=reasons[0].key, note=why), now=now)


def _remind(dossier: Dossier, now: datetime) -> int:
    today = timezone.localdate(now)
    clock = clock_of(dossier, today)
    told = _remind_clock(dossier, clock, now) if clock and clock.left <= SOON else 0
    for one in transitions(dossier):
        if not is_true(dossier, one) and one.on - today <= _TRANSITION_SOON:
            told += _remind_transition(dossier, one, today, now)
    return told


def _remind_clock(dossier: Dossier, clock: Clock, now: datetime) -> int:
    phase = "late" if clock.is_late else "day" if clock.left == 0 else "soon"
    accounts = awaited_accounts(dossier)
    if clock.is_late:  # the head hears of what is late
        accounts += accounts_with(dossier.facility, Permission.APPROVE_LEVEL)
    text = (
        f"Hồ sơ {dossier.number} ({dossier.system.name}), {states()[dossier.state].name.lower()}: "
        f"{clock.words} (hạn {clock.due_on:%d/%m/%Y})."
    )
    subject = f"due/{dossier.pk}/{clock.due_on:%Y%m%d}/{dossier.state}/{phase}"
    return tell(dossier, accounts, text, now, subject=subject, tone="son" if clock.is_late else "hoe")


def transitions(dossier: Dossier) -> tuple[Transition, ...]:
    """The days of the change of law that concern this file."""
    situation = situations().get(str(dossier.details.get("situation", "")))
    return situation.dates if situation else ()


def is_true(dossier: Dossier, one: Transition) -> bool:
    """Whether what must be true by the day is so, as far as the file's state tells."""
    if one.until_state == "approved":
        return dossier.state in _PASSED
    return dossier.regime == "decree-331" and dossier.state == "in_operation"


def _remind_transition(dossier: Dossier, one: Transition, today: date, now: datetime) -> int:
    left = (one.on - today).days
    words = f"còn {left} ngày" if left > 0 else "hết hạn hôm nay" if left == 0 else f"quá {-left} ngày"
    text = f"Hồ sơ {dossier.number}: {one.must.lower()} trước hết ngày {one.on:%d/%m/%Y} ({words}). {one.article}."
    accounts = accounts_with(dossier.facility, Permission.KEEP_ASSURANCE)
    subject = f"transition/{dossier.pk}/{one.on:%Y%m%d}/{'late' if left < 0 else 'soon'}"
    return tell(dossier, accounts, text, now, subject=subject, tone="son" if left < 0 else "hoe")
