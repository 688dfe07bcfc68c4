"""What no keyboard sends is refused by the pages with a sentence, not with a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.ward import places

NUL = "\0"


@pytest.mark.parametrize("actor", ["an", "lan", "minh", "dung"])
def test_the_character_nul_is_refused_in_addresses_and_fields(facility, browser, cast, actor):
    places.departments()
    client = browser(getattr(cast, actor))
    for path in (
        f"/kham/luot/{NUL}/",
        f"/khoa/nguoi-benh/{NUL}/",
        f"/kham/giay/{NUL}.pdf",
        f"/luu-tru/{NUL}/",
    ):
        assert client.get(path).status_code in (400, 404)
    for path in (
        "/kham/tiep-don/",
        "/khoa/",
        "/kham/ma-benh.json",
        "/luu-tru/",
        "/quan-tri/nhat-ky/",
        "/kham/thuoc.json",
    ):
        assert client.get(path, {"q": NUL, "ten": NUL}).status_code in (400, 403, 404)
    assert client.post("/kham/tiep-don/moi/", {"full_name": f"A{NUL}"}).status_code in (400, 403)


def test_signing_in_with_the_character_nul_is_refused(db):
    answer = Client().post("/dang-nhap/", {"login": f"an{NUL}", "password": f"x{NUL}"})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example",
        "/\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\r\nX: y",
        "///evil",
        "%2f%2fevil",
    ],
)
def test_signing_in_leads_to_no_other_site(facility, browser, cast, onward):
    browser(cast.an)
    answer = Client().post("/dang-nhap/", {"login": "an", "password": "Mat-khau-thu-2026!", "tiep": onward})
    assert answer.status_code == 302
    assert answer["Location"].startswith("/")
    assert not answer["Location"].startswith(("//", "/\\"))
