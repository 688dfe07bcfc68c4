"""A system of the invented hospital and its assessments."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from benhan.access.models import Facility
from benhan.assurance.models import Assessment, System
from benhan.store.repository import Repository
from tests.support.cast import CAST


@pytest.fixture
def repository(db: None) -> Iterator[Repository]:
    """The security officer's open door."""
    Facility.objects.get_or_create(
        code=CAST.dung.facility, defaults={"name": "Trung tâm Y tế Kinh Bắc", "insurance_code": "24001"}
    )
    with Repository(by=CAST.dung) as opened:
        yield opened


@pytest.fixture
def system(repository: Repository) -> System:
    return System.objects.create(
        facility=CAST.dung.facility, slug="hsba", name="Bệnh án điện tử Benhan", is_here=True, level=2
    )


@pytest.fixture
def assessment(system: System) -> Assessment:
    return Assessment.objects.create(
        facility=system.facility, system=system, catalogue="tcvn-14423-2026", level=3,
        opened_at=timezone.now(), opened_by="Phạm Văn Dũng",
    )  # fmt: skip
