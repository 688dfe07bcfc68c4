"""A key that a remote signing service keeps for its holder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace

from asn1crypto import x509
from pyhanko.sign.signers import Signer

from benhan.signing.csc import ECDSA_SHA256, RSA_SHA256, Authorisation, Credential, CscClient, RemoteService
from benhan.signing.keys import Subject, read_subject
from benhan.signing.problems import REMOTE_REFUSED
from benhan.signing.raw_signer import RawSigner, is_elliptic


@dataclass(frozen=True, slots=True)
class CscKey:
    """secrets  what the credential asks for at each authorisation (PIN, OTP), by name; kept for one signing

    right  an authorisation for several hashes at once, when they are known beforehand
    """

    service: RemoteService
    credential: Credential
    _secrets: Mapping[str, str] = field(repr=False, default_factory=dict)
    right: Authorisation | None = field(repr=False, default=None)

    @classmethod
    def open(cls, service: RemoteService, credential_id: str, secrets: Mapping[str, str]) -> CscKey:
        """Raises KEY_UNREACHABLE, REMOTE_LOGIN_REFUSED, REMOTE_UNKNOWN_CREDENTIAL."""
        return cls(service, CscClient(service).credential(credential_id), dict(secrets))

    @property
    def certificate(self) -> x509.Certificate:
        return self.credential.certificate

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        return self.credential.chain

    @property
    def subject(self) -> Subject:
        return read_subject(self.certificate)

    def authorised(self, hashes: Sequence[bytes]) -> CscKey:
        """The same key with one authorisation for all these hashes.

        Raises REMOTE_REFUSED when the credential signs fewer at a time, SECRET_WRONG.
        """
        if len(hashes) > self.credential.most_signatures:
            raise REMOTE_REFUSED.at(reason=f"{len(hashes)} hashes, {self.credential.most_signatures} allowed")
        right = CscClient(self.service).authorise(self.credential.id, hashes, self._secrets)
        return replace(self, right=right)

    def session(self) -> AbstractAsyncContextManager[Signer]:
        return self._open()

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Signer]:
        client = CscClient(self.service)

        def sign_digest(digest: bytes) -> bytes:
            """Authorised for this very hash, and for nothing else."""
            right = self.right
            if right is None or right.is_over or digest not in right.hashes:
                right = client.authorise(self.credential.id, [digest], self._secrets)
            algorithm = ECDSA_SHA256 if is_elliptic(self.certificate) else RSA_SHA256
            return client.sign(self.credential.id, right, [digest], algorithm)[0]

        yield RawSigner(self.certificate, self.chain, sign_digest)
