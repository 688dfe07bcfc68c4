"""Records at every stage, made by the people's own acts."""

from __future__ import annotations

import pytest

from tests.records.conftest import keys_folder, signing  # noqa: F401 — the installation that signs
from tests.records.visit import Visit, arrive


@pytest.fixture
def opened(db, signing) -> Visit:  # noqa: F811
    """A record with its doctor: opened, nothing written."""
    visit = arrive()
    visit.open()
    return visit


@pytest.fixture
def closed(db, signing) -> Visit:  # noqa: F811
    """A complete record its doctor has closed: it waits for planning."""
    visit = arrive().finish()
    visit.close()
    return visit


@pytest.fixture
def approved(closed) -> Visit:
    closed.approve()
    return closed


@pytest.fixture
def sealed_record(approved) -> Visit:
    approved.seal()
    return approved
