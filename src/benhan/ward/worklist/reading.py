"""Everything that waits, in a handful of searches: drafts, sheets, papers with whose turn it is, records past their time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from benhan.access.actor import Actor
from benhan.forms import drafts
from benhan.forms.catalogue import form_of_canonical
from benhan.records import documents
from benhan.records.outside import is_ours
from benhan.records.slots import SlotState, patients_place, roles_in_turn, states_of_many
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE, DocumentStage, RecordStage, has_stage
from benhan.store.repository import Repository, Stored
from benhan.ward.home.reading import is_overdue, longest_open

MOST = 200
_WAITING = ",".join(f"{DOCUMENT_STAGE}|{stage}" for stage in (DocumentStage.PREPARED, DocumentStage.SIGNING))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A paper that waits: for me, for the patient, or for somebody else, by label of the next place."""

    document: Stored
    is_mine: bool
    is_patients: bool
    next_label: str


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for a person or their departments; encounters and people by reference.

    drafts     typed and not saved, of this person alone
    sheets     answers in progress
    papers     with whose turn it is
    overdue    open records past their time
    """

    drafts: tuple[drafts.Unfinished, ...]
    sheets: tuple[Stored, ...]
    papers: tuple[Waiting, ...]
    overdue: tuple[Stored, ...]
    named: Mapping[str, Stored]

    @property
    def to_sign(self) -> tuple[Waiting, ...]:
        return tuple(one for one in self.papers if one.is_mine)

    @property
    def with_others(self) -> tuple[Waiting, ...]:
        return tuple(one for one in self.papers if not one.is_mine)


def read_work(repository: Repository, now: datetime, *, of_departments: bool) -> Work:
    """Mine: what I wrote, and papers waiting for me wherever I may see them. Else: all of my departments.

    Reads seven times at most, however much there is; the guard keeps other wards' patients out.
    """
    by = repository.by
    sheets = _mine_or_all(repository, "QuestionnaireResponse", [("status", "in-progress")], of_departments)
    records = _mine_or_all(
        repository, "Composition", [("_tag", f"{RECORD_STAGE}|{RecordStage.OPEN}")], of_departments
    )
    papers = repository.search("DocumentReference", [("_tag", _WAITING), ("_count", str(MOST))]).matches
    papers = tuple(one for one in papers if has_stage(one.resource))
    states = states_of_many(repository, [(documents.form_of(one), one) for one in papers])
    own = () if of_departments else drafts.unfinished(facility=by.facility, account=by.account, now=now)
    everything = (*sheets, *records, *papers)
    encounters = {name for name in map(encounter_of, everything) if name}
    encounters |= {f"Encounter/{one.document.partition('/')[0]}" for one in own}
    people = {f"Patient/{one.patient}" for one in everything}
    named = repository.read_many(sorted(encounters | people))
    named = {**named, **_people_of_drafts(repository, own, named)}
    here = _here(by, named) if of_departments else None
    longest = longest_open(by)
    return Work(
        tuple(one for one in own if f"Encounter/{one.document.partition('/')[0]}" in named),
        tuple(one for one in sheets if is_ours(one.resource) and _is_here(one, here)),
        tuple(
            waiting
            for one in papers
            if _is_here(one, here)
            for waiting in [_waiting(by, one, named, states[one.id])]
            if of_departments or waiting.is_mine or _is_by(one, by)
        ),
        tuple(one for one in records if is_overdue(one, now, longest) and _is_here(one, here)),
        named,
    )


def _mine_or_all(
    repository: Repository, kind: str, pairs: Sequence[tuple[str, str]], of_departments: bool
) -> tuple[Stored, ...]:
    mine = [] if of_departments else [("author", f"Practitioner/{repository.by.practitioner or 'khong-co'}")]
    return repository.search(kind, [*pairs, *mine, ("_count", str(MOST))]).matches


def _people_of_drafts(
    repository: Repository, own: Iterable[drafts.Unfinished], named: Mapping[str, Stored]
) -> dict[str, Stored]:
    patients = set()
    for one in own:
        encounter = named.get(f"Encounter/{one.document.partition('/')[0]}")
        if encounter is not None and f"Patient/{encounter.patient}" not in named:
            patients.add(f"Patient/{encounter.patient}")
    return repository.read_many(sorted(patients)) if patients else {}


def _waiting(
    by: Actor, document: Stored, named: Mapping[str, Stored], states: tuple[SlotState, ...]
) -> Waiting:
    encounter = named.get(encounter_of(document))
    mine = roles_in_turn(by, encounter, states) if encounter else ()
    following = next(
        (one.signer.label for one in states if not one.is_signed and not one.signer.optional), ""
    )
    return Waiting(
        document, bool(mine), not mine and patients_place(states, is_required=True) is not None, following
    )


def encounter_of(stored: Stored) -> str:
    """Reference of the encounter of answers, a paper or a record."""
    body: Mapping[str, Any] = stored.resource
    contexts = body.get("context", {}).get("encounter") or [body.get("encounter", {})]
    return str(contexts[0].get("reference", ""))


def _is_by(stored: Stored, by: Actor) -> bool:
    me = f"Practitioner/{by.practitioner}"
    return any(one.get("reference") == me for one in stored.resource.get("author", ()))


def _here(by: Actor, named: Mapping[str, Stored]) -> frozenset[str]:
    """Encounters of the person's departments."""
    own = {f"Organization/{one}" for one in by.departments}
    return frozenset(
        name
        for name, stored in named.items()
        if stored.type == "Encounter"
        and str(stored.resource.get("serviceProvider", {}).get("reference", "")) in own
    )


def _is_here(stored: Stored, here: frozenset[str] | None) -> bool:
    return here is None or encounter_of(stored) in here


def title_of(response: Stored) -> str:
    return form_of_canonical(str(response.resource["questionnaire"])).title
