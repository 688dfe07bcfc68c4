"""The paperless index counts what it says it counts."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from benhan.access.actor import system_actor
from benhan.assurance import paperless
from benhan.assurance.expecting import compare
from benhan.assurance.models import System
from benhan.assurance.probes.registry import Look, functions
from benhan.audit.entry import Entry
from benhan.law.paperless import measures
from benhan.law.probes import bindings_of
from benhan.records.stages import DOCUMENT_STAGE, RECORD_STAGE
from benhan.store.repository import Repository
from tests.support.cast import FACILITY

TODAY = date(2026, 3, 10)


def document(repository, number, stage, code="15/BV1"):
    body = {
        "resourceType": "DocumentReference", "status": "current", "date": "2026-03-02T07:30:00+07:00",
        "type": {"coding": [{"system": "https://benhan.example/fhir/CodeSystem/loai-giay-to", "code": code}]},
        "meta": {"tag": [{"system": DOCUMENT_STAGE, "code": stage}]},
        "content": [{"attachment": {"contentType": "application/pdf", "title": f"giay-{number}"}}],
    }  # fmt: skip
    with repository.guard.official("DocumentReference"):
        return repository.create(body)


def counted(key, until=TODAY):
    with Repository(by=system_actor(FACILITY)) as repository:
        return next(one for one in paperless.shares(repository, until=until) if one.measure.key == key)


@pytest.fixture
def papers(repository):
    with Repository(by=system_actor(FACILITY)) as opened:
        return [
            document(opened, number, stage)
            for number, stage in enumerate(("signed", "signed", "signed", "prepared"))
        ]


def test_nothing_to_count_is_said_and_is_no_hundred_percent(repository):
    assert counted("consents").percent is None
    assert paperless.index([counted("consents")]) is None


def test_signed_papers_count_and_unsigned_ones_do_not(papers):
    found = counted("documents")
    assert (found.part, found.whole, found.percent) == (3, 4, 75)


def test_outside_the_period_nothing_counts(papers):
    assert counted("documents", TODAY + timedelta(days=60)).whole == 0


def test_a_scan_from_paper_and_a_print_for_use_on_paper_take_away(papers):
    with Repository(by=system_actor(FACILITY)) as repository:
        document(repository, 9, "signed", code="ban-quet")
        for _ in range(2):  # printed twice, one paper
            repository.record(
                Entry("print-on-paper", resource_type="DocumentReference", resource_id=papers[0].id)
            )
    tomorrow = timezone.localdate() + timedelta(days=1)
    with Repository(by=system_actor(FACILITY)) as repository:
        found = {one.measure.key: one for one in paperless.shares(repository, until=tomorrow, days=4000)}
    assert (found["documents"].part, found["documents"].whole) == (4 - 1 - 1, 5)


def test_every_share_shows_the_searches_it_was_counted_by(repository):
    found = counted("episodes")
    assert any(one.startswith("Encounter?status=finished&date=ge2026-02-08") for one in found.asked)
    assert len({one.key for one in measures()}) == 6


def test_the_duty_to_keep_records_electronically_fails_until_one_is_closed_and_its_papers_are_signed(
    system: System, repository: Repository
):
    noon = timezone.make_aware(datetime.combine(TODAY - timedelta(days=1), time(12)))
    [(rule, bound)] = [
        one for one in bindings_of("emr-duties", "EMR-CORE-01") if one[0].name == "paperless-index"
    ]

    def is_met() -> set[bool | None]:
        with Repository(by=system_actor(FACILITY)) as door:
            facts = functions()["paperless-index"](Look(door, system, noon))
        assert facts.keys() == rule.facts.keys()
        return {one.is_met for one in compare(rule, bound, facts, 0)}

    assert is_met() == {False}
    with Repository(by=system_actor(FACILITY)) as opened:
        document(opened, 1, "signed")
        opened.create({
            "resourceType": "Encounter", "status": "finished", "class": {"code": "AMB"},
            "period": {"start": "2026-03-02T07:00:00+07:00", "end": "2026-03-02T08:00:00+07:00"},
        })  # fmt: skip
        with opened.guard.official("Composition"):
            opened.create({
                "resourceType": "Composition", "status": "final", "title": "Bệnh án", "date": "2026-03-02T07:30:00+07:00",
                "type": {"text": "Bệnh án"}, "author": [{"display": "Trần Minh An"}],
                "meta": {"tag": [{"system": RECORD_STAGE, "code": "closed"}]},
            })  # fmt: skip
    assert is_met() == {True}
