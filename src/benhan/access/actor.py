"""Who acts: one frozen value per request, made once and passed to every act."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a membership lets a person do; documented in docs/permissions.md."""

    DOCTOR = "doctor"
    DEPARTMENT_HEAD = "department_head"  # trưởng khoa: signs for the department, beside being a doctor
    NURSE = "nurse"
    TECHNICIAN = "technician"  # kỹ thuật viên
    PHARMACIST = "pharmacist"  # dược sĩ
    RECEPTION = "reception"
    PLANNING = "planning"  # kế hoạch tổng hợp: approves, archives
    DIRECTOR = "director"
    SECURITY = "security"  # an toàn thông tin: accounts, audit, break-glass review; no charts
    REVIEWER = "reviewer"  # from outside (insurance, authority, another facility): reads only what is lent
    APPRAISER = "appraiser"  # thẩm định hồ sơ cấp độ, independent of who operates the system; no charts
    SYSTEM = "system"  # the installation's own jobs and imports


ROLE_NAMES_VI = {
    Role.DOCTOR: "Bác sĩ",
    Role.DEPARTMENT_HEAD: "Trưởng khoa",
    Role.NURSE: "Điều dưỡng",
    Role.TECHNICIAN: "Kỹ thuật viên",
    Role.PHARMACIST: "Dược sĩ",
    Role.RECEPTION: "Tiếp đón",
    Role.PLANNING: "Kế hoạch tổng hợp – lưu trữ",
    Role.DIRECTOR: "Giám đốc",
    Role.SECURITY: "An toàn thông tin",
    Role.REVIEWER: "Người được mượn đọc hồ sơ",
    Role.APPRAISER: "Thẩm định cấp độ",
    Role.SYSTEM: "Hệ thống",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """One SMART v2 scope of a token: which types, which of c r u d s."""

    resource_type: str  # "*" for every type
    interactions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system) acting in one facility.

    account        the account's id
    practitioner   id of the Practitioner resource in this facility, "" when there is none
    facility       code of the facility the session picked; the border of everything it sees
    roles          what the membership allows
    departments    ids of the department Organizations the person works in
    purpose        v3 PurposeOfUse: TREAT, HOPERAT (planning), SYSADMIN, ETREAT (after break-glass)
    scopes         a token's narrowing; None for a session, which is not narrowed
    must_change_password  the password was given by somebody else, or is too old, and opens nothing but its own change
    idle_s         how long this session lives without a touch; 0: the server's own limit
    """

    account: str
    facility: str
    name: str
    title: str = ""
    practitioner: str = ""
    roles: frozenset[Role] = frozenset()
    departments: frozenset[str] = frozenset()
    purpose: str = "TREAT"
    session: str = ""
    scopes: tuple[Scope, ...] | None = None
    second_factor: bool = False
    must_change_password: bool = False
    idle_s: int = 0
    address: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.account or not self.facility:
            raise ValueError("an actor has an account and a facility")

    def has_role(self, *roles: Role) -> bool:
        return bool(self.roles.intersection(roles))

    def allows(self, interaction: str, resource_type: str) -> bool:
        """Whether the token's scopes allow c, r, u, d or s on the type; a session always does."""
        if self.scopes is None:
            return True
        return any(
            scope.resource_type in ("*", resource_type) and interaction in scope.interactions
            for scope in self.scopes
        )


def system_actor(facility: str, name: str = "Hệ thống") -> Actor:
    """The installation itself, for imports and jobs; its acts are audited like anybody's."""
    return Actor(
        account="system", facility=facility, name=name, roles=frozenset({Role.SYSTEM}), purpose="SYSADMIN"
    )


def parse_scopes(text: str) -> tuple[Scope, ...]:
    """SMART v2 scopes (`user/Observation.rs system/*.cruds`); an unknown form raises ValueError."""
    scopes = []
    for word in text.split():
        level, slash, rest = word.partition("/")
        resource_type, dot, letters = rest.partition(".")
        letters = {"read": "rs", "write": "cud", "*": "cruds"}.get(letters, letters)
        if (
            level not in ("user", "system")
            or not slash
            or not dot
            or not letters
            or set(letters) - set("cruds")
        ):
            raise ValueError(f"scope {word!r} is not of the form user/Type.cruds")
        if resource_type != "*" and not (resource_type.isascii() and resource_type.isalpha()):
            raise ValueError(f"scope {word!r} names no resource type")
        scopes.append(Scope(resource_type, frozenset(letters)))
    if not scopes:
        raise ValueError("no scope given")
    return tuple(scopes)
