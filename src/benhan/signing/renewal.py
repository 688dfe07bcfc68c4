"""Archive timestamps (PAdES B-LTA): until when does the last one hold, and a new one before it weakens."""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import UTC, datetime, time

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko_certvalidator import CertificateValidator

from benhan.law.crypto_periods import CryptoPeriods
from benhan.signing.admission import admit_timestamps
from benhan.signing.damage import UNREADABLE
from benhan.signing.keys import read_subject
from benhan.signing.problems import (
    EARLIER_SIGNATURE_BROKEN,
    PDF_DAMAGED,
    RENEWED_TOO_LATE,
    SIGNED_FILE_REFUSED,
    SIGNING_FAILED,
    TIMESTAMP_UNREACHABLE,
)
from benhan.signing.raw_signer import DIGEST
from benhan.signing.reports import Question, TimestampReport
from benhan.signing.timestamps import TimestampSource
from benhan.signing.trust import TrustAnchors
from benhan.signing.verification import verify_pdf

_MIDNIGHT_IN_VIETNAM = time(16, 59, 59)  # UTC


@dataclass(frozen=True, slots=True)
class LastStamp:
    """The newest document timestamp of a file.

    authority_until  when the authority's certificate ends, aware
    digest           algorithm of the token's imprint
    """

    at: datetime
    authority: str
    authority_until: datetime
    digest: str
    count: int

    def holds_until(self, periods: CryptoPeriods) -> datetime:
        """The nearer of the certificate's end and the end of the algorithm's last day in Vietnam."""
        end = datetime.combine(periods.end_of(self.digest), _MIDNIGHT_IN_VIETNAM, UTC)
        return min(self.authority_until, end)


def last_stamp(pdf: bytes) -> LastStamp | None:
    """None when the file carries no document timestamp. Raises PDF_DAMAGED."""
    try:
        stamps = PdfFileReader(io.BytesIO(pdf)).embedded_timestamp_signatures
        if not stamps:
            return None
        newest = stamps[-1]
        told = newest.signed_data["encap_content_info"]["content"].parsed
        subject = read_subject(newest.signer_cert)
        return LastStamp(
            at=told["gen_time"].native,
            authority=subject.name,
            authority_until=subject.valid_to,
            digest=told["message_imprint"]["hash_algorithm"]["algorithm"].native,
            count=len(stamps),
        )
    except UNREADABLE as error:
        raise PDF_DAMAGED.at(reason=type(error).__name__) from None


def renewed(pdf: bytes, *, timestamps: TimestampSource, trust: TrustAnchors, at: datetime) -> bytes:
    """The file with what proves its last timestamp today, and a new document timestamp over everything.

    The result begins with the old bytes and is verified before it is handed out.

    Raises PDF_DAMAGED, TIMESTAMP_UNREACHABLE, TIMESTAMP_UNTRUSTED, RENEWED_TOO_LATE,
            EARLIER_SIGNATURE_BROKEN, SIGNED_FILE_REFUSED.
    """
    before = verify_pdf(pdf, trust=trust, at=at)
    if any(Question.TIME in _failed(one) for one in before.timestamps):
        raise RENEWED_TOO_LATE.at(reason=before.developer)
    if before.unreadable:
        raise PDF_DAMAGED.at(reason=before.unreadable)
    if not before.is_valid:
        raise EARLIER_SIGNATURE_BROKEN.at(reason=before.developer)
    try:
        made = asyncio.run(_renewed(pdf, timestamps, trust, at))
    except TimestampRequestError as error:
        raise TIMESTAMP_UNREACHABLE.at(reason=type(error).__name__) from None
    except SigningError as error:
        raise SIGNING_FAILED.at(reason=type(error).__name__) from error
    report = verify_pdf(made, trust=trust, at=at)
    if not made.startswith(pdf) or not report.is_untouched:
        raise SIGNED_FILE_REFUSED.at(reason=report.developer)
    return made


def _failed(report: TimestampReport) -> set[Question]:
    return {one.question for one in report.answers if not one.passed}


async def _renewed(pdf: bytes, timestamps: TimestampSource, trust: TrustAnchors, at: datetime) -> bytes:
    """What proves the old and the new authority goes in first, so that the new timestamp covers it all."""
    client, context = timestamps.client(), trust.signing_context(at)
    await admit_timestamps(client, context)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    stamps = writer.prev.embedded_timestamp_signatures
    paths = [path async for path in client.validation_paths(context)]  # type: ignore[no-untyped-call]
    for one in stamps[-1:]:
        context.certificate_registry.register_multiple(one.other_embedded_certs)
        validator = CertificateValidator(one.signer_cert, validation_context=context)
        paths.append(await validator.async_validate_usage(set(), {"time_stamping"}))  # type: ignore[no-untyped-call]
    DocumentSecurityStore.supply_dss_in_writer(writer, None, paths=paths, validation_context=context)
    stamper = PdfTimeStamper(client, field_name=f"gia-han-dau-thoi-gian-{len(stamps)}")
    output = await stamper.async_timestamp_pdf(writer, DIGEST)
    output.seek(0)
    return bytes(output.read())
