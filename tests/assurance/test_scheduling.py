"""The schedule asks what is due, survives what breaks, and tells once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from benhan.access.models import Account, Membership
from benhan.assurance import running, scheduling, telling
from benhan.assurance.judging import Verdict, judge
from benhan.assurance.models import Notice, ProbeRun, System
from benhan.assurance.overview import overview
from benhan.assurance.probes import registry
from benhan.assurance.running import Seen
from benhan.law.probes import probe_rules
from benhan.store.repository import Repository
from tests.support.cast import CAST

CHAIN = "5.4.2.5"


@pytest.fixture
def dung(repository: Repository) -> str:
    account = Account.objects.create_account("dung", None, name=CAST.dung.name)
    Membership.objects.create(account=account, facility_id=CAST.dung.facility, roles=["security"],
                              valid_from=date(2026, 1, 1))  # fmt: skip
    return str(account.pk)


@pytest.fixture
def only_the_chain(monkeypatch) -> None:
    """So that this test is about the schedule, not about every probe there is."""
    rules = {"audit-chain": probe_rules()["audit-chain"]}
    monkeypatch.setattr(running, "probe_rules", lambda: rules)


def kept(system, *, whole: bool):
    facts = {"is_whole": whole, "links": 9, "tail": 0, "fault": ""}
    return running.keep(system, Seen("audit-chain", None, timezone.now(), 3, facts), asked_by="lịch")


def test_each_probe_has_its_own_rhythm(only_the_chain, system, repository):
    def due(hours: float) -> int:
        latest = running.latest_runs(system)
        return len(list(running.due(system, timezone.now() + timedelta(hours=hours), latest)))

    assert due(0) == 1
    kept(system, whole=True)
    every = probe_rules()["audit-chain"].every_h
    assert (due(every * 0.9), due(every * 1.1)) == (0, 1)


@pytest.mark.parametrize(
    ("took_s", "rests_h"),
    [(0.1, "its rhythm"), (60, 60 / 36), (100_000, "half its validity")],
)
def test_a_probe_that_takes_long_comes_round_less_often_but_before_its_evidence_ends(
    only_the_chain, system, repository, took_s, rests_h
):
    rule = probe_rules()["audit-chain"]
    rests = {"its rhythm": rule.every_h, "half its validity": rule.valid_h / 2}.get(rests_h, rests_h)
    facts = {"is_whole": True, "links": 9, "tail": 0, "fault": ""}
    running.keep(
        system, Seen("audit-chain", None, timezone.now(), round(took_s * 1000), facts), asked_by="lịch"
    )
    latest = running.latest_runs(system)

    def due(hours: float) -> list:
        return list(running.due(system, timezone.now() + timedelta(hours=hours), latest))

    assert (len(due(rests * 0.99)), len(due(rests * 1.01))) == (0, 1)


def test_the_worker_asks_keeps_and_judges(only_the_chain, system, assessment):
    assert scheduling.run_due() == 1
    assert scheduling.run_due() == 0
    with Repository(by=CAST.dung):
        assert ProbeRun.objects.get().asked_by == "lịch"


def test_a_turn_that_has_no_time_left_asks_the_rest_next_time(only_the_chain, system, assessment):
    assert scheduling.run_due(budget_s=0) == 0
    assert scheduling.run_due() == 1


def test_what_speaks_of_this_installation_is_never_asked_for_a_system_that_runs_elsewhere(repository):
    away = System.objects.create(facility=CAST.dung.facility, slug="his", name="Phần mềm khác", level=3)
    assert {rule.scope for rule, _ in running.askable(away)} == {"system"}


@pytest.mark.parametrize(
    "error", [KeyError("x"), ValueError("x"), OSError("x"), RuntimeError("x"), TypeError("x")]
)
def test_a_broken_probe_says_so_and_stops_nobody(monkeypatch, only_the_chain, system, repository, error):
    def breaks(look):
        raise error

    monkeypatch.setattr(running, "functions", lambda: {"audit-chain": breaks})
    assert scheduling.run_system(repository, system, asked_by="lịch") == 1
    assert ProbeRun.objects.get().state == "unable"
    assert type(error).__name__ in ProbeRun.objects.get().because


def test_a_probe_changes_nothing_even_when_it_tries(monkeypatch, only_the_chain, system, repository):
    def writes(look):
        look.system.name = "Đổi tên"
        look.system.save()
        return {"is_whole": True, "links": 1, "tail": 0, "fault": ""}

    monkeypatch.setattr(running, "functions", lambda: {"audit-chain": writes})
    running.look(system, repository, probe_rules()["audit-chain"])
    system.refresh_from_db()
    assert system.name == "Bệnh án điện tử Benhan"


def test_one_cause_is_told_once_until_it_is_read(system, assessment, repository, dung):
    def judged():
        return scheduling.note_changes(assessment, judge(assessment), timezone.now())

    kept(system, whole=True)
    judged()
    kept(system, whole=False)
    judged()
    told = Notice.objects.get()
    assert (told.account, told.tone) == (dung, "son")
    assert told.url.endswith(f"/{CHAIN}/") and "Chuỗi nguyên vẹn" in told.text
    kept(system, whole=True)
    judged()
    kept(system, whole=False)
    judged()  # it fell again before anybody read of the first time
    assert Notice.objects.count() == 1
    Notice.objects.update(seen_at=timezone.now())
    judged()
    assert Notice.objects.count() == 1  # nothing changed since
    assert telling.unseen(system.facility, dung) == 0


def test_the_overview_shows_what_fell_however_long_ago_it_was_proved(system, assessment, repository):
    long_ago = timezone.now() - timedelta(days=90)
    kept(system, whole=True)
    scheduling.note_changes(assessment, judge(assessment), long_ago)
    assert overview([system])[0].drifts == ()
    kept(system, whole=False)
    scheduling.note_changes(assessment, judge(assessment), timezone.now())
    (drift,) = overview([system])[0].drifts
    assert (drift.judgement.requirement.id, drift.judgement.verdict) == (CHAIN, Verdict.MISSING)
    kept(system, whole=True)
    assert overview([system])[0].drifts == ()


def test_every_probe_of_the_law_has_its_function():
    assert registry.functions().keys() == probe_rules().keys()
