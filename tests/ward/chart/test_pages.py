"""The chart on one page: what it shows, to whom, and the emergency way in."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from benhan.access.models import BreakGlass
from benhan.fhir import systems
from benhan.store.repository import Repository
from tests.ward import places
from tests.ward.queries import counted


def read(page) -> str:
    return page.content.decode()


def observation(patient: str, code: str, text: str, category: str, at: str, **value: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": systems.OBSERVATION_CATEGORY, "code": category}]}],
        "code": {"coding": [{"system": systems.LOINC, "code": code, "display": text}], "text": text},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": at,
        **value,
    }


def quantity(value: Any, unit: str, code: str) -> dict[str, Any]:
    return {"valueQuantity": {"value": value, "unit": unit, "system": systems.UCUM, "code": code}}


@pytest.fixture
def known(facility, cast):
    places.departments()
    stored = places.patient()
    places.card_of(stored)
    places.visit(stored)
    vital, lab = "vital-signs", "laboratory"
    pressures = [
        {"code": {"coding": [{"system": systems.LOINC, "code": code}]}, **quantity(value, "mm[Hg]", "mm[Hg]")}
        for code, value in (("8462-4", 81), ("8480-6", 127))
    ]
    made = [
        observation(stored.id, "8867-4", "Heart rate", vital, "2026-03-01T07:30:00+07:00", **quantity(98, "/min", "/min")),
        observation(stored.id, "8310-5", "Body temperature", vital, "2026-03-01T07:30:00+07:00", **quantity(39, "Cel", "Cel")),
        observation(stored.id, "55284-4", "Blood Pressure", vital, "2026-03-01T07:30:00+07:00", component=pressures),
        observation(stored.id, "2339-0", "Glucose", lab, "2020-01-01", **quantity(70, "mg/dL", "mg/dL")),
        observation(
            stored.id, "2339-0", "Glucose", lab, "2026-03-01", **quantity(412, "mg/dL", "mg/dL"),
            referenceRange=[{"low": {"value": 70}, "high": {"value": 110}}],
        ),
        observation(stored.id, "99999-9", "Some Unknown Panel", lab, "2026-02-01", valueCodeableConcept={"text": "Never smoker"}),
        {
            "resourceType": "AllergyIntolerance",
            "patient": {"reference": stored.reference},
            "clinicalStatus": {"coding": [{"system": systems.ALLERGY_CLINICAL, "code": "active"}]},
            "code": {"text": "penicilin"},
            "reaction": [{"manifestation": [{"text": "phát ban"}]}],
            "criticality": "high",
        },
        {
            "resourceType": "Condition",
            "clinicalStatus": {"coding": [{"system": systems.CONDITION_CLINICAL, "code": "active"}]},
            "code": {"text": "Viêm phổi"},
            "subject": {"reference": stored.reference},
            "recordedDate": "2026-03-01",
        },
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": "Amoxicilin 500 mg"},
            "subject": {"reference": stored.reference},
            "authoredOn": "2026-03-01",
        },
    ]  # fmt: skip
    with Repository(by=cast.system) as repository:
        for resource in made:
            repository.create(resource)
    return stored


def url(stored) -> str:
    return f"/khoa/nguoi-benh/{stored.id}/"


def test_the_chart_shows_allergies_newest_values_with_flags_diseases_and_drugs(known, browser, cast):
    page = read(browser(cast.an).get(url(known)))
    for words in (
        "penicilin (phát ban)",
        "127/81 mmHg",
        "Glucose máu",
        "412 mg/dL",
        "cao",
        "bình thường 70–110",
        "Viêm phổi",
        "Amoxicilin 500 mg",
        "Some Unknown Panel",
        "Never smoker",
    ):
        assert words in page, words
    assert "Mạch 98 lần/phút" in page
    assert "<title>NGUYỄN THỊ THUỲ DƯƠNG · BN00000001" in page


def test_every_result_stands_in_the_paged_history_and_one_kind_alone_can_be_seen(known, browser, cast):
    client = browser(cast.binh)
    page = read(client.get(f"{url(known)}ket-qua/"))
    assert "412 mg/dL" in page
    assert "70 mg/dL" in page
    only = read(client.get(f"{url(known)}ket-qua/?ma=2339-0"))
    assert "412 mg/dL" in only
    assert "127/81" not in only


def test_chi_finds_the_chart_closed_is_offered_the_emergency_way_and_the_attempt_is_kept(
    known, browser, cast
):
    page = browser(cast.chi).get(url(known))
    assert page.status_code == 403
    assert "Anh/chị chưa được phân công chăm sóc người bệnh này" in read(page)
    assert "mo-khan-cap" in read(page)
    assert "DƯƠNG" not in read(page).upper().replace("Đường".upper(), "")
    assert acts()[-1] == ("attempt", "refused")


def acts() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, outcome FROM audit_entry WHERE facility = '24001' ORDER BY id")
        return cursor.fetchall()


def test_an_emergency_opens_the_chart_with_a_reason_says_so_and_is_alerted(known, browser, cast):
    client = browser(cast.chi)
    post = {"reason": "cap-cuu", "explanation": "Người bệnh ngừng tim tại hành lang"}
    refused = client.post(f"{url(known)}mo-khan-cap/", {**post, "explanation": "gấp"})
    assert refused.status_code == 422
    assert ">gấp</textarea>" in read(refused)
    assert BreakGlass.objects.count() == 0
    assert client.post(f"{url(known)}mo-khan-cap/", post).status_code == 303
    page = read(client.get(url(known)))
    assert "Bệnh án mở khẩn cấp đến" in page
    assert "penicilin" in page
    assert ("break-glass", "success") in acts()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT purpose FROM audit_entry WHERE account_name LIKE 'BS. Lê%' AND act = 'search'"
        )
        assert cursor.fetchall() == [("ETREAT",)]


def test_an_opening_that_is_over_closes_the_chart_again(known, browser, cast):
    client = browser(cast.chi)
    client.post(f"{url(known)}mo-khan-cap/", {"reason": "cap-cuu", "explanation": "Người bệnh ngừng tim"})
    BreakGlass.objects.update(expires_at=timezone.now())
    assert client.get(url(known)).status_code == 403


def test_nobody_opens_a_patient_who_does_not_exist_here(known, browser, cast):
    post = {"reason": "cap-cuu", "explanation": "Người bệnh ngừng tim"}
    assert browser(cast.chi).post("/khoa/nguoi-benh/khong-co/mo-khan-cap/", post).status_code == 404
    assert browser(cast.stranger).post(f"{url(known)}mo-khan-cap/", post).status_code == 404
    assert BreakGlass.objects.count() == 0


@pytest.mark.parametrize("who", ["lan", "dung", "minh"])
def test_who_has_no_emergency_way_is_not_offered_one(known, browser, cast, who):
    client = browser(getattr(cast, who))
    assert (
        client.post(f"{url(known)}mo-khan-cap/", {"reason": "khac", "explanation": "x" * 20}).status_code
        == 403
    )
    assert "mo-khan-cap" not in read(client.get("/khoa/nguoi-benh/khong-co/"))


def test_the_list_holds_those_in_ones_care_and_finds_them_without_tones(known, browser, cast):
    assert "THUỲ DƯƠNG" in read(browser(cast.an).get("/khoa/"))
    assert "THUỲ DƯƠNG" in read(browser(cast.an).get("/khoa/?q=duong&xem=cho"))
    assert "THUỲ DƯƠNG" in read(browser(cast.an).get("/khoa/?q=BN00000001"))
    assert "THUỲ DƯƠNG" not in read(browser(cast.an).get("/khoa/?xem=kham"))
    assert "THUỲ DƯƠNG" not in read(browser(cast.chi).get("/khoa/"))
    assert "Không có ai khớp" in read(browser(cast.an).get("/khoa/?q=khong+co+ai"))


def test_pages_stay_within_their_queries(known, browser, cast):
    client = browser(cast.an)
    for page in (url(known), f"{url(known)}ket-qua/", "/khoa/", "/khoa/?q=duong", "/khoa/?xem=cho"):
        assert counted(client, page) <= 12, page
