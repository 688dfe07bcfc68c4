"""What is checked before anything is signed: the document and the box, the key, the timestamp service."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, enumerate_sig_fields
from pyhanko.sign.timestamps import TimeStamper, TimestampRequestError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, read_certification_data
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    PathBuildingError,
    RevokedError,
    ValidationError,
)

from benhan.signing.damage import UNREADABLE
from benhan.signing.keys import SigningKey, Subject, read_subject
from benhan.signing.problems import (
    BOX_OUTSIDE_PAGE,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_FOREIGN,
    CERTIFICATE_NOT_YET_VALID,
    CERTIFICATE_REVOKED,
    CERTIFICATE_UNFIT,
    FIELD_ALREADY_SIGNED,
    PDF_DAMAGED,
    PDF_LOCKED,
    TIMESTAMP_UNREACHABLE,
    TIMESTAMP_UNTRUSTED,
)


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """Where a signature stands.

    name            of the form field; unique in the document, no dot
    page            counted from 1
    x1, y1, x2, y2  points from the page's bottom left corner
    """

    name: str
    page: int
    x1: float
    y1: float
    x2: float
    y2: float

    def __post_init__(self) -> None:
        if not self.name or "." in self.name:
            raise ValueError("a field's name is not empty and holds no dot")
        if not (self.x1 < self.x2 and self.y1 < self.y2):
            raise ValueError("the box's second corner lies right of and above the first")


def admit_document(pdf: bytes, box: SignatureBox) -> PdfFileReader:
    """Refuse a PDF that cannot take this signature; give it opened.

    Raises PDF_DAMAGED, PDF_LOCKED, FIELD_ALREADY_SIGNED, BOX_OUTSIDE_PAGE.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        if reader.encrypted:
            raise PDF_LOCKED.at(reason="encrypted")
        if reader.xrefs.hybrid_xrefs_present:
            raise PDF_DAMAGED.at(reason="hybrid cross-reference sections")
        pages = int(reader.root["/Pages"]["/Count"])
        filled = {name for name, value, _ in enumerate_sig_fields(reader) if value is not None}
        width, height = _page_size(reader, box.page - 1) if 1 <= box.page <= pages else (0.0, 0.0)
        lock = _lock(reader)
    except UNREADABLE as error:
        raise PDF_DAMAGED.at(reason=type(error).__name__) from None
    if lock:
        raise PDF_LOCKED.at(reason=lock)
    if box.name in filled:
        raise FIELD_ALREADY_SIGNED.at(field=box.name)
    if box.x1 < 0 or box.y1 < 0 or box.x2 > width or box.y2 > height:
        shown = (box.x1, box.y1, box.x2, box.y2)
        raise BOX_OUTSIDE_PAGE.at(box=shown, page=box.page, pages=pages, width=width, height=height)
    return reader


async def admit_key(key: SigningKey, context: ValidationContext, at: datetime) -> None:
    """Refuse a certificate that may not sign at `at`.

    Raises CERTIFICATE_EXPIRED, _NOT_YET_VALID, _REVOKED, _FOREIGN, _UNFIT.
    """
    await admit_certificate(key.certificate, key.chain, context, at)


async def admit_certificate(
    certificate: x509.Certificate,
    chain: tuple[x509.Certificate, ...],
    context: ValidationContext,
    at: datetime,
) -> None:
    """The same for a certificate whose key is elsewhere."""
    subject = read_subject(certificate)
    if at > subject.valid_to:
        raise CERTIFICATE_EXPIRED.at(serial=subject.serial, valid_to=_shown(subject.valid_to))
    if at < subject.valid_from:
        raise CERTIFICATE_NOT_YET_VALID.at(serial=subject.serial, valid_from=_shown(subject.valid_from))
    try:
        validator = CertificateValidator(certificate, intermediate_certs=chain, validation_context=context)
        await validator.async_validate_usage({"non_repudiation"})  # type: ignore[no-untyped-call]
    except RevokedError:
        raise CERTIFICATE_REVOKED.at(serial=subject.serial) from None
    except PathBuildingError:
        raise CERTIFICATE_FOREIGN.at(serial=subject.serial) from None
    except ValidationError as error:
        raise _unfit(subject, error) from None


async def admit_timestamps(source: TimeStamper, context: ValidationContext) -> None:
    """Ask for a trial timestamp and check who signs it.

    Raises TIMESTAMP_UNREACHABLE, TIMESTAMP_UNTRUSTED.
    """
    try:
        async for _ in source.validation_paths(context):  # type: ignore[no-untyped-call]
            pass
    except TimestampRequestError as error:
        raise TIMESTAMP_UNREACHABLE.at(reason=type(error).__name__) from None
    except (PathBuildingError, ValidationError) as error:
        raise TIMESTAMP_UNTRUSTED.at(reason=type(error).__name__) from None


def _unfit(subject: Subject, error: ValidationError) -> Exception:
    return CERTIFICATE_UNFIT.at(serial=subject.serial, reason=type(error).__name__)


def _page_size(reader: PdfFileReader, index: int) -> tuple[float, float]:
    """Width and height of a page in points, from its (maybe inherited) media box."""
    reference, _ = reader.find_page_for_modification(index)  # type: ignore[no-untyped-call]
    node = reference.get_object()
    while "/MediaBox" not in node:
        node = node["/Parent"]
    x1, y1, x2, y2 = (float(side) for side in node["/MediaBox"])
    return abs(x2 - x1), abs(y2 - y1)


def _lock(reader: PdfFileReader) -> str:
    """Why no signature may follow, "" when one may."""
    certified = read_certification_data(reader)
    if certified is not None and certified.permission is MDPPerm.NO_CHANGES:
        return "certified, no changes allowed"
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        made = value.get_object()
        if made.get("/Type") == "/DocTimeStamp" or not (
            "/Reference" in made or "/Lock" in field.get_object()
        ):
            continue
        if EmbeddedPdfSignature(reader, field, name).docmdp_level is MDPPerm.NO_CHANGES:
            return f"field {name} locks the document"
    return ""


def _shown(at: datetime) -> str:
    return at.strftime("%d/%m/%Y")
