"""The questions asked of one embedded signature or document timestamp, answered with pyHanko."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESPassed, AdESSubIndic
from pyhanko.sign.validation import async_validate_pdf_timestamp
from pyhanko.sign.validation.ades import (
    AdESWithTimeValidationResult,
    ades_lta_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import SignatureValidationSpec
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    TimestampSignatureStatus,
)
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from benhan.signing.damage import UNREADABLE
from benhan.signing.keys import Subject, read_subject
from benhan.signing.reports import Answer, Question, SignatureReport, TimestampReport
from benhan.signing.trust import TrustAnchors
from benhan.signing.wrapping import UNANCHORED, check_gap

_COVERING = (SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION)

# Which question an AdES finding answers with no; what is not listed concerns the signer's certificate.
_QUESTION_BY_INDICATION: dict[AdESSubIndic, Question] = {
    AdESFailure.HASH_FAILURE: Question.INTEGRITY,
    AdESFailure.SIG_CRYPTO_FAILURE: Question.INTEGRITY,
    AdESFailure.FORMAT_FAILURE: Question.INTEGRITY,
    AdESIndeterminate.SIGNED_DATA_NOT_FOUND: Question.INTEGRITY,
    AdESFailure.REVOKED: Question.REVOCATION,
    AdESIndeterminate.REVOKED_NO_POE: Question.REVOCATION,
    AdESIndeterminate.REVOKED_CA_NO_POE: Question.REVOCATION,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: Question.REVOCATION,
    AdESIndeterminate.TRY_LATER: Question.REVOCATION,
    AdESIndeterminate.SIG_CONSTRAINTS_FAILURE: Question.TIME,  # pyHanko says so of a missing timestamp
    AdESFailure.NOT_YET_VALID: Question.TIME,
    AdESIndeterminate.NOT_YET_VALID: Question.TIME,
    AdESIndeterminate.EXPIRED: Question.TIME,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Question.TIME,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Question.TIME,
    AdESIndeterminate.NO_POE: Question.TIME,
    AdESIndeterminate.TIMESTAMP_ORDER_FAILURE: Question.TIME,
}


def covered(embedded: EmbeddedPdfSignature) -> tuple[int, int, int, int]:
    """The byte range as four whole numbers.

    Raises ValueError when there are not four.
    """
    first, length, second, rest = (int(one) for one in embedded.byte_range)
    return first, length, second, rest


class Checker:
    """Answers the questions for the signatures of one PDF."""

    def __init__(
        self, pdf: bytes, trust: TrustAnchors, timing: ValidationTimingInfo, *, offline: bool
    ) -> None:
        self._pdf = pdf
        self._trust = trust
        self._timing = timing
        self._spec = trust.validation_spec(offline=offline)
        self._known = (*trust.root_certificates(), *trust.known_certificates())

    async def signature(
        self, embedded: EmbeddedPdfSignature, timestamps: tuple[TimestampReport, ...]
    ) -> SignatureReport:
        embedded.compute_integrity_info(diff_policy=self._spec.diff_policy)  # type: ignore[no-untyped-call]
        result = await self._result(embedded, timestamps)
        status = result.api_status
        token = status.timestamp_validity if status else None
        answers = (
            *self._answers_of_bytes(embedded),
            *_answers_of_result(result),
            _answer_of_token(embedded, token),
        )
        proven = token.timestamp if token and token.valid and token.trusted else None
        signer = read_subject(embedded.signer_cert)
        answers = _one_each((*answers, _answer_of_period(signer, proven)))
        return SignatureReport(
            field=embedded.field_name,
            signer=signer,
            reason=str(embedded.sig_object.get("/Reason", "")),
            claimed_at=embedded.self_reported_timestamp,
            timestamped_at=proven,
            covers=covered(embedded),
            covers_file=embedded.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            level=_level(embedded, answers, status.validation_path if status else None, proven, timestamps),
            answers=answers,
        )

    async def _result(
        self, embedded: EmbeddedPdfSignature, timestamps: tuple[TimestampReport, ...]
    ) -> AdESWithTimeValidationResult:
        """As of now if that suffices; else with what document timestamps prove about the past.

        pyHanko's long-term validation insists on a document timestamp even while every certificate is still
        good, so it is asked second; when it does not help, the first answer tells the cause better.

        Of a file whose timestamps were renewed, every authority may have ended but the last; pyHanko then finds no
        control time. The chain having been checked link by link, the question is asked as of its first link.
        """
        now = await self._as_of(embedded, self._timing)
        if isinstance(now.ades_subindic, AdESPassed | AdESFailure):
            return now
        past = await ades_lta_validation(embedded, self._spec, timing_info=self._timing)
        if isinstance(past.ades_subindic, AdESPassed):
            return past
        end = sum(covered(embedded)[2:])
        proven = [one.at for one in timestamps if one.is_valid and one.at and sum(one.covers[2:]) > end]
        if len(proven) > 1:
            first = min(proven)
            then = await self._as_of(
                embedded, ValidationTimingInfo(first, first, point_in_time_validation=True)
            )
            if isinstance(then.ades_subindic, AdESPassed):
                return then
        return now

    async def _as_of(
        self, embedded: EmbeddedPdfSignature, timing: ValidationTimingInfo
    ) -> AdESWithTimeValidationResult:
        return await ades_with_time_validation(
            embedded.signed_data,
            self._with_document_knowledge(embedded),
            timing_info=timing,
            raw_digest=embedded.compute_digest(),
            extra_status_kwargs=embedded.summarise_integrity_info(),
            status_cls=PdfSignatureStatus,
        )

    def _with_document_knowledge(self, embedded: EmbeddedPdfSignature) -> SignatureValidationSpec:
        """The rules, knowing also the certificates and lists that the document carries."""
        spec = self._spec.signature_validation_spec
        certificates, lists, responses = document_store(embedded.reader)
        known = spec.local_knowledge
        return replace(
            spec,
            local_knowledge=replace(
                known,
                known_certs=[*known.known_certs, *certificates],
                known_crls=[*known.known_crls, *(CRLContainer(one) for one in lists)],
                known_ocsps=[
                    *known.known_ocsps,
                    *(one for response in responses for one in OCSPContainer.load_multi(response)),
                ],
            ),
        )

    async def timestamp(
        self, embedded: EmbeddedPdfSignature, proven: datetime | None = None
    ) -> TimestampReport:
        """proven  when a later, valid timestamp was made over this one; None when this is the newest"""
        authority, moment = read_subject(embedded.signer_cert), proven or self._timing.validation_time
        certificates, lists, responses = document_store(embedded.reader)
        context = self._trust.past_context(moment, lists, responses)
        context.certificate_registry.register_multiple([*embedded.other_embedded_certs, *certificates])
        status: DocumentTimestampStatus = await async_validate_pdf_timestamp(
            embedded, context, diff_policy=self._spec.diff_policy
        )
        trouble = "" if status.trusted else f"the authority is not trusted ({status.trust_problem_indic})"
        intact = status.intact and status.valid
        return TimestampReport(
            field=embedded.field_name,
            authority=authority,
            at=status.timestamp if intact else None,
            covers=covered(embedded),
            covers_file=embedded.coverage is SignatureCoverageLevel.ENTIRE_FILE,
            answers=(
                *self._answers_of_bytes(embedded),
                Answer(Question.INTEGRITY, intact, "" if intact else "digest or signature differ"),
                Answer(Question.SIGNER, not trouble, trouble),
                _answer_of_age(authority, moment, is_renewed=proven is not None),
            ),
        )

    def broken(self, embedded: EmbeddedPdfSignature, *, with_later_changes: bool) -> str:
        """Why a signature or timestamp is not whole, "" when it is; whom it belongs to is not asked."""
        try:
            return "; ".join(self._damages(embedded, with_later_changes=with_later_changes))
        except UNREADABLE as error:
            return f"cannot be read ({type(error).__name__})"

    def _damages(self, embedded: EmbeddedPdfSignature, *, with_later_changes: bool) -> Iterator[str]:
        embedded.compute_integrity_info(  # type: ignore[no-untyped-call]
            diff_policy=self._spec.diff_policy, skip_diff=not with_later_changes
        )
        for one in self._answers_of_bytes(embedded):
            if one.question is Question.LATER_CHANGES and not with_later_changes:
                continue
            if not one.passed and one.developer != UNANCHORED:
                yield f"{one.question}: {one.developer}"
        if not _is_whole(embedded):
            yield f"{Question.INTEGRITY}: digest or signature differ"

    def _answers_of_bytes(self, embedded: EmbeddedPdfSignature) -> tuple[Answer, ...]:
        first, length, second, rest = covers = covered(embedded)
        fits = first == 0 and length < second and second + rest <= len(self._pdf)
        whole = fits and embedded.coverage in _COVERING
        gap = check_gap(self._pdf, covers, embedded.pkcs7_content, self._known) if fits else "no gap"
        later = embedded.summarise_integrity_info()["docmdp_ok"] is True
        return (
            Answer(Question.BYTE_RANGE, whole, "" if whole else f"range {covers}, {embedded.coverage}"),
            Answer(Question.CONTAINER, not gap, gap),
            Answer(Question.LATER_CHANGES, later, "" if later else f"{embedded.diff_result}"),
        )


def _answer_of_age(authority: Subject, moment: datetime, *, is_renewed: bool) -> Answer:
    """Was the authority's certificate still good when the next timestamp came, or is it today?"""
    if moment <= authority.valid_to:
        return Answer(Question.TIME, True)
    ended = f"the authority's certificate ended {authority.valid_to.isoformat()}"
    return Answer(
        Question.TIME, False, f"renewed too late: {ended}" if is_renewed else f"never renewed: {ended}"
    )


def _is_whole(embedded: EmbeddedPdfSignature) -> bool:
    """Does the signature, or the timestamp's token, fit the covered bytes and its certificate's key?"""
    content = embedded.signed_data["encap_content_info"]
    digest = embedded.compute_digest()
    kind = "data"
    if embedded.sig_object_type == "/DocTimeStamp":
        kind, imprint = "tst_info", content["content"].parsed["message_imprint"]
        if imprint["hashed_message"].native != digest:
            return False
        digest = hashlib.new(embedded.md_algorithm, bytes(content["content"])).digest()
    intact, valid = validate_sig_integrity(embedded.signer_info, embedded.signer_cert, kind, digest)
    return intact and valid


def _answers_of_result(result: AdESWithTimeValidationResult) -> tuple[Answer, ...]:
    """Every question AdES speaks to; a failure of one leaves the others as far as they were reached."""
    indication = result.ades_subindic
    failed = None
    if not isinstance(indication, AdESPassed):
        failed = _QUESTION_BY_INDICATION.get(indication, Question.SIGNER)
    status = result.api_status
    intact = status is not None and status.intact and status.valid
    why = f"{indication.standard_name}: {result.failure_msg or ''}"
    return (
        Answer(Question.INTEGRITY, intact, "" if intact else why),
        *(
            Answer(question, failed is not question, why if failed is question else "")
            for question in (Question.INTEGRITY, Question.SIGNER, Question.REVOCATION, Question.TIME)
        ),
    )


def _answer_of_token(embedded: EmbeddedPdfSignature, token: TimestampSignatureStatus | None) -> Answer:
    """A signature of ours always carries a timestamp: a claimed time alone proves nothing."""
    if next(extract_tst_data_iter(embedded.signer_info, signed=False), None) is None:
        return Answer(Question.TIME, False, "no timestamp")
    if token is None:  # not looked at, because another question failed first
        return Answer(Question.TIME, True)
    if token.intact and token.valid and token.trusted:
        return Answer(Question.TIME, True)
    return Answer(Question.TIME, False, f"timestamp not accepted ({token.summary()})")


def _answer_of_period(signer: Subject, proven: datetime | None) -> Answer:
    """Was the certificate in its time when the signature was made? pyHanko's past validation (0.38) slides the
    control time back into the certificate's period and so lets a signature made after it pass."""
    if proven is None or signer.valid_from <= proven <= signer.valid_to:
        return Answer(Question.TIME, True)
    return Answer(Question.TIME, False, f"signed {proven.isoformat()}, outside the certificate's period")


def _one_each(answers: tuple[Answer, ...]) -> tuple[Answer, ...]:
    """One answer per question, in the order of Question: the first no wins."""
    if any(one.question is Question.SIGNER and not one.passed for one in answers):
        # Naturally so when the signer is a stranger; it speaks of tampering only when the signer is not.
        answers = tuple(one for one in answers if one.developer != UNANCHORED)
        answers += (Answer(Question.CONTAINER, True),)
    return tuple(
        min((one for one in answers if one.question is question), key=lambda one: one.passed)
        for question in Question
    )


def _level(
    embedded: EmbeddedPdfSignature,
    answers: tuple[Answer, ...],
    path: ValidationPath | None,
    proven: object,
    timestamps: tuple[TimestampReport, ...],
) -> str:
    """The highest PAdES level this signature reaches now, later updates included."""
    failed = {one.question for one in answers if not one.passed}
    if failed - {Question.TIME} or path is None:
        return ""
    if proven is None:
        return "B-B"
    if not _is_long_term(embedded, path):
        return "B-T"
    end = sum(covered(embedded)[2:])
    is_archived = any(one.is_valid and sum(one.covers[2:]) > end for one in timestamps)
    return "B-LTA" if is_archived else "B-LT"


def _is_long_term(embedded: EmbeddedPdfSignature, path: ValidationPath) -> bool:
    """Does the document carry a revocation list of every issuer in the signer's chain, or an answer about each?"""
    _, lists, responses = document_store(embedded.reader)
    listed = {one.issuer.hashable for one in lists}
    answered = {
        (single["cert_id"]["serial_number"].native)
        for response in responses
        for single in response.response_data["responses"]
    }
    below_root: list[x509.Certificate] = list(path.iter_certs(include_root=False))
    return all(one.issuer.hashable in listed or one.serial_number in answered for one in below_root)


def document_store(
    reader: PdfFileReader,
) -> tuple[list[x509.Certificate], list[crl.CertificateList], list[ocsp.OCSPResponse]]:
    """Certificates, revocation lists and OCSP answers of the document security store; unreadable entries are left out."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
        certificates = [
            x509.Certificate.load(one.get_object().data, strict=True) for one in store.certs.values()
        ]
        lists = [crl.CertificateList.load(one.get_object().data, strict=True) for one in store.crls]
        answers = [ocsp.OCSPResponse.load(one.get_object().data, strict=True) for one in store.ocsps]
        for one in answers:
            one.response_data.native  # noqa: B018 parsed now, so that nonsense shows here
    except UNREADABLE:  # no store at all is a ValueError of pyHanko
        return [], [], []
    return certificates, lists, answers
