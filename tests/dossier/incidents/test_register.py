"""An incident is written down, its clocks run from discovery, and it is closed only when all that is owed went out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from benhan.assurance.models import Incident, Notice
from benhan.dossier.incidents.clocks import owed, running
from benhan.dossier.incidents.reminding import remind_due
from benhan.dossier.models import Dossier
from benhan.law.incidents import incident_clocks
from benhan.law.loading import document
from benhan.law.rules import sources
from benhan.store.repository import Repository
from tests.dossier.files.conftest import FACILITY, Way, system, way  # noqa: F401 — fixtures
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures

URL = "/an-toan/su-co/"
FOUND = datetime(2025, 11, 20, 1, 30, tzinfo=UTC)  # 08:30 20/11 in Vietnam


def recorded(client, **more: str) -> Incident:
    given = {
        "system": "hsba", "kind": "malware", "title": "Mã độc trên máy trạm", "discovered_at": "08:30 20/11/2025",
        "description": "Máy trạm phòng khám bị mã hóa tệp.", "is_serious": "on", **more,
    }  # fmt: skip
    answer = client.post(f"{URL}ghi/", {f"{name}-ghi": value for name, value in given.items()})
    assert answer.status_code == 303, answer.content.decode()
    return Incident.objects.latest("recorded_at")


def act(client, made: Incident, key: str, **given: str):
    return client.post(f"{URL}{made.pk}/{key}/", {f"{name}-{key}": value for name, value in given.items()})


def sent(client, made: Incident, report: str, at: str = "10:00 20/11/2025", to: str = "Công an tỉnh"):
    return act(client, made, "da-gui", report=report, sent_at=at, to=to)


def test_the_clocks_run_from_discovery_on_a_vietnamese_clock(browser, system):  # noqa: F811
    made = recorded(browser(CAST.dung), has_personal_data="on", touches_public_order="on")
    assert made.discovered_at == FOUND
    ends = {one.rule.key: one.ends_at - FOUND for one in running(made)}
    assert ends == {
        "at-once": timedelta(0), "first": timedelta(hours=24), "full": timedelta(hours=72), "data": timedelta(hours=72),
    }  # fmt: skip
    page = browser(CAST.dung).get(f"{URL}{made.pk}/").content.decode()
    assert "Thông báo ban đầu" in page and "<progress" in page
    assert running(recorded(browser(CAST.dung), is_serious="")) == ()


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("title", "", "BH-DOSSIER-0170"),
        ("discovered_at", "hôm qua", "BH-DOSSIER-0171"),
        ("discovered_at", "08:00 01/01/2099", "BH-DOSSIER-0172"),
        ("happened_at", "09:00 20/11/2025", "BH-DOSSIER-0172"),
        ("kind", "khac-nua", "BH-DOSSIER-0175"),
        ("system", "khong-co", "BH-DOSSIER-0175"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(browser, system, field, value, code):  # noqa: F811
    given = {
        "system": "hsba", "kind": "malware", "title": "Mã độc trên máy trạm", "discovered_at": "08:30 20/11/2025",
        "description": "Máy trạm phòng khám bị mã hóa tệp.", field: value,
    }  # fmt: skip
    answer = browser(CAST.dung).post(f"{URL}ghi/", {f"{name}-ghi": one for name, one in given.items()})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert code in page and "Máy trạm phòng khám" in page
    assert Incident.objects.count() == 0


def test_a_report_is_noted_once_and_its_clock_stops(browser, system):  # noqa: F811
    dung = browser(CAST.dung)
    made = recorded(dung)
    assert sent(dung, made, "data").status_code == 409  # nothing of the kind is owed
    assert sent(dung, made, "first", at="07:00 20/11/2025").status_code == 422  # before it was discovered
    assert sent(dung, made, "first", to="").status_code == 422
    assert sent(dung, made, "first").status_code == 303
    assert sent(dung, made, "first").status_code == 409
    made.refresh_from_db()
    assert made.first_notice_at == datetime(2025, 11, 20, 3, 0, tzinfo=UTC)
    assert [one.rule.key for one in owed(made)] == ["full"]
    assert "Công an tỉnh" in dung.get(f"{URL}{made.pk}/").content.decode()


def test_it_is_closed_with_cause_remedy_and_lessons_when_nothing_is_owed(browser, system):  # noqa: F811
    dung = browser(CAST.dung)
    made = recorded(dung)
    closing = {"cause": "Tệp đính kèm", "remedy": "Khôi phục bản sao", "lessons": "Tập huấn lại"}
    refused = act(dung, made, "dong", **closing)
    assert (refused.status_code, "thông báo ban đầu" in refused.content.decode()) == (422, True)
    sent(dung, made, "first")
    sent(dung, made, "full", at="10:00 21/11/2025")
    assert act(dung, made, "dong", **closing | {"lessons": ""}).status_code == 422
    assert act(dung, made, "dong", **closing).status_code == 303
    assert act(dung, made, "phan-loai").status_code == 409
    table = dung.get(f"{URL}xuat.csv").content.decode()
    assert "Tệp đính kèm" in table and "10:00 21/11/2025" in table


def test_a_serious_incident_calls_for_the_level_to_be_determined_again(browser, way):  # noqa: F811
    way.to_submitted()
    with Repository(by=CAST.dung):
        Dossier.objects.filter(pk=way.dossier.pk).update(state="in_operation")
    dung = browser(CAST.dung)
    made = recorded(dung, is_serious="")
    way.dossier.refresh_from_db()
    assert way.dossier.state == "in_operation"
    act(dung, made, "phan-loai", is_serious="on")
    way.dossier.refresh_from_db()
    assert (way.dossier.state, way.dossier.details["trigger"]) == ("reassess_due", "incident")
    assert made.code in way.dossier.events.latest("pk").note


def test_alarms_come_once_before_the_end_and_once_after(browser, system):  # noqa: F811
    made = recorded(browser(CAST.dung))
    hours = (1, 17, 19, 19, 25, 40, 67, 73)
    assert [remind_due(FOUND + timedelta(hours=one)) for one in hours] == [0, 0, 1, 0, 1, 0, 1, 1]
    with Repository(by=CAST.dung):
        assert set(Notice.objects.filter(subject__startswith=f"incident/{made.pk}/").values_list("tone", flat=True)) == {
            "hoe", "son",
        }  # fmt: skip


def test_who_may_not_report_reads_only(browser, system):  # noqa: F811
    made = recorded(browser(CAST.hanh))
    khanh = browser(CAST.khanh)
    page = khanh.get(f"{URL}{made.pk}/").content.decode()
    assert "Ghi lần gửi" not in page
    assert sent(khanh, made, "first").status_code == 403
    assert khanh.post(f"{URL}ghi/", {}).status_code == 403
    assert browser(CAST.dung).post(f"{URL}{made.pk}/khong-co/").status_code == 404
    assert made.facility == FACILITY
    assert timezone.is_aware(made.recorded_at)


def test_the_clocks_cite_texts_we_list():
    assert {str(one["source"]) for one in document("dossier/incidents.yaml")["clocks"]} <= sources().keys()
    assert all(one.article for one in incident_clocks().values())
