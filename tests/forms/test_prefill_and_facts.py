"""Known facts fill a form and say whence; a form's answers become facts that point back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from benhan.fhir import systems
from benhan.forms.answers import Coding, PartialDate, to_response
from benhan.forms.facts import Taken, facts
from benhan.forms.prefill import Known, prefill, when_words
from tests.forms.conftest import NOW


def vital(loinc, value, unit, at):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": systems.LOINC, "code": loinc}]},
        "effectiveDateTime": at.isoformat(),
        "valueQuantity": {"value": Decimal(value), "code": unit},
    }


@pytest.fixture
def known():
    arrived = NOW.replace(hour=7, minute=31)
    pressure = {
        "status": "final",
        "code": {"coding": [{"code": "85354-9"}]},
        "effectiveDateTime": arrived.isoformat(),
        "component": [
            {
                "code": {"coding": [{"code": "8480-6"}]},
                "valueQuantity": {"value": Decimal(135), "code": "mm[Hg]"},
            },
            {
                "code": {"coding": [{"code": "8462-4"}]},
                "valueQuantity": {"value": Decimal(85), "code": "mm[Hg]"},
            },
        ],
    }
    return Known(
        now=NOW,
        patient={
            "name": [{"text": "Nguyễn Thị Thuỳ Dương"}],
            "gender": "female",
            "birthDate": "1958",
            "identifier": [
                {"system": systems.NATIONAL_ID, "value": "024178000123"},
                {"system": systems.PATIENT_NUMBER, "value": "BN26001234"},
            ],
            "extension": [
                {"url": systems.ETHNIC_GROUP, "valueCoding": {"code": "01"}},
                {
                    "url": systems.NATIONALITY,
                    "extension": [{"url": "code", "valueCodeableConcept": {"coding": [{"code": "VN"}]}}],
                },
            ],
            "address": [{"line": ["27", "Thôn Đông"], "city": "Phường Kinh Bắc", "state": "Bắc Ninh"}],
            "contact": [
                {
                    "name": {"text": "Trần Văn Sỹ"},
                    "relationship": [{"text": "chồng"}],
                    "telecom": [{"value": "0912 000 111"}],
                }
            ],
        },
        encounter={
            "period": {"start": arrived.isoformat()},
            "identifier": [{"system": systems.OUTPATIENT_NUMBER, "value": "26-004512"}],
            "reasonCode": [{"text": "Ho, sốt"}],
        },
        coverage={"subscriberId": "DN4242712345678", "period": {"end": "2026-12-31"}},
        organization={"name": "Bệnh viện Đa khoa Sông Cầu"},
        department_name="Khám bệnh",
        observations=[
            vital("8310-5", "38.2", "Cel", NOW - timedelta(hours=1)),
            vital("8310-5", "36.9", "Cel", NOW - timedelta(days=2)),
            pressure,
            vital("29463-7", "120", "[lb_av]", NOW),
        ],
        allergies=[{"code": {"text": "Penicilin"}, "reaction": [{"manifestation": [{"text": "mày đay"}]}]}],
    )


def test_a_fresh_record_is_filled_from_reception_and_vitals(record, known):
    filled = prefill(record, known).answers
    assert filled["full_name"] == "Nguyễn Thị Thuỳ Dương"
    assert filled["birth_date"] == PartialDate(1958)
    assert filled["age"] == 68
    assert filled["sex"].code == "2"
    assert filled["address_province"].code == "24"
    assert (filled["address_house"], filled["address_hamlet"]) == ("27", "Thôn Đông")
    assert filled["insurance_valid_to"] == date(2026, 12, 31)
    assert filled["payer_class"].display == "BHYT"
    assert filled["contact_person"] == "Trần Văn Sỹ (chồng)"
    assert filled["history_personal"] == "Dị ứng: Penicilin (mày đay)."
    assert (filled["bp_systolic"], filled["bp_diastolic"]) == (135, 85)
    assert filled["outpatient_from"] == NOW.date()


def test_the_newest_value_wins_and_its_origin_is_shown(record, known):
    filled = prefill(record, known)
    assert filled.answers["temperature"] == Decimal("38.2")
    assert filled.origins["temperature"] == "từ sinh hiệu đo 08:15 hôm nay"
    assert filled.origins["full_name"] == "từ tiếp đón 07:31 hôm nay"
    assert filled.origins["age"] == "tự tính"


def test_a_weight_in_another_unit_is_not_taken_over(record, known):
    assert "weight" not in prefill(record, known).answers


def test_a_vietnamese_is_no_foreigner(record, known):
    assert "foreign_nationality" not in prefill(record, known).answers


def test_a_patient_of_whom_nothing_is_known_leaves_the_form_empty_without_error(record):
    filled = prefill(record, Known(now=NOW, patient={}))
    days_of_today = {"record_written_at", "outpatient_to", "summary_written_at"}
    assert set(filled.answers) <= {"payer_class"} | days_of_today


def test_when_words_say_today_yesterday_or_the_date():
    assert when_words(NOW, NOW) == "09:15 hôm nay"
    assert when_words(NOW - timedelta(days=1), NOW) == "09:15 hôm qua"
    assert when_words(NOW - timedelta(days=30), NOW) == "09:15 23/10/2026"


@pytest.fixture
def response(record, visit_answers):
    return to_response(
        record,
        visit_answers,
        id="qr1",
        status="completed",
        subject="Patient/p1",
        encounter="Encounter/e1",
        authored=NOW,
    )


def test_a_visit_becomes_vital_signs_and_diagnoses_that_point_back(record, response):
    made = facts(record, response, Taken(NOW, "Practitioner/an"))
    observations = {
        item["code"]["coding"][0]["code"]: item for item in made if item["resourceType"] == "Observation"
    }
    assert set(observations) == {"8867-4", "8310-5", "9279-1", "29463-7", "85354-9"}
    assert observations["8310-5"]["valueQuantity"] == {
        "value": Decimal("38.2"),
        "unit": "°C",
        "system": "http://unitsofmeasure.org",
        "code": "Cel",
    }
    assert [part["code"]["coding"][0]["code"] for part in observations["85354-9"]["component"]] == [
        "8480-6",
        "8462-4",
    ]
    for item in observations.values():
        assert item["derivedFrom"] == [{"reference": "QuestionnaireResponse/qr1"}]


def test_the_main_diagnosis_is_one_condition_though_the_form_asks_twice(record, response):
    conditions = [item for item in facts(record, response, Taken(NOW)) if item["resourceType"] == "Condition"]
    found = {
        (item["category"][1]["coding"][0]["code"], item["extension"][0]["valuePositiveInt"]): item["code"][
            "coding"
        ][0]["code"]
        for item in conditions
    }
    assert found == {("AD", 1): "J20.9", ("DD", 1): "J20.9", ("DD", 2): "I10"}
    for item in conditions:
        assert item["evidence"] == [{"detail": [{"reference": "QuestionnaireResponse/qr1"}]}]


def test_saving_again_gives_the_same_ids_so_that_facts_are_replaced(record, visit_answers, response):
    changed = to_response(
        record,
        visit_answers
        | {"pulse": Decimal(92), "b_dx_accompanying": (Coding(systems.ICD_10, "E11.9", "Đái tháo đường"),)},
        id="qr1",
        status="completed",
        subject="Patient/p1",
        encounter="Encounter/e1",
        authored=NOW,
    )
    before = {item["id"] for item in facts(record, response, Taken(NOW))}
    after = {item["id"] for item in facts(record, changed, Taken(NOW))}
    assert before == after
    assert len(before) == 8
