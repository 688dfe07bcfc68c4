"""What a person authorised is signed whole or not at all: batches, and papers that wait for their timestamp."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Account, Facility, Membership
from benhan.audit.entry import write
from benhan.records import batch, documents, orders, prescribing, signatures
from benhan.records.authority import desk
from benhan.records.stages import DocumentStage, awaits_timestamp, document_stage
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.models import Order
from benhan.signing.verification import verify_pdf
from benhan.store import border
from benhan.store.problems import NOT_FOUND
from benhan.store.repository import Repository
from tests.records.visit import (
    Visit,
    arrive,
    prescription_answers,
    prescription_of,
    record_answers,
    today_form,
)
from tests.support.cast import CAST, FACILITY
from tests.support.timestamps import Stamping, stamping

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys


@pytest.fixture
def an(db: None) -> Actor:
    """An with a real account: a job signs only for somebody who may still sign in."""
    visit_facility, _ = Facility.objects.get_or_create(
        code=FACILITY,
        defaults={"name": "Bệnh viện Đa khoa Sông Cầu", "insurance_code": "24001", "is_demo": True},
    )
    account = Account.objects.create_account("an", "Mat-khau-thu-2026!", name=CAST.an.name)
    Membership.objects.create(
        account=account, facility=visit_facility, practitioner="nv-an", roles=["doctor"],
        departments=["khoa-kham-benh"], valid_from=timezone.localdate() - timedelta(days=9),
    )  # fmt: skip
    return Actor(
        account=str(account.pk), facility=FACILITY, name=CAST.an.name, practitioner="nv-an",
        roles=CAST.an.roles, departments=CAST.an.departments,
    )  # fmt: skip


@pytest.fixture
def visit(signing, an) -> Visit:
    return arrive()


@pytest.fixture
def prepared(visit: Visit) -> Visit:
    visit.open()
    visit.write()
    visit.prepare()
    return visit


@pytest.fixture
def clock_service(signing, settings) -> Iterator[Stamping]:
    with stamping(DemoAuthority.open(signing / "pki").timestamps()) as server:
        settings.BENHAN_TIMESTAMP_URL, settings.BENHAN_TIMESTAMP_TIMEOUT_S = server.url, 1
        yield server


ROLES = ("examining_doctor", "treating_doctor")


def authorised(visit: Visit, by: Actor) -> Order:
    with Repository(by=by) as repository:
        document = repository.read("DocumentReference", visit.paper.id)
        wanted = orders.Wanted(document, documents.form_of(document), ROLES, documents.sha256_of(document))
        return orders.authorise(repository, [wanted], factor="password")[0]


def now_of(visit: Visit) -> tuple[object, Order | None]:
    with Repository(by=CAST.an) as repository:
        document = repository.read("DocumentReference", visit.paper.id)
        return document, Order.objects.order_by("authorised_at").last()


def remake(visit: Visit) -> None:
    """The doctor prints the unsigned paper anew: other bytes under the same id."""
    with Repository(by=CAST.an) as repository:
        documents.prepare(
            repository, form=today_form("15/BV1"), encounter=visit.encounter, answers=record_answers(),
            sources=[visit.response], signer_names={}, document=repository.read("DocumentReference", visit.paper.id),
        )  # fmt: skip


def due_again() -> None:
    with border.facility_transaction(FACILITY):
        Order.objects.update(next_at=timezone.now())


def signed_slots(visit: Visit) -> set[str]:
    with Repository(by=CAST.an) as repository:
        document = repository.read("DocumentReference", visit.paper.id)
        states = signatures.slots(repository, documents.form_of(document), document)
        return {one.signer.role for one in states if one.is_signed}


def test_an_authorised_document_is_signed_by_the_job_in_the_persons_name(prepared, an):
    authorised(prepared, an)
    assert orders.carry_out_due() == 1
    document, order = now_of(prepared)
    assert order.state == Order.State.DONE
    assert signed_slots(prepared) == set(ROLES)
    assert document_stage(document.resource) is DocumentStage.SIGNING
    with Repository(by=CAST.an) as repository:
        report = verify_pdf(documents.pdf_of(repository, document), trust=desk().trust)
    assert report.is_valid
    assert {one.signer.name for one in report.signatures} == {CAST.an.name}


@pytest.mark.parametrize("mood", ["down", "slow", "wrong-nonce", "wrong-hash", "refuses"])
def test_a_failing_timestamp_service_leaves_the_paper_waiting_and_not_half_signed(
    prepared, an, clock_service, mood
):
    before = documents.sha256_of(prepared.paper)
    clock_service.mood = mood
    authorised(prepared, an)
    orders.carry_out_due()
    document, order = now_of(prepared)
    assert (order.state, order.code) == (Order.State.TIMESTAMP, "BH-SIGN-0010")
    assert awaits_timestamp(document.resource)
    assert documents.sha256_of(document) == before
    assert signed_slots(prepared) == set()

    clock_service.mood = ""
    assert orders.carry_out_due() == 0  # not before its time
    due_again()
    orders.carry_out_due()
    document, order = now_of(prepared)
    assert order.state == Order.State.DONE
    assert not awaits_timestamp(document.resource)
    assert signed_slots(prepared) == set(ROLES)


def test_nobody_signs_into_a_paper_that_waits_for_its_timestamp(prepared, an, clock_service, refused):
    clock_service.mood = "down"
    authorised(prepared, an)
    orders.carry_out_due()
    clock_service.mood = ""
    refused("BH-RECORD-0040", prepared.sign)
    refused("BH-RECORD-0040", authorised, prepared, an)


def test_bytes_that_changed_after_the_authorisation_are_not_signed(prepared, an):
    authorised(prepared, an)
    remake(prepared)
    orders.carry_out_due()
    _, order = now_of(prepared)
    assert (order.state, order.code) == (Order.State.REFUSED, "BH-RECORD-0004")
    assert "CHƯA được ký" in order.said
    assert signed_slots(prepared) == set()


def test_an_authorisation_ends_with_its_time(prepared, an):
    authorised(prepared, an)
    with border.facility_transaction(FACILITY):
        Order.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    orders.carry_out_due()
    _, order = now_of(prepared)
    assert (order.state, order.code) == (Order.State.REFUSED, "BH-RECORD-0041")
    assert signed_slots(prepared) == set()


@pytest.mark.parametrize("change", ["locked", "left", "no longer a doctor"])
def test_a_job_signs_for_nobody_who_may_not_sign_any_more(prepared, an, change):
    authorised(prepared, an)
    member = Membership.objects.get(account=an.account)
    if change == "locked":
        Account.objects.update(is_active=False)
    elif change == "left":
        member.valid_to = timezone.localdate() - timedelta(days=1)
    else:
        member.roles = ["nurse"]
    member.save()
    orders.carry_out_due()
    _, order = now_of(prepared)
    assert order.state == Order.State.REFUSED
    assert signed_slots(prepared) == set()


def test_a_person_takes_back_what_still_waits(prepared, an, clock_service, refused):
    clock_service.mood = "down"
    order = authorised(prepared, an)
    orders.carry_out_due()
    with Repository(by=an) as repository:
        orders.withdraw(repository, order.pk)
    document, order = now_of(prepared)
    assert order.state == Order.State.WITHDRAWN
    assert not awaits_timestamp(document.resource)
    clock_service.mood = ""
    due_again()
    assert orders.carry_out_due() == 0

    def again() -> None:
        with Repository(by=an) as repository:
            orders.withdraw(repository, order.pk)

    refused("BH-RECORD-0042", again)


def test_somebody_elses_order_is_neither_seen_nor_withdrawn(prepared, an, refused):
    order = authorised(prepared, an)

    def withdraw() -> None:
        with Repository(by=CAST.chi) as repository:
            orders.withdraw(repository, order.pk)

    def look() -> None:
        with Repository(by=CAST.chi) as repository:
            batch.progress(repository, order.batch)

    refused("BH-RECORD-0042", withdraw)
    refused(NOT_FOUND.code, look)
    with border.facility_transaction("24002"):
        assert not Order.objects.exists()


def test_an_order_is_kept_for_ever(prepared, an):
    authorised(prepared, an)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('benhan_app', 'signing_order', 'DELETE')")
        assert cursor.fetchone() == (False,)


def test_what_breaks_the_account_of_acts_leaves_no_order(prepared, an, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("audit is away")

    monkeypatch.setattr("benhan.store.repository.write", broken)
    with pytest.raises(RuntimeError):
        authorised(prepared, an)
    monkeypatch.setattr("benhan.store.repository.write", write)
    with border.facility_transaction(FACILITY):
        assert not Order.objects.exists()


# Batches


def prescriptions(visit: Visit, count: int) -> list[str]:
    made = []
    with Repository(by=CAST.an) as repository:
        for number in range(count):
            written = prescription_of(visit.encounter, code=f"24001{number:07d}-C")
            lines = prescribing.save(repository, prescription=written, encounter=visit.encounter)
            made.append(
                documents.prepare(
                    repository, form=today_form("don-thuoc"), encounter=visit.encounter,
                    answers=prescription_answers(written), sources=lines, signer_names={"prescriber": CAST.an.name},
                ).id
            )  # fmt: skip
    return made


def candidates(by: Actor) -> dict[str, str]:
    with Repository(by=by) as repository:
        return {one.document.id: one.sha256 for one in batch.waiting_for_me(repository)}


def started(by: Actor, chosen: dict[str, str], seen: dict[str, str]) -> uuid.UUID:
    with Repository(by=by) as repository:
        return batch.start(repository, chosen=chosen, seen=seen, factor="password")


def test_one_authorisation_signs_many_and_each_answers_for_itself(prepared, an):
    ids = prescriptions(prepared, 3)
    mine = candidates(an)
    assert set(mine) == {prepared.paper.id, *ids}
    made = started(an, mine, mine)
    assert candidates(an) == {}  # on their way
    remake(prepared)  # one of them changes meanwhile
    orders.carry_out_due()
    with Repository(by=an) as repository:
        found = batch.progress(repository, made)
    states = {one.document: one.state for one in found.orders}
    assert states == {prepared.paper.id: "refused"} | dict.fromkeys(ids, "done")
    assert found.is_finished
    with connection.cursor() as cursor, border.facility_transaction(FACILITY):
        cursor.execute("SELECT count(*) FROM audit_entry WHERE act = 'sign-authorise'")
        assert cursor.fetchone() == (4,)
        cursor.execute("SELECT count(*) FROM audit_entry WHERE act = 'sign-order' AND outcome = 'success'")
        assert cursor.fetchone() == (3,)


def test_nothing_is_signed_in_a_batch_that_the_person_has_not_seen(prepared, an, refused):
    mine = candidates(an)
    refused("BH-RECORD-0043", started, an, {}, mine)
    refused("BH-RECORD-0045", started, an, mine, {})
    refused("BH-RECORD-0045", started, an, mine, dict.fromkeys(mine, "0" * 64))
    refused("BH-RECORD-0045", started, an, {"khong-co": "0" * 64}, {"khong-co": "0" * 64})
    refused("BH-RECORD-0044", started, an, {str(n): "0" * 64 for n in range(101)}, {})
    with border.facility_transaction(FACILITY):
        assert not Order.objects.exists()


def test_a_colleague_outside_the_care_has_nothing_to_sign(prepared, an):
    assert candidates(CAST.chi) == {}
    assert candidates(CAST.binh) == {}
