"""A register with a gap is no evidence; the same register mended is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.assurance import acts, running
from benhan.assurance.acts import Done
from benhan.assurance.models import (
    Answer,
    Assessment,
    Asset,
    Flow,
    Incident,
    Link,
    Notice,
    PlanItem,
    Risk,
    Zone,
)  # fmt: skip
from benhan.assurance.running import Seen
from benhan.dossier.models import Dossier
from benhan.law.catalogues import catalogues
from tests.support.cast import CAST

TODAY = timezone.localdate
NOW = timezone.now
WHERE = {"facility": CAST.dung.facility}


@pytest.fixture
def mine(system):
    return {**WHERE, "system": system}


def asset(mine, name="may-chu-1", kind="host", **fields):
    full = {
        "address": "10.0.1.5", "model": "SN-1", "support_until": TODAY() + timedelta(days=90), "place": "Phòng máy",
        "purpose": "Chạy Benhan", "owner": "Phạm Văn Dũng", "state": "confirmed", "version": "1",
    } | fields  # fmt: skip
    return Asset.objects.create(**mine, name=name, kind=kind, changed_at=NOW(), changed_by="Dũng", **full)


RISK = {
    "code": "R1", "threat": "Mã độc", "weakness": "Chưa vá", "consequence": "Ngừng khám", "affected": "Bệnh viện",
    "likelihood": 3, "impact": 4, "treatment": "reduce", "responsible_name": "Dũng", "asset_text": "Máy chủ",
    "identified_on": timezone.localdate(), "due": timezone.localdate() + timedelta(days=9),
}  # fmt: skip


def risk(mine, **fields):
    full = RISK | fields
    return Risk.objects.create(**mine, changed_at=NOW(), changed_by="Dũng", **full)


@pytest.mark.parametrize(
    ("requirement", "gap"),
    [
        ("14423/5.1.2.2.a", {"asset_text": ""}),
        ("14423/5.1.2.2.c", {"identified_on": timezone.localdate() - timedelta(days=400)}),
        ("14423/5.18.2.2-3", {"responsible_name": ""}),
        ("11930/7.1.5.7.a", {"due": timezone.localdate() - timedelta(days=1)}),
    ],
)
def test_a_risk_register_with_a_gap_fails(says, mine, requirement, gap):
    row = risk(mine, **gap)
    assert says("risk-register", requirement) is False
    for field, mended in RISK.items():
        setattr(row, field, mended)
    row.save()
    assert says("risk-register", requirement) is True


def test_an_empty_risk_register_fails(says, system):
    assert says("risk-register", "14423/5.1.2.2.a") is False
    assert says("risk-register", "14423/5.1.2.2.c") is False


def test_a_host_the_application_speaks_to_stands_in_the_inventory(says, mine, settings):
    here = asset(mine, is_here=True)
    assert says("inventory", "14423/5.2.1.a") is True
    settings.BENHAN_TIMESTAMP_URL = "https://tsa.example.vn/tsr"
    assert says("inventory", "14423/5.2.1.a") is False
    found = asset(mine, "dau-thoi-gian", "service", address="https://tsa.example.vn/", state="discovered")
    assert says("inventory", "14423/5.2.1.a") is False  # seen, but nobody confirmed it
    found.state = "confirmed"
    found.save()
    assert says("inventory", "14423/5.2.1.a") is True
    assert says("inventory", "11930/7.1.4.1.b") is False  # no connection is declared
    Link.objects.create(**mine, start=here, end=found, protocol="HTTPS")
    assert says("inventory", "11930/7.1.4.1.b") is True


def test_every_device_and_software_has_its_fields(says, mine):
    host = asset(mine, owner="")
    assert says("inventory", "14423/5.2.2.1.a-b") is False
    host.owner = "Dũng"
    host.save()
    assert says("inventory", "14423/5.2.2.1.a-b") is True
    assert says("inventory", "14423/5.3.2.1") is False  # no software is listed
    software = asset(mine, "PostgreSQL", "software", support_until=TODAY() - timedelta(days=1))
    assert says("inventory", "14423/5.3.2.1") is False  # out of support
    software.support_until = TODAY()
    software.save()
    assert says("inventory", "14423/5.3.2.1") is True
    assert says("inventory", "11930/7.1.5.6.b") is True


KINDS = ("server", "dmz", "internal", "border", "database", "management")


def zone(mine, kind, **fields):
    full = {"private_range": f"10.0.{KINDS.index(kind)}.0/24", "policy": "Chỉ cho 443"} | fields
    return Zone.objects.create(**mine, kind=kind, name=f"Vùng {kind}", **full)


ZONED = (
    "14423/5.12.2.2.b", "14423/5.12.2.4.f", "14423/5.4.2.7", "11930/7.2.1.1/TT12-II.1.a.iv",
    "11930/7.2.1.1/TT12-II.1.a.vi", "11930/7.2.1.1/TT12-II.1.a.vii", "11930/7.2.1.3.b",
)  # fmt: skip


@pytest.mark.parametrize("requirement", ZONED)
def test_without_zones_nothing_is_separated_and_with_them_it_is(says, mine, requirement):
    assert says("network-zones", requirement) is False
    for kind in KINDS:
        zone(mine, kind)
    assert says("network-zones", requirement) is True


def test_a_level_two_system_needs_fewer_zones(says, mine):
    for kind in KINDS[:4]:
        zone(mine, kind)
    assert says("network-zones", "14423/5.12.2.2.b", 2) is True
    assert says("network-zones", "14423/5.12.2.2.b", 3) is False


def test_a_database_among_the_servers_or_a_shared_range_is_no_separation(says, mine):
    made = {kind: zone(mine, kind) for kind in KINDS}
    database = asset(mine, "PostgreSQL 18", "service", zone=made["server"])
    assert says("network-zones", "11930/7.2.1.1/TT12-II.1.a.vi") is False
    database.zone = made["database"]
    database.save()
    assert says("network-zones", "11930/7.2.1.1/TT12-II.1.a.vi") is True
    made["database"].private_range = made["server"].private_range
    made["database"].save()
    assert says("network-plan", "11930/7.2.1.1/TT12-II.1.a.vi") is False


def test_a_diagram_places_every_machine(says, mine):
    where = zone(mine, "dmz")
    one, two = asset(mine), asset(mine, "may-chu-2", zone=where)
    Link.objects.create(**mine, start=one, end=two, protocol="HTTPS")
    assert says("network-plan", "14423/5.12.2.1.a-c") is False
    one.zone = where
    one.save()
    assert says("network-plan", "14423/5.12.2.1.a-c") is True


def test_a_sensitive_flow_says_how_it_is_protected(says, mine):
    assert says("data-flows", "14423/5.4.2.6") is False
    flow = Flow.objects.create(**mine, start="Benhan", end="Cổng BHYT", data="XML", sensitivity="sensitive")
    assert says("data-flows", "14423/5.4.2.6") is True
    assert says("data-flows", "11930/7.2.3.4.a") is False
    flow.protection = "TLS 1.3, ký số"
    flow.save()
    assert says("data-flows", "11930/7.2.3.4.a") is True


def test_the_clocks_of_an_incident_run_from_its_discovery(says, mine):
    row = Incident.objects.create(
        **mine, code="SC-1", title="Mã độc", kind="malware", is_serious=True, description="Một máy trạm",
        discovered_at=NOW() - timedelta(hours=30), recorded_by="Dũng", recorded_at=NOW() - timedelta(hours=29),
    )  # fmt: skip
    assert says("incidents", "14423/5.16.2.2") is False
    assert says("incidents", "11930/7.1.5.8.b") is False
    row.first_notice_at = row.discovered_at + timedelta(hours=20)
    row.save()
    assert says("incidents", "14423/5.16.2.2") is True
    assert says("incidents", "11930/7.1.5.8.b") is True
    row.recorded_at = row.discovered_at + timedelta(hours=25)
    row.save()
    assert says("incidents", "11930/7.1.5.8.b") is False


def test_a_machine_nobody_looks_at_is_unwatched(says, mine, system, person):
    watched = ("14423/5.13.2.1.a", "11930/7.1.5.6.b", "11930/7.2.1.1/TT12-II.1.b.x")
    host = asset(mine)
    assert {says("watch", one) for one in watched} == {False}
    running.keep(system, Seen("audit-chain", host, NOW(), 1, {"is_whole": True}), asked_by="lịch")
    assert {says("watch", one) for one in watched} == {True}
    assert says("watch", "14423/5.1.2.4.b") is True
    assert says("watch", "11930/7.1.5.8.d") is False  # nobody would be told
    person("dung", "security")
    assert says("watch", "11930/7.1.5.8.d") is True
    assert says("watch", "11930/7.1.5.6.h") is True


def test_an_alarm_is_seen_within_a_day(says, person):
    person("dung", "security")
    alarm = Notice.objects.create(
        **WHERE, account="dung", subject="x", tone="son", text="Hỏng", at=NOW() - timedelta(hours=30)
    )
    assert says("watch", "11930/7.1.5.6.h") is False
    alarm.seen_at = NOW()
    alarm.save(update_fields=["seen_at"])
    assert says("watch", "11930/7.1.5.6.h") is True


def test_the_regulation_is_issued_before_the_file_is_approved(says, system):
    assert says("level-file", "11930/TT12-9.7") is False  # there is no file at all
    row = Dossier.objects.create(
        **WHERE, system=system, number="01/HS", regime="decree-331", level=2, state_since=NOW(), opened_at=NOW(),
        opened_by="Dũng", decided_on=TODAY(), regulation_on=TODAY() + timedelta(days=1),
    )  # fmt: skip
    assert says("level-file", "11930/TT12-9.7") is False
    row.regulation_on = TODAY()
    row.save()
    assert says("level-file", "11930/TT12-9.7") is True


def test_everything_is_settled_before_operation(says, ask, system):
    made = Assessment.objects.create(
        **WHERE, system=system, catalogue="tcvn-11930-2017", level=3, opened_at=NOW(), opened_by="Dũng"
    )
    assert says("level-file", "11930/TT12-9.6") is False
    for one in catalogues()[made.catalogue].at_level(3):
        if one.id != "TT12-9.6":
            Answer.objects.create(
                **WHERE, assessment=made, requirement=one.id, status="met", at=NOW(), account="d", name="D"
            )
    assert says("level-file", "11930/TT12-9.6") is True
    assert ask("level-file")["unplanned"] == []


def test_a_plan_runs_late(says, repository, mine):
    item = PlanItem.objects.create(
        **mine, catalogue="tcvn-14423-2026", title="Mua tường lửa", kind="hardware",
        due=TODAY() - timedelta(days=1), changed_at=NOW(), changed_by="Dũng",
    )  # fmt: skip
    assert says("level-file", "14423/5.18.2.2-3") is False
    item.done_on = TODAY()
    item.save()
    assert says("level-file", "14423/5.18.2.2-3") is True
    acts.record(repository, Done("go-live", TODAY(), "Dũng"), mine["system"])


def test_an_empty_register_and_a_year_without_incidents_prove_nothing(says):
    assert says("risk-register", "14423/5.18.2.2-3") is False
    with pytest.raises(AssertionError, match="không ghi sự cố nào"):
        says("incidents", "11930/7.1.5.8.b")
