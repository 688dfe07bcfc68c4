"""Under which `Type/id` is an entry's fullUrl stored? Remembered on disk, across files and runs.

A SQLite file of the installation, not a table: it is machinery of one command, may be thrown away (the store
itself is asked then, see import_references), and must not grow with memory when the files are large.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benhan.ops.import_problems import INDEX_LOST

_TABLES = (
    "CREATE TABLE IF NOT EXISTS address (facility TEXT, url TEXT, target TEXT, PRIMARY KEY (facility, url)) "
    "WITHOUT ROWID",
    "CREATE TEMP TABLE present (target TEXT PRIMARY KEY, refused INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID",
)


class AddressIndex:
    """Addresses of one facility's imports, and which targets this run's files hold."""

    def __init__(self, database: sqlite3.Connection, facility: str) -> None:
        self._database, self._facility = database, facility

    def note(self, rows: Iterable[tuple[str, str]]) -> None:
        """Remember (fullUrl or "", target) pairs of this run's files."""
        pairs = list(rows)
        with self._database:
            self._database.executemany(
                "INSERT INTO address VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET target = excluded.target",
                [(self._facility, url, target) for url, target in pairs if url],
            )
            self._database.executemany(
                "INSERT OR IGNORE INTO present (target) VALUES (?)", [(target,) for _, target in pairs]
            )

    def alias(self, url: str, target: str) -> None:
        """The address is stored under another target than its file says (ifNoneExist found one)."""
        self.note([(url, target)])

    def target(self, url: str) -> str:
        """The `Type/id` of an address, "" when unknown."""
        found = self._database.execute(
            "SELECT target FROM address WHERE facility = ? AND url = ?", (self._facility, url)
        ).fetchone()
        return str(found[0]) if found else ""

    def is_present(self, target: str) -> bool:
        """Whether this run's files hold it."""
        return self._refused(target) is not None

    def is_refused(self, target: str) -> bool:
        return self._refused(target) == 1

    def refuse(self, target: str) -> None:
        with self._database:
            self._database.execute("UPDATE present SET refused = 1 WHERE target = ?", (target,))

    def _refused(self, target: str) -> int | None:
        found = self._database.execute("SELECT refused FROM present WHERE target = ?", (target,)).fetchone()
        return int(found[0]) if found else None


@contextmanager
def opened(directory: Path, facility: str) -> Iterator[AddressIndex]:
    """The index in DATA/import; raises INDEX_LOST when the disk is full or the file unusable."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = directory / "addresses.sqlite"
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    database = sqlite3.connect(path, timeout=30)
    try:
        database.execute("PRAGMA synchronous = OFF")  # losing it costs a search in the store, no more
        for statement in _TABLES:
            database.execute(statement)
        yield AddressIndex(database, facility)
    except sqlite3.Error as error:
        raise INDEX_LOST.at(reason=str(error)) from None
    finally:
        database.close()
