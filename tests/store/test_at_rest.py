"""How a facility's bytes lie in the database."""

from __future__ import annotations

import pytest

from benhan.store import at_rest, blobs, border

FACILITY = "24001"


@pytest.fixture
def inside(db: None) -> None:
    border.enter(FACILITY)


def test_a_kept_file_lies_there_sealed_and_its_key_wrapped(inside):
    assert border.here() == FACILITY
    assert at_rest.key_of(FACILITY) == (False, None)
    digest = blobs.put(FACILITY, b"%PDF-1.7 giay", "application/pdf")
    assert at_rest.newest_heads(FACILITY) == at_rest.Heads(1, 0)
    assert b"%PDF" not in at_rest.raw(FACILITY, digest)
    assert at_rest.raw(FACILITY, "0" * 64) == b""
    is_wrapped, made_at = at_rest.key_of(FACILITY)
    assert is_wrapped
    assert made_at is not None


@pytest.mark.parametrize("head", [b"%PDF-1.7", b"\x01%PDF-1.7", b'{"a": 1}', b""])
def test_what_begins_like_a_file_is_plain(head):
    assert at_rest.is_plain(head)
