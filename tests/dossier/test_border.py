"""The level file is open to whom it concerns and to one facility only, whichever address is tried.

Every address below /an-toan/ is listed here; one that isn't fails, so that a new page can't be forgotten.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from benhan.access.actor import Actor, Role
from benhan.access.models import Facility
from benhan.assurance.models import System
from benhan.dossier.models import Dossier
from benhan.store.repository import Repository
from tests.support.cast import CAST, OTHER_FACILITY
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures
from tests.ward.test_border import routes

SECRET = "Hệ thống bí mật của cơ sở khác"
PLACES = {
    "an-toan/": "/an-toan/",
    "an-toan/khong-giay/": "/an-toan/khong-giay/",
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/oscal/": "/an-toan/he-thong/{system}/ho-so/{dossier}/oscal/",
    "an-toan/he-thong/<slug:system>/ho-so/<uuid:dossier>/oscal/<str:name>": (
        "/an-toan/he-thong/{system}/ho-so/{dossier}/oscal/catalog.json"
    ),
}
"""Address with what fills it; {system} and the like are another facility's."""

ELSEWHERE = Actor(
    account="dung-khac", facility=OTHER_FACILITY, name="Phạm Văn Khác", practitioner="nv-dung-khac",
    roles=frozenset({Role.SECURITY}),
)  # fmt: skip


def test_every_address_of_the_level_file_is_listed_here():
    assert {one for one in routes() if one.startswith("an-toan/")} == PLACES.keys()


@pytest.fixture
def others(db: None) -> dict[str, str]:
    """What another facility keeps: ids one could know from elsewhere."""
    Facility.objects.get_or_create(
        code=OTHER_FACILITY, defaults={"name": "Cơ sở khác", "insurance_code": OTHER_FACILITY}
    )
    with Repository(by=ELSEWHERE):
        system = System.objects.create(facility=OTHER_FACILITY, slug="bi-mat", name=SECRET, level=2)
        dossier = Dossier.objects.create(
            facility=OTHER_FACILITY, system=system, number="HS-KHAC-1", regime="decree-331", level=2,
            state_since=timezone.now(), opened_at=timezone.now(), opened_by="Phạm Văn Khác",
        )  # fmt: skip
    return {"system": system.slug, "dossier": str(dossier.pk)}


@pytest.mark.parametrize("url", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("who", ["an", "binh", "lan", "nobody"])
def test_nobody_whom_it_does_not_concern_gets_in(browser, others, url, who):  # noqa: F811
    client = Client() if who == "nobody" else browser(getattr(CAST, who))
    at = url.format(**others)
    for answer in (client.get(at), client.post(at, {})):
        assert answer.status_code in (302, 401, 403, 404, 405), (url, answer.status_code)
        assert SECRET not in answer.content.decode(errors="replace")


@pytest.mark.parametrize("url", PLACES.values(), ids=PLACES.keys())
@pytest.mark.parametrize("who", ["dung", "hanh", "khanh"])
def test_another_facilitys_file_is_not_there(browser, others, url, who):  # noqa: F811
    client = browser(getattr(CAST, who))
    at = url.format(**others)
    for answer in (client.get(at), client.post(at, {})):
        assert SECRET not in answer.content.decode(errors="replace")
        if "{" in url:
            assert answer.status_code in (302, 401, 403, 404, 405), (url, answer.status_code)
