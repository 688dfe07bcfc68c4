"""The corrections of asn1crypto and pyHanko: the same bytes and values as before, in a moment."""

from __future__ import annotations

import io

import pytest
from asn1crypto import core, x509
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfStreamError

import benhan.signing  # noqa: F401 - its import corrects the libraries
from benhan.signing.library_corrections import correct_libraries, is_mistaken


class _Inner(core.Sequence):
    _fields = [("value", core.OctetString)]


class _Outer(core.Sequence):
    _fields = [("inner", _Inner)]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (b"\x30\x80", False),
        (b"\x30\x81\x80", True),
        (b"\x30\x82\x03\x80", True),
        (b"\x3f\x81\x01\x80", False),
        (b"\x3f\x81\x01\x81\x80", True),
        (b"\x30\x7f", False),
        (b"", False),
        (None, False),
    ],
)
def test_only_definite_lengths_that_end_in_80_are_mistaken(header: bytes | None, expected: bool) -> None:
    assert is_mistaken(header) is expected


def test_a_value_whose_length_ends_in_80_is_not_encoded_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    # 128 bytes of content: header 30 81 80. The inner length is written longer than DER would.
    read = b"\x30\x81\x80" + b"\x30\x81\x7d" + b"\x04\x7b" + b"x" * 123
    value = _Outer.load(read)
    assert value["inner"]["value"].native == b"x" * 123
    monkeypatch.setattr(core.Sequence, "_set_contents", lambda *_, **__: pytest.fail("encoded anew"))
    assert value.dump() == read


def test_a_part_changed_below_such_a_value_is_written() -> None:
    value = _Outer.load(b"\x30\x81\x80" + b"\x30\x7e" + b"\x04\x7c" + b"x" * 124)
    value["inner"]["value"] = b"ngan"
    assert value.dump() == b"\x30\x08\x30\x06\x04\x04ngan"


def test_an_indefinite_length_is_still_encoded_anew() -> None:
    assert _Inner.load(b"\x30\x80\x04\x01x\x00\x00").dump() == b"\x30\x03\x04\x01x"


def test_equal_names_are_equal_however_they_are_written_and_others_are_not() -> None:
    name = x509.Name.build({"common_name": "Nguyễn Văn An", "country_name": "VN"})
    assert name == x509.Name.load(name.dump())
    spaced = x509.Name.build({"common_name": " nguyễn  văn AN ", "country_name": "VN"})
    assert name == spaced
    assert name.hashable == spaced.hashable
    other = x509.Name.build({"common_name": "Nguyễn Văn Ân", "country_name": "VN"})
    assert name != other
    assert name.hashable != other.hashable


@given(value=st.binary(max_size=200), blanks=st.lists(st.integers(0, 400), max_size=5), odd=st.booleans())
@settings(derandomize=True, max_examples=40)
def test_a_hexadecimal_string_is_read_whole_and_the_stream_stands_behind_it(
    value: bytes, blanks: list[int], odd: bool
) -> None:
    digits = bytearray(value.hex().encode())
    if odd and value and value[-1] % 16 == 0:
        del digits[-1]
    for at in blanks:
        digits.insert(min(at, len(digits)), 0x0A)
    stream = io.BytesIO(b"ab<" + bytes(digits) + b">cd")
    stream.seek(2)
    read = generic.read_hex_string_from_stream(stream)
    assert read == generic.pdf_string(value)
    assert stream.read() == b"cd"


@pytest.mark.parametrize("junk", [b"<41zz>", b"<4142"])
def test_what_is_no_hexadecimal_string_is_refused_as_before(junk: bytes) -> None:
    with pytest.raises(PdfStreamError):
        generic.read_hex_string_from_stream(io.BytesIO(junk))


def test_correcting_twice_changes_nothing() -> None:
    before = (core.Sequence.dump, core.Choice.dump, x509.Name.__eq__, generic.read_hex_string_from_stream)
    correct_libraries()
    assert before == (
        core.Sequence.dump,
        core.Choice.dump,
        x509.Name.__eq__,
        generic.read_hex_string_from_stream,
    )
