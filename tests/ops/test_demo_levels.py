"""The invented hospital's systems stand on the levels that the engine finds for them."""

from __future__ import annotations

import pytest

from benhan.access.models import Facility
from benhan.assurance.models import LevelDecision, SubjectCount, System
from benhan.ops.demo_data.levels import ANSWERS, determine_levels
from benhan.store.repository import Repository
from tests.support.cast import CAST


@pytest.fixture
def repository(db: None):
    Facility.objects.get_or_create(
        code=CAST.dung.facility, defaults={"name": "Trung tâm Y tế Kinh Bắc", "insurance_code": "24001"}
    )
    with Repository(by=CAST.dung) as opened:
        for slug in ANSWERS:
            System.objects.create(facility=CAST.dung.facility, slug=slug, name=slug, is_here=slug == "hsba")
        yield opened


def test_the_record_is_level_two_by_its_kind_and_telemedicine_level_three_at_any_size(repository):
    determine_levels(repository)
    made = {one.system.slug: one for one in LevelDecision.objects.select_related("system")}
    assert {slug: one.level for slug, one in made.items()} == {"hsba": 2, "kham-tu-xa": 3}
    clauses = [one["clause"] for one in made["kham-tu-xa"].findings if one["level"] == 3]
    assert clauses == ["điểm a khoản 2 Điều 13 Nghị định 331/2026/NĐ-CP"]
    assert {one["key"] for one in made["kham-tu-xa"].doubts} == {"counting", "telemedicine"}
    assert "store_current" in SubjectCount.objects.get().facts["query"]
