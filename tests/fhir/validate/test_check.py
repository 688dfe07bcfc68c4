"""The checker finds each kind of fault, at its place, and says so without quoting anyone."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.fhir.problems import ProblemError
from benhan.fhir.search.extract import index_rows
from benhan.fhir.validate import problems as wrong
from benhan.fhir.validate.check import check, ensure_valid
from tests.fhir.builders import bundle, narrative, observation, patient

QUANTITY = {"value": 1, "unit": "kg"}
DATA_ABSENT = {"extension": [{"url": "http://x.example/absent", "valueCode": "unknown"}]}

GOOD: dict[str, dict[str, Any]] = {
    "a patient": patient(),
    "a patient with nothing but a type": {"resourceType": "Patient"},
    "a partial birth date": patient(birthDate="1990"),
    "a leap day that existed": patient(birthDate="2024-02-29"),
    "a required status that is only an extension": observation(status=None, _status=DATA_ABSENT),
    "a null in a list beside its extension": patient(
        name=[{"given": ["Thị", None], "_given": [None, DATA_ABSENT]}]
    ),
    "a decimal": observation(valueQuantity={**QUANTITY, "value": Decimal("1E-22")}),
    "an empty-looking but lawful boolean": patient(active=False),
    "an extension of an extension": patient(
        extension=[{"url": "http://x.example/a", "extension": [{"url": "b", "valueString": "c"}]}]
    ),
    "a narrative": patient(text=narrative("<p>Nguyễn Thị Đào &lt;35 tuổi&gt;<br/></p>")),
    "a contained resource that is referred to": observation(
        contained=[{"resourceType": "Patient", "id": "p"}], subject={"reference": "#p"}
    ),
    "an absolute reference of the right type": observation(
        subject={"reference": "https://x.example/fhir/Patient/1"}
    ),
    "a reference that only an address elsewhere can resolve": observation(
        subject={"reference": "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0"}
    ),
    "a transaction": bundle(
        "transaction", {"resource": patient(), "request": {"method": "PUT", "url": "Patient/dao"}}
    ),
    "a leap second": observation(effectiveDateTime="2016-12-31T23:59:60Z"),
    "a concept that is only an extension": {
        "resourceType": "Condition",
        "subject": {"reference": "Patient/dao"},
        "clinicalStatus": DATA_ABSENT,
    },
    "a contained resource that refers to its container": patient(
        contained=[{**observation(id="o"), "subject": {"reference": "#"}}]
    ),
    "an image in a narrative": patient(text=narrative('<img src="data:image/png;base64,AA==" alt="x"/>')),
    "a history of one resource twice": bundle(
        "history",
        *[
            {
                "fullUrl": "http://x.example/Patient/dao",
                "resource": patient(),
                "request": {"method": "PUT", "url": "Patient/dao"},
                "response": {"status": "200"},
            }
        ]
        * 2,
    ),
    "base64 with line ends": {
        "resourceType": "Binary",
        "contentType": "text/plain",
        "data": "SGVs\nbG8=",
    },
}


@pytest.mark.parametrize("case", GOOD)
def test_a_lawful_resource_is_left_alone(case: str) -> None:
    assert check(GOOD[case]) == ()


BAD: list[tuple[str, dict[str, Any], object, str]] = [
    ("no type", {"id": "a"}, wrong.UNKNOWN_TYPE, ""),
    ("a type R4 does not know", {"resourceType": "NguoiBenh"}, wrong.UNKNOWN_TYPE, ""),
    ("an abstract type", {"resourceType": "DomainResource"}, wrong.UNKNOWN_TYPE, ""),
    ("an element R4 does not know", patient(dob="1990"), wrong.UNKNOWN_ELEMENT, "Patient.dob"),
    ("a twin of an object", patient(_name=[{"id": "a"}]), wrong.UNKNOWN_ELEMENT, "Patient._name"),
    ("a key that may be a name", patient(**{"chị Đào ": 1}), wrong.UNKNOWN_ELEMENT, "Patient.?"),
    (
        "an unknown element deep down",
        patient(contact=[{"name": {"familie": "x"}}]),
        wrong.UNKNOWN_ELEMENT,
        "Patient.contact[0].name.familie",
    ),
    ("a missing primitive", observation(status=None), wrong.MISSING_ELEMENT, "Observation.status"),
    ("a missing object", observation(code=None), wrong.MISSING_ELEMENT, "Observation.code"),
    ("two values", observation(valueString="x"), wrong.TOO_MANY_CHOICES, "Observation.value"),
    ("a type the choice lacks", observation(valueQuantity=None, valueDate="2025"), wrong.UNKNOWN_ELEMENT,
     "Observation.valueDate"),
    ("a single name", patient(name={"text": "An"}), wrong.NOT_A_LIST, "Patient.name"),
    ("two genders", patient(gender=["male"]), wrong.IS_A_LIST, "Patient.gender"),
    ("an empty list", patient(name=[]), wrong.EMPTY, "Patient.name"),
    ("an empty object", patient(name=[{}]), wrong.EMPTY, "Patient.name[0]"),
    ("an object with only an id", patient(name=[{"id": "a"}]), wrong.EMPTY, "Patient.name[0]"),
    ("empty text", patient(name=[{"family": ""}]), wrong.BAD_FORMAT, "Patient.name[0].family"),
    ("null", patient(birthDate=None, gender="male") | {"birthDate": None}, wrong.MISPLACED_NULL,
     "Patient.birthDate"),
    ("null in a list without a twin", patient(name=[{"given": ["An", None]}]), wrong.MISPLACED_NULL,
     "Patient.name[0].given[1]"),
    ("null as an object", patient(name=[None]), wrong.MISPLACED_NULL, "Patient.name[0]"),
    ("a boolean in quotes", patient(active="true"), wrong.WRONG_JSON_TYPE, "Patient.active"),
    ("a number as a boolean", patient(active=1), wrong.WRONG_JSON_TYPE, "Patient.active"),
    ("a decimal in quotes", observation(valueQuantity={**QUANTITY, "value": "1.5"}), wrong.WRONG_JSON_TYPE,
     "Observation.value.value"),
    ("a float, which has lost digits", observation(valueQuantity={**QUANTITY, "value": 1.5}),
     wrong.WRONG_JSON_TYPE, "Observation.value.value"),
    ("a boolean as an integer", patient(multipleBirthInteger=True), wrong.WRONG_JSON_TYPE,
     "Patient.multipleBirth"),
    ("an integer with a fraction", patient(multipleBirthInteger=Decimal("1.5")), wrong.WRONG_JSON_TYPE,
     "Patient.multipleBirth"),
    ("an integer out of range", patient(multipleBirthInteger=2**31), wrong.BAD_FORMAT,
     "Patient.multipleBirth"),
    ("a decimal no measurement has", observation(valueQuantity={**QUANTITY, "value": Decimal("1E+9999")}),
     wrong.BAD_FORMAT, "Observation.value.value"),
    ("text where an object belongs", patient(name=["An"]), wrong.WRONG_JSON_TYPE, "Patient.name[0]"),
    ("a rank of zero", patient(telecom=[{"rank": 0}]), wrong.BAD_FORMAT, "Patient.telecom[0].rank"),
    ("a negative count", bundle("searchset", total=-1, entry=None), wrong.BAD_FORMAT, "Bundle.total"),
    ("a day that never was", patient(birthDate="2026-02-30"), wrong.BAD_FORMAT, "Patient.birthDate"),
    ("a date of another country", patient(birthDate="28/02/1990"), wrong.BAD_FORMAT, "Patient.birthDate"),
    ("a date with a time", patient(birthDate="1990-02-28T00:00:00Z"), wrong.BAD_FORMAT, "Patient.birthDate"),
    ("a time without a zone", observation(effectiveDateTime="2025-03-01T07:30:00"), wrong.BAD_FORMAT,
     "Observation.effective"),
    ("a time without seconds", observation(effectiveDateTime="2025-03-01T07:30+07:00"), wrong.BAD_FORMAT,
     "Observation.effective"),
    ("an instant that is a date", patient(meta={"lastUpdated": "2025-03-01"}), wrong.BAD_FORMAT,
     "Patient.meta.lastUpdated"),
    ("an id with a space", patient(id="a b"), wrong.BAD_FORMAT, "Patient.id"),
    ("an id too long", patient(id="a" * 65), wrong.BAD_FORMAT, "Patient.id"),
    ("a URI with a space", patient(implicitRules="http://x y"), wrong.BAD_FORMAT, "Patient.implicitRules"),
    ("a code with a space at its end", patient(language="vi "), wrong.BAD_FORMAT, "Patient.language"),
    ("no base64", {"resourceType": "Binary", "contentType": "text/plain", "data": "a"}, wrong.BAD_FORMAT,
     "Binary.data"),
    ("a control sign", patient(name=[{"text": "An\x00"}]), wrong.UNREADABLE_TEXT, "Patient.name[0].text"),
    ("half a surrogate", patient(name=[{"text": "An\ud800"}]), wrong.UNREADABLE_TEXT, "Patient.name[0].text"),
    ("a code outside its list", patient(gender="nữ"), wrong.NOT_IN_VALUE_SET, "Patient.gender"),
    (
        "a concept outside its list",
        {
            "resourceType": "Condition",
            "subject": {"reference": "Patient/dao"},
            "clinicalStatus": {"coding": [{"system": "http://x.example", "code": "active"}]},
        },
        wrong.NOT_IN_VALUE_SET,
        "Condition.clinicalStatus",
    ),
    ("a medicine as the subject", observation(subject={"reference": "Medication/1"}), wrong.WRONG_TARGET,
     "Observation.subject"),
    ("the same by a URL", observation(subject={"reference": "http://x.example/Medication/1"}),
     wrong.WRONG_TARGET, "Observation.subject"),
    ("the same by its stated type", observation(subject={"type": "Medication", "display": "x"}),
     wrong.WRONG_TARGET, "Observation.subject"),
    ("a contained resource that is not there", observation(subject={"reference": "#p"}), wrong.WRONG_TARGET,
     "Observation.subject"),
    (
        "a contained resource of the wrong type",
        observation(contained=[{"resourceType": "Medication", "id": "m"}], subject={"reference": "#m"}),
        wrong.WRONG_TARGET,
        "Observation.subject",
    ),
    ("a script", patient(text=narrative("<script>1</script>")), wrong.UNSAFE_NARRATIVE, "Patient.text.div"),
    ("a handler", patient(text=narrative('<p onclick="a()">x</p>')), wrong.UNSAFE_NARRATIVE,
     "Patient.text.div"),
    ("a script in a link", patient(text=narrative('<a href=" JavaScript:a()">x</a>')),
     wrong.UNSAFE_NARRATIVE, "Patient.text.div"),
    ("no namespace", patient(text={"status": "generated", "div": "<div>x</div>"}), wrong.UNSAFE_NARRATIVE,
     "Patient.text.div"),
    ("an entity bomb", patient(text={"status": "generated", "div": '<!DOCTYPE a [<!ENTITY b "c">]><div/>'}),
     wrong.UNSAFE_NARRATIVE, "Patient.text.div"),
    ("an empty narrative", patient(text=narrative(" ")), wrong.UNSAFE_NARRATIVE, "Patient.text.div"),
    ("an extension without url", patient(extension=[{"valueString": "x"}]), wrong.MISSING_ELEMENT,
     "Patient.extension[0].url"),
    ("an extension of nothing", patient(extension=[{"url": "http://x.example"}]), wrong.INVARIANT,
     "Patient.extension[0]"),
    ("a fault in a contained resource", observation(
        contained=[{"resourceType": "Patient", "id": "p", "gender": "x"}], subject={"reference": "#p"}
    ), wrong.NOT_IN_VALUE_SET, "Observation.contained[0].gender"),
    ("an unknown type in a Bundle", bundle("collection", {"resource": {"resourceType": "Gì"}}),
     wrong.UNKNOWN_TYPE, "Bundle.entry[0].resource"),
    ("a fault in a Bundle", bundle("collection", {"resource": observation(status="done")}),
     wrong.NOT_IN_VALUE_SET, "Bundle.entry[0].resource.status"),
    (
        "a wrong target that the Bundle itself tells",
        bundle(
            "collection",
            {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Medication"}},
            {"resource": observation(subject={"reference": "urn:uuid:1"})},
        ),
        wrong.WRONG_TARGET,
        "Bundle.entry[1].resource.subject",
    ),
    ("a twin that is text", patient(_birthDate="x"), wrong.WRONG_JSON_TYPE, "Patient.birthDate"),
    ("a twin of nothing", patient(_birthDate={}), wrong.EMPTY, "Patient.birthDate"),
    ("a twin that should be a list", patient(name=[{"given": ["An"], "_given": {"id": "a"}}]),
     wrong.NOT_A_LIST, "Patient.name[0].given"),
    ("an empty list of twins", patient(name=[{"given": ["An"], "_given": []}]), wrong.EMPTY,
     "Patient.name[0].given"),
    ("more twins than values", patient(name=[{"given": ["An"], "_given": [None, {"id": "a"}]}]),
     wrong.WRONG_JSON_TYPE, "Patient.name[0].given"),
    ("null twins without values", patient(name=[{"text": "An", "_given": [None]}]), wrong.MISPLACED_NULL,
     "Patient.name[0].given[0]"),
    ("a resource that is text", bundle("collection", {"resource": "x"}), wrong.WRONG_JSON_TYPE,
     "Bundle.entry[0].resource"),
    ("a date that is a number", patient(birthDate=1990), wrong.WRONG_JSON_TYPE, "Patient.birthDate"),
    ("an instant that is a number", patient(meta={"lastUpdated": 1}), wrong.WRONG_JSON_TYPE,
     "Patient.meta.lastUpdated"),
    ("data that is a number", {"resourceType": "Binary", "contentType": "text/plain", "data": 1},
     wrong.WRONG_JSON_TYPE, "Binary.data"),
    ("data that is not ASCII", {"resourceType": "Binary", "contentType": "text/plain", "data": "đ"},
     wrong.BAD_FORMAT, "Binary.data"),
    ("an integer too long to write", observation(valueQuantity={**QUANTITY, "value": 10**1001}),
     wrong.BAD_FORMAT, "Observation.value.value"),
    ("a narrative that is a number", patient(text={"status": "generated", "div": 1}),
     wrong.UNSAFE_NARRATIVE, "Patient.text.div"),
    ("a narrative left open", patient(text={"status": "generated", "div": "<div>"}),
     wrong.UNSAFE_NARRATIVE, "Patient.text.div"),
    ("the container as a wrong target", observation(
        contained=[{**observation(id="o"), "subject": {"reference": "#"}}], derivedFrom=[{"reference": "#o"}]
    ), wrong.WRONG_TARGET, "Observation.contained[0].subject"),
    ("a concept without codes", {"resourceType": "Condition", "subject": {"reference": "Patient/dao"},
     "clinicalStatus": {"text": "đang mắc"}}, wrong.NOT_IN_VALUE_SET, "Condition.clinicalStatus"),
    ("codes that are text", {"resourceType": "ValueSet", "status": "x"}, wrong.NOT_IN_VALUE_SET,
     "ValueSet.status"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "resource", "problem", "expression"), BAD, ids=[case[0] for case in BAD])
def test_a_fault_is_found_at_its_place(
    case: str, resource: dict[str, Any], problem: wrong.Problem, expression: str
) -> None:
    findings = check(resource)
    assert [(each.code, each.expression) for each in findings] == [(problem.code, expression)]
    (found,) = findings
    assert found.severity == "error"
    assert "{" not in found.developer + found.clinician


def test_nothing_a_person_wrote_stands_in_a_finding() -> None:
    secret = "Trần Văn Bí Mật"
    resource = patient(gender=secret, birthDate=secret, active=secret, name=secret, **{secret: secret})
    for found in check(resource):
        assert secret not in repr(found)


INVARIANTS: list[tuple[str, dict[str, Any]]] = [
    ("pat-1", patient(contact=[{"gender": "male"}])),
    ("per-1", patient(name=[{"text": "An", "period": {"start": "2025-03", "end": "2025-02-28"}}])),
    ("obs-6", observation(dataAbsentReason={"text": "không đo"})),
    ("obs-7", observation(component=[{"code": observation()["code"], "valueString": "x"}])),
    ("obs-3", observation(referenceRange=[{"appliesTo": [{"text": "nữ"}]}])),
    ("qty-3", observation(valueQuantity={"value": 1, "code": "kg"})),
    ("cpt-2", patient(telecom=[{"value": "0912345678"}])),
    ("att-1", patient(photo=[{"data": "AAAA"}])),
    ("org-1", {"resourceType": "Organization", "active": True}),
    ("dom-2", observation(subject={"reference": "#p"}, contained=[
        {"resourceType": "Patient", "id": "p", "contained": [{"resourceType": "Patient", "id": "q"}]}
    ])),
    ("dom-3", observation(contained=[{"resourceType": "Patient", "id": "p"}])),
    ("dom-4", observation(subject={"reference": "#p"}, contained=[
        {"resourceType": "Patient", "id": "p", "meta": {"versionId": "1"}}
    ])),
    ("bdl-1", bundle("collection", total=0, entry=None)),
    ("bdl-2", bundle("collection", {"resource": patient(), "search": {"mode": "match"}})),
    ("bdl-3", bundle("transaction", {"resource": patient()})),
    ("bdl-4", bundle("batch-response", {"resource": patient()})),
    ("bdl-5", bundle("collection", {"fullUrl": "urn:uuid:1"})),
    ("bdl-7", bundle("collection", *[{"fullUrl": "urn:uuid:1", "resource": patient()}] * 2)),
    ("bdl-8", bundle("collection", {"fullUrl": "http://x.example/Patient/1/_history/1",
                                    "resource": patient()})),
    ("bdl-12", bundle("message", {"resource": patient()})),
    ("rng-2", observation(valueQuantity=None, valueRange={"low": {"value": 2}, "high": {"value": 1}})),
    ("ait-1", {"resourceType": "AllergyIntolerance", "patient": {"reference": "Patient/dao"}}),
    ("con-4", {"resourceType": "Condition", "subject": {"reference": "Patient/dao"},
               "abatementDateTime": "2025"}),
    ("qrs-1", {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [
        {"linkId": "1", "answer": [{"valueBoolean": True}], "item": [{"linkId": "1.1"}]}
    ]}),
    ("inv-1", {"resourceType": "Parameters", "parameter": [{"name": "a"}]}),
    ("cmp-1", {"resourceType": "Composition", "status": "final", "type": {"text": "x"}, "date": "2025",
               "author": [{"reference": "Practitioner/an"}], "title": "x", "section": [{"title": "x"}]}),
]  # fmt: skip


@pytest.mark.parametrize(("key", "resource"), INVARIANTS, ids=[case[0] for case in INVARIANTS])
def test_an_invariant_that_is_broken_is_named(key: str, resource: dict[str, Any]) -> None:
    assert [f"Rule {key}:" in each.developer for each in check(resource)] == [True]


def test_a_document_needs_identifier_time_and_composition() -> None:
    keys = [each.developer.split(":")[0] for each in check(bundle("document", {"resource": patient()}))]
    assert keys == ["Rule bdl-9", "Rule bdl-10", "Rule bdl-11"]


def test_a_contained_resource_has_no_security_label() -> None:
    label = {"resourceType": "Patient", "id": "p", "meta": {"security": [{"code": "R"}]}}
    (found,) = check(observation(subject={"reference": "#p"}, contained=[label]))
    assert (found.expression, "dom-5" in found.developer) == ("Observation.contained[0].meta.security", True)


def test_a_period_of_one_partial_date_is_lawful() -> None:
    assert check(patient(name=[{"text": "An", "period": {"start": "2025-03-15", "end": "2025-03"}}])) == ()


def test_a_resource_of_another_type_than_the_place_asks_for_is_refused() -> None:
    (found,) = check(patient(), expected_type="Observation")
    assert found.code == wrong.WRONG_TYPE.code


def test_a_resource_nested_without_end_is_refused_and_not_followed() -> None:
    item: dict[str, Any] = {"linkId": "x"}
    for _ in range(2000):
        item = {"linkId": "x", "item": [item]}
    made = {"resourceType": "QuestionnaireResponse", "status": "completed", "item": [item]}
    assert [each.code for each in check(made)] == [wrong.TOO_DEEP.code]


def test_an_invalid_resource_is_one_problem_with_all_findings() -> None:
    with pytest.raises(ProblemError) as caught:
        ensure_valid(patient(gender="x", active="x"))
    assert len(caught.value.all_findings()) == 2
    assert "Patient.active" in caught.value.developer


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["id", "extension", "url", "coding", "code", "reference", "value", "start", "text"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)
KEYS = [
    *("id", "meta", "name", "identifier", "gender", "birthDate", "_birthDate", "contact", "contained"),
    *("valueQuantity", "component", "code", "subject", "effectivePeriod", "entry", "type", "extension"),
    *("deceasedBoolean", "telecom", "address", "text"),
]


@pytest.mark.slow  # a hundred odd resources
@settings(derandomize=True, max_examples=100, deadline=None)
@given(
    st.sampled_from(["Patient", "Observation", "Bundle", "Condition", "Parameters"]),
    st.dictionaries(st.sampled_from(KEYS), json_values, max_size=5),
)
def test_neither_checker_nor_index_fails_on_any_json(kind: str, content: dict[str, Any]) -> None:
    resource = {**content, "resourceType": kind}
    check(resource)
    index_rows(resource)


@pytest.mark.slow  # counts a second's work
def test_a_small_patient_is_checked_thousands_of_times_a_second() -> None:
    resource = patient()
    check(resource)
    start = time.perf_counter()
    for _ in range(2000):
        check(resource)
    # Five thousand a second is the aim on a quiet machine; the test leaves room for a busy one.
    assert time.perf_counter() - start < 1.5
