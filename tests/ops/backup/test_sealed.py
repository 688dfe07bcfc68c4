"""The encrypted container: what goes in comes out, and nothing else ever does."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benhan.assurance.backup_keys import HEADER, BackupKey, fingerprint_of, is_signed, key_at, read_key
from benhan.fhir.problems import ProblemError
from benhan.ops.backup.parcels import parcels, write_end, write_parcel
from benhan.ops.backup.sealed import CHUNK, Opener, Sealer

KEY, OTHER = BackupKey(b"k" * 32), BackupKey(b"o" * 32)
sizes = st.sampled_from([0, 1, 15, CHUNK - 5, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])


class _Once(io.BytesIO):
    """Keeps its content after it is closed."""


def sealed(*contents: tuple[str, bytes]) -> bytes:
    file = _Once()
    sealer = Sealer(file, KEY)
    for name, content in contents:
        write_parcel(sealer, name, [content])
    write_end(sealer)
    return file.getvalue()


def opened(archive: bytes, key: BackupKey = KEY) -> dict[str, bytes]:
    found = parcels(Opener(io.BytesIO(archive), key, "a.benhan"), "a.benhan")
    return {one.name: b"".join(one.pieces) for one in found}


def refused(archive: bytes, key: BackupKey = KEY) -> str:
    with pytest.raises(ProblemError) as refusal:
        opened(archive, key)
    return refusal.value.problem.code


@settings(max_examples=12, derandomize=True, deadline=None)
@given(sizes, st.binary(max_size=64))
def test_what_was_sealed_is_what_is_opened(size: int, more: bytes) -> None:
    content = more + bytes(size)
    assert opened(sealed(("a", content), ("b/c", more))) == {"a": content, "b/c": more}


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.data())
def test_one_flipped_bit_anywhere_is_found(data: st.DataObject) -> None:
    archive = bytearray(sealed(("a", b"secret" * 40), ("b", b"x" * 90)))
    archive[data.draw(st.integers(0, len(archive) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert refused(bytes(archive)).startswith("BH-OPS-08")


@settings(max_examples=40, derandomize=True, deadline=None)
@given(st.data())
def test_a_file_that_ends_too_early_is_found_wherever_it_ends(data: st.DataObject) -> None:
    archive = sealed(("a", b"secret" * 40))
    assert refused(archive[: data.draw(st.integers(0, len(archive) - 1))]).startswith("BH-OPS-08")


def test_chunks_left_out_at_a_chunks_border_or_exchanged_are_found() -> None:
    archive = sealed(("a", bytes(3 * CHUNK)))
    step = CHUNK + 16 + 4
    first, second = archive[HEADER : HEADER + step], archive[HEADER + step : HEADER + 2 * step]
    assert refused(archive[: HEADER + 2 * step]) == "BH-OPS-0803"
    assert refused(archive[:HEADER] + second + first + archive[HEADER + 2 * step :]) == "BH-OPS-0802"
    assert refused(archive + b"more") == "BH-OPS-0802"


def test_another_key_is_named_by_its_fingerprint_and_a_stranger_is_no_backup() -> None:
    archive = sealed(("a", b"secret"))
    assert refused(archive, OTHER) == "BH-OPS-0801"
    assert refused(b"PGDMP" + bytes(100)) == "BH-OPS-0804"
    assert fingerprint_of(archive) == KEY.fingerprint != OTHER.fingerprint


def test_neither_names_nor_contents_can_be_read_in_the_archive() -> None:
    archive = sealed(("secrets/master_key", b"Nguyen Thi Mau"))
    assert b"master_key" not in archive and b"Nguyen" not in archive


def test_a_parcel_that_would_leave_its_folder_is_refused() -> None:
    assert refused(sealed(("data/../../etc/passwd", b"x"))) == "BH-OPS-0802"


def test_memory_does_not_grow_with_the_content() -> None:
    class Counting(io.RawIOBase):
        def write(self, content: bytes) -> int:  # type: ignore[override]
            return len(content)

    sealer = Sealer(Counting(), KEY)  # type: ignore[arg-type]

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield bytes(CHUNK // 2)
            assert len(sealer._held) <= CHUNK

    assert write_parcel(sealer, "a", pieces()) == 10 * CHUNK


def test_a_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "backup_key"
    made, is_new = key_at(path)
    again, is_new_again = key_at(path)
    assert is_new and not is_new_again
    assert made.secret == again.secret and path.stat().st_mode & 0o777 == 0o600
    assert made.secret.hex() not in repr(made)


@pytest.mark.parametrize("content", ["", "abc", "không", "AAAA"])
def test_a_file_that_is_no_key_is_refused_in_one_sentence(tmp_path: Path, content: str) -> None:
    path = tmp_path / "key"
    path.write_text(content)
    with pytest.raises(ProblemError, match="BH-ASSURANCE-0070"):
        read_key(path)


def test_a_changed_manifest_loses_its_signature() -> None:
    signed = KEY.signed({"rows": 7})
    assert is_signed(signed, KEY.public)
    assert not is_signed(signed | {"rows": 8}, KEY.public)
    assert not is_signed(signed, OTHER.public)
    assert not is_signed({"rows": 7}, KEY.public)
