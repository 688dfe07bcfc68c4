"""No act begins without the patient's agreement; an emergency has a second pair of eyes (EMR-LAW-06)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from benhan.records import consents, discharge, interventions, stays, tasks
from benhan.records.outside import refuse_from_outside
from benhan.records.stages import DOCUMENT_STAGE, DocumentStage, tagged
from benhan.store.repository import Repository, Stored
from tests.support.agreements import paper
from tests.support.cast import CAST
from tests.support.stays import HOA, HUNG, in_bed

WHY = "Chảy máu ồ ạt, chờ sẽ nguy hiểm tính mạng"


@pytest.fixture
def stay(db: None) -> Stored:
    return in_bed()


def planned(stay: Stored, act: str = "surgery") -> Stored:
    with Repository(by=HUNG) as repository:
        return interventions.plan(repository, encounter=stay, act=act, what="Cắt ruột thừa nội soi")


def agree(procedure: Stored, document: Stored) -> Stored:
    with Repository(by=HUNG) as repository:
        return interventions.agree(repository, procedure=procedure, document=document.id)


def start(procedure: Stored) -> Stored:
    with Repository(by=HUNG) as repository:
        return interventions.start(repository, procedure=procedure)


def test_the_form_for_operations_opens_operations_and_no_radiotherapy():
    assert "01/BV2" in consents.gating_forms("surgery")
    assert "01/BV2" not in consents.gating_forms("radiotherapy")
    assert "49/BV2" in consents.gating_forms("radiotherapy")
    assert "46/BV2" in consents.gating_forms(discharge.LEAVING_ACT)


def test_without_an_agreement_the_act_does_not_begin(stay, refused):
    procedure = planned(stay)
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0096", interventions.start, repository, procedure=procedure)
        assert repository.read("Procedure", procedure.id).resource["status"] == "preparation"


def test_a_signed_agreement_opens_the_act_it_was_used_for_and_no_other(stay, refused):
    first, second = planned(stay), planned(stay)
    signed = paper(stay, consents.AGREED, by=HUNG)
    agree(first, signed)
    assert start(first).resource["status"] == "in-progress"
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0098", interventions.agree, repository, procedure=second, document=signed.id)
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0096", interventions.start, repository, procedure=second)


@pytest.mark.parametrize("stage", [DocumentStage.PREPARED, DocumentStage.SIGNING, DocumentStage.SUPERSEDED])
def test_a_paper_that_is_not_signed_by_all_opens_nothing(stay, refused, stage):
    procedure, unsigned = planned(stay), paper(stay, consents.AGREED, by=HUNG, stage=stage)
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0098", interventions.agree, repository, procedure=procedure, document=unsigned.id)


def test_the_agreement_to_something_else_opens_nothing(stay, refused):
    procedure, other = planned(stay), paper(stay, consents.AGREED, by=HUNG, code="46/BV2")
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0098", interventions.agree, repository, procedure=procedure, document=other.id)


def test_an_agreement_that_was_withdrawn_after_it_was_used_opens_nothing_any_more(stay, refused):
    procedure, signed = planned(stay), paper(stay, consents.AGREED, by=HUNG)
    agree(procedure, signed)
    with Repository(by=CAST.system) as repository:
        gone = tagged(signed.resource, DOCUMENT_STAGE, DocumentStage.SUPERSEDED)
        repository.update({**gone, "status": "superseded"})
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0096", interventions.start, repository, procedure=procedure)


def test_a_refusal_is_recorded_and_ends_the_act(stay, refused):
    procedure, no = planned(stay), paper(stay, consents.REFUSED, by=HUNG)
    ended = agree(procedure, no)
    assert ended.resource["status"] == "not-done"
    with Repository(by=HUNG) as repository:
        consent = consents.consent_of(repository, procedure)
        assert (consent.resource["status"], consent.resource["provision"]["type"]) == ("rejected", "deny")
        refused("BH-RECORD-0101", interventions.start, repository, procedure=procedure)
    with Repository(by=HUNG) as repository:  # an emergency doesn't overrule who has said no
        refused(
            "BH-RECORD-0101", interventions.start_in_emergency, repository, procedure=procedure, reason=WHY
        )


def test_a_refusal_signed_after_the_agreement_is_not_left_lying(stay, refused):
    procedure = planned(stay)
    agree(procedure, paper(stay, consents.AGREED, by=HUNG))
    no = paper(stay, consents.REFUSED, by=HUNG)
    for act, said in ((interventions.start, {}), (interventions.start_in_emergency, {"reason": WHY})):
        with Repository(by=HUNG) as repository:
            refused("BH-RECORD-0097", act, repository, procedure=procedure, **said)
    agree(planned(stay), no)  # it was about another act: that one ends, this one goes on
    assert start(procedure).resource["status"] == "in-progress"


def test_an_emergency_begins_at_once_and_stays_in_sight_until_a_second_person_has_looked(stay, refused):
    procedure = planned(stay)
    with Repository(by=HUNG) as repository:
        refused(
            "BH-RECORD-0106", interventions.start_in_emergency, repository, procedure=procedure, reason="gấp"
        )
    with Repository(by=HUNG) as repository:
        begun = interventions.start_in_emergency(repository, procedure=procedure, reason=WHY)
        owed = tasks.owed(repository, [stay], [])
    assert begun.resource["status"] == "in-progress"
    assert [(one.key, one.reason) for one in owed] == [(interventions.OVERRIDE, WHY)]
    assert timedelta(hours=23) < owed[0].due - timezone.now() <= timedelta(hours=24)
    with Repository(by=CAST.hanh) as repository:
        waiting = interventions.waiting_for_approval(repository)
        assert [one.stored.id for one in waiting] == [owed[0].stored.id]
        looked = interventions.approve(
            repository, task=waiting[0].stored.id, approves=True, remark="Đúng chỉ định cấp cứu"
        )
        assert interventions.waiting_for_approval(repository) == ()
    assert looked.resource["status"] == "completed"
    with Repository(by=CAST.hanh) as repository:
        refused(
            "BH-RECORD-0101", interventions.approve, repository, task=looked.id, approves=False, remark="Xem lại lần nữa"
        )  # fmt: skip


def test_nobody_approves_who_may_not_and_nobody_their_own(stay, refused):
    procedure = planned(stay)
    with Repository(by=HUNG) as repository:
        interventions.start_in_emergency(repository, procedure=procedure, reason=WHY)
        task = tasks.owed(repository, [stay], [])[0].stored
    for actor in (HUNG, HOA, CAST.minh):
        with Repository(by=actor) as repository:
            refused(
                "BH-ACCESS-0003",
                interventions.approve,
                repository,
                task=task.id,
                approves=True,
                remark="Đồng ý",
            )
    from dataclasses import replace

    both = replace(HUNG, roles=HUNG.roles | CAST.hanh.roles)
    with Repository(by=both) as repository:
        refused(
            "BH-RECORD-0099", interventions.approve, repository, task=task.id, approves=True, remark="Đồng ý"
        )


def test_an_emergency_start_stands_out_in_the_account_of_acts(stay):
    procedure = planned(stay)
    with Repository(by=HUNG) as repository:
        interventions.start_in_emergency(repository, procedure=procedure, reason=WHY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT detail FROM audit_entry WHERE act = 'start-procedure-in-emergency'")
        rows = cursor.fetchall()
    assert len(rows) == 1 and '"alert": true' in str(rows[0][0]).replace("True", "true").replace("'", '"')
    assert WHY not in str(rows)  # the reason is in the chart, not in the account


def test_another_wards_doctor_and_a_nurse_start_nothing(stay, refused):
    procedure = planned(stay)
    with Repository(by=HOA) as repository:
        refused("BH-ACCESS-0003", interventions.start, repository, procedure=procedure)
    with Repository(by=CAST.chi) as repository:
        refused("BH-ACCESS-0002", interventions.start, repository, procedure=procedure)


def test_a_finished_act_keeps_its_times(stay):
    procedure = planned(stay)
    agree(procedure, paper(stay, consents.AGREED, by=HUNG))
    start(procedure)
    with Repository(by=HUNG) as repository:
        done = interventions.finish(repository, procedure=procedure, outcome="Ổn định")
    assert done.resource["status"] == "completed"
    assert done.resource["performedPeriod"]["start"] <= done.resource["performedPeriod"]["end"]


def test_leaving_on_ones_own_wish_is_open_with_the_signed_paper(stay):
    paper(stay, "", by=HUNG, code=discharge.LEAVING_FORM)
    with Repository(by=HUNG) as repository:
        gone = discharge.discharge(repository, encounter=stay, kind="4", outcome="3", at=timezone.now())
        assert tasks.owed(repository, [gone], []) == ()


ELSEWHERE = {"system": "http://snomed.info/sct", "code": "387713003"}
OURS = {"system": "https://benhan.example/fhir/CodeSystem/viec-can-cam-ket", "code": "surgery"}


@pytest.mark.parametrize("coding", [ELSEWHERE, OURS])
@pytest.mark.parametrize("status", ["in-progress", "completed", "stopped"])
def test_the_fhir_face_begins_no_gated_act(stay, refused, coding, status):
    sent = {
        "resourceType": "Procedure",
        "status": status,
        "category": {"coding": [coding]},
        "subject": {"reference": f"Patient/{stay.patient}"},
    }
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0102", refuse_from_outside, repository, "Procedure", resource=sent)


def test_the_fhir_face_changes_no_act_agreement_or_task_of_ours(stay, refused):
    procedure, signed = planned(stay), paper(stay, consents.AGREED, by=HUNG)
    agree(procedure, signed)
    with Repository(by=HUNG) as repository:
        consent = consents.consent_of(repository, procedure)
        other = planned(stay)
        interventions.start_in_emergency(repository, procedure=other, reason=WHY)
        task = tasks.owed(repository, [stay], [])[0].stored
    stripped = {
        "resourceType": "Procedure",
        "id": procedure.id,
        "status": "completed",
        "subject": {"display": "x"},
    }
    with Repository(by=HUNG) as repository:
        refused(
            "BH-RECORD-0017",
            refuse_from_outside,
            repository,
            "Procedure",
            id_=procedure.id,
            resource=stripped,
        )
    for kept in (consent, task):
        with Repository(by=HUNG) as repository:
            refused("BH-RECORD-0017", refuse_from_outside, repository, kept.type, id_=kept.id)
        with Repository(by=HUNG) as repository:
            refused("BH-RECORD-0017", refuse_from_outside, repository, kept.type, resource=kept.resource)
    for odd in (
        {"resourceType": "Task", "code": []},
        {"resourceType": "Consent", "provision": {"data": {"a": 1}}},
    ):
        with Repository(by=HUNG) as repository:
            refuse_from_outside(repository, odd["resourceType"], resource=odd)


def test_other_procedures_may_still_be_written_over_the_fhir_face(stay):
    sent = {"resourceType": "Procedure", "status": "completed", "code": {"text": "Khí dung"}}
    with Repository(by=HUNG) as repository:
        refuse_from_outside(repository, "Procedure", resource=sent)
    assert stays.is_running(stay.resource)
