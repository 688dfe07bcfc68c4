"""Archive timestamps are renewed before they weaken; what was renewed too late is found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import ExtendedKeyUsageOID

from benhan.fhir.problems import ProblemError
from benhan.law.crypto_periods import CryptoPeriods, crypto_periods
from benhan.signing import demo_certificates as made
from benhan.signing.keys import FileKey, as_asn1
from benhan.signing.renewal import last_stamp, renewed
from benhan.signing.timestamps import LocalTimestampAuthority
from benhan.signing.verification import verify_pdf
from tests.signing.pki import NOW, Clock, Pki

pytestmark = pytest.mark.slow  # several signatures and timestamps each
YEAR = timedelta(days=365)


def authority(
    pki: Pki, clock: Callable[[], datetime], name: str, start: datetime, end: datetime
) -> LocalTimestampAuthority:
    """A timestamp authority of the test root whose certificate holds only for a while."""
    from cryptography.hazmat.primitives import serialization

    issuing, key = pki.authority._issuer("issuing"), made.new_key()
    holder = made.Holder(name, "", "Benhan Demo", "")
    built = made._leaf(issuing, holder.as_name(), key, start, 1, end)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    certificate = built.add_extension(usage, critical=True).sign(issuing.key, hashes.SHA256())
    info = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return LocalTimestampAuthority(
        FileKey(as_asn1(certificate), (as_asn1(issuing.certificate),), info), clock
    )


@dataclass
class Aging:
    """A sealed file whose timestamp authority's certificate ends in two years."""

    pki: Pki
    clock: Clock
    pdf: bytes
    end: datetime

    def renew(self, at: datetime) -> bytes:
        self.clock.now = at
        later = authority(self.pki, self.clock, "Đơn vị cấp dấu thứ hai", at - YEAR, at + 3 * YEAR)
        return renewed(self.pdf, timestamps=later, trust=self.pki.authority.trust(), at=at)


@pytest.fixture
def aging(own_pki: Pki, plain_pdf: bytes, tmp_path: Path) -> Aging:
    clock, end = Clock(NOW), NOW + 2 * YEAR
    first = authority(own_pki, clock, "Đơn vị cấp dấu thứ nhất", NOW - YEAR, end)
    from benhan.signing.pades import Level

    pdf = own_pki.sign_as_doctor(plain_pdf, timestamps=first, level=Level.B_LTA)
    return Aging(own_pki, clock, pdf, end)


def test_the_last_timestamp_says_until_when_it_holds(aging: Aging) -> None:
    stamp = last_stamp(aging.pdf)
    assert stamp is not None
    assert (stamp.at, stamp.digest, stamp.count) == (NOW, "sha256", 1)
    assert stamp.holds_until(crypto_periods()) == aging.end
    weak = CryptoPeriods(timedelta(days=1), {"sha256": date(2027, 1, 1)}, "DESIGN")
    assert stamp.holds_until(weak).date() == date(2027, 1, 1)
    assert (
        stamp.holds_until(CryptoPeriods(timedelta(days=1), {}, "DESIGN")) < NOW
    )  # an algorithm nobody listed


def test_a_file_without_a_document_timestamp_has_none(own_pki: Pki, plain_pdf: bytes) -> None:
    assert last_stamp(own_pki.sign_as_doctor(plain_pdf)) is None


def test_a_file_renewed_in_time_holds_when_its_first_authority_is_long_gone(aging: Aging) -> None:
    fresh = aging.renew(aging.end - timedelta(days=100))
    assert fresh.startswith(aging.pdf)
    later = aging.end + YEAR
    report = verify_pdf(fresh, trust=aging.pki.authority.trust(), at=later)
    assert report.is_untouched, report.developer
    assert [one.at for one in report.timestamps] == [NOW, aging.end - timedelta(days=100)]
    assert report.signatures[0].level == "B-LTA"
    assert last_stamp(fresh).count == 2  # type: ignore[union-attr]


def test_a_file_nobody_renewed_is_found_out_with_its_own_sentence(aging: Aging) -> None:
    report = verify_pdf(aging.pdf, trust=aging.pki.authority.trust(), at=aging.end + timedelta(days=1))
    assert not report.is_valid
    assert "không được gia hạn đúng hạn" in report.clinician


def test_nothing_is_renewed_once_it_is_too_late(aging: Aging) -> None:
    with pytest.raises(ProblemError) as caught:
        aging.renew(aging.end + timedelta(days=3))
    assert caught.value.problem.code == "BH-SIGN-0052"


def test_a_timestamp_put_on_too_late_by_other_software_is_found_out(aging: Aging) -> None:
    import asyncio
    import io

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers.pdf_signer import PdfTimeStamper

    late = aging.end + timedelta(days=3)
    aging.clock.now = late
    second = authority(aging.pki, aging.clock, "Đơn vị cấp dấu thứ hai", late - YEAR, late + 3 * YEAR)
    stamper = PdfTimeStamper(second.client(), field_name="muon")
    out = asyncio.run(stamper.async_timestamp_pdf(IncrementalPdfFileWriter(io.BytesIO(aging.pdf)), "sha256"))
    report = verify_pdf(out.getvalue(), trust=aging.pki.authority.trust(), at=late + YEAR)
    assert [one.is_valid for one in report.timestamps] == [False, True]
    assert "được gia hạn quá muộn" in report.clinician
    assert "renewed too late" in report.developer


def test_an_altered_file_is_not_renewed(aging: Aging) -> None:
    spoilt = bytearray(aging.pdf)
    spoilt[600] ^= 1
    aging.pdf = bytes(spoilt)
    with pytest.raises(ProblemError) as caught:
        aging.renew(aging.end - timedelta(days=100))
    assert caught.value.problem.code in ("BH-SIGN-0012", "BH-SIGN-0016")


def test_a_dead_service_renews_nothing(aging: Aging) -> None:
    class Dead(LocalTimestampAuthority):
        def client(self) -> object:  # type: ignore[override]
            from benhan.signing.timestamps import HttpTimestampAuthority

            return HttpTimestampAuthority("http://127.0.0.1:9/", timeout_s=1, https_only=False).client()

    with pytest.raises(ProblemError) as caught:
        renewed(
            aging.pdf,
            timestamps=Dead(aging.pki.doctor, aging.clock),
            trust=aging.pki.authority.trust(),
            at=NOW,
        )
    assert caught.value.problem.code == "BH-SIGN-0010"
