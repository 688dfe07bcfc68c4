"""What people did counts while it is young enough, and only for the code that runs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.assurance import acts, release
from benhan.assurance.acts import Done
from benhan.audit.entry import Entry, write
from benhan.fhir.problems import ProblemError
from benhan.law.assurance_acts import act_rules, groups
from benhan.law.probes import probe_rules
from benhan.store.repository import Repository
from tests.support.cast import CAST


def days_ago(days: int):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def did(repository, system):
    """`did("log-review", 10)`: written down as done ten days ago."""

    def done(kind, days=0, **more):
        more.setdefault("people", ("lan",) if act_rules()[kind].people else ())
        more.setdefault("reference", release.running() if act_rules()[kind].group == "release" else "")
        return acts.record(repository, Done(kind, days_ago(days), "Phạm Văn Dũng", **more), system)

    return done


TIMED = [
    (one.requirement, each.fact, one.catalogue)
    for one in probe_rules()["acts-done"].bindings
    for each in one.expectations
    if each.operator == "at_most"
]


@pytest.mark.parametrize(("requirement", "fact", "catalogue"), TIMED)
def test_what_was_never_done_or_too_long_ago_fails_and_what_was_done_holds(
    says, did, person, requirement, fact, catalogue
):
    person("lan", "reception")
    which = f"{catalogue.split('-')[1]}/{requirement}"
    kind = next(one.key for one in act_rules().values() if one.fact == fact)
    assert says("acts-done", which) is False
    did(kind, 400)
    assert says("acts-done", which) is False
    did(kind, 3)
    assert says("acts-done", which) is True


@pytest.mark.parametrize(
    ("requirement", "kind"),
    [
        ("14423/5.5.2.1.d", "hardening"),
        ("11930/7.1.5.7.c", "vulnerability-scan"),
        ("11930/7.1.4.2.c", "acceptance-test"),
        ("14423/5.12.2.3.a-b", "acceptance-test"),
    ],
)
def test_what_comes_before_operation_must_have_been_before_it(says, did, requirement, kind):
    did("go-live", 30)
    did(kind, 10)
    assert says("acts-done", requirement) is False
    did(kind, 40)
    assert says("acts-done", requirement) is True


@pytest.mark.parametrize(
    ("requirement", "kind"),
    [
        ("11930/7.1.4.2.b", "source-handover"),
        ("11930/7.1.4.2.e", "code-check"),
        ("11930/TT12-9.8", "self-test"),
        ("14423/5.17.2.4", "code-check"),
        ("14423/5.12.2.2.a#4", "change"),
        ("14423/5.12.2.3.a-b", "acceptance-test"),
    ],
)
def test_a_paper_of_another_release_says_nothing_of_this_one(says, did, requirement, kind):
    did(kind, 1, reference="0.0.9 000000000000")
    assert says("release-known", requirement) is False
    did(kind, 1)
    assert says("release-known", requirement) is True


def test_everybody_with_an_account_is_trained_each_year(says, did, person):
    person("lan", "reception")
    person("hanh", "director")
    person("dung", "security")
    did("awareness-training", 10, people=("lan", "hanh"))
    assert says("people-known", "14423/5.14.2.2.a,d") is False
    assert says("people-known", "11930/7.1.3.2.c") is False
    did("awareness-training", 5, people=("dung",))
    assert says("people-known", "14423/5.14.2.2.a,d") is True
    assert says("people-known", "11930/7.1.3.2.b") is True
    assert says("people-known", "11930/7.1.3.2.c") is True


def test_who_left_no_longer_signs_in(says, did, person, repository):
    account = person("lan", "reception")
    did("leaver", 3, people=("lan",))
    assert says("people-known", "14423/5.14.2.2.c") is False
    account.is_active = False
    account.save()
    assert says("people-known", "14423/5.14.2.2.c") is True
    write(CAST.dung, [Entry("lock-account", resource_type="Account", resource_id=str(account.pk))])
    assert says("people-known", "11930/7.1.3.3.b") is False  # locked, but three days late


def test_a_post_that_ended_leaves_no_open_account(says, person):
    person("lan", "reception", valid_to=days_ago(1))
    assert says("people-known", "14423/5.14.2.2.c") is False


def test_an_act_is_refused_in_words(repository, system, did, person):
    for done, code in (
        (Done("log-review", days_ago(-1), "Dũng"), "BH-ASSURE-0702"),
        (Done("log-review", days_ago(0), " "), "BH-ASSURE-0703"),
        (Done("leaver", days_ago(0), "Dũng"), "BH-ASSURE-0703"),
        (Done("leaver", days_ago(0), "Dũng", people=("ai-do",)), "BH-ASSURE-0704"),
        (Done("code-check", days_ago(0), "Dũng"), "BH-ASSURE-0703"),
        (Done("dance", days_ago(0), "Dũng"), "BH-ASSURE-0701"),
    ):
        with pytest.raises(ProblemError) as refused:
            acts.record(repository, done, system)
        assert refused.value.problem.code == code
    with pytest.raises(ProblemError) as refused:
        acts.record(repository, Done("hardening", days_ago(0), "Dũng"), None)
    assert refused.value.problem.code == "BH-ASSURE-0701"


def test_who_does_not_keep_the_file_writes_no_act(db, system, repository):
    with Repository(by=CAST.khanh) as other, pytest.raises(ProblemError) as refused:
        acts.record(other, Done("log-review", days_ago(0), "Khanh"), system)
    assert refused.value.problem.code == "BH-ACCESS-0003"


def test_an_act_taken_back_no_longer_counts_and_stays_written(says, did, repository, system):
    made = did("log-review")
    assert says("acts-done", "14423/5.8.2.1.a#7") is True
    acts.withdraw(repository, made.pk)
    assert says("acts-done", "14423/5.8.2.1.a#7") is False
    with pytest.raises(ProblemError):
        acts.withdraw(repository, made.pk)
    made.refresh_from_db()
    assert made.withdrawn_by == CAST.dung.name


def test_an_act_is_due_again_when_the_standard_says(did, system):
    rule = act_rules()["log-review"]
    assert acts.due_on(rule, None, 3) == timezone.localdate()
    made = did("log-review", 10)
    assert acts.due_on(rule, made, 3) == days_ago(10) + timedelta(days=184)
    assert acts.due_on(rule, made, 1) == days_ago(10) + timedelta(days=366)
    assert acts.due_on(act_rules()["leaver"], None, 3) is None


def test_every_kind_of_act_has_a_group():
    assert {one.group for one in act_rules().values()} <= set(groups())
    assert {one.scope for one in act_rules().values()} == {"facility", "system"}
