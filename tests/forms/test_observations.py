"""Measurements, scores, coded findings and results of laboratory sheets become valid Observations."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest

from benhan.fhir import systems
from benhan.fhir.validate.check import check
from benhan.forms import catalogue
from benhan.forms.answers import ROW, Coding, PartialDate, from_response, to_response
from benhan.forms.calculate import calculated
from benhan.forms.check import check as check_answers
from benhan.forms.facts import Taken, facts
from benhan.forms.prefill import Known, prefill
from benhan.forms.questionnaire import questionnaire
from benhan.terminology.lookup import shipped_index
from tests.forms.conftest import NOW

FORMS = tuple(form for form in catalogue.forms() if form.sections)


def made_of(form, answers):
    response = to_response(
        form,
        answers,
        id="qr1",
        status="in-progress",
        subject="Patient/p1",
        encounter="Encounter/e1",
        authored=NOW,
    )
    return facts(form, response, Taken(NOW, "Practitioner/an"))


def loinc_of(resource):
    return resource["code"]["coding"][0]["code"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.slug)
def test_the_questionnaire_of_every_form_is_valid_r4(form):
    assert check(questionnaire(form), expected_type="Questionnaire") == ()


def sample(field):
    match field.type:
        case "number" | "score":
            return field.low if field.low is not None else Decimal(1)
        case "boolean":
            return True
        case "choice":
            return Coding(field.choice_system, field.choices[0].code, field.choices[0].label)
        case "icd":
            one = Coding(systems.ICD_10, "J20.9", "Viêm phế quản cấp", systems.ICD_10_TT06)
            return (one,) if field.repeats else one
    return None


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.slug)
def test_every_fact_that_a_form_yields_is_valid_and_names_its_answer(form):
    answers = {
        field.key: value for field in form.fields if field.fhir and (value := sample(field)) is not None
    }
    made = made_of(form, answers)
    for resource in made:
        assert check(resource) == (), resource
        assert "QuestionnaireResponse/qr1" in str(resource)
    assert len({resource["id"] for resource in made}) == len(made)


def test_a_result_sheet_yields_one_observation_per_test_with_a_code():
    form = catalogue.form("22/BV2", NOW.date())
    flag = {column.key: column for column in form.field("chemistry").columns}["flag"]
    high = Coding(flag.choice_system, "H", "Cao")
    rows = (
        {ROW: "sodium", "result": "152", "flag": high},
        {ROW: "potassium", "result": "vỡ hồng cầu"},
        {ROW: "ag_ratio", "result": ""},
    )
    sodium, potassium = made_of(form, {"chemistry": rows})
    assert check(sodium) == check(potassium) == ()
    assert sodium["valueQuantity"]["value"] == 152
    assert sodium["valueQuantity"]["code"] == "mmol/L"
    assert sodium["interpretation"][0]["coding"][0]["code"] == "H"
    assert sodium["referenceRange"][0]["low"]["value"] < 152
    assert sodium["category"][0]["coding"][0]["code"] == "laboratory"
    assert potassium["valueString"] == "vỡ hồng cầu"


def test_a_code_nobody_has_checked_says_so_and_one_that_was_read_does_not():
    form = catalogue.form("05/BV1", NOW.date())
    made = {
        loinc_of(one): one
        for one in made_of(form, {"fetal_heart_rate": Decimal(140), "gestational_age": Decimal(38)})
    }
    assert "extension" not in made["55283-6"]["code"]["coding"][0]
    other = catalogue.form("22/BV2", NOW.date())
    (sodium,) = made_of(other, {"chemistry": ({ROW: "sodium", "result": "140"},)})
    (extension,) = sodium["code"]["coding"][0]["extension"]
    assert extension == {"url": systems.CODE_BASIS, "valueCode": "RECALLED"}


def test_a_second_blood_pressure_of_the_same_form_is_a_panel_of_its_own():
    form = catalogue.form("05/BV1", NOW.date())
    pressures = {
        "bp_systolic": Decimal(120),
        "bp_diastolic": Decimal(80),
        "pp_bp_systolic": Decimal(100),
        "pp_bp_diastolic": Decimal(60),
    }
    first, second = made_of(form, pressures)
    assert [one["component"][0]["valueQuantity"]["value"] for one in (first, second)] == [120, 100]
    assert first["id"] != second["id"]


def test_what_stands_in_the_card_of_a_newborn_is_no_fact_about_the_mother():
    form = catalogue.form("05/BV1", NOW.date())
    assert made_of(form, {"newborn": ({"birth_weight": Decimal(3200)},)}) == ()


def test_a_weight_that_a_request_slip_only_repeats_is_not_measured_again():
    slip = catalogue.form("12/BV2", NOW.date())
    repeated = [field for field in slip.fields if field.prefill == "facts.vital"]
    assert all(field.fhir is None for field in repeated)


def test_the_diagnosis_of_a_sheet_comes_from_the_latest_use_on_record():
    def condition(use, code, words):
        return {
            "resourceType": "Condition",
            "extension": [{"url": systems.DIAGNOSIS_RANK, "valuePositiveInt": 1}],
            "category": [{"coding": [{"system": "x", "code": use}]}],
            "code": {"coding": [{"system": systems.ICD_10, "code": code, "display": words}], "text": words},
        }

    form = catalogue.form("36/BV2", NOW.date())
    conditions = [condition("AD", "R05", "Ho"), condition("department", "J20.9", "Viêm phế quản cấp")]
    made = prefill(form, Known(now=NOW, patient={}, conditions=conditions))
    assert made.answers["diagnosis"].code == "J20.9"
    assert made.origins["diagnosis"] == "từ chẩn đoán đã ghi trong hồ sơ"
    assert made.answers["form_code"] == "36/BV2"


def test_age_bed_room_and_number_of_a_stay_are_filled_in():
    def place(kind, words, **more):
        physical = {"coding": [{"code": kind}]}
        return {"location": {"display": words}, "physicalType": physical, **more}

    encounter = {
        "period": {"start": (NOW - timedelta(days=2)).isoformat()},
        "identifier": [{"system": systems.ADMISSION_NUMBER, "value": "26-000123"}],
        "location": [
            place("bd", "Giường 1", period={"end": "2026-11-21"}),
            place("ro", "Phòng 3"),
            place("bd", "Giường 5"),
        ],
    }
    form = catalogue.form("37/BV2", NOW.date())
    made = prefill(form, Known(now=NOW, patient={"birthDate": "1978-05-14"}, encounter=encounter)).answers
    assert (made["bed"], made["room"], made["admission_number"]) == ("Giường 5", "Phòng 3", "26-000123")
    assert made["age"] == 48


def test_a_bed_that_names_its_room_fills_both_boxes():
    bed = {"location": {"display": "Phòng 301 · Giường 2"}, "physicalType": {"coding": [{"code": "bd"}]}}
    form = catalogue.form("37/BV2", NOW.date())
    made = prefill(form, Known(now=NOW, patient={}, encounter={"location": [bed]})).answers
    assert (made["room"], made["bed"]) == ("Phòng 301", "Giường 2")


def test_nobody_is_taken_for_vietnamese_without_a_nationality_on_record():
    form = catalogue.form("18/BV1", NOW.date())
    assert "nationality" not in prefill(form, Known(now=NOW, patient={})).answers


def test_the_age_of_a_patient_known_by_year_is_the_difference_of_years():
    form = catalogue.form("01/BV1", NOW.date())
    assert calculated(form, {"birth_date": PartialDate(1958), "admitted_at": NOW})["age"] == 68


def everything_known():
    patient = {
        "name": [{"text": "Trần Thị Sen"}],
        "gender": "female",
        "birthDate": "2024-05-14",
        "deceasedDateTime": NOW.isoformat(),
        "identifier": [
            {"system": systems.NATIONAL_ID, "value": "024178000123"},
            {"system": systems.PATIENT_NUMBER, "value": "BN26001234"},
        ],
        "extension": [
            {"url": systems.ETHNIC_GROUP, "valueCoding": {"code": "01"}},
            {"url": systems.OCCUPATION, "valueCoding": {"code": "6"}},
            {"url": systems.WORKPLACE, "valueString": "Hợp tác xã Sông Cầu"},
            {
                "url": systems.NATIONALITY,
                "extension": [{"url": "code", "valueCodeableConcept": {"coding": [{"code": "VN"}]}}],
            },
        ],
        "telecom": [{"system": "phone", "value": "0912000111"}],
        "address": [{"line": ["27", "Thôn Đông"], "city": "Phường Kinh Bắc", "state": "Bắc Ninh"}],
        "contact": [{"name": {"text": "Trần Văn Sỹ"}, "telecom": [{"value": "0912000222"}]}],
    }
    encounter = {
        "period": {"start": NOW.isoformat(), "end": NOW.isoformat()},
        "reasonCode": [{"text": "Ho"}],
        "identifier": [
            {"system": systems.OUTPATIENT_NUMBER, "value": "26-004512"},
            {"system": systems.ADMISSION_NUMBER, "value": "26-000123"},
        ],
        "hospitalization": {"admitSource": {"coding": [{"code": "2"}]}},
        "location": [
            {"location": {"display": words}, "physicalType": {"coding": [{"code": code}]}}
            for code, words in (("bd", "Giường 5"), ("ro", "Phòng 3"))
        ],
    }
    codings = {
        1: {"system": systems.ICD_10, "code": "J20.9", "display": "Viêm phế quản cấp"},
        2: {"system": systems.ICD_10, "code": "I10", "display": "Tăng huyết áp"},
    }
    conditions = [
        {
            "extension": [{"url": systems.DIAGNOSIS_RANK, "valuePositiveInt": rank}],
            "category": [{"coding": [{"code": use}]}],
            "code": {"coding": [codings[rank]], "text": "Lời của bác sĩ"},
        }
        for use in ("AD", "DD")
        for rank in (1, 2)
    ]
    measured = (
        ("29463-7", "kg", 12),
        ("8302-2", "cm", 90),
        ("8867-4", "/min", 100),
        ("8310-5", "Cel", 37),
    )
    observations = [
        {
            "status": "final",
            "code": {"coding": [{"code": code}]},
            "effectiveDateTime": NOW.isoformat(),
            "valueQuantity": {"value": Decimal(value), "code": unit},
        }
        for code, unit, value in measured
    ]
    return Known(
        now=NOW,
        patient=patient,
        encounter=encounter,
        coverage={"subscriberId": "DN4242712345678", "period": {"start": "2026-01-01", "end": "2026-12-31"}},
        organization={"name": "Bệnh viện Sông Cầu", "telecom": [{"system": "phone", "value": "0222"}]},
        department_name="Nội",
        superior_name="Sở Y tế",
        archive_number="26-1",
        observations=observations,
        conditions=conditions,
        allergies=[{"code": {"text": "Penicilin"}}],
    )


SHAPES = {
    "text": str,
    "number": Decimal,
    "score": Decimal,
    "date": date,
    "datetime": datetime,
    "choice": Coding,
    "icd": Coding,
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.slug)
def test_what_is_filled_in_has_the_shape_of_its_field_and_is_no_mistake(form):
    made = prefill(form, everything_known()).answers
    for key, value in made.items():
        field = form.field(key)
        for one in value if field.repeats else (value,):
            assert isinstance(one, SHAPES[field.type]), key
            assert field.type != "date" or not isinstance(one, datetime), key
    response = to_response(form, made, id="q", status="in-progress", subject="Patient/p", authored=NOW)
    assert from_response(form, response) == made
    wrong = check_answers(form, made, when="draft", now=NOW, find_icd=shipped_index().get)
    assert [one for one in wrong if one.severity == "error"] == []


def test_a_chart_yields_the_signs_of_each_row_at_its_own_time():
    form = catalogue.form("37/BV2", NOW.date())
    rows = (
        {"at": time(6, 0), "pulse": Decimal(88), "bp_max": Decimal(120), "bp_min": Decimal(80)},
        {"at": time(14, 0), "pulse": Decimal(92)},
        {"pulse": Decimal(99)},
    )
    made = made_of(form, {"care_date": date(2026, 11, 21), "hourly": rows})
    assert all(check(one) == () for one in made)
    shown = [(loinc_of(one), one["effectiveDateTime"][:16]) for one in made]
    assert shown == [
        ("8867-4", "2026-11-21T06:00"),
        ("85354-9", "2026-11-21T06:00"),
        ("8867-4", "2026-11-21T14:00"),
    ]


def test_a_row_put_between_others_leaves_their_observations_as_they_were():
    form = catalogue.form("37/BV2", NOW.date())
    day = {"care_date": date(2026, 11, 21)}
    early, late = ({"at": time(hour), "pulse": Decimal(80 + hour)} for hour in (6, 14))
    two = made_of(form, day | {"hourly": (early, late)})
    three = made_of(form, day | {"hourly": (early, {"at": time(10), "pulse": Decimal(90)}, late)})
    assert {one["id"] for one in two} < {one["id"] for one in three}


@pytest.mark.parametrize(("typed", "components"), [("120/80", 2), ("118 / 76", 2), ("không đo", 0)])
def test_a_blood_pressure_written_in_one_box_is_read_when_it_is_one(typed, components):
    form = catalogue.form("LOCAL/SINH-HIEU", NOW.date())
    made = made_of(form, {"readings": ({"date": date(2026, 11, 21), "at": time(6), "bp": typed},)})
    assert sum(len(one["component"]) for one in made) == components


def test_a_delivery_record_keeps_a_coded_discharge_diagnosis_of_ours():
    form = catalogue.form("05/BV1", NOW.date())
    assert form.field("discharge_main").extension
    assert form.field("discharge_main").required == "closing"
