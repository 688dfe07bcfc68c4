"""The logical model (mô hình lô-gic): zones from the outside to the inside, what stands in them, what connects them."""

from __future__ import annotations

from benhan.assurance.diagrams.drawing import draw
from benhan.assurance.diagrams.plan import Card, Group, Line, Plan
from benhan.assurance.diagrams.reading import (
    OUTSIDE,
    TIERS,
    ZONES_VI,
    Described,
    cards,
    crossed_zones,
    link_lines,
    read,
    said,
)
from benhan.assurance.models import System, Zone

KEY = (
    ("border", "vùng có kết nối qua ranh giới tin cậy"),
    ("line", "kết nối, mũi tên từ bên mở"),
    ("crossing", "kết nối qua ranh giới tin cậy"),
)


def logical_svg(system: System) -> str:
    """The drawing of a system's zones, assets and connections."""
    return draw(logical_plan(read(system)))


def logical_plan(described: Described) -> Plan:
    """Zones in tiers; the Internet above them when a zone has a public address."""
    crossed = crossed_zones(described)
    by_kind: dict[str, list[Group]] = {}
    for zone in described.zones:
        by_kind.setdefault(zone.kind, []).append(_group(described, zone, zone.pk in crossed))
    known = {kind for tier in TIERS for kind in tier}
    tiers = [tuple(group for kind in tier for group in by_kind.get(kind, ())) for tier in TIERS]
    tiers.append(tuple(group for kind, groups in by_kind.items() if kind not in known for group in groups))
    loose = cards(described, [one for one in described.assets if one.zone_id is None], shows_address=True)
    if loose or not described.zones:
        tiers.append((Group("Chưa xếp vào vùng mạng nào", loose),))
    lines = link_lines(described)
    outside, first = _outside(described)
    if outside is not None:
        tiers.insert(0, (outside,))
        lines = (first, *lines) if first is not None else lines
    title = f"Mô hình lô-gic: {described.system.name}"
    groups = [group for tier in tiers for group in tier]
    return Plan(
        title,
        tuple(tier for tier in tiers if tier),
        lines,
        f"{_words(groups)} Kết nối: {said(lines)}",
        "Kết nối",
        KEY,
    )


def _group(described: Described, zone: Zone, is_crossed: bool) -> Group:
    notes = (zone.private_range, zone.public_address, zone.vlan)
    mine = [one for one in described.assets if one.zone_id == zone.pk]
    words = " · ".join(note for note in notes if note)
    title = zone.name or ZONES_VI.get(zone.kind, "Vùng mạng")
    return Group(title, cards(described, mine, shows_address=True), (words,) if words else (), is_crossed)


def _outside(described: Described) -> tuple[Group | None, Line | None]:
    """The Internet, joined to the first network device of the zone that has a public address."""
    public = next((one for one in described.zones if one.public_address), None)
    if public is None:
        return None, None
    group = Group("Bên ngoài", (Card(OUTSIDE, "outside", "Internet", ("Mạng không do cơ sở quản lý",)),))
    mine = [one for one in described.assets if one.zone_id == public.pk]
    gate = next((one for one in mine if one.kind == "network"), mine[0] if mine else None)
    if gate is None:
        return group, None
    gate_key = described.carried.get(gate.pk, gate.pk)
    words = f"Internet ↔ {gate.name}: địa chỉ công khai {public.public_address}; qua ranh giới tin cậy"
    return group, Line(OUTSIDE, str(gate_key), "Internet", words.replace("↔", "→"), crosses=True)


def _words(groups: list[Group]) -> str:
    parts = [
        f"{one.title}: {', '.join(card.name for card in one.cards) or 'chưa có tài sản nào'}."
        for one in groups
    ]
    return " ".join(parts)
