from __future__ import annotations

from pathlib import Path

import pytest

from tests.signing.pki import Pki, make_pki, paper


@pytest.fixture(scope="session")
def plain_pdf() -> bytes:
    return paper()


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Pki:
    return make_pki(tmp_path_factory.mktemp("pki"))


@pytest.fixture
def own_pki(tmp_path: Path) -> Pki:
    """An authority of this test alone, to revoke in or to move the clock of."""
    return make_pki(tmp_path / "pki")


@pytest.fixture(scope="session")
def doctor_signed(pki: Pki, plain_pdf: bytes) -> bytes:
    return pki.sign_as_doctor(plain_pdf)


@pytest.fixture(scope="session")
def confirmed(pki: Pki, doctor_signed: bytes) -> bytes:
    return pki.confirm_as_patient(doctor_signed)


@pytest.fixture(scope="session")
def sealed(pki: Pki, confirmed: bytes) -> bytes:
    return pki.seal_it(confirmed)
