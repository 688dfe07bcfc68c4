"""What people did for the system's safety: write it down, take it back, ask when it was last done and when it is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from benhan.access.models import Membership
from benhan.access.permissions import Permission, demand
from benhan.assurance.act_problems import ACT_INCOMPLETE, ACT_UNKNOWN, ACT_UNTIMELY, STRANGE_LOGIN
from benhan.assurance.evidence import File, kind_of
from benhan.assurance.models import Act, System
from benhan.audit.entry import Entry
from benhan.law.assurance_acts import ActRule, act_rules
from benhan.law.probes import probe_rules
from benhan.store import blobs
from benhan.store.repository import Repository

PROBE = "acts-done"


@dataclass(frozen=True, slots=True)
class Done:
    """An act as a person writes it down; system None when it counts for the whole facility."""

    kind: str
    done_on: date
    done_by: str
    note: str = ""
    reference: str = ""
    people: tuple[str, ...] = ()
    sha256: str = ""


def record(repository: Repository, done: Done, system: System | None) -> Act:
    """Write an act down.

    Raises  NOT_PERMITTED, ACT_UNKNOWN, ACT_UNTIMELY (a day to come), ACT_INCOMPLETE, STRANGE_LOGIN
    Writes  one row and one audit entry
    """
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    rule = act_rules().get(done.kind)
    if rule is None or (rule.scope == "system" and system is None):
        raise ACT_UNKNOWN.at("kind")
    if done.done_on > timezone.localdate():
        raise ACT_UNTIMELY.at("done_on")
    if not done.done_by.strip():
        raise ACT_INCOMPLETE.at("done_by", what="người thực hiện")
    if rule.people and not done.people:
        raise ACT_INCOMPLETE.at("people", what=rule.people.lower())
    if rule.group == "release" and not done.reference.strip():
        raise ACT_INCOMPLETE.at("reference", what=rule.reference.lower())
    _demand_known(by.facility, done.people)
    made = Act.objects.create(
        facility=by.facility, system=system if rule.scope == "system" else None, kind=done.kind,
        done_on=done.done_on, done_by=done.done_by.strip()[:120], note=done.note.strip()[:500],
        reference=done.reference.strip()[:120], people=sorted(set(done.people)), sha256=done.sha256,
        at=timezone.now(), account=by.account, name=by.name,
    )  # fmt: skip
    repository.record(Entry("keep-act", resource_id=str(made.pk), detail={"kind": done.kind}))
    return made


def keep_file(repository: Repository, file: File) -> str:
    """Keep the paper of an act sealed; its SHA-256. Raises NOT_PERMITTED, EVIDENCE_FILE_KIND, EVIDENCE_FILE_SIZE."""
    demand(repository.by, Permission.KEEP_ASSURANCE)
    return blobs.put(repository.by.facility, file.content, kind_of(file))


def file_of(repository: Repository, act: Act) -> File:
    """The paper of an act; reading it is accounted for."""
    demand(repository.by, Permission.READ_ASSURANCE)
    repository.record(Entry("read-act-file", resource_id=str(act.pk), detail={"kind": act.kind}))
    return File("", blobs.get(repository.by.facility, act.sha256))


def withdraw(repository: Repository, act: UUID) -> None:
    """Mark an act as entered by mistake; it stays readable. Raises NOT_PERMITTED, ACT_UNKNOWN."""
    by = repository.by
    demand(by, Permission.KEEP_ASSURANCE)
    found = Act.objects.filter(facility=by.facility, pk=act, withdrawn_at__isnull=True)
    if not found.update(withdrawn_at=timezone.now(), withdrawn_by=by.name[:120]):
        raise ACT_UNKNOWN.at("act")
    repository.record(Entry("withdraw-act", resource_id=str(act)))


def _demand_known(facility: str, logins: Iterable[str]) -> None:
    wanted = set(logins)
    rows = Membership.objects.filter(facility_id=facility, account__login__in=wanted)
    strange = sorted(wanted - set(rows.values_list("account__login", flat=True)))
    if strange:
        raise STRANGE_LOGIN.at("people", logins=", ".join(strange[:5]))


def standing(facility: str, system: System | None) -> tuple[Act, ...]:
    """Every act that counts here and was not withdrawn, the newest first. One query."""
    mine = Q(system__isnull=True) if system is None else Q(system__isnull=True) | Q(system=system)
    rows = Act.objects.filter(mine, facility=facility, withdrawn_at__isnull=True)
    return tuple(rows.order_by("-done_on", "-at"))


def newest(acts: Sequence[Act]) -> dict[str, Act]:
    """The latest act of each kind; acts come newest first."""
    found: dict[str, Act] = {}
    for one in acts:
        found.setdefault(one.kind, one)
    return found


def longest_days(level: int) -> Mapping[str, int]:
    """How many days old an act of each kind may be at the level; a kind that no standard times isn't in it."""
    found: dict[str, int] = {}
    by_fact = {one.fact: one.key for one in act_rules().values()}
    for binding in probe_rules()[PROBE].bindings:
        for one in binding.expectations:
            is_wanted, wanted = one.wanted_at(level)
            if is_wanted and one.operator == "at_most" and one.fact in by_fact:
                days = int(str(wanted))
                kind = by_fact[one.fact]
                found[kind] = min(days, found.get(kind, days))
    return found


def due_on(rule: ActRule, last: Act | None, level: int) -> date | None:
    """The day by which the act is to be done again; today when it never was, None when nothing times it."""
    days = longest_days(level).get(rule.key)
    if days is None:
        return None
    return last.done_on + timedelta(days=days) if last else timezone.localdate()
