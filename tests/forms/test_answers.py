"""Answers go into a QuestionnaireResponse and come back the same."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.fhir import systems
from benhan.forms import catalogue
from benhan.forms.answers import ROW, Coding, PartialDate, from_response, to_response
from benhan.forms.drawing import Drawing, Stroke
from benhan.forms.questionnaire import questionnaire
from tests.forms.conftest import NOW

FORMS = tuple(form for form in catalogue.forms() if form.sections)


def _value(field):
    codings = st.builds(
        Coding,
        system=st.just(field.choice_system or "http://hl7.org/fhir/sid/icd-10"),
        code=st.from_regex(r"[A-Z][0-9]{2}", fullmatch=True),
        display=st.text(min_size=1, max_size=8),
        text=st.text(max_size=8),
    )
    match field.type:
        case "number":
            made = st.decimals(
                allow_nan=False, allow_infinity=False, places=2, min_value=-999, max_value=9999
            )
        case "date":
            made = st.one_of(
                st.dates(), st.builds(PartialDate, st.integers(1900, 2026), st.none() | st.integers(1, 12))
            )
        case "datetime":
            made = st.datetimes(timezones=st.just(UTC))
        case "time":
            made = st.times()
        case "boolean":
            made = st.booleans()
        case "choice" | "icd" | "multichoice":
            made = codings
        case "score":
            made = st.integers(-3, 200).map(Decimal)
        case "figure":
            made = _drawings()
        case "table":
            return _table(field)
        case _:
            made = st.text(min_size=1)
    many = field.repeats or field.type == "multichoice"
    return st.lists(made, min_size=1, max_size=3).map(tuple) if many else made


def _drawings():
    points = st.lists(
        st.tuples(st.integers(0, 1000), st.integers(0, 1000)), min_size=1, max_size=4, unique=True
    )
    strokes = st.builds(Stroke, points.map(tuple), st.integers(0, 3))
    return st.lists(strokes, min_size=1, max_size=3).map(tuple).map(Drawing)


def _table(field):
    row = st.fixed_dictionaries({column.key: _value(column) for column in field.columns})
    if not field.rows:
        return st.lists(row, min_size=1, max_size=3).map(tuple)
    keys = st.lists(st.sampled_from([fixed.key for fixed in field.rows]), unique=True, min_size=1)
    return keys.flatmap(
        lambda names: st.tuples(*(row.map(lambda cells, name=name: {ROW: name} | cells) for name in names))
    )


@st.composite
def _answers(draw, form):
    keys = draw(st.sets(st.sampled_from([field.key for field in form.fields]), max_size=12))
    return {key: draw(_value(form.field(key))) for key in sorted(keys)}


@pytest.mark.slow  # draws answers for every field of every form
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.slug)
def test_answers_survive_the_round_trip_through_json(form):
    @settings(max_examples=8, deadline=None, derandomize=True)
    @given(_answers(form))
    def survives(answers):
        response = to_response(
            form, answers, id="qr1", status="in-progress", subject="Patient/p1", authored=NOW
        )
        wire = json.loads(json.dumps(response, default=str), parse_float=Decimal)
        assert from_response(form, wire) == answers

    survives()


def test_the_response_groups_by_section_and_names_the_exact_version(record):
    response = to_response(
        record,
        {"pulse": Decimal("88"), "birth_date": PartialDate(1958)},
        id="qr1",
        status="in-progress",
        subject="Patient/p1",
        encounter="Encounter/e1",
        author="Practitioner/an",
        authored=NOW,
    )
    assert response["questionnaire"] == f"{systems.FORM}15-BV1|1"
    assert [group["linkId"] for group in response["item"]] == ["administrative", "exam"]
    assert response["item"][0]["item"][0]["answer"] == [{"valueDate": "1958"}]
    assert response["item"][1]["item"][0]["answer"] == [{"valueDecimal": Decimal("88")}]


def test_the_doctors_words_stand_beneath_the_code(record):
    dx = Coding("http://hl7.org/fhir/sid/icd-10", "J20.9", "Viêm phế quản cấp", "06/2026/TT-BYT", "Ho cấp")
    response = to_response(
        record, {"dx_initial": dx}, id="q", status="completed", subject="Patient/p", authored=NOW
    )
    answer = response["item"][0]["item"][0]["answer"][0]
    assert answer["item"] == [{"linkId": "dx_initial.text", "answer": [{"valueString": "Ho cấp"}]}]


def test_an_answer_to_a_question_the_form_does_not_have_is_refused(record):
    with pytest.raises(KeyError):
        to_response(record, {"none": "x"}, id="q", status="completed", subject="Patient/p", authored=NOW)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.slug)
def test_a_questionnaire_is_the_same_every_time_and_its_link_ids_are_unique(form):
    made = questionnaire(form)
    assert json.dumps(made, default=str) == json.dumps(questionnaire(form), default=str)
    ids = []

    def walk(items):
        for item in items:
            ids.append(item["linkId"])
            walk(item.get("item", ()))

    walk(made["item"])
    assert len(ids) == len(set(ids))
    assert {field.key for field in form.fields} <= set(ids)


def test_a_vital_sign_question_carries_its_unit_and_limits(record):
    (exam,) = [group for group in questionnaire(record)["item"] if group["linkId"] == "exam"]
    (weight,) = [item for item in exam["item"] if item["linkId"] == "weight"]
    assert weight["type"] == "decimal"
    assert weight["code"][0]["code"] == "29463-7"
    assert weight["extension"][0]["valueCoding"] == {
        "system": "http://unitsofmeasure.org",
        "code": "kg",
        "display": "kg",
    }


def test_a_form_is_found_by_code_and_day_and_by_the_address_in_an_answer(record):
    assert catalogue.form_of_canonical(record.canonical) is record
    with pytest.raises(KeyError):
        catalogue.form("15/BV1", date(2023, 12, 31))


def test_values_print_as_people_wrote_them():
    assert str(PartialDate(1958, 3)) == "1958-03"
    assert time(7, 30).isoformat() == "07:30:00"
    assert datetime(2026, 1, 1, tzinfo=UTC).isoformat() == "2026-01-01T00:00:00+00:00"
