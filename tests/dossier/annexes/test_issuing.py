"""An issued regulation is evidence for what it lays down, for a year, and for nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from benhan.access.problems import NOT_PERMITTED
from benhan.assurance.judging import judge
from benhan.assurance.models import Answer, Assessment, Evidence
from benhan.dossier.papers.annexes.issuing import register
from benhan.dossier.papers.annexes.problems import ALREADY_REGISTERED, NOTHING_TO_SERVE, NUMBER_NEEDED
from benhan.fhir.problems import ProblemError
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository
from tests.support.cast import CAST

ISSUED = {"number": "45/QĐ-TTYT", "issued_on": date(2026, 10, 1), "author": CAST.hanh.name}


def refused(problem, call):
    with pytest.raises(ProblemError) as caught:
        call()
    assert caught.value.problem is problem


def test_it_proves_a_rule_and_leaves_a_record_to_be_shown(repository, facts):
    made = register(repository, dossier=facts.dossier, **ISSUED)
    assert {one.catalogue for one in made} == {"tcvn-14423-2026", "tcvn-11930-2017"}
    new = next(one for one in made if one.catalogue == "tcvn-14423-2026")
    assert "5.10.1" in new.requirements  # a rule against malware
    assert "5.2.1.c" not in new.requirements  # the inventory itself
    assert set(new.requirements) <= {one.id for one in catalogues()[new.catalogue].at_level(2)}
    assert new.expires_on == date(2027, 10, 1)
    assert facts.dossier.regulation_number == "45/QĐ-TTYT"
    assessment = Assessment.objects.get(system=facts.system, catalogue=new.catalogue)
    Answer.objects.create(
        facility=facts.system.facility, assessment=assessment, requirement="5.10.1", status="met",
        at=facts.now, account="dung", name=CAST.dung.name,
    )  # fmt: skip
    standing = {one.requirement.id: one.verdict for one in judge(assessment, facts.now)}
    assert standing["5.10.1"] == "proved"


def test_the_same_regulation_is_not_registered_twice(repository, facts):
    register(repository, dossier=facts.dossier, **ISSUED)
    before = Evidence.objects.count()
    refused(ALREADY_REGISTERED, lambda: register(repository, dossier=facts.dossier, **ISSUED))
    assert Evidence.objects.count() == before


def test_without_a_number_or_a_day_nothing_is_kept(repository, facts):
    before = Evidence.objects.count()
    for gap in ({"number": " "}, {"issued_on": None}):
        refused(
            NUMBER_NEEDED, lambda gap=gap: register(repository, dossier=facts.dossier, **{**ISSUED, **gap})
        )
    assert Evidence.objects.count() == before


def test_a_system_nobody_assesses_has_nothing_to_serve(repository, facts):
    facts.dossier.level = 1  # opened at level 2 only
    refused(NOTHING_TO_SERVE, lambda: register(repository, dossier=facts.dossier, **ISSUED))


def test_only_who_keeps_the_file_may(facts):
    with Repository(by=CAST.khanh) as opened:
        refused(NOT_PERMITTED, lambda: register(opened, dossier=facts.dossier, **ISSUED))
