"""How far is the level file of a system, and what else does its picture show: subjects counted, backups?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from benhan.access.policy import policy_of
from benhan.assurance.addresses import ROOT, address_of_system
from benhan.assurance.backups import shelf
from benhan.assurance.counting import standings
from benhan.assurance.models import System
from benhan.assurance.overview import SystemStanding
from benhan.dossier.models import Dossier
from benhan.law.levels import warn_at_percent
from benhan.law.workflow import states
from benhan.ui import dates_vi
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Badge, NumberCard
from benhan.ui.parts.states import Tone

_TONES: Mapping[str, Tone] = {"draft": "hoe", "sent": "cham", "appraised": "cham", "approved": "la"}


@dataclass(frozen=True, slots=True)
class FileState:
    """The newest file's state as a badge; cards of counts that don't come from requirements."""

    badge: Badge
    cards: tuple[NumberCard, ...] = ()
    number: str = ""
    due: str = ""


def newest_files(systems: Sequence[System]) -> Mapping[UUID, Dossier]:
    """The newest file of each system by its key. One query."""
    found = Dossier.objects.filter(system__in=systems).order_by("system", "-opened_at").distinct("system")
    return {one.system_id: one for one in found}


def file_state(one: SystemStanding, file: Dossier | None, now: datetime) -> FileState:
    """The file's state with its clock, and the cards beside it. One query for the installation's own system."""
    cards = (*_subjects(one), *_backups(one.system, now))
    if file is None:
        return FileState(Badge("Chưa lập hồ sơ", "hoe", "paper"), cards)
    state = states()[file.state]
    today, due = timezone.localtime(now).date(), ""
    tone = _TONES.get(state.official, "cham")
    if file.due_on:
        left = (file.due_on - today).days
        due = f"hạn {dates_vi.day(file.due_on)}, " + (
            f"còn {left} ngày" if left >= 0 else f"quá {-left} ngày"
        )
        tone = "son" if left < 0 else tone
    return FileState(Badge(state.name, tone, "paper"), cards, file.number, due)


def _subjects(one: SystemStanding) -> tuple[NumberCard, ...]:
    """Persons counted against the threshold that is nearest."""
    if one.count is None:
        return ()
    subjects = one.count.facts.get("subjects")
    value = number(subjects) if isinstance(subjects, int) else "không rõ"
    measured = standings(one.system.regime, one.count.facts)
    near = max(measured, key=lambda each: each.percent, default=None)
    tone: Tone = ""
    note = f"đếm ngày {one.count.on:%d/%m/%Y}"
    if near is not None:
        note = f"{near.percent} % ngưỡng {number(near.threshold.at)} (cấp độ {near.threshold.level})"
        is_open = one.system.level is None or one.system.level < near.threshold.level
        tone = "hoe" if is_open and near.percent >= warn_at_percent() else ""
    return (
        NumberCard(
            value, "Người có dữ liệu", note, f"{address_of_system(one.system)}cap-do/", tone, "people"
        ),
    )


def _backups(system: System, now: datetime) -> tuple[NumberCard, ...]:
    """How old the newest backup of this installation is; said in red when it is older than the facility allows."""
    if not system.is_here:
        return ()
    url = f"{ROOT}sao-luu/"
    try:
        newest = shelf().newest
    except OSError:
        return (
            NumberCard(
                "Không rõ", "Sao lưu gần nhất", "không đọc được nơi giữ bản sao", url, "son", "archive"
            ),
        )
    if newest is None:
        return (
            NumberCard("Chưa có", "Sao lưu gần nhất", "chưa có bản sao nào đọc được", url, "son", "archive"),
        )
    every = policy_of(system.facility).backup_every_hours
    hours = (now - newest.finished).total_seconds() / 3600
    age = "Vừa xong" if hours < 1 / 60 else f"{dates_vi.duration(now - newest.finished)} trước"
    note = f"quy định {every} giờ một lần" if every else "chưa đặt quy định"
    return (
        NumberCard(age, "Sao lưu gần nhất", note, url,
                   "son" if every and hours > every else "", "archive"),
    )  # fmt: skip
