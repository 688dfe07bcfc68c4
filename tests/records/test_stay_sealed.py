"""An inpatient record from admission to the archive: opened, written, signed by everybody, closed, approved, sealed."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Facility
from benhan.fhir.problems import ProblemError
from benhan.forms import catalogue
from benhan.records import completeness, discharge, documents, lifecycle, package
from benhan.records.authority import desk
from benhan.records.plain_zip import take_apart
from benhan.records.slots import rank, slots
from benhan.records.stages import RecordStage, record_stage
from benhan.records.standing import record_of
from benhan.signing.verification import verify_pdf
from benhan.store.problems import SEALED
from benhan.store.repository import Repository, Stored
from tests.forms.valid import Person, valid_answers
from tests.records.every_form import BY_WHO, HEAD, signed, written
from tests.support.cast import CAST
from tests.support.stays import HOA, HUNG, in_bed

pytestmark = pytest.mark.slow  # four papers are set, signed by everybody and sealed with real keys
PAPERS = ("01/BV1", "29/BV2", "giay-ra-vien", "tom-tat-ho-so-benh-an")
BY_WARD = {
    **BY_WHO, "doctor": HUNG, "treating_doctor": HUNG, "nurse": HOA,
    "department_head": replace(HEAD, departments=HUNG.departments),
}  # fmt: skip


@pytest.fixture
def facility(db: None, signing: object) -> Facility:
    return Facility.objects.create(
        code=CAST.an.facility, name="Bệnh viện Đa khoa Sông Cầu", insurance_code="24001", is_demo=True
    )


def paper(stay: Stored, code: str) -> None:
    """Written and signed by everybody who signs before the record is closed."""
    form = catalogue.form(code, timezone.localdate())
    with Repository(by=HUNG) as repository:
        born = repository.read("Patient", stay.patient).resource["birthDate"]
    person = Person("2", date.fromisoformat(born))
    document = written(form, stay, valid_answers(form, person, timezone.now()), BY_WARD)
    with Repository(by=HUNG) as repository:
        places = [one for one in slots(repository, form, document) if not one.is_later]
    for place in sorted(places, key=lambda one: rank(one.signer)):
        if place.signer.role not in ("file_giver", "file_receiver"):  # signed by handing over and receiving
            document = signed(form, stay, document, place.signer, BY_WARD)


def moved(record: Stored, act: Any, by: Actor) -> Stored:
    with Repository(by=by) as repository:
        return act(repository, record=record)


def test_a_stay_is_sealed_with_every_paper_it_needs_and_nothing_before(facility: Facility) -> None:
    stay = in_bed()
    for number, code in enumerate(PAPERS):
        paper(stay, code)
        with Repository(by=HUNG) as repository:
            record = record_of(repository, stay.reference)
            assert record is not None
            lacks = completeness.check_record(repository, record)
        assert bool(lacks) is (number + 1 < len(PAPERS)), [one.clinician for one in lacks]
    with Repository(by=HUNG) as repository:
        stay = discharge.discharge(repository, encounter=stay, kind="1", outcome="1", at=timezone.now())
    record = moved(record, lifecycle.close, HUNG)
    record = moved(record, lifecycle.approve, CAST.minh)
    record = moved(record, lifecycle.seal, CAST.hanh)
    assert record_stage(record.resource) is RecordStage.SEALED
    with Repository(by=CAST.minh) as repository:
        _, content = package.export(repository, record.id)
        main = completeness.main_document(completeness.documents_of(repository, record), record)
        assert main is not None
        report = verify_pdf(documents.pdf_of(repository, main), trust=desk().trust)
    assert report.is_valid, report.developer
    assert [one.field for one in report.signatures] == [
        "record_doctor", "treating_doctor", "patient", "department_head", "file_giver", "file_receiver", "director",
        "facility",
    ]  # fmt: skip
    files, differences = take_apart(content)
    assert not differences
    assert len([name for name in files if name.startswith("tai-lieu/") and name.endswith(".pdf")]) == len(
        PAPERS
    )
    exchange = next(
        json.loads(files[name]) for name in files if name.endswith(".json") and "HoSoBenhAn" in name
    )
    assert exchange
    with pytest.raises(ProblemError) as late, Repository(by=CAST.system) as repository:
        repository.update(dict(repository.read("Encounter", stay.id).resource))
    assert late.value.problem is SEALED
