"""A record is destroyed once, on the head's decision, when its time is over and nobody holds it (EMR-RET-11)."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from benhan.audit import verification
from benhan.fhir.problems import ProblemError
from benhan.records import attachments, destruction, legal_hold, retention
from benhan.records.models import DestructionItem, DestructionList, OneTimeCode
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.models import ArchiveStamp
from benhan.signing.verification import verify_pdf
from benhan.store import blobs
from benhan.store.repository import Repository, Stored
from tests.records.sealed import LETTER, PICTURE, attach
from tests.records.visit import PATIENT_NAME, Visit, arrive
from tests.support.cast import CAST, FACILITY

pytestmark = pytest.mark.slow  # each record is signed and sealed for real

BACKUPS = "bản sao lưu hằng ngày, ghi đè sau 35 ngày"


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> date:
    """Sealing counts the years from 2009: the time of what is sealed now ended last year."""
    until = date(timezone.localdate().year - 1, 12, 31)
    real = retention.decide

    def decide(*args: Any) -> retention.Kept:
        kept = real(*args)
        return retention.Kept(kept.kept_as, until, kept.reasons)

    monkeypatch.setattr("benhan.records.sealing.decide", decide)
    return until


@pytest.fixture
def old(visit: Visit, long_ago: date) -> Visit:
    """A sealed record whose time is over."""
    return sealed_now(visit)


def sealed_now(visit: Visit) -> Visit:
    for name in ("open", "write", "prepare", "sign", "confirm", "close", "approve", "seal"):
        getattr(visit, name)()
    return visit


def propose() -> DestructionList:
    with Repository(by=CAST.minh) as repository:
        return destruction.propose(repository)


def approve(made: DestructionList, by: Any = CAST.hanh) -> None:
    with Repository(by=by) as repository:
        destruction.approve(
            repository,
            made=made,
            council="Bà Hạnh, ông Minh",
            decision_number="15/QĐ",
            decided_on=timezone.localdate(),
        )


def destroy(made: DestructionList) -> DestructionList:
    with Repository(by=CAST.minh) as repository:
        return destruction.destroy(repository, made=made, backups=BACKUPS)


def rows_of(visit: Visit) -> dict[str, int]:
    """What is left of the visit in each table, counted inside the border."""
    found = {}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
        for name, query in {
            "versions": "SELECT count(*) FROM store_version WHERE body LIKE '%%Encounter/' || %s || '%%'",
            "current": "SELECT count(*) FROM store_current WHERE encounter = %s",
            "drafts": "SELECT count(*) FROM forms_draft WHERE document LIKE %s || '/%%'",
            "care": "SELECT count(*) FROM access_assignment WHERE source = 'Encounter/' || %s",
        }.items():
            cursor.execute(query, [visit.encounter.id])
            found[name] = cursor.fetchone()[0]
        for name in ("store_blob", "store_version WHERE type = 'Provenance'", "store_index_token"):
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 — constant names
            found[name] = cursor.fetchone()[0]
    return found


def test_a_list_is_proposed_approved_carried_out_and_only_its_entry_remains(old, refused):
    before = rows_of(old)
    assert before["versions"] > 5
    made = propose()
    refused("BH-RECORD-0063", propose)
    refused("BH-RECORD-0064", destroy, made)
    approve(made)
    done = destroy(made)
    left = rows_of(old)
    assert {left[name] for name in ("versions", "current", "drafts", "care")} == {0}
    assert left["store_version WHERE type = 'Provenance'"] == 0
    # What stays: the readme and trust files of the package, which say nothing of a patient, and the minutes.
    assert left["store_blob"] < before["store_blob"] - 6
    item = DestructionItem.objects.get(list=done)
    assert (item.state, item.record_number) == ("destroyed", str(old.record.resource["identifier"]["value"]))
    assert item.versions >= before["versions"]
    assert item.files > 5
    refused("BH-STORE-0001", lambda: _read(old))


def _read(old: Visit) -> None:
    with Repository(by=CAST.minh) as repository:
        repository.read("Composition", old.record.id)


def test_attachments_renewed_copies_and_codes_go_too_and_what_another_file_shares_stays(visit, long_ago):
    """EMR-RET-11: nothing of the file is left, and nothing of anybody else's is taken."""
    visit.open()
    visit.write()
    attach(visit)
    for name in ("prepare", "sign", "confirm", "close", "approve", "seal"):
        getattr(visit, name)()
    renewed = blobs.put(FACILITY, b"the paper with a second archive timestamp", "application/pdf")
    between = blobs.put(FACILITY, b"the paper with an archive timestamp renewed since", "application/pdf")
    ArchiveStamp.objects.filter(document=visit.paper.id).update(sha256=renewed, renewals=2, earlier=[between])
    OneTimeCode.objects.create(
        facility=FACILITY, document=visit.paper.id, document_sha256="0" * 64, role="patient", person="", channel="***",
        digest="0" * 64, sent_as="x", sent_by="an", sent_at=timezone.now(), expires_at=timezone.now(),
    )  # fmt: skip
    photo, letter = (hashlib.sha256(content).hexdigest() for content in (PICTURE, LETTER))
    with Repository(by=CAST.system) as repository:
        paper = repository.search("DocumentReference", [("encounter", visit.encounter.reference)]).matches
        (theirs,) = [
            one for one in paper if photo in str(one.resource) and one.resource["status"] == "current"
        ]
        others = {
            name: value for name, value in theirs.resource.items() if name not in ("id", "context", "meta")
        }
        repository.create(others)  # the same photo beside another sheet
    made = propose()
    approve(made)
    destroy(made)
    assert rows_of(visit)["versions"] == 0
    assert blobs.get(FACILITY, photo) == PICTURE
    for gone in (letter, between, renewed):
        with pytest.raises(ProblemError):
            blobs.get(FACILITY, gone)
    assert not OneTimeCode.objects.exists()
    assert not ArchiveStamp.objects.filter(document=visit.paper.id).exists()


def test_the_minutes_are_signed_name_the_backups_and_no_patient_and_the_audit_chain_holds(old, signing):
    made = propose()
    approve(made)
    made = destroy(made)
    with Repository(by=CAST.hanh) as repository:
        made = destruction.sign_as_director(repository, made=made, shown_sha256=made.minutes_sha256)
        pdf = destruction.minutes_pdf(repository, made)
        kept = repository.read("DocumentReference", f"bien-ban-huy-{made.pk}")
    assert kept.resource["docStatus"] == "final"
    report = verify_pdf(pdf, trust=DemoAuthority(signing / "pki").trust())
    assert [one.field for one in report.signatures] == ["secretary", "director", "facility"]
    assert all(one.is_valid for one in report.signatures)
    assert PATIENT_NAME.encode() not in pdf
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
        assert verification.verify_inside(FACILITY).is_whole
        cursor.execute("SELECT account, resource_id FROM audit_entry WHERE act = 'destroy'")
        assert cursor.fetchall() == [(CAST.minh.account, old.record.id)]


def test_a_held_record_stands_on_no_list_and_the_database_itself_refuses_it(old, refused):
    made = propose()
    approve(made)
    with Repository(by=CAST.minh) as repository:
        hold = legal_hold.place(
            repository,
            record=old.record,
            authority="Tòa án nhân dân khu vực 1",
            document_number="12/CV-TA",
            reason="",
            until=None,
        )
    error = refused("BH-RECORD-0067", destroy, made)
    assert "yêu cầu giữ lại" in error.clinician
    assert rows_of(old)["versions"] > 5
    with Repository(by=CAST.minh) as repository:
        assert destruction.expired(repository, on=timezone.localdate())[0].hold == "12/CV-TA"
        legal_hold.lift(repository, hold=hold, record=old.record, reason="Tòa đã trả lời")
    destroy(made)


def test_a_record_whose_time_has_not_ended_is_refused_by_the_database_even_on_an_approved_list(
    visit, refused
):
    sealed_now(visit)
    with Repository(by=CAST.minh) as repository:
        assert destruction.expired(repository, on=timezone.localdate()) == ()
        made = DestructionList.objects.create(
            facility=FACILITY,
            number="HUY-x",
            state="approved",
            proposed_account="a",
            proposed_by="A",
            proposed_at=timezone.now(),
            approved_account="b",
            approved_by="B",
            decision_number="1",
            decided_on=timezone.localdate(),
        )
        DestructionItem.objects.create(
            facility=FACILITY,
            list=made,
            record=visit.record.id,
            record_number="HS",
            archive_number="LT",
            title="x",
            closed_year=2000,
            retention_class="normal",
            retention_until=date(2010, 12, 31),
        )
    error = refused("BH-RECORD-0067", destroy, made)
    assert "chưa hết thời hạn" in error.clinician
    assert rows_of(visit)["versions"] > 5


def test_nobody_approves_their_own_list_and_a_decision_has_a_number(old, refused):
    made = propose()
    refused("BH-ACCESS-0003", approve, made, CAST.minh)
    both = type(CAST.minh)(
        account=CAST.minh.account, facility=FACILITY, name="x", roles=CAST.minh.roles | CAST.hanh.roles
    )
    refused("BH-RECORD-0065", approve, made, both)
    with Repository(by=CAST.hanh) as repository:
        refused(
            "BH-RECORD-0066",
            destruction.approve,
            repository,
            made=made,
            council="",
            decision_number="1",
            decided_on=timezone.localdate() + timedelta(days=1),
        )


def test_a_list_that_another_has_decided_is_not_decided_again(old, refused):
    made = propose()
    seen_by_another = DestructionList.objects.get(pk=made.pk)
    item = DestructionItem.objects.filter(list=made).get()
    approve(made)
    with Repository(by=CAST.hanh) as repository:
        refused("BH-RECORD-0064", destruction.refuse, repository, made=seen_by_another, reason="giữ lại")
    with Repository(by=CAST.minh) as repository:
        refused("BH-RECORD-0064", destruction.keep_off, repository, item=item, reason="giữ lại")


def test_what_was_destroyed_stays_on_its_list(old):
    made = propose()
    approve(made)
    destroy(made)
    for statement in (
        "UPDATE records_destruction_item SET state = 'listed'",
        "UPDATE records_destruction_list SET decision_number = '9'",
        "DELETE FROM records_destruction_item",
        "DELETE FROM records_destruction_list",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
            cursor.execute(statement)


def test_a_kept_record_leaves_the_list_with_its_reason(old, refused):
    made = propose()
    with Repository(by=CAST.minh) as repository:
        item = made.items.get()
        destruction.keep_off(repository, item=item, reason="Còn nghiên cứu")
    approve(made)
    destroy(made)
    assert rows_of(old)["versions"] > 5
    assert propose().number.endswith("-02")


def test_what_other_records_share_with_a_destroyed_one_stays_with_them(visit, long_ago):
    """The same photo in two records, and a later visit that follows from the destroyed one."""
    visit.open()
    visit.write()
    photo = b"\x89PNG\r\n\x1a\n" + bytes(100)
    other = arrive()
    other.open()
    other.write()
    for one in (visit, other):
        with Repository(by=CAST.an) as repository:
            kept = attachments.attach(
                repository, encounter=one.encounter, response=one.response, content=photo, title="ảnh"
            )
    with Repository(by=CAST.lan) as repository:
        first = {key: value for key, value in visit.encounter.resource.items() if key in _FOLLOWS}
        later = repository.create(
            first | {"status": "arrived", "partOf": {"reference": visit.encounter.reference}}
        )
    with Repository(by=CAST.an) as repository:
        act = repository.create(
            {
                "resourceType": "Procedure",
                "status": "preparation",
                "code": {"text": "x"},
                "subject": {"reference": f"Patient/{visit.encounter.patient}"},
                "encounter": {"reference": visit.encounter.reference},
            }
        )
        agreed = repository.create(consent_for(act))
    for name in ("prepare", "sign", "confirm", "close", "approve", "seal"):
        getattr(visit, name)()
    made = propose()
    approve(made)
    destroy(made)
    with Repository(by=CAST.system) as repository:
        assert attachments.open_attachment(repository, kept.id)[1] == photo
        assert repository.read("Encounter", later.id).version == later.version
        found = repository.read_many([agreed.reference, act.reference])
    assert found == {}, "an agreement goes with its act"


_FOLLOWS = frozenset({"resourceType", "class", "subject", "serviceProvider", "period"})


def consent_for(act: Stored) -> dict[str, Any]:
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"code": "treatment"}]},
        "category": [{"text": "x"}],
        "patient": {"reference": f"Patient/{act.patient}"},
        "policyRule": {"text": "x"},
        "provision": {
            "type": "permit",
            "data": [{"meaning": "instance", "reference": {"reference": act.reference}}],
        },
    }
