"""What people answer, show, say and plan; and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from benhan.access.models import Account, Membership
from benhan.assurance import assessments, comments, evidence, plan
from benhan.assurance.answering import Given, answer, dong_of
from benhan.assurance.gaps import gaps
from benhan.assurance.judging import Verdict, judge
from benhan.assurance.models import Answer, Assessment, System
from benhan.assurance.overview import overview, tally_of
from benhan.fhir.problems import ProblemError
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository
from tests.support.cast import CAST

CATALOGUE = catalogues()["tcvn-14423-2026"]
PAPER = CATALOGUE.requirement("5.1.2.1.a")  # a document's evidence alone
TOMORROW = timezone.localdate() + timedelta(days=1)
YESTERDAY = timezone.localdate() - timedelta(days=1)


@pytest.fixture
def dung(repository: Repository) -> str:
    account = Account.objects.create_account("dung", None, name=CAST.dung.name)
    Membership.objects.create(account=account, facility_id=CAST.dung.facility, roles=["security"],
                              valid_from=date(2026, 1, 1))  # fmt: skip
    return str(account.pk)


def refused(act) -> tuple[str, str]:
    with pytest.raises(ProblemError) as caught:
        act()
    return caught.value.problem.code, caught.value.expression


def standing(assessment, requirement=PAPER):
    return next(one for one in judge(assessment) if one.requirement == requirement)


def paper(**more) -> evidence.Shown:
    given = {
        "catalogue": "tcvn-14423-2026", "requirements": [PAPER.id], "kind": "document", "title": "QĐ 12/QĐ-TTYT",
        "made_on": YESTERDAY, "author": "BS. Đỗ Thị Hạnh", "statement": "Số 12/QĐ-TTYT, lưu ở phòng KHTH",
    }  # fmt: skip
    return evidence.Shown(**given | more)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (Given("maybe"), "status"),
        (Given("not_applicable"), "reason"),
        (Given("met"), "current_state"),
        (Given("partial", "Một nửa"), "task"),
        (Given("unmet", task="Viết quy trình"), "responsible"),
        (Given("unmet", task="Viết quy trình", responsible="dung"), "due"),
        (Given("unmet", task="Viết quy trình", responsible="khong-co", due=TOMORROW), "responsible"),
        (Given("met", "Đã có", responsible="123e4567-e89b-12d3-a456-426614174000"), "responsible"),
    ],
)
def test_an_answer_without_what_the_law_wants_is_refused(repository, assessment, dung, given, where):
    code, at = refused(lambda: answer(repository, assessment=assessment, requirement=PAPER, given=given))
    assert (code[:13], at) == ("BH-ASSURANCE-", where)
    assert Answer.objects.count() == 0


def test_answers_add_up_and_the_newest_counts(repository, assessment, dung):
    todo = Given("unmet", task="Viết quy trình", responsible="dung", due=TOMORROW, cost=Decimal(2_000_000))
    first = answer(repository, assessment=assessment, requirement=PAPER, given=todo)
    assert (first.responsible, first.responsible_name) == (dung, CAST.dung.name)
    assert standing(assessment).verdict is Verdict.MISSING
    answer(repository, assessment=assessment, requirement=PAPER, given=Given("met", "Đã ban hành"))
    assert standing(assessment).verdict is Verdict.DECLARED
    assert Answer.objects.count() == 2


def test_a_director_reads_but_does_not_answer(assessment):
    with Repository(by=CAST.hanh) as mine:
        problem = refused(
            lambda: answer(mine, assessment=assessment, requirement=PAPER, given=Given("met", "x"))
        )
    assert problem[0].startswith("BH-ACCESS")


@pytest.mark.parametrize(
    ("text", "dong"),
    [("12.500.000 đ", 12_500_000), ("300000", 300_000), ("0", 0), ("", None), (" 5 000 đồng", 5000)],
)
def test_sums_are_read_as_people_write_them(text, dong):
    assert dong_of(text) == dong


@pytest.mark.parametrize("text", ["mười", "-5", "1,5", "NaN", "1" * 16])
def test_what_is_no_sum_is_refused(text):
    assert refused(lambda: dong_of(text))[0] == "BH-ASSURANCE-0006"


def test_one_paper_shows_several_requirements_until_it_ends_or_is_withdrawn(repository, assessment, system):
    other = CATALOGUE.requirement("5.1.2.2.b")
    shown = evidence.show(
        repository, system=system, shown=paper(requirements=[PAPER.id, other.id], expires_on=TOMORROW)
    )
    assert {standing(assessment, one).verdict for one in (PAPER, other)} == {Verdict.PROVED}
    late = timezone.now() + timedelta(days=3)
    assert next(one for one in judge(assessment, late) if one.requirement == PAPER).verdict is Verdict.MISSING
    evidence.withdraw(repository, evidence=shown, reason="Thay bằng bản mới")
    assert standing(assessment).verdict is Verdict.MISSING
    again = refused(lambda: evidence.withdraw(repository, evidence=shown, reason="lần nữa"))
    assert again[0] == "BH-ASSURANCE-0016"


def test_a_file_is_kept_under_its_hash_and_given_back(repository, system):
    file = evidence.File("quy-che.pdf", b"%PDF-1.7 quy che")
    kept = evidence.show(repository, system=system, shown=paper(file=file))
    assert (kept.content_type, len(kept.sha256)) == ("application/pdf", 64)
    assert evidence.file_of(repository, kept) == b"%PDF-1.7 quy che"


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"title": ""}, "title"),
        ({"author": ""}, "author"),
        ({"kind": "rumour"}, "kind"),
        ({"made_on": None}, "made_on"),
        ({"made_on": TOMORROW}, "made_on"),
        ({"expires_on": date(2020, 1, 1)}, "made_on"),
        ({"statement": ""}, "file"),
        ({"kind": "interview", "statement": ""}, "statement"),
        ({"kind": "configuration"}, "file"),
        ({"requirements": []}, "requirements"),
        ({"requirements": ["9.9.9"]}, "requirements"),
        ({"file": evidence.File("a.exe", b"MZ\x90\x00\xff")}, "file"),
        ({"file": evidence.File("a.txt", b"")}, "file"),
    ],
)
def test_evidence_that_says_too_little_is_refused(repository, system, more, where):
    assert refused(lambda: evidence.show(repository, system=system, shown=paper(**more)))[1] == where


def test_any_catalogue_can_be_opened_at_any_of_its_levels(repository, system):
    for each in catalogues().values():
        for level in each.levels or (0,):
            opened = assessments.open_assessment(repository, system=system, catalogue=each.key, level=level)
            assert len(judge(opened)) == len(each.at_level(level)) > 0
    again = assessments.open_assessment(repository, system=system, catalogue=CATALOGUE.key, level=3)
    assert Assessment.objects.filter(pk=again.pk).count() == 1
    no_such = refused(
        lambda: assessments.open_assessment(repository, system=system, catalogue=CATALOGUE.key, level=9)
    )
    assert no_such[0] == "BH-ASSURANCE-0007"


def test_answers_are_taken_over_from_the_lower_level_where_both_ask(repository, assessment, system):
    lower = assessments.open_assessment(repository, system=system, catalogue=CATALOGUE.key, level=2)
    answer(repository, assessment=lower, requirement=PAPER, given=Given("met", "Đã có"))
    assert assessments.copy_answers(repository, source=lower, target=assessment) == 1
    assert standing(assessment).verdict is Verdict.DECLARED
    nothing = refused(lambda: assessments.copy_answers(repository, source=lower, target=assessment))
    assert nothing[0] == "BH-ASSURANCE-0031"


def test_an_appraisers_remark_is_settled_by_an_appraiser(repository, assessment):
    with Repository(by=CAST.khanh) as appraiser:
        remark = comments.comment(
            appraiser, assessment=assessment, requirement=PAPER, text="Thiếu số văn bản"
        )
    assert remark.is_appraisers
    assert refused(lambda: comments.settle(repository, remark=remark))[0].startswith("BH-ACCESS")
    with Repository(by=CAST.khanh) as appraiser:
        assert comments.settle(appraiser, remark=remark)
        assert not comments.settle(appraiser, remark=remark)
    assert (
        refused(lambda: comments.comment(repository, assessment=assessment, requirement=PAPER, text="  "))[0]
        == "BH-ASSURANCE-0026"
    )


def test_a_plan_adds_up_by_kind_and_month_and_says_what_is_late(repository, system, dung):
    def item(title, kind, due, cost, quantity=1):
        wanted = plan.Wanted(CATALOGUE.key, [PAPER.id], title, kind, quantity, "bộ", cost, "dung", due)
        return plan.add(repository, system=system, wanted=wanted)

    server = item("Máy chủ dự phòng", "hardware", date(2027, 2, 28), Decimal(90_000_000), 2)
    late = item("Tập huấn", "training", YESTERDAY, None)
    sums = plan.totals(plan.plan_of(system), timezone.localdate())
    assert sums.open == 180_000_000 and sums.by_kind["hardware"] == 180_000_000
    assert sums.by_due["2027-02"] == 180_000_000
    assert ([one.title for one in sums.late], sums.unpriced) == (["Tập huấn"], 1)
    assert sums.closes[CATALOGUE.key] == {PAPER.id}
    plan.done(repository, item=server, on=YESTERDAY)
    late.refresh_from_db()
    sums = plan.totals(plan.plan_of(system), timezone.localdate())
    assert (sums.open, sums.done) == (0, 180_000_000)
    server.refresh_from_db()
    wanted = plan.Wanted(CATALOGUE.key, [], "Khác", "hardware", due=TOMORROW)
    assert refused(lambda: plan.change(repository, item=server, wanted=wanted))[0] == "BH-ASSURANCE-0022"


def test_a_gap_says_what_would_close_it(repository, assessment, dung):
    todo = Given("unmet", task="Viết quy trình", responsible="dung", due=TOMORROW)
    answer(repository, assessment=assessment, requirement=PAPER, given=todo)
    found = next(one for one in gaps(CATALOGUE, judge(assessment), ()) if one.judgement.requirement == PAPER)
    assert found.due == TOMORROW
    assert "Hoàn thành: Viết quy trình" in found.closes
    assert any("văn bản" in one for one in found.closes)


def test_the_overview_counts_what_is_late_and_what_it_costs_once(
    repository, assessment, system, dung, django_assert_max_num_queries
):
    System.objects.filter(pk=system.pk).update(level=3)
    system.refresh_from_db()
    for requirement, cost in ((PAPER, 2_000_000), (CATALOGUE.requirement("5.1.2.2.b"), 1_000_000)):
        todo = Given("unmet", task="Viết", responsible="dung", due=YESTERDAY, cost=Decimal(cost))
        answer(repository, assessment=assessment, requirement=requirement, given=todo)
    wanted = plan.Wanted(
        CATALOGUE.key, [PAPER.id], "Thuê viết", "service", 1, "", Decimal(5_000_000), "", TOMORROW
    )
    plan.add(repository, system=system, wanted=wanted)
    with django_assert_max_num_queries(8):
        found = overview([system])[0]
    assert (
        found.cost == 6_000_000
    )  # the item stands for the first requirement, the answer's sum for the second
    assert len(found.late) == 2
    assert found.main is not None and found.main.tally == tally_of(found.main.judged)
    assert sum(each.total for _, each in found.main.families) == found.main.tally.total == 132


def test_a_system_that_does_not_run_here_is_proved_by_papers_and_records_of_its_configuration(repository):
    away = System.objects.create(facility=CAST.dung.facility, slug="his", name="Phần mềm khác", level=3)
    measured = assessments.open_assessment(repository, system=away, catalogue=CATALOGUE.key, level=3)
    chain = CATALOGUE.requirement("5.4.2.5")
    answer(repository, assessment=measured, requirement=chain, given=Given("met", "Nhà cung cấp xác nhận"))
    assert standing(measured, chain).verdict is Verdict.DECLARED
    picture = evidence.File("cau-hinh.png", b"\x89PNG\r\n\x1a\n....")
    evidence.show(
        repository, system=away, shown=paper(kind="configuration", requirements=[chain.id], file=picture)
    )
    assert standing(measured, chain).verdict is Verdict.PROVED
