"""Until when does the maker of a server system publish patches (law/os-support.yaml)?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import cast

from benhan.law import loading


@cache
def _days() -> Mapping[tuple[str, str], date]:
    rows = cast("tuple[Mapping[str, object], ...]", loading.document("os-support.yaml")["systems"])
    return {(str(row["system"]), str(row["version"])): cast("date", row["until"]) for row in rows}


def supported_until(system: str, version: str) -> date | None:
    """The last day with patches; the minor number is tried away. None for a system the table does not know."""
    days = _days()
    return days.get((system, version)) or days.get((system, version.partition(".")[0]))
