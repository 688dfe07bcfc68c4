"""Colours can be read, fonts come from their package, scripts stay small and our own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benhan.ui import finders, parts

STATIC = Path(parts.__file__).resolve().parent.parent / "static" / "ui"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
BLOCKS = {
    "light": ":root {",
    "dark": ':root[data-theme="dark"] {',
    "system dark": ':root:not([data-theme="light"]) {',
}
TEXT_ON = [
    *((ink, ground) for ink in ("muc", "muc-nhat", "cham", "son", "hoe", "la") for ground in ("giay", "to")),
    *((ink, f"{ink}-tint") for ink in ("cham", "son", "hoe", "la")),
    ("tren-cham", "cham"),
    ("tren-son", "son"),
]  # fmt: skip


def _tokens(name: str) -> dict[str, str]:
    block = TOKENS.split(BLOCKS[name], 1)[1].split("}", 1)[0]
    return dict(re.findall(r"--([a-z-]+): (#[0-9A-F]{6});", block))


def _luminance(colour: str) -> float:
    parts_ = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts_]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", BLOCKS)
@pytest.mark.parametrize(("ink", "ground"), TEXT_ON)
def test_text_can_be_read_on_its_ground(theme: str, ink: str, ground: str) -> None:
    tokens = _tokens(theme)
    assert _contrast(tokens[ink], tokens[ground]) >= 5.6


@pytest.mark.parametrize("theme", BLOCKS)
def test_the_border_of_what_one_types_into_can_be_seen(theme: str) -> None:
    tokens = _tokens(theme)
    assert _contrast(tokens["ke-dam"], tokens["to"]) >= 3


def test_both_ways_into_the_dark_give_the_same_colours() -> None:
    assert _tokens("dark") == _tokens("system dark")


def test_the_five_faces_are_found_in_their_package_and_nothing_else_is_served() -> None:
    finder = finders.PackagedFontFinder()
    for name in finders.FILES:
        assert Path(finder.find(f"ui/fonts/{name}")).is_file()
    assert finder.find("ui/fonts/BeVietnamPro-Thin.ttf") == []
    assert finder.find("ui/fonts/../../settings.py") == []
    assert [name for name, _ in finder.list([])] == list(finders.FILES)


def test_every_font_the_style_names_is_one_the_finder_serves() -> None:
    assert set(re.findall(r"fonts/([\w-]+\.ttf)", TOKENS)) == set(finders.FILES)


@pytest.mark.parametrize("script", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_scripts_are_small_and_load_nothing_from_elsewhere(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    assert not re.search(r"https?://|\beval\(|innerHTML|new Function", text)


def test_every_style_sheet_in_the_folder_is_linked() -> None:
    head = (STATIC.parent.parent / "templates" / "ui" / "_head.html").read_text(encoding="utf-8")
    assert set(re.findall(r"ui/css/([\w-]+\.css)", head)) == {
        path.name for path in (STATIC / "css").glob("*.css")
    }


def test_what_must_be_seen_is_never_below_thirteen_pixels() -> None:
    for sheet in (STATIC / "css").glob("*.css"):
        for size in re.findall(r"(?:font-size|font): (?:\d00 )?(\d+)px", sheet.read_text(encoding="utf-8")):
            assert int(size) >= 13
