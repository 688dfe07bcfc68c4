"""The one door: what it writes, what it refuses, and that audit goes with the act."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection, transaction

from benhan.fhir.problems import ProblemError
from benhan.store import border
from benhan.store.repository import Repository


def refused(problem: str, act, *args, **kwargs) -> ProblemError:
    with pytest.raises(ProblemError) as raised:
        act(*args, **kwargs)
    assert raised.value.problem.code == problem
    return raised.value


def audit_rows(facility: str = "24001") -> list[tuple]:
    with transaction.atomic(), connection.cursor() as cursor:
        border.enter(facility)
        cursor.execute("SELECT account, act, outcome, resource_type, patient FROM audit_entry ORDER BY id")
        return cursor.fetchall()


def test_a_resource_comes_back_as_it_was_sent_digit_for_digit(cast, patient, observation):
    with Repository(by=cast.an) as repository:
        body = observation(valueQuantity={"value": Decimal("72.50"), "unit": "kg"})
        stored = repository.create(body)
        again = repository.read("Observation", stored.id)
    assert again.resource["valueQuantity"]["value"].as_tuple() == Decimal("72.50").as_tuple()
    assert again.version == 1
    assert again.resource["meta"]["versionId"] == "1"
    assert {k: v for k, v in again.resource.items() if k not in ("id", "meta")} == body


def test_an_update_keeps_both_versions_and_history_lists_them_newest_first(cast, patient, observation):
    with Repository(by=cast.an) as repository:
        first = repository.create(observation())
        second = repository.update({**first.resource, "status": "amended"}, if_match=1)
        history = repository.history("Observation", first.id)
        assert repository.read_version("Observation", first.id, 1).resource["status"] == "final"
    assert second.version == 2
    assert [(v.version, v.resource["status"]) for v in history] == [(2, "amended"), (1, "final")]


def test_a_stale_if_match_saves_nothing(cast, patient, observation):
    with Repository(by=cast.an) as repository:
        first = repository.create(observation())
        repository.update({**first.resource, "status": "amended"}, if_match=1)

    def stale():
        with Repository(by=cast.an) as repository:
            repository.update({**first.resource, "status": "cancelled"}, if_match=1)

    refused("BH-STORE-0004", stale)
    with Repository(by=cast.an) as repository:
        assert repository.read("Observation", first.id).resource["status"] == "amended"


def test_a_deleted_resource_is_gone_but_its_versions_stay(cast, patient, observation):
    with Repository(by=cast.an) as repository:
        first = repository.create(observation())
        repository.delete("Observation", first.id)
        repository.delete("Observation", first.id)
        refused("BH-STORE-0002", repository.read, "Observation", first.id)
        assert repository.read_version("Observation", first.id, 1).resource["status"] == "final"
        assert [v.is_deleted for v in repository.history("Observation", first.id)] == [True, False]
        assert repository.search("Observation", [("patient", patient.id)]).matches == ()


def test_an_invalid_resource_is_refused_with_its_element_and_nothing_is_written(cast, patient, observation):
    def act():
        with Repository(by=cast.an) as repository:
            repository.create(observation(status="xong"))

    problem = refused("BH-STORE-0003", act)
    assert "Observation.status" in [finding.expression for finding in problem.all_findings()]
    with Repository(by=cast.an) as repository:
        assert repository.search("Observation", [("patient", patient.id)]).matches == ()


def test_a_resource_cannot_be_moved_to_another_patient(cast, patient, observation):
    with Repository(by=cast.lan) as repository:
        other = repository.create({"resourceType": "Patient", "name": [{"text": "Trần Văn B"}]})
    with Repository(by=cast.an) as repository:
        first = repository.create(observation())
        moved = {**first.resource, "subject": {"reference": other.reference}}
        refused("BH-STORE-0009", repository.update, moved)


@pytest.mark.parametrize("who", ["chi", "stranger", "dung", "lan"])
def test_nobody_else_reads_writes_finds_or_sees_the_history_of_a_chart(cast, patient, observation, who):
    with Repository(by=cast.an) as repository:
        stored = repository.create(observation())
    actor = getattr(cast, who)
    acts = (
        lambda r: r.read("Observation", stored.id),
        lambda r: r.read_version("Observation", stored.id, 1),
        lambda r: r.history("Observation", stored.id),
        lambda r: r.update({**stored.resource, "status": "amended"}),
        lambda r: r.delete("Observation", stored.id),
        lambda r: r.create(observation()),
    )
    for act in acts:
        with pytest.raises(ProblemError) as raised, Repository(by=actor) as repository:
            act(repository)
        assert raised.value.problem.status in (403, 404)
    try:
        with Repository(by=actor) as repository:
            assert repository.search("Observation", [("code", "8867-4")]).matches == ()
            assert repository.search("Observation", [("_summary", "count")]).total == 0
    except ProblemError as problem:
        assert problem.problem.status == 403  # the role sees no charts at all


def test_row_security_hides_another_facility_even_from_plain_sql(cast, patient):
    with transaction.atomic(), connection.cursor() as cursor:
        border.enter("")
        cursor.execute("SELECT count(*) FROM store_version")
        assert cursor.fetchone()[0] == 0
        border.enter("24002")
        cursor.execute("SELECT count(*) FROM store_version")
        assert cursor.fetchone()[0] == 0
        border.enter("24001")
        cursor.execute("SELECT count(*) FROM store_version")
        assert cursor.fetchone()[0] == 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE store_version SET body = '{}'",
        "DELETE FROM store_version",
        "UPDATE audit_entry SET act = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_link",
        "TRUNCATE store_version",
        "DELETE FROM access_break_glass",
    ],
)
def test_the_applications_role_cannot_rewrite_the_past(patient, statement):
    from django.db.utils import ProgrammingError

    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        border.enter("24001")
        cursor.execute(statement)


def test_every_act_is_accounted_for_and_so_is_every_refusal(cast, patient, observation):
    with Repository(by=cast.an) as repository:
        stored = repository.create(observation())
        repository.read("Observation", stored.id)
    refused("BH-ACCESS-0002", lambda: _read(cast.chi, stored.id))
    assert audit_rows()[-3:] == [
        ("an", "create", "success", "Observation", patient.id),
        ("an", "read", "success", "Observation", patient.id),
        ("chi", "attempt", "refused", "Observation", ""),
    ]


def _read(actor, id_):
    with Repository(by=actor) as repository:
        repository.read("Observation", id_)


def test_without_its_audit_entry_nothing_is_saved(cast, patient, observation, monkeypatch):
    def broken(*args):
        raise RuntimeError("audit is broken")

    monkeypatch.setattr("benhan.store.repository.write", broken)
    with pytest.raises(RuntimeError, match="audit is broken"), Repository(by=cast.an) as repository:
        stored = repository.create(observation())
    monkeypatch.undo()
    refused("BH-STORE-0001", _read, cast.an, stored.id)


def test_break_glass_opens_one_chart_and_only_that(cast, patient, observation):
    from benhan.access import break_glass

    with Repository(by=cast.an) as repository:
        stored = repository.create(observation())
    with Repository(by=cast.chi) as repository:
        break_glass.open_chart(
            patient=patient.id, reason="cap-cuu", explanation="Người bệnh ngừng tuần hoàn", by=cast.chi
        )
        assert repository.read("Observation", stored.id).version == 1
        assert [m.id for m in repository.search("Observation").matches] == [stored.id]
