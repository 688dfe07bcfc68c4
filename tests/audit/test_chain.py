"""The chain over the account of acts shows every way of tampering with it, a superuser's SQL included."""

from __future__ import annotations

import pytest
from django.test import override_settings

from benhan.access.models import Facility
from benhan.audit import boundary, sealer
from benhan.audit.entry import Entry
from benhan.audit.verification import verify
from tests.support.cast import CAST, FACILITY
from tests.support.sealing import seal


@pytest.fixture
def chained(fresh_database, tmp_path):
    """Twenty acts, sealed; the head noted outside the database."""
    with override_settings(BENHAN_DATA=tmp_path):
        Facility.objects.create(code=FACILITY, name="Bệnh viện thử", insurance_code="24001")
        for number in range(20):
            boundary.record_entry(CAST.an, Entry("read", resource_type="Patient", resource_id=f"p{number}"))
        assert seal(20) == 20
        yield fresh_database


def test_an_untouched_chain_is_whole_and_the_unsealed_tail_is_known(chained):
    boundary.record_entry(CAST.an, Entry("read"))
    verdict = verify(FACILITY)
    assert verdict.is_whole
    assert (verdict.links, verdict.tail) == (20, 1)
    assert seal(1) == 1
    assert verify(FACILITY).links == 21


SUPERUSER_TAMPERING = {
    "an edited row": "UPDATE audit_entry SET account = 'chi' WHERE resource_id = 'p7'",
    "an edited time": "UPDATE audit_entry SET at = at - interval '1 hour' WHERE resource_id = 'p7'",
    "a removed row": "DELETE FROM audit_entry WHERE resource_id = 'p7'",
    "the last row removed": "DELETE FROM audit_entry WHERE resource_id = 'p19'",
    "a removed link and row": (
        "WITH gone AS (DELETE FROM audit_entry WHERE resource_id = 'p7' RETURNING id) "
        "DELETE FROM audit_link WHERE entry IN (SELECT id FROM gone)"
    ),
    "the chain's end cut off": (
        "WITH gone AS (DELETE FROM audit_entry WHERE resource_id IN ('p18', 'p19') RETURNING id) "
        "DELETE FROM audit_link WHERE entry IN (SELECT id FROM gone)"
    ),
    "two rows' contents exchanged": (
        "UPDATE audit_entry e SET resource_id = CASE resource_id WHEN 'p3' THEN 'p4' ELSE 'p3' END "
        "WHERE resource_id IN ('p3', 'p4')"
    ),
    "links exchanged": (
        "UPDATE audit_link l SET entry = o.entry + 1000 FROM audit_link o WHERE l.seq IN (3, 4) AND o.seq = 7 - l.seq;"
        "UPDATE audit_link SET entry = entry - 1000 WHERE seq IN (3, 4)"
    ),
    "a row slipped in": (
        "INSERT INTO audit_entry (facility, transaction, account, account_name, role, purpose, session, address, act, "
        "outcome, resource_type, resource_id, version, patient, incident, detail) "
        "SELECT facility, transaction, 'x', 'x', role, purpose, session, address, act, outcome, resource_type, 'px', "
        "version, patient, incident, detail FROM audit_entry WHERE resource_id = 'p7'"
    ),
    "a row moved to another facility": "UPDATE audit_entry SET facility = '99999' WHERE resource_id = 'p7'",
}


@pytest.mark.parametrize("tampering", SUPERUSER_TAMPERING, ids=lambda name: name.replace(" ", "-"))
def test_tampering_is_found(chained, superuser_connection, tampering):
    for statement in SUPERUSER_TAMPERING[tampering].split(";"):
        superuser_connection.execute(statement)
    verdict = verify(FACILITY)
    assert not verdict.is_whole
    assert verdict.what


def test_rebuilding_the_chain_without_the_master_key_is_found(chained, superuser_connection, settings):
    superuser_connection.execute("UPDATE audit_entry SET account = 'chi' WHERE resource_id = 'p7'")
    superuser_connection.execute("DELETE FROM audit_link")
    real = settings.BENHAN_MASTER_KEY
    settings.BENHAN_MASTER_KEY = "guessed"
    seal(20)
    settings.BENHAN_MASTER_KEY = real
    assert not verify(FACILITY).is_whole


def test_a_transaction_that_commits_late_is_linked_after_not_lost(chained):
    with chained.connect() as late:
        late.autocommit = False
        late.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
        late.execute(
            "INSERT INTO audit_entry (facility, account, account_name, role, purpose, session, address, act, outcome, "
            "resource_type, resource_id, version, patient, incident, detail) "
            "VALUES (%s, 'an', '', '', '', '', '', 'read', 'success', '', 'late', 0, '', '', '{}')",
            [FACILITY],
        )
        boundary.record_entry(CAST.an, Entry("read", resource_id="early"))
        assert sealer.seal_pending() == 0  # the late one may still commit before it
        late.commit()
    assert seal(2) == 2
    assert verify(FACILITY).is_whole


def test_transactions_are_ordered_as_numbers_not_as_text(chained, superuser_connection):
    """Transaction 10 comes after 9: once sorted as text, it broke a chain at the hundredth transaction."""
    superuser_connection.execute("DELETE FROM audit_link")
    sealer.head_file(FACILITY).unlink()
    superuser_connection.execute("UPDATE audit_entry SET transaction = (8 + id % 4)::text::xid8")
    assert seal(20) == 20
    assert verify(FACILITY).is_whole


def test_a_cut_end_is_found_also_after_the_chain_went_on(chained, superuser_connection):
    """The sealer must not note the shortened chain's end over the old one."""
    superuser_connection.execute(SUPERUSER_TAMPERING["the chain's end cut off"])
    for _ in range(5):
        boundary.record_entry(CAST.an, Entry("read"))
    assert seal(5) == 5
    assert not verify(FACILITY).is_whole
    boundary.record_entry(CAST.an, Entry("read"))
    assert seal(1) == 1
    assert not verify(FACILITY).is_whole


def test_an_entry_moved_to_another_facility_is_found(chained, superuser_connection):
    superuser_connection.execute("UPDATE audit_entry SET facility = '24002' WHERE resource_id = 'p7'")
    assert not verify(FACILITY).is_whole
