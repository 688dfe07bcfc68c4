"""The job that renews archive timestamps: what is due, what it writes down, and that the document stays as it was."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.records import documents, renewal
from benhan.records.authority import desk
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.models import ArchiveStamp
from benhan.signing.verification import verify_pdf
from benhan.store import border
from benhan.store.repository import Repository
from tests.records.visit import Visit
from tests.support.cast import CAST, FACILITY
from tests.support.timestamps import stamping

pytestmark = pytest.mark.slow  # a record is sealed


@pytest.fixture
def archived(visit: Visit) -> Visit:
    visit.finish()
    visit.close()
    visit.approve()
    visit.seal()
    return visit


def weaken() -> None:
    with border.facility_transaction(FACILITY):
        ArchiveStamp.objects.update(holds_until=timezone.now() + timedelta(days=30), tried_at=None)


def test_every_sealed_paper_is_watched_and_nothing_is_renewed_before_its_time(archived):
    with border.facility_transaction(FACILITY):
        assert set(ArchiveStamp.objects.values_list("document", flat=True)) == {
            archived.paper.id,
            archived.prescription.id,
        }
    assert renewal.renew_due() == renewal.Renewed((), ())


def test_what_weakens_gets_a_new_timestamp_beside_the_untouched_document(archived, signing, settings):
    with Repository(by=CAST.hanh) as repository:
        before = repository.read("DocumentReference", archived.paper.id)
        kept = documents.pdf_of(repository, before)
    weaken()
    assert set(renewal.renew_due().done) == {archived.paper.id, archived.prescription.id}
    with Repository(by=CAST.hanh) as repository:
        after = repository.read("DocumentReference", archived.paper.id)
        assert after.version == before.version
        fresh = renewal.newest_pdf(repository, after, documents.pdf_of(repository, after))
        assert documents.open_pdf(repository, after.id)[1] == fresh
    assert fresh.startswith(kept)
    assert len(fresh) > len(kept)
    report = verify_pdf(fresh, trust=desk().trust)
    assert report.is_untouched, report.developer
    assert len(report.timestamps) == len(verify_pdf(kept, trust=desk().trust).timestamps) + 1
    assert renewal.renew_due().done == ()  # not again


def test_a_dead_service_is_written_down_and_tried_again_later(archived, signing, settings):
    weaken()
    with stamping(DemoAuthority.open(signing / "pki").timestamps()) as server:
        settings.BENHAN_TIMESTAMP_URL, settings.BENHAN_TIMESTAMP_TIMEOUT_S = server.url, 1
        server.mood = "down"
        assert {code for _, code in renewal.renew_due().failed} == {"BH-SIGN-0010"}
        assert renewal.renew_due() == renewal.Renewed((), ())  # it rests for half a day
        server.mood = ""
        with border.facility_transaction(FACILITY):
            ArchiveStamp.objects.update(tried_at=timezone.now() - timedelta(days=1))
        assert len(renewal.renew_due().done) == 2
    with border.facility_transaction(FACILITY):
        assert {one.code for one in ArchiveStamp.objects.all()} == {""}
        assert {one.renewals for one in ArchiveStamp.objects.all()} == {1}
        assert all(len(one.earlier) == 1 for one in ArchiveStamp.objects.all())
