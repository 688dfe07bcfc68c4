"""Who answers for a requirement, and who keeps the file when nobody does."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from benhan.access.actor import Role
from benhan.access.models import Membership
from benhan.access.permissions import PERMISSIONS, Permission
from benhan.assurance.models import Answer
from benhan.fhir.search.folding import fold


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be made responsible: account is the account's id."""

    account: str
    name: str
    title: str = ""


def keepers(facility: str) -> list[str]:
    """Accounts that keep the level file: the security officers of the facility."""
    rows = Membership.objects.filter(
        facility_id=facility, roles__contains=[Role.SECURITY.value], account__is_active=True
    )
    return [str(one) for one in rows.values_list("account_id", flat=True)]


def responsible_accounts(facility: str, answer: Answer | None) -> list[str]:
    """The account named in the answer when it still works here, else the keepers."""
    if answer is not None and person(facility, answer.responsible) is not None:
        return [answer.responsible]
    return keepers(facility)


def person(facility: str, account: str) -> Person | None:
    """The person of an account's id or login who works here now."""
    try:
        wanted = {"account_id": uuid.UUID(account)}
    except ValueError:
        wanted = {"account__login": account.lower()}  # type: ignore[dict-item]
    found = _members(facility).filter(**wanted).first() if account else None
    return _person(found) if found is not None else None


def find_people(facility: str, text: str, most: int = 12) -> Sequence[Person]:
    """Members whose name holds the text, tones ignored; the picker's list. One query."""
    wanted = fold(text)
    everybody = (_person(one) for one in _members(facility).order_by("account__name"))
    return [one for one in everybody if wanted in fold(one.name)][:most]


def _members(facility: str) -> QuerySet[Membership]:
    return Membership.objects.filter(facility_id=facility, account__is_active=True).select_related("account")


def _person(one: Membership) -> Person:
    return Person(str(one.account_id), one.account.name, one.title)


def accounts_with(facility: str, permission: Permission) -> list[str]:
    """Accounts of the facility one of whose roles holds the permission."""
    roles = [one.value for one, held in PERMISSIONS.items() if permission in held and one != Role.SYSTEM]
    rows = Membership.objects.filter(facility_id=facility, roles__overlap=roles, account__is_active=True)
    return [str(one) for one in rows.order_by("account_id").values_list("account_id", flat=True)]
