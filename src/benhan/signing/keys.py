"""Whose key signs, and how to reach it: the port every kind of key fits, and keys kept in files.

A key may live in a file, a token (PKCS#11) or with a remote signing provider (CSC). What signing code needs
is the certificate, its chain and, for as long as one signing lasts, a pyHanko `Signer`. Opening that session
may be slow and may fail; a failure is `KEY_UNREACHABLE`, `WRONG_PASSPHRASE` or `KEY_UNREADABLE`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import Signer, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from benhan.signing.problems import KEY_MISMATCH, KEY_UNREADABLE, WRONG_PASSPHRASE

DEMO_MARK = "DEMO – không có giá trị pháp lý"
CUT = "…"  # ends a name that did not fit its field


@dataclass(frozen=True, slots=True)
class Subject:
    """Who a certificate says its holder is; every text is as in the certificate, "" where it is silent.

    serial      certificate serial number, lower-case hexadecimal
    valid_from  aware, UTC
    valid_to    aware, UTC
    is_demo     the certificate itself says it has no legal value
    """

    name: str
    title: str
    organisation: str
    serial: str
    valid_from: datetime
    valid_to: datetime
    is_demo: bool
    holder_id: str = ""


class SigningKey(Protocol):
    """A key that can sign, wherever it is kept."""

    @property
    def subject(self) -> Subject: ...

    @property
    def certificate(self) -> asn1_x509.Certificate: ...

    @property
    def chain(self) -> tuple[asn1_x509.Certificate, ...]:
        """The issuers' certificates known with the key, nearest first; the root may be missing."""
        ...

    def session(self) -> AbstractAsyncContextManager[Signer]:
        """A pyHanko signer for one signing; leaving the block closes token or connection."""
        ...


def read_subject(certificate: asn1_x509.Certificate) -> Subject:
    """The holder as the certificate names them; a cut common name is completed from O."""
    parts: dict[str, object] = certificate.subject.native

    def text(part: str) -> str:
        value = parts.get(part, "")
        return " · ".join(value) if isinstance(value, list) else str(value)

    name, organisation = text("common_name"), text("organization_name")
    if name.endswith(CUT) and organisation.startswith(name[:-1]):
        name = organisation
    validity = certificate["tbs_certificate"]["validity"]
    return Subject(
        name=name,
        title=text("title"),
        organisation=organisation,
        serial=f"{certificate.serial_number:x}",
        valid_from=validity["not_before"].native.astimezone(UTC),
        valid_to=validity["not_after"].native.astimezone(UTC),
        is_demo=DEMO_MARK in text("organizational_unit_name"),
        holder_id=text("serial_number"),
    )


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key read from a file into memory; it never shows itself in repr, logs or exceptions."""

    certificate: asn1_x509.Certificate = field(repr=False)
    chain: tuple[asn1_x509.Certificate, ...] = field(repr=False)
    _key_info: bytes = field(repr=False)

    @property
    def subject(self) -> Subject:
        return read_subject(self.certificate)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Signer]:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(self.chain)
        yield SimpleSigner(
            signing_cert=self.certificate,
            signing_key=asn1_keys.PrivateKeyInfo.load(self._key_info),
            cert_registry=registry,
        )

    def session(self) -> AbstractAsyncContextManager[Signer]:
        return self._open()

    @classmethod
    def from_pkcs12(cls, path: Path, passphrase: bytes) -> FileKey:
        """Read a PKCS#12 file.

        Raises WRONG_PASSPHRASE, KEY_UNREADABLE, KEY_MISMATCH.
        """
        data = _read(path)
        if data[:1] != b"\x30":
            raise KEY_UNREADABLE.at(reason="not PKCS#12")
        try:
            key, certificate, others = pkcs12.load_key_and_certificates(data, passphrase)
        except ValueError:
            # cryptography reports a wrong passphrase and a damaged MAC alike; the person can only retype.
            raise WRONG_PASSPHRASE.at() from None
        if key is None or certificate is None:
            raise KEY_UNREADABLE.at(reason="no key or no certificate inside")
        return cls._checked(key, certificate, tuple(others))

    @classmethod
    def from_pkcs8(cls, key_path: Path, certificate_path: Path, passphrase: bytes) -> FileKey:
        """Read an encrypted PKCS#8 key (PEM) and its certificate with chain (PEM, the holder's first)."""
        try:
            key = serialization.load_pem_private_key(_read(key_path), passphrase)
        except TypeError:
            raise KEY_UNREADABLE.at(reason="the key is not encrypted") from None
        except ValueError as error:
            if "decrypt" in str(error).lower() or "password" in str(error).lower():
                raise WRONG_PASSPHRASE.at() from None
            raise KEY_UNREADABLE.at(reason="not a PEM key") from None
        try:
            first, *others = x509.load_pem_x509_certificates(_read(certificate_path))
        except ValueError:
            raise KEY_UNREADABLE.at(reason="not a PEM certificate") from None
        return cls._checked(key, first, tuple(others))

    @classmethod
    def _checked(
        cls, key: PrivateKeyTypes, certificate: x509.Certificate, others: tuple[x509.Certificate, ...]
    ) -> FileKey:
        if _public_bytes(key.public_key()) != _public_bytes(certificate.public_key()):
            raise KEY_MISMATCH.at(serial=f"{certificate.serial_number:x}")
        info = key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return cls(as_asn1(certificate), tuple(as_asn1(one) for one in others), info)


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate in the form pyHanko works with."""
    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def _public_bytes(key: object) -> bytes:
    return key.public_bytes(  # type: ignore[attr-defined,no-any-return]
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KEY_UNREADABLE.at(reason=type(error).__name__) from None
