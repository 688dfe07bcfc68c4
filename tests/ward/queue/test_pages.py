"""The queue: whose, in which order, how it refreshes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.fhir import systems
from tests.ward import places
from tests.ward.queries import counted


def named(name: str, number: int):
    return places.patient(
        name=[{"text": name}],
        identifier=[{"system": systems.PATIENT_NUMBER, "value": f"BN{number:08d}"}],
        telecom=[{"system": "phone", "value": f"01000000{number:02d}"}],
    )


@pytest.fixture
def day(facility):
    places.departments()
    places.visit(named("Lê Văn Hai", 2), number=2)
    places.visit(named("Lê Văn Một", 1), number=1)
    places.visit(named("Lê Văn Gấp", 9), number=9, priority="EM")
    places.visit(named("Lê Văn Khám", 3), number=3, status="in-progress")
    places.visit(named("Lê Văn Xong", 4), number=4, status="finished")
    places.visit(named("Lê Văn Hủy", 5), number=5, status="cancelled")
    places.visit(named("Lê Văn Ngoại", 6), number=6, department="khoa-ngoai")
    places.visit(named("Lê Văn Hôm Qua", 7), number=7, at=timezone.now() - timedelta(days=1))


def read(page) -> str:
    return page.content.decode()


def test_emergencies_come_first_then_numbers_and_the_finished_last(day, browser, cast):
    page = read(browser(cast.an).get("/kham/"))
    names = ["LÊ VĂN GẤP", "LÊ VĂN MỘT", "LÊ VĂN HAI", "LÊ VĂN KHÁM", "LÊ VĂN XONG"]
    assert sorted(names, key=page.index) == names
    for absent in ("HỦY", "NGOẠI", "HÔM QUA"):
        assert absent not in page


def test_a_chip_shows_one_state_and_a_doctor_opens_the_visit(day, browser, cast):
    page = read(browser(cast.an).get("/kham/?xem=kham"))
    assert "LÊ VĂN KHÁM" in page
    assert "LÊ VĂN MỘT" not in page
    assert "/kham/luot/" in page


def test_reception_sees_every_department_and_leads_to_the_ticket(day, browser, cast):
    page = read(browser(cast.lan).get("/kham/"))
    assert "LÊ VĂN NGOẠI" in page
    assert "/kham/tiep-don/phieu/" in page


def test_the_table_asks_for_itself_every_twenty_seconds(day, browser, cast):
    part = browser(cast.binh).get("/kham/?xem=cho", headers={"HX-Request": "true"})
    assert "<html" not in read(part)
    assert 'hx-get="/kham/?xem=cho" hx-trigger="every 20s"' in read(part)


def test_an_empty_queue_says_how_people_come_into_it(facility, browser, cast):
    places.departments()
    assert "Hôm nay chưa có lượt khám nào" in read(browser(cast.an).get("/kham/"))


@pytest.mark.parametrize("who", ["dung", "minh", "hanh"])
def test_offices_have_no_queue(day, browser, cast, who):
    assert browser(getattr(cast, who)).get("/kham/").status_code == 403


@pytest.mark.parametrize("who", ["an", "binh", "lan"])
def test_the_queue_stays_within_its_queries_however_long_it_is(day, browser, cast, who):
    assert counted(browser(getattr(cast, who)), "/kham/") <= 12
