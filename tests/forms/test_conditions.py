"""Hidden fields, points of tables, abbreviations on papers that leave the house, the wrong patient."""

from datetime import date
from decimal import Decimal

import pytest

from benhan.forms import catalogue
from benhan.forms.abbreviations import abbreviations_in
from benhan.forms.answers import ROW, Coding, PartialDate
from benhan.forms.calculate import calculated
from benhan.forms.catalogue_files import read_form
from benhan.forms.check import check
from benhan.forms.questionnaire import questionnaire
from benhan.law import loading
from benhan.terminology.lookup import shipped_index
from tests.forms.conftest import NOW


def findings(form, answers, when="draft", **more):
    found = check(form, answers, when=when, now=NOW, find_icd=shipped_index().get, **more)
    return {(one.expression, one.code, one.severity) for one in found}


def small_form(*fields, **changes):
    raw = dict(loading.document("forms/local/phieu-danh-gia-nguy-co-nga.yaml"))
    filled = tuple({"label": one["key"], "basis": "OWN", **one} for one in fields)
    section = {"key": "s", "label": "S", "part": "A", "fields": filled}
    return read_form("x", raw | {"sections": (section,)} | changes)


CONDITIONAL = (
    {"key": "scar", "type": "boolean"},
    {"key": "where", "type": "text", "show_when": "scar", "required": "signing"},
    {
        "key": "kind",
        "type": "choice",
        "choices": ({"code": "a", "label": "A"}, {"code": "b", "label": "B"}),
        "show_when": "where",
    },
    {"key": "detail", "type": "text", "show_when": "kind = b", "required": "signing"},
)


def test_a_hidden_field_is_neither_asked_for_nor_kept():
    form = small_form(*CONDITIONAL)
    assert findings(form, {"scar": False}, "signing") == set()
    assert findings(form, {"scar": True}, "signing") == {("where", "BH-FORM-0001", "error")}
    assert calculated(form, {"scar": False, "where": "tay"}) == {"scar": False}


def test_what_hangs_on_a_hidden_field_is_hidden_with_it():
    form = small_form(*CONDITIONAL)
    kind = Coding(form.field("kind").choice_system, "b", "B")
    answers = {"scar": False, "where": "tay", "kind": kind, "detail": "x"}
    assert calculated(form, answers) == {"scar": False}
    assert calculated(form, answers | {"scar": True}) == answers | {"scar": True}


def test_a_field_that_waits_for_a_code_waits_for_that_code():
    form = small_form(*CONDITIONAL)
    kind = Coding(form.field("kind").choice_system, "a", "A")
    made = calculated(form, {"scar": True, "where": "tay", "kind": kind, "detail": "x"})
    assert "detail" not in made


def test_the_condition_stands_in_the_questionnaire():
    items = {item["linkId"]: item for item in questionnaire(small_form(*CONDITIONAL))["item"][0]["item"]}
    assert items["where"]["enableWhen"] == [{"question": "scar", "operator": "=", "answerBoolean": True}]
    assert items["kind"]["enableWhen"] == [{"question": "where", "operator": "exists", "answerBoolean": True}]
    assert items["detail"]["enableWhen"][0]["answerCoding"]["code"] == "b"


def test_a_condition_inside_a_card_looks_at_the_same_card():
    form = catalogue.form("05/BV1", NOW.date())
    rows = (
        {"newborn_defect": True, "newborn_defect_detail": "khe hở môi"},
        {"newborn_defect": False, "newborn_defect_detail": "khe hở môi"},
    )
    made = calculated(form, {"newborn": rows})["newborn"]
    assert made[0] == rows[0]
    assert made[1] == {"newborn_defect": False}
    groups = {group["linkId"]: group for group in questionnaire(form)["item"]}
    (card,) = groups["newborn_cards"]["item"]
    detail = next(item for item in card["item"] if item["linkId"] == "newborn.newborn_defect_detail")
    assert detail["enableWhen"][0]["question"] == "newborn.newborn_defect"


def test_a_district_is_no_longer_asked_for_though_the_form_prints_it():
    form = catalogue.form("01/BV1", NOW.date())
    assert "address_district" in form.field_by_key
    assert calculated(form, {"address_district": "Yên Phong"}) == {}


def test_a_row_of_a_score_takes_only_the_points_it_gives():
    form = catalogue.form("27/BV1", NOW.date())
    rows = ({ROW: "feeding", "score": Decimal(5)}, {ROW: "bathing", "score": Decimal(10)})
    assert findings(form, {"full_name": "Lê An", "barthel_table": rows}) == {
        ("barthel_table.bathing.score", "BH-FORM-0041", "error")
    }


def test_a_column_that_must_be_there_is_asked_for_in_each_row_that_was_begun():
    columns = (
        {"key": "drug", "label": "Thuốc", "type": "text", "required": "signing", "basis": "OWN"},
        {"key": "dose", "label": "Liều", "type": "text", "basis": "OWN"},
    )
    form = small_form({"key": "drugs", "type": "table", "columns": columns})
    rows = ({"drug": "A"}, {"dose": "1 viên"})
    assert findings(form, {"drugs": rows}, "signing") == {("drugs.1.drug", "BH-FORM-0001", "error")}
    assert findings(form, {"drugs": rows}) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("BN ổn định, ra viện", ["BN"]),
        ("Chẩn đoán THA, ĐTĐ typ 2; BN tự đi lại. THA ổn", ["THA", "ĐTĐ", "BN"]),
        ("Bệnh nhân ổn định", []),
        ("mã BNX, thuốc B1", []),
        ("", []),
    ],
)
def test_abbreviations_of_the_list_are_found_as_whole_words(text, found):
    """EMR-REC-04."""
    assert [one.abbreviation for one in abbreviations_in(text)] == found


def test_a_paper_that_leaves_the_house_is_not_signed_with_an_abbreviation():
    """EMR-REC-04: the full words are offered."""
    form = catalogue.form("giay-ra-vien", NOW.date())
    answers = {"treatment": "Điều trị THA"}
    assert ("treatment", "BH-FORM-0042", "error") not in findings(form, answers)
    assert ("treatment", "BH-FORM-0042", "error") in findings(form, answers, "signing")
    (one,) = [
        one
        for one in check(form, answers, when="signing", now=NOW, find_icd=shipped_index().get)
        if one.code == "BH-FORM-0042"
    ]
    assert "tăng huyết áp" in one.clinician.lower()


def test_inside_the_house_an_abbreviation_is_no_finding_nor_is_text_that_we_filled_in():
    sheet = catalogue.form("36/BV2", NOW.date())
    assert not sheet.leaves_house
    paper = catalogue.form("giay-ra-vien", NOW.date())
    found = findings(paper, {"facility": "BV Sông Cầu"}, "signing")
    assert "BH-FORM-0042" not in {code for _, code, _ in found}


def woman(form):
    return Coding(form.field("sex").choice_system, "2", "Nữ")


def test_an_obstetric_record_for_a_man_is_asked_about():
    """EMR-REC-03."""
    form = catalogue.form("05/BV1", NOW.date())
    named = {"full_name": "Lê An"}
    assert findings(form, named, sex="1") == {("sex", "BH-FORM-0043", "warning")}
    assert findings(form, named, sex="2") == set()
    assert findings(form, named) == set()


@pytest.mark.parametrize(
    ("code", "born", "is_asked"),
    [
        ("02/BV1", date(2010, 11, 23), False),
        ("02/BV1", date(2010, 11, 22), True),
        ("06/BV1", date(2026, 11, 1), False),
        ("06/BV1", date(2026, 9, 1), True),
        ("01/BV1", date(1950, 1, 1), False),
        ("02/BV1", PartialDate(1990), True),
    ],
)
def test_a_childrens_form_for_a_grown_person_is_asked_about(code, born, is_asked):
    """EMR-REC-03."""
    form = catalogue.form(code, NOW.date())
    assert (("birth_date", "BH-FORM-0044", "warning") in findings(form, {"birth_date": born})) == is_asked


def test_the_same_code_may_be_the_admission_and_a_further_discharge_diagnosis(record):
    system = shipped_index().get("I10")
    one = Coding("http://hl7.org/fhir/sid/icd-10", system.code, system.display)
    other = Coding("http://hl7.org/fhir/sid/icd-10", "J20.9", "Viêm phế quản cấp")
    found = findings(record, {"dx_initial": one, "b_dx_main": other, "b_dx_accompanying": (one,)})
    assert "BH-FORM-0019" not in {code for _, code, _ in found}
    twice = findings(record, {"b_dx_main": one, "b_dx_accompanying": (one,)})
    assert "BH-FORM-0019" in {code for _, code, _ in twice}


def test_the_name_of_a_drug_is_no_abbreviation(prescription_form):
    drugs = ({"name": "Diclofenac SR"},)
    found = findings(prescription_form, {"drugs": drugs, "advice": "BN uống sau ăn"}, "signing")
    assert {key for key, code, _ in found if code == "BH-FORM-0042"} == {"advice"}
