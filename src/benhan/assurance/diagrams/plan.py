"""What a picture shows, before it is placed: groups of cards in tiers, and lines between cards."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Card:
    """A thing. kind draws its sign: host, network, software, service, endpoint, outside, people."""

    key: str
    kind: str
    name: str
    notes: tuple[str, ...] = ()
    count: int = 1


@dataclass(frozen=True, slots=True)
class Group:
    """Cards that belong together: a zone, a place. has_border draws its frame as a border of trust."""

    title: str
    cards: tuple[Card, ...]
    notes: tuple[str, ...] = ()
    has_border: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """From card to card. label is short and stands on the line, words explain it in the list below.

    weight  1 to 3, how thick; crosses: it passes a border of trust
    """

    start: str
    end: str
    label: str
    words: str
    crosses: bool = False
    weight: float = 1.3


@dataclass(frozen=True, slots=True)
class Plan:
    """A picture: tiers from the outside (top) to the inside. described is its text equivalent."""

    title: str
    tiers: tuple[tuple[Group, ...], ...]
    lines: tuple[Line, ...]
    described: str
    list_title: str
    key: tuple[tuple[str, str], ...]  # (sign, words) of the legend
