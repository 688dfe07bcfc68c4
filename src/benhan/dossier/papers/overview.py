"""Part A of the explanation: who owns and runs the system, what belongs to it, what it is made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from benhan.assurance.models import Asset
from benhan.dossier.papers.attached import design_of, documents_of, lines_of
from benhan.dossier.papers.drawings import drawing
from benhan.dossier.papers.envelope import regime_of
from benhan.dossier.papers.facts import FileFacts
from benhan.dossier.papers.model import Block, Figure, Grid, Heading, NewPage, Paragraph
from benhan.dossier.papers.sections import Section, sections
from benhan.dossier.papers.wording import INFORMATION_VI, MISSING, NONE, day, number, told

_BODY = ("name", "mandate", "representative", "position", "address", "phone", "email")
_VIEW_BOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')
DEVICES = ("host", "network")


def overview(facts: FileFacts) -> tuple[Block, ...]:
    """A1 to A5, in order; the wide tables lie across."""
    known, regime = sections(), regime_of(facts)
    logical, physical = drawing("logical", facts.system), drawing("physical", facts.system)

    def head(key: str) -> Heading:
        return Heading(known[key].titled(regime), 2)

    return (
        Heading("Phần A. Thuyết minh tổng quan về hệ thống thông tin"),
        head("A1"),
        known["A1"].facts(_body(facts, "owner", "delegation")),
        head("A2"),
        known["A2"].facts((*_body(facts, "operator", "assignment"), facts.described("operator.contract"))),
        Heading("A3. Phạm vi, quy mô và đối tượng phục vụ", 2),
        Paragraph(f"Chức năng của hệ thống: {facts.system.purpose or MISSING}."),
        Heading(known["A3-in"].title, 3),
        known["A3-in"].grid(_components(facts)),
        Heading(known["A3-out"].title, 3),
        known["A3-out"].grid(_listed(facts, "scope.left_out", 3)),
        Heading(known["A3-scale"].title, 3),
        known["A3-scale"].facts(_scale(facts)),
        Heading(known["A3-groups"].title, 3),
        known["A3-groups"].grid(_listed(facts, "groups", 3)),
        NewPage(is_landscape=_is_wide(logical)),
        Heading("A4. Hạ tầng kỹ thuật", 2),
        *_drawn(known["A4.1"], "Hình 1. Mô hình lô-gic của hệ thống", logical, _logical(facts)),
        _flows(facts),
        NewPage(is_landscape=_is_wide(physical)),
        *_drawn(known["A4.2"], "Hình 2. Mô hình vật lý của hệ thống", physical, _physical(facts)),
        NewPage(is_landscape=True),
        Heading(known["A4.3"].title, 3),
        known["A4.3"].grid(_devices([one for one in facts.assets if one.kind in DEVICES])),
        Heading(known["A4.4"].title, 3),
        known["A4.4"].grid(_services([one for one in facts.assets if one.kind not in DEVICES])),
        Heading(known["A4.5"].title, 3),
        known["A4.5"].grid(_zones(facts)),
        NewPage(),
        head("A5"),
        known["A5"].grid(_attachments(facts)),
    )


def _is_wide(svg: str) -> bool:
    """Whether a drawing wants a page across; a drawing without a size stands upright."""
    box = _VIEW_BOX.search(svg)
    return box is not None and float(box[1]) > 1.25 * float(box[2])


def _body(facts: FileFacts, role: str, last: str) -> tuple[str, ...]:
    """The fields of a body; what is only there in some cases says so when it is missing."""
    extra = str(facts.system.description.get(f"{role}.{last}") or "")
    if not extra and role == "operator":
        extra = facts.described("operator.mandate")
    return (*(facts.described(f"{role}.{one}") for one in _BODY), extra or NONE)


def _components(facts: FileFacts) -> tuple[tuple[str, ...], ...]:
    declared = _listed(facts, "scope.components", 3)
    if declared:
        return declared
    ground = "Cùng chức năng, dữ liệu và vận hành với hệ thống"
    return tuple(
        (str(place), one.name, one.purpose or MISSING, ground)
        for place, one in enumerate(facts.assets, start=1)
    )


def _listed(facts: FileFacts, key: str, columns: int) -> tuple[tuple[str, ...], ...]:
    return tuple((str(place), *row) for place, row in enumerate(lines_of(facts, key, columns), start=1))


def _scale(facts: FileFacts) -> tuple[str, ...]:
    counted = facts.count.facts if facts.count else {}
    on = f" (đếm ngày {day(facts.count.on)})" if facts.count else ""

    def subjects(key: str, declared: str) -> str:
        value = counted.get(key)
        return f"{number(int(value))} người{on}" if value is not None else facts.described(declared)

    return (
        facts.described("scale.internal_users"),
        facts.described("scale.external_accounts"),
        subjects("subjects", "scale.subjects"),
        subjects("sensitive", "scale.sensitive"),
        facts.described("scale.volume"),
        facts.described("scale.transactions"),
        facts.described("scale.sites"),
        facts.described("scale.hours"),
    )


def _drawn(section: Section, caption: str, svg: str, words: str) -> tuple[Block, ...]:
    return (Heading(section.title, 3), Figure(svg, caption, words), Paragraph(words))


def _logical(facts: FileFacts) -> str:
    """The drawing in words: zones and what stands in them."""
    inside = [
        f"{zone.name}: {', '.join(one.name for one in facts.assets if one.zone_id == zone.pk) or 'chưa có thành phần'}"
        for zone in facts.zones
    ]
    return "Các vùng và thành phần: " + "; ".join(inside) + "." if inside else "Chưa khai vùng mạng nào."


def _physical(facts: FileFacts) -> str:
    places: dict[str, list[str]] = {}
    for one in facts.assets:
        if one.kind in DEVICES:
            places.setdefault(one.place or "chưa khai vị trí", []).append(
                f"{one.name} ({number(one.quantity)})"
            )
    links = [
        f"{one.start.name} – {one.end.name} ({' '.join(filter(None, (one.protocol, one.port)))})"
        for one in facts.links
    ]
    told_places = "; ".join(f"{place}: {', '.join(names)}" for place, names in places.items())
    return f"Vị trí thiết bị: {told_places or MISSING}. Đường nối: {'; '.join(links) or MISSING}."


def _flows(facts: FileFacts) -> Grid:
    rows = tuple(
        (
            one.start,
            one.end,
            one.data,
            INFORMATION_VI.get(one.sensitivity, one.sensitivity),
            one.protection or MISSING,
            told(one.crosses_border),
        )
        for one in facts.flows
    )
    return Grid(
        ("Từ", "Đến", "Dữ liệu", "Loại thông tin", "Biện pháp bảo vệ", "Qua ranh giới tin cậy"),
        rows,
        (5, 5, 4, 4, 6, 2.5),
        empty="Chưa khai luồng dữ liệu nào",
        caption="Luồng dữ liệu và ranh giới tin cậy",
    )


def _devices(assets: Sequence[Asset]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(place),
            one.name,
            " ".join(filter(None, (one.maker, one.model))) or MISSING,
            number(one.quantity),
            one.place or MISSING,
            one.purpose or MISSING,
            one.zone.name if one.zone else MISSING,
            one.backup_for or "Không dự phòng",
            day(one.support_until),
        )
        for place, one in enumerate(assets, start=1)
    )


def _services(assets: Sequence[Asset]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(place),
            one.name,
            _where(one),
            one.purpose or MISSING,
            one.version or MISSING,
            one.owner or MISSING,
        )
        for place, one in enumerate(assets, start=1)
    )


def _where(asset: Asset) -> str:
    host = asset.host
    parts = (
        host.name if host else "",
        asset.place or (host.place if host else ""),
        asset.operating_system or (host.operating_system if host else ""),
    )
    return "; ".join(filter(None, parts)) or MISSING


def _zones(facts: FileFacts) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(place),
            one.name,
            one.purpose or MISSING,
            one.private_range or NONE,
            one.public_address or NONE,
            one.vlan or NONE,
            one.policy or MISSING,
        )
        for place, one in enumerate(facts.zones, start=1)
    )


def _attachments(facts: FileFacts) -> tuple[tuple[str, ...], ...]:
    here = "Trong thuyết minh này, mục A4"
    rows = (
        ("Sơ đồ mô hình lô-gic, mô hình vật lý", here),
        ("Tài liệu thiết kế hệ thống", design_of(facts)),
        ("Quyết định giao vận hành", facts.described("operator.mandate")),
        ("Văn bản chỉ định bộ phận chuyên trách", facts.described("security_unit.mandate")),
        ("Trích hợp đồng với nhà cung cấp", facts.described("operator.contract")),
        *documents_of(facts),
    )
    return tuple((str(place), *row) for place, row in enumerate(rows, start=1))
