"""Who answers for a requirement, and who keeps the file when nobody does."""

from __future__ import annotations

from benhan.access.actor import Role
from benhan.access.models import Membership
from benhan.access.permissions import PERMISSIONS, Permission
from benhan.assurance.models import Answer


def keepers(facility: str) -> list[str]:
    """Accounts that keep the level file: the security officers of the facility."""
    rows = Membership.objects.filter(
        facility_id=facility, roles__contains=[Role.SECURITY.value], account__is_active=True
    )
    return [str(one) for one in rows.values_list("account_id", flat=True)]


def responsible_accounts(facility: str, answer: Answer | None) -> list[str]:
    """The account named in the answer when it still works here, else the keepers."""
    if answer is not None and answer.responsible:
        rows = Membership.objects.filter(
            facility_id=facility, account_id=answer.responsible, account__is_active=True
        )
        if rows.exists():
            return [answer.responsible]
    return keepers(facility)


def accounts_with(facility: str, permission: Permission) -> list[str]:
    """Accounts of the facility one of whose roles holds the permission."""
    roles = [one.value for one, held in PERMISSIONS.items() if permission in held and one != Role.SYSTEM]
    rows = Membership.objects.filter(facility_id=facility, roles__overlap=roles, account__is_active=True)
    return [str(one) for one in rows.order_by("account_id").values_list("account_id", flat=True)]
