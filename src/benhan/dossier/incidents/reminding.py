"""A duty of the worker: an alarm when a report of an open incident must go out soon, and when it is late."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.access.models import Facility
from benhan.access.permissions import Permission
from benhan.assurance.models import Incident
from benhan.assurance.people import accounts_with
from benhan.audit.entry import Entry
from benhan.dossier.incidents.clocks import SOON, Running, owed, tell
from benhan.dossier.incidents.presenters import left_words
from benhan.law.vietnam_time import full_moment
from benhan.store.repository import Repository


def remind_due(now: datetime | None = None) -> int:
    """Every facility's open incidents; each alarm is given once to each person. Returns how many were written."""
    moment = now or timezone.now()
    told = 0
    for code in Facility.objects.order_by("code").values_list("code", flat=True):
        with Repository(by=system_actor(code)) as repository:
            rows = Incident.objects.filter(facility=code, closed_at__isnull=True).select_related("system")
            mine = sum(_remind(one, clock, moment) for one in rows.order_by("code") for clock in owed(one))
            if mine:
                repository.record(Entry("incident-reminders", detail={"count": mine}))
            told += mine
    return told


def _remind(incident: Incident, clock: Running, now: datetime) -> int:
    left = clock.ends_at - now
    if left > SOON:
        return 0
    is_late = left <= timedelta(0)
    when = left_words(clock.ends_at, now) if clock.rule.hours else "phải báo ngay"
    text = (
        f"Sự cố {incident.code} ({incident.system.name}): {clock.rule.label.lower()} cho {clock.rule.to} "
        f"{when}, hạn {full_moment(clock.ends_at)}."
    )
    accounts = accounts_with(incident.facility, Permission.REPORT_INCIDENT)
    what = f"{clock.rule.key}/{'late' if is_late else 'soon'}"
    return tell(incident, accounts, text, now, what, tone="son" if is_late else "hoe")
