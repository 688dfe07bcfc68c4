"""The FHIR face: each interaction, and an OperationOutcome for everything that goes wrong."""

from __future__ import annotations

import pytest


def heart_rate(patient, **changes):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "subject": {"reference": patient.reference},
        "effectiveDateTime": "2026-11-22T07:31:00+07:00",
    } | changes


def test_the_capability_statement_is_open_and_names_only_what_the_router_does(fhir, patient):
    client = fhir(None).send("GET", "metadata")
    assert client.status == 200
    observation = next(row for row in client.body["rest"][0]["resource"] if row["type"] == "Observation")
    assert {row["code"] for row in observation["interaction"]} == {
        "read", "vread", "update", "delete", "history-instance", "create", "search-type",
    }  # fmt: skip
    assert "code" in [row["name"] for row in observation["searchParam"]]


def test_a_resource_lives_through_create_read_update_vread_history_and_delete(fhir, cast, patient):
    client = fhir(cast.an).send("POST", "Observation", heart_rate(patient))
    assert client.status == 201
    assert client.headers["ETag"] == 'W/"1"'
    place = client.headers["Location"].partition("/fhir/")[2]
    id_ = client.body["id"]
    assert place == f"Observation/{id_}/_history/1"
    changed = client.body | {"status": "amended"}
    assert client.send("PUT", f"Observation/{id_}", changed, **{"if-match": 'W/"1"'}).status == 200
    assert client.headers["ETag"] == 'W/"2"'
    assert client.send("GET", f"Observation/{id_}").body["status"] == "amended"
    assert client.send("GET", f"Observation/{id_}", **{"if-none-match": 'W/"2"'}).status == 304
    assert client.send("GET", place).body["status"] == "final"
    bundle = client.send("GET", f"Observation/{id_}/_history").body
    assert [entry["request"]["method"] for entry in bundle["entry"]] == ["PUT", "POST"]
    assert client.send("DELETE", f"Observation/{id_}").status == 204
    assert client.send("GET", f"Observation/{id_}").status == 410
    assert client.problem == "BH-STORE-0002"
    assert client.send("GET", f"Observation/{id_}/_history").body["entry"][0]["request"]["method"] == "DELETE"


def test_an_update_under_a_new_id_creates(fhir, cast, patient):
    client = fhir(cast.an).send("PUT", "Observation/mach-1", heart_rate(patient, id="mach-1"))
    assert (client.status, client.body["id"]) == (201, "mach-1")


@pytest.mark.parametrize(
    ("method", "url", "body", "headers", "status", "problem"),
    [
        ("POST", "Observation", "{", {}, 400, None),
        ("POST", "Observation", "[]", {}, 400, None),
        ("POST", "Observation", {"resourceType": "Patient"}, {}, 400, "BH-STORE-0006"),
        ("POST", "Observation", {"resourceType": "Observation"}, {}, 422, None),
        ("POST", "Observation", "<x/>", {"content_type": "application/fhir+xml"}, 415, "BH-REST-0003"),
        ("PUT", "Observation/a", {"resourceType": "Observation", "id": "b"}, {}, 400, "BH-STORE-0006"),
        ("GET", "Observation/khong-co", None, {}, 404, "BH-STORE-0001"),
        ("GET", "Observation/a/_history/0x1", None, {}, 404, "BH-STORE-0001"),
        ("GET", "Nothing/a", None, {}, 404, "BH-REST-0001"),
        ("GET", "Observation?nonsense=1", None, {}, 400, "BH-FHIR-0202"),
        ("GET", "Observation?date=2026-13-01", None, {}, 400, "BH-FHIR-0206"),
        ("GET", "Observation?_offset=-1", None, {}, 400, "BH-REST-0006"),
        ("PATCH", "Observation/a", "{}", {}, 405, "BH-REST-0002"),
        ("GET", "Observation", None, {"accept": "text/turtle"}, 406, "BH-REST-0004"),
    ],
)
def test_what_is_wrong_is_said_in_an_operation_outcome(
    fhir, cast, patient, method, url, body, headers, status, problem
):
    client = fhir(cast.an).send(method, url, body, **headers)
    assert client.status == status
    assert client.body["resourceType"] == "OperationOutcome"
    assert problem is None or client.problem == problem


def test_a_stale_if_match_is_412_and_an_unreadable_one_400(fhir, cast, patient):
    client = fhir(cast.an).send("POST", "Observation", heart_rate(patient))
    url, body = f"Observation/{client.body['id']}", client.body
    assert client.send("PUT", url, body, **{"if-match": 'W/"7"'}).status == 412
    assert client.send("PUT", url, body, **{"if-match": "abc"}).status == 400


def test_without_a_token_nothing_is_answered(fhir, patient):
    client = fhir(None).send("GET", f"Patient/{patient.id}")
    assert (client.status, client.problem) == (401, "BH-ACCESS-0001")
    assert client.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_scope_narrows_what_the_person_may_do(fhir, cast, patient):
    client = fhir(cast.an, "user/Patient.rs")
    assert client.send("GET", f"Patient/{patient.id}").status == 200
    assert client.send("POST", "Observation", heart_rate(patient)).status == 403
    assert client.problem == "BH-ACCESS-0004"
    assert client.send("GET", "Observation").status == 403


def test_a_token_that_only_writes_may_write_again(fhir, cast, patient):
    client = fhir(cast.an, "user/Observation.cu")
    for value in ("final", "amended"):
        client.send("PUT", "Observation/mach-2", heart_rate(patient, id="mach-2", status=value))
        assert client.status in (200, 201)
    assert client.send("GET", "Observation/mach-2").status == 403


def test_words_follow_the_callers_language(fhir, cast, patient):
    client = fhir(cast.an)
    assert (
        client.send("GET", "Observation/x").body["issue"][0]["details"]["text"].startswith("Không tìm thấy")
    )
    english = client.send("GET", "Observation/x", **{"accept-language": "en-GB"})
    assert english.body["issue"][0]["details"]["text"].startswith("Unknown")


def test_pages_of_a_search_follow_each_other_and_are_disjoint(fhir, cast, patient):
    client = fhir(cast.an)
    for _ in range(5):
        client.send("POST", "Observation", heart_rate(patient))
    first = client.send("GET", f"Observation?patient={patient.id}&_count=3").body
    assert "total" not in first
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    second = client.send("GET", following.partition("/fhir/")[2]).body
    ids = [entry["resource"]["id"] for page in (first, second) for entry in page["entry"]]
    assert len(ids) == len(set(ids)) == 5
    assert client.send("GET", f"Observation?patient={patient.id}&_total=accurate&_count=2").body["total"] == 5


def test_include_and_revinclude_bring_what_is_asked_and_only_once(fhir, cast, patient):
    client = fhir(cast.an)
    client.send("POST", "Observation", heart_rate(patient))
    client.send("POST", "Observation", heart_rate(patient))
    bundle = client.send("GET", "Observation?code=8867-4&_include=Observation:patient").body
    modes = [(entry["resource"]["resourceType"], entry["search"]["mode"]) for entry in bundle["entry"]]
    assert sorted(modes) == [("Observation", "match"), ("Observation", "match"), ("Patient", "include")]
    bundle = client.send("GET", f"Patient?_id={patient.id}&_revinclude=Observation:patient").body
    assert [entry["search"]["mode"] for entry in bundle["entry"]] == ["match", "include", "include"]


def test_another_wards_doctor_gets_404_everywhere_and_finds_nothing(fhir, cast, patient):
    client = fhir(cast.an).send("POST", "Observation", heart_rate(patient))
    id_ = client.body["id"]
    for actor in (cast.chi, cast.stranger):
        other = fhir(actor)
        for url in (
            f"Observation/{id_}",
            f"Observation/{id_}/_history",
            f"Observation/{id_}/_history/1",
            f"Patient/{patient.id}",
        ):
            assert other.send("GET", url).status == 404, url
        for url in (
            "Observation",
            "Patient",
            f"Patient?_id={patient.id}&_revinclude=Observation:patient",
            "Encounter",
        ):
            assert "entry" not in other.send("GET", url).body, url
        assert other.send("PUT", f"Observation/{id_}", client.body).status == 404
        assert other.send("DELETE", f"Observation/{id_}").status == 404
