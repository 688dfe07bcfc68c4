"""Whose places to sign does a document have, which are signed, and whose turn is it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from benhan.access.actor import Actor, Role
from benhan.access.permissions import Permission, may
from benhan.fhir.systems import BASE
from benhan.forms.catalogue import Form, Signer
from benhan.law.signers import who_may_sign
from benhan.records.problems import NOT_YOUR_SLOT, OUT_OF_ORDER, SLOT_TAKEN
from benhan.store.repository import Repository, Stored

_WITH_THE_RECORD = frozenset({"hands-over", "receives"})  # capacities signed by closing, by approving
_AT_ONCE = 40  # documents asked about in one search
SIGNATURE_SLOT = f"{BASE}/StructureDefinition/vi-tri-ky"


@dataclass(frozen=True, slots=True)
class SlotState:
    """A signer of the form and what became of their place: signed by whom and when, or still waiting.

    is_later  a place of a record that is signed by approving or sealing it, never on its own
    """

    signer: Signer
    signed_by: str = ""
    signed_at: datetime | None = None
    is_later: bool = False

    @property
    def is_signed(self) -> bool:
        return self.signed_at is not None


def slots(repository: Repository, form: Form, document: Stored) -> tuple[SlotState, ...]:
    """Every slot of the form in signing order with its state."""
    return _states(form, {slot_of(stored.resource): stored for stored in provenances(repository, document)})


def _states(form: Form, done: Mapping[str, Stored]) -> tuple[SlotState, ...]:
    ordered = sorted(form.signers, key=rank)
    return tuple(_state(form, signer, done.get(signer.role)) for signer in ordered)


def _state(form: Form, signer: Signer, provenance: Stored | None) -> SlotState:
    is_later = form.kind == "record" and (signer.who == "director" or is_facility(signer))
    if provenance is None:
        return SlotState(signer, is_later=is_later)
    signature = provenance.resource["signature"][0]
    at = datetime.fromisoformat(signature["when"])
    return SlotState(signer, str(signature["who"].get("display", "")), at, is_later)


def provenances(repository: Repository, document: Stored) -> tuple[Stored, ...]:
    """The signatures of a document, one Provenance each, oldest first."""
    found = repository.search(
        "Provenance", [("target", document.reference), ("_sort", "recorded"), ("_count", "100")]
    )
    # Others may write what they know of a paper; only what names a place of it is a signature.
    return tuple(one for one in found.matches if one.resource.get("signature") and slot_of(one.resource))


def slot_of(provenance: Mapping[str, Any]) -> str:
    """Which place of a paper a signature (Provenance) fills."""
    extensions = provenance["signature"][0].get("extension", ())
    return next((str(item["valueString"]) for item in extensions if item["url"] == SIGNATURE_SLOT), "")


def slots_of_actor(actor: Actor, encounter: Stored, states: Sequence[SlotState]) -> tuple[Signer, ...]:
    """The unsigned slots that are this person's by law/signers.yaml; a slot nobody thought of is nobody's."""
    return tuple(
        one.signer for one in states if not one.is_signed and _may_fill(actor, encounter, one.signer)
    )


def _may_fill(actor: Actor, encounter: Stored, signer: Signer) -> bool:
    kind = who_may_sign().get(signer.who)
    if kind is None or not any(role in kind.roles for role in actor.roles):
        return False
    if kind.kind == "facility":
        return may(actor, Permission.SEAL_PAPER)
    if kind.kind != "staff":
        return False
    if kind.roles == (Role.DOCTOR,) and not may(actor, Permission.SIGN_AS_DOCTOR):
        return False
    if kind.in_department and not _is_of_department(actor, encounter):
        return False
    return takes_part(actor, encounter) or not kind.takes_part


def _is_of_department(actor: Actor, encounter: Stored) -> bool:
    provider = str(encounter.resource.get("serviceProvider", {}).get("reference", ""))
    return provider.partition("/")[2] in actor.departments


def rank(signer: Signer) -> tuple[bool, int]:
    """A place's turn. The facility's seal comes after everybody, wherever the blank prints its box."""
    return is_facility(signer), signer.order


def is_facility(signer: Signer) -> bool:
    """Whether the place is the facility's own, signed with its seal."""
    kind = who_may_sign().get(signer.who)
    return kind is not None and kind.kind == "facility"


def takes_part(actor: Actor, encounter: Stored) -> bool:
    wanted = f"Practitioner/{actor.practitioner}"
    parts = encounter.resource.get("participant", ())
    return bool(actor.practitioner) and any(
        part.get("individual", {}).get("reference") == wanted for part in parts
    )


def admitted(actor: Actor, encounter: Stored, states: Sequence[SlotState], role: str) -> Signer:
    """The place, if it is this person's and its turn. Raises NOT_YOUR_SLOT, SLOT_TAKEN, OUT_OF_ORDER."""
    in_turn(states, role)
    own = slots_of_actor(actor, encounter, states)
    signer = next((signer for signer in own if signer.role == role), None)
    if signer is None:
        raise NOT_YOUR_SLOT.at(role=role)
    return signer


def in_turn(states: Sequence[SlotState], role: str) -> None:
    """Refuse a place that is not there, is signed already, or waits for an earlier one."""
    wanted = next((state for state in states if state.signer.role == role), None)
    if wanted is None:
        raise NOT_YOUR_SLOT.at(role=role)
    if wanted.is_signed:
        raise SLOT_TAKEN.at(role=role)
    for state in states:
        before = rank(state.signer) < rank(wanted.signer) and not state.signer.optional
        if before and not state.is_signed:
            raise OUT_OF_ORDER.at(role=role, waiting=state.signer.role, waiting_name=state.signer.label)


def roles_in_turn(actor: Actor, encounter: Stored, states: Sequence[SlotState]) -> tuple[str, ...]:
    """The places this person signs now, in signing order: theirs, required, and nobody before them is missing.

    Places of the same order are parallel: none waits for the other. Handing over is signed by closing (optional
    places are never signed here).
    """
    own = {signer.role for signer in slots_of_actor(actor, encounter, states)}
    made: list[str] = []
    for _, group in groupby(states, key=lambda state: rank(state.signer)):
        waiting = [one for one in group if not one.is_signed and not one.signer.optional]
        made += [one.signer.role for one in waiting if one.signer.role in own and not one.is_later]
        if any(one.signer.role not in own or one.is_later for one in waiting):
            break
    return tuple(made)


def optional_in_turn(actor: Actor, encounter: Stored, states: Sequence[SlotState]) -> tuple[Signer, ...]:
    """Places that may stay empty and that this person may fill now, if they are asked for by name.

    Handing over and receiving are no acts of their own: closing and approving the record sign them.
    """
    return tuple(
        signer
        for signer in slots_of_actor(actor, encounter, states)
        if signer.optional and signer.capacity not in _WITH_THE_RECORD and _is_its_turn(states, signer)
    )


def _is_its_turn(states: Sequence[SlotState], signer: Signer) -> bool:
    return not any(
        rank(one.signer) < rank(signer) and not one.signer.optional and not one.is_signed for one in states
    ) and not any(one.signer.role == signer.role and one.is_later for one in states)


def patients_place(states: Sequence[SlotState], *, is_required: bool = False) -> Signer | None:
    """The place of the patient's side (patient, representative, witness) whose turn it is; a required one first.

    is_required   only a place without which the paper stays unfinished
    """
    sides = {who.who for who in who_may_sign().values() if who.kind in ("patient", "witness")}
    found = [
        one.signer
        for one in states
        if one.signer.who in sides and not one.is_signed and _is_its_turn(states, one.signer)
    ]
    needed = [one for one in found if not one.optional]
    return next(iter(needed if is_required else [*needed, *found]), None)


def states_of_many(
    repository: Repository, documents: Sequence[tuple[Form, Stored]]
) -> dict[str, tuple[SlotState, ...]]:
    """The places of many documents by their id, in a few searches."""
    done: dict[str, dict[str, Stored]] = {document.id: {} for _, document in documents}
    for start in range(0, len(documents), _AT_ONCE):
        names = ",".join(document.reference for _, document in documents[start : start + _AT_ONCE])
        offset: int | None = 0
        while offset is not None:
            page = repository.search("Provenance", [("target", names), ("_count", "200")], offset=offset)
            for one in page.matches:
                if one.resource.get("signature") and (slot := slot_of(one.resource)):
                    target = str(one.resource["target"][0]["reference"]).partition("/")[2]
                    done.setdefault(target, {})[slot] = one
            offset = page.next_offset
    return {document.id: _states(form, done[document.id]) for form, document in documents}


def is_needed_to_close(state: SlotState) -> bool:
    """Who approves a record and the facility's seal come later; other papers are issued only when every required
    place is signed (EMR-DOC-02)."""
    return not state.signer.optional and not state.is_later
