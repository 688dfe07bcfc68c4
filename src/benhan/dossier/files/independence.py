"""Who had a hand in a file never appraises it: not by another's click, another role or another account of theirs."""

from __future__ import annotations

from uuid import UUID

from benhan.access.actor import Actor
from benhan.access.models import Membership
from benhan.access.permissions import Permission
from benhan.assurance.models import Answer, Evidence
from benhan.dossier.models import Dossier, DossierEvent
from benhan.dossier.papers.facts import CATALOGUE_OF_REGIME
from benhan.law.workflow import steps

_OPERATORS = frozenset(
    key for key, one in steps().items() if one.by == (Permission.KEEP_ASSURANCE.value,)
)  # steps that only whoever runs the system takes


def hand_of(dossier: Dossier, actor: Actor) -> str:
    """What this person did for the file, "" when nothing. At most five queries."""
    if dossier.drafter_account and dossier.drafter_account == actor.account:
        return "anh/chị là người lập hồ sơ này"
    mine = {"facility": dossier.facility, "account": actor.account}
    if DossierEvent.objects.filter(**mine, dossier=dossier, step__in=_OPERATORS).exists():
        return "anh/chị đã làm bước của đơn vị vận hành trong hồ sơ này"
    catalogue = CATALOGUE_OF_REGIME[dossier.regime]
    answers = Answer.objects.filter(**mine, assessment__system=dossier.system_id)
    if answers.filter(assessment__catalogue=catalogue, assessment__level=dossier.level).exists():
        return "anh/chị đã trả lời yêu cầu của hồ sơ này"
    if Evidence.objects.filter(**mine, system=dossier.system_id, catalogue=catalogue).exists():
        return "anh/chị đã nộp bằng chứng cho hồ sơ này"
    return "tài khoản này cùng một người với tài khoản lập hồ sơ" if _is_drafter_again(dossier, actor) else ""


def _is_drafter_again(dossier: Dossier, actor: Actor) -> bool:
    """Another account of the drafter: the same practitioner, or the very same name."""
    if not dossier.drafter_account:
        return False
    if " ".join(dossier.drafter_name.casefold().split()) == " ".join(actor.name.casefold().split()):
        return True
    try:
        drafter = UUID(dossier.drafter_account)
    except ValueError:  # no account of a person
        return False
    mine = Membership.objects.filter(facility_id=dossier.facility, account=drafter)
    return bool(actor.practitioner) and mine.filter(practitioner=actor.practitioner).exists()
