"""Borders, the account of acts, encryption: each is broken on purpose, and the probe sees it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from benhan.access import permissions
from benhan.access.actor import Role
from benhan.access.models import Account, Facility, SecurityPolicy
from benhan.access.permissions import Permission
from benhan.assurance import running
from benhan.assurance.models import System
from benhan.audit.entry import Entry, write
from benhan.forms.models import Draft
from benhan.law.probes import probe_rules
from benhan.store import keyring
from benhan.store.repository import Repository
from benhan.ward.sign_in import pages as sign_in
from tests.assurance.probes.conftest import meets
from tests.support.cast import CAST
from tests.support.sealing import seal

HERE = CAST.dung.facility
BORDERS = (
    "11930/TT12-9.9", "14423/5.4.2.7", "14423/5.6.2.4", "11930/7.1.5.6.f", "11930/7.2.4.1.a",
)  # fmt: skip
HOLES = """
ALTER TABLE assurance_notice DISABLE ROW LEVEL SECURITY;
GRANT UPDATE ON audit_entry TO benhan_app;
ALTER TABLE assurance_zone OWNER TO benhan_app;
"""


def seen_now(probe):
    with Repository(by=CAST.dung) as repository:
        system = System.objects.get(facility=HERE)
        seen = running.look(system, repository, probe_rules()[probe])
        assert seen.because == ""
        return seen.facts


@pytest.mark.slow  # a database of its own, to break
def test_holes_in_the_database_are_found(fresh_database, superuser_connection):
    Facility.objects.create(code=HERE, name="Trung tâm Y tế Kinh Bắc", insurance_code=HERE)
    with Repository(by=CAST.dung):
        System.objects.create(facility=HERE, slug="hsba", name="Benhan", is_here=True)
    facts = seen_now("data-borders")
    assert {meets("data-borders", one, facts) for one in (*BORDERS, "11930/7.2.4.2.b")} == {True}
    assert seen_now("acts-log")["erasable"] is False
    superuser_connection.execute(HOLES)
    facts = seen_now("data-borders")
    assert {meets("data-borders", one, facts) for one in BORDERS} == {False}
    assert facts["written_across"] is True
    facts = seen_now("acts-log")
    assert {meets("acts-log", one, facts) for one in KEPT} == {False}


def test_a_key_that_opens_another_facilitys_data_is_found(ask, repository, monkeypatch):
    one_for_all = keyring.AESGCM(keyring._facility_key(HERE))
    monkeypatch.setattr(
        keyring,
        "decrypt",
        lambda facility, sealed: one_for_all.decrypt(sealed[1:13], sealed[13:], HERE.encode()),
    )
    facts = ask("data-borders")
    assert meets("data-borders", "11930/7.2.4.2.b", facts) is False
    assert meets("data-borders", "11930/TT12-9.9", facts) is False


def test_a_facility_that_has_set_its_policy_is_no_less_fenced(ask, repository):
    SecurityPolicy.objects.create(facility=HERE, values={}, set_by="dung", set_by_name="Phạm Văn Dũng")
    assert {meets("data-borders", one, ask("data-borders")) for one in BORDERS} == {True}


KEPT = ("14423/5.8.2.1.a#5", "11930/7.2.3.3.c", "11930/7.1.5.6.f")
HEARD = ("14423/5.8.2.1.a#2", "11930/7.2.3.3.a")


def test_an_act_that_leaves_no_line_is_found(ask, monkeypatch):
    assert not meets("acts-log", KEPT[0], ask("acts-log")), "a log without a line was not kept"
    write(CAST.dung, [Entry("read")])
    facts = ask("acts-log")
    assert {meets("acts-log", one, facts) for one in (*HEARD, *KEPT, "14423/5.8.2.1.a#3")} == {True}
    monkeypatch.setattr(sign_in, "_account_for", lambda *_, **__: None)
    facts = ask("acts-log")
    assert {meets("acts-log", one, facts) for one in HEARD} == {False}


def test_a_line_without_a_name_is_found(says):
    write(CAST.dung, [Entry("read")])
    assert says("acts-log", "14423/5.8.2.1.a#3") is True
    write(type(CAST.dung)(account="x", facility=HERE, name=""), [Entry("read")])
    assert says("acts-log", "14423/5.8.2.1.a#3") is False


def test_a_log_that_begins_later_than_the_use_was_lost(says, person):
    account = person("lan", "reception")
    write(CAST.dung, [Entry("read")])
    assert says("acts-log", "11930/7.2.3.3.c") is True
    Account.objects.filter(pk=account.pk).update(created_at=timezone.now() - timedelta(days=9))
    assert says("acts-log", "11930/7.2.3.3.c") is False


OLD = (
    "INSERT INTO audit_entry (facility, at, account, account_name, role, purpose, session, address, act, outcome, "
    "resource_type, resource_id, version, patient, incident, detail) VALUES (%s, now() - interval '30 hours', 'a', 'A', "
    "'', '', '', '', 'read', 'success', '', '', 0, '', '', '{}')"
)


def test_lines_that_nobody_seals_or_that_stopped_coming_are_found(says, repository):
    assert says("acts-log", "11930/7.1.5.6.c") is False  # not one line
    with connection.cursor() as cursor:
        cursor.execute(OLD, [HERE])
    assert says("acts-log", "11930/7.2.3.3.b") is False
    assert says("acts-log", "11930/7.1.5.6.c") is False
    write(CAST.dung, [Entry("read")])
    assert says("acts-log", "11930/7.1.5.6.c") is True


@pytest.mark.slow  # sealing waits for committed transactions: a database of its own
def test_a_sealed_log_is_gathered(fresh_database):
    Facility.objects.create(code=HERE, name="Trung tâm Y tế Kinh Bắc", insurance_code=HERE)
    with Repository(by=CAST.dung) as repository:
        System.objects.create(facility=HERE, slug="hsba", name="Benhan", is_here=True)
        with connection.cursor() as cursor:
            cursor.execute(OLD, [HERE])
        repository.record(Entry("read"))
    assert meets("acts-log", "11930/7.2.3.3.b", seen_now("acts-log")) is False
    assert seal(expected=2) >= 2
    assert meets("acts-log", "11930/7.2.3.3.b", seen_now("acts-log")) is True


def test_only_the_offices_read_the_account_of_acts(says, person, monkeypatch):
    assert says("acts-log", "11930/7.1.5.6.d") is False  # nobody could look into it
    person("dung", "security")
    person("lan", "reception")
    assert says("acts-log", "11930/7.1.5.6.d") is True
    wider = dict(permissions.PERMISSIONS)
    wider[Role.RECEPTION] = wider[Role.RECEPTION] | {Permission.READ_AUDIT}
    monkeypatch.setattr("benhan.assurance.probes.log.PERMISSIONS", wider)
    assert says("acts-log", "11930/7.1.5.6.d") is False


SEALED = ("14423/5.4.2.4.a", "11930/7.2.4.2.a")


def test_a_file_or_draft_that_lies_there_readable_is_found(says):
    assert {says("encryption", one) for one in SEALED} == {True}
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_blob (facility, sha256, size, content_type, sealed) VALUES (%s, %s, 5, 'x', %s)",
            [HERE, "a" * 64, b"%PDF-1.7 lo ra"],
        )
    assert {says("encryption", one) for one in SEALED} == {False}


def test_a_readable_draft_is_found(says):
    now = timezone.now()
    row = Draft.objects.create(
        facility=HERE, account="an", document="x", form_code="15/BV1", form_version="1", payload=b'{"a": ["b"]}',
        revision=1, updated_at=now, expires_at=now + timedelta(days=1),
    )  # fmt: skip
    assert {says("encryption", one) for one in SEALED} == {False}
    row.payload = keyring.encrypt(HERE, b"{}")
    row.save()
    assert {says("encryption", one) for one in SEALED} == {True}


KEYS = ("14423/5.4.2.4.c", "11930/7.1.5.3.b", "11930/7.2.4.2.b", "11930/7.2.3.1.b")


def test_a_secret_that_others_may_read_is_found(ask, settings, tmp_path):
    settings.BENHAN_DATA = tmp_path
    tmp_path.chmod(0o755)
    folder = tmp_path / "secrets"
    folder.mkdir(mode=0o755)
    secret = folder / "master_key"
    secret.write_text("x")
    secret.chmod(0o644)
    facts = ask("encryption")
    assert [meets("encryption", one, facts) for one in KEYS] == [False, False, False, True]
    secret.chmod(0o600)
    facts = ask("encryption")
    assert {meets("encryption", one, facts) for one in KEYS} == {True}
    secret.chmod(0o644)
    folder.chmod(0o700)  # nobody else gets as far as the file
    assert ask("encryption")["open_files"] == []


def test_a_key_kept_unwrapped_is_found(ask):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO store_facility_key (facility, wrapped) VALUES (%s, %s)", [HERE, b"k" * 60]
        )
    facts = ask("encryption")
    assert {meets("encryption", one, facts) for one in KEYS} == {False}
    assert facts["sealed_now"] is False


def test_a_short_master_key_is_found(says, settings):
    settings.BENHAN_MASTER_KEY = "1234"
    assert says("encryption", "14423/5.4.2.4.c") is False
