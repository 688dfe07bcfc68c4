"""What form 08 calls the file: column 6 (approval), column 10 (deployment), column 11 (expected end)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from benhan.assurance.judging import Judgement, Verdict
from benhan.assurance.models import PlanItem
from benhan.dossier.files.clock import plan_ends
from benhan.dossier.models import Dossier
from benhan.law.workflow import states, words

_MET = (Verdict.PROVED, Verdict.DECLARED)


def approval_state(dossier: Dossier) -> str:
    """One of the four official values of column 6."""
    return words("official")[states()[dossier.state].official]


def deployment(dossier: Dossier, judged: Sequence[Judgement], plan: Sequence[PlanItem]) -> str:
    """One of the three values of column 10; a plan that is not approved is not deployed."""
    if states()[dossier.state].official != "approved":
        return words("deployment")["none"]
    is_open = any(one.verdict is Verdict.MISSING for one in judged) or any(not one.done_on for one in plan)
    if judged and not is_open:
        return words("deployment")["full"]
    has_some = any(one.verdict in _MET for one in judged) or any(one.done_on for one in plan)
    return words("deployment")["some" if has_some else "none"]


def expected_end(dossier: Dossier) -> date | None:
    """Column 11: the last day of what the plan still has open."""
    return plan_ends(dossier)
