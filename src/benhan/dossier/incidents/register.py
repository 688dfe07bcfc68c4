"""Recording an incident, classifying it, noting what was sent, closing it. Nothing is ever sent from here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.models import Incident, System
from benhan.assurance.people import accounts_with
from benhan.audit.entry import Entry
from benhan.dossier.files.triggers import call_for_reassessment
from benhan.dossier.incidents import problems
from benhan.dossier.incidents.clocks import FIELD_OF_REPORT, owed, running, tell
from benhan.dossier.numbering import next_number
from benhan.law.incidents import incident_clocks, incident_kinds
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known when an incident is recorded."""

    title: str
    kind: str
    discovered_at: datetime | None
    description: str
    happened_at: datetime | None = None
    scope: str = ""
    is_serious: bool = False
    has_personal_data: bool = False
    touches_public_order: bool = False


def record(repository: Repository, system: System, seen: Seen) -> Incident:
    """Write an incident down; its clocks run from discovery. A serious one calls for re-assessment of the level.

    Raises NOT_PERMITTED, FIELD_NEEDED, CHOICE_UNKNOWN, MOMENT_IMPOSSIBLE.
    """
    demand(repository.by, Permission.REPORT_INCIDENT)
    now = timezone.now()
    discovered = _demand_seen(seen, now)
    System.objects.select_for_update().get(facility=repository.by.facility, pk=system.pk)
    made = Incident.objects.create(
        facility=system.facility, system=system, code=_code(system.facility), title=seen.title, kind=seen.kind,
        is_serious=seen.is_serious, has_personal_data=seen.has_personal_data,
        touches_public_order=seen.touches_public_order, happened_at=seen.happened_at, discovered_at=discovered,
        description=seen.description, scope=seen.scope, recorded_by=repository.by.name, recorded_at=now,
        history=[_line("record", repository, now)],
    )  # fmt: skip
    repository.record(Entry("incident-recorded", detail=_detail(made)))
    if running(made):
        others = accounts_with(made.facility, Permission.REPORT_INCIDENT)
        text = f"Sự cố {made.code} ({system.name}): {made.title}. Xem các hạn phải báo cáo."
        tell(made, [one for one in others if one != repository.by.account], text, now, "recorded", tone="son")
    if made.is_serious:
        _reassess(repository, made)
    return made


def _demand_seen(seen: Seen, now: datetime) -> datetime:
    for name in ("title", "kind", "discovered_at", "description"):
        if not getattr(seen, name):
            raise problems.FIELD_NEEDED.at(name, field=name)
    if seen.kind not in incident_kinds():
        raise problems.CHOICE_UNKNOWN.at("kind", field="kind")
    discovered = seen.discovered_at
    if discovered is None or discovered > now:
        raise problems.MOMENT_IMPOSSIBLE.at("discovered_at", field="discovered_at", after="lúc xảy ra")
    if seen.happened_at is not None and seen.happened_at > discovered:
        raise problems.MOMENT_IMPOSSIBLE.at(
            "happened_at", field="happened_at", after="lúc xảy ra, phải trước lúc phát hiện"
        )
    return discovered


def classify(
    repository: Repository,
    incident: UUID,
    *,
    is_serious: bool,
    has_personal_data: bool,
    touches_public_order: bool,
) -> Incident:
    """Say anew what the incident is; the clocks follow. Raises NOT_PERMITTED, NOT_FOUND, CLOSED."""
    held, now = _held(repository, incident), timezone.now()
    was_serious = held.is_serious
    held.is_serious, held.has_personal_data = is_serious, has_personal_data
    held.touches_public_order = touches_public_order
    held.history = [*held.history, _line("classify", repository, now, note=_words_of(held))]
    held.save()
    repository.record(Entry("incident-classified", detail=_detail(held)))
    if is_serious and not was_serious:
        _reassess(repository, held)
    return held


def note_sent(
    repository: Repository, incident: UUID, *, report: str, sent_at: datetime | None, to: str, note: str = ""
) -> Incident:
    """Note that a report went out: when, to whom. Raises FIELD_NEEDED, MOMENT_IMPOSSIBLE, ALREADY_SENT, CLOSED."""
    held, now = _held(repository, incident), timezone.now()
    if report not in incident_clocks():
        raise problems.CHOICE_UNKNOWN.at("report", field="report")
    if report not in {one.rule.key for one in owed(held)}:
        raise problems.ALREADY_SENT.at("report", report=report)
    if sent_at is None or not to:
        name = "to" if sent_at else "sent_at"
        raise problems.FIELD_NEEDED.at(name, field=name)
    if sent_at > now or sent_at < held.discovered_at:
        raise problems.MOMENT_IMPOSSIBLE.at("sent_at", field="sent_at", after="lúc phát hiện")
    if report in FIELD_OF_REPORT:
        setattr(held, FIELD_OF_REPORT[report], sent_at)
    line = _line("sent", repository, now, note=note) | {
        "report": report,
        "sent_at": sent_at.isoformat(),
        "to": to,
    }
    held.history = [*held.history, line]
    held.save()
    repository.record(Entry("incident-report-noted", detail=_detail(held) | {"report": report}))
    return held


def close(repository: Repository, incident: UUID, *, cause: str, remedy: str, lessons: str) -> Incident:
    """Close with cause, remedy and lessons, once every report owed is noted. Raises FIELD_NEEDED, REPORTS_OWED, CLOSED."""
    held, now = _held(repository, incident), timezone.now()
    for name, text in (("cause", cause), ("remedy", remedy), ("lessons", lessons)):
        if not text:
            raise problems.FIELD_NEEDED.at(name, field=name)
    waiting = owed(held)
    if waiting:
        reports = ", ".join(one.rule.label.lower() for one in waiting)
        raise problems.REPORTS_OWED.at("", keys=", ".join(one.rule.key for one in waiting), reports=reports)
    held.cause, held.remedy, held.lessons, held.closed_at = cause, remedy, lessons, now
    held.history = [*held.history, _line("close", repository, now)]
    held.save()
    repository.record(Entry("incident-closed", detail=_detail(held)))
    return held


def _held(repository: Repository, incident: UUID) -> Incident:
    demand(repository.by, Permission.REPORT_INCIDENT)
    rows = Incident.objects.select_for_update(of=("self",)).select_related("system")
    held = rows.filter(facility=repository.by.facility, pk=incident).first()
    if held is None:
        raise NOT_FOUND.at("Incident")
    if held.closed_at is not None:
        raise problems.CLOSED.at("Incident.closed_at")
    return held


def _reassess(repository: Repository, held: Incident) -> None:
    why = f"Sự cố {held.code}, phát hiện {timezone.localtime(held.discovered_at):%H:%M %d/%m/%Y}"
    call_for_reassessment(repository, held.system, trigger="incident", why=why)


def _line(act: str, repository: Repository, now: datetime, note: str = "") -> dict[str, str]:
    return {"act": act, "at": now.isoformat(), "name": repository.by.name, "note": note}


def _words_of(held: Incident) -> str:
    said = (
        ("nghiêm trọng" if held.is_serious else "không nghiêm trọng"),
        ("có dữ liệu cá nhân" if held.has_personal_data else "không có dữ liệu cá nhân"),
        ("có thể ảnh hưởng trật tự, an toàn xã hội" if held.touches_public_order else ""),
    )
    return ", ".join(filter(None, said))


def _detail(held: Incident) -> dict[str, object]:
    return {"incident": held.code, "serious": held.is_serious, "data": held.has_personal_data}


def _code(facility: str) -> str:
    return next_number(Incident.objects.filter(facility=facility), "code", facility=facility, series="SC")
