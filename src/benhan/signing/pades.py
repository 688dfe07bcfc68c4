"""Sign a PDF as PAdES, several signatures one after the other on the same bytes.

Each call appends one revision (for B-LTA two: the signature and a document timestamp) and leaves every byte
before it as it was, so earlier signatures stay valid. What long-term validation needs (certificates and
revocation lists) is written into the very revision that the signature covers: no byte of the result lies
outside a signature or timestamp.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError

from benhan.signing.admission import SignatureBox, admit_document, admit_key, admit_timestamps
from benhan.signing.appearance import Appearance, stamp_style
from benhan.signing.keys import SigningKey
from benhan.signing.problems import (
    EARLIER_SIGNATURE_BROKEN,
    KEY_UNREACHABLE,
    SIGNED_FILE_REFUSED,
    SIGNING_FAILED,
    TIMESTAMP_UNREACHABLE,
)
from benhan.signing.timestamps import TimestampSource
from benhan.signing.trust import TrustAnchors
from benhan.signing.verification import verify_addition

__all__ = ["Level", "SignatureBox", "sign"]


class Level(StrEnum):
    """How long a PAdES signature can be checked (ETSI EN 319 142-1)."""

    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"


@dataclass(frozen=True, slots=True)
class _Wish:
    """One signature as asked for, on its way through the steps."""

    key: SigningKey
    field: SignatureBox
    appearance: Appearance
    reason: str
    location: str
    level: Level
    trust: TrustAnchors
    at: datetime


def sign(
    pdf: bytes,
    *,
    key: SigningKey,
    timestamps: TimestampSource,
    field: SignatureBox,
    appearance: Appearance,
    reason: str,
    location: str,
    level: Level,
    trust: TrustAnchors,
    at: datetime | None = None,
) -> bytes:
    """Append a signature to a PDF and give the new bytes, which begin with the old ones.

    reason, location  Vietnamese, shown by PDF readers; "" for none
    at                aware; the claimed signing time, now when None

    The result is verified before it is handed out: the new signature in every respect, the earlier ones for being
    whole (`verification.verify_addition`). Blocks while key and timestamp service answer; must not be
    called from inside a running event loop.

    Raises the problems of BH-SIGN-0001 to 0018; then nothing was signed.
    """
    wish = _Wish(key, field, appearance, reason, location, level, trust, at or datetime.now(UTC))
    reader = admit_document(pdf, field)
    signed = asyncio.run(_sign(reader, wish, timestamps.client()))
    if not signed.startswith(pdf):
        raise SIGNED_FILE_REFUSED.at(reason="earlier bytes changed")
    _recheck(signed, len(pdf), wish)
    return signed


async def _sign(reader: PdfFileReader, wish: _Wish, clock: TimeStamper) -> bytes:
    context = wish.trust.signing_context(wish.at)
    await admit_key(wish.key, context, wish.at)
    await admit_timestamps(clock, context)
    try:
        async with wish.key.session() as signer:
            return await _append(reader, wish, clock, signer)
    except TimestampRequestError as error:
        raise TIMESTAMP_UNREACHABLE.at(reason=type(error).__name__) from None
    except SigningError as error:
        raise SIGNING_FAILED.at(reason=type(error).__name__) from error
    except OSError as error:
        raise KEY_UNREACHABLE.at(reason=type(error).__name__) from None


async def _append(reader: PdfFileReader, wish: _Wish, clock: TimeStamper, signer: Signer) -> bytes:
    """pyHanko's steps one by one, because only so the claimed time can be given."""
    box = wish.field
    writer = IncrementalPdfFileWriter.from_reader(reader)
    # Whole points, because pyHanko's field takes no others; the appearance is drawn for the same box.
    corners = (round(box.x1), round(box.y1), round(box.x2), round(box.y2))
    placed = SigFieldSpec(box.name, on_page=box.page - 1, box=corners)
    style = stamp_style(wish.appearance, width=corners[2] - corners[0], height=corners[3] - corners[1])
    pdf_signer = PdfSigner(
        _metadata(wish), signer, timestamper=clock, stamp_style=style, new_field_spec=placed
    )
    session = pdf_signer.init_signing_session(writer)
    session.system_time = wish.at
    validation = await session.perform_presign_validation(writer)
    reserved = await session.estimate_signature_container_size(validation)
    prepared = session.prepare_tbs_document(validation_info=validation, bytes_reserved=reserved)
    digest, output = prepared.digest_tbs_document()
    done = await prepared.perform_signature(
        document_digest=digest.document_digest,
        pdf_cms_signed_attrs=PdfCMSSignedAttributes(signing_time=wish.at),
    )
    await done.post_signature_processing(output)
    output.seek(0)
    return bytes(output.read())


def _metadata(wish: _Wish) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=wish.field.name,
        md_algorithm="sha256",
        reason=wish.reason or None,
        location=wish.location or None,
        name=wish.key.subject.name,
        subfilter=SigSeedSubFilter.PADES,
        # Given a context, pyHanko writes its certificates and lists for B-T too; they are admitted already.
        validation_context=None if wish.level is Level.B_T else wish.trust.signing_context(wish.at),
        embed_validation_info=wish.level is not Level.B_T,
        use_pades_lta=wish.level is Level.B_LTA,
        timestamp_field_name=f"{wish.field.name}-dau-thoi-gian",
        dss_settings=DSSContentSettings(
            include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE
        ),
    )


def _recheck(signed: bytes, earlier: int, wish: _Wish) -> None:
    """Verify what was just made, and that the earlier signatures, of the first `earlier` bytes, still hold."""
    added = verify_addition(signed, earlier, trust=wish.trust, at=wish.at)
    for field, reason in added.broken:
        raise EARLIER_SIGNATURE_BROKEN.at(field=field, reason=reason)
    if not added.report.is_valid or [one.field for one in added.report.signatures] != [wish.field.name]:
        raise SIGNED_FILE_REFUSED.at(reason=added.report.developer)
