"""A system with something in every table that papers read, and its two files."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from benhan.assurance.models import (
    Answer,
    Assessment,
    Asset,
    Evidence,
    Flow,
    LevelDecision,
    Link,
    PlanItem,
    Risk,
    SubjectCount,
    System,
    Zone,
)
from benhan.dossier.models import Dossier
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME, FileFacts, gather
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository
from tests.dossier.files.conftest import FACILITY, system  # noqa: F401 — a fixture
from tests.support.cast import CAST

NOW = timezone.now()
DESCRIPTION = {
    f"{role}.{key}": f"{role} {key}"
    for role in ("owner", "operator", "security_unit")
    for key in ("name", "mandate", "representative", "position", "address", "phone", "email")
}


def fill(of: System) -> None:
    """Every table of the description, the level and the register gets a row or two."""
    mine = {"facility": FACILITY, "system": of}
    changed = {"changed_at": NOW, "changed_by": CAST.dung.name}
    of.description = DESCRIPTION | {"groups": "Điều dưỡng | ghi chăm sóc | máy tính bảng"}
    of.level = 2
    of.save()
    zone = Zone.objects.create(**mine, kind="server", name="Vùng máy chủ", private_range="10.0.0.0/24")
    host = Asset.objects.create(
        **mine,
        kind="host",
        name="Máy chủ chính",
        zone=zone,
        place="Nhà A",
        purpose="Chạy phần mềm",
        **changed,
    )
    switch = Asset.objects.create(**mine, kind="network", name="Bộ chuyển mạch", zone=zone, **changed)
    Asset.objects.create(**mine, kind="software", name="Benhan", host=host, version="0.4", **changed)
    Link.objects.create(**mine, start=switch, end=host, protocol="Ethernet")
    Flow.objects.create(
        **mine, start="Máy trạm", end="Máy chủ chính", data="Bệnh án", sensitivity="sensitive"
    )
    Risk.objects.create(
        **mine, code="RR-01", asset=host, threat="Mã độc", weakness="Chưa vá", consequence="Ngừng khám",
        affected="Người bệnh", harm="serious", likelihood=3, impact=4, treatment="reduce",
        identified_on=date(2026, 10, 1), **changed,
    )  # fmt: skip
    SubjectCount.objects.create(**mine, on=date(2026, 11, 1), facts={"subjects": 12500, "sensitive": 12000})
    PlanItem.objects.create(
        **mine, catalogue="tcvn-14423-2026", requirements=[], title="Máy chủ dự phòng", kind="hardware",
        unit_cost=Decimal(1), due=date(2027, 3, 1), **changed,
    )  # fmt: skip
    for regime, clause in (("decree-331", "khoản 1 Điều 12"), ("decree-85", "khoản 1 Điều 8")):
        LevelDecision.objects.create(
            **mine, regime=regime, answers={"information": ["sensitive"], "harm_rights": "serious", "secrets": "no"},
            facts={}, findings=[{"criterion": "Nội bộ", "result": "Thuộc", "clause": clause, "level": 2, "basis": "READ"}],
            doubts=[{"question": "Đếm thế nào?", "readings": ["a", "b"], "chosen": "a", "why": "An toàn hơn"}],
            level=2, at=NOW, account="dung", name=CAST.dung.name,
        )  # fmt: skip
        _answer(of, CATALOGUE_OF_REGIME[regime])


def _answer(of: System, catalogue: str) -> None:
    """Met, unmet, not applicable in turn; the last requirement stays unanswered."""
    assessment = Assessment.objects.create(
        facility=FACILITY, system=of, catalogue=catalogue, level=2, opened_at=NOW, opened_by=CAST.dung.name
    )
    wanted = catalogues()[catalogue].at_level(2)
    turns = (
        {"status": "met", "current_state": "Đã có", "measure": "Đã làm"},
        {"status": "unmet", "current_state": "Chưa có", "measure": "Sẽ làm", "task": "Mua thiết bị",
         "responsible_name": CAST.dung.name, "due": date(2027, 1, 31)},
        {"status": "not_applicable", "reason": "Không thuê viết phần mềm"},
    )  # fmt: skip
    Answer.objects.bulk_create(
        Answer(
            facility=FACILITY, assessment=assessment, requirement=one.id, at=NOW, account="dung",
            name=CAST.dung.name, **turns[place % 3],
        )
        for place, one in enumerate(wanted[:-1])
    )  # fmt: skip
    Evidence.objects.create(
        facility=FACILITY, system=of, catalogue=catalogue, requirements=[wanted[0].id], kind="document",
        title="Quy chế số 45", made_on=date(2026, 3, 1), expires_on=date(2027, 3, 1), author="Đỗ Thị Hạnh",
        at=NOW, account="dung", name=CAST.dung.name,
    )  # fmt: skip


def file_of(of: System, regime: str, **more: object) -> Dossier:
    return Dossier.objects.create(
        facility=FACILITY, system=of, number=f"HS-{regime}", regime=regime, level=2, state="draft",
        state_since=NOW - timedelta(days=3), opened_at=NOW, opened_by=CAST.dung.name,
        regulation_number="45/QĐ-TTYT", regulation_on=date(2026, 9, 1), **more,
    )  # fmt: skip


@pytest.fixture
def files(system: System) -> dict[str, Dossier]:  # noqa: F811
    """A file under each regime of the filled system."""
    with Repository(by=CAST.dung):
        fill(system)
        return {regime: file_of(system, regime) for regime in CATALOGUE_OF_REGIME}


@pytest.fixture
def facts(files: dict[str, Dossier]) -> dict[str, FileFacts]:
    with Repository(by=CAST.dung):
        return {regime: gather(one, NOW) for regime, one in files.items()}
