"""How the demo authority's certificates and revocation lists look; nothing here touches a file."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from benhan.signing.keys import CUT, DEMO_MARK

ROOT_YEARS, ISSUING_YEARS, TIMESTAMP_YEARS, HOLDER_YEARS, CRL_YEARS = 30, 25, 20, 5, 10
_NAME_LIMIT = 64  # RFC 5280 upper bound of a common name and an organisation name
Key = ec.EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Holder:
    """What a certificate is to say of its holder.

    name          common name: a person's, an organisation's, or what the device is
    title         office (chức danh), "" for none
    organisation  the facility
    holder_id     the facility's own number for the holder; never a citizen's number
    """

    name: str
    title: str
    organisation: str
    holder_id: str

    def as_name(self) -> x509.Name:
        values = (
            (NameOID.COUNTRY_NAME, "VN"),
            (NameOID.ORGANIZATION_NAME, self.organisation),
            (NameOID.ORGANIZATIONAL_UNIT_NAME, DEMO_MARK),
            (NameOID.TITLE, self.title),
            (NameOID.SERIAL_NUMBER, self.holder_id),
            (NameOID.COMMON_NAME, self.name),
        )
        return x509.Name([x509.NameAttribute(oid, _bounded(oid, value)) for oid, value in values if value])


@dataclass(frozen=True, slots=True)
class Issuer:
    """A certificate authority's key and certificate."""

    key: Key
    certificate: x509.Certificate


def new_key() -> Key:
    """P-256: a signature takes well under a millisecond and Debian's pdfsig accepts it (measured)."""
    return ec.generate_private_key(ec.SECP256R1())


def make_root(at: datetime) -> Issuer:
    key = new_key()
    name = _authority_name("Benhan Demo Root CA", secrets.token_hex(4))
    built = _start(name, name, key, at, ROOT_YEARS)
    built = _as_authority(built, key, path_length=1)
    return Issuer(key, built.sign(key, hashes.SHA256()))


def make_issuing(root: Issuer, at: datetime) -> Issuer:
    key = new_key()
    built = _start(
        _authority_name("Benhan Demo Issuing CA", secrets.token_hex(4)),
        root.certificate.subject,
        key,
        at,
        ISSUING_YEARS,
    )
    built = _as_authority(built, key, path_length=0).add_extension(_issuer_id(root), critical=False)
    return Issuer(key, built.sign(root.key, hashes.SHA256()))


def make_timestamping(issuing: Issuer, key: Key, at: datetime) -> x509.Certificate:
    name = _authority_name("Benhan Demo Timestamp Authority")
    built = _leaf(issuing, name, key, at, TIMESTAMP_YEARS)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return built.add_extension(usage, critical=True).sign(issuing.key, hashes.SHA256())


def make_holder(
    issuing: Issuer, key: Key, holder: Holder, valid_from: datetime, valid_to: datetime | None = None
) -> x509.Certificate:
    built = _leaf(issuing, holder.as_name(), key, valid_from, HOLDER_YEARS, valid_to)
    return built.sign(issuing.key, hashes.SHA256())


def make_crl(
    issuer: Issuer, *, number: int, revoked: tuple[tuple[int, datetime], ...], at: datetime
) -> x509.CertificateRevocationList:
    """revoked: (serial, when); the list replaces every earlier one of this issuer."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + timedelta(days=365 * CRL_YEARS))
        .add_extension(x509.CRLNumber(number), critical=False)
        .add_extension(_issuer_id(issuer), critical=False)
    )
    for serial, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when)
        builder = builder.add_revoked_certificate(entry.build())
    return builder.sign(issuer.key, hashes.SHA256())


def _start(
    subject: x509.Name,
    issuer: x509.Name,
    key: Key,
    at: datetime,
    years: int,
    valid_to: datetime | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(valid_to or at + timedelta(days=365 * years))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _as_authority(builder: x509.CertificateBuilder, key: Key, *, path_length: int) -> x509.CertificateBuilder:
    constraints = x509.BasicConstraints(ca=True, path_length=path_length)
    return builder.add_extension(constraints, critical=True).add_extension(
        _usage(sign_certificates=True), critical=True
    )


def _leaf(
    issuing: Issuer,
    name: x509.Name,
    key: Key,
    at: datetime,
    years: int,
    valid_to: datetime | None = None,
) -> x509.CertificateBuilder:
    builder = _start(name, issuing.certificate.subject, key, at, years, valid_to)
    return (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(sign_certificates=False), critical=True)
        .add_extension(_issuer_id(issuing), critical=False)
    )


def _usage(*, sign_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not sign_certificates,
        content_commitment=not sign_certificates,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=sign_certificates,
        crl_sign=sign_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _issuer_id(issuer: Issuer) -> x509.AuthorityKeyIdentifier:
    found = issuer.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(found.value)


def _authority_name(name: str, mark: str = "") -> x509.Name:
    """mark  tells apart the authorities of two demonstrations, which would else bear one name"""
    return Holder(name=name, title="", organisation="Benhan Demo", holder_id=mark).as_name()


def _bounded(oid: x509.ObjectIdentifier, text: str) -> str:
    """At most 64 characters (RFC 5280), and for a common name 64 UTF-8 bytes, as the library counts."""
    fits = _common_name_fits if oid == NameOID.COMMON_NAME else _fits
    if fits(text):
        return text
    while not fits(text + CUT):
        text = text[:-1]
    return text.rstrip() + CUT


def _fits(text: str) -> bool:
    return len(text) <= _NAME_LIMIT


def _common_name_fits(text: str) -> bool:
    return len(text.encode()) <= _NAME_LIMIT
