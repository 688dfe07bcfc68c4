"""The clocks of a security incident, as data (law/dossier/incidents.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "dossier/incidents.yaml"
WHENS = frozenset({"is_serious", "has_personal_data", "touches_public_order"})


@dataclass(frozen=True, slots=True)
class IncidentClock:
    """A report owed within hours of discovery; when names what an incident must be for it to run."""

    key: str
    label: str
    hours: int
    when: str
    to: str
    article: str
    basis: str


@cache
def incident_clocks() -> Mapping[str, IncidentClock]:
    made = {}
    for row in cast("Sequence[Mapping[str, object]]", loading.document(FILE)["clocks"]):
        if row["when"] not in WHENS:
            raise loading.LawDataError(FILE, None, f"{row['key']}: không rõ {row['when']}")
        made[str(row["key"])] = IncidentClock(
            str(row["key"]), str(row["label"]), int(str(row["hours"])), str(row["when"]), str(row["to"]),
            str(row["article"]), str(row["basis"]),
        )  # fmt: skip
    return made


def incident_kinds() -> Mapping[str, str]:
    """What an incident may be, by key."""
    return cast("Mapping[str, str]", loading.document(FILE)["kinds"])
