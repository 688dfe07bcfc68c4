"""One patient waiting for An."""

from __future__ import annotations

import pytest

from benhan.access.models import Facility
from tests.support.visits import Waiting, waiting_patient


@pytest.fixture
def waiting(facility: Facility) -> Waiting:
    return waiting_patient()
