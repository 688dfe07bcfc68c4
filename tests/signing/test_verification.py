"""Verification: every way a signed file can stop being what was signed is seen and named."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.reports import Question, Verdict
from benhan.signing.verification import verify_pdf
from tests.signing.pki import NOW, Clock, Pki

SAMPLED = 70


def _gaps(pki: Pki, pdf: bytes) -> list[tuple[int, int]]:
    report = verify_pdf(pdf, trust=pki.authority.trust(), at=NOW)
    ranges = [one.covers for one in (*report.signatures, *report.timestamps)]
    return [(first + length, second) for first, length, second, _ in ranges]


@pytest.mark.slow  # verifies a whole sealed record once for each sampled byte
def test_a_flipped_byte_anywhere_in_a_sealed_file_is_seen(pki: Pki, sealed: bytes) -> None:
    trust = pki.authority.trust()
    step = len(sealed) // SAMPLED
    unseen = []
    for at in [*range(7, len(sealed), step), 0, len(sealed) - 1]:
        altered = bytearray(sealed)
        altered[at] ^= 0x01
        if verify_pdf(bytes(altered), trust=trust, at=NOW).is_untouched:
            unseen.append(at)
    assert unseen == []


@pytest.mark.slow  # the same, in the only bytes that nothing covers: the last signature's own hexadecimal
def test_a_flipped_byte_in_the_last_timestamps_own_hexadecimal_is_seen(pki: Pki, sealed: bytes) -> None:
    trust = pki.authority.trust()
    start, end = max(_gaps(pki, sealed))
    unseen = []
    for at in [*range(start, end, (end - start) // 60), start, end - 1, end - 2]:
        for flip in (0x01, 0x20):
            altered = bytearray(sealed)
            altered[at] ^= flip
            if verify_pdf(bytes(altered), trust=trust, at=NOW).is_untouched:
                unseen.append((at - start, flip))
    assert unseen == []


@pytest.mark.slow  # and in a lone signature, whose certificates and timestamp token nothing else covers
def test_a_flipped_byte_in_a_lone_signatures_own_hexadecimal_is_seen(pki: Pki, doctor_signed: bytes) -> None:
    trust = pki.authority.trust()
    ((start, end),) = _gaps(pki, doctor_signed)
    unseen = []
    for at in range(start, end, (end - start) // 90):
        altered = bytearray(doctor_signed)
        altered[at] ^= 0x02
        if verify_pdf(bytes(altered), trust=trust, at=NOW).is_untouched:
            unseen.append(at - start)
    assert unseen == []


def test_an_altered_byte_is_called_an_altered_content(pki: Pki, doctor_signed: bytes) -> None:
    altered = bytearray(doctor_signed)
    altered[doctor_signed.index(b"/Reason") + 12] ^= 1
    (one,) = verify_pdf(bytes(altered), trust=pki.authority.trust(), at=NOW).signatures
    assert one.verdict is Verdict.ALTERED
    assert Question.INTEGRITY in one.failed
    assert one.clinician == "Chữ ký của Nguyễn Văn An KHÔNG hợp lệ: nội dung đã bị thay đổi sau khi ký."


@pytest.mark.parametrize("tail", [b"x", b"\n\n% ghi chu", b"\0" * 64])
def test_bytes_appended_after_the_end_are_found(pki: Pki, sealed: bytes, tail: bytes) -> None:
    report = verify_pdf(sealed + tail, trust=pki.authority.trust(), at=NOW)
    assert not report.is_valid
    assert report.outside[0].start == len(sealed)
    assert "ngoài phần đã ký" in report.clinician


def test_a_second_end_mark_is_found(pki: Pki, sealed: bytes) -> None:
    assert not verify_pdf(sealed + b"%%EOF\n", trust=pki.authority.trust(), at=NOW).is_valid


def test_an_incremental_update_that_changes_the_page_is_found(pki: Pki, sealed: bytes) -> None:
    writer = IncrementalPdfFileWriter(io.BytesIO(sealed))
    drawn = writer.add_object(generic.StreamObject(stream_data=b"0 0 300 300 re f"))
    writer.add_stream_to_page(0, drawn)
    out = io.BytesIO()
    writer.write(out)
    report = verify_pdf(out.getvalue(), trust=pki.authority.trust(), at=NOW)
    assert not report.is_valid
    assert all(Question.LATER_CHANGES in one.failed for one in report.signatures)
    assert report.outside


def test_a_changed_padding_is_seen_though_no_cryptography_breaks(pki: Pki, doctor_signed: bytes) -> None:
    ((_, end),) = _gaps(pki, doctor_signed)
    altered = bytearray(doctor_signed)
    altered[end - 4] = ord("7")
    (one,) = verify_pdf(bytes(altered), trust=pki.authority.trust(), at=NOW).signatures
    assert one.failed == (Question.CONTAINER,)


def test_a_signature_from_an_unknown_root_is_untrusted_but_intact(
    pki: Pki, doctor_signed: bytes, tmp_path: Path
) -> None:
    other = DemoAuthority.open(tmp_path / "other", Clock())
    (one,) = verify_pdf(doctor_signed, trust=other.trust(), at=NOW).signatures
    assert one.verdict is Verdict.UNTRUSTED
    assert Question.SIGNER in one.failed
    assert Question.INTEGRITY not in one.failed


def test_a_revocation_before_signing_breaks_and_one_after_does_not(own_pki: Pki, plain_pdf: bytes) -> None:
    signed = own_pki.sign_as_doctor(plain_pdf)
    own_pki.clock.now = NOW + timedelta(days=10)
    own_pki.authority.revoke(own_pki.doctor.subject.serial, at=NOW + timedelta(days=9))
    (later,) = verify_pdf(signed, trust=own_pki.authority.trust(), at=own_pki.clock.now).signatures
    assert later.is_valid, later.developer


def test_a_certificate_revoked_before_the_signature_is_reported_as_such(
    own_pki: Pki, plain_pdf: bytes
) -> None:
    signed = own_pki.sign_as_doctor(plain_pdf)
    own_pki.clock.now = NOW + timedelta(days=1)
    own_pki.authority.revoke(own_pki.doctor.subject.serial, at=NOW - timedelta(hours=2))
    (one,) = verify_pdf(signed, trust=own_pki.authority.trust(), at=own_pki.clock.now).signatures
    assert one.verdict is Verdict.UNTRUSTED
    assert Question.REVOCATION in one.failed


def test_a_sealed_file_is_valid_after_the_doctors_certificate_has_expired(pki: Pki, sealed: bytes) -> None:
    in_six_years = NOW + timedelta(days=6 * 365)
    report = verify_pdf(sealed, trust=pki.authority.trust(), at=in_six_years)
    assert report.is_valid, report.developer


def test_a_signature_is_not_valid_once_nothing_proves_its_time_any_more(pki: Pki, confirmed: bytes) -> None:
    in_forty_years = NOW + timedelta(days=40 * 365)
    report = verify_pdf(confirmed, trust=pki.authority.trust(), at=in_forty_years)
    assert [one.is_valid for one in report.signatures] == [False, False]


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"khong phai PDF", b"%PDF-1.7\n" + b"\xff" * 500])
def test_what_is_no_pdf_is_reported_and_never_raises(pki: Pki, junk: bytes) -> None:
    report = verify_pdf(junk, trust=pki.authority.trust(), at=NOW)
    assert not report.is_valid
    assert report.clinician == "Tệp bị hỏng hoặc không phải tệp PDF, không kiểm tra được chữ ký."


def test_an_unsigned_pdf_is_not_valid(pki: Pki, plain_pdf: bytes) -> None:
    report = verify_pdf(plain_pdf, trust=pki.authority.trust(), at=NOW)
    assert not report.is_valid
    assert report.clinician == "Tài liệu không có chữ ký điện tử nào đọc được."
