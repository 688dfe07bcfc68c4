"""Persons are counted over the whole installation as two numbers, and thresholds are told before they are crossed."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from benhan.access.models import Account, Facility, Membership
from benhan.assurance import counting, running
from benhan.assurance.counting import Counted, count_installation, count_system, standings
from benhan.assurance.models import Incident, LevelDecision, Notice, Risk, SubjectCount
from benhan.assurance.problems import TRIGGER_UNKNOWN
from benhan.assurance.triggers import due_reasons, record_trigger
from benhan.fhir.problems import ProblemError
from benhan.law.probes import probe_rules
from benhan.store.border import enter
from tests.support.cast import CAST, OTHER_FACILITY

_ROW = (
    "INSERT INTO store_current (facility, type, id, version, at, patient, encounter, clinical_at) "
    "VALUES (%s, %s, %s, 1, now(), %s, '', now())"
)


def keep(facility: str, *rows: tuple[str, str, str]) -> None:
    """Rows of (type, id, patient) in a facility's store."""
    with connection.cursor() as cursor:
        enter(facility)
        cursor.executemany(_ROW, [(facility, *row) for row in rows])
        enter(CAST.dung.facility)


@pytest.fixture
def keeper(repository) -> str:
    account = Account.objects.create_account("dung", "Mat-khau-thu-2026!", name="Phạm Văn Dũng")
    Membership.objects.create(
        account=account, facility_id=CAST.dung.facility, roles=["security"], valid_from=date(2026, 1, 1)
    )
    return str(account.pk)


def test_persons_of_every_facility_are_counted_and_those_with_clinical_data_apart(system):
    before = count_installation()
    Facility.objects.get_or_create(
        code=OTHER_FACILITY, defaults={"name": "Cơ sở khác", "insurance_code": OTHER_FACILITY}
    )
    keep(CAST.dung.facility, ("Patient", "p1", "p1"), ("Patient", "p2", "p2"), ("Observation", "o1", "p1"),
         ("Observation", "o2", "p1"), ("Coverage", "c1", "p2"))  # fmt: skip
    keep(OTHER_FACILITY, ("Patient", "p1", "p1"), ("Encounter", "e1", "p1"), ("Practitioner", "n1", ""))
    after = count_installation()
    assert after.subjects - before.subjects == 4
    assert after.sensitive - before.sensitive == 2
    assert "store_current" in after.query


def test_the_count_gives_two_numbers_and_no_row_of_another_facility(system):
    keep(OTHER_FACILITY, ("Patient", "la-mat", "la-mat"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM assurance_count_subjects()")
        assert [one.name for one in cursor.description] == ["subjects", "sensitive"]
        assert all(isinstance(one, int) for one in cursor.fetchone())
        cursor.execute("SELECT count(*) FROM store_current WHERE id = 'la-mat'")
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize(
    ("seen", "near", "crossed"),
    [(7_999, False, False), (8_000, True, False), (9_999, True, False), (10_000, False, True)],
)
def test_a_threshold_is_near_from_eighty_per_cent_and_crossed_at_its_number(seen, near, crossed):
    (one,) = (one for one in standings("decree-331", {"sensitive": seen}) if one.seen == seen)
    assert (one.is_near, one.is_crossed) == (near, crossed)


def counts(monkeypatch, subjects: int, sensitive: int) -> None:
    monkeypatch.setattr(counting, "count_installation", lambda: Counted(subjects, sensitive, "SELECT …"))


def test_the_keeper_is_told_once_at_eighty_per_cent_and_once_at_crossing(
    repository, system, keeper, monkeypatch
):
    system.kinds = ["online"]
    counts(monkeypatch, 9_000, 8_500)
    count_system(repository, system, date(2026, 11, 1))
    count_system(repository, system, date(2026, 11, 2))
    assert [one.tone for one in Notice.objects.filter(account=keeper)] == ["hoe"]
    counts(monkeypatch, 11_000, 10_000)
    count_system(repository, system, date(2026, 11, 3))
    assert count_system(repository, system, date(2026, 11, 3)) is None
    told = list(Notice.objects.filter(account=keeper).order_by("pk"))
    assert [one.tone for one in told] == ["hoe", "son"]
    assert "phải được xác định lại" in told[1].text
    assert [one.key for one in due_reasons(system)] == ["threshold"]
    assert SubjectCount.objects.filter(system=system).count() == 3


def test_an_internal_system_is_told_that_the_threshold_does_not_decide(
    repository, system, keeper, monkeypatch
):
    system.kinds = ["internal"]
    counts(monkeypatch, 20_000, 20_000)
    count_system(repository, system, date(2026, 11, 1))
    told = Notice.objects.get(account=keeper)
    assert told.tone == "hoe"
    assert "chỉ tính với dịch vụ trực tuyến" in told.text
    assert due_reasons(system) == ()


def test_the_probe_says_when_the_level_is_no_longer_enough(repository, system, monkeypatch):
    rule = probe_rules()["subject-count"]
    system.kinds = ["online"]
    assert running.look(system, repository, rule).facts["is_over"] is False
    monkeypatch.setattr(
        "benhan.assurance.probes.subjects.count_installation", lambda: Counted(12_000, 10_000, "SELECT …")
    )
    seen = running.look(system, repository, rule).facts
    assert (seen["is_over"], seen["highest_percent"]) == (True, 100)
    system.level = 3
    assert running.look(system, repository, rule).facts["is_over"] is False


def decided(system) -> LevelDecision:
    return LevelDecision.objects.create(
        facility=system.facility, system=system, regime="decree-331", answers={}, facts={}, findings=[], level=2,
        at=timezone.now(), account="dung", name="Phạm Văn Dũng",
    )  # fmt: skip


def test_a_recorded_change_makes_the_level_due_until_it_is_determined_anew(repository, system):
    record_trigger(repository, system, key="integration", note="Nối với hệ thống xét nghiệm mới")
    (due,) = due_reasons(system)
    assert (due.key, due.by) == ("integration", CAST.dung.name)
    decided(system)
    assert due_reasons(system) == ()


def test_a_change_without_a_word_or_a_reason_is_refused(repository, system):
    for key, note in (("integration", " "), ("khong-co", "gì đó")):
        with pytest.raises(ProblemError) as refused:
            record_trigger(repository, system, key=key, note=note)
        assert refused.value.problem is TRIGGER_UNKNOWN


def test_a_serious_incident_and_a_risk_above_the_level_are_seen_without_being_recorded(repository, system):
    decided(system)
    now = timezone.now()
    Incident.objects.create(
        facility=system.facility, system=system, code="SC-01", title="Lộ dữ liệu", kind="leak", is_serious=True,
        discovered_at=now, description="…", recorded_by="Dũng", recorded_at=now,
    )  # fmt: skip
    Risk.objects.create(
        facility=system.facility, system=system, code="RR-01", threat="Lộ", weakness="Cổng mở", consequence="…",
        affected="Người bệnh", harm="3", likelihood=2, impact=5, treatment="reduce", identified_on=now.date(),
        changed_at=now, changed_by="Dũng",
    )  # fmt: skip
    assert {one.key for one in due_reasons(system)} == {"risk", "incident"}
