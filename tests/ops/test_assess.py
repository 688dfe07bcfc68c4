"""`benhan assess` looks and tells; it leaves no trace unless it is told to."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from benhan.access.models import Facility
from benhan.assurance import running
from benhan.assurance.models import Assessment, System
from benhan.fhir.problems import ProblemError
from benhan.law.probes import probe_rules
from benhan.ops.assess import assess, lines
from benhan.store.repository import Repository
from tests.support.cast import CAST, FACILITY

# Quick ones of several kinds; those that try passwords for real take half a minute and have tests of their own.
ASKED = ("audit-chain", "account-list", "risk-register", "watch", "data-borders", "incidents")


@pytest.fixture
def system(db, monkeypatch) -> System:
    monkeypatch.setattr(running, "probe_rules", lambda: {name: probe_rules()[name] for name in ASKED})
    Facility.objects.create(code=FACILITY, name="Trung tâm Y tế Kinh Bắc", insurance_code=FACILITY)
    with Repository(by=CAST.dung):
        made = System.objects.create(
            facility=FACILITY, slug="hsba", name="Bệnh án điện tử", is_here=True, level=3
        )
        Assessment.objects.create(
            facility=FACILITY, system=made, catalogue="tcvn-14423-2026", level=3, opened_at=timezone.now(),
            opened_by="Phạm Văn Dũng",
        )  # fmt: skip
    return made


def counts() -> dict[str, int]:
    """Rows of every table, as the application sees them in its facility."""
    found = {}
    with Repository(by=CAST.system), connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute("SELECT has_table_privilege(%s, 'SELECT')", [name])
            if cursor.fetchone()[0]:
                cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 — a name of our own tables
                found[name] = cursor.fetchone()[0]
    return found


def test_it_tells_every_run_and_verdict_and_writes_nothing(system):
    before = counts()
    report = assess(FACILITY)
    assert counts() == before
    assert len(before) > 30 and before["assurance_system"] == 1
    (one,) = report["systems"]
    assert {run["probe"] for run in one["runs"]} == set(ASKED)
    assert all(run["facts"] or run["because"] for run in one["runs"])
    (measured,) = one["assessments"]
    assert len(measured["requirements"]) == 132
    assert any("Chuỗi nhật ký nguyên vẹn" in line for line in lines(report))


def test_with_record_it_keeps_what_it_saw(system):
    before = counts()
    report = assess(FACILITY, "hsba", is_recorded=True)
    after = counts()
    assert after["assurance_probe_run"] == len(report["systems"][0]["runs"]) > 0
    assert after["assurance_verdict"] == 132
    assert after["audit_entry"] > before["audit_entry"]


def test_a_system_nobody_has_is_refused(system):
    with pytest.raises(ProblemError, match="BH-ASSURANCE-0041"):
        assess(FACILITY, "khong-co")
