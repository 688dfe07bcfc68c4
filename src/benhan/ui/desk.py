"""A page of the archive's desk: facts, tables and small forms, each form saying in words what it will record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from benhan.fhir.problems import ProblemError
from benhan.ui import typed_days
from benhan.ui.parts import (
    Action,
    Badge,
    ErrorSummary,
    Field,
    FieldError,
    KeyValues,
    Notice,
    PatientBanner,
    Table,
    Timeline,
)
from benhan.ui.problems import DAY_UNREADABLE

REASON = "ly_do"


class Drawn(Protocol):
    """A part that is drawn across the page: a line of states, clocks, a chart."""

    @property
    def template(self) -> str: ...


@dataclass(frozen=True, slots=True)
class DeskForm:
    """One act as a form. has_files for an upload; is_search for a GET form.

    is_once  the button is dead after one press, as what it does can't be done twice; not for downloads
    """

    key: str
    title: str
    lines: tuple[str, ...]
    fields: tuple[Field, ...]
    action: Action
    post_url: str
    errors: ErrorSummary | None = None
    has_files: bool = False
    is_search: bool = False
    opens_new: bool = False
    is_once: bool = True


@dataclass(frozen=True, slots=True)
class DeskPage:
    """What stands on the page, top to bottom; the aside holds facts and the timeline."""

    heading: str
    lead: str = ""
    badge: Badge | None = None
    banner: PatientBanner | None = None
    actions: tuple[Action, ...] = ()
    notices: tuple[Notice, ...] = ()
    drawings: tuple[Drawn, ...] = ()
    search: DeskForm | None = None
    tables: tuple[Table, ...] = ()
    forms: tuple[DeskForm, ...] = ()
    texts: tuple[KeyValues, ...] = ()
    facts: KeyValues | None = None
    timeline: Timeline | None = None

    @property
    def has_aside(self) -> bool:
        return self.facts is not None or self.timeline is not None

    @property
    def has_errors(self) -> bool:
        return any(one.errors for one in (*self.forms, *filter(None, (self.search,))))


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent to one act and why it was refused; nothing sent is lost."""

    key: str = ""
    values: dict[str, str] = field(default_factory=dict)
    problem: ProblemError | None = None
    at: str = ""

    def value(self, key: str, name: str, default: str = "") -> str:
        return self.values.get(name, default) if key == self.key else default

    def error(self, key: str, name: str) -> str:
        is_here = self.problem is not None and key == self.key and self.at == name
        return self.problem.clinician if self.problem is not None and is_here else ""

    def summary(self, key: str, title: str) -> ErrorSummary | None:
        if self.problem is None or key != self.key:
            return None
        return ErrorSummary(
            (FieldError(self.at, self.problem.clinician),), title, code=self.problem.problem.code
        )


NOTHING_TYPED = Typed()


def day_of(text: str, name: str = "") -> date | None:
    """A typed day (02/03/2026), None when nothing was typed. Raises DAY_UNREADABLE at the named field."""
    errors: dict[str, str] = {}
    day = typed_days.day_of(text, "", errors)
    if errors:
        raise DAY_UNREADABLE.at(name)
    return day


def reason_form(
    key: str, title: str, lines: tuple[str, ...], action: Action, url: str, typed: Typed
) -> DeskForm:
    """An act that needs nothing but its reason; it is sent to the page's address and its key."""
    reason = Field(
        REASON, "Lý do", "textarea", typed.value(key, REASON), width="full", rows=2, max_length=500, is_required=True,
        error=typed.error(key, REASON),
    )  # fmt: skip
    failed = typed.summary(key, f"Lỗi: CHƯA {action.label.lower()}")
    return DeskForm(key, title, lines, (reason,), action, f"{url}{key}/", failed)
