"""Checks of a form: what holds the signature back, what only asks."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from benhan.fhir import systems
from benhan.forms.answers import Coding, PartialDate
from benhan.forms.calculate import age_months, age_years, bmi, calculated
from benhan.forms.check import check
from benhan.law.icd10 import IcdCode
from benhan.terminology.lookup import shipped_index
from tests.forms.conftest import NOW


def codes_of(findings):
    return {(finding.expression, finding.code, finding.severity) for finding in findings}


@pytest.fixture
def checked(record):
    def run(answers, when="signing", find_icd=None, **more):
        find = find_icd or shipped_index().get
        return check(record, answers, when=when, now=NOW, find_icd=find, **more)

    return run


def icd(code, text=""):
    return Coding(systems.ICD_10, code, "…", systems.ICD_10_TT06, text)


def test_a_finished_visit_can_be_closed(checked, visit_answers):
    assert checked(visit_answers, "closing") == ()


def test_each_required_field_is_asked_for_at_its_moment(checked, visit_answers):
    without = {
        key: value for key, value in visit_answers.items() if key not in {"chief_complaint", "b_course"}
    }
    assert checked(without, "draft") == ()
    assert codes_of(checked(without, "signing")) == {("chief_complaint", "BH-FORM-0001", "error")}
    assert {finding.expression for finding in checked(without, "closing")} == {"chief_complaint", "b_course"}


def test_signing_part_a_does_not_ask_for_part_b(checked, visit_answers):
    without = {key: value for key, value in visit_answers.items() if not key.startswith("b_")}
    assert checked(without, "closing", parts=frozenset({"front", "A"})) == ()


def test_an_implausible_vital_sign_is_refused_with_its_limits(checked, visit_answers):
    (finding,) = checked(visit_answers | {"temperature": Decimal("382")})
    assert finding.clinician == "“Nhiệt độ” phải từ 25 đến 45 °C. Anh/chị kiểm tra lại số đã nhập."


def test_more_decimals_than_the_sign_has_are_refused(checked, visit_answers):
    assert codes_of(checked(visit_answers | {"temperature": Decimal("38.25")})) == {
        ("temperature", "BH-FORM-0004", "error")
    }


def test_a_birth_in_the_future_is_refused(checked, visit_answers):
    assert ("birth_date", "BH-FORM-0009", "error") in codes_of(
        checked(visit_answers | {"birth_date": NOW.date() + timedelta(days=1)})
    )


def test_an_end_before_the_start_is_refused_and_names_the_start(checked, visit_answers):
    (finding,) = checked(visit_answers | {"outpatient_to": date(2026, 11, 21)})
    assert "không được trước “7. Điều trị ngoại trú từ ngày” (22/11/2026)" in finding.clinician


def test_systolic_below_diastolic_is_refused_and_one_alone_is_named(checked, visit_answers):
    assert codes_of(checked(visit_answers | {"bp_systolic": Decimal("80")})) == {
        ("bp_systolic", "BH-FORM-0017", "error")
    }
    alone = {key: value for key, value in visit_answers.items() if key != "bp_diastolic"}
    assert codes_of(checked(alone)) == {("bp_diastolic", "BH-FORM-0020", "error")}


def find_one(entry):
    return lambda code: entry if code == entry.code else shipped_index().get(code)


@pytest.mark.parametrize(
    ("entry", "code", "severity"),
    [
        (IcdCode("X00.1", "chung", too_general=True), "BH-FORM-0012", "error"),
        (IcdCode("X00.1", "tử vong", death_only=True), "BH-FORM-0013", "error"),
        (IcdCode("X00.1", "không chính", not_main=True), "BH-FORM-0014", "error"),
        (IcdCode("X00.1", "không khuyến khích", main_discouraged=True), "BH-FORM-0015", "warning"),
        (IcdCode("X00.1", "của nam", sex="M"), "BH-FORM-0016", "warning"),
    ],
)
def test_emr_cod_02_each_mark_of_the_annex_acts_on_a_main_diagnosis(
    checked, visit_answers, entry, code, severity
):
    answers = visit_answers | {"dx_initial": icd("X00.1")}
    assert codes_of(checked(answers, find_icd=find_one(entry))) == {("dx_initial", code, severity)}


def test_a_code_barred_as_main_disease_may_stand_beside_it(checked, visit_answers):
    entry = IcdCode("X00.1", "nguyên nhân ngoài", not_main=True)
    assert checked(visit_answers | {"b_dx_accompanying": (icd("X00.1"),)}, find_icd=find_one(entry)) == ()


def test_a_code_too_general_is_barred_beside_it_too(checked, visit_answers):
    assert codes_of(checked(visit_answers | {"b_dx_accompanying": (icd("J18"),)})) == {
        ("b_dx_accompanying", "BH-FORM-0012", "error")
    }


def test_the_main_disease_again_among_the_others_is_named(checked, visit_answers):
    assert codes_of(checked(visit_answers | {"b_dx_accompanying": (icd("J20.9"),)})) == {
        ("b_dx_accompanying", "BH-FORM-0019", "error")
    }


def test_two_discharge_diagnoses_that_differ_ask_for_confirmation(checked, visit_answers):
    assert codes_of(checked(visit_answers | {"dx_discharge": icd("J06.9")})) >= {
        ("dx_discharge", "BH-FORM-0018", "warning")
    }


def test_words_without_a_code_do_not_pass_as_the_first_diagnosis(checked, visit_answers):
    assert ("dx_initial", "BH-FORM-0008", "error") in codes_of(
        checked(visit_answers | {"dx_initial": Coding("", "", text="Cảm lạnh")})
    )


@pytest.mark.parametrize(
    ("born", "years", "months"),
    [
        (date(1978, 5, 14), 48, None),
        (date(2020, 11, 22), 6, None),
        (date(2020, 11, 23), 5, 71),
        (date(2026, 11, 22), 0, 0),
        (PartialDate(1958), 68, None),
        (date(2027, 1, 1), None, None),
    ],
)
def test_age_is_in_years_and_below_72_months_in_months_too(born, years, months):
    assert age_years(born, NOW) == years
    assert age_months(born, NOW) == months


def test_bmi_is_rounded_to_one_decimal():
    assert bmi(Decimal("54.5"), Decimal("156")) == Decimal("22.4")


def test_a_calculated_value_vanishes_with_its_inputs(record):
    made = calculated(record, {"birth_date": date(1978, 5, 14), "arrived_at": NOW, "age": Decimal(3)})
    assert made["age"] == 48
    assert "age" not in calculated(record, {"arrived_at": NOW, "age": Decimal(3)})


def test_a_childs_prescription_asks_for_weight_and_companion(prescription_form):
    answers = calculated(
        prescription_form,
        {"birth_date": date(2024, 1, 1), "prescribed_at": datetime(2026, 11, 22, 9, tzinfo=NOW.tzinfo)},
    )
    missing = {
        finding.expression
        for finding in check(
            prescription_form, answers, when="signing", now=NOW, find_icd=shipped_index().get
        )
    }
    assert {"weight", "guardian"} <= missing
    assert answers["valid_until"] == date(2026, 11, 27)
