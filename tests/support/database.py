"""One PostgreSQL for a whole test run, however many workers: template migrated once, a clone for each.

The first test that needs a database starts a *keeper*, a process of its own that owns the server and ends it
when the test run's first process is gone, whichever way it went. `Databases` is what fixtures use.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.db import connections

from benhan.ops import roles
from benhan.ops.migrate import migrate_schema
from benhan.ops.postgres import SUPERUSER, Server
from benhan.ops.postgres_settings import NOT_DURABLE

TEMPLATE = "benhan_template"
_START_LIMIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Databases:
    """The run's server, named by its directory; every method may be called from any worker process."""

    directory: Path

    @property
    def server(self) -> Server:
        return Server(self.directory)

    def connect(self, dbname: str, user: str = SUPERUSER) -> psycopg.Connection[Any]:
        """An autocommit connection; as the superuser it may do what no application role may."""
        return roles.connect(self.server, dbname=dbname, user=user)

    def clone(self, name: str) -> None:
        """Create a database of its own from the migrated template."""
        with self.locked(), self.connect("postgres") as connection:
            roles.create_database(connection, name, template=TEMPLATE)

    def drop(self, name: str) -> None:
        roles.drop_database(self.server, name)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One worker at a time: a template can't be copied while somebody is connected to it."""
        with (self.directory / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def ensure(self, owner_pid: int) -> None:
        """Start the keeper and migrate the template, unless another worker has done so."""
        with self.locked():
            if not (self.directory / "ready").exists():
                self._start_keeper(owner_pid)
                self._migrate_template()
                (self.directory / "ready").touch()

    def _start_keeper(self, owner_pid: int) -> None:
        command = [sys.executable, "-m", "tests.support.database", str(self.directory), str(owner_pid)]
        paths = [str(Path(__file__).parents[2]), str(Path(__file__).parents[2] / "src")]
        paths += [path for path in (os.environ.get("PYTHONPATH"),) if path]
        keeper = subprocess.Popen(
            command,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        (self.directory / "keeper.pid").write_text(str(keeper.pid))
        assert keeper.stdout is not None
        with keeper.stdout:
            if keeper.stdout.readline() != b"ready\n":
                raise RuntimeError(f"the test database did not start; see {self.server.log}")
        keeper.returncode = 0  # it outlives us on purpose: no warning about it when we end

    def _migrate_template(self) -> None:
        with self.connect("postgres") as connection:
            roles.create_database(connection, TEMPLATE)
        point_django_at(self.server, TEMPLATE, user=roles.OWNER)
        try:
            migrate_schema(verbosity=0)
        finally:
            connections["default"].close()

    def stop(self) -> None:
        """End keeper and server and remove everything; safe to call when nothing was started."""
        try:
            pid = int((self.directory / "keeper.pid").read_text())
            os.kill(pid, signal.SIGTERM)
        except (OSError, ValueError):
            pid = 0
        end = time.monotonic() + _START_LIMIT_S
        while pid and Path(f"/proc/{pid}").exists() and time.monotonic() < end and not _is_zombie(pid):
            time.sleep(0.02)
        shutil.rmtree(self.directory, ignore_errors=True)


def point_django_at(server: Server, database: str, *, user: str = roles.APP) -> None:
    """Make Django's default connection use a database of the test server."""
    connection = connections["default"]
    connection.close()
    wanted = {"NAME": database, "USER": user, "HOST": server.host, "PORT": "5432", "PASSWORD": ""}
    connection.settings_dict.update(wanted)


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return False


def keep(directory: Path, owner_pid: int) -> None:
    """The keeper's life: start the server, say so, wait for a signal or the owner's end, stop the server."""
    stopping: list[int] = []
    signal.signal(signal.SIGTERM, lambda signum, _: stopping.append(signum))
    signal.signal(signal.SIGINT, lambda signum, _: stopping.append(signum))
    server = Server(directory, settings=dict(NOT_DURABLE))
    server.start()
    try:
        roles.prepare_embedded(server)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdout.close()
        while not stopping and Path(f"/proc/{owner_pid}").exists() and not _is_zombie(owner_pid):
            time.sleep(0.1)
    finally:
        server.stop()
    if not stopping:
        shutil.rmtree(directory, ignore_errors=True)


if __name__ == "__main__":
    keep(Path(sys.argv[1]), int(sys.argv[2]))
