"""What went wrong, for a whole page: what happened, what is safe, what to do, code for the telephone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benhan.ui.parts.fields import Field
from benhan.ui.parts.frame import Action


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """The way in for an emergency: a reason is written, the act is alerted and reviewed."""

    post_url: str
    reason: Field
    warning: str
    hidden: tuple[tuple[str, str], ...] = ()
    more: tuple[Field, ...] = ()
    is_open: bool = False
    template: ClassVar[str] = "ui/parts/break_glass.html"


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A problem as a page or fragment; holds nothing of any chart.

    safe      what is saved and what isn't
    code      BH-… from the catalogue, "" when unknown
    incident  id for our own faults, "" otherwise
    """

    status: int
    title: str
    what: str
    safe: str = ""
    todo: str = ""
    code: str = ""
    incident: str = ""
    actions: tuple[Action, ...] = ()
    break_glass: BreakGlass | None = None
    template: ClassVar[str] = "ui/parts/problem.html"
