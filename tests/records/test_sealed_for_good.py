"""After sealing nothing changes a record: not a page's act, the FHIR API, a job, nor SQL of the application's role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from benhan.access import sessions
from benhan.access.models import Account, Membership
from benhan.records import (
    answers,
    cancelling,
    documents,
    legal_hold,
    lifecycle,
    remarks,
    retention,
    signatures,
)
from benhan.store.repository import Repository
from tests.records.test_destruction import consent_for
from tests.records.visit import Visit, record_answers, today_form
from tests.support.cast import CAST, FACILITY

pytestmark = pytest.mark.slow  # a record is sealed for real


@pytest.fixture
def gone(visit: Visit) -> Visit:
    visit.open()
    with Repository(by=CAST.system) as repository:
        act = repository.create({"resourceType": "Procedure", "status": "preparation", "id": "viec", "code": {"text": "x"},
                                 "subject": {"reference": f"Patient/{visit.encounter.patient}"},
                                 "encounter": {"reference": visit.encounter.reference}})  # fmt: skip
        repository.create(consent_for(act))
    for name in ("write", "prepare", "sign", "confirm", "close", "approve", "seal"):
        getattr(visit, name)()
    return visit


def state() -> list[tuple[Any, ...]]:
    """Every version and every current row of the facility, and how many index rows and files there are."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
        cursor.execute("SELECT type, id, version, body FROM store_version ORDER BY 1, 2, 3")
        found = list(cursor.fetchall())
        cursor.execute("SELECT type, id, version FROM store_current ORDER BY 1, 2, 3")
        found += cursor.fetchall()
        for table in ("store_index_token", "store_index_reference", "store_blob", "store_sealed"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 — constant names
            found += cursor.fetchall()
    return found


def attempts() -> list[tuple[str, str]]:
    """(account, detail) of every refused act."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
        cursor.execute("SELECT account, detail FROM audit_entry WHERE outcome = 'refused' ORDER BY id")
        return [(str(row[0]), str(row[1])) for row in cursor.fetchall()]


def refused_as(visit: Visit, act: Callable[[Repository], Any], by: Any, refused: Any, code: str) -> None:
    before, known = state(), len(attempts())

    def run() -> None:
        with Repository(by=by) as repository:
            act(repository)

    refused(code, run)
    assert state() == before
    assert len(attempts()) > known


def test_no_act_of_a_page_changes_a_sealed_record(gone, refused):
    form, values = today_form("15/BV1"), record_answers()
    record, paper = gone.record, gone.paper
    acts: list[tuple[Any, str, Callable[[Repository], Any]]] = [
        (
            CAST.an,
            "BH-RECORD-0001",
            lambda r: answers.start(r, form=form, encounter=gone.encounter, answers=values),
        ),
        (CAST.an, "BH-RECORD-0001", lambda r: answers.reopen(r, gone.response)),
        (CAST.an, "BH-RECORD-0001", lambda r: cancelling.cancel_document(r, document=paper, reason="x")),
        (CAST.an, "BH-RECORD-0001", lambda r: cancelling.cancel_record(r, record=record, reason="x")),
        (
            CAST.an,
            "BH-RECORD-0001",
            lambda r: signatures.sign_slots(
                r,
                form=form,
                document=paper,
                encounter=gone.encounter,
                roles=["treating_doctor"],
                shown_sha256=documents.sha256_of(paper),
            ),
        ),
        (CAST.minh, "BH-RECORD-0001", lambda r: lifecycle.return_record(r, record=record, reason="x")),
        (CAST.minh, "BH-RECORD-0001", lambda r: lifecycle.approve(r, record=record)),
        (CAST.minh, "BH-RECORD-0001", lambda r: remarks.add(r, record=record, on="", field="", text="x")),
        (CAST.minh, "BH-RECORD-0001", lambda r: retention.mark(r, record=record, key="tham-my", reason="x")),
        (CAST.hanh, "BH-RECORD-0001", lambda r: lifecycle.seal(r, record=record)),
        (
            CAST.hanh,
            "BH-ACCESS-0003",
            lambda r: signatures.seal(r, document=r.read("DocumentReference", paper.id)),
        ),
    ]
    for by, code, act in acts:
        refused_as(gone, act, by, refused, code)
    before = state()  # a hold stands beside the record, not in it
    with Repository(by=CAST.minh) as repository:
        legal_hold.place(
            repository, record=record, authority="Tòa án", document_number="1", reason="", until=None
        )
    assert state() == before


def test_neither_a_job_of_the_installation_nor_an_import_changes_it(gone, refused):
    for kind, id_ in (
        ("Composition", gone.record.id),
        ("DocumentReference", gone.paper.id),
        ("Encounter", gone.encounter.id),
        ("QuestionnaireResponse", gone.response.id),
    ):
        refused_as(
            gone,
            lambda r, kind=kind, id_=id_: r.update(dict(r.read(kind, id_).resource)),
            CAST.system,
            refused,
            "BH-STORE-0060",
        )
        refused_as(
            gone, lambda r, kind=kind, id_=id_: r.delete(kind, id_), CAST.system, refused, "BH-STORE-0060"
        )
    late = {
        "resourceType": "Observation",
        "id": "tre",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": f"Patient/{gone.encounter.patient}"},
        "encounter": {"reference": gone.encounter.reference},
    }
    refused_as(gone, lambda r: r.create(late), CAST.system, refused, "BH-STORE-0060")
    with Repository(by=CAST.system) as repository:
        [result] = repository.create_many([late])
    assert result.problem.code == "BH-STORE-0060"  # type: ignore[union-attr]
    with Repository(by=CAST.system) as repository:
        signature = signatures.provenances(repository, gone.paper)[0]
    forged = {name: value for name, value in signature.resource.items() if name not in ("id", "meta")}
    refused_as(gone, lambda r: r.create(forged), CAST.system, refused, "BH-STORE-0060")
    refused_as(gone, lambda r: r.delete("Provenance", signature.id), CAST.system, refused, "BH-STORE-0060")


def test_the_fhir_api_changes_nothing_of_it(gone):
    account = Account.objects.create_account("an", "Mat-khau-thu-2026!", name=CAST.an.name)
    member = Membership.objects.create(
        account=account,
        facility_id=FACILITY,
        practitioner=CAST.an.practitioner,
        roles=["doctor"],
        departments=sorted(CAST.an.departments),
        valid_from="2026-01-01",
    )
    client = Client(headers={"authorization": f"Bearer {sessions.issue_token(member, 'user/*.cruds')}"})
    before = state()
    for kind, stored in (
        ("Encounter", gone.encounter),
        ("Composition", gone.record),
        ("DocumentReference", gone.paper),
    ):
        url = f"/fhir/{kind}/{stored.id}"
        body = client.get(url).json()
        put = client.put(url, body, content_type="application/fhir+json")
        assert put.status_code in (403, 409), (kind, put.status_code)
        assert client.delete(url).status_code in (403, 409)
    late = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "x"},
        "subject": {"reference": f"Patient/{gone.encounter.patient}"},
        "encounter": {"reference": gone.encounter.reference},
    }
    assert client.post("/fhir/Observation", late, content_type="application/fhir+json").status_code == 409
    assert state() == before
    assert any("BH-STORE-0060" in detail for _, detail in attempts())


SILENT = (  # the database skips the row and accounts for the attempt
    "UPDATE store_current SET version = 1 WHERE type = 'Composition'",
    "UPDATE store_current SET encounter = '' WHERE type = 'DocumentReference'",
    "DELETE FROM store_current WHERE type = 'DocumentReference'",
    "DELETE FROM store_current WHERE type = 'Provenance'",
    "UPDATE store_current SET version = 1 WHERE type = 'Consent'",
    "DELETE FROM store_current WHERE type = 'Consent'",
    "DELETE FROM store_index_token WHERE row IN (SELECT row FROM store_current WHERE type = 'Composition')",
    "UPDATE store_index_reference SET target = '' WHERE row IN (SELECT row FROM store_current WHERE type = 'DocumentReference')",
    "INSERT INTO store_version SELECT facility, type, id, version + 100, at, account, patient, false, body FROM store_version "
    "WHERE type IN ('Composition', 'DocumentReference', 'Provenance', 'QuestionnaireResponse', 'Consent')",
    # A signature added to a sealed paper, its name written otherwise.
    "INSERT INTO store_version SELECT facility, type, id || '-2', 1, at, account, patient, false, "
    "replace(body, 'DocumentReference/', 'DocumentReference\\/') FROM store_version WHERE type = 'Provenance'",
    "INSERT INTO store_version SELECT facility, type, id || '-3', 1, at, account, patient, false, "
    "regexp_replace(body, '(DocumentReference/[^\"]*)', '\\1/_history/1', 'g') FROM store_version WHERE type = 'Provenance'",
)
DENIED = (  # no right at all
    "UPDATE store_version SET body = '{}'",
    "DELETE FROM store_version",
    "TRUNCATE store_version",
    "UPDATE store_blob SET sealed = ''",
    "DELETE FROM store_blob",
    "DELETE FROM store_sealed",
    "UPDATE store_sealed SET encounter = 'x'",
    "ALTER TABLE store_version DISABLE TRIGGER ALL",
    "DROP TRIGGER sealed ON store_current",
    "SET session_replication_role = replica",
    "DELETE FROM audit_entry",
)


def test_sql_of_the_applications_own_role_changes_nothing_and_is_accounted_for(gone):
    before = state()
    for statement in SILENT:
        known = len(attempts())
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
            cursor.execute(statement)
            assert cursor.rowcount == 0, statement
        assert state() == before, statement
        assert ("database", '{"code": "BH-STORE-0060"}') in attempts()[known:], statement
    for statement in DENIED:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
            cursor.execute(statement)
        assert state() == before, statement
