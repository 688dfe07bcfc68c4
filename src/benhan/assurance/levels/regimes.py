"""Which regime is a system's file written in, and by when? The transition of the 2026 laws as a decision of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from benhan.law import levels


@dataclass(frozen=True, slots=True)
class Duty:
    """What must be done, and the safe last day; None: at once, or before operation begins (says tells which)."""

    what: str
    safe_until: date | None
    says: str


@dataclass(frozen=True, slots=True)
class RegimeChoice:
    """The answer. regime is decree-331, decree-85, or keep (the approved level stays)."""

    situation: str
    label: str
    regime: str
    says: str
    duties: tuple[Duty, ...]
    clause: str
    basis: str

    def late(self, on: date) -> tuple[Duty, ...]:
        return tuple(one for one in self.duties if one.safe_until is not None and one.safe_until < on)


def which_regime(
    *, on: date, approved_on: date | None = None, begun_on: date | None = None, operated_since: date | None = None,
    upgraded_on: date | None = None,
) -> RegimeChoice:  # fmt: skip
    """The regime for a system as it stands on a day.

    approved_on     day its level was approved; begun_on: its investment or construction began
    operated_since  day it went into operation; upgraded_on: an upgrade decided later
    """
    new_law = levels.changeover()
    if upgraded_on is not None and upgraded_on >= new_law:
        return situation("new")
    if approved_on is not None:
        return situation("approved" if approved_on < new_law else "approved-new")
    if operated_since is not None and operated_since < new_law:
        return situation("never")
    if begun_on is not None and begun_on < new_law:
        old = situation("under-construction")
        last = old.duties[0].safe_until
        return old if last is None or on <= last else situation("construction-late")
    if operated_since is not None and operated_since <= on:
        return situation("never")
    return situation("new")


def situation(key: str) -> RegimeChoice:
    """A row of the transition table. KeyError when there is none such."""
    for row in cast("Sequence[Mapping[str, object]]", levels.transition()["situations"]):
        if row["key"] == key:
            duties = tuple(_duty(one) for one in cast("Sequence[Mapping[str, object]]", row["duties"]))
            return RegimeChoice(
                key, str(row["label"]), str(row["regime"]), str(row["says"]), duties, str(row["clause"]),
                str(row["basis"]),
            )  # fmt: skip
    raise KeyError(key)


def situations() -> tuple[RegimeChoice, ...]:
    rows = cast("Sequence[Mapping[str, object]]", levels.transition()["situations"])
    return tuple(situation(str(row["key"])) for row in rows)


_SAYS = {"now": "làm ngay", "before-operation": "trước khi đưa vào vận hành", "on-change": "khi có thay đổi"}


def _duty(row: Mapping[str, object]) -> Duty:
    until = row["safe_until"]
    if isinstance(until, date):
        return Duty(str(row["what"]), until, f"chậm nhất {until:%d/%m/%Y}")
    return Duty(str(row["what"]), None, _SAYS[str(until)])
