"""`benhan migrate`: bring the database and the static files to this version; see also `benhan.ops.roles`."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection

from benhan.ops.roles import DEFAULT_RIGHTS


def migrate_schema(*, verbosity: int = 1) -> None:
    """Run the migrations on Django's default connection, which must be one of benhan_owner.

    First the rights that new tables give to benhan_app are set, so that Django's own tables get them too.
    """
    with connection.cursor() as cursor:
        for statement in DEFAULT_RIGHTS:
            cursor.execute(statement)
    call_command("migrate", interactive=False, verbosity=verbosity)
