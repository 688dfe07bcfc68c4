"""How far did TCVN 11930:2017 already ask what TCVN 14423:2026 asks? (law/gap_11930_14423.yaml)"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from benhan.law import loading
from benhan.law.catalogues import catalogues

FILE = "gap_11930_14423.yaml"
NEW, OLD = "tcvn-14423-2026", "tcvn-11930-2017"
COVERS_VI = {"full": "Giữ nguyên", "partly": "Siết chặt", "none": "Mới"}


@dataclass(frozen=True, slots=True)
class Crossing:
    """A row of the new catalogue and what of the old one covers it at a level.

    cover    full, partly or none
    from_level  partly counts from this level on; below it the row is fully covered
    old      old rows asked at that level
    tighter  what is added, "" for full; for rows the old standard asked only higher up: says so
    """

    new: str
    cover: str
    old: tuple[str, ...]
    tighter: str
    from_level: int = 1


def crossings(level: int) -> tuple[Crossing, ...]:
    """One for each row the new standard asks at the level, in its order."""
    table = _table()
    return tuple(_at(table[one.id], level) for one in catalogues()[NEW].at_level(level))


def due() -> date:
    """The safe date of the transition."""
    return cast(date, loading.document(FILE)["due"])


def note() -> str:
    return str(loading.document(FILE)["note"])


def _at(one: Crossing, level: int) -> Crossing:
    """An old row that the old standard asked only from a higher level carries nothing over."""
    asked = {row.id for row in catalogues()[OLD].at_level(level)}
    old = tuple(row for row in one.old if row in asked)
    if level < one.from_level:
        one = Crossing(one.new, "full", one.old, "")
    if one.cover == "none" or old == one.old:
        return one
    if not old:
        return Crossing(one.new, "none", (), "TCVN 11930:2017 chỉ đòi từ cấp độ cao hơn")
    return Crossing(one.new, "partly", old, one.tighter or "một phần trước đây chỉ đòi từ cấp độ cao hơn")


@cache
def _table() -> Mapping[str, Crossing]:
    rows = cast("tuple[Mapping[str, object], ...]", loading.document(FILE)["rows"])
    made = {
        str(row["new"]): Crossing(
            str(row["new"]),
            str(row["cover"]),
            tuple(str(one) for one in cast("tuple[object, ...]", row["old"])),
            str(row.get("tighter", "")),
            int(str(row.get("from", 1))),
        )
        for row in rows
    }
    if len(made) != len(rows):
        raise loading.LawDataError(FILE, None, "một dòng của danh mục mới đứng hai lần")
    return made
