"""Who signs which place, in which order: the matrix is data (law/signers.yaml), officers and the seal among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benhan.access.actor import Actor, Role
from benhan.forms.catalogue import Signer
from benhan.law.signers import who_may_sign
from benhan.records import batch, documents, signatures
from benhan.records.authority import desk
from benhan.records.slots import (
    SlotState,
    optional_in_turn,
    patients_place,
    rank,
    roles_in_turn,
    slots_of_actor,
)
from benhan.records.stages import DocumentStage, document_stage
from benhan.signing.verification import verify_pdf
from benhan.store.repository import Repository, Stored
from tests.records.visit import today_form
from tests.support.cast import CAST

AT = datetime(2026, 11, 22, tzinfo=UTC)
ENCOUNTER = Stored(
    {
        "resourceType": "Encounter", "id": "luot-1", "serviceProvider": {"reference": "Organization/khoa-kham-benh"},
        "participant": [{"individual": {"reference": "Practitioner/nv-an"}}],
    },
    1, AT, "benh-nhan",
)  # fmt: skip


def place(role: str, who: str, order: int, *, signed: bool = False, optional: bool = False) -> SlotState:
    signer = Signer(role=role, who=who, label=role, part="", order=order, capacity="author", optional=optional,
                    extension=False, basis="DESIGN")  # fmt: skip
    return SlotState(signer, "ai đó" if signed else "", AT if signed else None)


def somebody(role: Role, *departments: str) -> Actor:
    return replace(CAST.chi, roles=frozenset({role}), departments=frozenset(departments))


def test_parallel_places_do_not_wait_for_each_other_and_later_ones_do():
    states = (place("bac-si", "doctor", 1), place("dieu-duong", "nurse", 1), place("giam-doc", "director", 2))
    assert roles_in_turn(CAST.an, ENCOUNTER, states) == ("bac-si",)
    assert roles_in_turn(CAST.binh, ENCOUNTER, states) == ("dieu-duong",)
    assert roles_in_turn(CAST.hanh, ENCOUNTER, states) == ()
    done = (
        place("bac-si", "doctor", 1, signed=True),
        place("dieu-duong", "nurse", 1, signed=True),
        states[2],
    )
    assert roles_in_turn(CAST.hanh, ENCOUNTER, done) == ("giam-doc",)


def test_a_doctor_signs_only_where_they_take_part_and_a_head_only_in_their_department():
    states = (place("bac-si", "doctor", 1), place("truong-khoa", "department_head", 1))
    assert slots_of_actor(CAST.chi, ENCOUNTER, states) == ()
    own = somebody(Role.DEPARTMENT_HEAD, "khoa-kham-benh")
    assert [one.role for one in slots_of_actor(own, ENCOUNTER, states)] == ["truong-khoa"]
    assert slots_of_actor(somebody(Role.DEPARTMENT_HEAD, "khoa-ngoai"), ENCOUNTER, states) == ()


def test_a_place_that_may_stay_empty_is_offered_only_when_asked_and_in_its_turn():
    """don-thuoc: the professional lead may sign after the doctor; handing over is signed by closing."""
    states = (
        place("bac-si", "doctor", 1),
        place("phu-trach", "director", 2, optional=True),
        place("giao", "doctor", 3, optional=True),
    )
    giving = replace(states[2], signer=replace(states[2].signer, capacity="hands-over"))
    assert optional_in_turn(CAST.hanh, ENCOUNTER, states) == ()
    done = (place("bac-si", "doctor", 1, signed=True), states[1], giving)
    assert roles_in_turn(CAST.hanh, ENCOUNTER, done) == ()
    assert [one.role for one in optional_in_turn(CAST.hanh, ENCOUNTER, done)] == ["phu-trach"]
    assert optional_in_turn(CAST.an, ENCOUNTER, done) == ()


def test_a_place_of_the_patients_side_is_asked_for_whatever_it_is_called():
    states = (
        place("nguoi-nha", "patient", 1, optional=True),
        place("bac-si", "doctor", 2),
        place("chung-kien", "witness", 3),
    )
    asked = patients_place(states)
    assert asked is not None
    assert asked.role == "nguoi-nha"
    assert patients_place(states, is_required=True) is None
    after = (states[0], place("bac-si", "doctor", 2, signed=True), states[2])
    asked = patients_place(after)
    assert asked is not None
    assert asked.role == "chung-kien", "the one the paper waits for comes first"
    assert patients_place((place("bac-si", "doctor", 1),)) is None


@pytest.mark.parametrize("who", ["patient", "witness", "khong-co-trong-bang"])
def test_nobody_signs_with_a_key_for_a_patient_a_witness_or_a_place_nobody_thought_of(who):
    states = (place("cho", who, 1),)
    for actor in (CAST.an, CAST.binh, CAST.minh, CAST.hanh, CAST.dung, CAST.system):
        assert slots_of_actor(actor, ENCOUNTER, states) == ()


def test_every_place_of_a_member_of_staff_can_be_filled_by_a_role_there_is():
    for kind in who_may_sign().values():
        assert {role for role in kind.roles if role not in set(Role)} == set(), kind.who


@pytest.mark.slow  # a paper is set by typst and signed with real keys
def test_a_discharge_paper_is_issued_only_with_the_seal_which_an_officer_presses(visit, refused, monkeypatch):
    """EMR-DOC-02, EMR-DOC-03, EMR-ESIG-04: doctor, unit's representative, seal; all before it counts as signed."""
    monkeypatch.setattr(
        documents, "refuse_unready", lambda *_: None
    )  # its contents are not what is asked here
    visit.open()
    form = today_form("giay-ra-vien")
    with Repository(by=CAST.an) as repository:
        from benhan.records import answers

        response = answers.start(repository, form=form, encounter=visit.encounter, answers={})
        paper = documents.prepare(
            repository, form=form, encounter=visit.encounter, answers={}, sources=[response], signer_names={}
        )
    head = Actor(account="truong-khoa", facility=CAST.an.facility, name="BS. Trưởng Khoa", practitioner="nv-tk",
                 roles=frozenset({Role.DEPARTMENT_HEAD, Role.DOCTOR}), departments=CAST.an.departments)  # fmt: skip
    by_who = {"director": CAST.hanh, "planning": CAST.minh, "facility": CAST.hanh, "department_head": head}

    def sign(signer: Signer, by: Actor) -> Stored:
        with Repository(by=by) as repository:
            current = repository.read("DocumentReference", paper.id)
            return signatures.sign_slots(
                repository, form=form, document=current, encounter=visit.encounter, roles=[signer.role],
                shown_sha256=documents.sha256_of(current),
            )  # fmt: skip

    ordered = sorted((one for one in form.signers if not one.optional), key=rank)
    assert ordered[-1].who == "facility"
    refused("BH-RECORD-0006", sign, ordered[-1], CAST.hanh)  # the seal comes last
    for signer in ordered:
        by = by_who.get(signer.who, CAST.an)
        if signer.who == "facility":
            refused("BH-RECORD-0003", sign, signer, CAST.an)
            with Repository(by=by) as repository:
                assert [one.document.id for one in batch.waiting_for_me(repository)] == [paper.id]
        signed = sign(signer, by)
        is_last = signer is ordered[-1]
        assert (document_stage(signed.resource) is DocumentStage.SIGNED) is is_last, signer.role
    with Repository(by=CAST.hanh) as repository:
        pdf = documents.pdf_of(repository, signed)
    report = verify_pdf(pdf, trust=desk().trust)
    assert report.is_untouched, report.developer
    assert report.signatures[-1].signer.name == "Bệnh viện Đa khoa Sông Cầu"
    assert {one.level for one in report.signatures} == {"B-LTA"}
