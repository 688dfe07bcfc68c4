"""The zip that has only one way to be written, and the exchange structure in both its dresses."""

from __future__ import annotations

import io
import struct
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.records import plain_zip
from benhan.records.annex365 import writing
from benhan.records.annex365.writing import Sources
from benhan.records.plain_zip import NotPlainZipError

FILES = {"manifest.json": b"{}", "tai-lieu/01.pdf": b"%PDF", "trống.txt": b""}


def test_any_zip_reader_opens_it_and_finds_the_same_files() -> None:
    with zipfile.ZipFile(io.BytesIO(plain_zip.build(FILES))) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES


def test_every_flipped_bit_is_seen_and_the_file_it_belongs_to_named() -> None:
    content = plain_zip.build(FILES)
    for position in range(len(content)):
        for bit in range(8):
            changed = bytearray(content)
            changed[position] ^= 1 << bit
            found, differences = plain_zip.take_apart(bytes(changed), frozenset(FILES))
            assert differences, (position, bit)
            named = {one.name for one in differences} | (FILES.keys() - found.keys())
            assert named & (FILES.keys() | {""}), (position, bit)


def test_anything_before_between_or_behind_is_seen() -> None:
    content = plain_zip.build(FILES)
    for position in range(len(content) + 1):
        try:
            _, differences = plain_zip.take_apart(
                content[:position] + b"\0" + content[position:], frozenset(FILES)
            )
        except NotPlainZipError:
            continue
        assert differences, position


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_nonsense_is_refused_in_one_way_only(data: bytes) -> None:
    for content in (data, plain_zip.build(FILES)[:60] + data, data + plain_zip.build(FILES)[60:]):
        try:
            _, differences = plain_zip.take_apart(content)
        except NotPlainZipError:
            continue
        assert differences or content == plain_zip.build(FILES)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["full_name", "b_course", "sex.code"]), st.text(max_size=40)),
    st.integers(0, 3),
)
def test_the_exchange_structure_reads_back_the_same_from_json_and_xml(
    texts: dict[str, str], count: int
) -> None:
    lines = [Sources({"name": text}) for text in texts.values()]
    tree = writing.build(
        Sources(texts, {"prescriptions": [Sources({"code": "x"}, {"lines": lines})] * count})
    )
    assert writing.from_xml(writing.to_xml(tree)) == tree
    assert writing.from_json(writing.to_json(tree)) == tree
    assert len(tree["YLenhThuocVatTu"]["danhsach"]) == count


def test_codes_are_written_with_their_dot_and_without_dagger_or_asterisk() -> None:
    assert [writing.icd(code) for code in ("J209", "J20.9", "I10", "A17.0†", "G01*")] == [
        "J20.9", "J20.9", "I10", "A17.0", "G01",
    ]  # fmt: skip


def test_entries_that_share_their_bytes_do_not_grow_in_memory() -> None:
    """A small file whose directory names the same stretch thousands of times (a bomb of overlapping entries)."""
    one = plain_zip.build({"a": b"x" * 100_000})
    start = one.rindex(b"PK\x01\x02")
    entry = one[start : one.rindex(b"PK\x05\x06")]
    many = b"".join(entry[:-1] + bytes([letter]) for letter in b"bcdefghijklmnopqrstuvwxyz")
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 25, 25, len(many), start, 0)
    files, differences = plain_zip.take_apart(one[:start] + many + end)
    assert sum(map(len, files.values())) <= len(one)
    assert differences
