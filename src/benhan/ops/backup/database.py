"""The database as a backup sees it: whole or not at all, with counts of the very same moment."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from benhan.config import sockets
from benhan.ops.backup.parcels import PIECE
from benhan.ops.backup.problems import DUMP_FAILED, NO_DUMP_PROGRAM, PARTIAL_SIGHT
from benhan.ops.postgres import SUPERUSER, Server, binary
from benhan.ops.privilege import die_with_parent
from benhan.ops.problems import DATABASE_UNREACHABLE
from benhan.ops.roles import DATABASE

_TABLES = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' ORDER BY c.relname
"""
_MOMENT = "SELECT pg_export_snapshot(), pg_database_size(current_database()), pg_snapshot_xmax(pg_current_snapshot())::text"
_SEES_ALL = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
_HEADS = "SELECT DISTINCT ON (facility) facility, seq, chain FROM audit_link ORDER BY facility, seq DESC"
_MIGRATIONS = "SELECT DISTINCT ON (app) app, name FROM django_migrations ORDER BY app, id DESC"


@dataclass(frozen=True, slots=True)
class Place:
    """A database: what libpq is told to reach it (never a password on a command line)."""

    words: Mapping[str, str]

    @classmethod
    def embedded(cls, server: Server, database: str = DATABASE) -> Place:
        return cls({"host": server.host, "port": "5432", "user": SUPERUSER, "dbname": database})

    @classmethod
    def named(cls, url: str) -> Place:
        return cls({key: str(value) for key, value in psycopg.conninfo.conninfo_to_dict(url).items()})

    def environment(self) -> dict[str, str]:
        """For a program of PostgreSQL."""
        names = {
            "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE",
            "password": "PGPASSWORD", "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT",
        }  # fmt: skip
        known = {names[key]: value for key, value in self.words.items() if key in names}
        return known | {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "PGCONNECT_TIMEOUT": "30"}

    def connect(self) -> psycopg.Connection[tuple[Any, ...]]:
        try:
            return psycopg.connect(psycopg.conninfo.make_conninfo(**self.words), connect_timeout=30)
        except psycopg.OperationalError as error:
            raise DATABASE_UNREACHABLE.at(reason=(str(error).strip() or "?").splitlines()[0]) from None

    def descriptors(self) -> tuple[int, ...]:
        return sockets.descriptors(self.words.get("host", ""))


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What one moment of the database holds; `name` lets pg_dump see the same moment.

    next_transaction  with its epoch (xid8)
    tables      rows by table
    heads       facility → (number, chain as hexadecimal) of the newest link of its account of acts
    migrations  the newest migration of each part
    """

    name: str
    server_version: int
    bytes: int
    next_transaction: int
    tables: Mapping[str, int]
    heads: Mapping[str, tuple[int, str]]
    migrations: Mapping[str, str]


@contextmanager
def snapshot(place: Place) -> Iterator[Snapshot]:
    """Hold one moment while the block runs. Raises PARTIAL_SIGHT when row security hides anything from the login."""
    with place.connect() as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        _demand_whole_sight(connection)
        row = connection.execute(_MOMENT).fetchone()
        if row is None:
            raise DATABASE_UNREACHABLE.at(reason="no snapshot")
        yield Snapshot(
            str(row[0]), connection.info.server_version, int(row[1]), int(row[2]), counts(connection),
            heads(connection), migrations(connection),
        )  # fmt: skip


def _demand_whole_sight(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Row security must not apply to us: with row_security off a filtered query fails instead of hiding rows."""
    connection.execute("SET row_security = off")
    sees = connection.execute(_SEES_ALL).fetchone()
    if not sees or not sees[0]:
        raise PARTIAL_SIGHT.at(login=connection.info.user)


def counts(connection: psycopg.Connection[tuple[Any, ...]]) -> dict[str, int]:
    """Rows of every table."""
    found = {}
    for (name,) in connection.execute(_TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        row = connection.execute(query).fetchone()
        found[str(name)] = int(row[0]) if row else 0
    return found


def heads(connection: psycopg.Connection[tuple[Any, ...]]) -> dict[str, tuple[int, str]]:
    rows = connection.execute(_HEADS).fetchall()
    return {str(facility): (int(seq), bytes(chain).hex()) for facility, seq, chain in rows}


def migrations(connection: psycopg.Connection[tuple[Any, ...]]) -> dict[str, str]:
    return {str(app): str(name) for app, name in connection.execute(_MIGRATIONS).fetchall()}


def dump(place: Place, moment: Snapshot) -> Iterator[bytes]:
    """pg_dump's custom format, piece by piece. Raises DUMP_FAILED at the end when pg_dump did."""
    program = dump_program(moment.server_version // 10_000)
    command = [str(program), "--format=custom", "--compress=5", "--no-password"]
    command.append(f"--snapshot={moment.name}")
    with _started(command, place, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 asked for above
        while piece := process.stdout.read(PIECE):
            yield piece


def restore(place: Place, pieces: Iterator[bytes]) -> None:
    """Feed pg_restore; the first error ends it. Raises DUMP_FAILED."""
    command = [
        str(binary("pg_restore")),
        "--exit-on-error",
        "--no-password",
        f"--dbname={place.words['dbname']}",
    ]
    with _started(command, place, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None  # noqa: S101 asked for above
        try:
            for piece in pieces:
                process.stdin.write(piece)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it ended early; its status says so below, its words why


@contextmanager
def _started(
    command: list[str], place: Place, *, stdin: int | None = None, stdout: int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that ends with the block; its status is looked at when the block ended well."""
    process = subprocess.Popen(  # noqa: S603 programs of PostgreSQL, words of ours
        command,
        env=place.environment(),
        stdin=stdin if stdin is not None else subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        pass_fds=place.descriptors(),
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    try:
        yield process
        words = _last_words(process.stderr)
        if process.wait() != 0:
            raise DUMP_FAILED.at(program=Path(command[0]).name, reason=words)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None and not pipe.closed:
                _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _last_words(pipe: IO[bytes] | None) -> str:
    """The first line that names an error: only the lines after it may carry rows."""
    text = pipe.read(65_536).decode("utf-8", "replace") if pipe is not None else ""
    telling = [line for line in text.splitlines() if "error:" in line]
    return (telling or [text.strip() or "no word"])[0][:300]


def dump_program(major: int) -> Path:
    """The embedded server's own pg_dump when it is new enough, else the system's. Raises NO_DUMP_PROGRAM."""
    found = []
    system = shutil.which("pg_dump")
    for program in (binary("pg_dump"), *([Path(system)] if system else [])):
        version = program_version(program)
        if version >= major:
            return program
        found.append(f"{program.name} {version}")
    raise NO_DUMP_PROGRAM.at(version=major, found=", ".join(found) or "–")


def program_version(program: Path) -> int:
    """Major version of a program of PostgreSQL, 0 when it does not say."""
    try:
        said = subprocess.run(  # noqa: S603 a program of PostgreSQL
            [str(program), "--version"], capture_output=True, text=True, timeout=30, check=False
        ).stdout
    except OSError:
        return 0
    match = re.search(r"(\d+)(?:\.\d+|devel|beta|rc)", said)
    return int(match[1]) if match else 0
