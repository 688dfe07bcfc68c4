"""Nobody writes records, papers or signatures past the pages; what others write of a visit breaks nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client

from benhan.access import break_glass, sessions
from benhan.access.models import Account, Membership
from benhan.fhir import jsontext, systems
from benhan.fhir.problems import ProblemError
from benhan.records import completeness, signatures
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE, RecordStage, record_stage, tagged
from benhan.store.repository import Repository
from tests.support.cast import CAST, FACILITY


@pytest.fixture
def send(db):
    """`send(actor, method, path, body)`: (status, code of the first issue) over the FHIR face."""

    def run(actor, method, path, body=None):
        account = Account.objects.filter(login=actor.account).first()
        account = account or Account.objects.create_account(actor.account, None, name=actor.name)
        membership, _ = Membership.objects.get_or_create(
            account=account,
            facility_id=FACILITY,
            defaults={
                "practitioner": actor.practitioner,
                "roles": sorted(actor.roles),
                "departments": sorted(actor.departments),
                "valid_from": date(2026, 1, 1),
            },
        )
        client = Client(
            headers={"authorization": f"Bearer {sessions.issue_token(membership, 'user/*.cruds')}"}
        )
        text = jsontext.render(body) if body else ""
        answer = client.generic(method, f"/fhir/{path}", text, content_type="application/fhir+json")
        said = jsontext.parse(answer.content) if answer.content else {}
        issue = said.get("issue", ({},))[0]
        return answer.status_code, issue.get("details", {}).get("coding", ({},))[0].get("code", "")

    return run


REFUSED = (403, "BH-RECORD-0017")


def test_a_doctor_forges_nothing_of_a_record_over_fhir(visit, send):
    visit.open()
    visit.write()
    paper = visit.prepare()
    record, response = visit.record, visit.response
    assert record and response
    forged_record = tagged(record.resource, RECORD_STAGE, RecordStage.SEALED)
    forged_paper = tagged(paper.resource, DOCUMENT_STAGE, "signed")
    for stored, forged in ((record, forged_record), (paper, forged_paper)):
        assert send(CAST.an, "PUT", stored.reference, forged) == REFUSED
        plain = {
            **stored.resource,
            "meta": {},
            "extension": [],
            "identifier": [],
            "content": [{"attachment": {"title": "x"}}],
        }
        assert send(CAST.an, "PUT", stored.reference, plain) == REFUSED, "the marks taken off"
        assert send(CAST.an, "DELETE", stored.reference) == REFUSED
        new = {key: value for key, value in forged.items() if key != "id"}
        assert send(CAST.an, "POST", stored.type, new) == REFUSED
    with Repository(by=CAST.an) as repository:
        facts = repository.search("Observation", [("derived-from", response.reference)]).matches
    assert facts
    for stored in (response, facts[0]):
        assert send(CAST.an, "PUT", stored.reference, {**stored.resource, "status": "amended"}) == REFUSED
        assert send(CAST.an, "DELETE", stored.reference) == REFUSED
    without = {key: value for key, value in facts[0].resource.items() if key != "derivedFrom"}
    assert send(CAST.an, "PUT", facts[0].reference, without) == REFUSED


def test_a_forged_signature_is_refused_and_a_plain_provenance_is_no_signature(visit, send):
    visit.open()
    visit.write()
    visit.prepare()
    paper = visit.sign("examining_doctor")
    with Repository(by=CAST.an) as repository:
        real = signatures.provenances(repository, paper)
        assert len(real) == 1
    forged = {key: value for key, value in real[0].resource.items() if key not in ("id", "meta")}
    assert send(CAST.an, "POST", "Provenance", forged) == REFUSED
    assert send(CAST.an, "DELETE", real[0].reference) == REFUSED
    plain = {key: value for key, value in forged.items() if key != "signature"}
    assert send(CAST.an, "POST", "Provenance", plain)[0] == 201
    with Repository(by=CAST.an) as repository:
        assert len(signatures.provenances(repository, paper)) == 1


def test_what_another_system_writes_of_a_visit_is_neither_its_record_nor_its_paper(visit, send):
    subject = {"reference": f"Patient/{visit.encounter.patient}"}
    here = {"reference": visit.encounter.reference}
    others = (
        {"resourceType": "Composition", "status": "final", "type": {"text": "Tóm tắt"}, "subject": subject, "encounter": here,
         "date": "2026-01-02", "author": [{"display": "x"}], "title": "x"},
        {"resourceType": "DocumentReference", "status": "current", "subject": subject, "context": {"encounter": [here]},
         "content": [{"attachment": {"title": "Ảnh chụp", "url": "https://pacs.example/1"}}]},
        {"resourceType": "QuestionnaireResponse", "status": "completed", "subject": subject, "encounter": here,
         "questionnaire": "https://other.example/Questionnaire/1"},
    )  # fmt: skip
    for one in others:
        assert send(CAST.an, "POST", one["resourceType"], one)[0] == 201
    visit.finish()
    with Repository(by=CAST.an) as repository:
        assert len(completeness.documents_of(repository, visit.record)) == 2
    assert record_stage(visit.close().resource) is RecordStage.CLOSED


def test_a_chart_opened_by_break_glass_gives_no_lasting_care(visit, send):
    patient = visit.encounter.patient
    grabbed = {**visit.encounter.resource, "serviceProvider": {"reference": "Organization/khoa-ngoai"}}
    fresh = {key: value for key, value in grabbed.items() if key not in ("id", "meta")}
    episode = {
        "resourceType": "EpisodeOfCare", "status": "active", "patient": {"reference": f"Patient/{patient}"},
        "careManager": {"reference": "Practitioner/nv-chi"},
    }  # fmt: skip
    tries = (
        ("PUT", visit.encounter.reference, grabbed),
        ("POST", "Encounter", fresh),
        ("POST", "EpisodeOfCare", episode),
    )
    for method, path, body in tries:
        assert send(CAST.chi, method, path, body)[0] == 404
    signed_in = replace(CAST.chi, account=str(Account.objects.get(login=CAST.chi.account).id))
    with Repository(by=signed_in):
        break_glass.open_chart(
            patient=patient, reason="cap-cuu", explanation="Người bệnh ngừng thở", by=signed_in
        )
    assert send(CAST.chi, "GET", f"Patient/{patient}")[0] == 200
    for method, path, body in (*tries, ("DELETE", visit.encounter.reference, None)):
        assert send(CAST.chi, method, path, body) == (403, "BH-ACCESS-0014")
    with pytest.raises(ProblemError, match="BH-ACCESS-0014"):
        visit.open(by=signed_in)


def test_a_prescription_of_the_pages_is_not_rewritten_over_fhir(visit, send):
    visit.open()
    visit.prescribe()
    with Repository(by=CAST.an) as repository:
        line = repository.search("MedicationRequest", [("encounter", visit.encounter.reference)]).matches[0]
    more = {**line.resource, "dispenseRequest": {"quantity": {"value": 900}}}
    assert send(CAST.an, "PUT", line.reference, more) == REFUSED
    assert any(one["system"] == systems.PRESCRIPTION_CODE for one in [line.resource["groupIdentifier"]])
