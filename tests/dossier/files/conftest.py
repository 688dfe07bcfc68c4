"""A system of the invented hospital with all that a file needs, and a hand that takes steps as anybody."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

import pytest
from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.models import Facility
from benhan.assurance.models import Answer, Assessment, LevelDecision, Risk, System
from benhan.dossier.files.opening import Opening, open_file
from benhan.dossier.files.workflow import Given, take
from benhan.dossier.models import Dossier, DossierPaper
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository
from tests.support.cast import CAST

FACILITY = CAST.dung.facility
REGULATION = Given(regulation_number="12/QĐ-TTYT", regulation_on=date(2025, 9, 1))
SENT = Given(appraiser="Phòng An ninh mạng")


@dataclass
class Way:
    """A file on its way; each act is done in its own person's repository."""

    system: System
    regime: str = "decree-331"
    level: int = 2
    dossier: Dossier = field(init=False)

    def determine(self, level: int | None = None) -> None:
        with Repository(by=CAST.dung):
            LevelDecision.objects.create(
                facility=FACILITY, system=self.system, regime=self.regime, answers={}, facts={}, findings=[],
                level=level or self.level, at=timezone.now(), account="dung", name=CAST.dung.name,
            )  # fmt: skip

    def weigh_risk(self) -> None:
        with Repository(by=CAST.dung):
            Risk.objects.create(
                facility=FACILITY, system=self.system, code="RR-01", threat="Mã độc", weakness="Chưa vá",
                consequence="Ngừng khám", affected="Người bệnh", likelihood=3, impact=4, treatment="reduce",
                identified_on=date(2026, 10, 1), changed_at=timezone.now(), changed_by=CAST.dung.name,
            )  # fmt: skip

    def open(self, situation: str = "", **more: object) -> Dossier:
        situation = situation or ("running" if self.regime == "decree-331" else "under-investment")
        with Repository(by=CAST.dung) as repository:
            self.dossier = open_file(
                repository, self.system, Opening(self.regime, self.level, situation, **more)
            )
        return self.dossier

    def answer(self, status: str = "met", only: str = "", **more: object) -> None:
        """Answer every requirement of the file, or one."""
        with Repository(by=CAST.dung):
            assessment = Assessment.objects.get(
                system=self.system, catalogue=CATALOGUE_OF_REGIME[self.regime], level=self.level
            )
            wanted = catalogues()[assessment.catalogue].at_level(self.level)
            Answer.objects.bulk_create(
                Answer(facility=FACILITY, assessment=assessment, requirement=one.id, status=status,
                       at=timezone.now(), account="dung", name=CAST.dung.name, **more)
                for one in wanted if only in ("", one.id)
            )  # fmt: skip

    def requirements(self) -> list[str]:
        wanted = catalogues()[CATALOGUE_OF_REGIME[self.regime]].at_level(self.level)
        return [one.id for one in wanted]

    def paper(self, key: str, *, signed: bool = True) -> None:
        with Repository(by=CAST.dung):
            version = DossierPaper.objects.filter(dossier=self.dossier, key=key).count() + 1
            DossierPaper.objects.create(
                facility=FACILITY, dossier=self.dossier, key=key, version=version, title=f"Giấy {key}",
                content={}, unsigned_pdf="0" * 64, pdf="0" * 64, docx="0" * 64, made_at=timezone.now(),
                made_by=CAST.dung.name, signatures=[{"name": CAST.dung.name}] if signed else [],
            )  # fmt: skip

    def take(
        self, by: Actor, step: str, given: Given | None = None, now: datetime | None = None, **more: object
    ) -> Dossier:
        with Repository(by=by) as repository:
            self.dossier = take(repository, self.dossier, step, replace(given or Given(), **more), now=now)
        return self.dossier

    def to_draft(self) -> None:
        self.determine()
        self.weigh_risk()
        self.open()
        self.take(CAST.dung, "xac-dinh-pham-vi")
        if self.regime == "decree-331":
            self.take(CAST.dung, "danh-gia-rui-ro")
        self.take(CAST.dung, "bat-dau-du-thao")

    def to_submitted(self) -> None:
        self.to_draft()
        self.answer()
        self.paper("thuyet-minh")
        self.paper("mau-02" if self.level == 3 else "mau-01")
        self.take(CAST.dung, "gui-tham-dinh", SENT)

    def to_fit(self, now: datetime | None = None) -> None:
        self.to_submitted()
        self.take(CAST.khanh, "tiep-nhan", now=now)
        self.take(CAST.khanh, "bat-dau-tham-dinh", now=now)
        if self.level == 3:
            self.paper("mau-04")
        self.take(CAST.khanh, "phu-hop", note="Phù hợp")


@pytest.fixture
def system(db: None) -> System:
    Facility.objects.get_or_create(
        code=FACILITY, defaults={"name": "Trung tâm Y tế Kinh Bắc", "insurance_code": "24001"}
    )
    with Repository(by=CAST.dung):
        return System.objects.create(
            facility=FACILITY, slug="hsba", name="Bệnh án điện tử Benhan", is_here=True, kinds=["internal"]
        )


@pytest.fixture
def way(system: System) -> Way:
    return Way(system)
