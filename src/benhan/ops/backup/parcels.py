"""What lies inside the container: named parcels of unknown length, one after the other.

parcel  length of the name (2) · name · mode (2) · pieces: length (4) and bytes, ended by a length of 0
end     a name of length 0
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from benhan.ops.backup.problems import DAMAGED
from benhan.ops.backup.sealed import Opener, Sealer

PIECE = 1 << 18
ABOUT, DUMP, FOLDER = "about.json", "database.dump", "data/"


def write_parcel(sealer: Sealer, name: str, pieces: Iterable[bytes], *, mode: int = 0o600) -> int:
    """Returns how many bytes the parcel holds."""
    encoded, total = name.encode(), 0
    sealer.write(len(encoded).to_bytes(2, "big") + encoded + mode.to_bytes(2, "big"))
    for piece in pieces:
        for start in range(0, len(piece), PIECE):
            part = piece[start : start + PIECE]
            sealer.write(len(part).to_bytes(4, "big") + part)
            total += len(part)
    sealer.write(bytes(4))
    return total


def write_end(sealer: Sealer) -> None:
    sealer.write(bytes(2))
    sealer.close()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A parcel while it is read: its pieces must be taken before the next parcel."""

    name: str
    mode: int
    pieces: Iterator[bytes]

    @property
    def path(self) -> PurePosixPath | None:
        """Where a file of the installation's directory belongs, relative to it; None for the other parcels."""
        return PurePosixPath(self.name.removeprefix(FOLDER)) if self.name.startswith(FOLDER) else None


def parcels(opener: Opener, file: str) -> Iterator[Parcel]:
    """Every parcel in order, and the proof that nothing follows. Raises DAMAGED, CUT_SHORT."""
    while length := int.from_bytes(opener.read(2), "big"):
        name = opener.read(length).decode()
        mode = int.from_bytes(opener.read(2), "big") & 0o777
        if ".." in PurePosixPath(name).parts or name.startswith("/"):
            raise DAMAGED.at(file=file, reason="a parcel leaves its folder")
        pieces = _pieces(opener)
        yield Parcel(name, mode, pieces)
        for _ in pieces:  # what the reader left
            pass
    opener.finish()


def _pieces(opener: Opener) -> Iterator[bytes]:
    while length := int.from_bytes(opener.read(4), "big"):
        yield opener.read(length)
