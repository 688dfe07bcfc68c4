"""A zip file of which every byte follows from names and contents, and what is wrong with one that differs.

Files are stored, not compressed: a compressor's bytes change with its version, and the PDFs inside are compressed
already. So the same contents always give the same file, and a change of any byte, in a header, between the files or
behind them, shows when the file is built again. Source: PKWARE APPNOTE 6.3.10, §4.3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_LOCAL_MARK, _CENTRAL_MARK, _END_MARK = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UTF8, _STORED, _TIME, _DATE = 20, 0x800, 0, 0, (2000 - 1980) << 9 | 1 << 5 | 1
_LARGEST = 0xFFFF_FFFF - 1


class NotPlainZipError(Exception):
    """The bytes cannot be taken apart at all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A stretch that is not what the contents call for; `name` the file it belongs to, "" for the zip's own end."""

    name: str
    place: str  # "header", "content", "directory" or "end"
    offset: int


@dataclass(frozen=True, slots=True)
class _Region:
    name: str
    place: str
    end: int


def build(files: Mapping[str, bytes]) -> bytes:
    """The zip of these files, in the mapping's order."""
    content, _ = _built(files)
    return content


def _built(files: Mapping[str, bytes]) -> tuple[bytes, list[_Region]]:
    body, directory = bytearray(), bytearray()
    regions: list[_Region] = []
    directory_regions: list[tuple[str, int]] = []
    for name, content in files.items():
        encoded, crc, offset = name.encode(), zlib.crc32(content), len(body)
        if max(len(content), offset) > _LARGEST or len(encoded) > 0xFFFF:
            raise ValueError("a package larger than 4 GB needs another layout")
        shared = (_UTF8, _STORED, _TIME, _DATE, crc, len(content), len(content), len(encoded), 0)
        body += _LOCAL.pack(_LOCAL_MARK, _VERSION, *shared) + encoded
        regions.append(_Region(name, "header", len(body)))
        body += content
        regions.append(_Region(name, "content", len(body)))
        directory += _CENTRAL.pack(_CENTRAL_MARK, _VERSION, _VERSION, *shared, 0, 0, 0, 0, offset) + encoded
        directory_regions.append((name, len(directory)))
    start = len(body)
    regions += [_Region(name, "directory", start + end) for name, end in directory_regions]
    end = _END.pack(_END_MARK, 0, 0, len(files), len(files), len(directory), start, 0)
    whole = bytes(body + directory + end)
    regions.append(_Region("", "end", len(whole)))
    return whole, regions


def take_apart(
    data: bytes, expected_names: frozenset[str] = frozenset()
) -> tuple[dict[str, bytes], list[Difference]]:
    """The files inside and every place where the bytes are not those of `build`.

    Names and sizes stand twice, before each file and in the directory: when one copy is damaged the other is used,
    whichever explains the bytes best.
    Raises  NotPlainZipError when neither can be read.
    """
    best: tuple[tuple[int, int], dict[str, bytes], list[Difference]] | None = None
    for read in (_by_directory, _by_headers):
        try:
            files = read(data)
        except (struct.error, ValueError):
            continue
        rebuilt, regions = _built(files)
        differences = _differences(data, rebuilt, regions)
        score = (_weight(data, rebuilt), len(files.keys() - expected_names) if expected_names else 0)
        if best is None or score < best[0]:
            best = score, files, differences
    if best is None:
        raise NotPlainZipError
    return best[1], best[2]


_CHUNK = 4096


def _weight(data: bytes, rebuilt: bytes) -> int:
    """How far the bytes are from the rebuilt ones; every byte too many or too few weighs like a thousand others."""
    if len(data) != len(rebuilt):
        return abs(len(data) - len(rebuilt)) * 1_000
    total = 0
    for at in range(0, len(data), _CHUNK):
        one, other = data[at : at + _CHUNK], rebuilt[at : at + _CHUNK]
        if one != other:
            total += sum(left != right for left, right in zip(one, other, strict=True))
    return total


def _differences(data: bytes, rebuilt: bytes, regions: list[_Region]) -> list[Difference]:
    found: list[Difference] = []
    start = 0
    for region in regions:
        if data[start : region.end] != rebuilt[start : region.end]:
            offset = next(
                (at for at in range(start, region.end) if data[at : at + 1] != rebuilt[at : at + 1]),
                region.end,
            )
            found.append(Difference(region.name, region.place, offset))
        start = region.end
    if len(data) > len(rebuilt):
        found.append(Difference("", "end", len(rebuilt)))
    return found


def _by_directory(data: bytes) -> dict[str, bytes]:
    at = data.rfind(_END_MARK)
    if at < 0:
        raise ValueError("no end")
    *_, count, size, start, _ = _END.unpack_from(data, at)
    if start > len(data):
        raise ValueError("the directory lies outside")
    files: dict[str, bytes] = {}
    place, claimed = start, 0
    for _ in range(count):
        entry = _CENTRAL.unpack_from(data, place)
        length, name_length, offset = entry[9], entry[10], entry[16]
        name = data[place + _CENTRAL.size : place + _CENTRAL.size + name_length].decode()
        begin = offset + _LOCAL.size + name_length
        claimed += length
        # Entries that share their bytes would make gigabytes of a small file.
        if entry[0] != _CENTRAL_MARK or name in files or begin + length > start or claimed > len(data):
            raise ValueError("not an entry")
        files[name] = data[begin : begin + length]
        place += _CENTRAL.size + name_length
    if not files or place != start + size:
        raise ValueError("not a directory of this size")
    return files


def _by_headers(data: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    place = 0
    while data[place : place + 4] == _LOCAL_MARK:
        entry = _LOCAL.unpack_from(data, place)
        length, name_length = entry[8], entry[9]
        begin = place + _LOCAL.size + name_length
        name = data[place + _LOCAL.size : begin].decode()
        if name in files or begin + length > len(data):
            raise ValueError("not a header")
        files[name] = data[begin : begin + length]
        place = begin + length
    if not files:
        raise ValueError("no file")
    return files
