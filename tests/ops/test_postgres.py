"""The embedded server's launcher: born, killed, found again, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from benhan.fhir.problems import ProblemError
from benhan.ops import postmaster, roles
from benhan.ops.postgres import Server
from benhan.ops.postgres_settings import NOT_DURABLE
from benhan.ops.problems import DATABASE_ALREADY_RUNS, DATABASE_DID_NOT_START

pytestmark = pytest.mark.slow  # each makes a cluster of its own: initdb alone takes half a second


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = Server(tmp_path / "data", settings=NOT_DURABLE | {"shared_buffers": "16MB"})
    yield found
    found.stop()


def test_a_row_survives_the_killing_of_the_server(server: Server) -> None:
    server.settings |= {"fsync": "on", "synchronous_commit": "on"}
    server.start()
    roles.prepare_embedded(server)
    with roles.connect(server, dbname="benhan", user="benhan_owner") as connection:
        connection.execute("CREATE TABLE kept (id int)")
        connection.execute("INSERT INTO kept VALUES (7)")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert server._process is not None
    server._process.wait()
    server.stop()
    server.start()
    with roles.connect(server, dbname="benhan", user="benhan_owner") as connection:
        assert connection.execute("SELECT id FROM kept").fetchone() == (7,)


def test_only_our_roles_may_enter_and_the_application_owns_nothing(server: Server) -> None:
    server.start()
    assert roles.prepare_embedded(server) is True
    assert roles.prepare_embedded(server) is False
    with roles.connect(server, dbname="postgres") as superuser:
        superuser.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(ProblemError, match="BH-OPS-0012"):
        roles.connect(server, dbname="benhan", user="stranger")
    with roles.connect(server, dbname="benhan", user="benhan_app") as app:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE public.mine (id int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("SET ROLE benhan_owner")


def test_the_socket_and_the_data_are_closed_to_other_users_and_no_port_is_open(server: Server) -> None:
    server.start()
    for directory in (server.socket, server.data):
        assert directory.stat().st_mode & 0o077 == 0
    with roles.connect(server, dbname="postgres") as superuser:
        assert superuser.execute("SHOW listen_addresses").fetchone() == ("",)
        assert superuser.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_a_second_launcher_is_told_that_the_installation_runs(server: Server) -> None:
    server.start()
    with pytest.raises(ProblemError) as caught:
        Server(server.data_directory).start()
    assert caught.value.problem is DATABASE_ALREADY_RUNS
    assert server.is_running()


def test_a_pid_file_that_names_another_program_is_no_obstacle(server: Server) -> None:
    server.start()
    server.stop()
    (server.data / "postmaster.pid").write_text(f"{os.getpid()}\n{server.data}\n")
    assert postmaster.running(server.data) is None
    server.start()
    assert server.is_running()


def test_an_initdb_cut_short_is_begun_again(server: Server) -> None:
    asked = iter(range(100))

    class GivenUp(Exception):  # noqa: N818
        pass

    def give_up() -> None:
        if next(asked) == 2:
            raise GivenUp

    server.check = give_up
    with pytest.raises(GivenUp):
        server.start()
    assert not (server.data / "PG_VERSION").exists()
    assert postmaster.left_behind(server.home / "data.new") == []
    server.check = lambda: None
    server.start()
    assert server.is_running()


def test_a_server_that_can_not_start_says_why(server: Server) -> None:
    server.settings["shared_buffers"] = "many"
    with pytest.raises(ProblemError) as caught:
        server.start()
    assert caught.value.problem is DATABASE_DID_NOT_START
    assert "shared_buffers" in caught.value.developer
    assert server.pid is None


def test_a_path_longer_than_a_socket_address_is_reached(tmp_path: Path) -> None:
    directory = tmp_path / ("rat-dai-" * 15)
    server = Server(directory, settings=NOT_DURABLE | {"shared_buffers": "16MB"})
    server.start()
    try:
        assert len(str(server.socket)) > 108
        with roles.connect(server, dbname="postgres") as superuser:
            assert superuser.execute("SELECT 1").fetchone() == (1,)
    finally:
        server.stop()


def test_the_server_ends_when_its_launcher_is_killed_and_the_next_start_works(server: Server) -> None:
    script = (
        "import sys, pathlib, signal; from benhan.ops.postgres import Server; "
        "Server(pathlib.Path(sys.argv[1])).start(); print('up', flush=True); signal.pause()"
    )
    source = str(Path(__file__).parents[2] / "src")
    launcher = subprocess.Popen(
        [sys.executable, "-c", script, str(server.data_directory)],
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": source},
    )
    assert launcher.stdout is not None
    with launcher.stdout:
        assert launcher.stdout.readline() == b"up\n"
    launcher.kill()
    launcher.wait()
    began = time.monotonic()
    server.start()
    assert server.is_running()
    assert time.monotonic() - began < 10
