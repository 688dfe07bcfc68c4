"""Whom we trust: roots, issuers' certificates and revocation lists, as one value that works offline."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import pem, x509
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """Certificates and lists in DER.

    roots          end points of every chain; nothing else is trusted
    intermediates  issuers, to build chains with; trusted only through a root
    crls           revocation lists known here, beside those inside a document
    ocsps          OCSP answers known here
    """

    roots: tuple[bytes, ...]
    intermediates: tuple[bytes, ...] = ()
    crls: tuple[bytes, ...] = ()
    ocsps: tuple[bytes, ...] = ()

    @classmethod
    def from_folder(cls, folder: Path) -> TrustAnchors:
        """Read `roots/*.pem`, `intermediates/*.pem` and `crls/*.crl` (DER or PEM); absent is empty."""
        return cls(
            roots=_read_all(folder / "roots"),
            intermediates=_read_all(folder / "intermediates"),
            crls=_read_all(folder / "crls"),
        )

    def write_to(self, folder: Path) -> None:
        """Write the anchors so that `from_folder` reads them back; files already there are replaced."""
        for name, ders, kind in (
            ("roots", self.roots, "CERTIFICATE"),
            ("intermediates", self.intermediates, "CERTIFICATE"),
            ("crls", self.crls, "X509 CRL"),
        ):
            target = folder / name
            target.mkdir(parents=True, exist_ok=True)
            for number, der in enumerate(ders):
                (target / f"{number:02d}.pem").write_bytes(pem.armor(kind, der))

    def root_certificates(self) -> list[x509.Certificate]:
        return [parsed_certificate(der) for der in self.roots]

    def known_certificates(self) -> list[x509.Certificate]:
        return [parsed_certificate(der) for der in self.intermediates]

    def signing_context(self, at: datetime) -> ValidationContext:
        """What pyHanko needs before signing: the state of every certificate at `at`, nothing fetched."""
        return ValidationContext(
            trust_roots=self.root_certificates(),
            other_certs=self.known_certificates(),
            crls=[_parsed_list(der) for der in self.crls],
            ocsps=[_parsed_answer(der) for der in self.ocsps],
            moment=at,
            best_signature_time=at,
            allow_fetching=False,
            revinfo_policy=_REVOCATION,
        )

    def past_context(
        self,
        at: datetime,
        lists: list[asn1_crl.CertificateList],
        answers: list[asn1_ocsp.OCSPResponse],
    ) -> ValidationContext:
        """The state of certificates at an instant that may be long ago, knowing also what a document carries.

        Lists and answers made after the instant count too: they tell of revocations before it.
        """
        return ValidationContext(
            trust_roots=self.root_certificates(),
            other_certs=self.known_certificates(),
            crls=[*(_parsed_list(der) for der in self.crls), *lists],
            ocsps=[*(_parsed_answer(der) for der in self.ocsps), *answers],
            moment=at,
            best_signature_time=at,
            allow_fetching=False,
            retroactive_revinfo=True,
            revinfo_policy=_REVOCATION,
        )

    def validation_spec(self, *, offline: bool) -> PdfSignatureValidationSpec:
        """The rules of verification: signature roots and timestamp roots are the same set."""
        rule = RevinfoOnlineFetchingRule.LOCAL_ONLY if offline else RevinfoOnlineFetchingRule.ALWAYS_FETCH
        policy = CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=self.root_certificates()),
            revinfo_policy=_REVOCATION,
        )
        return PdfSignatureValidationSpec(
            SignatureValidationSpec(
                cert_validation_policy=policy,
                revinfo_gathering_policy=RevocationInfoGatheringSpec(
                    online_fetching_rule=rule,
                    certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
                ),
                ts_cert_validation_policy=policy,
                local_knowledge=LocalKnowledge(
                    known_crls=[CRLContainer(_parsed_list(der)) for der in self.crls],
                    known_ocsps=[
                        container
                        for der in self.ocsps
                        for container in OCSPContainer.load_multi(_parsed_answer(der))
                    ],
                    known_certs=self.known_certificates(),
                ),
                key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation"}),
            )
        )


# Every certificate below a root needs revocation information, whether or not it names a place for it:
# Nghị định 23/2025 Art. 15 and 16 ask for the state of signer and issuer at signing time.
_REVOCATION = CertRevTrustPolicy(revocation_checking_policy=REQUIRE_REVINFO)


class _Parsed(threading.local):
    """What this thread has parsed, by its DER: asn1crypto parses late and in place, not safe across threads."""

    def __init__(self) -> None:
        self.certificates: dict[bytes, x509.Certificate] = {}
        self.lists: dict[bytes, asn1_crl.CertificateList] = {}
        self.answers: dict[bytes, asn1_ocsp.OCSPResponse] = {}


_parsed = _Parsed()
T = TypeVar("T")
_MOST_PARSED = 64


def parsed_certificate(der: bytes) -> x509.Certificate:
    """The certificate, parsed once per thread; never to be changed."""
    return _remembered(_parsed.certificates, der, x509.Certificate.load)


def _parsed_list(der: bytes) -> asn1_crl.CertificateList:
    return _remembered(_parsed.lists, der, asn1_crl.CertificateList.load)


def _parsed_answer(der: bytes) -> asn1_ocsp.OCSPResponse:
    return _remembered(_parsed.answers, der, asn1_ocsp.OCSPResponse.load)


def _remembered(known: dict[bytes, T], der: bytes, load: Callable[[bytes], T]) -> T:
    found = known.get(der)
    if found is None:
        if len(known) >= _MOST_PARSED:
            known.clear()
        found = known[der] = load(der)
    return found


def _read_all(folder: Path) -> tuple[bytes, ...]:
    ders: list[bytes] = []
    for path in sorted(folder.glob("*")) if folder.is_dir() else ():
        data = path.read_bytes()
        if pem.detect(data):
            ders.extend(der for _, _, der in pem.unarmor(data, multiple=True))
        else:
            ders.append(data)
    return tuple(ders)
