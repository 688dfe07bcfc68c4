"""When did each account last log in: lastlog, lastlog2, wtmp, wtmpdb; whichever of them the host keeps."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from benhan.assurance.host.root import HostRoot

_LASTLOG = struct.Struct("i32s256s")
_UTMP = struct.Struct("hi32s4s32s256shhiii4i20s")
_USER_PROCESS = 7


def last_logins(root: HostRoot, names_by_uid: dict[int, str]) -> dict[str, int] | None:
    """Unix seconds of the newest login by account; None when the host keeps no account of logins."""
    found: dict[str, int] = {}
    is_kept = False
    for pattern, read in (
        ("var/log/lastlog", lambda path: _lastlog(path, names_by_uid)),
        ("var/lib/lastlog/lastlog2.db", lambda path: _table(path, "SELECT Name, Time FROM Lastlog2")),
        (
            "var/lib/wtmpdb/wtmp.db",
            lambda path: _table(path, "SELECT User, MAX(Login) / 1000000 FROM wtmp GROUP BY User"),
        ),
        ("var/log/wtmp*", _wtmp),
    ):
        for path in root.files(pattern):
            if path.suffix == ".gz" or not path.is_file():
                continue
            is_kept = True
            try:
                rows = list(read(path))
            except (OSError, sqlite3.Error):
                continue
            for name, at in rows:
                found[name] = max(at, found.get(name, 0))
    return found if is_kept else None


def _lastlog(path: Path, names: dict[int, str]) -> Iterator[tuple[str, int]]:
    """One record for each uid. The file is sparse: only known uids are looked at."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for uid, name in names.items():
            if (uid + 1) * _LASTLOG.size <= size:
                file.seek(uid * _LASTLOG.size)
                at = _LASTLOG.unpack(file.read(_LASTLOG.size))[0]
                if at:
                    yield name, at


def _wtmp(path: Path) -> Iterator[tuple[str, int]]:
    content = path.read_bytes()
    whole = len(content) - len(content) % _UTMP.size
    for record in _UTMP.iter_unpack(content[:whole]):
        if record[0] == _USER_PROCESS:
            yield record[4].split(b"\0")[0].decode("utf-8", "replace"), record[9]


def _table(path: Path, query: str) -> Iterator[tuple[str, int]]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as base:
        for name, at in base.execute(query):
            yield str(name), int(at or 0)
