"""Signing a PDF: what a signature leaves, and every reason to refuse one."""

from __future__ import annotations

import io
import re
import socket
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader

from benhan.fhir.problems import Problem, ProblemError
from benhan.signing import problems
from benhan.signing.demo_authority import DemoAuthority
from benhan.signing.pades import Level
from benhan.signing.timestamps import HttpTimestampAuthority
from benhan.signing.verification import verify_pdf
from tests.signing.pki import DOCTOR_BOX, FACILITY, NOW, Clock, Pki


def _refused(problem: Problem, pki: Pki, pdf: bytes, **changes: object) -> ProblemError:
    with pytest.raises(ProblemError) as caught:
        pki.sign_as_doctor(pdf, **changes)
    assert caught.value.problem is problem, str(caught.value)
    assert "CHƯA được ký" in caught.value.clinician
    return caught.value


def test_doctor_patient_and_facility_sign_in_turn_and_all_stay_valid(
    pki: Pki, plain_pdf: bytes, doctor_signed: bytes, confirmed: bytes, sealed: bytes
) -> None:
    assert doctor_signed.startswith(plain_pdf)
    assert confirmed.startswith(doctor_signed)
    assert sealed.startswith(confirmed)
    report = verify_pdf(sealed, trust=pki.authority.trust(), at=NOW)
    assert report.is_untouched, report.developer
    assert [one.field for one in report.signatures] == ["bac-si", "nguoi-benh", "co-so"]
    assert [one.level for one in report.signatures] == ["B-LTA", "B-LTA", "B-LTA"]
    assert report.signatures[1].signer.title == "Không phải chữ ký số của người bệnh"
    assert report.clinician == "Cả 3 chữ ký của tài liệu đều hợp lệ."


def test_the_levels_are_reached_as_asked(pki: Pki, plain_pdf: bytes) -> None:
    for level in Level:
        signed = pki.sign_as_doctor(plain_pdf, level=level)
        (one,) = verify_pdf(signed, trust=pki.authority.trust(), at=NOW).signatures
        assert one.level == level
        assert one.claimed_at == one.timestamped_at == NOW


def test_poppler_accepts_every_signature_of_a_sealed_record(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    said = subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, text=True).stdout
    assert said.count("Signature is Valid") == 3
    assert "CN=Nguyễn Văn An" in said
    assert "Total document signed" in said


def test_signing_keeps_pdf_a_marks_attachment_and_vietnamese_text(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sealed.pdf"
    path.write_bytes(sealed)
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Người bệnh: Trần Thị Kiểm Thử", "Đã ký số: Nguyễn Văn An", "lúc 07:31 22/11/2026"):
        assert words in text
    root = PdfFileReader(io.BytesIO(sealed)).root
    metadata = root["/Metadata"].data
    assert re.search(rb"pdfaid:part.{1,2}3", metadata)
    assert re.search(rb"pdfaid:conformance.{1,2}B", metadata)
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert names[1]["/EF"]["/F"].data == b'{"so": 1}'
    assert root["/AF"]


def test_the_signed_field_cannot_be_signed_again(pki: Pki, doctor_signed: bytes) -> None:
    _refused(problems.FIELD_ALREADY_SIGNED, pki, doctor_signed)


@pytest.mark.parametrize(
    "box",
    [
        replace(DOCTOR_BOX, page=2),
        replace(DOCTOR_BOX, page=0),
        replace(DOCTOR_BOX, x2=600),
        replace(DOCTOR_BOX, y2=900),
        replace(DOCTOR_BOX, x1=-1),
    ],
)
def test_a_box_outside_the_page_is_refused(pki: Pki, plain_pdf: bytes, box: object) -> None:
    _refused(problems.BOX_OUTSIDE_PAGE, pki, plain_pdf, field=box)


@pytest.mark.parametrize("keep", [0, 10, 4000])
def test_a_damaged_pdf_is_refused(pki: Pki, plain_pdf: bytes, keep: int) -> None:
    _refused(problems.PDF_DAMAGED, pki, plain_pdf[:keep])


def test_an_encrypted_pdf_is_refused(pki: Pki, plain_pdf: bytes) -> None:
    from pyhanko.pdf_utils.writer import copy_into_new_writer

    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(plain_pdf)))
    writer.encrypt("chu", "khach")
    out = io.BytesIO()
    writer.write(out)
    _refused(problems.PDF_LOCKED, pki, out.getvalue())


def test_a_document_certified_against_changes_is_refused(pki: Pki, plain_pdf: bytes) -> None:
    import asyncio

    from pyhanko.sign.fields import MDPPerm
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner

    async def certify() -> bytes:
        async with pki.doctor.session() as signer:
            metadata = PdfSignatureMetadata(
                field_name="khoa", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES
            )
            writer = IncrementalPdfFileWriter(io.BytesIO(plain_pdf))
            out = await PdfSigner(metadata, signer).async_sign_pdf(writer)
            return bytes(out.getbuffer())

    _refused(problems.PDF_LOCKED, pki, asyncio.run(certify()))


def test_an_expired_certificate_signs_nothing(pki: Pki, plain_pdf: bytes, tmp_path: Path) -> None:
    key = pki.holder_key(tmp_path, valid_from=NOW - timedelta(days=9), valid_to=NOW - timedelta(days=2))
    error = _refused(problems.CERTIFICATE_EXPIRED, pki, plain_pdf, key=key)
    assert "20/11/2026" in error.clinician


def test_a_certificate_of_tomorrow_signs_nothing_today(pki: Pki, plain_pdf: bytes, tmp_path: Path) -> None:
    key = pki.holder_key(tmp_path, valid_from=NOW + timedelta(days=1), valid_to=NOW + timedelta(days=2))
    _refused(problems.CERTIFICATE_NOT_YET_VALID, pki, plain_pdf, key=key)


def test_a_revoked_certificate_signs_nothing(own_pki: Pki, plain_pdf: bytes) -> None:
    own_pki.clock.now = NOW - timedelta(hours=1)
    own_pki.authority.revoke(own_pki.doctor.subject.serial)
    own_pki.clock.now = NOW
    _refused(problems.CERTIFICATE_REVOKED, own_pki, plain_pdf)


def test_a_key_of_a_revoked_issuer_signs_nothing(own_pki: Pki, plain_pdf: bytes) -> None:
    own_pki.authority.revoke(f"{own_pki.doctor.chain[0].serial_number:x}", at=NOW - timedelta(hours=1))
    own_pki.authority.reissue_lists()
    _refused(problems.CERTIFICATE_REVOKED, own_pki, plain_pdf)


def test_a_certificate_of_a_foreign_authority_signs_nothing(
    pki: Pki, plain_pdf: bytes, tmp_path: Path
) -> None:
    foreign = DemoAuthority.open(tmp_path / "foreign", Clock())
    key = foreign.issue_person(name="Người Lạ", title="", facility=FACILITY, staff_id="X")
    _refused(problems.CERTIFICATE_FOREIGN, pki, plain_pdf, key=key)


def test_timestamps_of_a_foreign_authority_are_refused(pki: Pki, plain_pdf: bytes, tmp_path: Path) -> None:
    foreign = DemoAuthority.open(tmp_path / "foreign", Clock())
    _refused(problems.TIMESTAMP_UNTRUSTED, pki, plain_pdf, timestamps=foreign.timestamps())


def test_a_dead_timestamp_service_means_nothing_is_signed(pki: Pki, plain_pdf: bytes) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    dead = HttpTimestampAuthority(url, timeout_s=1, https_only=False)
    error = _refused(problems.TIMESTAMP_UNREACHABLE, pki, plain_pdf, timestamps=dead)
    assert error.clinician.startswith("Máy chủ chữ ký thời gian không trả lời")


def test_a_key_that_is_not_the_certificates_is_found_out_before_the_file_is_handed_out(
    pki: Pki, plain_pdf: bytes
) -> None:
    mixed = replace(pki.doctor, _key_info=pki.device._key_info)
    _refused(problems.SIGNED_FILE_REFUSED, pki, plain_pdf, key=mixed)


def test_nobody_signs_after_an_altered_signature(pki: Pki, doctor_signed: bytes) -> None:
    altered = bytearray(doctor_signed)
    at = altered.index(b"/Reason") + 12
    altered[at] ^= 1
    with pytest.raises(ProblemError) as caught:
        pki.confirm_as_patient(bytes(altered))
    assert caught.value.problem is problems.EARLIER_SIGNATURE_BROKEN
