"""Which clocks run for an incident, what is left of each, and the alarm when one nears its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from benhan.assurance.addresses import ROOT
from benhan.assurance.models import Incident
from benhan.assurance.telling import tell_once
from benhan.law.incidents import IncidentClock, incident_clocks

FIELD_OF_REPORT = {"first": "first_notice_at", "full": "full_report_at", "data": "data_notice_at"}
SOON = timedelta(hours=6)  # a report must go out now


@dataclass(frozen=True, slots=True)
class Running:
    """A clock of an incident: its end, and when its report went out (None while it is owed)."""

    rule: IncidentClock
    ends_at: datetime
    sent_at: datetime | None
    sent_to: str = ""

    def is_late(self, now: datetime) -> bool:
        return (self.sent_at or now) > self.ends_at and self.rule.hours > 0

    def share_gone(self, now: datetime) -> int:
        """Per cent of the time that is gone, 0 to 100."""
        if self.rule.hours == 0:
            return 100
        gone = (self.sent_at or now) - (self.ends_at - timedelta(hours=self.rule.hours))
        return max(0, min(100, round(100 * gone / timedelta(hours=self.rule.hours))))


def running(incident: Incident) -> tuple[Running, ...]:
    """Every clock that runs for what the incident is, sent or not, the shortest first."""
    sent = {str(one["report"]): one for one in incident.history if one.get("act") == "sent"}
    found = []
    for rule in incident_clocks().values():
        if not getattr(incident, rule.when):
            continue
        at = getattr(incident, FIELD_OF_REPORT[rule.key]) if rule.key in FIELD_OF_REPORT else None
        line = sent.get(rule.key)
        if at is None and line is not None:
            at = datetime.fromisoformat(str(line["sent_at"]))
        ends = incident.discovered_at + timedelta(hours=rule.hours)
        found.append(Running(rule, ends, at, str(line["to"]) if line else ""))
    return tuple(found)


def owed(incident: Incident) -> tuple[Running, ...]:
    """The clocks whose report is not noted yet."""
    return tuple(one for one in running(incident) if one.sent_at is None)


def address_of_incident(incident: Incident) -> str:
    return f"{ROOT}su-co/{incident.pk}/"


def tell(
    incident: Incident, accounts: Iterable[str], text: str, now: datetime, what: str, *, tone: str = "hoe"
) -> int:
    """Tell each account once about one thing of the incident; returns how many were told."""
    return tell_once(
        incident.facility, accounts, subject=f"incident/{incident.pk}/{what}", tone=tone, text=text,
        url=address_of_incident(incident), now=now,
    )  # fmt: skip
