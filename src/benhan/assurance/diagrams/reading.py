"""A system's description as values, read once, and the words that pictures share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from benhan.assurance.diagrams.plan import Card, Line
from benhan.assurance.models import Asset, Flow, Link, System, Zone

ZONES_VI = {
    "border": "Vùng mạng biên",
    "dmz": "Vùng DMZ",
    "internal": "Vùng mạng nội bộ",
    "wireless": "Vùng mạng không dây",
    "server": "Vùng máy chủ nội bộ",
    "database": "Vùng máy chủ cơ sở dữ liệu",
    "management": "Vùng quản trị",
    "device_management": "Vùng quản trị thiết bị",
}
# From the outside to the inside; zones of a tier stand side by side.
TIERS = (
    ("border", "dmz"),
    ("internal", "wireless"),
    ("server", "database", "management", "device_management"),
)
OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Described:
    """What there is of a system, without what is retired or not confirmed yet."""

    system: System
    zones: Sequence[Zone]
    assets: Sequence[Asset]
    links: Sequence[Link]
    flows: Sequence[Flow]

    @property
    def carried(self) -> dict[object, object]:
        """Key of each software or service → key of its host, when the host is there."""
        there = {one.pk for one in self.assets}
        return {
            one.pk: one.host_id
            for one in self.assets
            if one.kind in ("software", "service") and one.host_id in there and one.host_id != one.pk
        }


def read(system: System) -> Described:
    """Four queries."""
    mine = {"facility": system.facility, "system": system}
    assets = Asset.objects.filter(**mine).exclude(state__in=["retired", "discovered"])
    return Described(
        system,
        list(Zone.objects.filter(**mine).order_by("pk")),
        list(assets.order_by("kind", "name", "pk")),
        list(Link.objects.filter(**mine).order_by("pk")),
        list(Flow.objects.filter(**mine).order_by("pk")),
    )


def cards(described: Described, assets: Iterable[Asset], *, shows_address: bool) -> tuple[Card, ...]:
    """A card for each asset that stands by itself; what runs on a host is written on the host's card."""
    carried = described.carried
    running: dict[object, list[str]] = {}
    for one in described.assets:
        if one.pk in carried:
            running.setdefault(carried[one.pk], []).append(f"{one.name} {one.version}".strip())
    made = []
    for one in assets:
        if one.pk in carried:
            continue
        notes = (
            [_address(one)] if shows_address else [f"{one.maker} {one.model}".strip(), _zone(one, described)]
        )
        if not shows_address and one.operating_system:
            notes.append(one.operating_system)
        if one.pk in running:
            notes.append("Chạy: " + ", ".join(running[one.pk]))
        made.append(
            Card(str(one.pk), one.kind, one.name, tuple(note for note in notes if note), one.quantity)
        )
    return tuple(made)


def _address(one: Asset) -> str:
    return (
        f"{one.address}:{one.port}" if one.address and one.port and "//" not in one.address else one.address
    )


def _zone(one: Asset, described: Described) -> str:
    return next((zone.name for zone in described.zones if zone.pk == one.zone_id), "")


def link_lines(described: Described) -> tuple[Line, ...]:
    """The connections between cards; what ends at software ends at its host. Those within one card aren't drawn."""
    names = {one.pk: one.name for one in described.assets}
    carried = described.carried
    made = []
    for one in described.links:
        if one.start_id not in names or one.end_id not in names:
            continue
        start, end = carried.get(one.start_id, one.start_id), carried.get(one.end_id, one.end_id)
        label = f"{one.protocol} {one.port}".strip()
        words = f"{names[one.start_id]} → {names[one.end_id]}: {label}"
        words += f"; {one.purpose}" if one.purpose else ""
        words += "; qua ranh giới tin cậy" if one.crosses_border else ""
        if start != end:
            made.append(Line(str(start), str(end), label, words, one.crosses_border))
    return tuple(made)


def crossed_zones(described: Described) -> set[object]:
    """Zones whose edge a connection across a border of trust touches."""
    zone_of = {one.pk: one.zone_id for one in described.assets}
    crossing = [one for one in described.links if one.crosses_border]
    ends = [(zone_of.get(one.start_id), zone_of.get(one.end_id)) for one in crossing]
    return {zone for start, end in ends if start != end for zone in (start, end) if zone is not None}


def said(lines: Sequence[Line]) -> str:
    return " ".join(f"{number}. {line.words}." for number, line in enumerate(lines, start=1)) or "Chưa khai."
