"""Ways in that were tried and stood open once: papers that stand up again, borrowed bytes, made-up representatives."""

from __future__ import annotations

import io
import json
import threading
from typing import Any

import pytest
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, NameObject, NumberObject
from pyhanko.pdf_utils.writer import PdfFileWriter

from benhan.forms.drawing import read_strokes
from benhan.records import amendment, attachments, documents, representatives, scans
from benhan.records.stages import DocumentStage, document_stage
from benhan.store.repository import Repository
from tests.records.test_outside import send  # noqa: F401 — a fixture
from tests.records.visit import arrive, today_form
from tests.support.cast import CAST


@pytest.mark.slow  # three papers are set and signed
def test_a_paper_that_an_amendment_replaced_does_not_stand_again_by_a_late_signature(visit, refused):
    visit.open()
    visit.write()
    visit.prepare()
    visit.sign()
    first = visit.confirm()
    with Repository(by=CAST.an) as repository:
        visit.response = amendment.amend(
            repository, document=first, encounter=visit.encounter, reason="Sửa lý do vào viện"
        )
    visit.prepare()
    visit.sign()
    visit.confirm()
    with Repository(by=CAST.binh) as repository:
        old = repository.read("DocumentReference", first.id)
    assert document_stage(old.resource) is DocumentStage.SUPERSEDED
    refused("BH-RECORD-0068", visit.sign, "file_giver", document=old)  # an optional place, still open
    with Repository(by=CAST.binh) as repository:
        assert repository.read("DocumentReference", old.id).version == old.version


@pytest.mark.parametrize("kind", ["15/BV1", attachments.ATTACHED])
def test_the_fhir_face_borrows_nobodys_bytes_by_their_digest_alone(visit, send, refused, kind):  # noqa: F811
    visit.open()
    visit.write()
    secret = documents.sha256_of(visit.prepare())
    other = arrive()
    version = today_form("15/BV1").version
    body = {
        "resourceType": "DocumentReference", "id": "muon", "status": "current",
        "type": {"coding": [{"system": documents.DOCUMENT_KIND, "code": kind, "version": version}]},
        "subject": {"reference": f"Patient/{other.encounter.patient}"},
        "content": [{"attachment": {"contentType": "application/pdf", "url": secret}}],
        "context": {"encounter": [{"reference": other.encounter.reference}]},
    }  # fmt: skip
    assert send(CAST.an, "PUT", "DocumentReference/muon", body)[0] == 201
    read = documents.open_pdf if kind == "15/BV1" else attachments.open_attachment

    def borrow() -> None:
        with Repository(by=CAST.an) as repository:
            read(repository, "muon")

    refused("BH-STORE-0001", borrow)


@pytest.mark.parametrize("kind", ["", "legal"])
def test_whoever_is_merely_written_down_as_related_confirms_nothing(visit, refused, kind):
    patient = visit.encounter.patient
    extension = {"extension": [{"url": representatives.KIND, "valueCode": kind}]} if kind else {}
    person: dict[str, Any] = {
        "resourceType": "RelatedPerson", **extension, "patient": {"reference": f"Patient/{patient}"},
        "name": [{"text": "Người Lạ"}], "telecom": [{"system": "phone", "value": "0900000000"}],
    }  # fmt: skip
    with Repository(by=CAST.binh) as repository:
        made = repository.create(person)
        refused(
            "BH-RECORD-0132",
            representatives.demand,
            repository,
            patient=patient,
            reference=made.reference,
        )


def test_a_number_too_large_for_any_screen_is_no_drawing():
    assert read_strokes(f"[[[1{'0' * 400}, 1]]]") is None
    assert read_strokes(json.dumps([[[1, 1], [2, 2]]])) is not None


def test_a_pdf_whose_page_is_its_own_parent_is_refused_and_does_not_hold_the_process(refused):
    writer = PdfFileWriter()
    page = DictionaryObject({NameObject("/Type"): NameObject("/Page")})
    reference = writer.add_object(page)
    page[NameObject("/Parent")] = reference
    pages = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Pages"),
            NameObject("/Kids"): ArrayObject([reference]),
            NameObject("/Count"): NumberObject(1),
        }
    )
    writer.root[NameObject("/Pages")] = writer.add_object(pages)
    out = io.BytesIO()
    writer.write(out)
    found: list[Any] = []

    def read() -> None:
        found.append(refused("BH-RECORD-0077", scans.pages_of, out.getvalue()))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    thread.join(10)
    assert found
