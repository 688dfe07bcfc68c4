"""Each way a signature fails has its own finding and its own Vietnamese sentence; other tools say the same."""

from __future__ import annotations

import asyncio
import io
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

from benhan.fhir.problems import ProblemError
from benhan.forms.catalogue import Signer
from benhan.records.signing_order import wrong_order
from benhan.signing.keys import FileKey
from benhan.signing.pades import Level
from benhan.signing.reports import PdfReport, Verdict
from benhan.signing.verification import verify_pdf
from tests.signing.pki import DOCTOR_BOX, NOW, SEAL_BOX, Pki, make_pki

pytestmark = pytest.mark.slow  # signatures and outside programs


def other_software_signs(pdf: bytes, pki: Pki, key: FileKey, *, with_time: bool) -> bytes:
    """What a careless program makes: no look at the certificate, maybe no timestamp; revocation lists put in."""

    async def sign() -> bytes:
        async with key.session() as signer:
            metadata = PdfSignatureMetadata(
                field_name="khac", subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
            )
            field = SigFieldSpec("khac", on_page=0, box=(60, 60, 200, 100))
            clock = pki.authority.timestamps().client() if with_time else None
            made = PdfSigner(metadata, signer, timestamper=clock, new_field_spec=field)
            session = made.init_signing_session(IncrementalPdfFileWriter(io.BytesIO(pdf)))
            session.system_time = NOW
            size = await session.estimate_signature_container_size(None)
            prepared = session.prepare_tbs_document(validation_info=None, bytes_reserved=size)
            digest, out = prepared.digest_tbs_document()
            done = await prepared.perform_signature(
                document_digest=digest.document_digest,
                pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=NOW),
            )
            await done.post_signature_processing(out)
            return bytes(out.getvalue())

    return asyncio.run(sign())


def checked(pdf: bytes, pki: Pki) -> PdfReport:
    return verify_pdf(pdf, trust=pki.authority.trust(), at=NOW)


def test_a_signature_without_a_timestamp_proves_no_time(pki: Pki, plain_pdf: bytes) -> None:
    report = checked(other_software_signs(plain_pdf, pki, pki.doctor, with_time=False), pki)
    assert report.signatures[0].verdict is Verdict.TIME_UNPROVEN
    assert "thời điểm ký không được chứng minh" in report.clinician


def test_a_certificate_that_had_ended_at_signing_is_found_out(
    pki: Pki, plain_pdf: bytes, tmp_path: Path
) -> None:
    key = pki.holder_key(tmp_path, valid_from=NOW - timedelta(days=30), valid_to=NOW - timedelta(days=2))
    with pytest.raises(ProblemError) as caught:
        pki.sign_as_doctor(plain_pdf, key=key)
    assert caught.value.problem.code == "BH-SIGN-0001"
    assert "hết hạn" in caught.value.clinician
    report = checked(other_software_signs(plain_pdf, pki, key, with_time=True), pki)
    assert not report.is_valid
    assert "hạn chứng thư số" in report.clinician


def test_an_altered_byte_a_revoked_signer_and_an_unknown_root_each_have_their_sentence(
    own_pki: Pki, plain_pdf: bytes, tmp_path: Path
) -> None:
    signed = own_pki.sign_as_doctor(plain_pdf)
    spoilt = bytearray(signed)
    spoilt[700] ^= 1
    assert "nội dung đã bị thay đổi sau khi ký" in checked(bytes(spoilt), own_pki).clinician

    stranger = make_pki(tmp_path / "khac")
    assert "không được tin cậy" in checked(signed, stranger).clinician

    late = other_software_signs(plain_pdf, own_pki, own_pki.doctor, with_time=True)
    own_pki.authority.revoke(own_pki.doctor.subject.serial, at=NOW - timedelta(hours=3))
    assert "có thể đã bị thu hồi" in checked(late, own_pki).clinician


class _Form:
    """Only what the check reads of a form."""

    def __init__(self, *signers: Signer) -> None:
        self.signers = signers


def _place(role: str, order: int, label: str) -> Signer:
    return Signer(role=role, who="doctor", label=label, part="", order=order, capacity="author", optional=False,
                  extension=False, basis="DESIGN")  # fmt: skip


def test_signatures_in_the_wrong_order_are_named(pki: Pki, confirmed: bytes) -> None:
    report = checked(confirmed, pki)
    right = _Form(_place("bac-si", 1, "Bác sĩ"), _place("nguoi-benh", 2, "Người bệnh"))
    assert wrong_order(right, report.signatures) == ()  # type: ignore[arg-type]
    parallel = _Form(_place("bac-si", 1, "Bác sĩ"), _place("nguoi-benh", 1, "Người bệnh"))
    assert wrong_order(parallel, report.signatures) == ()  # type: ignore[arg-type]
    wrong = _Form(_place("bac-si", 2, "Bác sĩ"), _place("nguoi-benh", 1, "Người bệnh"))
    (found,) = wrong_order(wrong, report.signatures)  # type: ignore[arg-type]
    assert found.clinician == "Sai thứ tự ký: “Bác sĩ” ký trước “Người bệnh”."


def test_poppler_and_openssl_say_of_an_altered_file_what_we_say(
    pki: Pki, plain_pdf: bytes, tmp_path: Path
) -> None:
    assert shutil.which("pdfsig")
    signed = pki.sign_as_doctor(plain_pdf, level=Level.B_LTA)
    spoilt = bytearray(signed)
    spoilt[700] ^= 1
    for name, content, word in (
        ("tot", signed, "Signature is Valid."),
        ("hong", bytes(spoilt), "Digest Mismatch"),
    ):
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(content)
        told = subprocess.run(
            ["pdfsig", "-nocert", str(file)], capture_output=True, text=True, check=False
        ).stdout
        assert word in told, told


def test_openssl_accepts_the_signature_itself_and_its_chain(
    pki: Pki, plain_pdf: bytes, tmp_path: Path
) -> None:
    """The CMS of the PDF, over the very bytes it covers, by a program that knows nothing of ours."""
    signed = pki.sign_as_doctor(plain_pdf, field=SEAL_BOX)
    assert DOCTOR_BOX.name != SEAL_BOX.name
    (one,) = checked(signed, pki).signatures
    first, length, second, rest = one.covers
    (tmp_path / "covered").write_bytes(signed[first : first + length] + signed[second : second + rest])
    contents = bytes.fromhex(signed[length + 1 : second - 1].decode())
    (tmp_path / "cms").write_bytes(contents.rstrip(b"\0") + b"\0" * 4)
    root = b"".join(
        serialization_of(der) for der in (*pki.authority.trust().roots, *pki.authority.trust().intermediates)
    )
    (tmp_path / "roots.pem").write_bytes(root)
    command = ["openssl", "cms", "-verify", "-inform", "DER", "-in", str(tmp_path / "cms"), "-binary", "-content",
               str(tmp_path / "covered"), "-CAfile", str(tmp_path / "roots.pem"), "-purpose", "any", "-cades",
               "-attime", str(int(NOW.timestamp())), "-out", "/dev/null"]  # fmt: skip
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


def serialization_of(der: bytes) -> bytes:
    from cryptography import x509

    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM)
