"""The tests' own database: who they are in it, and that one test never meets another's rows."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone


def whoami() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        user, database = cursor.fetchone()
    return user, database


@pytest.mark.django_db
@pytest.mark.parametrize("turn", [1, 2])
def test_tests_run_as_the_application_and_leave_nothing_behind(turn: int) -> None:
    user, _ = whoami()
    assert user == "benhan_app"
    assert Session.objects.count() == 0
    Session.objects.create(session_key=f"turn-{turn}", session_data="", expire_date=timezone.now())


@pytest.mark.django_db
def test_the_application_owns_no_table_and_may_make_none() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = 'benhan_app'")
        assert cursor.fetchone() == (0,)
        with pytest.raises(Exception, match="permission denied"):
            cursor.execute("CREATE TABLE public.mine (id int)")


def test_a_fresh_database_shows_commits_to_other_connections(fresh_database, superuser_connection) -> None:
    Session.objects.create(session_key="committed", session_data="", expire_date=timezone.now())
    _, name = whoami()
    assert name == fresh_database.name
    count = "SELECT count(*) FROM django_session"
    assert superuser_connection.execute(count).fetchone() == (1,)
    with fresh_database.connect() as beside:
        assert beside.execute(count).fetchone() == (1,)


def test_a_fresh_database_is_gone_afterwards(worker_database) -> None:
    with worker_database.connect("postgres") as superuser:
        left = superuser.execute("SELECT datname FROM pg_database WHERE datname LIKE 'benhan_fresh%'")
        mine = [name for (name,) in left.fetchall()]
    # Another worker may be inside its own just now; none of ours is open while this test runs.
    assert len(mine) <= 1


def test_the_superuser_is_refused_nothing_and_the_application_is(fresh_database) -> None:
    with fresh_database.connect("benhan_app") as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("TRUNCATE django_session")
    with fresh_database.connect("postgres") as superuser:
        superuser.execute("TRUNCATE django_session")
