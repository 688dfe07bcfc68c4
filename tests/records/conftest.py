"""A hospital with signing keys of its own in a temporary folder, and visits at several stages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benhan.access.models import Facility
from benhan.fhir.problems import ProblemError
from benhan.signing.demo_authority import DemoAuthority
from benhan.store import border
from tests.records.sealed import Sealed
from tests.records.sealed import make as sealing_of
from tests.records.visit import Visit, arrive
from tests.support.cast import FACILITY, OTHER_FACILITY


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys are slow to make and do no harm to each other: one authority for the run."""
    folder = tmp_path_factory.mktemp("data")
    DemoAuthority.open(folder / "pki")
    return folder


@pytest.fixture
def signing(settings: Any, keys_folder: Path) -> Path:
    """The installation signs with demo keys; returns its data folder."""
    settings.BENHAN_SIGNING = "demo"
    settings.BENHAN_DATA = keys_folder
    return keys_folder


@pytest.fixture
def visit(db: None, signing: Path) -> Visit:
    return arrive()


@pytest.fixture
def refused() -> Callable[..., ProblemError]:
    """Call an act that must be refused with this code."""

    def run(code: str, act: Callable[..., Any], *args: Any, **kwargs: Any) -> ProblemError:
        with pytest.raises(ProblemError) as raised:
            act(*args, **kwargs)
        assert raised.value.problem.code == code, raised.value
        return raised.value

    return run


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Say what a refused resource or form lacked: the problem alone names only the whole."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, ProblemError):
        lines = [f"{one.expression}: {one.developer}" for one in error.all_findings()]
        report.sections.append(("findings", "\n".join(lines)))
    return report


@pytest.fixture(scope="session")
def sealed(
    keys_folder: Path, django_db_setup: None, worker_database: Any, django_db_blocker: Any
) -> Iterator[Sealed]:
    """One finished, sealed and exported visit (about ten seconds, once per run)."""
    from django.conf import settings
    from django.db import connections

    from tests.support.database import point_django_at

    databases, name = worker_database.databases, f"{worker_database.name}_sealed"
    databases.clone(name)
    before = settings.BENHAN_SIGNING, settings.BENHAN_DATA
    with django_db_blocker.unblock():
        point_django_at(databases.server, name)
        settings.BENHAN_SIGNING, settings.BENHAN_DATA = "demo", keys_folder
        try:
            made = sealing_of(keys_folder, replace(worker_database, name=name).url())
        finally:
            settings.BENHAN_SIGNING, settings.BENHAN_DATA = before
            connections["default"].close()
            point_django_at(databases.server, worker_database.name)
    yield made
    databases.drop(name)


@pytest.fixture
def empty_hospital(fresh_database: Any, settings: Any, sealed: Sealed) -> None:
    """Another database with the facility and nothing else."""
    settings.BENHAN_SIGNING, settings.BENHAN_DATA = "demo", sealed.data
    for code in (FACILITY, OTHER_FACILITY):
        with border.facility_transaction(code):
            Facility.objects.get_or_create(
                code=code,
                defaults={"name": "Bệnh viện Đa khoa Sông Cầu", "insurance_code": "24001", "is_demo": True},
            )
