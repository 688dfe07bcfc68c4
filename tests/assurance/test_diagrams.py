"""Pictures of one, five and forty things: texts fit their cards, lines keep out of cards and off one another."""

from __future__ import annotations

import random
from itertools import combinations
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from benhan.assurance.diagrams.drawing import draw
from benhan.assurance.diagrams.flows import flows_plan, flows_svg
from benhan.assurance.diagrams.grid import arrange
from benhan.assurance.diagrams.letters import width, wrap
from benhan.assurance.diagrams.logical import logical_plan, logical_svg
from benhan.assurance.diagrams.measures import CARD_W, NAME, NOTE, SIGN_W, card_text, measure, points
from benhan.assurance.diagrams.physical import physical_plan, physical_svg
from benhan.assurance.diagrams.reading import ZONES_VI, Described
from benhan.assurance.diagrams.routing import route
from benhan.assurance.models import Asset, Flow, Link, System, Zone

SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "Tường lửa biên thế hệ mới có chống xâm nhập và lọc mã độc", "Máy chủ", "Phương Liễu ế ề ể ễ ệ ư ứ ừ ử ữ ự ỡ ợ",
    "https://benhan.trungtamytekinhbac.example/dang-nhap", "Nguyễn Thị Thuỳ Dương", "",
)  # fmt: skip
PLACES = (
    "Phòng máy chủ, nhà A",
    "Các khoa",
    "",
    "Trung tâm dữ liệu dự phòng ở rất xa và có tên rất dài, tầng hầm số 2",
)


def described(count: int) -> Described:
    """An invented system of so many assets, the same for the same number."""
    chance = random.Random(count)  # noqa: S311 — an invented system, no secret
    zones = [
        Zone(pk=place, kind=kind, name="", private_range=f"10.{place}.0.0/22", vlan=f"VLAN {place}",
             public_address="203.0.113.10" if kind == "border" else "")
        for place, kind in enumerate(ZONES_VI, start=1)
    ]  # fmt: skip
    assets = [
        Asset(pk=UUID(int=place), kind=chance.choice(("host", "network", "endpoint", "software")),
              name=chance.choice(NAMES), address=f"10.0.0.{place}", place=chance.choice(PLACES), quantity=place % 3 + 1,
              zone_id=chance.choice([None, *range(1, len(zones) + 1)]), maker="Hãng A (mẫu)", model="X-100")
        for place in range(1, count + 1)
    ]  # fmt: skip
    links = [
        Link(pk=place, start_id=chance.choice(assets).pk, end_id=chance.choice(assets).pk, protocol="HTTPS",
             port="443", purpose="Trao đổi dữ liệu", crosses_border=place % 3 == 0)
        for place in range(count * 3 // 4)
    ]  # fmt: skip
    ends = [one.name or "Người dùng" for one in assets] + ["Cổng giám định bảo hiểm xã hội"]
    flows = [
        Flow(pk=place, start=chance.choice(ends), end=chance.choice(ends), data="Hồ sơ bệnh án", crosses_border=True,
             sensitivity=chance.choice(("public", "sensitive")), protection="HTTPS")
        for place in range(count // 2)
    ]  # fmt: skip
    return Described(System(name="Hệ thống bệnh án điện tử & cổng <người bệnh>"), zones, assets, links, flows)


PLANS = [
    pytest.param(make(described(count)), id=f"{name} {count}")
    for count in (1, 5, 40)
    for name, make in (("logical", logical_plan), ("physical", physical_plan), ("flows", flows_plan))
]


@pytest.mark.parametrize("plan", PLANS)
def test_every_text_of_a_card_fits_it(plan):
    for tier in plan.tiers:
        for group in tier:
            for card in group.cards:
                written = card_text(card)
                assert all(width(one, NAME, bold=True) <= CARD_W - SIGN_W - 12 for one in written.name)
                assert all(width(one, NOTE) <= CARD_W - 16 for one in written.notes)


@pytest.mark.parametrize("plan", PLANS)
def test_no_line_runs_through_a_card_or_on_another_line(plan):
    grid = arrange(plan)
    ways = route(grid, plan.lines)
    measures = measure(grid, ways, 60)
    pieces = [
        (number, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
        for number, (_, corners) in enumerate(points(grid, ways, measures))
        for (x0, y0), (x1, y1) in zip(corners, corners[1:], strict=False)
    ]
    for spot in grid.spots:
        x, y, w, h = measures.card(spot)
        inside = [
            p for p in pieces if p[1] < x + w - 1 and p[3] > x + 1 and p[2] < y + h - 1 and p[4] > y + 1
        ]
        assert not inside, (spot.card.name, inside)
    for one, two in combinations([p for p in pieces if p[2] == p[4] and p[1] < p[3]], 2):
        if one[0] != two[0] and abs(one[2] - two[2]) < 1:
            assert one[3] <= two[1] or two[3] <= one[1], (one, two)


@pytest.mark.parametrize("plan", PLANS)
def test_the_drawing_stands_alone_is_told_in_words_and_is_always_the_same(plan):
    drawn = draw(plan)
    root = ElementTree.fromstring(drawn)  # noqa: S314 — our own text
    assert root.find(f"{SVG}title").text == plan.title
    assert root.find(f"{SVG}desc").text == plan.described
    assert not {one.tag.removeprefix(SVG) for one in root.iter()} & {
        "style",
        "script",
        "image",
        "foreignObject",
    }
    assert "href" not in drawn
    assert draw(plan) == drawn
    wide, high = float(root.get("width")), float(root.get("height"))
    for rect in root.iter(f"{SVG}rect"):
        assert float(rect.get("x", 0)) + float(rect.get("width")) <= wide + 0.1
        assert float(rect.get("y", 0)) + float(rect.get("height")) <= high


def test_a_long_word_is_cut_and_what_does_not_fit_ends_in_an_ellipsis():
    lines = wrap(
        "https://benhan.trungtamytekinhbac.example/dang-nhap/rat/dai/nua/va/nua", 120, 13, bold=True, lines=2
    )
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width(one, 13, bold=True) <= 120 for one in lines)
    assert wrap("", 100, 12) == ()


def test_what_runs_on_a_host_is_written_on_it_and_its_connections_end_there():
    host, browser = (
        Asset(pk=UUID(int=1), kind="host", name="Máy chủ"),
        Asset(pk=UUID(int=2), kind="network", name="Máy trạm"),
    )
    runs = Asset(pk=UUID(int=3), kind="software", name="Benhan", host_id=host.pk)
    link = Link(start_id=browser.pk, end_id=runs.pk, protocol="HTTPS", port="443")
    plan = logical_plan(Described(System(name="Thử"), [], [host, browser, runs], [link], []))
    cards = {card.name: card for tier in plan.tiers for group in tier for card in group.cards}
    assert set(cards) == {"Máy chủ", "Máy trạm"}
    assert cards["Máy chủ"].notes == ("Chạy: Benhan",)
    assert plan.lines[0].end == str(host.pk)


def test_a_system_without_description_is_still_drawn(system):
    for make in (logical_svg, physical_svg, flows_svg):
        assert "<svg" in make(system)
    assert "Chưa khai luồng" in flows_svg(system)


def test_retired_and_unconfirmed_assets_are_not_drawn(system):
    for state in ("confirmed", "retired", "discovered"):
        Asset.objects.create(
            facility=system.facility, system=system, kind="host", name=f"Máy {state}", state=state,
            changed_at=timezone.now(), changed_by="Dũng",
        )  # fmt: skip
    drawn = physical_svg(system)
    assert "Máy confirmed" in drawn
    assert "Máy retired" not in drawn
    assert "Máy discovered" not in drawn
