"""A claim needs proof: what a verdict rests on."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benhan.assurance import running
from benhan.assurance.judging import Verdict, judge
from benhan.assurance.models import Answer, Notice, ProbeRun
from benhan.assurance.running import Seen
from benhan.assurance.scheduling import note_changes
from benhan.law.catalogues import catalogues
from benhan.law.probes import probe_rules
from tests.support.cast import CAST

CHAIN = "5.4.2.5"  # integrity code: a machine's evidence, bound to audit-chain


def standing(assessment, now=None):
    return next(one for one in judge(assessment, now) if one.requirement.id == CHAIN)


def kept(system, **facts):
    seen = Seen(
        "audit-chain", None, timezone.now(), 3, {"is_whole": True, "links": 9, "tail": 0, "fault": ""} | facts
    )
    return running.keep(system, seen, asked_by="lịch")


def declared(assessment, status="met"):
    return Answer.objects.create(
        facility=assessment.facility, assessment=assessment, requirement=CHAIN, status=status,
        current_state="Có chuỗi băm", at=timezone.now(), account=CAST.dung.account, name=CAST.dung.name,
        reason="Không dùng" if status == "not_applicable" else "",
    )  # fmt: skip


def test_nothing_said_and_nothing_seen_is_missing(assessment):
    assert standing(assessment).verdict is Verdict.MISSING


def test_a_word_alone_is_declared_and_a_look_makes_it_proved(assessment, system):
    declared(assessment)
    assert standing(assessment).verdict is Verdict.DECLARED
    kept(system)
    assert standing(assessment).verdict is Verdict.PROVED


def test_a_failed_look_makes_it_missing_whatever_was_declared(assessment, system):
    declared(assessment)
    kept(system, is_whole=False, fault="dòng 4 đã bị sửa")
    found = standing(assessment)
    assert found.verdict is Verdict.MISSING
    assert "không" in found.because


def test_a_look_that_could_not_be_taken_or_is_too_old_proves_nothing(assessment, system):
    declared(assessment)
    seen = Seen("audit-chain", None, timezone.now(), 3, {}, "cơ sở dữ liệu không trả lời")
    running.keep(system, seen, asked_by="lịch")
    assert standing(assessment).verdict is Verdict.DECLARED
    kept(system)
    late = timezone.now() + timedelta(hours=probe_rules()["audit-chain"].valid_h + 1)
    assert standing(assessment).verdict is Verdict.PROVED
    assert standing(assessment, late).verdict is Verdict.DECLARED


def test_what_does_not_apply_says_why(assessment):
    declared(assessment, "not_applicable")
    found = standing(assessment)
    assert (found.verdict, found.because) == (Verdict.NOT_APPLICABLE, "Không dùng")


def test_the_responsible_are_told_once_when_a_proof_falls(assessment, system):
    kept(system)
    now = timezone.now()
    note_changes(assessment, judge(assessment, now), now)
    kept(system, is_whole=False)
    changed = note_changes(assessment, judge(assessment), timezone.now())
    assert [one.requirement.id for one in changed] == [CHAIN]
    assert note_changes(assessment, judge(assessment), timezone.now()) == []
    assert ProbeRun.objects.count() == 2
    assert Notice.objects.count() == 0  # nobody in this test's facility keeps the file


def test_the_probe_really_walks_the_chain(system, repository, settings, tmp_path):
    settings.BENHAN_DATA = tmp_path  # no head noted there by a test that sealed
    seen = running.look(system, repository, probe_rules()["audit-chain"])
    assert seen.because == ""
    assert seen.facts["is_whole"] is True


def test_each_binding_names_a_requirement_that_is_there():
    known = {(key, one.id) for key, each in catalogues().items() for one in each.requirements}
    bound = {(one.catalogue, one.requirement) for rule in probe_rules().values() for one in rule.bindings}
    assert bound <= known
