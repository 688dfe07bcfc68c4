"""A level file of the invented hospital with something in every table: half answered, some shown, some looked at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from benhan.access.models import Facility
from benhan.assurance import running
from benhan.assurance.models import (
    Answer,
    Assessment,
    Asset,
    Evidence,
    Flow,
    Incident,
    PlanItem,
    Risk,
    System,
    Zone,
)
from benhan.assurance.running import Seen
from benhan.dossier.models import Dossier
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME, FileFacts, gather
from benhan.law.catalogues import catalogues
from benhan.store.repository import Repository
from tests.support.cast import CAST, FACILITY

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
DUNG = {"account": CAST.dung.account, "name": CAST.dung.name}
CHANGED = {"changed_at": NOW, "changed_by": CAST.dung.name}

DESCRIPTION = {
    "owner.name": "Trung tâm Y tế Kinh Bắc", "owner.representative": CAST.hanh.name, "owner.position": "Giám đốc",
    "owner.address": "Số 1 đường Lê Lợi, phường Kinh Bắc, tỉnh Bắc Ninh", "owner.phone": "0222 000 0001",
    "owner.email": "lienhe@kinhbac.example", "owner.mandate": "Quyết định số 01/QĐ-UBND",
    "operator.name": "Tổ Công nghệ thông tin", "operator.representative": CAST.dung.name,
    "operator.position": "Tổ trưởng", "operator.phone": "0222 000 0003", "operator.email": "cntt@kinhbac.example",
    "security_unit.name": "Tổ an toàn thông tin", "security_unit.representative": CAST.minh.name,
    "security_unit.position": "Tổ trưởng",
}  # fmt: skip


def filed(level: int = 2, regime: str = "decree-331") -> FileFacts:
    """Make the file behind an open repository of the security officer and gather it."""
    Facility.objects.update_or_create(
        code=FACILITY,
        defaults={
            "name": "Trung tâm Y tế Kinh Bắc", "insurance_code": "24001", "health_department": "Sở Y tế Bắc Ninh",
            "address": "Số 1 đường Lê Lợi, phường Kinh Bắc, tỉnh Bắc Ninh", "phone": "0222 000 0001",
        },
    )  # fmt: skip
    system = System.objects.create(
        facility=FACILITY, slug="hsba", name="Hệ thống bệnh án điện tử", is_here=True, level=level,
        purpose="Quản lý hồ sơ bệnh án điện tử của người bệnh nội trú và ngoại trú.", kinds=["internal"],
        regime=regime, description=DESCRIPTION,
    )  # fmt: skip
    mine = {"facility": FACILITY, "system": system}
    server = Asset.objects.create(
        **mine, kind="host", name="Máy chủ ứng dụng", address="10.0.2.10", is_here=True, **CHANGED,
        zone=Zone.objects.create(**mine, kind="server", name="Vùng máy chủ", private_range="10.0.2.0/24"),
    )  # fmt: skip
    Asset.objects.create(
        **mine, kind="endpoint", name="Trang bệnh án", address="https://hsba.example", **CHANGED
    )
    Flow.objects.create(
        **mine, start="Khoa điều trị", end="Máy chủ ứng dụng", data="Hồ sơ bệnh án",
        sensitivity="sensitive", protection="Kênh mã hóa",
    )  # fmt: skip
    Risk.objects.create(
        **mine, code="RR-01", asset=server, threat="Mã độc mã hóa dữ liệu", weakness="Máy trạm chưa vá đủ",
        exploitability="Trung bình", consequence="Ngừng khám chữa bệnh nhiều giờ", affected="Người bệnh",
        likelihood=3, impact=4, present_control="Phần mềm chống mã độc", treatment="reduce",
        added_control="Vá máy trạm hằng tháng", requirement="5.7.2.2#2", responsible_name=CAST.dung.name,
        due=date(2027, 3, 31), residual=6, effect_on_level="Không nâng cấp độ", identified_on=date(2026, 10, 1),
        **CHANGED,
    )  # fmt: skip
    _answered(system, regime, level)
    for number, (title, kind, cost, done) in enumerate(
        (
            ("Tường lửa có chống xâm nhập", "hardware", Decimal(85_000_000), None),
            ("Phần mềm chống mã độc, 60 máy", "software", Decimal(450_000), date(2026, 2, 20)),
            ("Đào tạo nhận thức an ninh mạng", "training", None, None),
        )
    ):
        PlanItem.objects.create(
            **mine, catalogue="tcvn-14423-2026", requirements=["5.12.2.2.a#2"], title=title, kind=kind,
            quantity=60 if kind == "software" else 1, unit="bộ", unit_cost=cost, responsible_name=CAST.dung.name,
            due=date(2026 + (number > 1), 2, 28), done_on=done, **CHANGED,
        )  # fmt: skip
    Incident.objects.create(
        **mine, code="SC-2026-01", title="Máy trạm nhiễm mã độc", kind="malware", is_serious=True,
        has_personal_data=True, happened_at=NOW - timedelta(days=3), discovered_at=NOW - timedelta(days=2),
        description="Một máy trạm của khoa Ngoại bị nhiễm mã độc qua thiết bị nhớ.", scope="Một máy trạm",
        cause="Thiết bị nhớ không được quét", remedy="Cách ly và cài lại máy", lessons="Chặn thiết bị nhớ lạ",
        first_notice_at=NOW - timedelta(days=1, hours=20), recorded_by=CAST.dung.name, recorded_at=NOW,
    )  # fmt: skip
    return gather(
        Dossier.objects.create(
            **mine, number="HS-2026-01", regime=regime, level=level, state_since=NOW, opened_at=NOW,
            opened_by=CAST.dung.name, drafter_name=CAST.dung.name, appraiser="Hội đồng thẩm định của Trung tâm",
            approver="Giám đốc Trung tâm",
        ),
        NOW,
    )  # fmt: skip


def _answered(system: System, regime: str, level: int) -> None:
    """Every second requirement answered, each kind of answer among them; both catalogues are opened."""
    for key in sorted({CATALOGUE_OF_REGIME[regime], "tcvn-11930-2017"}):
        assessment = Assessment.objects.create(
            facility=FACILITY,
            system=system,
            catalogue=key,
            level=level,
            opened_at=NOW,
            opened_by=CAST.dung.name,
        )
        wanted = catalogues()[key].at_level(level)
        Answer.objects.bulk_create(
            Answer(
                facility=FACILITY, assessment=assessment, requirement=one.id, at=NOW, **DUNG,
                status=("met", "partial", "met", "not_applicable")[number % 4],
                current_state="Đang áp dụng tại Trung tâm", measure="Theo quy chế của Trung tâm",
                task="Hoàn thiện quy trình" if number % 4 == 1 else "",
                due=date(2027, 4, 30) if number % 4 == 1 else None,
                cost=Decimal(3_000_000) if number % 4 == 1 else None,
                responsible_name=CAST.dung.name, reason="Không có mạng không dây" if number % 4 == 3 else "",
            )
            for number, one in enumerate(wanted[::2])
        )  # fmt: skip
    Evidence.objects.create(
        facility=FACILITY, system=system, catalogue="tcvn-14423-2026", requirements=["5.1.2.1.a", "5.6.1"],
        kind="document", title="Quy trình quản lý rủi ro", file_name="quy-trinh.pdf", sha256="ab" * 32,
        made_on=date(2026, 9, 1), expires_on=date(2027, 9, 1), author=CAST.hanh.name, at=NOW, **DUNG,
    )  # fmt: skip
    seen = Seen("audit-chain", None, NOW - timedelta(hours=1), 3,
                {"is_whole": True, "links": 9, "tail": 0, "fault": ""})  # fmt: skip
    running.keep(system, seen, asked_by="lịch")


@pytest.fixture
def repository(db: None) -> Iterator[Repository]:
    """The security officer's open door."""
    Facility.objects.get_or_create(
        code=CAST.dung.facility, defaults={"name": "Trung tâm Y tế Kinh Bắc", "insurance_code": "24001"}
    )
    with Repository(by=CAST.dung) as opened:
        yield opened


@pytest.fixture
def facts(repository: Repository) -> FileFacts:
    """A level-2 file under the new decree."""
    return filed()
