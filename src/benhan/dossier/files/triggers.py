"""Something happened after which the level must be determined again (Nghị định 331/2026, Điều 10 khoản 2, Điều 25)."""

from __future__ import annotations

from benhan.assurance.models import System
from benhan.dossier.files.workflow import Given, take
from benhan.dossier.models import Dossier
from benhan.law.workflow import steps
from benhan.store.repository import Repository

STEP = "xac-dinh-lai"


def call_for_reassessment(repository: Repository, system: System, *, trigger: str, why: str) -> list[Dossier]:
    """Turn every approved file of the system to “phải xác định lại”; trigger is a key of law.levels.triggers().

    A file that is not approved yet goes on: its own gates look at the newest determination and risks anyway.
    Returns the files that turned. Raises NOT_PERMITTED, CHOICE_UNKNOWN, NOTE_NEEDED.
    """
    rows = Dossier.objects.filter(
        facility=system.facility, system=system, state__in=steps()[STEP].from_states
    ).exclude(details__has_key="next")
    given = Given(trigger=trigger, note=why)
    return [take(repository, one, STEP, given) for one in rows.select_related("system").order_by("pk")]
