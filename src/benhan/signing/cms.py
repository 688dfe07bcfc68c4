"""Detached CAdES-T signatures over plain bytes: manifests of export packages, anchors of the audit chain."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime

from asn1crypto import cms
from pyhanko.sign.ades.api import CAdESSignedAttrSpec
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import StandardCMSSignatureStatus

from benhan.signing.admission import admit_key, admit_timestamps
from benhan.signing.damage import UNREADABLE
from benhan.signing.keys import SigningKey, Subject, read_subject
from benhan.signing.problems import KEY_UNREACHABLE, SIGNING_FAILED, TIMESTAMP_UNREACHABLE
from benhan.signing.timestamps import TimestampSource
from benhan.signing.trust import TrustAnchors
from benhan.signing.wrapping import UNANCHORED, check_cms


@dataclass(frozen=True, slots=True)
class ManifestReport:
    """One detached signature checked; `signer` and times are None where they could not be read or proven."""

    is_valid: bool
    signer: Subject | None
    timestamped_at: datetime | None
    developer: str
    clinician: str


def sign_manifest(
    data: bytes,
    *,
    key: SigningKey,
    timestamps: TimestampSource,
    trust: TrustAnchors,
    at: datetime | None = None,
) -> bytes:
    """A detached CAdES-T signature of the bytes, DER (.p7s).

    Raises the problems of `admission.admit_key` and `admit_timestamps`, KEY_UNREACHABLE, SIGNING_FAILED.
    """
    return asyncio.run(_sign(data, key, timestamps, trust, at or datetime.now(UTC)))


async def _sign(
    data: bytes, key: SigningKey, timestamps: TimestampSource, trust: TrustAnchors, at: datetime
) -> bytes:
    context, client = trust.signing_context(at), timestamps.client()
    await admit_key(key, context, at)
    await admit_timestamps(client, context)
    try:
        async with key.session() as signer:
            signed = await signer.async_sign_general_data(
                data,
                "sha256",
                use_cades=True,
                timestamper=client,
                signed_attr_settings=PdfCMSSignedAttributes(
                    signing_time=at, cades_signed_attrs=CAdESSignedAttrSpec()
                ),
            )
    except TimestampRequestError as error:
        raise TIMESTAMP_UNREACHABLE.at(reason=type(error).__name__) from None
    except SigningError as error:
        raise SIGNING_FAILED.at(reason=type(error).__name__) from error
    except OSError as error:
        raise KEY_UNREACHABLE.at(reason=type(error).__name__) from None
    der: bytes = signed.dump()
    return der


def verify_manifest(
    data: bytes, signature: bytes, *, trust: TrustAnchors, at: datetime | None = None
) -> ManifestReport:
    """Check a detached signature; never raises for bad input."""
    oddity = check_cms(signature, (*trust.root_certificates(), *trust.known_certificates()))
    if oddity and oddity != UNANCHORED:
        return ManifestReport(
            False, None, None, oddity, "Chữ ký của danh mục tệp bị hỏng hoặc đã bị thay đổi."
        )
    try:
        status = asyncio.run(_validate(data, signature, trust, at or datetime.now(UTC)))
    except UNREADABLE as error:
        return ManifestReport(
            False, None, None, type(error).__name__, "Không đọc được chữ ký của danh mục tệp."
        )
    return _report(status, oddity)


async def _validate(
    data: bytes, signature: bytes, trust: TrustAnchors, at: datetime
) -> StandardCMSSignatureStatus:
    return await async_validate_detached_cms(
        data,
        cms.ContentInfo.load(signature, strict=True)["content"],
        signer_validation_context=trust.signing_context(at),
        ts_validation_context=trust.signing_context(at),
        key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation"}),
    )


def _report(status: StandardCMSSignatureStatus, oddity: str) -> ManifestReport:
    signer = read_subject(status.signing_cert)
    token = status.timestamp_validity
    proven = token.timestamp if token and token.valid and token.trusted else None
    if not (status.intact and status.valid):
        why, said = "digest or signature differ", "nội dung đã bị thay đổi sau khi ký"
    elif not status.trusted:
        why, said = (
            f"signer: {status.trust_problem_indic}",
            "chứng thư số không được tin cậy hoặc đã bị thu hồi",
        )
    elif proven is None:
        why, said = "no accepted timestamp", "thời điểm ký không được chứng minh"
    elif oddity:
        why, said = oddity, "dữ liệu bao quanh chữ ký đã bị thay đổi"
    else:
        return ManifestReport(True, signer, proven, "", f"Chữ ký của {signer.name} hợp lệ.")
    return ManifestReport(False, signer, proven, why, f"Chữ ký của {signer.name} KHÔNG hợp lệ: {said}.")
