"""What is in a package, that it is the same each time, and that nobody changes one byte of it unseen."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import pem

from benhan.fhir import jsontext
from benhan.fhir.validate.check import check
from benhan.ops import cli
from benhan.records import plain_zip
from benhan.records.annex365 import writing, xml_schema
from benhan.records.verification import verify_package
from benhan.signing.cms import sign_manifest
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.verification import verify_pdf
from tests.records.sealed import LETTER, PICTURE, Sealed
from tests.records.visit import PATIENT_NAME

pytestmark = pytest.mark.slow  # the shared sealed record takes about ten seconds to make


def test_a_fresh_package_is_valid_and_says_where_its_root_comes_from(sealed: Sealed) -> None:
    report = verify_package(sealed.content, sealed.trust)
    assert report.is_valid, (report.faults, [one for one in report.files if one.faults])
    assert report.is_anchored
    assert report.manifest and report.manifest.signer
    assert report.manifest.signer.name == "Bệnh viện Đa khoa Sông Cầu"
    alone = verify_package(sealed.content)
    assert (alone.status, alone.is_anchored, len(alone.fingerprints)) == (0, False, 1)


def test_two_exports_are_the_same_bytes_and_the_name_tells_nothing_of_the_patient(sealed: Sealed) -> None:
    assert sealed.content == sealed.again
    assert sealed.name.startswith("ho-so-LT")
    assert not any(PATIENT_NAME.split()[-1] in path or "Nguyễn" in path for path in sealed.files)


def test_the_package_holds_papers_document_exchange_files_evidence_and_trust(sealed: Sealed) -> None:
    assert list(sealed.files) == [
        "manifest.json", "manifest.p7s", "README.txt", "HoSoBenhAn.json", "HoSoBenhAn.xml",
        "HoSoBenhAn.xsd", "HoSoBenhAn-kiem-tra.txt", "fhir/ho-so-benh-an.json",
        "tai-lieu/01-15-BV1.pdf", "tai-lieu/02-don-thuoc.pdf",
        "dinh-kem/01.jpg", "dinh-kem/02.pdf",
        *[path for path in sealed.files if path.startswith("bang-chung/")],
        "tin-cay/roots/00.pem", "tin-cay/intermediates/00.pem", "tin-cay/crls/00.pem", "tin-cay/crls/01.pem",
    ]  # fmt: skip
    about = sealed.manifest
    assert about["archive_number"][2:] == about["record_number"][2:]
    assert about["retention"]["class"] == "normal"
    closed_year = int(about["stages"]["closed"][:4])
    assert about["retention_until"] == f"{closed_year + 10}-12-31"
    assert PATIENT_NAME not in json.dumps(about, ensure_ascii=False)


def test_attachments_go_along_as_they_came_and_what_was_taken_back_does_not(sealed: Sealed) -> None:
    assert sealed.files["dinh-kem/01.jpg"] == PICTURE
    assert sealed.files["dinh-kem/02.pdf"] == LETTER
    assert not any(b"by mistake" in content for content in sealed.files.values())


def test_the_fhir_document_is_lawful_and_holds_the_whole_record(sealed: Sealed) -> None:
    bundle = jsontext.parse(sealed.files["fhir/ho-so-benh-an.json"])
    assert check(bundle) == ()
    types = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert types[:3] == ["Composition", "Patient", "Encounter"]
    assert types.count("DocumentReference") == 4  # two papers, two attachments
    assert types.count("Provenance") == 10  # 7 places of the record form, 3 of the prescription
    assert {"QuestionnaireResponse", "Observation", "Condition", "MedicationRequest"} <= set(types)
    medication = next(
        e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "MedicationRequest"
    )
    assert medication["status"] == "active"


def test_the_exchange_files_agree_and_follow_the_conventions(sealed: Sealed) -> None:
    tree = writing.from_json(sealed.files["HoSoBenhAn.json"])
    assert writing.from_xml(sealed.files["HoSoBenhAn.xml"]) == tree
    assert len(tree) == 11
    person, treatment = tree["ThongTinBenhNhan"], tree["ThongTinDieuTri"]
    assert person["hoten"] == PATIENT_NAME
    assert person["ngaysinh"] == "14/05/1978"
    assert (person["quanhuyen"], person["quanhuyen_ma"]) == ("", "")
    assert (treatment["maicd"], treatment["maicd_khac"]) == ("J20.9", "I10")
    assert tree["ThongTinVaoVien"]["nhietdo"] == "38.20"
    assert "KẾT QUẢ: ĐẠT" in sealed.files["HoSoBenhAn-kiem-tra.txt"].decode()
    assert xml_schema.faults(sealed.files["HoSoBenhAn.xml"], sealed.files["HoSoBenhAn.xsd"]) == ()
    (line,) = tree["YLenhThuocVatTu"]["danhsach"][0]["danhsach"]
    assert line["tenthuocvattu"] == "Paracetamol (Hapacol) 500 mg"


def test_every_signature_of_every_paper_is_valid_and_nothing_lies_outside_them(sealed: Sealed) -> None:
    fields = {}
    for path, pdf in sealed.pdfs.items():
        report = verify_pdf(pdf, trust=sealed.trust)
        assert report.is_untouched, (path, report.developer)
        fields[path] = [one.field for one in report.signatures]
        assert report.timestamps  # B-LTA of the seal
    assert fields["tai-lieu/01-15-BV1.pdf"] == [
        "examining_doctor", "treating_doctor", "patient", "file_giver", "file_receiver", "director", "facility",
    ]  # fmt: skip
    assert fields["tai-lieu/02-don-thuoc.pdf"] == ["prescriber", "patient", "facility"]


def test_poppler_accepts_every_signature(sealed: Sealed, tmp_path: Path) -> None:
    for number, (path, pdf) in enumerate(sealed.pdfs.items()):
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(pdf)
        said = subprocess.run(["pdfsig", "-nocert", str(file)], capture_output=True, text=True).stdout
        wanted = len(verify_pdf(pdf, trust=sealed.trust).signatures)
        assert said.count("Signature is Valid") >= wanted, (path, said)
        assert "Signature is Invalid" not in said
        assert "Total document signed" in said


def _flipped(content: bytes, position: int, bit: int = 0x10) -> bytes:
    return content[:position] + bytes([content[position] ^ bit]) + content[position + 1 :]


def test_a_flipped_byte_in_any_part_of_the_zip_is_found_and_the_file_named(sealed: Sealed) -> None:
    """Headers, names, contents, directory and end of each file; the PDFs in a test of their own."""
    content = sealed.content
    small = {path: data for path, data in sealed.files.items() if not path.endswith(".pdf")}
    for path, data in small.items():
        at = re.search(rb"PK\x03\x04.{26}" + re.escape(path.encode()), content, re.DOTALL)
        assert at
        header, directory = at.start() + 30, content.rindex(path.encode())
        places = {"name": header + 2, "crc": header - 16, "time": header - 20, "content": header + len(path) + len(data) // 2,
                  "directory": directory + 1, "attributes": directory - 8, "offset": directory - 2}  # fmt: skip
        for what, position in places.items():
            found, differences = plain_zip.take_apart(_flipped(content, position), frozenset(sealed.files))
            assert path in {one.name for one in differences} or path not in found, (path, what)
    for position in range(len(content) - 22, len(content)):
        _, differences = plain_zip.take_apart(_flipped(content, position))
        assert [one.name for one in differences] == [""]


def test_the_verifier_refuses_sampled_flips_cuts_and_additions(sealed: Sealed) -> None:
    chance = random.Random(365)  # noqa: S311 — which bytes to try
    content = sealed.content
    changed = [_flipped(content, chance.randrange(len(content)), 1 << chance.randrange(8)) for _ in range(4)]
    changed += [content + b"\0", content[: len(content) // 2]]
    for one in changed:
        report = verify_package(one, sealed.trust)
        assert report.status in (1, 2)
        assert report.unreadable or report.faults or any(file.faults for file in report.files)


def test_a_flipped_byte_anywhere_in_a_paper_is_found(sealed: Sealed) -> None:
    chance = random.Random(910)  # noqa: S311
    for path, pdf in sealed.pdfs.items():
        for _ in range(4):
            position = chance.randrange(len(pdf))
            report = verify_pdf(_flipped(pdf, position, 1 << chance.randrange(8)), trust=sealed.trust)
            assert not report.is_untouched, (path, position)


def _repacked(sealed: Sealed, changes: dict[str, bytes], authority: DemoAuthority) -> bytes:
    """A package whose manifest an authority's facility key signs anew over changed files."""
    files = sealed.files | changes
    about = sealed.manifest
    for line in about["files"]:
        content = files[line["path"]]
        line |= {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = (json.dumps(about, ensure_ascii=False, indent=1) + "\n").encode()
    key = authority.issue_organisation(name="Bệnh viện Đa khoa Sông Cầu", facility_id="24001")
    signature = sign_manifest(manifest, key=key, timestamps=authority.timestamps(), trust=authority.trust())
    return plain_zip.build(files | {"manifest.json": manifest, "manifest.p7s": signature})


def test_a_package_signed_anew_by_a_foreign_authority_fails_against_local_trust(
    sealed: Sealed, tmp_path: Path
) -> None:
    foreign = DemoAuthority.open(tmp_path / "foreign")
    (root,) = foreign.trust().roots
    changes = {"HoSoBenhAn.json": b"{}\n", "tin-cay/roots/00.pem": pem.armor("CERTIFICATE", root)}
    forged = _repacked(sealed, changes, foreign)
    assert not verify_package(forged, sealed.trust).is_valid
    assert not verify_package(forged).is_valid  # its PDFs are still signed under the first authority


def test_a_manifest_signed_by_a_member_of_staff_is_not_the_facilitys(sealed: Sealed) -> None:
    authority = DemoAuthority(sealed.data / "pki")
    manifest = sealed.files["manifest.json"]
    key = authority.issue_person(
        name="BS. Nguyễn Văn An", title="", facility="Bệnh viện Đa khoa Sông Cầu", staff_id="nv-an"
    )
    signature = sign_manifest(manifest, key=key, timestamps=authority.timestamps(), trust=authority.trust())
    report = verify_package(plain_zip.build(sealed.files | {"manifest.p7s": signature}), sealed.trust)
    assert report.status == 1
    assert any("không phải con dấu số của cơ sở" in fault for fault in report.faults)


def test_an_extra_file_and_a_missing_one_are_named(sealed: Sealed) -> None:
    extra = verify_package(plain_zip.build(sealed.files | {"la.txt": b"?"}), sealed.trust)
    assert ("la.txt", ("không có trong danh mục tệp",)) in [(one.path, one.faults) for one in extra.files]
    files = sealed.files
    del files["README.txt"]
    missing = verify_package(plain_zip.build(files), sealed.trust)
    assert ("README.txt", ("thiếu trong gói",)) in [(one.path, one.faults) for one in missing.files]
    assert extra.status == missing.status == 1


def test_the_command_prints_vietnamese_lines_and_the_right_status(
    sealed: Sealed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package = tmp_path / "goi.zip"
    package.write_bytes(sealed.content)
    data = ["--data", str(tmp_path / "nothing-here")]
    assert cli.main(["records", "verify", str(package), "--data", str(sealed.data)]) == 0
    assert "KẾT QUẢ: HỢP LỆ" in capsys.readouterr().out
    assert cli.main(["records", "verify", str(package), *data]) == 0
    assert "CẢNH BÁO" in capsys.readouterr().out
    foreign = tmp_path / "foreign.pem"
    foreign.write_bytes(DemoAuthority.open(tmp_path / "other").root_pem())
    assert cli.main(["records", "verify", str(package), "--trust", str(foreign), "--json", *data]) == 1
    assert json.loads(capsys.readouterr().out)["valid"] is False
    package.write_bytes(b"not a package")
    assert cli.main(["records", "verify", str(package), *data]) == 2
    assert cli.main(["records", "verify", str(tmp_path / "none.zip"), *data]) == 2


def _command(sealed: Sealed, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "BENHAN_DATABASE_URL": sealed.database_url,
        "PYTHONPATH": str(Path(cli.__file__).parents[2]),
    }
    command = [sys.executable, "-m", "benhan.ops.cli", "records", *words, "--data", str(sealed.data)]
    return subprocess.run(command, capture_output=True, text=True, env=environment)


def test_the_command_checks_and_exports_what_is_kept_in_the_database(sealed: Sealed, tmp_path: Path) -> None:
    number = sealed.manifest["archive_number"]
    verified = _command(sealed, "verify", number)
    assert (verified.returncode, verified.stdout.splitlines()[-1]) == (0, "KẾT QUẢ: HỢP LỆ"), verified.stderr
    out = tmp_path / "goi.zip"
    exported = _command(sealed, "export", sealed.record.id, "--out", str(out))
    assert exported.returncode == 0, exported.stderr
    assert out.read_bytes() == sealed.content
    assert (
        _command(sealed, "export", sealed.record.id, "--out", str(out)).returncode == 1
    )  # never over a file
    assert _command(sealed, "verify", "LT26-00000000").returncode == 2


def test_a_package_is_still_valid_when_the_signers_certificates_have_long_ended(sealed: Sealed) -> None:
    in_nine_years = datetime.now(UTC) + timedelta(days=9 * 365)
    report = verify_package(sealed.content, sealed.trust, at=in_nine_years)
    assert report.is_valid, (report.faults, [one for one in report.files if one.faults])


def test_openssl_accepts_the_manifest_as_the_readme_says(sealed: Sealed, tmp_path: Path) -> None:
    for path, content in sealed.files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / path).write_bytes(content)
    words = [
        "openssl",
        "cms",
        "-verify",
        "-inform",
        "DER",
        "-in",
        "manifest.p7s",
        "-content",
        "manifest.json",
        "-binary",
    ]
    words += ["-CAfile", "tin-cay/roots/00.pem", "-certfile", "tin-cay/intermediates/00.pem"]
    words += ["-purpose", "any", "-no_check_time", "-out", "/dev/null"]
    assert subprocess.run(words, cwd=tmp_path, capture_output=True).returncode == 0
