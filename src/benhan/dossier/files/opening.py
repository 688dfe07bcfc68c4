"""A file begins: from a level decision, from an approval under the old law, or as the next version of another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from benhan.access.permissions import Permission, demand
from benhan.assurance.models import Assessment, System
from benhan.audit.entry import Entry
from benhan.dossier.files import problems
from benhan.dossier.files.clock import due_of
from benhan.dossier.files.gates import decided_level
from benhan.dossier.files.telling import tell_next
from benhan.dossier.models import Dossier, DossierEvent
from benhan.dossier.numbering import next_number
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME
from benhan.law.workflow import situations
from benhan.store.repository import Repository

APPROVERS = {
    "security_unit": "Đơn vị chuyên trách về an ninh mạng của chủ quản",
    "owner": "Chủ quản (người đứng đầu cơ sở)",
}
FINISHED = ("approved", "implementing", "conditions_assessed", "in_operation", "reassess_due")


@dataclass(frozen=True, slots=True)
class Opening:
    """What a file starts from. decision_number and decided_on only for one approved under the old law."""

    regime: str
    level: int
    situation: str
    approves: str = "security_unit"
    decision_number: str = ""
    decided_on: date | None = None
    approver: str = ""


def open_file(repository: Repository, system: System, opening: Opening) -> Dossier:
    """A new file of the system, at the start of the way, or approved when it was so under the old law.

    Raises ALREADY_OPEN, LEVEL_UNKNOWN, CHOICE_UNKNOWN, FIELD_NEEDED. Writes file, event, assessment, audit entry.
    """
    demand(repository.by, Permission.KEEP_ASSURANCE)
    System.objects.select_for_update().get(facility=repository.by.facility, pk=system.pk)
    situation = situations().get(opening.situation)
    if situation is None or opening.regime not in situation.regimes or opening.approves not in APPROVERS:
        raise problems.CHOICE_UNKNOWN.at("situation", field="situation")
    mine = Dossier.objects.filter(facility=system.facility, system=system, regime=opening.regime)
    if mine.exclude(state__in=FINISHED).exists():
        raise problems.ALREADY_OPEN.at("regime")
    was_approved = opening.situation == "approved-old" and opening.regime == "decree-85"
    if was_approved:
        _demand_old_decision(opening)
    return _begin(repository, system, opening, state="approved" if was_approved else "inventoried")


def _demand_old_decision(opening: Opening) -> None:
    for name, what in (
        ("decision_number", "số quyết định phê duyệt"),
        ("decided_on", "ngày quyết định phê duyệt"),
    ):
        if not getattr(opening, name):
            raise problems.FIELD_NEEDED.at(name, field=name, what=what)
    if opening.decided_on and opening.decided_on > date(2026, 6, 30):
        raise problems.DAY_IMPOSSIBLE.at(
            "decided_on", field="decided_on", after="hiệu lực hoặc sau 30/06/2026 của quy định cũ"
        )


def next_version(repository: Repository, old: Dossier, *, regime: str = "decree-331") -> Dossier:
    """Version n+1 of a file whose level must be determined again; the old one stays as it was approved."""
    demand(repository.by, Permission.KEEP_ASSURANCE)
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("system")
    held = rows.get(facility=repository.by.facility, pk=old.pk)
    if held.state != "reassess_due" or held.details.get("next"):
        raise problems.NOT_SUPERSEDABLE.at("Dossier.state")
    made = _begin(
        repository, held.system,
        Opening(regime, max(held.level, _decided(held.system, regime)), "running",
                str(held.details.get("approves", "security_unit"))),
        state="inventoried", previous=held,
    )  # fmt: skip
    held.details = {**held.details, "next": str(made.pk)}
    held.save(update_fields=["details"])
    return made


def _decided(system: System, regime: str) -> int:
    return decided_level(Dossier(facility=system.facility, system=system, regime=regime)) or 0


def _begin(
    repository: Repository, system: System, opening: Opening, *, state: str, previous: Dossier | None = None
) -> Dossier:
    decided = _decided(system, opening.regime)
    if not 1 <= opening.level <= 5 or (state != "approved" and (not decided or opening.level < decided)):
        raise problems.LEVEL_UNKNOWN.at("level")
    now, actor = timezone.now(), repository.by
    details: dict[str, object] = {"situation": opening.situation, "approves": opening.approves}
    if previous is not None:
        details["previous"] = str(previous.pk)
    dossier = Dossier(
        facility=system.facility, system=system, number=_number(system), regime=opening.regime,
        level=opening.level, version=previous.version + 1 if previous else 1, state=state, state_since=now,
        details=details, opened_at=now, opened_by=actor.name, approver=opening.approver,
        decision_number=opening.decision_number if state == "approved" else "",
        decided_on=opening.decided_on if state == "approved" else None,
    )  # fmt: skip
    if previous is not None:
        dossier.regulation_number, dossier.regulation_on = previous.regulation_number, previous.regulation_on
        dossier.appraiser, dossier.approver = previous.appraiser, previous.approver
    dossier.due_on = due_of(dossier, state, now)
    dossier.save(force_insert=True)
    if state == "approved":
        System.objects.filter(facility=system.facility, pk=system.pk).update(level=opening.level)
    event = DossierEvent.objects.create(
        facility=system.facility, dossier=dossier, step="mo-ho-so", from_state="", to_state=state, at=now,
        note=f"Phiên bản {dossier.version}" if previous else "", account=actor.account, name=actor.name,
    )  # fmt: skip
    catalogue = CATALOGUE_OF_REGIME[opening.regime]
    Assessment.objects.get_or_create(
        facility=system.facility, system=system, catalogue=catalogue, level=opening.level,
        defaults={"opened_at": now, "opened_by": actor.name},
    )  # fmt: skip
    detail = {"dossier": str(dossier.pk), "regime": opening.regime, "level": opening.level, "state": state}
    repository.record(Entry("dossier-opened", detail=detail))
    tell_next(dossier, now, event=event.pk, but=actor.account)
    return dossier


def _number(system: System) -> str:
    rows = Dossier.objects.filter(facility=system.facility)
    return next_number(rows, "number", facility=system.facility, series="HSCD")
