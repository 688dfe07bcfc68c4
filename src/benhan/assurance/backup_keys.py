"""The key of the backups: one file of 32 random bytes, and what is derived from it.

The same key encrypts archives (AES-256-GCM) and, through a derived Ed25519 key, signs manifests and drill reports.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from benhan.assurance.backup_problems import NO_KEY

LENGTH = 32
# The first bytes of an archive: MAGIC, the key's fingerprint (8 bytes), a salt (32).
MAGIC = b"BENHAN-BACKUP-1\n"
HEADER = len(MAGIC) + 8 + 32
SIGNATURE = "signature"


@dataclass(frozen=True, slots=True)
class BackupKey:
    """32 secret bytes; never shown, only its fingerprint is."""

    secret: bytes

    def __repr__(self) -> str:
        return f"BackupKey({self.fingerprint})"

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits that name the key and tell nothing about it."""
        return self.derived(b"fingerprint", 8).hex()

    def derived(self, purpose: bytes, length: int = LENGTH, salt: bytes = b"") -> bytes:
        return HKDF(SHA256(), length, salt or None, b"benhan-backup/" + purpose).derive(self.secret)

    def _signing(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.derived(b"signature"))

    @property
    def public(self) -> str:
        """The public half that whoever checks a report may keep, as hexadecimal."""
        return self._signing().public_key().public_bytes_raw().hex()

    def signed(self, content: Mapping[str, object]) -> dict[str, object]:
        """The content with its signature beside it."""
        bare = {key: value for key, value in content.items() if key != SIGNATURE}
        value = base64.b64encode(self._signing().sign(canonical(bare))).decode()
        return bare | {SIGNATURE: {"algorithm": "Ed25519", "public_key": self.public, "value": value}}


def is_signed(content: Mapping[str, object], public: str) -> bool:
    """Whether the content carries a good signature by this public key (hexadecimal)."""
    found = content.get(SIGNATURE)
    if not isinstance(found, dict) or found.get("public_key") != public:
        return False
    bare = {key: value for key, value in content.items() if key != SIGNATURE}
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(base64.b64decode(str(found.get("value", "")), validate=True), canonical(bare))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def canonical(content: Mapping[str, object]) -> bytes:
    """The bytes that are signed: JSON with sorted names and no spaces."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_key(path: Path) -> BackupKey:
    """Raises NO_KEY when the file is absent, unreadable or no key."""
    try:
        secret = base64.urlsafe_b64decode(path.read_text(encoding="ascii").strip())
    except OSError as error:
        raise NO_KEY.at(path=path, reason=error.strerror or "unreadable") from None
    except (ValueError, binascii.Error):
        raise NO_KEY.at(path=path, reason="not a key") from None
    if len(secret) != LENGTH:
        raise NO_KEY.at(path=path, reason="not 32 bytes")
    return BackupKey(secret)


def key_at(path: Path) -> tuple[BackupKey, bool]:
    """The key of the file, made when there is none (True then). Readable by its owner only."""
    if path.exists():
        return read_key(path), False
    made = BackupKey(os.urandom(LENGTH))
    write_key(path, made)
    return made, True


def write_key(path: Path, key: BackupKey) -> None:
    """Write the key whole, 0600; never over a file that exists."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.urlsafe_b64encode(key.secret) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def fingerprint_of(header: bytes) -> str:
    """The fingerprint of the key an archive was made with, from its first bytes; "" when they are no header."""
    is_header = header.startswith(MAGIC) and len(header) >= HEADER
    return header[len(MAGIC) : len(MAGIC) + 8].hex() if is_header else ""
