"""How far is an assessment, family by family? Bars of proved, declared, missing and not applicable, already computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

Look = Literal["la", "hoe", "son", "muted"]


@dataclass(frozen=True, slots=True)
class Share:
    """A piece of a bar: places in per cent of its width; label stands inside where there is room, else ""."""

    look: Look
    x: str
    width: str
    middle: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class StandingBar:
    """One bar; sentence says it in words, note stands at its right ("5/12")."""

    label: str
    note: str
    sentence: str
    shares: tuple[Share, ...]
    cells: tuple[str, ...]
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class KeyLine:
    """What a look means, and how many there are; url shows them."""

    look: Look
    word: str
    count: str
    icon: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class StandingChart:
    """The whole as one bar, then one for each family; colour never stands alone: each look has its pattern and word."""

    id: str
    title: str
    summary: str
    whole: StandingBar
    bars: tuple[StandingBar, ...]
    key: tuple[KeyLine, ...]
    is_narrow: bool = False
    template: ClassVar[str] = "ui/parts/standing_chart.html"

    @property
    def head(self) -> tuple[str, ...]:
        return tuple(one.word for one in self.key)
