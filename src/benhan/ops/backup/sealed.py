"""The encrypted container: a stream cut into chunks of 1 MiB, each sealed with AES-256-GCM.

header   MAGIC (16) · key fingerprint (8) · salt (32)
chunk    length of the sealed bytes (4, big-endian) · sealed bytes
A file's own key is derived from the backup key and the salt. A chunk's nonce is its number (11 bytes) and a last byte
that says whether it is the final one (the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár): no chunk
can be changed, moved, left out or cut off unseen. The header is the additional data of every chunk.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from benhan.assurance.backup_keys import HEADER, MAGIC, BackupKey, fingerprint_of
from benhan.ops.backup.problems import CUT_SHORT, DAMAGED, NOT_A_BACKUP, WRONG_KEY

CHUNK = 1 << 20
_TAG = 16
_SALT = 32


def _nonce(number: int, *, is_final: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if is_final else b"\0")


class Sealer:
    """Takes bytes of any length, writes sealed chunks; `close` writes the final one. Holds at most one chunk."""

    def __init__(self, file: BinaryIO, key: BackupKey) -> None:
        salt = os.urandom(_SALT)
        self._header = MAGIC + bytes.fromhex(key.fingerprint) + salt
        self._cipher = AESGCM(key.derived(b"archive", salt=salt))
        self._file = file
        self._held = bytearray()
        self._number = 0
        file.write(self._header)

    def write(self, content: bytes) -> None:
        self._held += content
        while len(self._held) > CHUNK:  # not >=: something must be left for the final chunk
            self._seal(bytes(self._held[:CHUNK]), is_final=False)
            del self._held[:CHUNK]

    def close(self) -> None:
        self._seal(bytes(self._held), is_final=True)
        self._held.clear()

    def _seal(self, content: bytes, *, is_final: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number, is_final=is_final), content, self._header)
        self._file.write(len(sealed).to_bytes(4, "big") + sealed)
        self._number += 1


class Opener:
    """Reads a container back; what it gives out has been checked. Raises NOT_A_BACKUP, WRONG_KEY, DAMAGED, CUT_SHORT."""

    def __init__(self, file: BinaryIO, key: BackupKey, name: str) -> None:
        self._file, self._name = file, name
        self._header = file.read(HEADER)
        if not self._header.startswith(MAGIC):
            raise NOT_A_BACKUP.at(file=name)
        if len(self._header) < HEADER:
            raise CUT_SHORT.at(file=name)
        wanted = fingerprint_of(self._header)
        if wanted != key.fingerprint:
            raise WRONG_KEY.at(file=name, wanted=wanted, given=key.fingerprint)
        self._cipher = AESGCM(key.derived(b"archive", salt=self._header[-_SALT:]))
        self._chunks = self._open()
        self._held = b""

    def read(self, length: int) -> bytes:
        """Exactly so many bytes. Raises CUT_SHORT when the content ends before."""
        parts, left = [], length
        while left:
            if not self._held:
                self._held = next(self._chunks, b"")
                if not self._held:
                    raise CUT_SHORT.at(file=self._name)
            parts.append(self._held[:left])
            self._held = self._held[left:]
            left -= len(parts[-1])
        return b"".join(parts)

    def finish(self) -> None:
        """Nothing may follow what was read. Raises DAMAGED."""
        if self._held or any(self._chunks):
            raise DAMAGED.at(file=self._name, reason="more content than announced")

    def _open(self) -> Iterator[bytes]:
        number, is_final = 0, False
        while not is_final:
            sealed = self._sealed()
            content, is_final = self._checked(sealed, number)
            number += 1
            if content:
                yield content
        if self._file.read(1):
            raise DAMAGED.at(file=self._name, reason="bytes after the final chunk")

    def _sealed(self) -> bytes:
        head = self._file.read(4)
        if len(head) < 4:
            raise CUT_SHORT.at(file=self._name)
        length = int.from_bytes(head, "big")
        if not _TAG <= length <= CHUNK + _TAG:
            raise DAMAGED.at(file=self._name, reason="impossible chunk length")
        sealed = self._file.read(length)
        if len(sealed) < length:
            raise CUT_SHORT.at(file=self._name)
        return sealed

    def _checked(self, sealed: bytes, number: int) -> tuple[bytes, bool]:
        """The content and whether it is the final chunk. Only a short chunk or a full one at the end can be final."""
        for is_final in (False, True) if len(sealed) == CHUNK + _TAG else (True, False):
            try:
                nonce = _nonce(number, is_final=is_final)
                return self._cipher.decrypt(nonce, sealed, self._header), is_final
            except InvalidTag:
                continue
        raise DAMAGED.at(file=self._name, reason=f"chunk {number} is not what was written")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
