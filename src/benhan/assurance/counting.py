"""How many persons' data does this installation hold, and which threshold nears?

Every facility of the installation together: the threshold counts the system, not the customer. A person known to two
facilities counts twice, one who was here once counts for ever: neither decree says how to count, and this way is never
too small. The query itself is kept with each count as evidence. docs/sources.md#nghi-dinh-331-2026
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.access.models import Facility
from benhan.assurance.addresses import address_of_system
from benhan.assurance.models import LevelDecision, Notice, SubjectCount, System
from benhan.assurance.people import keepers
from benhan.audit.entry import Entry
from benhan.law import levels
from benhan.law.levels import Threshold
from benhan.store.repository import Repository

log = logging.getLogger("benhan.assurance")


@dataclass(frozen=True, slots=True)
class Counted:
    """Persons stored: subjects with any personal data, sensitive with clinical data; query as the database holds it."""

    subjects: int
    sensitive: int
    query: str

    def facts(self) -> dict[str, object]:
        return {"subjects": self.subjects, "sensitive": self.sensitive, "query": self.query}


@dataclass(frozen=True, slots=True)
class Standing:
    """A threshold and how near it is. percent is whole, rounded down: 100 means crossed."""

    threshold: Threshold
    regime: str
    seen: int

    @property
    def percent(self) -> int:
        return self.seen * 100 // self.threshold.at

    @property
    def is_crossed(self) -> bool:
        return self.seen >= self.threshold.at

    @property
    def is_near(self) -> bool:
        return not self.is_crossed and self.percent >= levels.warn_at_percent()


def count_installation() -> Counted:
    """Count now, over the facility border; nothing but two numbers comes back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT subjects, sensitive FROM assurance_count_subjects()")
        subjects, sensitive = cursor.fetchone()
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'assurance_count_subjects'")
        (source,) = cursor.fetchone()
    return Counted(int(subjects), int(sensitive), " ".join(str(source).split()))


def standings(regime: str, facts: Mapping[str, object]) -> tuple[Standing, ...]:
    """Every threshold of a regime against what was counted."""
    return tuple(
        Standing(one, regime, seen if isinstance(seen, int) else 0)
        for one in levels.regime(regime).thresholds
        for seen in (facts.get(one.fact),)
    )


def serves_people(system: System) -> bool:
    """Whether the thresholds decide here: an online service, or a database shared with one."""
    if "online" in system.kinds:
        return True
    last = latest_decision(system)
    return last is not None and last.answers.get("shares_portal_database") == "yes"


def latest_decision(system: System, regime: str = "") -> LevelDecision | None:
    rows = LevelDecision.objects.filter(facility=system.facility, system=system)
    return (rows.filter(regime=regime) if regime else rows).order_by("-at").first()


def latest_count(system: System) -> SubjectCount | None:
    return SubjectCount.objects.filter(facility=system.facility, system=system).order_by("-on").first()


def count_due() -> int:
    """A duty of the worker: once a day, in every facility whose file is about this installation."""
    made = 0
    today = timezone.localdate()
    for code in Facility.objects.order_by("code").values_list("code", flat=True):
        with Repository(by=system_actor(code)) as repository:
            for system in System.objects.filter(facility=code, is_here=True, retired_at__isnull=True):
                made += count_system(repository, system, today) is not None
    return made


def count_system(repository: Repository, system: System, on: date) -> SubjectCount | None:
    """Keep the day's count and tell the keepers of thresholds that near or are crossed; None when it was kept before."""
    if SubjectCount.objects.filter(facility=system.facility, system=system, on=on).exists():
        return None
    counted = count_installation()
    row = SubjectCount.objects.create(facility=system.facility, system=system, on=on, facts=counted.facts())
    detail = {"system": system.slug, "subjects": counted.subjects, "sensitive": counted.sensitive}
    repository.record(Entry("subjects-counted", detail=detail))
    _warn(system, counted)
    return row


def _warn(system: System, counted: Counted) -> None:
    regime = levels.regime(system.regime)
    decides = serves_people(system)
    for one in standings(system.regime, counted.facts()):
        if system.level is not None and system.level >= one.threshold.level:
            continue  # the level already holds beyond this threshold
        if one.is_crossed or one.is_near:
            step = "vuot" if one.is_crossed else "gan"
            _tell(system, f"threshold/{one.regime}/{one.threshold.number}/{step}",
                  _words(regime.cited(one.threshold.clause), one, decides=decides),
                  "son" if one.is_crossed and decides else "hoe")  # fmt: skip


def _words(clause: str, one: Standing, *, decides: bool) -> str:
    seen, at = f"{one.seen:,}".replace(",", "."), f"{one.threshold.at:,}".replace(",", ".")
    state = "đã đạt ngưỡng" if one.is_crossed else f"bằng {one.percent} % ngưỡng"
    then = (
        "Hệ thống phải được xác định lại cấp độ."
        if one.is_crossed and decides
        else "Chuẩn bị xác định lại cấp độ."
        if decides
        else "Ngưỡng chỉ tính với dịch vụ trực tuyến: hệ thống nội bộ giữ cấp độ, nhưng không mở cổng cho người bệnh "
        "trước khi xác định lại."
    )
    return f"{one.threshold.title}: {seen} người, {state} {at} của cấp độ {one.threshold.level} ({clause}). {then}"


def _tell(system: System, subject: str, text: str, tone: str) -> None:
    """Each keeper once for each step of each threshold."""
    subject = f"{subject}/{system.slug}"[:120]
    for account in keepers(system.facility):
        rows = Notice.objects.filter(facility=system.facility, account=account, subject=subject)
        if not rows.exists():
            Notice.objects.create(
                facility=system.facility, account=account, subject=subject, tone=tone, text=text,
                url=f"{address_of_system(system)}cap-do/", at=timezone.now(),
            )  # fmt: skip
    log.warning("assurance.threshold subject=%s", subject)
