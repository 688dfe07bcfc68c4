"""Today's visits and who they are of: two statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from benhan.access.actor import Role
from benhan.store.repository import Repository, Stored
from benhan.ui.dates_vi import local

MOST = 1_000
WAITING, IN_ROOM, FINISHED = "cho", "kham", "xong"
_STATES = {
    "arrived": WAITING,
    "triaged": WAITING,
    "in-progress": IN_ROOM,
    "onleave": IN_ROOM,
    "finished": FINISHED,
}


@dataclass(frozen=True, slots=True)
class Visit:
    """An encounter of today and its patient ({} when not readable)."""

    stored: Stored
    patient: Mapping[str, Any]

    @property
    def state(self) -> str:
        """cho, kham or xong."""
        return _STATES[str(self.stored.resource["status"])]

    @property
    def department(self) -> str:
        return str(self.stored.resource.get("serviceProvider", {}).get("reference", "")).removeprefix(
            "Organization/"
        )


def todays(repository: Repository, now: datetime) -> tuple[Visit, ...]:
    """Visits that began today in the person's departments (reception: everywhere), without cancelled ones."""
    yesterday = local(now).date() - timedelta(days=1)
    pairs = [("date", f"sa{yesterday.isoformat()}"), ("status", ",".join(_STATES))]
    if not repository.by.has_role(Role.RECEPTION):
        own = sorted(repository.by.departments)
        if not own:
            return ()
        pairs.append(("service-provider", ",".join(f"Organization/{department}" for department in own)))
    page = repository.search("Encounter", [*pairs, ("_include", "Encounter:patient"), ("_count", str(MOST))])
    patients = {stored.id: stored.resource for stored in page.included}
    return tuple(
        Visit(stored, patients.get(stored.patient, {}))
        for stored in page.matches
        if stored.resource.get("class", {}).get("code") != "IMP"  # who lies in a bed waits in no queue
    )
