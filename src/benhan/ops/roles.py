"""Who owns the tables and who may use them: the two roles, the database, and their default rights.

benhan_owner  owns the database's tables; migrations run as it
benhan_app    what the web and worker processes are: it owns nothing, so it can grant itself nothing
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from benhan.ops.postgres import SUPERUSER, Server
from benhan.ops.problems import DATABASE_TOO_OLD, DATABASE_UNREACHABLE, ROLES_MISSING

OWNER, APP, DATABASE = "benhan_owner", "benhan_app", "benhan"


def connect(server: Server, *, dbname: str, user: str = SUPERUSER) -> psycopg.Connection[tuple[object, ...]]:
    """An autocommit connection to the embedded server."""
    try:
        return psycopg.connect(
            host=server.host, port=5432, dbname=dbname, user=user, autocommit=True, connect_timeout=30
        )
    except psycopg.OperationalError as error:
        raise DATABASE_UNREACHABLE.at(reason=_line(error)) from None


def prepare_embedded(server: Server, database: str = DATABASE) -> bool:
    """Make roles, database and default rights where missing; True when the database was made now."""
    with connect(server, dbname="postgres") as connection:
        for role in (OWNER, APP):
            if not _one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        is_new = not _one(connection, "SELECT 1 FROM pg_database WHERE datname = %s", database)
        if is_new:
            create_database(connection, database)
        else:
            _close_to_strangers(connection, database)  # an earlier start may have been killed before it
    with connect(server, dbname=database) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    return is_new


def create_database(
    connection: psycopg.Connection[tuple[object, ...]], database: str, *, template: str = "template0"
) -> None:
    """Create a database that benhan_owner owns and only our roles may enter."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}")
    names = (sql.Identifier(name) for name in (database, OWNER, template))
    connection.execute(statement.format(*names))
    _close_to_strangers(connection, database)


def _close_to_strangers(connection: psycopg.Connection[tuple[object, ...]], database: str) -> None:
    name = sql.Identifier(database)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(name))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(name, sql.Identifier(APP)))


def drop_database(server: Server, database: str = DATABASE) -> None:
    """Drop a database whoever is connected; used for a demo whose filling was cut short, and by tests."""
    with connect(server, dbname="postgres") as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )


def prepare_own(url: str) -> None:
    """Make the roles on a server of one's own, through the login of BENHAN_DATABASE_URL.

    The roles can't log in there: the login takes them on (`SET ROLE`), settings.py does so by itself.
    Raises DATABASE_UNREACHABLE, DATABASE_TOO_OLD, ROLES_MISSING.
    """
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=30)
    except psycopg.OperationalError as error:
        raise DATABASE_UNREACHABLE.at(reason=_line(error)) from None
    with connection:
        version = connection.info.server_version // 10_000
        if not 15 <= version <= 18:
            raise DATABASE_TOO_OLD.at(version=version)
        try:
            _create_group_roles(connection)
        except psycopg.errors.InsufficientPrivilege as error:
            raise ROLES_MISSING.at(reason=_line(error)) from None


def _create_group_roles(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    owner, app = sql.Identifier(OWNER), sql.Identifier(APP)
    database = sql.Identifier(connection.info.dbname)
    for role in (OWNER, APP):
        if not _one(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", role):
            connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
        # 'MEMBER' is also true for a superuser, who needs no grant.
        if not _one(connection, "SELECT pg_has_role(%s, %s)", role, _set_word(connection)):
            connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(role)))
    if not _one(connection, "SELECT has_schema_privilege(%s, 'public', 'CREATE')", OWNER):
        connection.execute(sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(owner))
    if not _one(connection, "SELECT has_schema_privilege(%s, 'public', 'USAGE')", APP):
        connection.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(app))
    for role, name in ((OWNER, owner), (APP, app)):
        if not _one(connection, "SELECT has_database_privilege(%s, current_database(), 'CONNECT')", role):
            connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))


def _set_word(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    """What `pg_has_role` calls the right to SET ROLE: since 16 it is separate from membership."""
    return "SET" if connection.info.server_version >= 160_000 else "MEMBER"


# Django's own tables (accounts, sessions, content types) may be changed by the application; our migrations
# take UPDATE and DELETE away again from versions and audit.
DEFAULT_RIGHTS = (
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO benhan_app",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO benhan_app",
)


def _one(connection: psycopg.Connection[tuple[object, ...]], query: str, *values: object) -> object:
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None


def _line(error: psycopg.Error) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
