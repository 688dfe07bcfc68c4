"""How the papers of a regime speak: law/dossier/regimes.yaml with the numbers and dates of law/sources.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "dossier/regimes.yaml"


@dataclass(frozen=True, slots=True)
class Regime:
    """security “an ninh mạng” or “an toàn thông tin”; grounds ready to print; *_basis what is only remembered."""

    key: str
    security: str
    decree: str
    standard: str
    authority: str
    grounds: tuple[str, ...]
    contents: str
    explanation: str
    overview: str
    forms_basis: str
    text_basis: str


@cache
def regimes() -> Mapping[str, Regime]:
    rows = cast("tuple[Mapping[str, object], ...]", loading.document(FILE)["regimes"])
    return {str(row["key"]): _regime(row) for row in rows}


def _regime(row: Mapping[str, object]) -> Regime:
    grounds = cast("tuple[Mapping[str, str], ...]", row["grounds"])
    texts = {key: str(row[key]) for key in row if key not in ("grounds",)}
    return Regime(grounds=tuple(_ground(one) for one in grounds), **texts)


def _ground(row: Mapping[str, str]) -> str:
    rows = cast("tuple[Mapping[str, object], ...]", loading.document("sources.yaml")["sources"])
    source = next((one for one in rows if one["key"] == row["source"]), None)
    if source is None:
        raise loading.LawDataError(FILE, None, f"nguồn {row['source']} không có trong sources.yaml")
    on = source["date"]
    words = f" ngày {on:%d} tháng {on.month} năm {on.year}" if isinstance(on, date) else ""
    return row["words"].format(number=source["number"], date=words)
