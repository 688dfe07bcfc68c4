"""Who works in the invented hospital, where, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from benhan.access.actor import ROLE_NAMES_VI, Role
from benhan.access.permissions import SECOND_FACTOR_ROLES
from benhan.fhir import systems

MAIN, SMALL = "24001", "24002"
CLINIC = "khoa-kham-benh"


@dataclass(frozen=True, slots=True)
class Unit:
    """A department; `code` is of the departments code list."""

    id: str
    name: str
    code: str


UNITS = (
    Unit(CLINIC, "Khoa Khám bệnh", "K01"),
    Unit("khoa-noi", "Khoa Nội tổng hợp", "K03"),
    Unit("khoa-ngoai", "Khoa Ngoại tổng hợp", "K19"),
    Unit("khoa-nhi", "Khoa Nhi", "K18"),
    Unit("khoa-cap-cuu", "Khoa Hồi sức cấp cứu", "K02"),
    Unit("khoa-san", "Khoa Phụ sản", "K27"),
)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff; `title` is printed beside signatures."""

    login: str
    name: str
    sex: str
    role: Role
    title: str
    unit: str = ""
    facility: str = MAIN

    @property
    def practitioner(self) -> str:
        return f"nv-{self.login}"

    @property
    def has_second_factor(self) -> bool:
        return self.role in SECOND_FACTOR_ROLES

    @property
    def roles(self) -> tuple[Role, ...]:
        """A head of department is a doctor too."""
        is_head = self.role is Role.DOCTOR and self.title.startswith("Trưởng khoa")
        return (self.role, Role.DEPARTMENT_HEAD) if is_head else (self.role,)

    @property
    def role_name(self) -> str:
        return ROLE_NAMES_VI[self.role]


_D, _N, _R = Role.DOCTOR, Role.NURSE, Role.RECEPTION
STAFF = (
    Member("an", "BS. Nguyễn Văn An", "male", _D, "Bác sĩ điều trị", CLINIC),
    Member("binh", "ĐD. Trần Thị Bình", "female", _N, "Điều dưỡng", CLINIC),
    Member("chi", "BS. Lê Thị Chi", "female", _D, "Bác sĩ điều trị", "khoa-ngoai"),
    Member("dung", "Phạm Văn Dũng", "male", Role.SECURITY, "Phụ trách an toàn thông tin"),
    Member("lan", "Vũ Thị Lan", "female", _R, "Nhân viên tiếp đón", CLINIC),
    Member("minh", "Hoàng Văn Minh", "male", Role.PLANNING, "Chuyên viên kế hoạch tổng hợp"),
    Member("hanh", "BS. Đỗ Thị Hạnh", "female", Role.DIRECTOR, "Giám đốc"),
    Member("son", "BS. Bùi Thanh Sơn", "male", _D, "Trưởng khoa Khám bệnh", CLINIC),
    Member("thao", "BS. Đặng Phương Thảo", "female", _D, "Bác sĩ điều trị", CLINIC),
    Member("nga", "ĐD. Ngô Thị Nga", "female", _N, "Điều dưỡng trưởng", CLINIC),
    Member("tam", "Dương Thị Tâm", "female", _R, "Nhân viên tiếp đón", CLINIC),
    Member("hung", "BS. Phan Mạnh Hùng", "male", _D, "Trưởng khoa Nội", "khoa-noi"),
    Member("thuy", "BS. Đinh Thu Thuỷ", "female", _D, "Bác sĩ điều trị", "khoa-noi"),
    Member("hoa", "ĐD. Lý Thị Hoa", "female", _N, "Điều dưỡng", "khoa-noi"),
    Member("quang", "BS. Đào Xuân Quang", "male", _D, "Trưởng khoa Ngoại", "khoa-ngoai"),
    Member("tuyet", "ĐD. Đoàn Thị Tuyết", "female", _N, "Điều dưỡng", "khoa-ngoai"),
    Member("mai", "BS. Trịnh Ngọc Mai", "female", _D, "Trưởng khoa Nhi", "khoa-nhi"),
    Member("yen", "ĐD. Mai Hải Yến", "female", _N, "Điều dưỡng", "khoa-nhi"),
    Member("khoa", "BS. Trương Đăng Khoa", "male", _D, "Trưởng khoa Hồi sức cấp cứu", "khoa-cap-cuu"),
    Member("loan", "ĐD. Cao Thị Loan", "female", _N, "Điều dưỡng", "khoa-cap-cuu"),
    Member("tuan", "Nguyễn Anh Tuấn", "male", Role.PLANNING, "Trưởng phòng Kế hoạch tổng hợp"),
    Member("lien", "BS. Vũ Bích Liên", "female", _D, "Trưởng khoa Phụ sản", "khoa-san"),
    Member("hien", "ĐD. Tạ Thu Hiền", "female", _N, "Hộ sinh", "khoa-san"),
    Member("kien", "KTV. Lưu Trung Kiên", "male", Role.TECHNICIAN, "Kỹ thuật viên xét nghiệm", CLINIC),
    Member("ngoc", "DS. Hà Bích Ngọc", "female", Role.PHARMACIST, "Dược sĩ lâm sàng", CLINIC),
    Member("duc", "Trần Minh Đức", "male", Role.REVIEWER, "Giám định viên bảo hiểm y tế"),
    Member("khanh", "Lê Quốc Khánh", "male", Role.APPRAISER, "Chủ tịch Hội đồng thẩm định cấp độ"),
    Member("khach", "BS. Ngô Văn Khách", "male", _D, "Bác sĩ", CLINIC, SMALL),
)


def organizations(facility: str, name: str) -> Iterator[dict[str, Any]]:
    """The facility and its departments (ADR 2)."""
    yield {
        "resourceType": "Organization",
        "id": "co-so",
        "identifier": [{"system": systems.FACILITY_CODE, "value": facility}],
        "active": True,
        "name": name,
    }
    for unit in UNITS if facility == MAIN else UNITS[:1]:
        coding = {"system": systems.CODE_LIST + "departments", "code": unit.code}
        yield {
            "resourceType": "Organization",
            "id": unit.id,
            "active": True,
            "type": [{"coding": [coding], "text": unit.name}],
            "name": unit.name,
            "partOf": {"reference": "Organization/co-so", "display": name},
        }


def practitioners(facility: str) -> Iterator[dict[str, Any]]:
    """A Practitioner and a PractitionerRole for each member of staff."""
    for number, member in enumerate(STAFF):
        if member.facility != facility:
            continue
        bare = member.name.rpartition(". ")[2]
        words = bare.split()
        resource: dict[str, Any] = {
            "resourceType": "Practitioner",
            "id": member.practitioner,
            "active": True,
            "name": [{"text": member.name, "family": words[0], "given": words[1:]}],
            "gender": member.sex,
            "qualification": [{"code": {"text": member.title}}],
        }
        if member.role in (_D, _N, Role.DIRECTOR):
            licence = f"99{number:04d}/BN-GPHN"  # invented: 99…
            resource["identifier"] = [{"system": systems.PRACTICE_LICENCE, "value": licence}]
        yield resource
        yield {
            "resourceType": "PractitionerRole",
            "id": f"vt-{member.login}",
            "active": True,
            "practitioner": {"reference": f"Practitioner/{member.practitioner}", "display": member.name},
            "organization": {"reference": f"Organization/{member.unit or 'co-so'}"},
            "code": [{"text": member.role_name}],
        }
