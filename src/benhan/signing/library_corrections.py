"""Three corrections of the libraries below us, put in place when `benhan.signing` is imported.

asn1crypto 1.5.1 takes every header that ends in 0x80 for one of indefinite length, also a definite length such
as 81 80 or 82 03 80 (its issue 249, open). It then encodes the value anew, at every level of it, again at every
call: one structure in 256, chosen by chance, cost 18 s instead of 0.2. Bytes that were read must come back as they
were read besides, or a signature over them breaks.

asn1crypto prepares every letter of two names anew (RFC 4518) whenever they are compared, though equal bytes are
equal names; validating one signature compares some hundreds.

pyHanko reads a hexadecimal string digit by digit; a signature has some twenty thousand of them.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable
from functools import lru_cache
from typing import Any, BinaryIO

from asn1crypto import core, x509
from pyhanko.pdf_utils import generic

_INDEFINITE = 0x80
_SUSPECT = bytes([_INDEFINITE])
_MULTI_BYTE_TAG = 0x1F
_CHUNK = 65_536
_WHITE_SPACE = b"\x00\t\n\x0c\r "
_MARK = "_benhan_correction"


def correct_libraries() -> None:
    """Put the corrections in place; a second call changes nothing."""
    for kind in (core.Asn1Value, core.Sequence, core.SequenceOf, core.Primitive):
        if not hasattr(kind.__dict__["dump"], _MARK):
            kind.dump = _kept_as_read(kind.dump)
    if not hasattr(core.Choice.dump, _MARK):
        core.Choice.dump = _choice_kept_as_read(core.Choice.dump)
    if not hasattr(x509.Name.__eq__, _MARK):
        x509.Name.__eq__ = _equal_when_same_bytes(x509.Name.__eq__)
        x509.Name.hashable = property(_hashable)
    if not hasattr(generic.read_hex_string_from_stream, _MARK):
        quick = _read_at_once(generic.read_hex_string_from_stream)
        setattr(generic, "read_hex_string_from_stream", quick)  # noqa: B010 — a correction of a typed module


def is_mistaken(header: bytes | None) -> bool:
    """Does this header look indefinite to asn1crypto although its length is definite?"""
    if not header or header[-1] != _INDEFINITE:
        return False
    # A tag of several bytes ends with the first byte below 0x80; the length's first byte follows.
    at = 1
    if header[0] & _MULTI_BYTE_TAG == _MULTI_BYTE_TAG:
        while at < len(header) and header[at] & 0x80:
            at += 1
        at += 1
    return at < len(header) - 1


def _kept_as_read(original: Callable[..., bytes]) -> Callable[..., bytes]:
    def dump(self: Any, force: bool = False) -> bytes:
        header = self._header
        if force or header is None or header[-1:] != _SUSPECT or not is_mistaken(header):
            return original(self, force)
        contents: bytes = self.contents  # clears the header when a part was changed
        if self._header is None:
            return original(self, force)
        kept: bytes = self._header + contents + self._trailer
        return kept

    setattr(dump, _MARK, True)
    return dump


def _choice_kept_as_read(original: Callable[..., bytes]) -> Callable[..., bytes]:
    def dump(self: Any, force: bool = False) -> bytes:
        if force or not is_mistaken(self._header):
            return original(self, force)
        self._contents = self.chosen.dump()
        kept: bytes = self._header + self._contents
        return kept

    setattr(dump, _MARK, True)
    return dump


def _equal_when_same_bytes(original: Callable[[Any, object], bool]) -> Callable[[Any, object], bool]:
    def equal(self: Any, other: object) -> bool:
        if isinstance(other, x509.Name) and self.dump() == other.dump():
            return True
        return original(self, other)

    setattr(equal, _MARK, True)
    return equal


def _hashable(self: Any) -> str:
    return _hashable_of(self.dump())


@lru_cache(maxsize=1024)
def _hashable_of(name: bytes) -> str:
    prepared: str = x509.Name.load(name).chosen.hashable
    return prepared


def _read_at_once(original: Callable[[BinaryIO], Any]) -> Callable[[BinaryIO], Any]:
    def read(stream: BinaryIO) -> Any:
        """The same string, found by its end; what is not plainly hexadecimal is left to pyHanko's own reading."""
        start = stream.tell()
        held = b""
        while (end := held.find(b">")) < 0:
            chunk = stream.read(_CHUNK)
            if not chunk:
                stream.seek(start)
                return original(stream)
            held += chunk
        digits = held[1:end].translate(None, _WHITE_SPACE)
        try:
            value = binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        except ValueError:
            stream.seek(start)
            return original(stream)
        stream.seek(start + end + 1)
        return generic.pdf_string(value)

    setattr(read, _MARK, True)
    return read
