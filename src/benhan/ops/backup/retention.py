"""Which backups stay: the newest of each of so many days, weeks and months; never without the last good one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from benhan.assurance.backups import Backup, Shelf
from benhan.ops.backup.writing import MANIFEST


@dataclass(frozen=True, slots=True)
class Keeping:
    """How many days, weeks and months keep their newest backup."""

    days: int = 7
    weeks: int = 4
    months: int = 6


def kept(backups: Sequence[Backup], keeping: Keeping) -> frozenset[str]:
    """Ids of those that stay. Backups whose archive is gone or damaged in size hold no place for a good one."""
    good = sorted((one for one in backups if one.is_there), key=lambda one: one.started, reverse=True)
    ids = {one.id for one in good[:1]}
    for amount, form in ((keeping.days, "%Y-%m-%d"), (keeping.weeks, "%G-%V"), (keeping.months, "%Y-%m")):
        ids |= _newest_of(good, amount, [one.started.strftime(form) for one in good])
    return frozenset(ids)


def _newest_of(good: Sequence[Backup], amount: int, periods: Iterable[str]) -> set[str]:
    seen: dict[str, str] = {}
    for one, period in zip(good, periods, strict=True):
        seen.setdefault(period, one.id)
    return set(list(seen.values())[:amount])


def drop_old(shelf: Shelf, keeping: Keeping, now: datetime) -> list[str]:
    """Remove what need not stay, the manifest first so that half a removal is no backup; ids of what went.

    Damaged ones go too once a newer good one stands; the newest good one never goes, nor one from the last day.
    """
    stays = kept(shelf.backups, keeping)
    gone: list[str] = []
    if not stays:
        return gone
    for one in shelf.backups:
        if one.id in stays or (now - one.started).total_seconds() < 86_400:
            continue
        (shelf.folder / f"{one.id}{MANIFEST}").unlink(missing_ok=True)
        one.archive.unlink(missing_ok=True)
        gone.append(one.id)
    return gone
