"""A level file walks its way; every gate refuses once, nobody passes in another's place, nothing is skipped."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from benhan.assurance.models import Answer, Assessment, Comment, LevelDecision, PlanItem, Risk
from benhan.dossier.files.clock import clock_of
from benhan.dossier.files.opening import Opening, next_version, open_file
from benhan.dossier.files.workflow import Given, steps_open, take
from benhan.dossier.models import Dossier, DossierEvent, DossierPaper
from benhan.fhir.problems import ProblemError
from benhan.law.vietnam_time import VIETNAM
from benhan.law.workflow import states
from benhan.store.repository import Repository
from tests.dossier.files.conftest import FACILITY, REGULATION, SENT, Way
from tests.support.cast import CAST

DECIDED = Given(decision_number="345/QĐ-SYT", decided_on=timezone.localdate())


def refused(way: Way, code: str, by, step: str, given: Given | None = None, **more: object) -> str:
    """The words of the refusal; the file stands where it stood."""
    before = way.dossier.state
    with pytest.raises(ProblemError) as caught:
        way.take(by, step, given, **more)
    assert caught.value.problem.code == code, caught.value.problem.code
    way.dossier.refresh_from_db()
    assert way.dossier.state == before
    return caught.value.clinician


GATE = "BH-DOSSIER-0131"


@pytest.mark.slow  # the whole way, every gate judged against the whole catalogue
@pytest.mark.parametrize("regime", ["decree-331", "decree-85"])
def test_level_two_goes_from_operator_to_security_unit_and_each_gate_refuses_once(way, regime):
    way.regime = regime
    way.determine()
    way.open()
    way.system.kinds = []
    way.system.save()
    assert "loại hình" in refused(way, GATE, CAST.dung, "xac-dinh-pham-vi")
    way.system.kinds = ["internal"]
    way.system.save()
    way.take(CAST.dung, "xac-dinh-pham-vi")
    if regime == "decree-331":
        assert "rủi ro" in refused(way, GATE, CAST.dung, "danh-gia-rui-ro")
        way.weigh_risk()
        way.take(CAST.dung, "danh-gia-rui-ro")
    way.take(CAST.dung, "bat-dau-du-thao")
    said = refused(way, GATE, CAST.dung, "gui-tham-dinh", SENT)
    assert "chưa đáp ứng" in said and "Thuyết minh" in said and "mẫu 01" in said
    way.answer()
    way.paper("thuyet-minh")
    way.paper("mau-01", signed=False)
    assert "chưa đủ chữ ký" in refused(way, GATE, CAST.dung, "gui-tham-dinh", SENT)
    way.paper("mau-01")
    assert "đơn vị thẩm định" in refused(way, "BH-DOSSIER-0133", CAST.dung, "gui-tham-dinh")
    way.take(CAST.dung, "gui-tham-dinh", SENT)
    assert way.dossier.drafter_account == CAST.dung.account
    way.take(CAST.khanh, "tiep-nhan")
    way.take(CAST.khanh, "bat-dau-tham-dinh")
    refused(way, "BH-DOSSIER-0132", CAST.khanh, "phu-hop")
    way.take(CAST.khanh, "phu-hop", note="Phù hợp")
    way.paper("mau-06")
    assert "quy chế" in refused(way, GATE, CAST.khanh, "phe-duyet-cap-1-2", DECIDED)
    way.take(CAST.hanh, "ban-hanh-quy-che", REGULATION)
    assert way.dossier.state == "appraised_fit"
    refused(way, "BH-DOSSIER-0133", CAST.khanh, "phe-duyet-cap-1-2")
    way.take(CAST.khanh, "phe-duyet-cap-1-2", DECIDED)
    way.system.refresh_from_db()
    assert (way.dossier.state, way.dossier.decision_number, way.system.level) == ("approved", "345/QĐ-SYT", 2)
    assert set(DossierPaper.objects.filter(is_approved=True).values_list("key", "version")) == {
        ("thuyet-minh", 1), ("mau-01", 2), ("mau-06", 1),
    }  # fmt: skip
    for step in ("trien-khai", "van-hanh"):
        way.take(CAST.dung, step)
    assert states()[way.dossier.state].name == "Đang vận hành"


@pytest.mark.slow  # the whole way, every gate judged against the whole catalogue
@pytest.mark.parametrize("regime", ["decree-331", "decree-85"])
def test_level_three_goes_through_opinion_submission_and_the_owners_decision(way, regime):
    way.regime, way.level = regime, 3
    way.to_submitted()
    way.take(CAST.khanh, "tiep-nhan")
    way.take(CAST.khanh, "bat-dau-tham-dinh")
    assert "mẫu 04" in refused(way, GATE, CAST.khanh, "phu-hop", note="Phù hợp")
    way.paper("mau-04")
    way.take(CAST.khanh, "phu-hop", note="Phù hợp")
    assert "mẫu 05" in refused(way, GATE, CAST.dung, "trinh-phe-duyet")
    way.paper("mau-05")
    way.take(CAST.dung, "trinh-phe-duyet")
    way.paper("mau-06")
    assert "quy chế" in refused(way, GATE, CAST.hanh, "phe-duyet", DECIDED)
    way.take(CAST.hanh, "ban-hanh-quy-che", REGULATION)
    refused(way, "BH-DOSSIER-0134", CAST.hanh, "phe-duyet", DECIDED, decided_on=date(2020, 1, 1))
    way.take(CAST.hanh, "phe-duyet", DECIDED)
    assert way.dossier.approver == CAST.hanh.name
    refused(way, "BH-DOSSIER-0130", CAST.hanh, "phe-duyet", DECIDED)


def test_a_paper_made_before_the_opinion_was_asked_anew_does_not_count(way):
    way.level = 3
    way.to_fit()
    way.paper("mau-05")
    way.take(CAST.dung, "trinh-phe-duyet")
    way.take(CAST.hanh, "khong-phe-duyet", note="Thiếu phương án dự phòng")
    assert "lập lại" in refused(way, GATE, CAST.dung, "gui-tham-dinh", SENT)


def test_a_requirement_not_met_needs_task_person_and_day(way):
    way.to_submitted()
    way.take(CAST.khanh, "tra-lai", note="Thiếu sơ đồ")
    way.take(CAST.dung, "sua-lai")
    way.paper("thuyet-minh")
    way.paper("mau-01")
    one = Answer.objects.order_by("pk").first()
    assert one is not None
    way.answer("unmet", only=one.requirement, task="Mua tường lửa")
    assert "1 yêu cầu" in refused(way, GATE, CAST.dung, "gui-tham-dinh", SENT)
    with Repository(by=CAST.dung):
        PlanItem.objects.create(
            facility=FACILITY, system=way.system, catalogue="tcvn-14423-2026", title="Tường lửa",
            requirements=[one.requirement], kind="hardware", responsible_name="Dũng", due=date(2027, 3, 1),
            changed_at=timezone.now(), changed_by="Dũng",
        )  # fmt: skip
    way.take(CAST.dung, "gui-tham-dinh", SENT)


def test_a_level_below_what_was_determined_later_is_not_sent(way):
    way.to_submitted()
    way.take(CAST.khanh, "tra-lai", note="Xem lại cấp độ")
    way.take(CAST.dung, "sua-lai")
    way.determine(3)
    assert "cấp độ 3" in refused(way, GATE, CAST.dung, "gui-tham-dinh", SENT)


def test_levels_four_and_five_belong_to_the_authority(way):
    way.level = 4
    way.to_draft()
    assert "Bộ Công an" in refused(way, GATE, CAST.dung, "gui-tham-dinh", SENT)


def test_only_ones_own_steps_are_open(way):
    way.to_submitted()
    refused(way, "BH-ACCESS-0003", CAST.dung, "tiep-nhan")
    refused(way, "BH-ACCESS-0003", CAST.hanh, "tiep-nhan")
    with Repository(by=CAST.dung):
        offered = {one.step.key: one for one in steps_open(way.dossier, CAST.dung)}
        assert "người thẩm định" in offered["tiep-nhan"].closed_because
        assert all(one.is_open for one in steps_open(way.dossier, CAST.khanh) if one.is_mine)


def test_who_made_the_file_or_runs_the_system_does_not_appraise_it(way):
    from dataclasses import replace

    from benhan.access.actor import Role

    both = replace(CAST.dung, roles=frozenset({Role.SECURITY, Role.APPRAISER}))
    other = replace(both, account="tuan", name="Trần Văn Tuấn")
    way.to_submitted()
    refused(way, "BH-DOSSIER-0135", both, "tiep-nhan")
    refused(way, "BH-DOSSIER-0135", other, "tiep-nhan")
    council = Given(council_number="77/QĐ-TTYT", council_on=timezone.localdate())
    refused(way, "BH-DOSSIER-0135", both, "tiep-nhan", council)
    refused(way, "BH-DOSSIER-0133", other, "tiep-nhan", council, council_on=None)
    way.take(other, "tiep-nhan", council)
    way.take(other, "bat-dau-tham-dinh")
    assert way.dossier.details["council"]["number"] == "77/QĐ-TTYT"


def test_an_opinion_is_not_fit_while_a_remark_is_open(way):
    way.to_submitted()
    way.take(CAST.khanh, "tiep-nhan")
    way.take(CAST.khanh, "bat-dau-tham-dinh")
    with Repository(by=CAST.khanh):
        remark = Comment.objects.create(
            facility=FACILITY, assessment=Assessment.objects.get(), requirement="5.4.2.5", text="Thiếu số liệu",
            is_appraisers=True, at=timezone.now(), account="khanh", name=CAST.khanh.name,
        )  # fmt: skip
    assert "góp ý" in refused(way, GATE, CAST.khanh, "phu-hop", note="Phù hợp")
    with Repository(by=CAST.khanh):
        Comment.objects.filter(pk=remark.pk).update(settled_at=timezone.now())
    way.take(CAST.khanh, "phu-hop", note="Phù hợp")


def test_a_new_system_runs_only_when_its_whole_plan_is_done(way):
    way.to_fit()
    way.paper("mau-06")
    way.take(CAST.hanh, "ban-hanh-quy-che", REGULATION)
    way.take(CAST.khanh, "phe-duyet-cap-1-2", DECIDED)
    with Repository(by=CAST.dung):
        Dossier.objects.filter(pk=way.dossier.pk).update(details={"situation": "new"})
        item = PlanItem.objects.create(
            facility=FACILITY, system=way.system, catalogue="tcvn-14423-2026", title="Tường lửa",
            kind="hardware", due=date(2027, 3, 1), changed_at=timezone.now(), changed_by="Dũng",
        )  # fmt: skip
    way.take(CAST.dung, "trien-khai")
    assert way.dossier.due_on == date(2027, 3, 1)
    said = refused(way, GATE, CAST.dung, "van-hanh")
    assert "còn 1 việc" in said
    with Repository(by=CAST.dung):
        PlanItem.objects.filter(pk=item.pk).update(done_on=timezone.localdate())
    way.take(CAST.dung, "van-hanh")


def test_a_stale_page_and_a_strangers_file_change_nothing(way):
    way.to_submitted()
    with Repository(by=CAST.khanh) as repository, pytest.raises(ProblemError) as caught:
        take(repository, way.dossier, "tiep-nhan", seen="draft")
    assert caught.value.problem.code == "BH-DOSSIER-0130"
    with Repository(by=CAST.stranger) as repository, pytest.raises(ProblemError) as caught:
        take(repository, way.dossier, "tiep-nhan")
    assert caught.value.problem.status == 404


def test_each_step_is_written_down_and_accounted_for(way):
    way.to_submitted()
    event = DossierEvent.objects.order_by("-pk").first()
    assert event is not None
    assert (event.step, event.from_state, event.to_state) == ("gui-tham-dinh", "draft", "submitted")
    assert (event.name, event.due_on) == (CAST.dung.name, way.dossier.due_on)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_entry WHERE act = 'dossier-step'")
        assert cursor.fetchone() == (DossierEvent.objects.count() - 1,)


@pytest.mark.parametrize(
    ("regime", "answer_by", "opinion_by"),
    [
        ("decree-331", date(2026, 2, 27), date(2026, 3, 13)),
        ("decree-85", date(2026, 2, 27), date(2026, 2, 28)),
    ],
)
def test_the_clocks_pass_over_tet(way, regime, answer_by, opinion_by):
    received = datetime(2026, 2, 13, 16, 30, tzinfo=VIETNAM)
    way.regime, way.level = regime, 3
    way.to_draft()
    way.answer()
    way.paper("thuyet-minh")
    way.paper("mau-02")
    way.take(CAST.dung, "gui-tham-dinh", SENT, now=received)
    assert way.dossier.due_on == answer_by
    way.take(CAST.khanh, "tiep-nhan", now=received)
    assert way.dossier.due_on == opinion_by
    way.take(CAST.khanh, "bat-dau-tham-dinh", now=received + timedelta(days=9))
    assert way.dossier.due_on == opinion_by  # the clock runs since the file was accepted
    clock = clock_of(way.dossier, opinion_by + timedelta(days=3))
    assert clock is not None and clock.is_late


def test_a_system_has_one_unfinished_file_under_a_regime_and_none_without_a_decision(way):
    with pytest.raises(ProblemError) as caught:
        way.open()
    assert caught.value.problem.code == "BH-DOSSIER-0137"
    way.determine()
    way.open()
    with pytest.raises(ProblemError) as caught:
        way.open()
    assert caught.value.problem.code == "BH-DOSSIER-0136"
    way.determine(3)
    with Repository(by=CAST.dung) as repository, pytest.raises(ProblemError) as caught:
        open_file(repository, way.system, Opening("decree-85", 2, "new"))
    assert caught.value.problem.code == "BH-DOSSIER-0138"


def test_a_file_approved_under_the_old_law_keeps_its_number_and_gets_a_next_version(way):
    way.regime = "decree-85"
    way.open("approved-old", decision_number="88/QĐ-SYT", decided_on=date(2025, 12, 20), approver="Sở Y tế")
    assert (way.dossier.state, way.dossier.decision_number) == ("approved", "88/QĐ-SYT")
    refused(way, "BH-DOSSIER-0138", CAST.dung, "xac-dinh-lai", trigger="khong-co", note="x")
    way.take(CAST.dung, "xac-dinh-lai", trigger="function", note="Thêm cổng người bệnh")
    way.regime = "decree-331"
    with Repository(by=CAST.dung) as repository, pytest.raises(ProblemError):
        next_version(repository, way.dossier)
    way.determine(3)
    with Repository(by=CAST.dung) as repository:
        made = next_version(repository, way.dossier)
    assert (made.version, made.level, made.regime, made.state) == (2, 3, "decree-331", "inventoried")
    way.dossier.refresh_from_db()
    assert way.dossier.decision_number == "88/QĐ-SYT"
    with Repository(by=CAST.dung) as repository, pytest.raises(ProblemError) as caught:
        next_version(repository, way.dossier)
    assert caught.value.problem.code == "BH-DOSSIER-0141"
    assert Risk.objects.count() == 0 and LevelDecision.objects.count() == 1
