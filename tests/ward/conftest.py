"""Signed-in browsers for the cast, on Django's test client, through the real boundary."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from benhan.access import sessions
from benhan.access.actor import Actor
from benhan.access.models import Account, Facility, Membership
from tests.support.cast import CAST, Cast


@pytest.fixture
def cast() -> Cast:
    return CAST


@pytest.fixture
def facility(db: None) -> Facility:
    return Facility.objects.get_or_create(
        code="24001",
        defaults={
            "name": "Trung tâm Y tế Kinh Bắc",
            "health_department": "Sở Y tế Bắc Ninh",
            "insurance_code": "24001",
            "is_demo": True,
        },
    )[0]


@pytest.fixture
def browser(facility: Facility) -> Callable[[Actor], Client]:
    """`browser(cast.an)`: a client with a real session of that member of the cast."""

    def signed_in(actor: Actor) -> Client:
        Facility.objects.get_or_create(
            code=actor.facility, defaults={"name": "Cơ sở khác", "insurance_code": actor.facility}
        )
        account = Account.objects.filter(login=actor.account).first()
        if account is None:
            account = Account.objects.create_account(actor.account, "Mat-khau-thu-2026!", name=actor.name)
        membership, _ = Membership.objects.get_or_create(
            account=account,
            facility_id=actor.facility,
            defaults={
                "practitioner": actor.practitioner,
                "title": actor.title,
                "roles": sorted(actor.roles),
                "departments": sorted(actor.departments),
                "valid_from": date(2026, 1, 1),
            },
        )
        client = Client()
        session = client.session
        sessions.begin(session, account, membership, second_factor=True)
        session.save()
        client.cookies["sessionid"] = session.session_key
        return client

    return signed_in
