"""A real handshake with an address: which versions and ciphers it accepts, whose certificate it shows, for how long."""

from __future__ import annotations

import ipaddress
import ssl
import tempfile
import warnings
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from benhan.assurance.host.root import Facts
from benhan.assurance.wire.target import CannotReachError, Target, connected, trusting_all

_VERSIONS = {
    "TLS 1.0": ssl.TLSVersion.TLSv1, "TLS 1.1": ssl.TLSVersion.TLSv1_1,
    "TLS 1.2": ssl.TLSVersion.TLSv1_2, "TLS 1.3": ssl.TLSVersion.TLSv1_3,
}  # fmt: skip
_OLD = ("TLS 1.0", "TLS 1.1")
# Without authentication, without encryption, broken, or without forward secrecy (RSA key exchange).
_WEAK = "aNULL:eNULL:3DES:RC4:MD5:SEED:IDEA:kRSA"
_MOST_WEAK = 4


def tls(target: Target, now: datetime) -> Facts:
    """Probe endpoint-tls. Raises CannotReachError, OSError when nobody answers at the address."""
    if not target.is_https:
        return {"is_encrypted": False, "versions": [], "old_versions": [], "weak_ciphers": []}
    versions = [name for name, version in _VERSIONS.items() if _accepts(target, version)]
    if not versions:
        with connected(target):  # the reason why, as an error
            pass
    old = [one for one in versions if one in _OLD]
    return {
        "is_encrypted": True,
        "versions": versions,
        "old_versions": old,
        "weak_ciphers": _weak_ciphers(target),
        **_certificate(target, now),
        **_trust(target),
    }


def speaks_tls(target: Target) -> bool:
    """Whether anything encrypted answers at the address."""
    try:
        with connected(target, trusting_all()):
            return True
    except OSError:
        return False


def _accepts(target: Target, version: ssl.TLSVersion) -> bool:
    context = trusting_all()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # old versions are the very question
        context.minimum_version = context.maximum_version = version
    context.set_ciphers("ALL:@SECLEVEL=0")
    try:
        with connected(target, context):
            return True
    except ssl.SSLError:
        return False
    except (ConnectionResetError, BrokenPipeError):
        return False  # some servers hang up on an old version instead of answering


def _weak_ciphers(target: Target) -> list[str]:
    """Names of weak suites the server takes when nothing better is offered; at most four."""
    found: list[str] = []
    while len(found) < _MOST_WEAK:
        context = trusting_all()
        context.maximum_version = (
            ssl.TLSVersion.TLSv1_2
        )  # the suites of 1.3 are all good and can't be left out
        try:
            context.set_ciphers(":".join([_WEAK, *(f"!{one}" for one in found), "@SECLEVEL=0"]))
            with connected(target, context) as secured:
                chosen = secured.cipher() if isinstance(secured, ssl.SSLSocket) else None
        except (ssl.SSLError, ConnectionResetError, BrokenPipeError):
            break
        if chosen is None or chosen[0] in found:
            break
        found.append(chosen[0])
    return found


def _certificate(target: Target, now: datetime) -> Facts:
    with connected(target) as secured:
        raw = secured.getpeercert(binary_form=True) if isinstance(secured, ssl.SSLSocket) else None
    if not raw:
        raise CannotReachError("máy chủ không đưa ra chứng thư")
    shown = x509.load_der_x509_certificate(raw)
    key = shown.public_key()
    is_strong = (isinstance(key, rsa.RSAPublicKey) and key.key_size >= 2048) or (
        isinstance(key, ec.EllipticCurvePublicKey) and key.key_size >= 256
    )
    until = shown.not_valid_after_utc
    return {
        "days_left": (until - now).days,
        "expires_on": f"{until:%d/%m/%Y}",
        "has_begun": shown.not_valid_before_utc <= now,
        "name_matches": _matches(shown, target.host),
        "issuer": _name(shown.issuer),
        "is_self_signed": shown.issuer == shown.subject,
        "key_is_strong": is_strong or type(key).__name__.startswith("Ed"),
    }


def _name(name: x509.Name) -> str:
    for kind in (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME):
        if found := name.get_attributes_for_oid(kind):
            return str(found[0].value)
    return "không tên"


def _matches(certificate: x509.Certificate, host: str) -> bool:
    """Whether a name of the certificate is the host's (RFC 6125: one label may be a star)."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    try:
        return ipaddress.ip_address(host) in names.get_values_for_type(x509.IPAddress)
    except ValueError:
        wanted = host.lower().split(".")
    for one in names.get_values_for_type(x509.DNSName):
        labels = one.lower().split(".")
        if labels[1:] == wanted[1:] and labels[0] in ("*", wanted[0]) and len(labels) == len(wanted):
            return True
    return False


def _trust(target: Target) -> Facts:
    """Does the chain end at an authority the machine, or the facility, trusts?"""
    context = ssl.create_default_context()
    context.check_hostname = False
    if target.ca_pem:
        with tempfile.TemporaryDirectory() as folder:
            bundle = Path(folder) / "ca.pem"
            bundle.write_text(target.ca_pem, encoding="ascii")
            context.load_verify_locations(bundle)
    try:
        with connected(target, context):
            return {"is_trusted": True, "trust_fault": ""}
    except ssl.SSLCertVerificationError as error:
        return {
            "is_trusted": False,
            "trust_fault": _FAULTS.get(error.verify_code, "chuỗi chứng thư không hợp lệ"),
        }


_FAULTS = {
    9: "chứng thư chưa có hiệu lực",
    10: "chứng thư đã hết hạn",
    18: "chứng thư tự ký",
    19: "chuỗi có chứng thư tự ký không được tin cậy",
    20: "không tìm thấy nơi cấp trong danh sách tin cậy",
    21: "chuỗi chứng thư thiếu chứng thư trung gian",
}
