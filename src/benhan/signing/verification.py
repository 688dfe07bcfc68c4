"""Is what was signed still what is here, who signed it, when, and do we trust them? For PDF, offline.

Every question of `reports.Question` is answered for every signature, with pyHanko's AdES validation (ETSI EN
319 102-1) doing the cryptography, and our own look at the bytes that no signature covers.
"""

from __future__ import annotations

import asyncio
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, collect_embedded_signatures
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo

from benhan.signing.damage import UNREADABLE
from benhan.signing.reports import OutsideFinding, PdfReport, SignatureReport, TimestampReport
from benhan.signing.signature_checks import Checker, covered
from benhan.signing.trust import TrustAnchors

__all__ = ["Addition", "PdfReport", "verify_addition", "verify_pdf"]

_LINE_ENDS = (b"", b"\n", b"\r\n", b"\r")


def verify_pdf(
    pdf: bytes, *, trust: TrustAnchors, at: datetime | None = None, offline: bool = True
) -> PdfReport:
    """Check every signature and document timestamp of a PDF.

    at       the instant the question is asked for, aware; now when None
    offline  nothing is fetched; only `trust` and what the document carries count

    Never raises for bad input: a file that cannot be read is reported as such. Must not be called from inside
    a running event loop.
    """
    try:
        return asyncio.run(_verify(pdf, trust, at, offline))
    except UNREADABLE as error:
        return PdfReport((), (), (), unreadable=type(error).__name__)


@dataclass(frozen=True, slots=True)
class Addition:
    """What a file that grew by one signing holds.

    report  on the new signature and timestamp alone
    broken  (field, why) of every earlier one that no longer holds
    """

    report: PdfReport
    broken: tuple[tuple[str, str], ...]


def verify_addition(pdf: bytes, earlier: int, *, trust: TrustAnchors, at: datetime) -> Addition:
    """Check what was added after the first `earlier` bytes of a PDF, and that the signatures before it are whole.

    The new signature is asked every question of `verify_pdf`. Of the earlier ones the digest, the signature itself
    and its wrapping are checked, and of the last of them whether it allows what was added: of those before it,
    the last one's own signing was checked in the same way. Whom they belong to is not asked again.

    Must not be called from inside a running event loop.
    """
    try:
        return asyncio.run(_verify_addition(pdf, earlier, trust, at))
    except UNREADABLE as error:
        return Addition(PdfReport((), (), (), unreadable=type(error).__name__), ())


async def _verify_addition(pdf: bytes, earlier: int, trust: TrustAnchors, at: datetime) -> Addition:
    reader = PdfFileReader(io.BytesIO(pdf))
    embedded = collect_embedded_signatures(reader)
    checker = Checker(pdf, trust, ValidationTimingInfo(at, at, point_in_time_validation=True), offline=True)
    before = [one for one in embedded if sum(covered(one)[2:]) <= earlier]
    broken = []
    for one in before:
        if why := checker.broken(one, with_later_changes=one is before[-1]):
            broken.append((str(one.field_name), why))
    if broken:
        return Addition(PdfReport((), (), ()), tuple(broken))
    added = [one for one in embedded if one not in before]
    return Addition(await _reported(pdf, reader, embedded, added, checker), ())


async def _verify(pdf: bytes, trust: TrustAnchors, at: datetime | None, offline: bool) -> PdfReport:
    moment = at or datetime.now(UTC)
    timing = ValidationTimingInfo(moment, moment, point_in_time_validation=at is not None)
    reader = PdfFileReader(io.BytesIO(pdf))
    embedded = collect_embedded_signatures(reader)
    checker = Checker(pdf, trust, timing, offline=offline)
    return await _reported(pdf, reader, embedded, embedded, checker)


async def _reported(
    pdf: bytes,
    reader: PdfFileReader,
    embedded: list[EmbeddedPdfSignature],
    asked: list[EmbeddedPdfSignature],
    checker: Checker,
) -> PdfReport:
    """Every question to those of the embedded signatures that are asked."""
    timestamps: list[TimestampReport] = []
    proven: datetime | None = (
        None  # the newest timestamp counts today, each earlier one when the next was made
    )
    for one in reversed(embedded):
        if one.sig_object_type == "/DocTimeStamp" and (one in asked or proven is None):
            report = await checker.timestamp(one, proven)
            proven = report.at if report.is_valid else proven
            if one in asked:
                timestamps.insert(0, report)
    signatures: list[SignatureReport] = []
    for one in asked:
        if one.sig_object_type == "/Sig":
            signatures.append(await checker.signature(one, tuple(timestamps)))
    outside = _outside(pdf, reader, embedded)
    return PdfReport(tuple(signatures), tuple(timestamps), outside)


def _outside(
    pdf: bytes, reader: PdfFileReader, embedded: list[EmbeddedPdfSignature]
) -> tuple[OutsideFinding, ...]:
    """What lies after everything that is signed."""
    if not embedded:
        return ()
    end = max(sum(covered(one)[2:]) for one in embedded)
    if end >= len(pdf):
        return ()
    marker = pdf.rfind(b"%%EOF", end)
    is_update = reader.xrefs.total_revisions - 1 > max(one.signed_revision for one in embedded)
    if not is_update or marker < 0 or pdf[marker + 5 :] not in _LINE_ENDS:
        return (
            OutsideFinding(
                end,
                len(pdf),
                True,
                "foreign bytes follow the last signed revision",
                "Có dữ liệu lạ được chèn thêm vào cuối tệp, ngoài phần đã ký.",
            ),
        )
    return (
        OutsideFinding(
            end,
            len(pdf),
            False,
            "a later update, allowed by PDF rules, is not covered by any signature",
            "Phần bổ sung ở cuối tệp không được chữ ký nào bảo vệ.",
        ),
    )
