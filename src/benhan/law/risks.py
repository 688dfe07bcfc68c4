"""Marks of risk and a library of threats to choose from (law/risks.yaml, RECALLED)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

_FILE = "risks.yaml"


@dataclass(frozen=True, slots=True)
class Band:
    """How a product of likelihood and impact is judged."""

    least: int
    key: str
    title: str
    action: str
    tone: str


@dataclass(frozen=True, slots=True)
class Feared:
    """A threat with a weakness it uses, as the library offers it."""

    threat: str
    weakness: str
    consequence: str
    affected: str


@cache
def bands() -> tuple[Band, ...]:
    """From the highest down."""
    rows = cast("Sequence[Mapping[str, object]]", loading.document(_FILE)["bands"])
    return tuple(
        Band(cast(int, row["from"]), str(row["key"]), str(row["title"]), str(row["action"]), str(row["tone"]))
        for row in rows
    )


def band_of(product: int) -> Band:
    """The band of likelihood × impact (1-25)."""
    return next((one for one in bands() if product >= one.least), bands()[-1])


def marks(scale: str) -> Mapping[str, str]:
    """ "likelihood" or "impact": what each mark (1-5) means."""
    return cast("Mapping[str, str]", loading.document(_FILE)[scale])


def treatments() -> Mapping[str, str]:
    return cast("Mapping[str, str]", loading.document(_FILE)["treatments"])


@cache
def library() -> tuple[Feared, ...]:
    rows = cast("Sequence[Mapping[str, str]]", loading.document(_FILE)["library"])
    return tuple(Feared(row["threat"], row["weakness"], row["consequence"], row["affected"]) for row in rows)
