"""Who may take which step in the life of a record, and when; nothing is half done."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import ProgrammingError, connection, connections
from django.utils import timezone

from benhan.fhir.problems import ProblemError
from benhan.records import (
    answers,
    archive,
    authority,
    completeness,
    documents,
    lifecycle,
    package,
    prescribing,
    sealing,
    signatures,
    stages,
    stored_verification,
)
from benhan.records.stages import DocumentStage, RecordStage
from benhan.signing.demo_authority import DemoAuthority
from benhan.store.repository import Repository
from tests.records.visit import (
    HYPERTENSION,
    Visit,
    arrive,
    prescription_of,
    record_answers,
    today_form,
)
from tests.support.cast import CAST

pytestmark = pytest.mark.slow  # each signature is made and checked for real: up to a second


def facts_of(visit: Visit) -> dict[str, str]:
    with Repository(by=CAST.an) as repository:
        assert visit.response
        return {one.reference: str(one.version) for one in answers.derived(repository, visit.response)}


# Opening and writing


def test_a_visit_has_one_record_and_only_a_doctor_opens_it(visit, refused):
    refused("BH-ACCESS-0003", visit.open, CAST.binh)
    record = visit.open()
    assert stages.record_stage(record.resource) is RecordStage.OPEN
    assert record.resource["identifier"]["value"].startswith("HS")
    assert visit.encounter.resource["status"] == "in-progress"
    refused("BH-RECORD-0009", visit.open)


def test_nothing_is_written_in_a_visit_without_an_open_record(visit, refused):
    refused("BH-RECORD-0001", visit.write)


def test_saving_again_replaces_changed_facts_keeps_equal_ones_and_drops_what_vanished(visit):
    visit.open()
    visit.write()
    before = facts_of(visit)
    visit.write(pulse=None, weight=None, temperature=record_answers()["temperature"] + 1)
    after = facts_of(visit)
    assert len(before) - len(after) == 2
    assert sorted(set(after.values())) == ["1", "2"]
    assert list(after.values()).count("2") == 1


def test_a_paper_is_not_made_of_answers_that_lack_something(visit, refused):
    visit.open()
    visit.write(b_dx_main=None)
    error = refused("BH-RECORD-0008", visit.prepare, b_dx_main=None)
    assert "b_dx_main" in {finding.expression for finding in error.findings}


def test_answers_stand_still_once_a_paper_is_made_until_somebody_takes_them_back(visit, refused):
    visit.open()
    visit.write()
    paper = visit.prepare()
    refused("BH-RECORD-0010", visit.write)
    with Repository(by=CAST.an) as repository:
        visit.response = answers.reopen(repository, visit.response)
    refused("BH-RECORD-0004", visit.sign, document=paper)  # the paper no longer shows what is written
    visit.write(b_course="Đỡ ho.")
    with Repository(by=CAST.an) as repository:
        again = documents.prepare(
            repository, form=today_form("15/BV1"), encounter=visit.encounter, answers=record_answers(b_course="Đỡ ho."),
            sources=[visit.response], signer_names={}, document=paper,
        )  # fmt: skip
    assert again.id == paper.id
    assert documents.sha256_of(again) != documents.sha256_of(paper)


# Signing


@pytest.fixture
def prepared(visit: Visit) -> Visit:
    visit.open()
    visit.write()
    visit.prepare()
    return visit


def test_a_doctor_of_another_ward_and_a_nurse_cannot_sign_the_doctors_places(prepared, refused):
    refused("BH-RECORD-0003", prepared.sign, by=CAST.binh)
    with pytest.raises(ProblemError) as chi:
        prepared.sign(by=CAST.chi)
    assert chi.value.problem.code.startswith("BH-ACCESS-")


def test_a_colleague_of_the_ward_who_takes_no_part_in_the_visit_cannot_sign(prepared, refused):
    from dataclasses import replace

    colleague = replace(CAST.an, account="khoa", practitioner="nv-khoa", name="BS. Trịnh Văn Khoa")
    refused("BH-RECORD-0003", prepared.sign, by=colleague)


def test_places_are_signed_in_order_and_once(prepared, refused):
    refused("BH-RECORD-0006", prepared.sign, "treating_doctor")
    refused("BH-RECORD-0006", prepared.confirm)
    prepared.sign("examining_doctor")
    refused("BH-RECORD-0005", prepared.sign, "examining_doctor")
    assert stages.document_stage(prepared.paper.resource) is DocumentStage.SIGNING
    prepared.sign("treating_doctor")
    refused("BH-RECORD-0003", prepared.sign, "patient")  # nobody signs for the patient


def test_bytes_that_are_not_the_current_ones_are_not_signed(prepared, refused):
    shown = documents.sha256_of(prepared.paper)
    prepared.sign("examining_doctor")
    refused("BH-RECORD-0004", prepared.sign, "treating_doctor", shown=shown)
    refused("BH-RECORD-0004", prepared.confirm, document_sha256=shown)


def test_an_expired_certificate_signs_nothing(prepared, refused, tmp_path, monkeypatch):
    long_ago = datetime.now(UTC) - timedelta(days=365 * 12)
    old = DemoAuthority.open(tmp_path / "old", clock=lambda: long_ago)
    key = old.issue_person(name=CAST.an.name, title="", facility="Sông Cầu", staff_id="nv-an")

    class Desk(authority.DemoDesk):
        def staff_key(self, *_: Any) -> Any:
            return key

    monkeypatch.setattr(signatures, "desk", lambda: Desk(authority.desk().authority))
    before = documents.sha256_of(prepared.paper)
    refused("BH-SIGN-0001", prepared.sign)
    with Repository(by=CAST.an) as repository:
        assert documents.sha256_of(repository.read("DocumentReference", prepared.paper.id)) == before
        assert signatures.provenances(repository, prepared.paper) == ()


def test_an_installation_without_keys_says_so(prepared, refused, settings):
    settings.BENHAN_SIGNING = "none"
    refused("BH-RECORD-0007", prepared.sign)


# Committing for real: concurrency and failures


@pytest.fixture
def committed(fresh_database: Any, signing: Path) -> Visit:
    visit = arrive()
    visit.open()
    visit.write()
    visit.prepare()
    return visit


def test_of_two_sessions_signing_the_same_place_exactly_one_wins(committed):
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def sign() -> None:
        ready.wait()
        try:
            Visit(committed.encounter, paper=committed.paper).sign("examining_doctor")
            outcomes.append("signed")
        except ProblemError as error:
            outcomes.append(error.problem.code)
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=sign) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["BH-RECORD-0004", "signed"]
    with Repository(by=CAST.an) as repository:
        assert len(signatures.provenances(repository, committed.paper)) == 1


@pytest.mark.parametrize("table", ["audit_entry", "store_blob"])
def test_when_the_database_fails_in_the_middle_nothing_is_half_signed(committed, fresh_database, table):
    with fresh_database.connect("postgres") as superuser:
        superuser.execute(f"REVOKE INSERT ON {table} FROM benhan_app")
        with pytest.raises(ProgrammingError):
            committed.sign()
        superuser.execute(f"GRANT INSERT ON {table} TO benhan_app")
        blobs = superuser.execute("SELECT count(*) FROM store_blob").fetchone()
    assert blobs == (1,)  # the paper to sign, no signed one
    with Repository(by=CAST.an) as repository:
        now = repository.read("DocumentReference", committed.paper.id)
        assert documents.sha256_of(now) == documents.sha256_of(committed.paper)
        assert signatures.provenances(repository, committed.paper) == ()


# Completeness, closing, approving, sealing


def test_the_check_names_everything_that_is_missing(visit, refused):
    visit.open()
    visit.write()
    with Repository(by=CAST.an) as repository:
        prescribing.save(repository, prescription=prescription_of(visit.encounter), encounter=visit.encounter)
    error = refused("BH-RECORD-0002", visit.close)
    said = " ".join(finding.clinician for finding in error.findings)
    assert "Chưa có tờ “Bệnh án ngoại trú” để ký" in said
    assert "còn viết dở" in said
    assert "Đơn thuốc 24001a1b2c3d-C chưa trình ký" in said
    visit.prepare()
    said = " ".join(finding.clinician for finding in refused("BH-RECORD-0002", visit.close).findings)
    for label in ("Bác sĩ khám bệnh", "Bác sĩ điều trị", "Người bệnh xác nhận"):
        assert f"còn thiếu chữ ký: {label}" in said
    assert "Giám đốc" not in said  # signs at sealing


def test_the_steps_follow_each_other_and_each_has_its_person(prepared, refused):
    prepared.sign()
    prepared.confirm()
    refused("BH-RECORD-0001", prepared.approve)
    refused("BH-RECORD-0001", prepared.seal)
    prepared.close()
    refused("BH-RECORD-0001", prepared.close)
    refused("BH-RECORD-0001", prepared.prescribe)  # a closed record takes no new writing
    refused("BH-ACCESS-0003", prepared.approve, CAST.an)

    def given_back(reason: str) -> None:
        with Repository(by=CAST.minh) as repository:
            prepared.record = lifecycle.return_record(repository, record=prepared.record, reason=reason)

    refused("BH-RECORD-0016", given_back, " ")
    given_back("Thiếu tờ điều trị")
    assert stages.record_stage(prepared.record.resource) is RecordStage.OPEN
    prepared.close()
    prepared.approve()
    refused("BH-ACCESS-0003", prepared.seal, CAST.minh)

    def exported() -> None:
        with Repository(by=CAST.minh) as repository:
            package.export(repository, prepared.record.id)

    refused("BH-RECORD-0014", exported)


def test_a_sealed_record_is_found_exported_with_audit_and_verified_where_it_is_kept(prepared, refused):
    prepared.sign()
    prepared.confirm()
    prepared.close()
    prepared.approve()
    record = prepared.seal()
    until = f"{timezone.localdate().year + 10}-12-31"
    assert sealing.retained(record.resource) == ("normal", until)
    number = sealing.archive_number(record.resource)
    with Repository(by=CAST.minh) as repository:
        for wanted in (
            archive.Wanted(number=number),
            archive.Wanted(number=record.resource["identifier"]["value"]),
            archive.Wanted(patient_name="thuy duong"),
            archive.Wanted(stage=RecordStage.SEALED, form_code="15/BV1", opened_from=timezone.localdate()),
        ):
            assert [row.archive_number for row in archive.find(repository, wanted).rows] == [number], wanted
        assert archive.find(repository, archive.Wanted(stage=RecordStage.OPEN)).rows == ()
        assert archive.find(repository, archive.Wanted(patient_name="Trần Văn Không")).total == 0
    with Repository(by=CAST.minh) as repository:
        package.export(repository, record.id)
    with Repository(by=CAST.minh), connection.cursor() as cursor:
        cursor.execute("SELECT account, purpose FROM audit_entry WHERE act = 'export'")
        assert cursor.fetchall() == [("minh", "TREAT")]
    with Repository(by=CAST.system) as repository:
        assert stored_verification.find_record(repository, number).id == record.id
        (report,) = stored_verification.verify_documents(repository, record, authority.desk().trust)
        assert report.is_valid

    def by_doctor() -> None:
        with Repository(by=CAST.an) as repository:
            package.export(repository, record.id)

    refused("BH-ACCESS-0003", by_doctor)


def test_a_record_left_lying_is_overdue_after_the_hours_of_the_table(prepared):
    with Repository(by=CAST.an) as repository:
        record = prepared.record
        opened = datetime.fromisoformat(record.resource["date"])
        assert completeness.overdue(prepared.encounter, record, opened + timedelta(hours=35)) is None
        said = completeness.overdue(prepared.encounter, record, opened + timedelta(hours=39))
        assert said == "Quá hạn 3 giờ: Hoàn thành bệnh án (thời hạn 36 giờ)."
        assert repository


# Amendment


def test_an_amendment_replaces_a_signed_paper_only_when_it_is_signed_itself(prepared, refused):
    from benhan.records.amendment import amend

    first = prepared.paper

    def amended(reason: str = "Ghi nhầm chẩn đoán") -> None:
        with Repository(by=CAST.an) as repository:
            prepared.response = amend(
                repository, document=prepared.paper, encounter=prepared.encounter, reason=reason
            )

    refused("BH-RECORD-0015", amended)
    prepared.sign()
    prepared.confirm()
    signed, old_answers = prepared.paper, prepared.response
    refused("BH-RECORD-0016", amended, "")
    amended()
    changes = {
        "b_dx_main": HYPERTENSION,
        "dx_discharge": HYPERTENSION,
        "b_dx_accompanying": None,
        "dx_initial": HYPERTENSION,
    }
    prepared.write(**changes)
    assert facts_of(prepared) == {}  # nothing counts before it is signed
    prepared.prepare(**changes)
    assert prepared.paper.id != first.id
    assert prepared.paper.resource["relatesTo"][0]["target"]["reference"] == signed.reference
    prepared.sign()
    with Repository(by=CAST.an) as repository:
        assert (
            stages.document_stage(repository.read("DocumentReference", signed.id).resource)
            is DocumentStage.SIGNED
        )
    prepared.confirm()
    with Repository(by=CAST.an) as repository:
        old = repository.read("DocumentReference", signed.id)
        assert stages.document_stage(old.resource) is DocumentStage.SUPERSEDED
        assert documents.sha256_of(old) == documents.sha256_of(signed)  # what was signed stays as it was
        assert answers.derived(repository, old_answers) == ()
        found = completeness.documents_of(repository, prepared.record)
        assert completeness.living(found) == (repository.read("DocumentReference", prepared.paper.id),)
    assert facts_of(prepared)
    prepared.close()
