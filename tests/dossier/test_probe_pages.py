"""The officer sees what each probe saw and for which requirement, asks it again, and takes over another host's report."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from benhan.access.models import Facility
from benhan.assurance import running, signed_report
from benhan.assurance.host_facts import APPROVED
from benhan.assurance.models import AgentKey, Assessment, Asset, ProbeRun, System
from benhan.assurance.running import Seen
from benhan.law.catalogues import catalogues
from benhan.law.probes import probe_rules
from benhan.ops import agent
from benhan.store.repository import Repository
from tests.assurance.host.cases import CLEAN
from tests.assurance.host.trees import tree
from tests.support.cast import CAST
from tests.ward.conftest import browser, facility  # noqa: F401 — fixtures

HOME = "/an-toan/he-thong/hsba/kiem-tra/"


@pytest.fixture
def system(db: None) -> System:
    Facility.objects.get_or_create(
        code=CAST.dung.facility, defaults={"name": "Trung tâm Y tế Kinh Bắc", "insurance_code": "24001"}
    )
    with Repository(by=CAST.dung):
        made = System.objects.create(
            facility=CAST.dung.facility, slug="hsba", name="Bệnh án điện tử", is_here=True, level=2
        )
        Assessment.objects.create(
            facility=made.facility, system=made, catalogue="tcvn-14423-2026", level=2, opened_at=timezone.now(),
            opened_by="Phạm Văn Dũng",
        )  # fmt: skip
    return made


@pytest.fixture
def host(system) -> Asset:
    with Repository(by=CAST.dung):
        return Asset.objects.create(
            facility=system.facility, system=system, kind="host", name="Máy chủ A", is_here=True, state="confirmed",
            changed_at=timezone.now(), changed_by="Phạm Văn Dũng",
        )  # fmt: skip


def kept(system, host, **given) -> ProbeRun:
    with Repository(by=CAST.dung):
        seen = Seen(
            "host-clock",
            host,
            given.pop("at", timezone.now()),
            4,
            given.pop("facts", {}),
            given.pop("because", ""),
        )
        return running.keep(system, seen, asked_by="lịch")


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_failed_probe_says_what_it_saw_and_for_which_requirement(browser, system, host):  # noqa: F811
    kept(system, host, facts={"is_synchronised": False, "told_by": "chrony", "servers": []})
    client = browser(CAST.dung)
    index = text_of(client.get(HOME))
    assert "Chưa đạt" in index
    assert "Đang khớp nguồn thời gian: không" in index
    page = text_of(client.get(f"{HOME}host-clock/?tai-san={host.pk}"))
    catalogue = catalogues()["tcvn-14423-2026"]
    assert f"TCVN 14423:2026 {catalogue.citation(catalogue.requirement('5.8.2.1.a#4'), 2)}" in page
    assert "cần: có" in page


def test_a_probe_that_could_not_look_and_one_past_its_day_are_told_apart(browser, system, host):  # noqa: F811
    client = browser(CAST.khanh)
    kept(system, host, facts={"is_synchronised": True}, at=timezone.now() - timedelta(days=9))
    assert "Hết hạn" in text_of(client.get(f"{HOME}host-clock/?tai-san={host.pk}"))
    kept(system, host, because="không thấy chương trình giữ giờ")
    page = text_of(client.get(f"{HOME}host-clock/?tai-san={host.pk}"))
    assert "Không thấy chương trình giữ giờ. Lần không kiểm tra được không bao giờ tính là đạt." in page
    assert "Kiểm tra ngay" not in page  # who appraises only reads


def test_the_list_can_be_narrowed_to_what_failed(browser, system, host):  # noqa: F811
    kept(system, host, facts={"is_synchronised": False})
    page = text_of(browser(CAST.dung).get(f"{HOME}?xem=failed"))
    assert "Đồng hồ của máy chủ" in page
    assert "Tường lửa của máy chủ" not in page


def test_asking_one_probe_keeps_a_run_in_the_officers_name(browser, system, host):  # noqa: F811
    answer = browser(CAST.dung).post(f"{HOME}host-ports/?tai-san={host.pk}")
    assert (answer.status_code, answer["Location"]) == (303, f"{HOME}host-ports/?tai-san={host.pk}")
    run = ProbeRun.objects.get(probe="host-ports")
    assert (run.state, run.asked_by) == ("observed", CAST.dung.name)


def test_asking_everything_goes_step_by_step_and_says_what_it_does(browser, system, monkeypatch):  # noqa: F811
    two = [(probe_rules()[name], None) for name in ("network-zones", "inventory")]
    monkeypatch.setattr(running, "askable", lambda _system: iter(two))
    monkeypatch.setattr("benhan.dossier.probes.pages._STEP_S", 0)
    client = browser(CAST.dung)
    first = client.post(f"{HOME}chay/")
    assert "Đã kiểm tra 0 trong 2 phép" in text_of(first)
    since = first.context["since"]
    step = client.post(f"{HOME}chay/", {"tu": since}, headers={"HX-Request": "true"})
    assert "Đang kiểm tra: Danh mục thiết bị, phần mềm." in text_of(step)
    last = client.post(f"{HOME}chay/", {"tu": since}, headers={"HX-Request": "true"})
    assert (last.status_code, last["HX-Redirect"]) == (204, HOME)
    assert ProbeRun.objects.count() == 2


def test_without_scripts_one_press_asks_all_that_is_left(browser, system, monkeypatch):  # noqa: F811
    two = [(probe_rules()[name], None) for name in ("network-zones", "inventory")]
    monkeypatch.setattr(running, "askable", lambda _system: iter(two))
    client = browser(CAST.dung)
    since = client.post(f"{HOME}chay/").context["since"]
    assert client.post(f"{HOME}chay/", {"tu": since})["Location"] == HOME
    assert ProbeRun.objects.count() == 2


def test_a_key_is_registered_its_report_taken_over_and_the_key_revoked(browser, system, host, tmp_path):  # noqa: F811
    client = browser(CAST.dung)
    held = agent.make_key(tmp_path / "agent.key", system.facility)
    public = signed_report.public_text(held.key)
    assert (
        client.post(f"{HOME}bao-cao/khoa/", {"host": str(host.pk), "public_key": public}).status_code == 303
    )
    raw = agent.next_report(tmp_path / "agent.key", tree(tmp_path / "host", {"proc/net/tcp": CLEAN}))
    sent = {"report": SimpleUploadedFile("bao-cao.json", raw)}
    assert client.post(f"{HOME}bao-cao/", sent).status_code == 303
    assert ProbeRun.objects.filter(source="agent", asset=host).exists()
    again = client.post(f"{HOME}bao-cao/", {"report": SimpleUploadedFile("bao-cao.json", raw)})
    assert (again.status_code, "không nhận lần thứ hai" in text_of(again)) == (422, True)
    key = AgentKey.objects.get()
    assert client.post(f"{HOME}bao-cao/khoa/{key.pk}/thu-hoi/").status_code == 303
    assert "Đã thu hồi" in text_of(client.get(f"{HOME}bao-cao/"))


@pytest.mark.parametrize(
    ("given", "told"), [({}, "Vui lòng chép nguyên dòng"), ({"public_key": "A" * 43 + "="}, "chọn máy chủ")]
)
def test_a_key_that_is_none_is_refused_beside_its_field(given, told, browser, system, host):  # noqa: F811
    answer = browser(CAST.dung).post(f"{HOME}bao-cao/khoa/", given)
    assert answer.status_code == 422
    assert told in text_of(answer)


def test_the_officer_approves_what_is_installed(browser, system, host):  # noqa: F811
    client = browser(CAST.dung)
    assert "Chưa xác nhận lần nào" in text_of(client.get(f"{HOME}bao-cao/"))
    assert client.post(f"{HOME}phan-mem/").status_code == 303
    host.refresh_from_db()
    assert host.details[APPROVED]


def test_the_appraiser_asks_nothing_and_takes_nothing_over(browser, system, host):  # noqa: F811
    client = browser(CAST.khanh)
    for at in (f"{HOME}chay/", f"{HOME}bao-cao/", f"{HOME}phan-mem/", f"{HOME}host-ports/?tai-san={host.pk}"):
        assert client.post(at).status_code == 403
    assert client.get(f"{HOME}bao-cao/").status_code == 200
