"""The fixed cast of every test and its invented hospital."""

from __future__ import annotations

from dataclasses import dataclass

from benhan.access.actor import Actor, Role

FACILITY = "24001"
OTHER_FACILITY = "24002"


def _actor(account: str, name: str, role: Role, *departments: str, facility: str = FACILITY) -> Actor:
    return Actor(
        account=account,
        facility=facility,
        name=name,
        practitioner=f"nv-{account}",
        roles=frozenset({role}),
        departments=frozenset(departments),
    )


@dataclass(frozen=True, slots=True)
class Cast:
    """Who appears in tests; see the style guide."""

    an: Actor = _actor("an", "BS. Nguyễn Văn An", Role.DOCTOR, "khoa-kham-benh")
    binh: Actor = _actor("binh", "ĐD. Trần Thị Bình", Role.NURSE, "khoa-kham-benh")
    chi: Actor = _actor("chi", "BS. Lê Thị Chi", Role.DOCTOR, "khoa-ngoai")
    dung: Actor = _actor("dung", "Phạm Văn Dũng", Role.SECURITY)
    lan: Actor = _actor("lan", "Vũ Thị Lan", Role.RECEPTION, "khoa-kham-benh")
    minh: Actor = _actor("minh", "Hoàng Văn Minh", Role.PLANNING)
    hanh: Actor = _actor("hanh", "BS. Đỗ Thị Hạnh", Role.DIRECTOR)
    khanh: Actor = _actor("khanh", "Lê Quốc Khánh", Role.APPRAISER)
    stranger: Actor = _actor(
        "khach", "BS. Ngô Văn Khách", Role.DOCTOR, "khoa-kham-benh", facility=OTHER_FACILITY
    )
    system: Actor = Actor(
        account="system", facility=FACILITY, name="Hệ thống", roles=frozenset({Role.SYSTEM})
    )


CAST = Cast()
