"""What waits for this person, and what is late: a table any page of the level file may show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from benhan.access.actor import Actor
from benhan.access.permissions import Permission, may
from benhan.dossier.files.addresses import address_of_file
from benhan.dossier.files.clock import clock_of
from benhan.dossier.files.telling import awaited, awaited_words
from benhan.dossier.models import Dossier
from benhan.law.workflow import regimes, states
from benhan.ui import dates_vi
from benhan.ui.parts import Badge, Cell, Column, Empty, Row, Table
from benhan.ui.parts.states import Tone


def waiting_for(actor: Actor) -> list[Dossier]:
    """Files of the facility that this person must move on, the nearest limit first."""
    return [one for one in _files(actor.facility) if _is_mine(one, actor)]


def late_files(facility: str, today: date) -> list[Dossier]:
    """Files whose limit has passed, the latest first."""
    return [one for one in _files(facility) if one.due_on and one.due_on < today]


def inbox_table(actor: Actor, today: date | None = None) -> Table:
    """Files that wait for this person, with their clocks."""
    day = today or timezone.localdate()
    empty = Empty(
        "Không hồ sơ nào chờ anh/chị", "Hồ sơ đến lượt anh/chị xử lý hiện ở đây cùng thời hạn.", icon="check"
    )
    return files_table("cho-xu-ly", "Hồ sơ chờ anh/chị", waiting_for(actor), day, empty)


def late_table(facility: str, today: date | None = None) -> Table:
    """What is late, with whom it waits for."""
    day = today or timezone.localdate()
    empty = Empty("Không hồ sơ nào quá hạn", "Hồ sơ quá thời hạn của bước hiện tại hiện ở đây.", icon="check")
    return files_table("qua-han", "Hồ sơ quá hạn", late_files(facility, day), day, empty)


def files_table(key: str, caption: str, files: Sequence[Dossier], today: date, empty: Empty) -> Table:
    rows = tuple(
        Row(
            (
                Cell(one.number, note=f"phiên bản {one.version}", is_strong=True),
                Cell(one.system.name, note=regimes()[one.regime]),
                Cell(str(one.level)),
                Cell(states()[one.state].name, note=f"chờ {awaited_words(one)}"),
                _due(one, today),
            ),
            address_of_file(one),
        )
        for one in files
    )
    columns = (
        Column("Hồ sơ", is_tight=True),
        Column("Hệ thống"),
        Column("Cấp độ", is_numeric=True, is_minor=True),
        Column("Đang ở bước"),
        Column("Hạn", is_tight=True),
    )
    return Table(key, caption, columns, rows, empty)


def _due(dossier: Dossier, today: date) -> Cell:
    clock = clock_of(dossier, today)
    if clock is None:
        return Cell("không có hạn")
    words = f"{clock.words[0].upper()}{clock.words[1:]}"
    tone: Tone = "son" if clock.is_late else "hoe" if clock.left <= 3 else ""
    return Cell(badge=Badge(words, tone, "clock"), note=dates_vi.day(clock.due_on))


def _files(facility: str) -> list[Dossier]:
    rows = Dossier.objects.filter(facility=facility).exclude(details__has_key="next").select_related("system")
    return sorted(rows, key=lambda one: (one.due_on or date.max, one.number))


def _is_mine(dossier: Dossier, actor: Actor) -> bool:
    for permission in awaited(dossier):
        taken = permission is Permission.APPRAISE_LEVEL and dossier.appraiser_account
        if may(actor, permission) and (not taken or dossier.appraiser_account == actor.account):
            return True
    return False
