"""Prescriptions: the code, the words on paper, the limits of days, allergies, MedicationRequests and back."""

import json
import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.fhir import systems
from benhan.forms.answers import Coding
from benhan.forms.medication_requests import from_requests, to_requests
from benhan.forms.number_words import in_words
from benhan.forms.prescription import (
    Line,
    Prescription,
    answers_of,
    check_prescription,
    new_code,
    shown_quantity,
)
from tests.forms.conftest import NOW

PARACETAMOL = Line(
    substance="Paracetamol",
    inn="paracetamol",
    brand="Hapacol",
    strength="500 mg",
    quantity=Decimal(9),
    unit="viên",
    dose="1 viên",
    times_a_day=3,
    route="1.01",
    days=3,
    moment="khi sốt từ 38,5 °C",
    timing="TID",
)
AMOXICILLIN = replace(
    PARACETAMOL,
    substance="Amoxicilin",
    inn="amoxicillin",
    brand="",
    quantity=Decimal(14),
    times_a_day=2,
    days=7,
    moment="sau ăn",
    timing="BID",
)
FLU = Coding(systems.ICD_10, "J20.9", "Viêm phế quản cấp tính, không xác định", systems.ICD_10_TT06)


@pytest.fixture
def prescription():
    return Prescription(
        code="24abc0a1b2c3-C",
        kind="C",
        patient="Patient/p1",
        encounter="Encounter/e1",
        requester="Practitioner/an",
        prescribed_at=NOW,
        diagnoses=(FLU,),
        lines=(PARACETAMOL, AMOXICILLIN),
        advice="Uống nhiều nước.",
        revisit_on=date(2026, 11, 27),
    )


def allergy_to(**coding):
    return {
        "resourceType": "AllergyIntolerance",
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "code": {"coding": [coding], "text": "penicilin"},
    }


def codes_of(findings):
    return [(finding.expression, finding.code, finding.severity) for finding in findings]


def test_emr_rx_02_a_code_has_fourteen_signs_and_ends_with_its_kind():
    made = {new_code("24abc", kind) for kind in "CNHT" for _ in range(50)}
    assert len(made) == 200
    for code in made:
        assert re.fullmatch(r"[0-9A-Za-z]{5}[0-9a-z]{7}-[NHCT]", code)
        assert len(code) == 14


@pytest.mark.parametrize("facility", ["24ab", "24abcd", "24-bc", "24ábc"])
def test_a_code_is_not_made_for_a_wrong_facility_code(facility):
    with pytest.raises(ValueError, match="five"):
        new_code(facility, "C")


def test_emr_rx_04_the_name_is_the_inn_with_the_brand_in_brackets():
    assert PARACETAMOL.name == "Paracetamol (Hapacol)"
    assert AMOXICILLIN.name == "Amoxicilin"
    mixed = replace(PARACETAMOL, substance="Amoxicilin + acid clavulanic", brand="Augmentin", is_single=False)
    assert mixed.name == "Augmentin"


@pytest.mark.parametrize(
    ("quantity", "kind", "shown"),
    [
        (Decimal(8), "C", "08"),
        (Decimal("1.5"), "C", "01,5"),
        (Decimal(10), "C", "10"),
        (Decimal(7), "N", "07 (bảy)"),
        (Decimal(25), "N", "25 (hai mươi lăm)"),
    ],
)
def test_emr_rx_04_quantities_below_ten_take_a_zero_and_narcotics_words(quantity, kind, shown):
    assert shown_quantity(quantity, kind) == shown


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"),
        (10, "mười"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (11, "mười một"),
        (105, "một trăm linh năm"),
        (1005, "một nghìn không trăm linh năm"),
        (30, "ba mươi"),
    ],
)
def test_numbers_in_words(number, words):
    assert in_words(number) == words


def test_emr_rx_04_poisonous_drugs_stand_first(prescription):
    poison = replace(AMOXICILLIN, inn="", substance="Colchicin", is_poisonous=True)
    lines = replace(prescription, lines=(PARACETAMOL, poison)).printed_lines
    assert [line.substance for line in lines] == ["Colchicin", "Paracetamol"]


@pytest.mark.parametrize(
    ("kind", "case", "days", "is_allowed"),
    [
        ("C", "ordinary", 30, True),
        ("C", "ordinary", 31, False),
        ("C", "long-term-list", 90, True),
        ("C", "long-term-list", 91, False),
        ("N", "acute", 7, True),
        ("N", "acute", 8, False),
        ("H", "acute", 11, False),
        ("H", "long", 30, True),
        ("T", "ordinary", 31, False),
    ],
)
def test_emr_rx_05_each_kind_has_its_limit_of_days(prescription, kind, case, days, is_allowed):
    line = replace(PARACETAMOL, inn="", days=days)
    written = replace(prescription, kind=kind, case=case, lines=(line,))
    findings = check_prescription(written, birth_date=date(1978, 5, 14))
    assert (codes_of(findings) == []) is is_allowed
    if not is_allowed:
        assert "vượt giới hạn" in findings[0].clinician


def test_emr_rx_03_a_child_below_72_months_needs_weight_and_companion(prescription):
    child = date(2021, 1, 1)
    assert codes_of(check_prescription(prescription, birth_date=child)) == [
        ("weight", "BH-FORM-0001", "error"),
        ("guardian", "BH-FORM-0001", "error"),
    ]
    complete = replace(prescription, weight_kg=Decimal("14.5"), guardian="Trần Thị Mơ (mẹ)")
    assert check_prescription(complete, birth_date=child) == ()


def test_emr_rx_12_drugs_are_collected_within_five_days(prescription):
    assert prescription.valid_until == NOW.date() + timedelta(days=5)


def test_a_penicillin_allergy_warns_of_amoxicillin_and_names_the_group(prescription):
    allergy = allergy_to(system=systems.ALLERGY_CLASS, code="penicillin")
    (finding,) = check_prescription(prescription, birth_date=date(1978, 5, 14), allergies=[allergy])
    assert (finding.expression, finding.code, finding.severity) == ("drugs.1", "BH-FORM-0072", "warning")
    assert "Người bệnh có tiền sử dị ứng penicilin. Thuốc “Amoxicilin”" in finding.clinician
    assert "penicilin" not in finding.developer


def test_a_cephalosporin_warns_of_a_cross_reaction(prescription):
    cefalexin = replace(AMOXICILLIN, substance="Cefalexin", inn="cefalexin")
    allergy = allergy_to(system=systems.ALLERGY_CLASS, code="penicillin")
    (finding,) = check_prescription(
        replace(prescription, lines=(cefalexin,)), birth_date=date(1978, 5, 14), allergies=[allergy]
    )
    assert finding.code == "BH-FORM-0073"


def test_a_written_reason_and_a_refuted_allergy_do_not_warn(prescription):
    allergy = allergy_to(system=systems.DRUG, code="amoxicillin")
    accepted = replace(AMOXICILLIN, allergy_override="đã dùng nhiều lần không phản ứng")
    born = date(1978, 5, 14)
    assert (
        check_prescription(replace(prescription, lines=(accepted,)), birth_date=born, allergies=[allergy])
        == ()
    )
    refuted = allergy | {"verificationStatus": {"coding": [{"code": "refuted"}]}}
    assert check_prescription(prescription, birth_date=born, allergies=[refuted]) == ()


def test_an_empty_and_a_half_filled_prescription_say_what_is_missing(prescription):
    born = date(1978, 5, 14)
    assert codes_of(check_prescription(replace(prescription, lines=()), birth_date=born)) == [
        ("drugs", "BH-FORM-0074", "error")
    ]
    bare = replace(PARACETAMOL, dose="", route="")
    texts = [
        item.clinician for item in check_prescription(replace(prescription, lines=(bare,)), birth_date=born)
    ]
    assert texts == [
        "Thuốc “Paracetamol (Hapacol)” còn thiếu liều mỗi lần.",
        "Thuốc “Paracetamol (Hapacol)” còn thiếu đường dùng.",
    ]


def test_the_same_substance_twice_and_a_controlled_drug_ask(prescription):
    morphine = replace(PARACETAMOL, inn="morphine", substance="Morphin")
    written = replace(prescription, lines=(PARACETAMOL, PARACETAMOL, morphine))
    found = codes_of(check_prescription(written, birth_date=date(1978, 5, 14)))
    assert ("drugs.0", "BH-FORM-0075", "warning") in found
    assert ("drugs.2", "BH-FORM-0071", "warning") in found


def test_the_paper_has_the_lines_in_words(prescription):
    answers = answers_of(prescription)
    row = answers["drugs"][0]
    assert (row["name"], row["quantity"], row["route"].display) == ("Paracetamol (Hapacol)", "09", "Uống")


def test_each_line_is_a_medication_request_of_one_group(prescription):
    requests = to_requests(prescription)
    assert {item["groupIdentifier"]["value"] for item in requests} == {"24abc0a1b2c3-C"}
    assert requests[0]["dosageInstruction"][0]["timing"]["repeat"]["frequency"] == 3
    assert requests[0]["dispenseRequest"]["validityPeriod"]["end"] == "2026-11-27"
    assert [item["id"] for item in to_requests(prescription)] == [item["id"] for item in requests]


_words = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)
_lines = st.builds(
    Line,
    substance=_words,
    quantity=st.decimals(min_value=1, max_value=500, places=1),
    unit=_words,
    dose=_words,
    times_a_day=st.integers(1, 6),
    route=st.sampled_from(["1.01", "2.04"]),
    days=st.integers(1, 90),
    inn=st.sampled_from(["", "paracetamol", "amoxicillin"]),
    brand=st.one_of(st.just(""), _words),
    moment=st.one_of(st.just(""), _words),
    is_poisonous=st.booleans(),
    is_single=st.booleans(),
)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.lists(_lines, min_size=1, max_size=12))
def test_a_prescription_comes_back_from_its_requests_in_any_order(lines):
    written = Prescription(
        code="24abc0a1b2c3-C",
        kind="C",
        patient="Patient/p1",
        encounter="Encounter/e1",
        requester="Practitioner/an",
        prescribed_at=NOW,
        diagnoses=(FLU,),
        lines=tuple(lines),
        weight_kg=Decimal("14.50"),
    )
    wire = json.loads(json.dumps(to_requests(written), default=str), parse_float=Decimal)
    for request in wire:
        for extension in request["extension"]:
            for part in extension["extension"]:
                if "valueDecimal" in part:
                    part["valueDecimal"] = Decimal(part["valueDecimal"])
    assert from_requests(list(reversed(wire))) == written


def test_a_prescription_without_a_zone_is_refused(prescription):
    with pytest.raises(ValueError, match="aware"):
        replace(prescription, prescribed_at=datetime(2026, 11, 22))  # noqa: DTZ001
