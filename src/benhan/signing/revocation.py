"""How does a certificate stand with its issuer? OCSP first, else the revocation list; answers kept until they end.

Asked of the signer's certificate and of every one above it but the root (EMR-ESIG-07).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from benhan.signing.problems import REVOCATION_UNKNOWN
from benhan.signing.trust import TrustAnchors

_LARGEST = 5_000_000
_OCSP_WITHOUT_END = timedelta(hours=1)  # an answer that names no next update is asked again after this
_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class RevocationDesk:
    """folder  where answers are kept; several processes may share it"""

    folder: Path
    timeout_s: float = _TIMEOUT_S

    def gathered(
        self, trust: TrustAnchors, certificates: Sequence[asn1_x509.Certificate], at: datetime
    ) -> TrustAnchors:
        """The anchors with fresh answers about these certificates, their issuers among `trust` or the certificates.

        A certificate that names no place to ask, or whose list is known here and still holds, is not asked about.
        Raises REVOCATION_UNKNOWN when a named place gives no usable answer.
        """
        known = [_load(der) for der in (*trust.roots, *trust.intermediates)]
        asked = [_load(one.dump()) for one in certificates]
        known += asked
        roots = {_fingerprint(_load(der)) for der in trust.roots}
        lists, answers = list(trust.crls), list(trust.ocsps)
        waiting, done = list(asked), set(roots)
        while waiting:
            one = waiting.pop()
            if _fingerprint(one) in done:
                continue
            done.add(_fingerprint(one))
            issuer = next((other for other in known if other.subject == one.issuer), None)
            if issuer is None:
                continue  # no chain: admission says so
            waiting.append(issuer)
            if _is_listed(one, lists, at):
                continue
            found = self._ask(one, issuer, at)
            if isinstance(found, _Answer):
                answers.append(found.der)
            elif found is not None:
                lists.append(found)
        return replace(trust, crls=tuple(dict.fromkeys(lists)), ocsps=tuple(dict.fromkeys(answers)))

    def _ask(self, one: x509.Certificate, issuer: x509.Certificate, at: datetime) -> _Answer | bytes | None:
        responders, lists = _responders(one), _list_places(one)
        reason = ""
        for url in responders:
            try:
                return _Answer(self._ocsp(url, one, issuer, at))
            except (OSError, ValueError) as error:
                reason = f"OCSP: {type(error).__name__}"
        for url in lists:
            try:
                return self._list(url, at)
            except (OSError, ValueError) as error:
                reason = f"CRL: {type(error).__name__}"
        if reason:
            raise REVOCATION_UNKNOWN.at(reason=reason)
        return None

    def _ocsp(self, url: str, one: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bytes:
        kept = self._kept(f"ocsp {url} {one.serial_number:x} {_fingerprint(issuer)}")
        der = _read(kept)
        if der is not None and _ocsp_end(der) > at:
            return der
        builder = ocsp.OCSPRequestBuilder().add_certificate(one, issuer, hashes.SHA256())
        asked = builder.build().public_bytes(serialization.Encoding.DER)
        der = self._fetch(url, asked, "application/ocsp-request")
        if _ocsp_end(der) <= at:
            raise ValueError("the answer is out of date")
        _write(kept, der)
        return der

    def _list(self, url: str, at: datetime) -> bytes:
        kept = self._kept(f"crl {url}")
        der = _read(kept)
        if der is not None and _list_end(der) > at:
            return der
        der = self._fetch(url, None, "")
        if _list_end(der) <= at:
            raise ValueError("the list is out of date")
        _write(kept, der)
        return der

    def _kept(self, what: str) -> Path:
        return self.folder / f"{hashlib.sha256(what.encode()).hexdigest()[:40]}.der"

    def _fetch(self, url: str, body: bytes | None, kind: str) -> bytes:
        if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
            raise ValueError("neither http nor https")
        headers = {"Content-Type": kind} if kind else {}
        request = urllib.request.Request(url, data=body, headers=headers)  # noqa: S310 checked above
        with urllib.request.urlopen(request, timeout=self.timeout_s) as answer:  # noqa: S310
            der: bytes = answer.read(_LARGEST)
        return der


@dataclass(frozen=True, slots=True)
class _Answer:
    der: bytes


def _ocsp_end(der: bytes) -> datetime:
    """Until when an OCSP answer speaks. Raises ValueError for what is none."""
    answer = ocsp.load_der_ocsp_response(der)
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise ValueError(f"OCSP says {answer.response_status.name}")
    return answer.next_update_utc or answer.this_update_utc + _OCSP_WITHOUT_END


def _list_end(der: bytes) -> datetime:
    found = x509.load_der_x509_crl(der)
    return found.next_update_utc or found.last_update_utc + timedelta(days=1)


def _is_listed(one: x509.Certificate, lists: Iterable[bytes], at: datetime) -> bool:
    """Whether a list of its issuer that still holds is known."""
    for der in lists:
        found = x509.load_der_x509_crl(der)
        if found.issuer == one.issuer and (found.next_update_utc or datetime.min.replace(tzinfo=UTC)) > at:
            return True
    return False


def _responders(one: x509.Certificate) -> list[str]:
    try:
        access = one.extensions.get_extension_for_oid(ExtensionOID.AUTHORITY_INFORMATION_ACCESS).value
    except x509.ExtensionNotFound:
        return []
    if not isinstance(access, x509.AuthorityInformationAccess):
        return []
    return [
        place.access_location.value
        for place in access
        if place.access_method == AuthorityInformationAccessOID.OCSP
    ]


def _list_places(one: x509.Certificate) -> list[str]:
    try:
        points = one.extensions.get_extension_for_oid(ExtensionOID.CRL_DISTRIBUTION_POINTS).value
    except x509.ExtensionNotFound:
        return []
    if not isinstance(points, x509.CRLDistributionPoints):
        return []
    names = [name for point in points for name in point.full_name or ()]
    return [name.value for name in names if isinstance(name, x509.UniformResourceIdentifier)]


def _load(der: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(der)


def _fingerprint(one: x509.Certificate) -> str:
    return one.fingerprint(hashes.SHA256()).hex()


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _write(path: Path, der: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    with os.fdopen(descriptor, "wb") as out:
        out.write(der)
    Path(name).replace(path)


__all__ = ["RevocationDesk"]
