"""Who may ask for what of a record, as data (law/record_requests.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "record_requests.yaml"
WANTS = {"read": "Đọc tại chỗ", "copy": "Bản sao", "summary": "Bản tóm tắt"}


@dataclass(frozen=True, slots=True)
class Asker:
    """A kind of person who asks: what they may ask (`may`), what must be stated (`needs`), days to the appointment."""

    key: str
    id: str
    label: str
    may: frozenset[str]
    needs: frozenset[str]
    days: int
    basis: str


@cache
def askers() -> dict[str, Asker]:
    """The kinds by key, in the order of the law."""
    rows = cast("tuple[dict[str, object], ...]", loading.document(FILE)["askers"])
    made = {}
    for row in rows:
        may = frozenset(cast("tuple[str, ...]", row["may"]))
        if not may <= set(WANTS):
            raise loading.LawDataError(FILE, None, f"{row['key']}: không rõ {sorted(may - set(WANTS))}")
        made[str(row["key"])] = Asker(
            str(row["key"]),
            str(row["id"]),
            str(row["label"]),
            may,
            frozenset(cast("tuple[str, ...]", row["needs"])),
            int(str(row["days"])),
            str(row["basis"]),
        )
    return made


def summary_forms() -> frozenset[str]:
    """Slugs of the forms that are a summary of a record."""
    return frozenset(cast("tuple[str, ...]", loading.document(FILE)["summary_forms"]))


def longest_reading_h() -> int:
    return int(str(loading.document(FILE)["longest_reading_h"]))
