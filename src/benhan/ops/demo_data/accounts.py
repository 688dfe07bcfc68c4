"""Facilities, accounts and posts of the invented hospital, with the logins of this installation."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from benhan.access.actor import system_actor
from benhan.access.models import Account, Facility, Membership
from benhan.audit.entry import Entry, write
from benhan.ops.demo_data.logins import Login
from benhan.ops.demo_data.staff import MAIN, SMALL, STAFF, UNITS
from benhan.store import border

FACILITIES = (
    Facility(
        code=MAIN,
        name="Trung tâm Y tế Kinh Bắc",
        health_department="Sở Y tế Bắc Ninh",
        address="Số 99 đường Quan Họ, phường Kinh Bắc, tỉnh Bắc Ninh (địa chỉ mẫu)",
        phone="0100 000 001",
        insurance_code=MAIN,
        organization="co-so",
        is_demo=True,
    ),
    Facility(
        code=SMALL,
        name="Phòng khám đa khoa Sông Thương",
        health_department="Sở Y tế Bắc Ninh",
        address="Số 9 phố Chùa, phường Bắc Giang, tỉnh Bắc Ninh (địa chỉ mẫu)",
        phone="0100 000 002",
        insurance_code=SMALL,
        organization="co-so",
        is_demo=True,
    ),
)


@transaction.atomic
def make_accounts(logins: Mapping[str, Login], since: date) -> None:
    """One account and one post for each member of staff; security and director with a confirmed device."""
    Facility.objects.bulk_create(
        Facility(**{each.attname: getattr(facility, each.attname) for each in Facility._meta.concrete_fields})
        for facility in FACILITIES
    )
    everywhere = [unit.id for unit in UNITS]
    for member in STAFF:
        login = logins[member.login]
        account = Account.objects.create_account(
            member.login, login.password, name=member.name, second_factor_required=member.has_second_factor
        )
        Membership.objects.create(
            account=account,
            facility_id=member.facility,
            practitioner=member.practitioner,
            title=member.title,
            roles=[role.value for role in member.roles],
            departments=[member.unit] if member.unit in everywhere else [],
            valid_from=since,
        )
        if login.second_factor:
            key = base64.b32decode(login.second_factor).hex()
            TOTPDevice.objects.create(user=account, name="Ứng dụng xác thực", key=key, confirmed=True)
        _account_for(member.facility, account, [role.value for role in member.roles])


def _account_for(facility: str, account: Account, roles: list[str]) -> None:
    """The grant stands in the account of acts, as one made at the page does."""
    border.enter(facility)
    detail = {"roles": roles}
    entry = Entry("create-account", resource_type="Account", resource_id=str(account.pk), detail=detail)
    write(system_actor(facility, "Bộ dữ liệu mẫu"), [entry])
