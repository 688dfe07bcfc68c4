"""The physical model (mô hình vật lý): places, the devices and hosts in them, the connections between."""

from __future__ import annotations

from benhan.assurance.diagrams.drawing import draw
from benhan.assurance.diagrams.plan import Group, Plan
from benhan.assurance.diagrams.reading import Described, cards, link_lines, read, said
from benhan.assurance.models import Asset, System

KEY = (
    ("network", "thiết bị mạng, thiết bị đầu cuối"),
    ("host", "máy chủ"),
    ("line", "kết nối"),
    ("crossing", "kết nối qua ranh giới tin cậy"),
)
_TIER = 6  # cards side by side before places go under one another


def physical_svg(system: System) -> str:
    """The drawing of a system's places, devices and hosts."""
    return draw(physical_plan(read(system)))


def physical_plan(described: Described) -> Plan:
    """Places with a network device first; small places share a tier."""
    by_place: dict[str, list[Asset]] = {}
    for one in described.assets:
        if one.kind in ("host", "network") or one.pk not in described.carried:
            by_place.setdefault(one.place.strip(), []).append(one)
    ordered = sorted(by_place, key=lambda place: (not place, _rank(by_place[place]), place))
    tiers: list[list[Group]] = [[]]
    for place in ordered:
        mine = sorted(by_place[place], key=lambda one: (one.kind != "network", one.kind != "host", one.name))
        group = Group(place or "Chưa ghi nơi đặt", cards(described, mine, shows_address=False))
        used = sum(len(one.cards) for one in tiers[-1])
        if tiers[-1] and (used + len(group.cards) > _TIER or len(tiers[-1]) == 3):
            tiers.append([])
        tiers[-1].append(group)
    lines = link_lines(described)
    places = [
        f"{one.title}: {', '.join(card.name for card in one.cards)}."
        for tier in tiers
        for one in tier
        if one.cards
    ]
    title = f"Mô hình vật lý: {described.system.name}"
    shown = tuple(tuple(tier) for tier in tiers if tier) or ((Group("Chưa khai thiết bị nào", ()),),)
    return Plan(title, shown, lines, f"{' '.join(places)} Kết nối: {said(lines)}", "Kết nối", KEY)


def _rank(assets: list[Asset]) -> int:
    """Server rooms first, then places by how much stands there."""
    return -sum(10 if one.kind == "host" else 1 for one in assets)
