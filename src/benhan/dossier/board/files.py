"""How far is the level file of a system, and what else does its picture show: subjects, backups?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from benhan.assurance.models import System
from benhan.assurance.overview import SystemStanding
from benhan.dossier.models import Dossier
from benhan.ui.numbers_vi import number
from benhan.ui.parts import Badge, NumberCard

_STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("Hồ sơ đang dự thảo", "hoe"),
    "submitted": ("Đã gửi thẩm định", "cham"),
    "approved": ("Đã được phê duyệt", "la"),
    "in_operation": ("Đang vận hành", "la"),
}


@dataclass(frozen=True, slots=True)
class FileState:
    """The newest file's state as a badge; cards of counts that don't come from requirements."""

    badge: Badge
    cards: tuple[NumberCard, ...] = ()
    number: str = ""


def newest_files(systems: Sequence[System]) -> Mapping[UUID, Dossier]:
    """The newest file of each system by its key. One query."""
    found = Dossier.objects.filter(system__in=systems).order_by("system", "-opened_at").distinct("system")
    return {one.system_id: one for one in found}


def file_state(one: SystemStanding, file: Dossier | None, now: datetime) -> FileState:
    cards = _subjects(one)
    if file is None:
        return FileState(Badge("Chưa lập hồ sơ", "hoe", "paper"), cards)
    word, tone = _STATES.get(file.state, ("Hồ sơ đang xử lý", "cham"))
    return FileState(Badge(word, tone, "paper"), cards, file.number)  # type: ignore[arg-type]


def _subjects(one: SystemStanding) -> tuple[NumberCard, ...]:
    if one.count is None:
        return ()
    subjects = one.count.facts.get("subjects")
    value = number(subjects) if isinstance(subjects, int) else "không rõ"
    return (NumberCard(value, "Người có dữ liệu", f"đếm ngày {one.count.on:%d/%m/%Y}", icon="people"),)
