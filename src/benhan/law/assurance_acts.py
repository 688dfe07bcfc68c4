"""Which dated acts of people are kept for a system's safety (law/assurance_acts.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import cast

from benhan.law import loading

FILE = "assurance_acts.yaml"


@dataclass(frozen=True, slots=True)
class ActRule:
    """A kind of act.

    scope      facility (one act counts for every system) or system
    people     what the listed logins are in it, "" when none are listed
    reference  what else it names, "" for nothing
    """

    key: str
    group: str
    scope: str
    title: str
    people: str
    reference: str

    @property
    def fact(self) -> str:
        """The fact that tells its age in days, in law/probes/acts.yaml."""
        return f"{self.key.replace('-', '_')}_days"


@cache
def act_rules() -> Mapping[str, ActRule]:
    """Every kind by key, in the file's order."""
    rows = cast("tuple[Mapping[str, str], ...]", loading.document(FILE)["acts"])
    made = (ActRule(**{name: str(value) for name, value in row.items()}) for row in rows)
    return {one.key: one for one in made}


def groups() -> Mapping[str, str]:
    """Titles of the groups by key."""
    return cast("Mapping[str, str]", loading.document(FILE)["groups"])
