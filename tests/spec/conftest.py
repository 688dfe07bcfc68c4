"""The search specification's fixture: a text table in, the ids found out, the same on every engine.

Another engine joins by appending to `ENGINES` (from its own conftest or plugin): a name and a function that
makes, from pytest's request, a callable (query, resources) -> ids in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qsl

import pytest
from django.db import transaction

from benhan.fhir.search.memory import search
from benhan.fhir.search.parse import parse
from benhan.fhir.search.query import SearchQuery
from benhan.fhir.validate.check import check
from benhan.store.repository import Repository
from tests.spec.tables import Resource, resources_from
from tests.support.cast import CAST

Engine = Callable[[SearchQuery, Sequence[Resource]], list[str]]
EngineMaker = Callable[[pytest.FixtureRequest], Engine]

NOW = datetime(2026, 11, 1, tzinfo=UTC)
BASE_URL = "https://benh-vien.example/fhir"


def _memory(_: pytest.FixtureRequest) -> Engine:
    return lambda query, resources: [str(each["id"]) for each in search(query, resources)]


def _postgresql(request: pytest.FixtureRequest) -> Engine:
    """The store itself, entered by an actor who may see everything."""
    request.getfixturevalue("db")
    patch: pytest.MonkeyPatch = request.getfixturevalue("monkeypatch")

    def run(query: SearchQuery, resources: Sequence[Resource]) -> list[str]:
        with transaction.atomic():
            with Repository(by=CAST.system) as repository:
                for each in resources:
                    written = each.get("meta", {}).get("lastUpdated")
                    with patch.context() as clock:
                        if written:  # the store's clock decides; here it is what the case says
                            clock.setattr(
                                "benhan.store.repository.timezone.now",
                                lambda at=written: datetime.fromisoformat(at),
                            )
                        repository.create(each, id=str(each["id"]))
                found = [stored.id for stored in repository.search_query(query).matches]
            transaction.set_rollback(True)
        return found

    return run


ENGINES: list[tuple[str, EngineMaker]] = [("memory", _memory), ("postgresql", _postgresql)]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_maker" in metafunc.fixturenames:
        metafunc.parametrize("engine_maker", [made for _, made in ENGINES], ids=[name for name, _ in ENGINES])


@pytest.fixture
def engine(engine_maker: EngineMaker, request: pytest.FixtureRequest) -> Engine:
    return engine_maker(request)


@pytest.fixture
def search_spec(engine: Engine) -> Callable[..., None]:
    """Run one case: `given` type → text table, `query` as after the base URL, `finds` ids.

    finds     a set when the order does not matter, a list when it does
    source    the clause of the standard the case comes from
    """

    def run(*, given: Mapping[str, str], query: str, finds: set[str] | list[str], source: str) -> None:
        assert source
        resources = [each for kind, table in given.items() for each in resources_from(kind, table)]
        for each in resources:
            assert check(each) == (), "a specification must speak of lawful resources"
        kind, _, text = query.partition("?")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
        found = engine(parse(kind, pairs, base_url=BASE_URL, now=NOW), resources)
        assert (set(found) if isinstance(finds, set) else found) == finds

    return run
