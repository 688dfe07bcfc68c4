"""What a facility takes along is whole, readable without us, and free of anybody's secrets."""

from __future__ import annotations

import hashlib
import json
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from benhan.access.models import Account, Facility, Membership
from benhan.fhir import jsontext
from benhan.fhir.problems import ProblemError
from benhan.ops import cli, leaving
from benhan.ops.leave_parts import LEFT_BEHIND
from benhan.records.arrival import take_in
from benhan.records.verification import verify_package
from benhan.store import blobs
from benhan.store.repository import Repository
from tests.records.sealed import Sealed
from tests.support.cast import CAST, FACILITY, OTHER_FACILITY

pytestmark = pytest.mark.slow  # the shared sealed record takes about ten seconds to make


@pytest.fixture
def hospital(empty_hospital: None, sealed: Sealed) -> Facility:
    """A facility with one sealed record, a changed and a deleted patient, and an account."""
    with Repository(by=CAST.system) as repository:
        take_in(repository, sealed.content, sealed.trust)
        changed = repository.create({"resourceType": "Patient", "name": [{"text": "Người Đổi Tên"}]})
        repository.update({**changed.resource, "name": [{"text": "Người Đã Đổi"}]})
        gone = repository.create({"resourceType": "Patient", "name": [{"text": "Người Ghi Nhầm"}]})
        repository.delete("Patient", gone.id)
    facility = Facility.objects.get(code=FACILITY)
    account = Account.objects.create_account("thu", "Mat-khau-thu-2026!", name="Người Thử")
    Membership.objects.create(account=account, facility=facility, roles=["doctor"], valid_from="2026-01-01")
    with Repository(by=CAST.stranger) as repository:
        repository.search("Patient")  # the other facility has an account of acts too
    return facility


def packed(facility: Facility, folder: Path) -> Path:
    folder.mkdir()
    with leaving.progress() as told:
        leaving.pack(folder, facility, told)
    return folder


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_everything_of_the_facility_is_there_and_nothing_of_another(
    hospital: Facility, sealed: Sealed, tmp_path: Path
) -> None:
    folder = packed(hospital, tmp_path / "di")
    current = lines(folder / "fhir" / "Patient.ndjson")
    assert {one["name"][0]["text"] for one in current} == {"Nguyễn Thị Thuỳ Dương", "Người Đã Đổi"}  # type: ignore[index]
    versions = lines(folder / "phien-ban" / "Patient.ndjson")
    assert [one["deleted"] for one in versions].count(True) == 1
    assert any(one["resource"] is None for one in versions)
    assert {
        one["resource"]["name"][0]["text"]  # type: ignore[index]
        for one in versions
        if one["resource"]
    } >= {"Người Đổi Tên", "Người Ghi Nhầm"}
    bundle = jsontext.parse(sealed.files["fhir/ho-so-benh-an.json"])
    for entry in bundle["entry"]:
        kind, id_ = entry["resource"]["resourceType"], entry["resource"]["id"]
        assert any(one["id"] == id_ for one in lines(folder / "fhir" / f"{kind}.ndjson")), (kind, id_)
    kept = {path.stem: path.read_bytes() for path in (folder / "tai-lieu").rglob("*") if path.is_file()}
    assert all(hashlib.sha256(content).hexdigest() == digest for digest, content in kept.items())
    assert set(sealed.files.values()) <= set(kept.values())
    (package,) = (folder / "ho-so").iterdir()
    assert verify_package(package.read_bytes(), sealed.trust).is_valid
    acts = lines(folder / "nhat-ky" / "nhat-ky.ndjson")
    assert {"create", "import", "leave-export"} <= {str(one["act"]) for one in acts}
    assert OTHER_FACILITY not in (folder / "nhat-ky" / "nhat-ky.ndjson").read_text(encoding="utf-8")
    assert "khach" not in {one["account"] for one in acts}
    assert (folder / "bieu-mau" / "forms").is_dir()


def test_no_password_token_or_key_goes_along(hospital: Facility, tmp_path: Path) -> None:
    folder = packed(hospital, tmp_path / "di")
    (account,) = lines(folder / "tai-khoan" / "tai-khoan.ndjson")
    assert account["login"] == "thu"
    secret = Account.objects.get(login="thu").password
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert not any(secret.encode() in path.read_bytes() for path in files)
    assert not {path.stem for path in files} & set(LEFT_BEHIND)
    assert {path.stat().st_mode & 0o077 for path in files if path.parent.parent == folder} == {0}


def test_the_folder_is_checked_without_us_and_with_us(
    hospital: Facility, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = packed(hospital, tmp_path / "di")
    run = subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True)
    assert run.returncode == 0, run.stdout
    assert cli.main(["leave", "--check", str(folder)]) == 0
    (folder / "fhir" / "Patient.ndjson").write_text("{}\n", encoding="utf-8")
    (folder / "them.txt").write_text("?", encoding="utf-8")
    (folder / "DOC-TOI-TRUOC.txt").unlink()
    assert cli.main(["leave", "--check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "fhir/Patient.ndjson: nội dung đã thay đổi" in said
    assert "them.txt: không có trong SHA256SUMS" in said
    assert "DOC-TOI-TRUOC.txt: thiếu" in said
    with pytest.raises(ProblemError):
        list(leaving.faults(tmp_path))


def test_the_note_explains_each_part_and_the_manifest_counts_it(hospital: Facility, tmp_path: Path) -> None:
    folder = packed(hospital, tmp_path / "di")
    note = (folder / leaving.README).read_text(encoding="utf-8")
    for name in (
        "fhir/",
        "phien-ban/",
        "tai-lieu/",
        "ho-so/",
        "nhat-ky/",
        "tai-khoan/",
        "bang/",
        "bieu-mau/",
    ):
        assert name in note
        assert (folder / name).is_dir()
    assert "Bệnh viện Đa khoa Sông Cầu" in note
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["counts"]["ho-so"] == 1
    assert (folder / "manifest.p7s").is_file()
    assert "thu" not in json.dumps(json.loads((folder / "mo-ta" / "co-so.json").read_bytes()))


def test_memory_stays_bounded_by_one_document(hospital: Facility, tmp_path: Path) -> None:
    """Forty megabytes of documents pass through in a few."""
    with Repository(by=CAST.system):
        for number in range(40):
            blobs.put(FACILITY, bytes([number]) * 1_000_000, "application/octet-stream")
    tracemalloc.start()
    packed(hospital, tmp_path / "di")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 15_000_000
