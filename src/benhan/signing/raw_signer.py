"""A pyHanko signer whose private key is elsewhere: it hands out a SHA-256 digest and gets a signature back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from asn1crypto import algos, core, x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

DIGEST = "sha256"


class RawSigner(Signer):  # type: ignore[misc,unused-ignore]
    """sign_digest  takes the 32 bytes of a SHA-256, gives the signature as the key's owner makes it"""

    def __init__(
        self,
        certificate: x509.Certificate,
        chain: tuple[x509.Certificate, ...],
        sign_digest: Callable[[bytes], bytes],
    ) -> None:
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        registry.register_multiple(chain)
        super().__init__(signing_cert=certificate, cert_registry=registry)
        self._certificate = certificate
        self._sign_digest = sign_digest

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != DIGEST:
            raise SigningError(f"only {DIGEST} is asked of this key, not {digest_algorithm}")
        if dry_run:
            return bytes(_length(self._certificate))
        made = self._sign_digest(hashlib.sha256(data).digest())
        return as_der(made) if is_elliptic(self._certificate) else made


def is_elliptic(certificate: x509.Certificate) -> bool:
    """Whether the key is an elliptic one, else RSA; others raise SigningError."""
    algorithm = certificate.public_key.algorithm
    if algorithm not in ("ec", "rsa"):
        raise SigningError(f"keys of the kind {algorithm} are not supported")
    return bool(algorithm == "ec")


def as_der(signature: bytes) -> bytes:
    """An ECDSA signature as DER: tokens give r and s one after the other, remote services either way."""
    try:
        return bytes(algos.DSASignature.load(signature, strict=True).untag().dump())
    except (ValueError, TypeError):
        if not signature or len(signature) % 2:
            raise SigningError("the key gave no ECDSA signature") from None
    half = len(signature) // 2
    r, s = (int.from_bytes(part, "big") for part in (signature[:half], signature[half:]))
    return bytes(algos.DSASignature({"r": core.Integer(r), "s": core.Integer(s)}).dump())


def _length(certificate: x509.Certificate) -> int:
    size: int = certificate.public_key.byte_size
    return 2 * size + 16 if is_elliptic(certificate) else size
