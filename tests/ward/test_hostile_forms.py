"""Every field of every form takes what a hostile or tired person puts there: refused or kept, never a fault of ours."""

from __future__ import annotations

import random
import re

import pytest

from benhan.records import lifecycle
from benhan.store.repository import Repository
from tests.ward import places

_NAMED = re.compile(r'<(?:input|select|textarea)\b[^>]*?\bname="([^"]+)"')
_SHOWN_RAW = "<script>alert(1)</script>"
_PIECES = (
    _SHOWN_RAW,
    '"><img src=x onerror=alert(1)>',
    '#eval("1")$x$\\',
    "'; DROP TABLE store_version; --",
    '=HYPERLINK("x")',
    "ệ" * 100_000,
    "9" * 400,
    "-1",
    "1e999999",
    "NaN",
    "31/02/2026",
    "01/01/0000",
    "31/12/9999 23:59",
    "٣٤",
    "\u202eabc",
    "\r\nSet-Cookie: a=b",
    "[" * 5000,
    "{}",
    "null",
    "on",
    "",
    " ",
    "..",
    "../../etc/passwd",
    "%00",
    "\x7f\x01",
    "A" * 300 + "|" + "B" * 300,
)


@pytest.mark.slow  # hundreds of forms through the whole of the pages
def test_no_form_of_a_visit_or_the_desk_breaks(facility, browser, cast):
    places.departments()
    visit = places.visit(places.patient())
    with Repository(by=cast.an) as repository:
        lifecycle.open_record(repository, encounter=visit, form_code="15/BV1")
    chance = random.Random(20261122)  # noqa: S311
    here = f"/kham/luot/{visit.id}/"
    addresses = {
        cast.an: (
            f"{here}benh-an/",
            f"{here}benh-an/luu-nhap/",
            f"{here}don-thuoc/",
            f"{here}don-thuoc/luu-nhap/",
            f"{here}don-thuoc/xem-truoc/",
            f"{here}di-ung/",
            f"{here}dong/",
            f"{here}benh-an/sua-lai/",
        ),
        cast.lan: (
            "/kham/tiep-don/moi/",
            f"/kham/tiep-don/nguoi-benh/{visit.patient}/sua/",
            f"/kham/tiep-don/nguoi-benh/{visit.patient}/tiep-don/",
        ),
        cast.chi: (f"/khoa/nguoi-benh/{visit.patient}/mo-khan-cap/",),
    }
    for actor, urls in addresses.items():
        client = browser(actor)
        for url in urls:
            pages = [client.get(url), client.get(here), client.get(f"{here}don-thuoc/")]
            names = sorted({name for page in pages for name in _NAMED.findall(page.content.decode())})
            names += ["viec", "revision", "don", "ket-qua"]
            for _ in range(18):
                chosen = chance.sample(names, min(len(names), chance.randrange(1, 12)))
                answer = client.post(url, {name: chance.choice(_PIECES) for name in chosen})
                assert answer.status_code < 500, (url, chosen)
                assert _SHOWN_RAW not in answer.content.decode(), (url, chosen)
            for page in (url, here):
                answer = client.get(page)
                assert answer.status_code < 500, (page, url)
                assert _SHOWN_RAW not in answer.content.decode(), (page, url)
