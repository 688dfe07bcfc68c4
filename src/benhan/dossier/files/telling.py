"""Who must act next, and how they are told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from benhan.access.permissions import Permission
from benhan.assurance.people import accounts_with
from benhan.assurance.telling import tell_once
from benhan.dossier.files.addresses import address_of_file
from benhan.dossier.models import Dossier
from benhan.law.workflow import Step, states, steps_from

BESIDE = ("ban-hanh-quy-che", "xac-dinh-lai")  # possible at any time, nobody is waited for
WHO_VI = {
    Permission.KEEP_ASSURANCE: "người giữ hồ sơ của đơn vị vận hành",
    Permission.APPRAISE_LEVEL: "người thẩm định",
    Permission.APPROVE_LEVEL: "người đứng đầu cơ sở",
}


def is_offered(dossier: Dossier, step: Step) -> bool:
    """False for a step of the other approver of levels 1 and 2."""
    return not step.role or step.role == dossier.details.get("approves", "security_unit")


def awaited(dossier: Dossier) -> tuple[Permission, ...]:
    """The permissions of those the file waits for, in its present state."""
    found = [
        Permission(by)
        for one in steps_from(dossier.state, dossier.regime, dossier.level)
        if one.key not in BESIDE and is_offered(dossier, one)
        for by in one.by
    ]
    return tuple(dict.fromkeys(found))


def awaited_words(dossier: Dossier) -> str:
    return " hoặc ".join(WHO_VI[one] for one in awaited(dossier)) or "không ai"


def awaited_accounts(dossier: Dossier) -> list[str]:
    """Accounts the file waits for; once an appraiser has taken it, that one only while they still may."""
    accounts: list[str] = []
    for permission in awaited(dossier):
        mine = accounts_with(dossier.facility, permission)
        if permission is Permission.APPRAISE_LEVEL and dossier.appraiser_account in mine:
            mine = [dossier.appraiser_account]
        accounts += [one for one in mine if one not in accounts]
    return accounts


def tell(
    dossier: Dossier, accounts: Iterable[str], text: str, now: datetime, *, subject: str, tone: str = "hoe"
) -> int:
    """Tell each account once about the subject; returns how many were told."""
    return tell_once(
        dossier.facility,
        accounts,
        subject=subject,
        tone=tone,
        text=text,
        url=address_of_file(dossier),
        now=now,
    )


def tell_next(dossier: Dossier, now: datetime, *, event: int, but: str) -> int:
    """Whoever the file now waits for, except the one who just acted."""
    state = states()[dossier.state]
    until = f" Hạn {dossier.due_on:%d/%m/%Y}." if dossier.due_on else ""
    text = f"Hồ sơ {dossier.number} ({dossier.system.name}): {state.name.lower()}. Chờ anh/chị xử lý.{until}"
    accounts = [one for one in awaited_accounts(dossier) if one != but]
    return tell(dossier, accounts, text, now, subject=f"file/{dossier.pk}/{event}")
