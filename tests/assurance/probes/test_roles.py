"""Duties that must be apart, rights that reach too far, addresses from nowhere."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benhan.access.models import BreakGlass, Membership
from benhan.access.permissions import Permission, Reach
from benhan.access.sessions import issue_token
from benhan.assurance.models import Zone
from benhan.audit.entry import Entry, write
from benhan.law import loading
from benhan.records.models import RecordRequest
from benhan.store import guard
from tests.assurance.probes.conftest import meets
from tests.support.cast import CAST

HERE = CAST.dung.facility
MATRIX = ("14423/5.4.2.3", "11930/7.1.5.9.a", "11930/7.2.3.2.d")


def test_a_guard_that_forgets_the_matrix_is_found(ask, monkeypatch):
    facts = ask("roles")
    assert {meets("roles", one, facts) for one in MATRIX} == {True}
    monkeypatch.setattr(guard, "read_reach", lambda actor, kind: Reach.FACILITY)
    facts = ask("roles")
    assert {meets("roles", one, facts) for one in MATRIX} == {False}


def test_one_person_in_two_chairs_is_found(ask, person):
    account = person("dung", "security", "appraiser")
    facts = ask("roles")
    assert meets("roles", "14423/5.6.2.4", facts) is False
    assert meets("roles", "14423/5.14.2.1.b", facts) is False
    Membership.objects.filter(account=account).update(roles=["security", "doctor"])
    facts = ask("roles")
    assert meets("roles", "14423/5.6.2.4", facts) is False
    assert meets("roles", "14423/5.14.2.1.b", facts) is True
    Membership.objects.filter(account=account).update(roles=["security"])
    assert meets("roles", "14423/5.6.2.4", ask("roles")) is True


def test_a_token_for_everything_is_found(says, person):
    account = person("lan", "reception")
    token = Membership.objects.get(account=account)
    issue_token(token, "user/Patient.rs")
    assert says("roles", "14423/5.6.2.4") is True
    issue_token(token, "system/*.cruds")
    assert says("roles", "14423/5.6.2.4") is False


def test_a_post_without_a_title_says_nothing_of_what_it_needs(says, person):
    account = person("lan", "reception", title="")
    assert says("roles", "14423/5.6.2.4#2") is False
    Membership.objects.filter(account=account).update(title="Nhân viên tiếp đón")
    assert says("roles", "14423/5.6.2.4#2") is True


def test_a_role_nobody_uses_is_named(ask, person):
    person("lan", "reception")
    assert ask("roles")["unused"] == ["Tiếp đón"]
    write(CAST.lan, [Entry("read")])
    assert ask("roles")["unused"] == []


def test_a_record_given_out_was_decided_by_somebody(says, repository):
    row = RecordRequest.objects.create(
        facility=HERE, number="YC1", record="r", record_number="HS1", patient="p", wants="copy", asker="patient",
        asker_name="Người thử", identity_kind="cccd", identity_number="1", purpose="x", state="done",
        appointment=timezone.localdate(), received_by="Lan", received_at=timezone.now(),
    )  # fmt: skip
    assert says("roles", "14423/5.4.2.1.c") is False
    row.decided_by = "BS. Hạnh"
    row.save()
    assert says("roles", "14423/5.4.2.1.c") is True


def test_an_emergency_opening_is_looked_at_within_a_week(says, repository):
    then = timezone.now() - timedelta(days=8)
    row = BreakGlass.objects.create(
        facility=HERE, account="an", account_name="An", patient="p", reason="x", explanation="x", granted_at=then,
        expires_at=then,
    )  # fmt: skip
    assert says("roles", "14423/5.5.2.2.b") is False
    row.reviewed_at = timezone.now()
    row.save()
    assert says("roles", "14423/5.5.2.2.b") is True


def test_the_duties_name_permissions_that_are_there():
    named = {word for pair in loading.document("duties.yaml")["apart"] for word in pair["these"]}
    assert named <= {one.value for one in Permission}


def test_a_table_nobody_classified_is_found(ask, monkeypatch):
    facts = ask("data-classes")
    assert meets("data-classes", "14423/5.4.2.1.b", facts) is True
    assert meets("data-classes", "14423/5.4.2.2", facts) is True
    real = loading.document("data_classes.yaml")
    fewer = {**real, "tables": {key: value for key, value in real["tables"].items() if key != "ward_"}}
    monkeypatch.setattr(loading, "document", lambda name: fewer)
    facts = ask("data-classes")
    assert facts["unclassified"]
    assert meets("data-classes", "14423/5.4.2.1.b", facts) is False
    assert meets("data-classes", "14423/5.4.2.2", facts) is False


ADMIN = ("11930/7.2.3.2.c", "14423/5.12.2.5")
KNOWN = ("14423/5.12.2.5#2", "11930/7.2.1.2.d")


def test_who_administers_from_outside_the_management_zone_is_found(ask, person, system):
    facts = ask("admin-sources")
    assert {meets("admin-sources", one, facts) for one in (*ADMIN, *KNOWN)} == {False}  # no zone is declared
    Zone.objects.create(
        facility=HERE, system=system, kind="management", name="Quản trị", private_range="10.0.9.0/24"
    )
    facts = ask("admin-sources")
    assert {meets("admin-sources", one, facts) for one in (*ADMIN, *KNOWN)} == {True}
    account = person("dung", "security")
    actor = type(CAST.dung)(account=str(account.pk), facility=HERE, name="Dũng", address="10.0.1.7")
    write(actor, [Entry("login")])
    facts = ask("admin-sources")
    assert facts["admin_outside"] == ["10.0.1.7"]
    assert {meets("admin-sources", one, facts) for one in (*ADMIN, *KNOWN)} == {False}
    Zone.objects.create(
        facility=HERE, system=system, kind="internal", name="Nội bộ", private_range="10.0.1.0/24; sai"
    )
    facts = ask("admin-sources")
    assert [meets("admin-sources", one, facts) for one in (*ADMIN, *KNOWN)] == [False, False, True, True]
