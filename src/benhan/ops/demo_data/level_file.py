"""The invented hospital's systems: a nearly finished level-2 file of this installation, a level-3 draft of another."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any

from django.db import connection

from benhan.access.models import Account
from benhan.assurance import release
from benhan.assurance.models import (
    Answer,
    Assessment,
    Asset,
    Evidence,
    Flow,
    Link,
    PlanItem,
    Risk,
    System,
    Zone,
)
from benhan.law.catalogues import catalogues
from benhan.ops.demo_data.level_acts import make_acts
from benhan.ops.demo_data.staff import MAIN
from benhan.store import blobs
from benhan.store.repository import Repository

NEW, OLD = "tcvn-14423-2026", "tcvn-11930-2017"
OFFICER = "Phạm Văn Dũng"

_DESCRIPTION = {
    "owner.name": "Trung tâm Y tế Kinh Bắc (cơ sở giả định)",
    "owner.mandate": "Quyết định số 01/QĐ-UBND ngày 02/01/2026 (mẫu)",
    "owner.representative": "BS. Đỗ Thị Hạnh",
    "owner.position": "Giám đốc",
    "owner.address": "Số 99 đường Quan Họ, phường Kinh Bắc, tỉnh Bắc Ninh (địa chỉ mẫu)",
    "owner.phone": "0100 000 001",
    "owner.email": "lienhe@kinhbac.example",
    "operator.name": "Tổ Công nghệ thông tin, phòng Kế hoạch tổng hợp",
    "operator.mandate": "Quyết định số 46/QĐ-TTYT ngày 02/03/2026 (mẫu)",
    "operator.representative": OFFICER,
    "operator.position": "Phụ trách an toàn thông tin",
    "operator.address": "Số 99 đường Quan Họ, phường Kinh Bắc, tỉnh Bắc Ninh (địa chỉ mẫu)",
    "operator.phone": "0100 000 003",
    "operator.email": "cntt@kinhbac.example",
    "security_unit.name": "Tổ an toàn thông tin",
    "security_unit.mandate": "Quyết định số 46/QĐ-TTYT ngày 02/03/2026 (mẫu)",
    "security_unit.representative": OFFICER,
    "security_unit.position": "Phụ trách an toàn thông tin",
    "security_unit.address": "Số 99 đường Quan Họ, phường Kinh Bắc, tỉnh Bắc Ninh (địa chỉ mẫu)",
    "security_unit.phone": "0100 000 004",
    "security_unit.email": "antt@kinhbac.example",
    "operator.contract": "Không thuê dịch vụ; cơ sở tự vận hành",
    "scope.left_out": "Cổng giám định bảo hiểm xã hội | hệ thống của cơ quan khác, chỉ nhận tệp do người gửi | "
    "không nối mạng với nhau nên không lan truyền",
    "scale.volume": "khoảng 20 GB, tăng 1 GB mỗi tháng",
    "scale.internal_users": "27",
    "scale.external_accounts": "0",
    "scale.sites": "1 cơ sở, 2 nhà",
    "scale.hours": "24 giờ mỗi ngày; sẵn sàng 99,5 %",
    "scale.transactions": "khoảng 120 lượt khám mỗi ngày, cao điểm 40 lượt mỗi giờ",
    "groups": "Nhân viên y tế | đọc, ghi bệnh án | máy trạm, máy tính bảng trong mạng nội bộ",
}
_LINKS = (
    ("router", "core", "Ethernet", "", "Đường nối Internet qua tường lửa", True),
    ("core", "host", "Ethernet", "", "Máy chủ nối mạng", False),
    ("pc", "host", "HTTPS", "443", "Nhập và xem bệnh án", True),
    ("tablet", "wifi", "WPA3", "", "Mạng không dây", False),
    ("wifi", "host", "HTTPS", "443", "Đi buồng", True),
    ("admin", "host", "SSH", "22", "Quản trị máy chủ", True),
    ("host", "nas", "SSH", "22", "Chép bản sao lưu đã mã hóa", False),
)
_FLOWS = (
    (
        "Máy trạm, máy tính bảng",
        "Máy chủ bệnh án điện tử",
        "Hồ sơ bệnh án",
        "sensitive",
        "HTTPS, tài khoản riêng, nhật ký",
        True,
    ),
    (
        "Máy chủ bệnh án điện tử",
        "Thiết bị lưu trữ bản sao",
        "Bản sao lưu",
        "sensitive",
        "Mã hóa trước khi chép",
        False,
    ),
    (
        "Máy chủ bệnh án điện tử",
        "Dịch vụ dấu thời gian",
        "Mã băm của tài liệu",
        "public",
        "Không có dữ liệu người bệnh",
        True,
    ),
    (
        "Máy chủ bệnh án điện tử",
        "Cổng giám định bảo hiểm xã hội",
        "Bảng kê thanh toán",
        "sensitive",
        "Người gửi tệp, HTTPS",
        True,
    ),
)
# requirement, title, kind, quantity, unit, unit cost, days to due, days since done
_PLAN = (
    ("5.11.2.4", "Thiết bị lưu trữ mạng 8 TB đặt tại nhà B", "hardware", 1, "bộ", 32_000_000, 45, None),
    (
        "5.12.2.2.a#3",
        "Máy chủ đệm có bộ lọc tấn công ứng dụng web",
        "software",
        1,
        "bộ",
        15_000_000,
        75,
        None,
    ),
    ("5.7.2.2#2", "Máy chủ quản lý bản vá cho 62 máy trạm", "software", 1, "bộ", 18_000_000, 60, None),
    ("5.7.2.1.b", "Thuê quét lỗ hổng toàn hệ thống", "service", 1, "lần", 25_000_000, 35, None),
    ("5.14.2.2.a,d", "Đào tạo nhận thức đợt hai", "training", 1, "đợt", 3_000_000, 25, None),
    ("5.12.2.2.a", "Bộ chuyển mạch lõi dự phòng", "hardware", 1, "bộ", 41_000_000, -30, 40),
    ("5.10.2.1", "Phần mềm chống mã độc cho 70 máy", "software", 70, "máy", 350_000, -120, 130),
)


def make_level_files(repository: Repository, now: datetime) -> None:
    """Both systems with all that is known about them; what their probes see is added when they are asked."""
    ours = _system(now)
    _describe(ours, now)
    _answer(ours, now)
    _keep_papers(ours, now)
    _fear_and_plan(ours, now)
    make_acts(ours, now)
    _other(now)


def _rows(name: str) -> Iterator[dict[str, Any]]:
    text = (files(__package__) / name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


def _system(now: datetime) -> System:
    made = System.objects.create(
        facility=MAIN, slug="hsba", name="Hệ thống bệnh án điện tử", is_here=True, regime="decree-331",
        purpose="Lập, ký, lưu trữ hồ sơ bệnh án điện tử của người bệnh ngoại trú và nội trú",
        kinds=["internal"], level=2, description=_DESCRIPTION,
    )  # fmt: skip
    for catalogue, level in ((NEW, 2), (OLD, 2), ("emr-duties", 0), ("it-maturity", 0), ("asvs-5", 2)):
        _assessment(made, catalogue, level, now - timedelta(days=60))
    return made


def _assessment(system: System, catalogue: str, level: int, at: datetime) -> Assessment:
    return Assessment.objects.create(
        facility=MAIN, system=system, catalogue=catalogue, level=level, opened_at=at, opened_by=OFFICER
    )


def _describe(system: System, now: datetime) -> None:
    mine = {"facility": MAIN, "system": system}
    zones = {row["kind"]: Zone.objects.create(**mine, **row) for row in _rows("level_zones.csv")}
    assets: dict[str, Asset] = {}
    for row in _rows("level_assets.csv"):
        key, zone, years = row.pop("key"), row.pop("zone"), int(row.pop("support_years"))
        assets[key] = Asset.objects.create(
            **mine, **row | {"quantity": int(row["quantity"])}, zone=zones[zone], is_here=key == "host",
            owner="Tổ Công nghệ thông tin", support_until=(now + timedelta(days=365 * years)).date(), state="confirmed",
            host=assets.get("host") if row["kind"] == "software" else None, version=_version(key),
            changed_at=now, changed_by=OFFICER,
        )  # fmt: skip
    for start, end, protocol, port, purpose, crosses in _LINKS:
        Link.objects.create(
            **mine,
            start=assets[start],
            end=assets[end],
            protocol=protocol,
            port=port,
            purpose=purpose,
            crosses_border=crosses,
        )
    for flow_start, flow_end, data, sensitivity, protection, crosses in _FLOWS:
        Flow.objects.create(
            **mine,
            start=flow_start,
            end=flow_end,
            data=data,
            sensitivity=sensitivity,
            protection=protection,
            crosses_border=crosses,
        )


def _version(key: str) -> str:
    """Of the two programs that really run here."""
    if key == "benhan":
        return release.running()
    if key != "postgres":
        return ""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def _answer(system: System, now: datetime) -> None:
    assessment = Assessment.objects.get(facility=MAIN, system=system, catalogue=NEW, level=2)
    officer = str(Account.objects.get(login="dung").pk)
    for row in _rows("level_answers.csv"):
        Answer.objects.create(
            facility=MAIN, assessment=assessment, requirement=row["requirement"], status=row["status"],
            current_state=row["state"], measure=row["measure"], task=row["task"],
            responsible=officer, responsible_name=OFFICER,
            due=(now + timedelta(days=int(row["due_days"]))).date() if row["due_days"] else None,
            cost=Decimal(row["cost"]) if row["cost"] else None,
            reason="Cơ sở không thuê viết phần mềm riêng" if row["status"] == "not_applicable" else "",
            at=now - timedelta(days=20), account=officer, name=OFFICER,
        )  # fmt: skip


def _keep_papers(system: System, now: datetime) -> None:
    """Papers of the hospital as evidence; each is a small text that says that it is invented."""
    shown: dict[str, list[str]] = {}
    for row in _rows("level_answers.csv"):
        for paper in row["papers"].split():
            shown.setdefault(paper, []).append(row["requirement"])
    officer = str(Account.objects.get(login="dung").pk)
    for row in _rows("level_papers.csv"):
        content = f"{row['title']}\nNgười lập: {row['author']}\nVăn bản giả định của bản demo.\n".encode()
        made_on = (now - timedelta(days=int(row["made_days_ago"]))).date()
        Evidence.objects.create(
            facility=MAIN, system=system, catalogue=NEW, requirements=shown[row["key"]], kind=row["kind"],
            title=row["title"], file_name=f"{row['key']}.txt", content_type="text/plain",
            sha256=blobs.put(MAIN, content, "text/plain"), made_on=made_on,
            expires_on=made_on + timedelta(days=int(row["valid_days"])),
            author=row["author"], at=now - timedelta(days=15), account=officer, name=OFFICER,
        )  # fmt: skip


def _fear_and_plan(system: System, now: datetime) -> None:
    officer = str(Account.objects.get(login="dung").pk)
    today = now.date()
    for number, row in enumerate(_rows("level_risks.csv"), start=1):
        Risk.objects.create(
            facility=MAIN, system=system, code=f"RR-{number:02d}", **row | {
                "likelihood": int(row["likelihood"]), "impact": int(row["impact"]), "residual": int(row["residual"]),
            },
            responsible=officer, responsible_name=OFFICER, due=today + timedelta(days=60) if row["added_control"] else None,
            identified_on=today - timedelta(days=45), harm="2", effect_on_level="Không nâng cấp độ",
            asset=Asset.objects.filter(facility=MAIN, system=system, kind="host").first(), changed_at=now, changed_by=OFFICER,
        )  # fmt: skip
    for requirement, title, kind, quantity, unit, cost, due_days, done_days in _PLAN:
        PlanItem.objects.create(
            facility=MAIN, system=system, catalogue=NEW, requirements=[requirement], title=title, kind=kind, quantity=quantity,
            unit=unit, unit_cost=Decimal(cost), responsible=officer, responsible_name=OFFICER,
            due=today + timedelta(days=due_days), done_on=today - timedelta(days=done_days) if done_days else None,
            changed_at=now, changed_by=OFFICER,
        )  # fmt: skip


def _other(now: datetime) -> None:
    """A telemedicine service bought from a supplier: not ours, so everything is declared or imported."""
    made = System.objects.create(
        facility=MAIN, slug="kham-tu-xa", name="Cổng khám bệnh từ xa", regime="decree-331", kinds=["online"], level=3,
        purpose="Tư vấn, tái khám qua hình ảnh cho người bệnh mạn tính (thuê của nhà cung cấp, giả định)",
        description=_DESCRIPTION | {"operator.name": "Công ty Phần mềm Mẫu (giả định)", "scale.external_accounts": "4200",
            "operator.contract": "Hợp đồng thuê dịch vụ số 12/HĐ-TTYT ngày 05/01/2026 (mẫu)", "scale.volume": "khoảng 3 GB"},
    )  # fmt: skip
    assessment = _assessment(made, NEW, 3, now - timedelta(days=12))
    officer = str(Account.objects.get(login="dung").pk)
    wanted = catalogues()[NEW].at_level(3)
    for requirement in wanted[::4]:  # a draft: a quarter answered, from what the supplier wrote
        Answer.objects.create(
            facility=MAIN, assessment=assessment, requirement=requirement.id, status="met",
            current_state="Nhà cung cấp khai đáp ứng trong phụ lục hợp đồng", measure="Chờ nhà cung cấp gửi bằng chứng",
            responsible=officer, responsible_name=OFFICER, at=now - timedelta(days=10), account=officer, name=OFFICER,
        )  # fmt: skip
    zone = Zone.objects.create(
        facility=MAIN, system=made, kind="border", name="Trung tâm dữ liệu của nhà cung cấp"
    )
    Asset.objects.create(
        facility=MAIN, system=made, kind="host", name="Máy chủ thuê", place="Trung tâm dữ liệu (mẫu)", zone=zone,
        purpose="Chạy cổng khám từ xa", owner="Công ty Phần mềm Mẫu", state="confirmed", changed_at=now, changed_by=OFFICER,
    )  # fmt: skip
