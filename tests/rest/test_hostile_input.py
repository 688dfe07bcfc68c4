"""Bodies, searches and headers made to break the FHIR face: each is refused in an OperationOutcome, none is our fault."""

from __future__ import annotations

import random
from urllib.parse import quote

import pytest

from benhan.fhir import jsontext
from tests.rest.test_interactions import heart_rate

NUL = "\x00"


def text_of(patient, **changes) -> str:
    return jsontext.render(heart_rate(patient, **changes))


def said(client) -> tuple[int, str]:
    assert client.body.get("resourceType") == "OperationOutcome", (client.status, client.body)
    return client.status, client.problem


@pytest.mark.parametrize(
    "change",
    [
        {"code": {"text": f"a{NUL}b"}},
        {"identifier": [{"system": "urn:x", "value": f"a{NUL}"}]},
        {"note": [{"text": NUL}]},
        {"category": [{"coding": [{"code": f"x{NUL}"}]}]},
        {"text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{NUL}</div>'}},
        {"effectiveDateTime": "9999-12-31T23:59:59-14:00"},
        {"effectiveDateTime": "0001-01-01T00:00:00+14:00"},
        {"effectiveDateTime": "0000-01-01"},
        {"effectiveDateTime": "2026-11-22T24:00:00Z"},
        {"issued": "9999-12-31T23:59:60.999Z"},
        {"id": "a b"},
        {"subject": {"reference": "Patient/" + "x" * 5000}},
        {"subject": {"reference": NUL}},
        {"component": "nonsense"},
        {"component": [None]},
        {"meta": []},
        {"meta": {"tag": "x"}},
        {"meta": {"versionId": {"a": 1}}},
        {"code": []},
        {"subject": []},
        {"subject": {"reference": 7}},
        {"encounter": [{"reference": "Encounter/1"}]},
        {"_effectiveDateTime": [1]},
        {"extension": [{"url": 1}]},
    ],
)
def test_a_body_that_cannot_be_kept_is_refused_by_name(fhir, cast, patient, change):
    client = fhir(cast.an).send("POST", "Observation", text_of(patient, **change))
    assert client.status in (400, 404, 422, 201), client.status
    if client.status != 201:
        said(client)


@pytest.mark.parametrize(
    "number",
    [
        "1e999999",
        "-1e-999999",
        "1E+400",
        "1" * 5000,
        "0." + "1" * 5000,
        "1e9999999999999999999999",
        "-0",
        "1e308",
    ],
)
def test_a_number_no_column_can_hold_is_refused(fhir, cast, patient, number):
    body = text_of(patient, valueQuantity={"value": 12345, "unit": "x"}).replace("12345", number)
    client = fhir(cast.an).send("POST", "Observation", body)
    assert client.status in (201, 400, 422)
    assert fhir(cast.an).send("GET", f"Observation?value-quantity={number[:300]}").status in (200, 400)


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b'{"resourceType":"Observation","note":[{"text":"\\ud800"}]}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"resourceType":"Observation","resourceType":"Patient"}',
        b"",
        b"null",
        b'"x"',
        b"1e999",
        b'{"resourceType":["Observation"]}',
        b'{"resourceType":{"a":1}}',
        b'{"resourceType":"Observation","":1}',
    ],
)
def test_a_body_that_is_no_resource_is_refused(fhir, cast, patient, body):
    client = fhir(cast.an).send("POST", "Observation", body)
    assert said(client)[0] in (400, 415, 422)


def test_a_megabyte_in_one_text_is_kept_or_refused(fhir, cast, patient):
    client = fhir(cast.an).send("POST", "Observation", text_of(patient, note=[{"text": "ệ" * 400_000}]))
    assert client.status in (201, 422)
    client.send(
        "POST", "Observation", text_of(patient, identifier=[{"system": "urn:x", "value": "ệ" * 400_000}])
    )
    assert client.status in (201, 422)
    client.send("POST", "Observation", text_of(patient, code={"text": "ệ x" * 100_000}))
    assert client.status in (201, 422)
    name = [{"text": "ệ x" * 100_000}]
    client = fhir(cast.lan).send(
        "POST", "Patient", jsontext.render({"resourceType": "Patient", "name": name})
    )
    assert client.status in (201, 422)


@pytest.mark.parametrize(
    "instant",
    ["9999-12-31T23:59:59-14:00", "9999-12-31T23:59:60Z", "0001-01-01T00:00:00+14:00", "9999-12-31"],
)
def test_an_encounter_at_the_edge_of_time_is_no_fault_of_ours(fhir, cast, patient, instant):
    body = {
        "resourceType": "Encounter",
        "status": "finished",
        "subject": {"reference": patient.reference},
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "period": {"end": instant},
    }
    assert fhir(cast.lan).send("POST", "Encounter", body).status in (201, 400, 422)


@pytest.mark.parametrize(
    "query",
    [
        "_count=-1",
        "_count=99999999999999999999",
        "_count=x",
        "_count=",
        "_offset=99999999999999999999999",
        "_offset=٣",
        "date=9999-12-31T23:59:59-14:00",
        "date=0001-01-01",
        "date=ge0000",
        "date=gt9999",
        "date=0001-01-01T00:00:00%2B14:00",
        "date=",
        "date=ap0001",
        "date=ap9999",
        "date=ap2026",
        "_lastUpdated=ap9999-12-31",
        "value-quantity=1e999999",
        "value-quantity=ap1e400",
        "value-quantity=|||",
        "value-quantity=NaN",
        "value-quantity=lt",
        "code=%00",
        "code=a%00|b",
        "_id=%00",
        "patient=%00",
        "patient:identifier=%00|",
        "patient.name=%00",
        "code:text=%00",
        "code=%ff%fe",
        "code=%ed%a0%80",
        "_sort=%00",
        "_sort=-",
        "_sort=",
        "_sort=" + ",".join(["date"] * 200),
        "_include=%00",
        "_include=Observation",
        "_include=Observation:nonsense",
        "_include=*",
        "_revinclude=*",
        "_include:iterate=Observation:subject",
        "_has:Provenance:target:agent=x",
        "_has:::",
        "_has:" * 60 + "=x",
        "patient.organization.partof.partof.partof.partof.name=x",
        "_total=x",
        "_summary=x",
        "_elements=%00",
        "_id=" + "x" * 100_000,
        "code=" + ",".join(["x"] * 5000),
        "&".join(["code=x"] * 1000),
        "_filter=x",
        "_query=x",
        "_list=x",
        "_text=x",
        "_content=x",
        "code:above=1",
        "code:in=http://x",
        "code:missing=x",
        "code:nonsense=x",
        "_profile:below=%00",
        "_tag=|",
        "_tag=%00|",
        "combo-code-value-quantity=a$b",
        "code-value-quantity=$$",
        "component-value-quantity=1",
        "date=2026-02-30",
        "date=2026-11-22T25:00",
        "_format=xml",
        "_id=a,b\\,c\\",
        "patient=http://[",
        "patient=Patient/a/_history/1",
        "subject:Patient=x",
        "subject:Nothing=x",
        "%00=1",
        "_lastUpdated=%00",
        "patient=http://evil/Patient/1",
        "derived-from=%00",
    ],
)
def test_a_search_made_to_break_is_answered_or_refused(fhir, cast, patient, query):
    client = fhir(cast.an).send("GET", f"Observation?{query}")
    assert client.status in (200, 400, 413, 414), client.status
    if client.status != 200:
        said(client)


@pytest.mark.parametrize(
    "body",
    [b"code=\xff", b"\xff\xfe=1", b"code=%ff", b"code=%zz", b"%00=%00", b"&&&=", b"code=" + b"x" * 500_000],
)
def test_a_posted_search_made_to_break_is_answered_or_refused(fhir, cast, patient, body):
    client = fhir(cast.an).send(
        "POST", "Observation/_search", body, content_type="application/x-www-form-urlencoded"
    )
    assert client.status in (200, 400, 413)


def test_ten_thousand_parameters_are_refused_at_once(fhir, cast, patient):
    body = b"&".join(b"code=x%d" % n for n in range(10_000))
    client = fhir(cast.an).send(
        "POST", "Observation/_search", body, content_type="application/x-www-form-urlencoded"
    )
    assert client.status in (200, 400, 413)


@pytest.mark.parametrize(
    "value", ['W/""', "W/", "*", 'W/"-1"', 'W/"99999999999"', '"1", "2"', "٣", 'W/"1"x', "\x7f"]
)
def test_an_if_match_made_to_break_is_refused(fhir, cast, patient, value):
    client = fhir(cast.an).send("POST", "Observation", heart_rate(patient))
    client.send("PUT", f"Observation/{client.body['id']}", client.body, **{"if-match": value})
    assert client.status in (400, 412, 200)


@pytest.mark.parametrize(
    "path",
    [
        "Observation/%00",
        "Observation/..",
        "Observation/a/_history/99999999999999",
        "Observation/a/_history/2147483648",
        "Observation/a/_history/999999999",
        "Observation/" + "a" * 65,
        "%00",
        "Observation//",
        "../admin",
        "Observation/a/b/c/d",
        "Patient/%ff",
    ],
)
def test_an_address_made_to_break_is_404(fhir, cast, patient, path):
    assert fhir(cast.an).send("GET", path).status in (404, 400, 200)


PIECES = [
    "x",
    "",
    NUL,
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    0,
    -1,
    10**30,
    None,
    True,
    [],
    {},
    [[]],
    [None],
    {"a": {}},
    "2026-02-30",
    "9999-12-31T23:59:59-14:00",
    "Patient/x",
    "Patient/",
    "/",
    "#",
    "#a",
    "urn:uuid:x",
    "http://",
    "ệ" * 300,
    "=1+1",
    "' OR 1=1 --",
]


@pytest.mark.slow  # two thousand broken resources through the whole face
def test_two_thousand_resources_broken_by_chance_never_end_in_a_fault_of_ours(fhir, cast, patient):
    chance, client = random.Random(20261122), fhir(cast.an)  # noqa: S311
    places = {
        "Observation": heart_rate(
            patient, component=[{"code": {"text": "x"}, "valueQuantity": {"value": 1}}], note=[{"text": "x"}]
        ),
        "Condition": {
            "resourceType": "Condition",
            "subject": {"reference": patient.reference},
            "code": {"text": "x"},
            "onsetPeriod": {"start": "2026", "end": "2027"},
        },
        "Encounter": {
            "resourceType": "Encounter",
            "status": "finished",
            "class": {"code": "AMB"},
            "subject": {"reference": patient.reference},
            "participant": [{"individual": {"reference": "Practitioner/nv-an"}}],
            "period": {"start": "2026-01-01T00:00:00Z", "end": "2026-01-01T01:00:00Z"},
            "serviceProvider": {"reference": "Organization/khoa-kham-benh"},
        },
        "Appointment": {
            "resourceType": "Appointment",
            "status": "booked",
            "participant": [{"actor": {"reference": patient.reference}, "status": "accepted"}],
        },
        "MedicationRequest": {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": "x"},
            "subject": {"reference": patient.reference},
            "dosageInstruction": [{"timing": {"repeat": {"boundsDuration": {"value": 3}}}}],
        },
    }
    for number in range(2000):
        kind = chance.choice(list(places))
        body = jsontext.parse(jsontext.render(places[kind]))
        for _ in range(chance.randrange(1, 4)):
            _break(body, chance)
        client.send("POST", kind, jsontext.render(body))
        assert client.status in (201, 400, 403, 404, 422), (number, kind, body, client.status)
        name = chance.choice(
            [
                "date",
                "code",
                "patient",
                "_id",
                "_sort",
                "_has:Provenance:target:agent",
                "_lastUpdated",
                "_tag",
                "_include",
                "identifier",
            ]
        )
        value = chance.choice(["eq", "ap", "", "gt"]) + str(chance.choice(PIECES))
        client.send(
            "GET",
            f"{kind}?{name}{chance.choice(['', ':missing', ':identifier', ':text', ':not'])}={quote(value)}",
        )
        assert client.status in (200, 400), (number, name, value, client.status)


def _break(body, chance) -> None:
    """Put something wrong at a place chosen by chance."""
    at = body
    while True:
        key = chance.choice(list(at)) if isinstance(at, dict) else chance.randrange(len(at))
        inner = at[key]
        if not (isinstance(inner, dict | list) and inner) or chance.random() < 0.3:
            break
        at = inner
    if key != "resourceType":
        at[key] = chance.choice(PIECES)
