"""Departments and patients of the invented hospital, for the officers' pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from benhan.access.models import Account, BreakGlass
from benhan.fhir.systems import PATIENT_NUMBER
from benhan.store import border
from benhan.store.repository import Repository
from tests.support.cast import CAST

PATIENT_NAME = "Nguyễn Thị Thuỳ Dương"


@pytest.fixture
def hospital(facility):
    """Two departments and one patient, BN00000001."""
    with Repository(by=CAST.system) as repository:
        for id_, name in (
            ("co-so", "Trung tâm Y tế Kinh Bắc"),
            ("khoa-kham-benh", "Khoa Khám bệnh"),
            ("khoa-ngoai", "Khoa Ngoại"),
        ):
            part = {} if id_ == "co-so" else {"partOf": {"reference": "Organization/co-so"}}
            repository.create({"resourceType": "Organization", "id": id_, "name": name, **part}, id=id_)
        patient = {
            "resourceType": "Patient",
            "identifier": [{"system": PATIENT_NUMBER, "value": "BN00000001"}],
            "name": [{"use": "official", "text": PATIENT_NAME}],
        }
        repository.create(patient, id="nb-1")
    return facility


@pytest.fixture
def opening(hospital, browser, cast):
    """Chi opened the patient's chart in an emergency, four days ago, and read it."""
    browser(cast.chi)
    chi = Account.objects.get(login="chi")
    at = timezone.now() - timedelta(minutes=5)
    with transaction.atomic():
        border.enter("24001")
        grant = BreakGlass.objects.create(
            facility="24001", account=str(chi.id), account_name=chi.name, patient="nb-1", reason="cap-cuu",
            explanation="Người bệnh ngất ở hành lang khoa Ngoại", granted_at=at, expires_at=at + timedelta(hours=4),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_entry (facility, account, account_name, role, purpose, session, address, act, outcome,"
                " resource_type, resource_id, version, patient, incident, detail)"
                " VALUES ('24001', %s, %s, 'doctor', 'TREAT', '', '', 'read', 'success', 'Patient', 'nb-1', 1, 'nb-1', '', '{}')",
                [str(chi.id), chi.name],
            )
    return grant
