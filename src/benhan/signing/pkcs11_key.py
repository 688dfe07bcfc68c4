"""Keys in a token or HSM (PKCS#11): the key never leaves it, the PIN lives only as long as one signing."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pkcs11
from asn1crypto import x509
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    GeneralError,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)
from pyhanko.sign.signers import Signer

from benhan.signing.keys import Subject, read_subject
from benhan.signing.problems import KEY_UNREACHABLE, PIN_LOCKED, PIN_WRONG, TOKEN_UNKNOWN
from benhan.signing.raw_signer import RawSigner

_libraries = threading.Lock()  # a module is loaded and its tokens are listed by one thread at a time


@dataclass(frozen=True, slots=True)
class TokenPlace:
    """Where a key lies: the maker's module, the token's label, and the label that key and certificate share."""

    module: Path
    token: str
    label: str


@dataclass(frozen=True, slots=True)
class PKCS11Key:
    """A key in a token. `_pin` opens it; it never shows itself in repr, logs or exceptions."""

    place: TokenPlace
    certificate: x509.Certificate = field(repr=False)
    chain: tuple[x509.Certificate, ...] = field(repr=False)
    _pin: str = field(repr=False)

    @property
    def subject(self) -> Subject:
        return read_subject(self.certificate)

    @classmethod
    def open(cls, place: TokenPlace, pin: str, chain: tuple[x509.Certificate, ...] = ()) -> PKCS11Key:
        """The key with the certificate that lies beside it in the token.

        Raises KEY_UNREACHABLE, TOKEN_UNKNOWN, PIN_WRONG, PIN_LOCKED.
        """
        with _session(place, pin) as session:
            found = _only(session, place, ObjectClass.CERTIFICATE)
            certificate = x509.Certificate.load(found[Attribute.VALUE])
        return cls(place, certificate, chain, pin)

    def session(self) -> AbstractAsyncContextManager[Signer]:
        return self._open()

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Signer]:
        with _session(self.place, self._pin) as session:
            key = _only(session, self.place, ObjectClass.PRIVATE_KEY)

            def sign_digest(digest: bytes) -> bytes:
                try:
                    return _signed(key, digest)
                except PKCS11Error as error:
                    raise KEY_UNREACHABLE.at(reason=type(error).__name__) from None

            yield RawSigner(self.certificate, self.chain, sign_digest)


def _signed(key: Any, digest: bytes) -> bytes:
    if key.key_type is KeyType.EC:
        return bytes(key.sign(digest, mechanism=Mechanism.ECDSA))
    return bytes(key.sign(_SHA256_PREFIX + digest, mechanism=Mechanism.RSA_PKCS))


# DigestInfo of a SHA-256 (RFC 8017 §9.2, note 1).
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


@contextmanager
def _session(place: TokenPlace, pin: str) -> Iterator[Any]:
    """An open session with the token, ended with the block."""
    if not place.module.is_file():
        raise KEY_UNREACHABLE.at(reason="no module")
    with _libraries:
        try:
            library = pkcs11.lib(str(place.module))
            tokens = [
                slot.get_token()
                for slot in library.get_slots(token_present=True)
                if slot.get_token().label.strip() == place.token
            ]
            if not tokens:
                raise TOKEN_UNKNOWN.at(what=f"token {place.token}")
            session = tokens[0].open(user_pin=pin)
        except PinLocked:
            raise PIN_LOCKED.at() from None
        except (PinIncorrect, PinInvalid, PinLenRange):
            raise PIN_WRONG.at() from None
        except (PKCS11Error, GeneralError, RuntimeError) as error:
            raise KEY_UNREACHABLE.at(reason=type(error).__name__) from None
    try:
        yield session
    except PKCS11Error as error:  # pulled out, or its driver gave up, while we looked for the key
        raise KEY_UNREACHABLE.at(reason=type(error).__name__) from None
    finally:
        with suppress(PKCS11Error):
            session.close()


def _only(session: Any, place: TokenPlace, kind: ObjectClass) -> Any:
    found = list(session.get_objects({Attribute.CLASS: kind, Attribute.LABEL: place.label}))
    if len(found) != 1:
        raise TOKEN_UNKNOWN.at(what=f"{len(found)} objects with label {place.label}")
    return found[0]
