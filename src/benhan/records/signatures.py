"""Signing a document: whose turn it is, over which bytes, with whose key; all or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from benhan.access.models import Facility
from benhan.access.permissions import Permission, demand
from benhan.audit.entry import Entry
from benhan.forms.catalogue import Form
from benhan.records import answers, confirming, documents, prescribing, renewal
from benhan.records.authority import SigningDesk, desk
from benhan.records.problems import NOT_TO_CANCEL, NOT_YOUR_SLOT, ORDER_STANDS, SHOWN_DIFFERS
from benhan.records.signature_acts import SEALS, Act, provenance, seal_act, staff_act
from benhan.records.slots import (
    SlotState,
    admitted,
    in_turn,
    is_facility,
    is_needed_to_close,
    provenances,
    roles_in_turn,
    slot_of,
    slots,
    slots_of_actor,
    takes_part,
)
from benhan.records.stages import (
    AWAITED,
    DOCUMENT_STAGE,
    DocumentStage,
    awaits_timestamp,
    document_stage,
    tagged,
    untagged,
)
from benhan.records.standing import hold_open, lock_alone
from benhan.signing.appearance import (
    Appearance,
    AppearanceFont,
    pen_appearance,
)
from benhan.signing.confirmations import Confirmation
from benhan.signing.evidence import PenConfirmation
from benhan.signing.pades import Level, SignatureBox, sign
from benhan.store import blobs
from benhan.store.repository import Repository, Stored

SEAL_SLOT = documents.SEAL_SLOT
PATIENT_SLOT = "patient"
_SIGNED_TYPES = ("DocumentReference", "Provenance")


def sign_slots(
    repository: Repository,
    *,
    form: Form,
    document: Stored,
    encounter: Stored,
    roles: Sequence[str],
    shown_sha256: str,
    secret: str = "",
    is_order: bool = False,
) -> Stored:
    """Sign the named slots, in order, as the person who acts, while the record is open.

    shown_sha256  of the bytes the person was shown; anything else is refused
    secret        PIN or code of a key that asks for it at each signing
    is_order      this finishes what was authorised before: the document waits for just that
    Raises        SHOWN_DIFFERS, SLOT_TAKEN, OUT_OF_ORDER, NOT_YOUR_SLOT, WRONG_STAGE, and signing's own problems
    Writes        the new bytes, a version of the DocumentReference, a Provenance and an audit entry per slot
    """
    hold_open(repository, encounter.reference)
    own = {one.role for one in slots_of_actor(repository.by, encounter, slots(repository, form, document))}
    # An officer (director, planning) edits no chart, but signs the place that is theirs.
    types = _SIGNED_TYPES if own.issuperset(roles) else ()
    with repository.guard.official(*types):
        return sign_for_stage(
            repository,
            form=form,
            document=document,
            encounter=encounter,
            roles=roles,
            shown_sha256=shown_sha256,
            secret=secret,
            is_order=is_order,
        )


def sign_for_stage(
    repository: Repository,
    *,
    form: Form,
    document: Stored,
    encounter: Stored,
    roles: Sequence[str],
    shown_sha256: str,
    secret: str = "",
    is_order: bool = False,
) -> Stored:
    """The same for an act that moves the record on (handing over, receiving, the director): only `lifecycle`."""
    current = _locked(repository, document, shown_sha256)
    if not is_order and awaits_timestamp(current.resource):
        raise ORDER_STANDS.at("DocumentReference")
    facility = Facility.objects.get(code=repository.by.facility)
    office = desk()
    for role in roles:
        states = slots(repository, form, current)
        signer = admitted(repository.by, encounter, states, role)
        is_last = not any(
            one.signer.role != role and not one.is_signed and is_needed_to_close(one) for one in states
        )
        act = (
            seal_act(facility, office, role, signer.label)
            if is_facility(signer)
            else staff_act(repository, facility, office, signer, is_last=is_last, secret=secret)
        )
        current = _signed(repository, office, current, act)
    return _staged(repository, form, current)


def confirm_with_pen(
    repository: Repository,
    *,
    form: Form,
    document: Stored,
    confirmation: PenConfirmation,
    role: str = PATIENT_SLOT,
    representative: str = "",
) -> Stored:
    """The patient's (or a representative's) pen confirmation, witnessed by the person who acts."""
    look = pen_appearance(
        name=confirmation.person,
        relation=confirmation.relation,
        at=confirmation.at,
        strokes=confirmation.strokes,
        canvas=(confirmation.canvas_width, confirmation.canvas_height),
        font=AppearanceFont.be_vietnam_pro(),
    )
    return confirm(
        repository, form=form, document=document, confirmation=confirmation, look=look, role=role,
        representative=representative,
    )  # fmt: skip


def confirm(
    repository: Repository,
    *,
    form: Form,
    document: Stored,
    confirmation: Confirmation,
    look: Appearance,
    role: str = PATIENT_SLOT,
    representative: str = "",
    is_refusal: bool = False,
) -> Stored:
    """Fill a place of the patient's side with evidence; the facility's device key binds it to the bytes.

    representative  reference of the RelatedPerson, "" for the patient or a witness
    is_refusal      the place is filled by the record that the person would not sign
    Raises          NOT_PERMITTED, NOT_YOUR_SLOT, SLOT_TAKEN, OUT_OF_ORDER, SHOWN_DIFFERS, what `confirming` refuses
    Writes          the evidence's and the new bytes, a version of the document, a Provenance, an audit entry
    """
    demand(repository.by, Permission.WITNESS_CONFIRMATION)
    hold_open(repository, str(document.resource["context"]["encounter"][0]["reference"]))
    current = _locked(repository, document, confirmation.document_sha256)
    states = slots(repository, form, current)
    slot = next((state for state in states if state.signer.role == role), None)
    if slot is None or not confirming.is_of_patients_side(slot.signer):
        raise NOT_YOUR_SLOT.at(role=role)
    in_turn(states, role)
    if not is_refusal:
        confirming.refuse_weak(repository, form, current, slot.signer, confirmation)
    facility = Facility.objects.get(code=repository.by.facility)
    office = desk()
    evidence = blobs.put(repository.by.facility, confirmation.canonical_json(), "application/json")
    act = Act(
        role, slot.signer.label, office.device_key(facility), look, confirmation.at, Level.B_LT, evidence,
        confirming.shown_name(confirmation, is_refusal=is_refusal), int(confirmation.method_class),
        confirming.capacity(slot.signer, confirmation), representative, is_refusal,
    )  # fmt: skip
    if is_refusal:
        current = confirming.marked_refused(current, role)
    return _staged(repository, form, _signed(repository, office, current, act))


def seal(repository: Repository, *, document: Stored) -> Stored:
    """The facility's seal over everything signed so far, with an archive timestamp (PAdES B-LTA).

    A paper that the facility sealed when it was issued gets the record's seal in a place of its own.
    """
    demand(repository.by, Permission.SEAL_RECORD)
    current = _locked(repository, document, documents.sha256_of(document))
    facility = Facility.objects.get(code=repository.by.facility)
    is_issued = any(slot_of(one.resource) == SEAL_SLOT for one in provenances(repository, current))
    role = documents.RECORD_SEAL_SLOT if is_issued else SEAL_SLOT
    office = desk()
    return _signed(repository, office, current, seal_act(facility, office, role, "Niêm phong hồ sơ"))


def _locked(repository: Repository, document: Stored, shown_sha256: str) -> Stored:
    current = lock_alone(repository, "DocumentReference", document.id)
    if documents.sha256_of(current) != shown_sha256:
        raise SHOWN_DIFFERS.at("DocumentReference")
    # A place left open on a paper that an amendment replaced stays open: filled, the paper would stand again.
    if document_stage(current.resource) in (DocumentStage.CANCELLED, DocumentStage.SUPERSEDED):
        raise NOT_TO_CANCEL.at("DocumentReference")
    if document_stage(current.resource) is DocumentStage.PREPARED and _is_being_rewritten(
        repository, current
    ):
        raise SHOWN_DIFFERS.at("DocumentReference")
    return current


def _is_being_rewritten(repository: Repository, document: Stored) -> bool:
    """Somebody took the answers back to write on: the paper no longer shows them."""
    return any(
        source.resource["status"] == "in-progress" for source in documents.sources_of(repository, document)
    )


def _signed(repository: Repository, office: SigningDesk, document: Stored, act: Act) -> Stored:
    facility = repository.by.facility
    box = documents.signature_box(document, act.role)
    content = sign(
        documents.pdf_of(repository, document),
        key=act.key,
        timestamps=office.timestamps,
        field=SignatureBox(act.role, *box),
        appearance=act.look,
        reason=act.label,
        location="",
        level=act.level,
        trust=office.trust_for((act.key.certificate, *act.key.chain)),
        at=act.at,
    )
    digest = blobs.put(facility, content, "application/pdf")
    stored = repository.update(
        documents.with_bytes(untagged(document.resource, AWAITED), content, digest), if_match=document.version
    )
    repository.create(provenance(repository.by, stored, act))
    if act.level is Level.B_LTA:
        renewal.note(facility, document.id, content, digest)
    repository.record(
        Entry(
            "seal" if act.role in SEALS else "sign",
            resource_type="DocumentReference",
            resource_id=document.id,
            version=stored.version,
            patient=document.patient,
            detail={"slot": act.role, "sha256": digest, "certificate": act.key.subject.serial},
        )
    )
    return stored


def _staged(repository: Repository, form: Form, document: Stored) -> Stored:
    """Move the document to signing, or to signed (final) once every required slot but the director's is."""
    waiting = [s for s in slots(repository, form, document) if not s.is_signed and is_needed_to_close(s)]
    if not any(state.signer.capacity == "author" for state in waiting):
        # What its authors have signed is ordered: a prescription holds while the patient's confirmation is awaited.
        prescribing.activate(repository, documents.sources_of(repository, document))
    stage = DocumentStage.SIGNING if waiting else DocumentStage.SIGNED
    changed = tagged(document.resource, DOCUMENT_STAGE, stage)
    changed["docStatus"] = "preliminary" if waiting else "final"
    if changed == document.resource:
        return document
    if stage is DocumentStage.SIGNED:
        _supersede_earlier(repository, form, document)
    return repository.update(changed)


def _supersede_earlier(repository: Repository, form: Form, document: Stored) -> None:
    """A signed amendment takes the place of what it amends: its paper stays as it was, its facts give way."""
    for relation in document.resource.get("relatesTo", ()):
        earlier = lock_alone(
            repository, "DocumentReference", relation["target"]["reference"].partition("/")[2]
        )
        superseded = tagged(earlier.resource, DOCUMENT_STAGE, DocumentStage.SUPERSEDED)
        repository.update({**superseded, "status": "superseded"}, if_match=earlier.version)
        answers.give_way(
            repository,
            form,
            documents.sources_of(repository, earlier),
            documents.sources_of(repository, document),
        )


def evidence_digests(provenance: Stored) -> tuple[str, ...]:
    """SHA-256 of each piece of evidence a signature names."""
    values = [
        item["what"].get("identifier", {}).get("value", "") for item in provenance.resource.get("entity", ())
    ]
    return tuple(value.removeprefix("urn:sha256:") for value in values if value.startswith("urn:sha256:"))


def text_digest(text: str) -> str:
    """SHA-256 of a sentence a person was shown."""
    return hashlib.sha256(text.encode()).hexdigest()


__all__ = [
    "SlotState",
    "confirm",
    "confirm_with_pen",
    "evidence_digests",
    "is_needed_to_close",
    "provenances",
    "roles_in_turn",
    "seal",
    "sign_slots",
    "slots",
    "slots_of_actor",
    "takes_part",
    "text_digest",
]
