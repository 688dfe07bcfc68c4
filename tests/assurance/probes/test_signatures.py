"""Signatures are checked anew, not believed."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.assurance import running
from benhan.law.probes import probe_rules
from benhan.records import sampling
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE
from benhan.signing.models import ArchiveStamp, Certificate
from benhan.store import blobs
from benhan.store.repository import Repository
from tests.assurance.probes.conftest import meets
from tests.signing.conftest import doctor_signed, pki, plain_pdf  # noqa: F401 — fixtures
from tests.support.cast import CAST

HERE = CAST.dung.facility
HOLD = ("14423/5.4.2.8", "11930/7.2.3.5.a", "11930/7.2.4.1.a")


@pytest.fixture
def signing(settings, monkeypatch, pki, repository):  # noqa: F811
    settings.BENHAN_SIGNING = "register"
    monkeypatch.setattr(sampling, "desk", lambda: SimpleNamespace(trust=pki.authority.trust()))


def stamped(content, **fields):
    now = timezone.now()
    digest = blobs.put(HERE, content, "application/pdf")
    full = {"stamped_at": now, "holds_until": now + timedelta(days=900), "document": digest[:12]} | fields
    return ArchiveStamp.objects.create(
        facility=HERE, sha256=digest, authority="TSA", digest="sha256", count=1, **full
    )


@pytest.mark.slow  # a real signature is made, once, and checked
def test_a_signature_that_no_longer_holds_is_found(ask, signing, doctor_signed):  # noqa: F811
    stamped(doctor_signed)
    facts = ask("signatures")
    assert facts["checked"] == 1
    assert {meets("signatures", one, facts) for one in HOLD} == {True}
    stamped(doctor_signed.replace(b"%%EOF", b"%%EOG", 1), document="sua")
    facts = ask("signatures")
    assert facts["broken"] == ["sua"]
    assert {meets("signatures", one, facts) for one in HOLD} == {False}


def test_a_document_whose_bytes_are_gone_is_found(ask, signing):
    stamped(b"%PDF").__class__.objects.update(sha256="0" * 64)
    assert meets("signatures", "11930/7.2.4.1.a", ask("signatures")) is False


def test_a_timestamp_past_its_time_is_found(ask, signing):
    stamped(b"%PDF", holds_until=timezone.now() - timedelta(days=1))
    assert meets("signatures", "11930/7.2.4.1.a", ask("signatures")) is False


def test_a_finished_record_with_an_unsigned_paper_is_found(ask, signing, repository):
    with Repository(by=system_actor(HERE)) as office:
        office.create({"resourceType": "Patient", "id": "p1", "name": [{"text": "Người thử"}]}, id="p1")
        office.create(
            {
                "resourceType": "Encounter", "id": "e1", "status": "finished", "subject": {"reference": "Patient/p1"},
                "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
            },
            id="e1",
        )  # fmt: skip
        office.create(
            {
                "resourceType": "Composition", "id": "c1", "status": "final", "title": "Bệnh án", "date": "2026-01-02",
                "type": {"text": "Bệnh án"}, "author": [{"display": "BS. An"}],
                "subject": {"reference": "Patient/p1"}, "encounter": {"reference": "Encounter/e1"},
                "meta": {"tag": [{"system": RECORD_STAGE, "code": "sealed"}]},
            },
            id="c1",
        )  # fmt: skip
        for name, stage in (("d1", "signed"), ("d2", "prepared")):
            office.create(
                {
                    "resourceType": "DocumentReference", "id": name, "status": "current",
                    "subject": {"reference": "Patient/p1"}, "context": {"encounter": [{"reference": "Encounter/e1"}]},
                    "content": [{"attachment": {"contentType": "application/pdf"}}],
                    "meta": {"tag": [{"system": DOCUMENT_STAGE, "code": stage}]},
                },
                id=name,
            )  # fmt: skip
    facts = ask("signatures")
    assert (facts["finished"], facts["signed_percent"]) == (2, 50)
    assert meets("signatures", "14423/5.4.2.8", facts) is False


def certificate(**fields):
    now = timezone.now()
    full = {"valid_from": now - timedelta(days=9), "valid_to": now + timedelta(days=90)} | fields
    return Certificate.objects.create(
        facility=HERE, holder="seal", name="Trung tâm", kind="file", serial="01", issuer="CN=CA công cộng", der=b"x",
        added_at=now, added_by="Dũng", **full,
    )  # fmt: skip


def test_certificates_are_real_ones_and_in_their_time(ask, signing, settings):
    assert meets("signatures", "11930/7.2.3.5.b", ask("signatures")) is False  # none at all
    row = certificate(check_code="BH-SIGN-0007")
    assert meets("signatures", "11930/7.2.3.5.b", ask("signatures")) is False
    row.check_code = ""
    row.save()
    assert meets("signatures", "11930/7.2.3.5.b", ask("signatures")) is True
    settings.BENHAN_SIGNING = "demo"
    assert meets("signatures", "11930/7.2.3.5.b", ask("signatures")) is False


def test_where_nothing_signs_the_probe_says_it_cannot_look(system, repository, settings):
    settings.BENHAN_SIGNING = "none"
    seen = running.look(system, repository, probe_rules()["signatures"])
    assert (seen.state, seen.because) == ("unable", "chưa cài đặt ký số ở đây")
