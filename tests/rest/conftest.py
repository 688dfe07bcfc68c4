"""A FHIR client for each of the cast, with a real bearer token."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from benhan.access import sessions
from benhan.access.actor import Actor
from benhan.access.models import Account, Facility, Membership
from benhan.fhir import jsontext
from benhan.store.repository import Repository, Stored
from tests.support.cast import CAST, Cast


class FhirClient:
    """Sends and reads FHIR JSON; `status`, `headers` and `body` are those of the last answer."""

    def __init__(self, token: str = "") -> None:
        self._client = Client(headers={"authorization": f"Bearer {token}"} if token else {})
        self.status = 0
        self.headers: Any = {}
        self.body: dict[str, Any] = {}

    def send(self, method: str, url: str, body: Any = None, **headers: str) -> FhirClient:
        text = body if isinstance(body, str | bytes) else "" if body is None else jsontext.render(body)
        answer = self._client.generic(
            method,
            f"/fhir/{url}",
            text,
            content_type=headers.pop("content_type", "application/fhir+json"),
            headers=headers,
        )
        self.status, self.headers = answer.status_code, answer.headers
        self.body = jsontext.parse(answer.content) if answer.content else {}
        return self

    @property
    def problem(self) -> str:
        assert self.body["resourceType"] == "OperationOutcome", self.body
        return str(self.body["issue"][0]["details"]["coding"][0]["code"])


@pytest.fixture
def cast() -> Cast:
    return CAST


@pytest.fixture
def fhir(db: None) -> Callable[..., FhirClient]:
    def client(actor: Actor | None, scopes: str = "user/*.cruds") -> FhirClient:
        if actor is None:
            return FhirClient()
        Facility.objects.get_or_create(code=actor.facility, defaults={"name": "x", "insurance_code": "24001"})
        account = Account.objects.filter(login=actor.account).first() or Account.objects.create_account(
            actor.account, None, name=actor.name
        )
        membership, _ = Membership.objects.get_or_create(
            account=account,
            facility_id=actor.facility,
            defaults={
                "practitioner": actor.practitioner,
                "roles": sorted(actor.roles),
                "departments": sorted(actor.departments),
                "valid_from": date(2026, 1, 1),
            },
        )
        return FhirClient(sessions.issue_token(membership, scopes))

    return client


@pytest.fixture
def patient(db: None) -> Stored:
    with Repository(by=CAST.lan) as repository:
        stored = repository.create({"resourceType": "Patient", "name": [{"text": "Nguyễn Thị Thuỳ Dương"}]})
        repository.create(
            {
                "resourceType": "Encounter",
                "status": "arrived",
                "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
                "subject": {"reference": stored.reference},
                "serviceProvider": {"reference": "Organization/khoa-kham-benh"},
            }
        )
    return stored
