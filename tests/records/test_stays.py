"""A stay from the decision to the discharge, and who may see it on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.access.models import Assignment
from benhan.records import admission, completeness, discharge, documents, moves, stays, tasks
from benhan.records.stages import RecordStage, record_stage
from benhan.records.standing import record_of
from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST
from tests.support.stays import (
    CHI,
    HOA,
    HUNG,
    MEDICINE,
    PNEUMONIA,
    SURGERY,
    TUYET,
    admitted,
    in_bed,
    wards,
)
from tests.support.visits import waiting_patient


@pytest.fixture
def facility(db: None) -> None:
    """The house is there; nothing is signed in these tests."""


def sees(actor, stay: Stored) -> bool:
    with Repository(by=actor) as repository:
        return stay.reference in repository.read_many([stay.reference])


def test_a_doctor_admits_and_the_stay_has_its_number_and_its_record_of_the_departments_type(facility):
    """EMR-LAW-01"""
    came = waiting_patient()
    wards()
    stay = admitted(came)
    with Repository(by=CAST.an) as repository:
        record = record_of(repository, stay.reference)
        visit = repository.read("Encounter", came.encounter.id)
    assert documents.form_code(record) == "01/BV1"
    assert record_stage(record.resource) is RecordStage.OPEN
    assert stay.resource["identifier"][0]["value"] == "VV26000001"
    assert stays.is_running(stay.resource)
    assert stays.awaited(stay.resource).department == MEDICINE
    assert stays.present(stay.resource) is None
    assert visit.resource["status"] == "finished"  # nobody had opened it: it ends with the decision


def test_a_surgical_ward_begins_with_the_surgical_record(facility):
    came = waiting_patient()
    wards()
    stay = admitted(came, department=SURGERY)
    with Repository(by=CAST.an) as repository:
        assert documents.form_code(record_of(repository, stay.reference)) == "10/BV1"


def test_nobody_is_admitted_twice_nor_into_a_department_without_beds(facility, refused):
    stay = admitted()
    with Repository(by=CAST.an) as repository:
        refused(
            "BH-RECORD-0091", admission.admit, repository, origin=stay, department=MEDICINE, diagnosis=PNEUMONIA,
            reason="Sốt cao", number="VV26000002",
        )  # fmt: skip
    with Repository(by=CAST.an) as repository:
        refused(
            "BH-RECORD-0090", admission.admit, repository, origin=stay, department="khoa-kham-benh",
            diagnosis=PNEUMONIA, reason="Sốt cao", number="VV26000002",
        )  # fmt: skip


def test_the_ward_sees_who_is_coming_and_no_other_ward_does(facility):
    stay = admitted()
    assert sees(HOA, stay) and sees(HUNG, stay)
    assert not sees(CHI, stay) and not sees(TUYET, stay) and not sees(CAST.stranger, stay)


def test_the_nurse_receives_into_a_free_bed_and_the_bed_is_held(facility, refused):
    stay = in_bed()
    here = stays.present(stay.resource)
    assert (here.location, here.name, here.department) == ("g-301-1", "Phòng 301 · Giường 1", MEDICINE)
    assert stays.awaited(stay.resource) is None
    names = [part["individual"]["display"] for part in stay.resource["participant"]]
    assert names == [CAST.an.name, HUNG.name, HOA.name]
    with Repository(by=CAST.system) as repository:
        order = repository.read(*stay.resource["basedOn"][0]["reference"].split("/"))
    assert order.resource["status"] == "completed"
    with Repository(by=HOA) as repository:
        refused("BH-RECORD-0093", admission.receive, repository, encounter=stay, bed="g-301-2")


def test_a_bed_is_never_given_twice_nor_a_closed_or_a_foreign_one(facility, refused):
    in_bed()
    other = waiting_patient("Trần Văn Long", "1960-01-02")
    second = admitted(other, number="VV26000002")
    for bed in ("g-301-1", "g-401-1", "p-301", "khong-co"):
        with Repository(by=HOA) as repository:
            refused("BH-RECORD-0092", admission.receive, repository, encounter=second, bed=bed)
    with Repository(by=CAST.system) as repository:
        bed = repository.read("Location", "g-301-2")
        repository.update({**bed.resource, "status": "suspended"})
    with Repository(by=HOA) as repository:
        refused("BH-RECORD-0092", admission.receive, repository, encounter=second, bed="g-301-2")
    with Repository(by=TUYET) as repository:  # not their patient: not even that there is one
        refused("BH-ACCESS-0002", admission.receive, repository, encounter=second, bed="g-401-1")


def test_moving_to_another_bed_frees_the_first_and_keeps_the_way(facility):
    stay = in_bed()
    with Repository(by=HOA) as repository:
        moved = moves.move_bed(repository, encounter=stay, bed="g-302-1")
        assert stays.occupant(repository, "g-301-1") is None
        assert stays.occupant(repository, "g-302-1").id == stay.id
    first, second = stays.places(moved.resource)
    assert first.status == "completed" and first.until == second.since


def test_care_follows_the_patient_and_the_former_ward_keeps_its_view_for_thirty_days(facility):
    stay = in_bed()
    with Repository(by=HUNG) as repository:
        ordered = moves.order_transfer(
            repository, encounter=stay, department=SURGERY, reason="Áp xe phổi cần dẫn lưu"
        )
    assert sees(CHI, stay) and sees(TUYET, stay)
    assert stays.present(ordered.resource).department == MEDICINE  # until it is confirmed
    received = in_bed(ordered, bed="g-401-1", by=TUYET, doctor=CHI.practitioner)
    assert received.resource["serviceProvider"]["reference"] == f"Organization/{SURGERY}"
    assert stays.present(received.resource).reason == "Áp xe phổi cần dẫn lưu"
    assert sees(HOA, stay) and sees(HUNG, stay)
    until = {
        row.department: row.until for row in Assignment.objects.filter(source=stay.reference, practitioner="")
    }
    assert until[SURGERY] is None
    assert timedelta(days=29) < until[MEDICINE] - timezone.now() <= timedelta(days=30)
    people = {
        row.practitioner: row.until for row in Assignment.objects.filter(source=stay.reference, department="")
    }
    assert people[CHI.practitioner] is None
    assert people[HUNG.practitioner] is not None


def test_a_former_wards_nurse_gives_no_beds_any_more(facility, refused):
    stay = in_bed()
    with Repository(by=HUNG) as repository:
        ordered = moves.order_transfer(
            repository, encounter=stay, department=SURGERY, reason="Cần phẫu thuật"
        )
    received = in_bed(ordered, bed="g-401-1", by=TUYET, doctor=CHI.practitioner)
    with Repository(by=HOA) as repository:
        refused("BH-RECORD-0094", moves.move_bed, repository, encounter=received, bed="g-301-2")


def test_a_transfer_taken_back_closes_the_chart_to_the_other_ward_at_once(facility):
    stay = in_bed()
    with Repository(by=HUNG) as repository:
        moves.order_transfer(repository, encounter=stay, department=SURGERY, reason="Cần phẫu thuật")
    assert sees(CHI, stay)
    with Repository(by=HUNG) as repository:
        moves.cancel_transfer(repository, encounter=stay)
    assert not sees(CHI, stay)


def test_an_admission_nobody_received_can_be_taken_back_with_a_reason(facility, refused):
    stay = admitted()
    with Repository(by=CAST.an) as repository:
        refused("BH-RECORD-0106", admission.cancel, repository, encounter=stay, reason="")
    with Repository(by=CAST.an) as repository:
        gone = admission.cancel(repository, encounter=stay, reason="Người bệnh xin về điều trị ngoại trú")
        assert record_of(repository, stay.reference) is None
        assert admission.running_stay(repository, stay.patient) is None
    assert gone.resource["status"] == "cancelled"


def test_a_received_stay_is_discharged_not_cancelled(facility, refused):
    stay = in_bed()
    with Repository(by=CAST.an) as repository:
        refused("BH-RECORD-0094", admission.cancel, repository, encounter=stay, reason="Nhập nhầm người bệnh")


def test_the_doctor_may_choose_another_record_form_while_nothing_is_on_paper(facility, refused):
    stay = in_bed()
    with Repository(by=HUNG) as repository:
        changed = admission.change_form(repository, encounter=stay, form_code="03/BV1")
    assert documents.form_code(changed) == "03/BV1"
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0104", admission.change_form, repository, encounter=stay, form_code="15/BV1")


def test_a_discharge_frees_the_bed_says_how_and_keeps_its_time_when_the_record_is_closed(facility):
    stay = in_bed()
    left = timezone.now()
    with Repository(by=HUNG) as repository:
        gone = discharge.discharge(repository, encounter=stay, kind="1", outcome="2", at=left)
        assert stays.occupant(repository, "g-301-1") is None
    assert (gone.resource["status"], discharge.disposition_of(gone), discharge.outcome_of(gone)) == (
        "finished", "Ra viện", "Đỡ",
    )  # fmt: skip
    until = Assignment.objects.get(source=stay.reference, department=MEDICINE).until
    assert timedelta(days=29) < until - left < timedelta(days=31)


@pytest.mark.parametrize("at", [timedelta(hours=1), -timedelta(days=2)])
def test_a_discharge_lies_neither_ahead_nor_before_the_stay(facility, refused, at):
    stay = in_bed()
    with Repository(by=HUNG) as repository:
        refused(
            "BH-RECORD-0103", discharge.discharge, repository, encounter=stay, kind="1", outcome="1", at=timezone.now() + at
        )  # fmt: skip


def test_leaving_on_ones_own_wish_needs_its_paper_or_a_reason_and_then_stays_owed(facility, refused):
    stay = in_bed()
    wish = {"encounter": stay, "kind": "4", "outcome": "3"}
    with Repository(by=HUNG) as repository:
        refused("BH-RECORD-0100", discharge.discharge, repository, **wish, at=timezone.now())
    with Repository(by=HUNG) as repository:
        gone = discharge.discharge(
            repository, **wish, at=timezone.now(), without_paper="Người nhà đưa về ngay, không ký"
        )
        owed = tasks.owed(repository, [gone], [])
    assert [(one.form, one.reason) for one in owed] == [("46/BV2", "Người nhà đưa về ngay, không ký")]


def test_a_death_marks_the_patient_and_opens_its_duties_with_their_limits(facility):
    """EMR-LAW-09"""
    stay = in_bed()
    died = timezone.now()
    with Repository(by=HUNG) as repository:
        gone = discharge.discharge(repository, encounter=stay, kind="1", outcome="5", at=died)
        owed = tasks.owed(repository, [gone], [])
        patient = repository.read("Patient", stay.patient)
    assert "deceasedDateTime" in patient.resource
    assert [one.form for one in owed] == ["giay-bao-tu", "47/BV2"]
    assert owed[0].due - died <= timedelta(hours=24)
    assert timedelta(days=14) < owed[1].due - died <= timedelta(days=15)


def test_a_nurse_neither_admits_transfers_nor_discharges(facility, refused):
    stay = in_bed()
    with Repository(by=HOA) as repository:
        refused(
            "BH-ACCESS-0003",
            moves.order_transfer,
            repository,
            encounter=stay,
            department=SURGERY,
            reason="Cần mổ gấp",
        )
    with Repository(by=HOA) as repository:
        refused(
            "BH-ACCESS-0003", discharge.discharge, repository, encounter=stay, kind="1", outcome="1", at=timezone.now()
        )  # fmt: skip


def test_the_record_of_a_stay_is_not_complete_while_its_form_is_missing(facility):
    stay = in_bed()
    with Repository(by=HUNG) as repository:
        record = record_of(repository, stay.reference)
        assert completeness.check_record(repository, record)
