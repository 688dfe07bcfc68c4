"""`benhan migrate`: bring the database and the static files to this version; see also `benhan.ops.roles`."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections

from benhan.ops import instance
from benhan.ops.postgres import Server
from benhan.ops.roles import DEFAULT_RIGHTS, OWNER, prepare_embedded, prepare_own


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", metavar="DIR", help="the installation's directory (else BENHAN_DATA)")


def run(arguments: argparse.Namespace) -> int:
    found = instance.at(arguments.data)
    found.prepare(demo=False)
    with database_of(found):
        instance.activate(found.directory, role=OWNER)
        try:
            migrate_schema()
        finally:
            connections.close_all()
        call_command("collectstatic", interactive=False, verbosity=0)
    return 0


@contextmanager
def database_of(found: instance.Instance) -> Iterator[None]:
    """The database with its roles: on one's own server, the running embedded one, or one started here."""
    if url := os.environ.get("BENHAN_DATABASE_URL"):
        prepare_own(url)
        yield
        return
    server = Server(found.directory)
    if server.is_running():
        prepare_embedded(server)
        yield
        return
    server.start()
    try:
        prepare_embedded(server)
        yield
    finally:
        server.stop()


def migrate_schema(*, verbosity: int = 1) -> None:
    """Run the migrations on Django's default connection, which must be one of benhan_owner.

    First the rights that new tables give to benhan_app are set, so that Django's own tables get them too.
    """
    with connection.cursor() as cursor:
        for statement in DEFAULT_RIGHTS:
            cursor.execute(statement)
    call_command("migrate", interactive=False, verbosity=verbosity)
