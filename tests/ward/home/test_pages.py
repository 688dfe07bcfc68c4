"""Việc của tôi, for each of the cast."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.access.models import BreakGlass
from benhan.fhir.systems import DOCUMENT_KIND
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE
from benhan.store.repository import Repository
from tests.ward import places
from tests.ward.queries import counted


def read(page) -> str:
    return page.content.decode()


@pytest.fixture
def work(facility, cast):
    """An has one visit open, one unsigned paper, and a record 40 hours old."""
    places.departments()
    known = places.patient()
    visit = places.visit(known, status="arrived")
    moment = timezone.localtime(timezone.now() - timedelta(hours=40)).isoformat(timespec="seconds")
    kind = {"coding": [{"system": DOCUMENT_KIND, "code": "15/BV1"}], "text": "Bệnh án ngoại trú"}
    author = [{"reference": "Practitioner/nv-an"}]
    with Repository(by=cast.an) as repository:
        opened = {**visit.resource, "status": "in-progress", "participant": [{"individual": author[0]}]}
        repository.update(opened)
        repository.create(
            {
                "resourceType": "DocumentReference",
                "meta": {"tag": [{"system": DOCUMENT_STAGE, "code": "prepared"}]},
                "status": "current",
                "type": kind,
                "subject": {"reference": known.reference},
                "date": moment,
                "author": author,
                "content": [{"attachment": {"contentType": "application/pdf", "title": "x"}}],
                "context": {"encounter": [{"reference": visit.reference}]},
            }
        )
        repository.create(
            {
                "resourceType": "Composition",
                "meta": {"tag": [{"system": RECORD_STAGE, "code": "open"}]},
                "status": "preliminary",
                "type": kind,
                "subject": {"reference": known.reference},
                "encounter": {"reference": visit.reference},
                "date": moment,
                "author": author,
                "title": "Bệnh án ngoại trú",
            }
        )
    return visit


def test_a_doctor_sees_the_open_visit_the_unsigned_paper_and_what_is_overdue(work, browser, cast):
    page = read(browser(cast.an).get("/"))
    assert page.count(f"/kham/luot/{work.id}/") >= 3
    assert "Quá hạn" in page
    assert "Chưa ký" in page
    assert "NGUYỄN THỊ THUỲ DƯƠNG" in page


def test_another_doctor_sees_none_of_it(work, browser, cast):
    page = read(browser(cast.chi).get("/"))
    assert "DƯƠNG" not in page
    assert "Không có giấy tờ nào chờ" in page


def test_planning_sees_the_overdue_record_as_a_number_without_names(work, browser, cast):
    page = read(browser(cast.minh).get("/"))
    assert "Hồ sơ quá hạn" in page
    assert "DƯƠNG" not in page


def test_openings_nobody_has_reviewed_wait_for_the_director_and_security(facility, browser, cast):
    now = timezone.now()
    places.departments()
    with Repository(by=cast.an):
        BreakGlass.objects.create(
            facility="24001", account="x", account_name="x", patient="p", reason="khac", explanation="x" * 12,
            granted_at=now, expires_at=now,
        )  # fmt: skip
    for who in (cast.hanh, cast.dung):
        page = read(browser(who).get("/"))
        assert "Mở khẩn cấp chưa xem xét" in page
        assert 'class="card number-card tone-son" href="/quan-tri/mo-khan-cap/"' in page


@pytest.mark.parametrize("who", ["an", "binh", "chi", "dung", "lan", "minh", "hanh", "stranger"])
def test_everybody_has_a_first_page_within_its_queries(work, browser, cast, who):
    assert counted(browser(getattr(cast, who)), "/") <= 12
