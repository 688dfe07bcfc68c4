"""Two corrections of the libraries below us, put in place when `benhan.signing` is imported.

asn1crypto 1.5.1 takes every header that ends in 0x80 for one of indefinite length, also a definite length such
as 81 80 or 82 03 80 (its issue 249, open). It then encodes the value anew, at every level of it, again at every
call: one structure in 256, chosen by chance, cost 18 s instead of 0.2. Bytes that were read must come back as they
were read besides, or a signature over them breaks.

pyHanko reads a hexadecimal string digit by digit; a signature has some twenty thousand of them.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable
from typing import Any, BinaryIO

from asn1crypto import core
from pyhanko.pdf_utils import generic

_INDEFINITE = 0x80
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
    if not hasattr(generic.read_hex_string_from_stream, _MARK):
        generic.read_hex_string_from_stream = _read_at_once(generic.read_hex_string_from_stream)


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
        if force or not is_mistaken(self._header):
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


def _read_at_once(original: Callable[[BinaryIO], object]) -> Callable[[BinaryIO], object]:
    def read(stream: BinaryIO) -> object:
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
