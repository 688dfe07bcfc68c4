"""`benhan import`: what goes in, what is refused and how that is said, and that nothing happens twice."""

from __future__ import annotations

import string
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benhan.access.models import Facility
from benhan.fhir import jsontext
from benhan.ops import cli, import_index
from benhan.ops.import_report import Report
from benhan.ops.import_run import BATCH, Run
from benhan.ops.importing import import_files
from benhan.store.repository import Repository
from tests.support.cast import CAST, FACILITY

Json = dict[str, Any]
PATIENT = "urn:uuid:6a2f3b1e-0c55-4b0e-9a51-000000000001"
VISIT = "urn:uuid:6a2f3b1e-0c55-4b0e-9a51-000000000002"
DOCTOR = "urn:uuid:6a2f3b1e-0c55-4b0e-9a51-000000000003"


def patient(**changes: Any) -> Json:
    return {"resourceType": "Patient", "name": [{"text": "Trần Thị Mẫu"}], "gender": "female"} | changes


def pulse(subject: str = PATIENT, **changes: Any) -> Json:
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
        "subject": {"reference": subject},
        "valueQuantity": {"value": Decimal("72.50")},
    } | changes


def entry(resource: Json, url: str = "", **request: str) -> Json:
    made: Json = {"resource": resource}
    if url:
        made["fullUrl"] = url
    made["request"] = {"method": "POST", "url": resource["resourceType"]} | request
    return made


def bundle(*entries: Json, kind: str = "transaction") -> Json:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def write(path: Path, *values: Json) -> Path:
    path.write_text("\n".join(jsontext.render(value) for value in values), encoding="utf-8")
    return path


@pytest.fixture
def hospital(db: None) -> None:
    Facility.objects.create(code=FACILITY, name="Bệnh viện thử", insurance_code=FACILITY)
    with Repository(by=CAST.system) as repository:
        repository.create({"resourceType": "Organization", "name": "Khoa Khám bệnh"}, id="khoa-kham-benh")


@pytest.fixture
def load(hospital: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Runs an import; returns (status, stdout, stderr)."""

    def run(*files: Path, index: str = "index", **options: Any) -> tuple[int, str, str]:
        options = {"department": "khoa-kham-benh", "directory": tmp_path / index} | options
        status = import_files(list(files), facility=FACILITY, **options)
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


def found(resource_type: str, *pairs: tuple[str, str]) -> list[Json]:
    with Repository(by=CAST.system) as repository:
        return [dict(each.resource) for each in repository.search(resource_type, pairs).matches]


def test_a_transactions_entries_come_in_with_their_references_and_the_chart_opens_in_the_clinic(
    load, tmp_path
):
    file = write(tmp_path / "a.json", bundle(entry(pulse()), entry(patient(), PATIENT)))
    status, out, _ = load(file)
    assert status == 0
    assert "thêm mới 2" in out
    assert "Giao 1 người bệnh" in out
    with Repository(by=CAST.an) as repository:
        (who,) = repository.search("Patient").matches
        (measured,) = repository.search("Observation", [("patient", who.id)]).matches
    assert measured.resource["subject"]["reference"] == who.reference
    assert measured.resource["valueQuantity"]["value"].as_tuple() == Decimal("72.50").as_tuple()


@pytest.mark.parametrize("kind", ["batch", "collection", "searchset"])
def test_other_bundles_come_in_too_and_a_servers_outcome_entry_is_passed_over(load, tmp_path, kind):
    outcome = {"resource": {"resourceType": "OperationOutcome"}, "search": {"mode": "outcome"}}
    entries = [{"resource": patient(id="p1"), "fullUrl": "https://x.example/fhir/Patient/p1"}, outcome]
    status, out, _ = load(write(tmp_path / "a.json", bundle(*entries, kind=kind)))
    assert (status, "thêm mới 1" in out, "bỏ qua 1" in out) == (0, True, True)
    assert found("Patient")[0]["id"] == "p1"


def test_ndjson_comes_in_line_by_line_and_a_line_may_be_a_bundle(load, tmp_path):
    file = write(
        tmp_path / "a.ndjson",
        patient(id="p1"),
        pulse("Patient/p1", id="o1"),
        bundle(entry(patient(), PATIENT)),
    )
    assert load(file)[:2] == (
        0,
        "Đã nhập xong: thêm mới 3, cập nhật 0, không đổi 0, từ chối 0. "
        "Giao 2 người bệnh chưa ai phụ trách cho khoa.\n",
    )


@pytest.mark.parametrize("index", ["index", "another"], ids=["remembered", "index lost"])
def test_references_reach_other_files_in_any_order_and_earlier_imports(load, tmp_path, index):
    visit = {
        "resourceType": "Encounter",
        "status": "finished",
        "class": {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
        "subject": {"reference": PATIENT},
    }
    first = write(tmp_path / "1.json", bundle(entry(visit, VISIT)))
    second = write(tmp_path / "2.json", bundle(entry(patient(), PATIENT)))
    assert load(first, second)[0] == 0
    later = write(tmp_path / "3.json", bundle(entry(pulse(encounter={"reference": VISIT}))))
    assert load(later, index=index)[0] == 0
    (measured,) = found("Observation")
    assert measured["encounter"]["reference"] == f"Encounter/{found('Encounter')[0]['id']}"
    assert measured["subject"]["reference"] == f"Patient/{found('Patient')[0]['id']}"


def test_an_absolute_reference_to_an_entry_becomes_ours_and_one_to_another_server_stays(load, tmp_path):
    base = "https://x.example/fhir"
    here = entry(patient(id="p7"), f"{base}/Patient/p7")
    measured = pulse(f"{base}/Patient/p7", performer=[{"reference": "https://y.example/Practitioner/1"}])
    assert load(write(tmp_path / "a.json", bundle(here, entry(measured, f"{base}/Observation/o7"))))[0] == 0
    (stored,) = found("Observation")
    assert stored["subject"]["reference"] == "Patient/p7"
    assert stored["performer"][0]["reference"] == "https://y.example/Practitioner/1"


def test_a_conditional_reference_is_looked_up_and_refused_with_its_place_when_nothing_matches(load, tmp_path):
    doctor = {"resourceType": "Practitioner", "identifier": [{"system": "urn:x", "value": "7"}]}
    one = pulse(performer=[{"reference": "Practitioner?identifier=urn:x|7"}])
    none = pulse(performer=[{"reference": "Practitioner?identifier=urn:x|8"}])
    file = write(
        tmp_path / "a.json", bundle(entry(one), entry(none), entry(patient(), PATIENT), entry(doctor, DOCTOR))
    )
    status, out, err = load(file)
    assert (status, "thêm mới 3" in out, "từ chối 1" in out) == (1, True, True)
    assert "a.json · 2 · Observation · Observation.performer[0] · BH-OPS-0114" in err
    assert found("Observation")[0]["performer"][0]["reference"].startswith("Practitioner/")


def test_if_none_exist_leads_to_what_is_there_already(load, tmp_path):
    with Repository(by=CAST.system) as repository:
        known = repository.create(patient(identifier=[{"system": "urn:x", "value": "1"}]))
    new = entry(
        patient(identifier=[{"system": "urn:x", "value": "1"}]), PATIENT, ifNoneExist="identifier=urn:x|1"
    )
    assert load(write(tmp_path / "a.json", bundle(new, entry(pulse()))))[0] == 0
    assert len(found("Patient")) == 1
    assert found("Observation")[0]["subject"]["reference"] == known.reference


def test_a_refused_entry_is_reported_without_text_of_the_patient_and_the_rest_goes_in(load, tmp_path):
    bad = pulse(status="xong", note=[{"text": "Trần Thị Mẫu ho ra máu"}])
    file = write(tmp_path / "a.json", bundle(entry(patient(), PATIENT), entry(bad), entry(pulse())))
    report = tmp_path / "report.tsv"
    with report.open("w", encoding="utf-8") as opened:
        status, out, err = load(file, report_file=opened)
    assert (status, "thêm mới 2" in out) == (1, True)
    lines = report.read_text(encoding="utf-8").splitlines()
    assert lines[1].split("\t")[:4] == ["a.json", "2", "Observation", "Observation.status"]
    assert "Mẫu" not in "".join(lines) + err


def test_what_belongs_to_a_refused_patient_is_refused_with_it(load, tmp_path):
    file = write(tmp_path / "a.json", bundle(entry(pulse()), entry(patient(gender="x"), PATIENT)))
    status, out, err = load(file)
    assert (status, "từ chối 2" in out) == (1, True)
    assert "BH-OPS-0116" in err
    assert found("Observation") == []


def test_a_chart_of_nobody_is_refused(load, tmp_path):
    status, _, err = load(write(tmp_path / "a.ndjson", pulse("Patient/khong-co")))
    assert (status, "BH-OPS-0117" in err) == (1, True)
    status, _, err = load(write(tmp_path / "b.json", bundle(entry(pulse()))))
    assert (status, "BH-OPS-0113" in err) == (1, True)


def test_all_or_nothing_leaves_a_bundle_with_a_bad_entry_out_and_takes_the_others(load, tmp_path):
    bad = bundle(entry(patient(), PATIENT), entry(pulse(status="xong")))
    good = bundle(entry(patient(id="p2")))
    status, out, err = load(write(tmp_path / "a.ndjson", bad, good), all_or_nothing=True)
    assert (status, "thêm mới 1" in out, "từ chối 2" in out) == (1, True, True)
    assert "BH-OPS-0119" in err
    assert [each["id"] for each in found("Patient")] == ["p2"]


GOOD = jsontext.render(bundle(entry(patient(), PATIENT), entry(pulse())))
BROKEN = {
    "not JSON": ("a.json", "Xin chào", "không phải JSON", 0),
    "empty": ("a.json", "", "không phải JSON", 0),
    "half a Bundle": ("a.json", GOOD[: len(GOOD) // 2], "bị hỏng (tại cuối tệp", 0),
    "JSON but no object": ("a.json", "[1, 2]", "không phải JSON", 0),
    "JSON but not FHIR": ("a.json", '{"ten": "Mẫu"}', "không phải dữ liệu FHIR", 0),
    "a Bundle of another kind": (
        "a.json",
        '{"resourceType": "Bundle", "type": "history"}',
        "không nhập được",
        0,
    ),
    "entries that are no list": (
        "a.json",
        '{"resourceType": "Bundle", "type": "batch", "entry": 7}',
        "không phải dữ liệu FHIR",
        0,
    ),
    "NDJSON that breaks in line 2": (
        "a.ndjson",
        '{"resourceType": "Patient", "id": "p1"}\n{"resourceType": "Pat\n{"resourceType": "Patient", "id": "p3"}',
        "Dòng 2 bị hỏng",
        1,
    ),
    "not UTF-8": ("a.json", b'{"resourceType": "Patient", "id": "\xff"}', "không phải JSON", 0),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_named_in_one_line_and_the_next_file_is_still_read(load, tmp_path, case):
    name, content, message, written = case
    broken = tmp_path / name
    broken.write_bytes(content if isinstance(content, bytes) else content.encode())
    status, out, err = load(broken, write(tmp_path / "next.json", patient(id="p9")))
    assert status == 1
    assert "tệp hỏng 1" in out
    (line,) = [line for line in err.splitlines() if line.startswith("Từ chối")]
    assert name in line
    assert message in line
    assert len(found("Patient")) == 1 + written


@pytest.mark.parametrize(
    ("made", "code"),
    [
        ({"fullUrl": PATIENT}, "BH-OPS-0111"),
        ({"resource": patient(), "request": {"method": "DELETE", "url": "Patient/1"}}, "BH-OPS-0112"),
        ({"resource": {"resourceType": "Nguoi"}}, "BH-FHIR-0101"),
        ({"resource": patient(meta="x")}, "BH-FHIR"),
        ("chữ", "BH-OPS-0111"),
    ],
)
def test_an_entry_that_cannot_be_imported_says_why(load, tmp_path, made, code):
    status, _, err = load(write(tmp_path / "a.json", bundle(made, entry(patient(id="p1")))))
    assert status == 1
    assert code in err
    assert len(found("Patient")) == 1


def test_a_missing_file_is_told_before_anything_happens(tmp_path, capsys):
    assert cli.main(["import", str(tmp_path / "khong-co.json"), "--data", str(tmp_path)]) == 1
    assert "Không đọc được tệp" in capsys.readouterr().err


def test_an_unknown_department_stops_the_import_with_nothing_written(load, tmp_path):
    from benhan.fhir.problems import ProblemError

    with pytest.raises(ProblemError) as raised:
        load(write(tmp_path / "a.json", patient(id="p1")), department="khoa-la")
    assert raised.value.problem.code == "BH-OPS-0105"
    assert found("Patient") == []


def test_importing_again_does_not_undo_what_staff_changed_since(load, tmp_path):
    file = write(tmp_path / "a.ndjson", patient(id="p1"))
    load(file)
    with Repository(by=CAST.system) as repository:
        stored = repository.read("Patient", "p1")
        repository.update({**stored.resource, "birthDate": "1990-02-01"})
    status, out, _ = load(file)
    assert (status, "không đổi 1" in out) == (0, True)
    assert found("Patient")[0]["birthDate"] == "1990-02-01"


def test_a_changed_entry_becomes_the_next_version(load, tmp_path):
    load(write(tmp_path / "a.ndjson", patient(id="p1")))
    status, out, _ = load(write(tmp_path / "a.ndjson", patient(id="p1", birthDate="1990")))
    assert (status, "cập nhật 1" in out) == (0, True)
    assert found("Patient")[0]["meta"]["versionId"] == "2"


def test_two_files_that_hold_one_resource_differently_settle_after_the_first_import(load, tmp_path):
    one = write(tmp_path / "1.ndjson", patient(id="p1"))
    two = write(tmp_path / "2.ndjson", patient(id="p1", birthDate="1990"))
    assert "cập nhật 1" in load(one, two)[1]
    assert "Mọi mục đã có sẵn, không có gì thay đổi." in load(one, two)[1]


numbers = st.decimals(min_value=0, max_value=300, places=2).map(lambda number: +number)
texts = st.text(string.ascii_letters + "ăâđêôơư ĂÂĐ", min_size=1, max_size=20).filter(str.strip)


@st.composite
def bundles(draw: st.DrawFn) -> Json:
    """A patient with some measurements; entries with or without ids, addresses and metadata, in any order."""
    entries = [entry(patient(name=[{"text": draw(texts)}]), PATIENT)]
    for number in range(draw(st.integers(0, 4))):
        made = pulse(valueQuantity={"value": draw(numbers)})
        if draw(st.booleans()):
            made["id"] = f"o{number}"
        if draw(st.booleans()):
            made["meta"] = {"versionId": "9", "lastUpdated": "2020-01-01T00:00:00Z"}
        entries.append(
            entry(
                made, f"urn:uuid:6a2f3b1e-0c55-4b0e-9a51-00000000010{number}" if draw(st.booleans()) else ""
            )
        )
    return bundle(*draw(st.permutations(entries)), kind=draw(st.sampled_from(["transaction", "batch"])))


@settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=bundles())
def test_the_second_import_of_the_same_files_changes_nothing_and_says_so(load, tmp_path, made):
    file = write(tmp_path / "a.json", made)
    assert load(file)[0] == 0
    before = found("Observation") + found("Patient")
    status, out, _ = load(file)
    assert status == 0
    assert f"thêm mới 0, cập nhật 0, không đổi {len(made['entry'])}" in out
    assert "không có gì thay đổi" in out
    assert found("Observation") + found("Patient") == before


@pytest.mark.slow  # several transactions are committed and a server process is ended
def test_a_database_that_goes_away_costs_only_the_open_batch_and_the_next_run_goes_on(
    fresh_database, superuser_connection, tmp_path
):
    from django.db import DatabaseError, InterfaceError, connections

    Facility.objects.create(code=FACILITY, name="Bệnh viện thử", insurance_code=FACILITY)
    file = write(tmp_path / "a.ndjson", *(patient(id=f"p{number}") for number in range(2 * BATCH)))

    def cut(_: int) -> None:
        superuser_connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE usename = 'benhan_app' AND datname = current_database()"
        )

    with import_index.opened(tmp_path / "index", FACILITY) as index:
        run = Run(CAST.system, index, Report(), "khoa-kham-benh")
        ordered, total = run.survey([file])
        assert total == 2 * BATCH
        with pytest.raises((DatabaseError, InterfaceError)):
            run.load(ordered, cut)
        assert run.tally.written == BATCH
        connections["default"].close()
        again = Run(CAST.system, index, Report(), "khoa-kham-benh")
        tally = again.load(again.survey([file])[0], lambda _: None)
    assert (tally.unchanged, tally.created, tally.assigned) == (BATCH, BATCH, 2 * BATCH)


def test_the_report_file_holds_every_line_and_the_terminal_the_first(load, tmp_path):
    lines = [pulse(f"Patient/x{number}") for number in range(30)]
    report = tmp_path / "r.tsv"
    with report.open("w", encoding="utf-8") as opened:
        _, _, err = load(write(tmp_path / "a.ndjson", *lines), report_file=opened)
    assert len(report.read_text(encoding="utf-8").splitlines()) == 31
    assert err.count("Từ chối:") == 20
    assert "… và 10 dòng từ chối nữa" in err
