"""Keys in files and the demo authority: private, idempotent, crash-safe, clearly marked."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from benhan.fhir.problems import ProblemError
from benhan.signing import problems
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.demo_certificates import new_key
from benhan.signing.keys import DEMO_MARK, FileKey
from benhan.signing.trust import TrustAnchors
from tests.signing.pki import FACILITY, Clock, Pki


def _issue(authority: DemoAuthority) -> FileKey:
    return authority.issue_person(name="Trần Văn Bình", title="Điều dưỡng", facility=FACILITY, staff_id="2")


def test_a_certificate_names_the_office_and_says_it_is_a_demo(pki: Pki) -> None:
    subject = pki.doctor.subject
    assert (subject.name, subject.title, subject.organisation, subject.holder_id) == (
        "Nguyễn Văn An",
        "Bác sĩ điều trị",
        FACILITY,
        "NV001",
    )
    assert subject.is_demo
    for key in (pki.doctor, pki.device, pki.seal):
        assert key.certificate.subject.native["organizational_unit_name"] == DEMO_MARK


def test_a_long_facility_name_survives_the_bounds_of_a_certificate(pki: Pki) -> None:
    name = "Bệnh viện Đa khoa khu vực liên huyện Thử Nghiệm Số Một"
    assert pki.authority.issue_organisation(name=name, facility_id="1").subject.name == name


def test_everything_of_the_authority_is_private(pki: Pki) -> None:
    for path in [pki.authority.folder, *pki.authority.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path


def test_opening_again_changes_nothing_and_gives_the_same_keys(tmp_path: Path) -> None:
    first = DemoAuthority.open(tmp_path, Clock())
    serial = _issue(first).subject.serial
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    again = DemoAuthority.open(tmp_path, Clock())
    assert _issue(again).subject.serial == serial
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_a_crash_while_creating_leaves_nothing_that_disturbs_the_next_start(tmp_path: Path) -> None:
    (tmp_path / ".new-dead").mkdir()
    (tmp_path / ".new-dead" / "root.pem").write_text("half")
    assert DemoAuthority.open(tmp_path, Clock()).trust().roots
    assert not (tmp_path / ".new-dead").exists()


def test_a_crash_between_state_and_list_is_finished_at_the_next_start(tmp_path: Path) -> None:
    authority = DemoAuthority.open(tmp_path, Clock())
    stale = (tmp_path / "authority" / "issuing.crl").read_bytes()
    serial = _issue(authority).subject.serial
    authority.revoke(serial)
    (tmp_path / "authority" / "issuing.crl").write_bytes(stale)
    crl = x509.load_der_x509_crl(DemoAuthority.open(tmp_path, Clock()).trust().crls[1])
    assert crl.get_revoked_certificate_by_serial_number(int(serial, 16)) is not None


def test_many_at_once_get_one_authority_and_one_key(tmp_path: Path) -> None:
    def start(_: int) -> tuple[bytes, str]:
        authority = DemoAuthority.open(tmp_path, Clock())
        return authority.root_pem(), _issue(authority).subject.serial

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(8)))) == 1


def test_a_damaged_authority_says_so(tmp_path: Path) -> None:
    DemoAuthority.open(tmp_path, Clock())
    (tmp_path / "authority" / "issuing.key").write_text("x")
    authority = DemoAuthority.open(tmp_path, Clock())
    with pytest.raises(ProblemError) as caught:
        _issue(authority)
    assert caught.value.problem is problems.AUTHORITY_DAMAGED


def test_a_wrong_passphrase_is_told_and_never_repeated(pki: Pki) -> None:
    path = pki.authority.folder / "authority" / "timestamp.p12"
    with pytest.raises(ProblemError) as caught:
        FileKey.from_pkcs12(path, b"sai-mat-khau")
    assert caught.value.problem is problems.WRONG_PASSPHRASE
    assert "sai-mat-khau" not in repr(caught.value) + str(caught.value)


def test_a_missing_or_foreign_key_file_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.p12").write_text("khong phai khoa")
    for name in ("a.p12", "none.p12"):
        with pytest.raises(ProblemError) as caught:
            FileKey.from_pkcs12(tmp_path / name, b"x")
        assert caught.value.problem is problems.KEY_UNREADABLE


def test_a_pkcs8_key_opens_with_its_certificate_only(pki: Pki, tmp_path: Path) -> None:
    key, certificate = tmp_path / "k.pem", tmp_path / "c.pem"
    encryption = serialization.BestAvailableEncryption(b"mat-khau")
    key.write_bytes(
        new_key().private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    )
    certificate.write_bytes(pki.authority.root_pem())
    with pytest.raises(ProblemError) as caught:
        FileKey.from_pkcs8(key, certificate, b"mat-khau")
    assert caught.value.problem is problems.KEY_MISMATCH
    with pytest.raises(ProblemError) as caught:
        FileKey.from_pkcs8(key, certificate, b"sai")
    assert caught.value.problem is problems.WRONG_PASSPHRASE
    own = pki.authority.folder / "authority"
    opened = FileKey.from_pkcs8(own / "root.key", own / "root.pem", (own / "passphrase").read_bytes())
    assert opened.subject.name == "Benhan Demo Root CA"


def test_a_key_never_shows_itself(pki: Pki) -> None:
    assert repr(pki.doctor) == "FileKey()"


def test_trust_is_written_and_read_back_the_same(pki: Pki, tmp_path: Path) -> None:
    pki.authority.trust().write_to(tmp_path)
    assert TrustAnchors.from_folder(tmp_path) == pki.authority.trust()
    assert TrustAnchors.from_folder(tmp_path / "none") == TrustAnchors(())
