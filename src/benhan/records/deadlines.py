"""By when a record is to be finished and handed over: the law's defaults, or what the facility decided (EMR-REC-09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.law.rules import Deadline, deadlines
from benhan.records.completeness import late_by, overdue
from benhan.records.models import DeadlineSetting
from benhan.records.problems import DECISION_NEEDED, HOURS_UNREASONABLE
from benhan.records.stages import RECORD_STAGE, RecordStage
from benhan.store.repository import Repository, Stored

LONGEST_H = 8_760
_MOST = 1_000


def limits(facility: str) -> Mapping[str, Deadline]:
    """The limits in force here, by key. One query."""
    made = dict(deadlines())
    for one in DeadlineSetting.objects.filter(facility=facility).order_by("set_at", "pk"):
        if one.key in made:
            basis = f"quyết định {one.decision_number} ngày {one.decided_on:%d/%m/%Y}"
            made[one.key] = replace(made[one.key], hours=one.hours, basis=basis)
    return made


def set_limit(
    repository: Repository, *, key: str, hours: int, decision_number: str, decided_on: date | None
) -> None:
    """The facility decides a limit; the decision before stays to be seen.

    Raises NOT_PERMITTED, HOURS_UNREASONABLE, DECISION_NEEDED
    """
    demand(repository.by, Permission.SET_DEADLINES)
    if key not in deadlines() or not 1 <= hours <= LONGEST_H:
        raise HOURS_UNREASONABLE.at("hours", most=LONGEST_H)
    if not decision_number.strip() or decided_on is None or decided_on > timezone.localdate():
        raise DECISION_NEEDED.at("decision_number")
    DeadlineSetting.objects.create(
        facility=repository.by.facility,
        key=key,
        hours=hours,
        decision_number=decision_number.strip()[:60],
        decided_on=decided_on,
        set_by=repository.by.name,
        set_at=timezone.now(),
    )
    repository.record(Entry("set-deadline", detail={"key": key, "hours": hours}))


@dataclass(frozen=True, slots=True)
class Late:
    """A record past its limit; `why` is the sentence, `hours` how far past."""

    record: Stored
    encounter: Stored
    patient: Stored | None
    hours: int
    why: str

    @property
    def department(self) -> str:
        return str(self.encounter.resource.get("serviceProvider", {}).get("display", "")) or "không rõ khoa"


def late_records(repository: Repository, *, now: datetime) -> tuple[Late, ...]:
    """Every late record of the facility, the latest first; emergencies by their own limit."""
    demand(repository.by, Permission.SEARCH_ARCHIVE)
    here = limits(repository.by.facility)
    shortest = min(here["record"].hours, here["emergency-record"].hours)
    begun = (timezone.localtime(now) - timedelta(hours=shortest)).isoformat(timespec="seconds")
    closed = (timezone.localtime(now) - timedelta(hours=here["hand-over"].hours)).isoformat(
        timespec="seconds"
    )
    found = [
        *_search(repository, RecordStage.OPEN, ("date", f"lt{begun}")),
        *_search(repository, RecordStage.CLOSED, ("_lastUpdated", f"lt{closed}")),
    ]
    names = {f"Patient/{one.patient}" for one in found} | {
        str(one.resource["encounter"]["reference"]) for one in found
    }
    known = repository.read_many(sorted(names))
    made = []
    for one in found:
        encounter = known.get(str(one.resource["encounter"]["reference"]))
        why = overdue(encounter, one, now, here) if encounter else None
        if encounter and why:
            hours = int(late_by(encounter, one, now, here).total_seconds() // 3600)
            made.append(Late(one, encounter, known.get(f"Patient/{one.patient}"), hours, why))
    return tuple(sorted(made, key=lambda each: (-each.hours, each.record.id)))


def _search(repository: Repository, stage: RecordStage, when: tuple[str, str]) -> tuple[Stored, ...]:
    pairs = [("_tag", f"{RECORD_STAGE}|{stage}"), when, ("_sort", "date"), ("_count", str(_MOST))]
    return repository.search("Composition", pairs).matches
