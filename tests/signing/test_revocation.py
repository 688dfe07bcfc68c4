"""Before signing the issuer is asked about the certificate: OCSP, else the list; answers are kept and go into the file."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509 import ocsp
from cryptography.x509.oid import AuthorityInformationAccessOID

from benhan.fhir.problems import ProblemError
from benhan.signing import demo_certificates as made
from benhan.signing.keys import FileKey, as_asn1
from benhan.signing.pades import Level
from benhan.signing.revocation import RevocationDesk
from benhan.signing.trust import TrustAnchors
from benhan.signing.verification import verify_pdf
from tests.signing.pki import FACILITY, NOW, Pki

pytestmark = pytest.mark.slow  # real sockets and signatures


@dataclass
class Issuer:
    """An issuer's OCSP responder and list, over HTTP; `mood` spoils the answers."""

    pki: Pki
    revoked: bool = False
    mood: str = ""  # "dead", "nonsense", "stale"
    has_ocsp: bool = True
    asked: list[str] = field(default_factory=list)
    leaf: x509.Certificate | None = None

    def answer(self, path: str, body: bytes) -> bytes:
        self.asked.append(path)
        issuing = self.pki.authority._issuer("issuing")
        start = NOW - timedelta(days=9) if self.mood == "stale" else NOW - timedelta(hours=1)
        end = start + timedelta(days=1)
        if self.mood == "nonsense":
            return b"<html>"
        assert self.leaf is not None
        if path == "/crl":
            gone = ((self.leaf.serial_number, NOW - timedelta(hours=2)),) if self.revoked else ()
            builder = x509.CertificateRevocationListBuilder().issuer_name(issuing.certificate.subject)
            builder = builder.last_update(start).next_update(end)
            for serial, when in gone:
                entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
                builder = builder.add_revoked_certificate(entry.build())
            return builder.sign(issuing.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)
        ocsp.load_der_ocsp_request(body)
        status = ocsp.OCSPCertStatus.REVOKED if self.revoked else ocsp.OCSPCertStatus.GOOD
        built = ocsp.OCSPResponseBuilder().add_response(
            cert=self.leaf, issuer=issuing.certificate, algorithm=hashes.SHA256(), cert_status=status,
            this_update=start, next_update=end,
            revocation_time=NOW - timedelta(hours=2) if self.revoked else None, revocation_reason=None,
        )  # fmt: skip
        built = built.responder_id(ocsp.OCSPResponderEncoding.HASH, issuing.certificate)
        return built.sign(issuing.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    issuer: Issuer


class _Reply(BaseHTTPRequestHandler):
    def do_GET(self) -> None:  # noqa: N802 - the name http.server calls
        server = self.server
        assert isinstance(server, _Server)
        length = int(self.headers.get("Content-Length") or 0)
        out = server.issuer.answer(self.path, self.rfile.read(length))
        self.send_response(500 if server.issuer.mood == "dead" else 200)
        self.send_header("Content-Length", str(len(out)))
        self.end_headers()
        self.wfile.write(out)

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


@pytest.fixture
def issuer(pki: Pki) -> Iterator[tuple[Issuer, str]]:
    with _Server(("127.0.0.1", 0), _Reply) as server:
        server.issuer = Issuer(pki)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server.issuer, f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def key_naming(issuer: Issuer, base: str, pki: Pki) -> FileKey:
    """A holder's key whose certificate says where its state is asked."""
    issuing, key = pki.authority._issuer("issuing"), made.new_key()
    holder = made.Holder("Nguyễn Văn An", "Bác sĩ", FACILITY, "NV001")
    built = made._leaf(issuing, holder.as_name(), key, NOW - timedelta(days=1), 1)
    if issuer.has_ocsp:
        place = x509.AccessDescription(
            AuthorityInformationAccessOID.OCSP, x509.UniformResourceIdentifier(f"{base}/ocsp")
        )
        built = built.add_extension(x509.AuthorityInformationAccess([place]), critical=False)
    names = [x509.UniformResourceIdentifier(f"{base}/crl")]
    point = x509.DistributionPoint(names, relative_name=None, reasons=None, crl_issuer=None)
    built = built.add_extension(x509.CRLDistributionPoints([point]), critical=False)
    issuer.leaf = built.sign(issuing.key, hashes.SHA256())
    info = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return FileKey(as_asn1(issuer.leaf), (as_asn1(issuing.certificate),), info)


def anchors(pki: Pki) -> TrustAnchors:
    """What an installation has of a real authority: certificates, and no list of the issuer beforehand."""
    known = pki.authority.trust()
    root_list = next(der for der in known.crls if b"Root" in der)
    return TrustAnchors(known.roots, known.intermediates, (root_list,))


def gathered(pki: Pki, key: FileKey, folder: Path) -> TrustAnchors:
    return RevocationDesk(folder, timeout_s=1).gathered(anchors(pki), (key.certificate, *key.chain), NOW)


@pytest.mark.parametrize("way", ["ocsp", "crl"])
def test_the_answer_is_asked_once_and_goes_into_the_signed_file(
    pki: Pki, plain_pdf: bytes, issuer: tuple[Issuer, str], tmp_path: Path, way: str
) -> None:
    service, base = issuer
    service.has_ocsp = way == "ocsp"
    key = key_naming(service, base, pki)
    trust = gathered(pki, key, tmp_path)
    assert gathered(pki, key, tmp_path) == trust
    assert service.asked == [f"/{way}"]  # kept until it ends, for every process
    full = pki.authority.trust()  # the demonstration's timestamp authority has its list at hand
    trust = TrustAnchors(trust.roots, trust.intermediates, (*trust.crls, *full.crls), trust.ocsps)
    signed = pki.sign_as_doctor(plain_pdf, key=key, trust=trust, level=Level.B_LTA)
    bare = TrustAnchors(trust.roots, trust.intermediates)
    report = verify_pdf(signed, trust=bare, at=NOW)  # nothing known but roots: the file carries the rest
    assert report.is_valid, report.developer
    assert report.signatures[0].level == "B-LTA"


@pytest.mark.parametrize("way", ["ocsp", "crl"])
def test_a_revoked_certificate_signs_nothing(
    pki: Pki, plain_pdf: bytes, issuer: tuple[Issuer, str], tmp_path: Path, way: str
) -> None:
    service, base = issuer
    service.has_ocsp, service.revoked = way == "ocsp", True
    key = key_naming(service, base, pki)
    with pytest.raises(ProblemError) as caught:
        pki.sign_as_doctor(plain_pdf, key=key, trust=gathered(pki, key, tmp_path))
    assert caught.value.problem.code == "BH-SIGN-0003"
    assert "đã bị thu hồi" in caught.value.clinician


@pytest.mark.parametrize("mood", ["dead", "nonsense", "stale"])
def test_an_issuer_that_gives_no_usable_answer_means_nothing_is_signed(
    pki: Pki, issuer: tuple[Issuer, str], tmp_path: Path, mood: str
) -> None:
    service, base = issuer
    key = key_naming(service, base, pki)
    service.mood = mood
    with pytest.raises(ProblemError) as caught:
        gathered(pki, key, tmp_path)
    assert caught.value.problem.code == "BH-SIGN-0049"
    assert service.asked == ["/ocsp", "/crl"]


def test_an_answer_is_asked_again_once_it_has_ended(
    pki: Pki, issuer: tuple[Issuer, str], tmp_path: Path
) -> None:
    service, base = issuer
    key = key_naming(service, base, pki)
    gathered(pki, key, tmp_path)
    later = NOW + timedelta(days=2)
    with pytest.raises(ProblemError):  # this responder's answers still end before then
        RevocationDesk(tmp_path, timeout_s=1).gathered(anchors(pki), (key.certificate, *key.chain), later)
    assert service.asked == ["/ocsp", "/ocsp", "/crl"]
