"""Fixtures every test may use: above all a real PostgreSQL, entered as the application's own role."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytest_django.plugin import DjangoDbBlocker

_directory_key = pytest.StashKey[Path]()
_owner_key = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """The run's first process names the directory; workers are told by `pytest_configure_node`."""
    given = getattr(config, "workerinput", None)
    if given is None:
        config.stash[_directory_key] = Path(tempfile.mkdtemp(prefix="benhan-test-"))
        config.stash[_owner_key] = os.getpid()
    else:
        config.stash[_directory_key] = Path(given["benhan_directory"])
        config.stash[_owner_key] = given["benhan_owner"]


class ForWorkers:
    """What xdist calls in the first process for each worker it makes."""

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        node.workerinput["benhan_directory"] = str(node.config.stash[_directory_key])
        node.workerinput["benhan_owner"] = node.config.stash[_owner_key]


def pytest_plugin_registered(plugin: object, manager: pytest.PytestPluginManager) -> None:
    if not manager.has_plugin("benhan-for-workers"):
        manager.register(ForWorkers(), "benhan-for-workers")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the database server when the run is over, also after an error or Ctrl-C."""
    if _directory_key in config.stash and not hasattr(config, "workerinput"):
        from tests.support.database import Databases

        Databases(config.stash[_directory_key]).stop()


@pytest.fixture(autouse=True)
def _no_head_of_another_tests_chain() -> Iterator[None]:
    """The newest audit link is noted in a file; rolled-back rows and dropped databases leave it behind."""
    yield
    for head in Path(os.environ["BENHAN_DATA"]).glob("audit/*.head"):
        head.unlink()


@dataclass(frozen=True, slots=True)
class TestDatabase:
    """A database of the run's server.

    name       its name there
    databases  the server, for connections as other users
    """

    __test__ = False

    name: str
    databases: Any

    def connect(self, user: str = "benhan_app") -> psycopg.Connection[Any]:
        """A connection beside Django's, autocommit, closed by the caller (use `with`)."""
        connection: psycopg.Connection[Any] = self.databases.connect(self.name, user)
        return connection

    def url(self, user: str = "benhan_app") -> str:
        """For another process, as BENHAN_DATABASE_URL; the role is set by settings.py."""
        from urllib.parse import quote

        return f"postgresql://{user}@/{self.name}?host={quote(self.databases.server.host, safe='')}&port=5432"


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Any:
    """The run's database server, started by the first test that needs it."""
    from tests.support.database import Databases

    found = Databases(request.config.stash[_directory_key])
    found.ensure(request.config.stash[_owner_key])
    return found


@pytest.fixture(scope="session")
def worker_database(databases: Any, request: pytest.FixtureRequest) -> TestDatabase:
    """This worker's own clone; the one `django_db` tests roll back in."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"benhan_{worker}"
    databases.clone(name)
    return TestDatabase(name, databases)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Replaces pytest-django's: Django is pointed at the worker's clone, as benhan_app."""
    from django.db import connections

    from tests.support.database import point_django_at

    with django_db_blocker.unblock():
        database: TestDatabase = request.getfixturevalue("worker_database")
        point_django_at(database.databases.server, database.name)
    yield
    with django_db_blocker.unblock():
        connections["default"].close()


@pytest.fixture
def fresh_database(
    django_db_setup: None, worker_database: TestDatabase, django_db_blocker: DjangoDbBlocker
) -> Iterator[TestDatabase]:
    """A clone for one test that commits, or that works from several connections, threads or processes.

    Use it instead of `django_db`, not beside it. Costs about 0.1 s.
    """
    from django.db import connections

    from tests.support.database import point_django_at

    databases = worker_database.databases
    name = f"benhan_fresh_{uuid.uuid4().hex[:12]}"
    databases.clone(name)
    with django_db_blocker.unblock():
        point_django_at(databases.server, name)
        try:
            yield TestDatabase(name, databases)
        finally:
            connections["default"].close()
            point_django_at(databases.server, worker_database.name)
            databases.drop(name)


@pytest.fixture
def superuser_connection(request: pytest.FixtureRequest) -> Iterator[psycopg.Connection[Any]]:
    """A superuser's connection to the test's database, to tamper with what no role may touch (autocommit).

    With `fresh_database` in the same test it is that clone, else the worker's; name `fresh_database` first.
    It sees only what is committed, so it is of use with `fresh_database` above all.
    """
    wanted = "fresh_database" if "fresh_database" in request.fixturenames else "worker_database"
    database: TestDatabase = request.getfixturevalue(wanted)
    with database.connect("postgres") as connection:
        yield connection
