"""Files of the installation's directory that go into a backup: secrets, keys, trust, what the demo told itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from benhan.ops.backup.parcels import PIECE

# Made anew by the program, or the database itself, or the backups and their key.
LEFT_OUT = frozenset({"postgres", "static", "tmp", "log", "backups", "audit"})
SCRATCH = "benhan-drill-"
_KEY = Path("secrets") / "backup_key"


def files_of(directory: Path, *, without: tuple[Path, ...] = ()) -> Iterator[tuple[str, Path]]:
    """(name inside the directory, file), in order; links and special files are left out, empty ones are not."""
    for root, folders, names in os.walk(directory):
        here = Path(root)
        if here == directory:
            folders[:] = [one for one in folders if one not in LEFT_OUT and not one.startswith(SCRATCH)]
        folders[:] = sorted(one for one in folders if (here / one).resolve() not in without)
        for name in sorted(names):
            path = here / name
            inside = path.relative_to(directory)
            if inside == _KEY or path in without or path.is_symlink() or not path.is_file():
                continue
            yield inside.as_posix(), path


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
