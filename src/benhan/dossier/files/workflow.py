"""The engine of the way: which steps are open to whom and why not; take one under lock, never past a gate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, demand, may
from benhan.access.problems import NOT_PERMITTED
from benhan.assurance.models import System
from benhan.audit.entry import Entry
from benhan.dossier.files import problems
from benhan.dossier.files.clock import due_of, entered
from benhan.dossier.files.gates import Gate, asked_of, gates_of, why_not_independent
from benhan.dossier.files.telling import WHO_VI, is_offered, tell_next
from benhan.dossier.models import Dossier, DossierEvent, DossierPaper
from benhan.law import levels
from benhan.law.workflow import SAME, Step, steps, steps_from
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository

FIELDS_VI = {
    "note": "nội dung",
    "regulation_number": "số quyết định ban hành quy chế",
    "regulation_on": "ngày ban hành quy chế",
    "appraiser": "tên đơn vị thẩm định",
    "council_number": "số quyết định thành lập hội đồng",
    "council_on": "ngày quyết định thành lập hội đồng",
    "decision_number": "số quyết định phê duyệt",
    "decided_on": "ngày quyết định phê duyệt",
    "trigger": "lý do xác định lại",
}


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gives with a step; each step's data says which of it is wanted."""

    note: str = ""
    regulation_number: str = ""
    regulation_on: date | None = None
    appraiser: str = ""
    council_number: str = ""
    council_on: date | None = None
    decision_number: str = ""
    decided_on: date | None = None
    trigger: str = ""


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class Offered:
    """A step from the present state as this person finds it; closed_because "" when it is open."""

    step: Step
    gates: tuple[Gate, ...]
    is_mine: bool
    closed_because: str

    @property
    def is_open(self) -> bool:
        return not self.closed_because


def steps_open(dossier: Dossier, actor: Actor, now: datetime | None = None) -> tuple[Offered, ...]:
    """Every step that starts at the file's state, with its gates and why it is closed."""
    asked = asked_of(dossier, actor, now=now)
    return tuple(
        _offered(one, gates_of(one, asked), is_mine=any(may(actor, Permission(by)) for by in one.by))
        for one in steps_from(dossier.state, dossier.regime, dossier.level)
        if is_offered(dossier, one)
    )


def _offered(step: Step, gates: tuple[Gate, ...], *, is_mine: bool) -> Offered:
    shut = [one.missing.text for one in gates if one.missing]
    because = "; ".join(shut)
    if not is_mine:
        because = f"bước này do {' hoặc '.join(WHO_VI[Permission(by)] for by in step.by)} thực hiện"
    return Offered(step, gates, is_mine, because)


def take(
    repository: Repository,
    dossier: Dossier,
    step: str,
    given: Given = NOTHING,
    *,
    seen: str = "",
    now: datetime | None = None,
) -> Dossier:
    """Take a step of the file, under its row's lock.

    dossier  of the actor's facility; what it says of its state is not trusted, the locked row is
    seen     the state the person had before them; another one now is a stale page
    Raises   NOT_FOUND, STALE, NOT_PERMITTED, NOT_INDEPENDENT, FIELD_NEEDED, NOTE_NEEDED, DAY_IMPOSSIBLE, GATE_CLOSED
    Writes   the file, one DossierEvent, one audit entry, notices to whom it waits for: all or none
    """
    moment = now or timezone.now()
    wanted = steps().get(step)
    held = _held(repository, dossier)
    if wanted is None or not is_offered(held, wanted):
        raise NOT_FOUND.at("Dossier.step")
    _demand_one(repository.by, wanted)
    possible = steps_from(held.state, held.regime, held.level)
    if wanted not in possible or (seen and seen != held.state):
        raise problems.STALE.at("Dossier.state", step=step, state=held.state)
    _demand_passage(held, repository.by, wanted, given, moment)
    return _move(repository, held, wanted, given, moment)


def _held(repository: Repository, dossier: Dossier) -> Dossier:
    """The file's row, held until the end of the transaction."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("system")
    held = rows.filter(facility=repository.by.facility, pk=dossier.pk).first()
    if held is None:
        raise NOT_FOUND.at("Dossier")
    return held


def _demand_one(actor: Actor, step: Step) -> None:
    if not any(may(actor, Permission(by)) for by in step.by):
        raise NOT_PERMITTED.at(permission=step.by[0])


def _demand_passage(held: Dossier, actor: Actor, step: Step, given: Given, now: datetime) -> None:
    asked = asked_of(held, actor, now=now, council=given.council_number)
    if "appraiser-independent" in step.gates and why_not_independent(asked):
        raise problems.NOT_INDEPENDENT.at("Dossier.appraiser")
    _demand_given(held, step, given, timezone.localdate(now))
    shut = [one for one in gates_of(step, asked) if one.missing]
    if shut:
        missing = "; ".join(one.missing.text for one in shut if one.missing)
        raise problems.GATE_CLOSED.at(
            "Dossier.state", step=step.key, gates=", ".join(one.key for one in shut), missing=missing
        )


def _demand_given(held: Dossier, step: Step, given: Given, today: date) -> None:
    if step.note and not given.note.strip():
        raise problems.NOTE_NEEDED.at("note", step=step.key)
    for name in step.fields:
        if not getattr(given, name):
            raise problems.FIELD_NEEDED.at(name, field=name, what=FIELDS_VI[name])
    if bool(given.council_number) != bool(given.council_on):
        name = "council_on" if given.council_number else "council_number"
        raise problems.FIELD_NEEDED.at(name, field=name, what=FIELDS_VI[name])
    if given.trigger and given.trigger not in trigger_words():
        raise problems.CHOICE_UNKNOWN.at("trigger", field="trigger")
    for name in ("regulation_on", "council_on", "decided_on"):
        day = getattr(given, name)
        if day is not None and day > today:
            raise problems.DAY_IMPOSSIBLE.at(name, field=name, after="việc diễn ra trước nó")
    if given.decided_on and held.regulation_on and given.decided_on < held.regulation_on:
        raise problems.DAY_IMPOSSIBLE.at("decided_on", field="decided_on", after="ngày ban hành quy chế")
    opinion = entered(held).get("appraised_fit") if "decided_on" in step.fields else None
    if opinion is not None and given.decided_on and given.decided_on < timezone.localdate(opinion):
        raise problems.DAY_IMPOSSIBLE.at("decided_on", field="decided_on", after="ngày có ý kiến thẩm định")


def _move(repository: Repository, held: Dossier, step: Step, given: Given, now: datetime) -> Dossier:
    actor, before = repository.by, held.state
    _write_down(held, actor, step, given)
    held.state = step.goes_to(before)
    if held.state != before:
        held.state_since = now
        held.due_on = due_of(held, held.state, now)
    held.save()
    if held.state == "approved":
        _approve_papers(held)
    event = DossierEvent.objects.create(
        facility=held.facility, dossier=held, step=step.key, from_state=before, to_state=held.state,
        note=_noted(given), due_on=held.due_on, at=now, account=actor.account, name=actor.name,
    )  # fmt: skip
    detail = {"dossier": str(held.pk), "step": step.key, "from": before, "to": held.state}
    repository.record(Entry("dossier-step", detail=detail))
    if step.to != SAME:
        tell_next(held, now, event=event.pk, but=actor.account)
    return held


def trigger_words() -> dict[str, str]:
    """Why a level must be determined again, by key."""
    return {one.key: one.title for one in levels.triggers()}


def _noted(given: Given) -> str:
    trigger = trigger_words().get(given.trigger, "")
    council = f"Hội đồng thẩm định theo quyết định {given.council_number}" if given.council_number else ""
    return "\n".join(filter(None, (trigger, council, given.note.strip())))


def _write_down(held: Dossier, actor: Actor, step: Step, given: Given) -> None:
    """What the step itself tells about the file."""
    for name in ("regulation_number", "regulation_on", "appraiser", "decision_number", "decided_on"):
        if getattr(given, name):
            setattr(held, name, getattr(given, name))
    if step.key == "gui-tham-dinh":
        held.drafter_account, held.drafter_name, held.appraiser_account = actor.account, actor.name, ""
    if step.key == "tiep-nhan":
        held.appraiser_account = actor.account
    if given.council_number and given.council_on:
        council = {"number": given.council_number, "on": given.council_on.isoformat()}
        held.details = {**held.details, "council": council}
    if given.trigger:
        held.details = {**held.details, "trigger": given.trigger}
    if held.state != "approved" and step.to == "approved":
        held.approver = actor.name
        System.objects.filter(facility=held.facility, pk=held.system_id).update(level=held.level)


def _approve_papers(held: Dossier) -> None:
    """The newest version of each paper is what was approved."""
    newest = DossierPaper.objects.filter(dossier=held).order_by("key", "-version").distinct("key")
    DossierPaper.objects.filter(pk__in=[one.pk for one in newest]).update(is_approved=True)


def demand_reader(actor: Actor) -> None:
    demand(actor, Permission.READ_ASSURANCE)
