"""Which papers a record needs, as data (law/completeness.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "completeness.yaml"
WHEN = frozenset({"always", "class", "form", "dead"})


@dataclass(frozen=True, slots=True)
class PaperRule:
    """One paper a record needs. `needs` are form codes or slugs, any of which is enough; unless is "" or dead."""

    key: str
    when: str
    values: frozenset[str]
    needs: frozenset[str]
    unless: str
    title: str
    basis: str


@cache
def paper_rules() -> tuple[PaperRule, ...]:
    made = []
    for row in cast("tuple[dict[str, object], ...]", loading.document(FILE)["rules"]):
        if row["when"] not in WHEN:
            raise loading.LawDataError(FILE, None, f"{row['key']}: không rõ điều kiện {row['when']}")
        made.append(
            PaperRule(
                str(row["key"]),
                str(row["when"]),
                frozenset(map(str, cast("tuple[object, ...]", row["values"]))),
                frozenset(map(str, cast("tuple[object, ...]", row["needs"]))),
                str(row.get("unless", "")),
                str(row["title"]),
                str(row["basis"]),
            )
        )
    return tuple(made)
