"""What state is a thing in, and what happened to it? Badges, steps, timelines, notices, jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from benhan.ui.parts.frame import Action

Tone = Literal["", "cham", "son", "hoe", "la"]


@dataclass(frozen=True, slots=True)
class Badge:
    """A word with its icon; the tone only repeats what the word says.

    tone  "" quiet · cham information · son danger · hoe waiting or warning · la done
    """

    text: str
    tone: Tone = ""
    icon: str = "dot-open"
    template: ClassVar[str] = "ui/parts/badge.html"


_STATUSES: dict[str, Badge] = {
    "draft": Badge("Đang soạn", "", "edit"),
    "open": Badge("Đang mở", "cham", "dot-half"),
    "unsigned": Badge("Chưa ký", "hoe", "dot-open"),
    "signed": Badge("Đã ký", "la", "dot"),
    "closed": Badge("Đã đóng", "cham", "lock"),
    "approved": Badge("Đã duyệt", "la", "check"),
    "sealed": Badge("Đã niêm phong", "la", "seal"),
    "overdue": Badge("Quá hạn", "son", "clock"),
    "due": Badge("Sắp đến hạn", "hoe", "clock"),
    "critical": Badge("Nguy kịch", "son", "diamond"),
    "waiting": Badge("Đang chờ", "hoe", "clock"),
    "in-room": Badge("Đang khám", "cham", "dot-half"),
    "done": Badge("Đã xong", "la", "check"),
    "refused": Badge("Bị trả lại", "son", "undo"),
    "proved": Badge("Có bằng chứng", "la", "check"),
    "declared": Badge("Tự khai", "hoe", "edit"),
    "missing": Badge("Còn thiếu", "son", "cross"),
    "valid": Badge("Hợp lệ", "la", "check"),
    "invalid": Badge("Không hợp lệ", "son", "cross"),
    "unknown": Badge("Chưa xác định", "hoe", "help"),
}


def status_badge(status: str, text: str = "") -> Badge:
    """The house's badge for a status word (KeyError when there is none), with another text if given."""
    badge = _STATUSES[status]
    return Badge(text, badge.tone, badge.icon) if text else badge


def statuses() -> tuple[str, ...]:
    """Every status word that has a badge."""
    return tuple(_STATUSES)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; state is done, now or next. note is who and when, or what it waits for."""

    label: str
    state: Literal["done", "now", "next"]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Steps:
    """A way with an order; label names it for those who listen."""

    label: str
    steps: tuple[Step, ...]
    template: ClassVar[str] = "ui/parts/steps.html"


RECORD_LIFE = ("Đang mở", "Đã ký", "Đã đóng", "Đã duyệt", "Đã niêm phong")


def life_of_record(reached: int, notes: tuple[str, ...] = ()) -> Steps:
    """The record's life; reached counts the finished steps before the present one (0 to 5)."""
    steps = tuple(
        Step(
            label,
            "done" if place < reached else "now" if place == reached else "next",
            notes[place] if place < len(notes) else "",
        )
        for place, label in enumerate(RECORD_LIFE)
    )
    return Steps("Vòng đời hồ sơ bệnh án", steps)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened. at is worded; full_at is the exact time for hover and print."""

    at: str
    title: str
    by: str = ""
    text: str = ""
    full_at: str = ""
    icon: str = "dot"
    tone: Tone = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened, newest first; empty is shown when nothing has."""

    label: str
    entries: tuple[TimelineEntry, ...]
    empty: str = "Chưa có diễn biến nào được ghi."
    template: ClassVar[str] = "ui/parts/timeline.html"


@dataclass(frozen=True, slots=True)
class KeyValue:
    """A line of facts; an unknown value is said ("không rõ"), never left blank."""

    key: str
    value: str
    note: str = ""
    badge: Badge | None = None


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Facts side by side."""

    rows: tuple[KeyValue, ...]
    title: str = ""
    template: ClassVar[str] = "ui/parts/key_values.html"


@dataclass(frozen=True, slots=True)
class Empty:
    """What would stand here, and how it comes."""

    title: str
    text: str
    action: Action | None = None
    icon: str = "book"
    template: ClassVar[str] = "ui/parts/empty.html"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to know on this page: what happened, what is safe, what to do, code for the telephone."""

    title: str
    text: str = ""
    tone: Tone = "cham"
    icon: str = "info"
    code: str = ""
    actions: tuple[Action, ...] = ()
    template: ClassVar[str] = "ui/parts/notice.html"


@dataclass(frozen=True, slots=True)
class NumberCard:
    """A figure, what it counts, and the way to how it was counted."""

    value: str
    label: str
    note: str = ""
    url: str = ""
    tone: Tone = ""
    icon: str = ""
    template: ClassVar[str] = "ui/parts/number_card.html"


@dataclass(frozen=True, slots=True)
class Job:
    """Long work: percent 0 to 100, or None when the end isn't known; doing says what happens now.

    poll_url  asked again every two seconds with htmx (the answer replaces the part); "" when finished
    """

    id: str
    title: str
    doing: str
    percent: int | None = None
    poll_url: str = ""
    cancel: Action | None = None
    result: Action | None = None
    template: ClassVar[str] = "ui/parts/job.html"
