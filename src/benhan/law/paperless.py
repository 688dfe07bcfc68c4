"""What “without paper” is measured by (law/paperless.yaml): searches, so that every figure shows how it was counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "paperless.yaml"
AUDIT = "audit:"


@dataclass(frozen=True, slots=True)
class Measure:
    """One share: `whole`, `paperless` and `touched` are FHIR searches or “audit:” acts with {from} and {to}."""

    key: str
    title: str
    question: str
    whole: tuple[str, ...]
    paperless: tuple[str, ...]
    touched: tuple[str, ...]


@cache
def measures() -> tuple[Measure, ...]:
    rows = cast("tuple[Mapping[str, object], ...]", loading.document(FILE)["measures"])
    return tuple(
        Measure(str(row["key"]), str(row["title"]), str(row["question"]), *(
            tuple(str(one) for one in cast("tuple[object, ...]", row[part])) for part in ("whole", "paperless", "touched")
        ))
        for row in rows
    )  # fmt: skip
