"""A record exported, lost and taken in again is the same record: resources, bytes and signatures."""

from __future__ import annotations

import pytest

from benhan.access.actor import system_actor
from benhan.fhir import jsontext
from benhan.fhir.problems import ProblemError
from benhan.records import documents, package
from benhan.records.arrival import same_content, take_in
from benhan.records.completeness import documents_of
from benhan.records.stages import RecordStage, record_stage
from benhan.records.stored_verification import verify_documents
from benhan.records.verification import verify_package
from benhan.store.repository import Repository
from tests.records.sealed import Sealed
from tests.support.cast import CAST, FACILITY, OTHER_FACILITY

pytestmark = pytest.mark.slow  # the shared sealed record takes about ten seconds to make


def refusal(content: bytes, sealed: Sealed, facility: str = FACILITY) -> ProblemError:
    with pytest.raises(ProblemError) as raised, Repository(by=system_actor(facility)) as repository:
        take_in(repository, content, sealed.trust)
    with Repository(by=system_actor(FACILITY)) as repository:
        assert not repository.search("Composition").matches
    return raised.value


def test_a_record_taken_in_by_another_database_verifies_equal(empty_hospital: None, sealed: Sealed) -> None:
    with Repository(by=CAST.system) as repository:
        arrived = take_in(repository, sealed.content, sealed.trust)
    assert arrived.is_new
    assert arrived.kept == ()
    bundle = jsontext.parse(sealed.files["fhir/ho-so-benh-an.json"])
    resources = [entry["resource"] for entry in bundle["entry"]]
    assert arrived.created == len(resources)
    with Repository(by=CAST.minh) as repository:
        record = repository.read("Composition", sealed.record.id)
        assert record_stage(record.resource) is RecordStage.SEALED
        for one in resources[1:]:
            here = repository.read(one["resourceType"], one["id"])
            assert same_content(here.resource, one), here.reference
        papers = documents_of(repository, record)
        assert {documents.pdf_of(repository, one) for one in papers} == set(sealed.pdfs.values())
        reports = verify_documents(repository, record, sealed.trust)
        assert all(one.is_valid for one in reports) and len(reports) == len(sealed.pdfs)
        name, content = package.export(repository, record.id)
    assert (name, content) == (sealed.name, sealed.content)
    assert verify_package(content, sealed.trust).is_valid
    with Repository(by=CAST.system) as repository:
        again = take_in(repository, sealed.content, sealed.trust)
    assert (again.is_new, again.created) == (False, 0)


def test_what_does_not_verify_or_belongs_elsewhere_stores_nothing(
    empty_hospital: None, sealed: Sealed
) -> None:
    flipped = bytearray(sealed.content)
    flipped[len(flipped) // 2] ^= 1
    assert refusal(bytes(flipped), sealed).problem.code == "BH-RECORD-0120"
    assert refusal(b"PK", sealed).problem.code == "BH-RECORD-0120"
    assert refusal(sealed.content, sealed, OTHER_FACILITY).problem.code == "BH-RECORD-0121"


def test_a_doctor_takes_no_record_in(empty_hospital: None, sealed: Sealed) -> None:
    for actor in (CAST.an, CAST.minh, CAST.hanh):
        with pytest.raises(ProblemError), Repository(by=actor) as repository:
            take_in(repository, sealed.content, sealed.trust)


def test_a_patient_known_here_with_other_words_stays_and_is_named(
    empty_hospital: None, sealed: Sealed
) -> None:
    bundle = jsontext.parse(sealed.files["fhir/ho-so-benh-an.json"])
    patient = next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Patient")
    with Repository(by=CAST.system) as repository:
        repository.create({**patient, "gender": "unknown"}, id=patient["id"])
    with Repository(by=CAST.system) as repository:
        arrived = take_in(repository, sealed.content, sealed.trust)
        assert repository.read("Patient", patient["id"]).resource["gender"] == "unknown"
    assert arrived.kept == (f"Patient/{patient['id']}",)


def test_a_paper_known_here_with_other_words_stops_the_whole(empty_hospital: None, sealed: Sealed) -> None:
    bundle = jsontext.parse(sealed.files["fhir/ho-so-benh-an.json"])
    by_type = {e["resource"]["resourceType"]: e["resource"] for e in bundle["entry"]}
    with Repository(by=CAST.system) as repository:
        repository.create(by_type["Patient"], id=by_type["Patient"]["id"])
        paper = by_type["DocumentReference"]
        repository.create({**paper, "description": "khác"}, id=paper["id"])
    assert refusal(sealed.content, sealed).problem.code == "BH-RECORD-0123"


def test_a_record_that_is_here_with_other_contents_is_left_alone(
    empty_hospital: None, sealed: Sealed
) -> None:
    with Repository(by=CAST.system) as repository:
        take_in(repository, sealed.content, sealed.trust)
        record = repository.read("Composition", sealed.record.id)
        repository.update({**record.resource, "extension": record.resource["extension"][:1]})
    with pytest.raises(ProblemError) as raised, Repository(by=CAST.system) as repository:
        take_in(repository, sealed.content, sealed.trust)
    assert raised.value.problem.code == "BH-RECORD-0122"
