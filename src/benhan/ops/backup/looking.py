"""After a backup or a drill the probes of backups look at once: the board need not wait for their next turn."""

from __future__ import annotations

from benhan.access.actor import system_actor
from benhan.access.models import Facility
from benhan.assurance.models import System
from benhan.assurance.running import askable
from benhan.assurance.scheduling import BY_SCHEDULE, run_probes
from benhan.store.repository import Repository

_MINE = ("backup-", "restore-")


def look_again() -> int:
    """Ask the probes of backups about every system that runs here, in every facility; returns how many were asked."""
    asked = 0
    for code in Facility.objects.order_by("code").values_list("code", flat=True):
        with Repository(by=system_actor(code)) as repository:
            for system in System.objects.filter(facility=code, is_here=True, retired_at__isnull=True):
                wanted = [one for one in askable(system) if one[0].name.startswith(_MINE)]
                asked += run_probes(repository, system, wanted, asked_by=BY_SCHEDULE)
    return asked
