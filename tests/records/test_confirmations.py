"""Patients and relatives confirm by code or device, or refuse; what they did is kept, bound to the bytes, and shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.utils import timezone

from benhan.access.models import Facility
from benhan.fhir.problems import ProblemError
from benhan.law import representatives as law
from benhan.records import (
    confirmations,
    confirming,
    consents,
    documents,
    messages,
    one_time_codes,
    representatives,
)
from benhan.records.authority import desk
from benhan.records.models import BiometricResult, OneTimeCode
from benhan.records.representatives import Described
from benhan.records.stages import DocumentStage, document_stage
from benhan.signing.confirmations import Circumstances
from benhan.signing.devices import AgentDevice
from benhan.signing.verification import verify_pdf
from benhan.store import blobs
from benhan.store.repository import Repository, Stored
from tests.records.visit import PATIENT_NAME, Visit
from tests.support.cast import CAST, FACILITY
from tests.support.device_agent import Agent, recognised, running

pytestmark = pytest.mark.slow  # papers are set by typst and signed with real keys
PHONE = "0912345678"


@pytest.fixture
def paper(visit: Visit, settings: Any, tmp_path: Any) -> Visit:
    """The record form's paper, signed by its doctor: the patient's turn."""
    settings.BENHAN_MESSAGES = "demo"
    visit.open()
    visit.write()
    visit.prepare()
    visit.sign()
    messages.demo_outbox().file.unlink(missing_ok=True)
    return visit


@pytest.fixture
def agent() -> Iterator[Agent]:
    with running() as made:
        yield made


def about(document: Stored, **changes: Any) -> Circumstances:
    values: dict[str, Any] = {
        "document_sha256": documents.sha256_of(document), "text": "Tôi xác nhận.", "person": PATIENT_NAME,
        "relation": "", "representative": "", "witness_account": CAST.binh.account, "witness_name": CAST.binh.name,
        "station": "Trình duyệt thử", "address": "127.0.0.1", "at": timezone.now(),
    } | changes  # fmt: skip
    return Circumstances(**values)


def sent(visit: Visit, document: Stored | None = None) -> tuple[OneTimeCode, str]:
    """A code on its way, and the digits as the telephone shows them."""
    target = document or visit.paper
    assert target
    with Repository(by=CAST.binh) as repository:
        row = one_time_codes.send(
            repository, document=target, document_sha256=documents.sha256_of(target), role="patient", person="",
            phone=PHONE, facility="BV", paper="ABC",
        )  # fmt: skip
    found = re.search(r"xac nhan (\d{6})", messages.demo_outbox().messages()[0]["text"])
    assert found
    return row, found[1]


def answered(visit: Visit, row: OneTimeCode, digits: str, **changes: Any) -> OneTimeCode | ProblemError:
    assert visit.paper
    asked: dict[str, Any] = {
        "id_": str(row.id), "document": visit.paper, "document_sha256": documents.sha256_of(visit.paper),
        "role": "patient", "given": digits,
    } | changes  # fmt: skip
    with Repository(by=CAST.binh) as repository:
        return one_time_codes.check(repository, **asked)


def code_of(result: OneTimeCode | ProblemError) -> str:
    assert isinstance(result, ProblemError)
    return result.problem.code


def test_emr_esig_12_a_code_from_the_telephone_confirms_the_very_bytes(paper: Visit) -> None:
    row, digits = sent(paper)
    checked = answered(paper, row, f" {digits[:3]} {digits[3:]} ")
    assert isinstance(checked, OneTimeCode)
    document = paper.paper
    assert document
    with Repository(by=CAST.binh) as repository:
        done = confirmations.confirm_with_code(
            repository,
            form=documents.form_of(document),
            document=document,
            about=about(document),
            row=checked,
        )
        (*_, proof) = confirmations.proofs(repository, done)
        content = documents.pdf_of(repository, done)
    assert document_stage(done.resource) is DocumentStage.SIGNED
    assert (proof.role, proof.who, proof.capacity, proof.method_class) == (
        "patient",
        PATIENT_NAME,
        "patient",
        3,
    )
    assert proof.evidence["kind"] == "code-confirmation"
    assert proof.evidence["document_sha256"] == documents.sha256_of(document)
    assert proof.evidence["channel"] == "091****678"
    assert proof.evidence["transaction"] == str(row.id)
    assert digits not in json.dumps(dict(proof.evidence))
    assert verify_pdf(content, trust=desk().trust).is_valid


def test_the_code_itself_is_nowhere_and_the_message_names_no_patient(paper: Visit) -> None:
    row, digits = sent(paper)
    assert digits not in {row.digest, row.sent_as} and len(row.digest) == 64
    (message,) = messages.demo_outbox().messages()
    assert PATIENT_NAME not in message["text"]
    assert message["text"].isascii()


def test_five_wrong_tries_end_a_code_even_for_the_right_digits(paper: Visit) -> None:
    row, digits = sent(paper)
    wrong = f"{(int(digits) + 1) % 1_000_000:06d}"
    assert [code_of(answered(paper, row, wrong)) for _ in range(5)] == ["BH-RECORD-0125"] * 4 + [
        "BH-RECORD-0126"
    ]
    assert code_of(answered(paper, row, digits)) == "BH-RECORD-0126"


def test_a_code_is_good_once_for_five_minutes_for_one_paper_and_one_place(paper: Visit) -> None:
    row, digits = sent(paper)
    assert code_of(answered(paper, row, digits, document_sha256="0" * 64)) == "BH-RECORD-0126"
    assert code_of(answered(paper, row, digits, role="witness")) == "BH-RECORD-0126"
    assert code_of(answered(paper, row, digits, id_="không phải mã")) == "BH-RECORD-0126"
    assert isinstance(answered(paper, row, digits), OneTimeCode)
    assert code_of(answered(paper, row, digits)) == "BH-RECORD-0126"
    row, digits = sent(paper)
    OneTimeCode.objects.filter(pk=row.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert code_of(answered(paper, row, digits)) == "BH-RECORD-0126"


def test_a_second_code_ends_the_first(paper: Visit) -> None:
    first, digits = sent(paper)
    second, newer = sent(paper)
    assert code_of(answered(paper, first, digits)) == "BH-RECORD-0126"
    assert isinstance(answered(paper, second, newer), OneTimeCode)


def test_codes_are_not_sent_without_end_nor_without_a_way(paper: Visit, settings: Any) -> None:
    for _ in range(5):
        sent(paper)
    with pytest.raises(ProblemError, match="BH-RECORD-0127"):
        sent(paper)
    settings.BENHAN_MESSAGES = "none"
    OneTimeCode.objects.all().update(sent_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(ProblemError, match="BH-RECORD-0128"):
        sent(paper)


def test_emr_esig_11_a_device_leaves_its_result_sealed_and_apart(paper: Visit, agent: Agent) -> None:
    document = paper.paper
    assert document
    with Repository(by=CAST.binh) as repository:
        done = confirmations.confirm_with_device(
            repository, form=documents.form_of(document), document=document, about=about(document),
            device=AgentDevice(agent.url),
        )  # fmt: skip
        (*_, proof) = confirmations.proofs(repository, done)
        (kept,) = BiometricResult.objects.filter(facility=FACILITY)
    assert proof.method_class == 2
    assert proof.evidence["kept_as"] == str(kept.id)
    assert "template" not in json.dumps(dict(proof.evidence))
    assert b"ab" * 16 not in bytes(kept.sealed)
    assert confirmations.opened(FACILITY, kept.id, bytes(kept.sealed))["template_sha256"] == "ab" * 32
    with pytest.raises(InvalidTag):
        confirmations.opened("khac", kept.id, bytes(kept.sealed))


def test_a_device_that_knows_nobody_changes_nothing(paper: Visit, agent: Agent) -> None:
    agent.answer = lambda asked: recognised(asked, outcome="no-match")
    document = paper.paper
    assert document
    with pytest.raises(ProblemError, match="BH-SIGN-0083"), Repository(by=CAST.binh) as repository:
        confirmations.confirm_with_device(
            repository, form=documents.form_of(document), document=document, about=about(document),
            device=AgentDevice(agent.url),
        )  # fmt: skip
    with Repository(by=CAST.binh) as repository:
        assert repository.read("DocumentReference", document.id).version == document.version
    assert not BiometricResult.objects.exists()


def test_a_refusal_stands_on_the_paper_with_two_witnesses_and_agrees_to_nothing(paper: Visit) -> None:
    document = paper.paper
    assert document
    form = documents.form_of(document)
    for reason, second in (
        ("", "Trần Văn Hai"),
        ("Muốn hỏi người nhà", ""),
        ("Muốn hỏi", CAST.binh.name.upper()),
    ):
        with pytest.raises(ProblemError, match="BH-RECORD-0133"), Repository(by=CAST.binh) as repository:
            confirmations.refuse(
                repository, form=form, document=document, about=about(document), reason=reason,
                second_witness=second, second_capacity="người nhà",
            )  # fmt: skip
    with Repository(by=CAST.binh) as repository:
        done = confirmations.refuse(
            repository, form=form, document=document, about=about(document), reason="Muốn hỏi người nhà trước",
            second_witness="Trần Văn Hai", second_capacity="người nhà giường bên",
        )  # fmt: skip
        (*_, proof) = confirmations.proofs(repository, done)
        assert consents.decision_of(repository, done) == consents.REFUSED
    assert (proof.method_class, proof.who) == (0, f"{PATIENT_NAME} (từ chối ký)")
    assert proof.evidence["second_witness"]["name"] == "Trần Văn Hai"
    assert confirming.refused_roles(done) == {"patient"}


def test_under_sixteen_a_representative_confirms(paper: Visit) -> None:
    document = paper.paper
    assert document
    with Repository(by=CAST.lan) as repository:
        patient = repository.read("Patient", document.patient)
        born = timezone.localdate().replace(day=1) - timedelta(days=365 * 10)
        repository.update({**patient.resource, "birthDate": born.isoformat()})
    with pytest.raises(ProblemError, match="BH-RECORD-0130"):
        paper.confirm()
    paper.confirm(relation="mẹ", person="Nguyễn Thị Mẹ")
    assert paper.paper
    with Repository(by=CAST.binh) as repository:
        (*_, proof) = confirmations.proofs(repository, paper.paper)
    assert proof.capacity == "representative"


def test_a_form_may_take_digital_signatures_only(paper: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    strict = replace(law.strong_forms(), enforce=True, forms=frozenset({"15/BV1"}))
    monkeypatch.setattr(confirming, "strong_forms", lambda: strict)
    with pytest.raises(ProblemError, match="BH-RECORD-0131"):
        paper.confirm()


def test_nobody_confirms_in_a_place_of_the_staff(paper: Visit) -> None:
    document = paper.paper
    assert document
    row, digits = sent(paper)
    checked = answered(paper, row, digits)
    assert isinstance(checked, OneTimeCode)
    with pytest.raises(ProblemError, match="BH-RECORD-0003"), Repository(by=CAST.binh) as repository:
        confirmations.confirm_with_code(
            repository, form=documents.form_of(document), document=document, about=about(document), row=checked,
            role="file_giver",
        )  # fmt: skip


def test_emr_law_13_a_representative_is_kept_with_kind_basis_and_dates(paper: Visit) -> None:
    patient = paper.encounter.patient
    known = Described(
        "legal", "Nguyễn Thị Mẹ", "mẹ", identifier="027150000001", phone=PHONE, basis_title="Giấy khai sinh số 12/2016",
        basis_file=b"%PDF-1.7 thu", basis_type="application/pdf",
    )  # fmt: skip
    with Repository(by=CAST.binh) as repository:
        stored = representatives.add(repository, patient=patient, described=known)
        (found,) = representatives.of_patient(repository, patient)
        assert representatives.demand(repository, patient=patient, reference=stored.reference).id == found.id
    kind = representatives.kind_of(found.resource)
    assert kind and (kind.key, kind.basis) == ("legal", "RECALLED")
    assert representatives.basis_of(found.resource) == "Giấy khai sinh số 12/2016"
    assert representatives.phone_of(found.resource) == PHONE
    (basis,) = (one for one in found.resource["extension"] if one["url"] == representatives.BASIS)
    url = next(one["valueAttachment"]["url"] for one in basis["extension"] if one["url"] == "attachment")
    with Repository(by=CAST.binh):
        assert blobs.get(FACILITY, url.removeprefix("urn:sha256:")) == known.basis_file
    with Repository(by=CAST.lan) as repository:
        repository.update({**found.resource, "period": {"start": "2020-01-01", "end": "2020-12-31"}})
    with Repository(by=CAST.binh) as repository:
        assert representatives.of_patient(repository, patient) == ()
        with pytest.raises(ProblemError, match="BH-RECORD-0132"):
            representatives.demand(repository, patient=patient, reference=stored.reference)


@pytest.mark.parametrize(
    "described",
    [
        Described("legal", "Nguyễn Thị Mẹ", "mẹ"),
        Described("la", "Nguyễn Thị Mẹ", "mẹ", basis_title="x"),
        Described("family", " ", "mẹ"),
        Described("family", "Nguyễn Thị Mẹ", ""),
    ],
)
def test_a_representative_without_what_the_kind_asks_for_is_not_kept(
    paper: Visit, described: Described
) -> None:
    with pytest.raises(ProblemError, match="BH-RECORD-0134"), Repository(by=CAST.binh) as repository:
        representatives.add(repository, patient=paper.encounter.patient, described=described)


def test_the_evidence_of_a_code_verifies_with_the_package(paper: Visit) -> None:
    """Whoever checks a package finds each piece of evidence bound to a revision of a PDF in it."""
    from benhan.records.verification import _confirmed, _revision_digests

    row, digits = sent(paper)
    checked = answered(paper, row, digits)
    document = paper.paper
    assert document and isinstance(checked, OneTimeCode)
    assert Facility.objects.filter(code=FACILITY).exists()
    with Repository(by=CAST.binh) as repository:
        done = confirmations.confirm_with_code(
            repository,
            form=documents.form_of(document),
            document=document,
            about=about(document),
            row=checked,
        )
        content = documents.pdf_of(repository, done)
        (evidence,) = confirmations.evidence_files(
            confirmations.proofs(repository, done), repository
        ).values()
    assert _confirmed(evidence) <= _revision_digests(content)


@pytest.mark.parametrize(
    ("born", "age"),
    [("2010-11-23", 16), ("2010-11-24", 15), ("2010", 15), ("2010-11", 15), ("2010-10", 16), ("", None)],
)
def test_a_partial_date_of_birth_counts_from_its_last_day(born: str, age: int | None) -> None:
    from datetime import date

    assert confirming.age_of({"birthDate": born}, date(2026, 11, 23)) == age
