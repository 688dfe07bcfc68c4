"""Data flows (luồng dữ liệu): who gives which data to whom, how sensitive, across which border of trust."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from benhan.assurance.diagrams.drawing import draw
from benhan.assurance.diagrams.plan import Card, Group, Line, Plan
from benhan.assurance.diagrams.reading import TIERS, ZONES_VI, Described, read, said
from benhan.assurance.models import Asset, Flow, System, Zone

SENSITIVITIES_VI = {
    "public": "thông tin công cộng",
    "private": "thông tin riêng",
    "basic": "dữ liệu cá nhân cơ bản",
    "sensitive": "dữ liệu cá nhân nhạy cảm",
}
_WEIGHTS = {"public": 1.2, "private": 1.2, "basic": 2.0, "sensitive": 3.0}
_SHORT = {"public": "công cộng", "private": "riêng", "basic": "cá nhân", "sensitive": "nhạy cảm"}
KEY = (
    ("thick", "dữ liệu nhạy cảm (nét đậm)"),
    ("line", "dữ liệu khác"),
    ("crossing", "qua ranh giới tin cậy"),
    ("border", "ranh giới tin cậy"),
)


def flows_svg(system: System) -> str:
    """The drawing of a system's data flows."""
    return draw(flows_plan(read(system)))


def flows_plan(described: Described) -> Plan:
    """Ends named like an asset stand in its zone, the others outside the system."""
    ends: dict[str, tuple[str, str]] = {}  # key → (name, zone kind or "")
    for flow in described.flows:
        for name in (flow.start, flow.end):
            ends.setdefault(_key(name), (name.strip(), _zone_kind(described, name)))
    crossing = {
        key for one in described.flows if one.crosses_border for key in (_key(one.start), _key(one.end))
    }
    tiers: list[tuple[Group, ...]] = []
    for kinds in (("",), *TIERS):
        tiers.append(
            tuple(group for kind in kinds if (group := _group(kind, ends, crossing, described.zones)))
        )
    lines = tuple(_line(one) for one in described.flows)
    title = f"Luồng dữ liệu: {described.system.name}"
    shown = tuple(tier for tier in tiers if tier) or ((Group("Chưa khai luồng dữ liệu nào", ()),),)
    return Plan(title, shown, lines, said(lines), "Luồng dữ liệu", KEY)


def _group(
    kind: str, ends: dict[str, tuple[str, str]], crossing: set[str], zones: Sequence[Zone]
) -> Group | None:
    mine = [(key, name) for key, (name, zone) in ends.items() if zone == kind]
    if not mine:
        return None
    named = next((one.name for one in zones if one.kind == kind), ZONES_VI.get(kind, ""))
    title = named or "Bên ngoài hệ thống"
    sign = "outside" if not kind else "people" if kind in ("internal", "wireless") else "host"
    made = tuple(Card(key, sign, name) for key, name in mine)
    return Group(title, made, (), any(key in crossing for key, _ in mine))


def _line(one: Flow) -> Line:
    kind = SENSITIVITIES_VI.get(one.sensitivity, one.sensitivity)
    words = f"{one.start} → {one.end}: {one.data} ({kind})"
    words += f"; bảo vệ: {one.protection}" if one.protection else "; chưa khai cách bảo vệ"
    words += "; qua ranh giới tin cậy" if one.crosses_border else ""
    label = _SHORT.get(one.sensitivity, "")
    return Line(
        _key(one.start), _key(one.end), label, words, one.crosses_border, _WEIGHTS.get(one.sensitivity, 1.2)
    )


def _zone_kind(described: Described, name: str) -> str:
    """Kind of the zone of the asset the end is named for; of the first one when it names several."""
    by_name = {_key(one.name): one for one in described.assets}
    kinds = {one.pk: one.kind for one in described.zones}
    for part in (name, *name.replace(" và ", ",").split(",")):
        found: Asset | None = by_name.get(_key(part))
        if found is not None and found.zone_id in kinds:
            return kinds[found.zone_id]
    return ""


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).lower()
