"""A visit whose record An has filled in, and an installation that can sign."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from benhan.access.models import Facility
from benhan.signing.demo_authority import DemoAuthority
from tests.support.visits import Waiting, filled_form, waiting_patient

PASSWORD = "Mat-khau-thu-2026!"


@pytest.fixture(scope="session")
def keys_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    DemoAuthority.open(folder / "pki")
    return folder


@pytest.fixture
def signing(settings: Any, keys_folder: Path) -> Path:
    settings.BENHAN_SIGNING = "demo"
    settings.BENHAN_DATA = keys_folder
    return keys_folder


@pytest.fixture
def waiting(facility: Facility, signing: Path) -> Waiting:
    return waiting_patient()


@pytest.fixture
def an(browser: Any, cast: Any, waiting: Waiting) -> Client:
    client: Client = browser(cast.an)
    client.post(f"{waiting.url}mo/")
    return client


@pytest.fixture
def paper(an: Client, waiting: Waiting) -> str:
    """Address of the record form's paper, waiting for An."""
    answer = an.post(
        f"{waiting.url}benh-an/", filled_form(revision="0-0", viec="trinh-ky", xac_nhan_canh_bao="on")
    )
    assert answer.status_code == 302
    return str(answer.url).removesuffix("ky/")
