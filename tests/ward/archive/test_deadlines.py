"""Limits are the facility's to decide; late records are listed; planning's remarks are ticked off one by one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benhan.law.completeness import paper_rules
from benhan.records import cancelling, completeness, deadlines, lifecycle, remarks, required_papers
from benhan.records.stages import RecordStage, record_stage
from benhan.store.repository import Repository, Stored
from tests.records.conftest import refused  # noqa: F401
from tests.records.visit import PATIENT_NAME, Visit
from tests.support.cast import CAST, FACILITY

DECISION = {"so_quyet_dinh": "07/QĐ", "ngay": "01/10/2026"}


def open_since(visit: Visit, hours: int) -> None:
    with Repository(by=CAST.system) as repository:
        current = repository.read("Composition", visit.record.id)
        begun = (timezone.localtime() - timedelta(hours=hours)).isoformat(timespec="milliseconds")
        repository.update({**current.resource, "date": begun})


def test_the_defaults_hold_until_the_facility_decides_and_every_decision_stays(browser, opened):
    client = browser(CAST.minh)
    assert {key: one.hours for key, one in deadlines.limits(FACILITY).items()} == {
        "emergency-record": 24,
        "record": 36,
        "hand-over": 24,
    }
    page = client.get("/luu-tru/thoi-han/").content.decode()
    assert "chưa đối chiếu văn bản" in page
    for wrong in ({"so_gio": "0"}, {"so_quyet_dinh": ""}, {"ngay": "01/10/2999"}, {"ngay": "hôm qua"}):
        given = {"moc": "record", "so_gio": "48", **DECISION, **wrong}
        assert client.post("/luu-tru/thoi-han/", given).status_code == 422
    for hours in ("72", "48"):
        assert (
            client.post("/luu-tru/thoi-han/", {"moc": "record", "so_gio": hours, **DECISION}).status_code
            == 303
        )
    assert deadlines.limits(FACILITY)["record"].hours == 48
    page = client.get("/luu-tru/thoi-han/").content.decode()
    assert "72 giờ" in page
    assert "07/QĐ" in page
    assert browser(CAST.an).get("/luu-tru/thoi-han/").status_code == 403


def test_the_late_list_follows_the_limit_in_force_and_comes_as_a_file_without_names(browser, opened):
    client = browser(CAST.minh)
    open_since(opened, 40)
    page = client.get("/luu-tru/qua-han/").content.decode()
    assert PATIENT_NAME in page
    assert "Quá hạn 4 giờ" in page
    assert PATIENT_NAME not in client.get("/luu-tru/qua-han/?buoc=nop").content.decode()
    assert PATIENT_NAME not in client.get("/luu-tru/qua-han/?bac-si=Khac").content.decode()
    answer = client.get("/luu-tru/qua-han.csv")
    text = answer.content.decode("utf-8-sig")
    assert str(opened.record.resource["identifier"]["value"]) in text
    assert PATIENT_NAME not in text
    assert client.post("/luu-tru/thoi-han/", {"moc": "record", "so_gio": "48", **DECISION}).status_code == 303
    assert PATIENT_NAME not in client.get("/luu-tru/qua-han/").content.decode()


@pytest.mark.slow  # signs for real
def test_a_record_given_back_with_remarks_closes_again_only_when_each_is_ticked_off(browser, closed, refused):  # noqa: F811
    minh, an = browser(CAST.minh), browser(CAST.an)
    url = f"/luu-tru/{closed.record.id}/nhan-xet/"
    assert minh.post(url, {"noi_dung": ""}).status_code == 422
    for field in ("Tiền sử", "Chẩn đoán"):
        given = {"to": closed.paper.reference, "muc": field, "noi_dung": f"Bổ sung {field}"}
        assert minh.post(url, given).status_code == 303
    with Repository(by=CAST.minh) as repository:
        closed.record = lifecycle.return_record(repository, record=closed.record, reason="Hai nhận xét")
    with Repository(by=CAST.an) as repository:
        found = completeness.check_record(repository, repository.read("Composition", closed.record.id))
    assert ["Tiền sử" in one.clinician or "Chẩn đoán" in one.clinician for one in found] == [True, True]
    refused("BH-RECORD-0002", closed.close)
    mine = f"/kham/luot/{closed.encounter.id}/ho-so/"
    assert "Bổ sung Tiền sử" in an.get(mine).content.decode()
    with Repository(by=CAST.an) as repository:
        known = remarks.remarks_of(repository.read("Composition", closed.record.id).resource)
    for one in known:
        assert an.post(f"{mine}nhan-xet/{one.id}/").status_code == 303
    assert an.post(f"{mine}nhan-xet/{known[0].id}/").status_code == 404
    closed.close()


def test_a_record_opened_by_mistake_is_cancelled_with_a_reason_and_comes_back(browser, opened, refused):  # noqa: F811
    an, url = browser(CAST.an), f"/kham/luot/{opened.encounter.id}/ho-so/"
    assert an.post(f"{url}huy/", {"ly_do": ""}).status_code == 422
    assert browser(CAST.binh).post(f"{url}huy/", {"ly_do": "x"}).status_code == 403
    assert an.post(f"{url}huy/", {"ly_do": "Mở nhầm người"}).status_code == 303
    with Repository(by=CAST.an) as repository:
        record = repository.read("Composition", opened.record.id)
        assert record_stage(record.resource) is RecordStage.CANCELLED
        assert cancelling.history_of(record.resource)[-1].reason == "Mở nhầm người"
    refused("BH-RECORD-0001", opened.write)
    assert PATIENT_NAME in browser(CAST.minh).get("/luu-tru/?giai-doan=da-huy").content.decode()
    assert "Mở nhầm người" in an.get(url).content.decode()
    assert an.post(f"{url}khoi-phuc/", {"ly_do": "Đúng người"}).status_code == 303
    opened.write()


def stay(**changes: object) -> Stored:
    resource = {
        "resourceType": "Encounter",
        "id": "e",
        "class": {"code": "IMP"},
        "period": {"start": "2026-11-01", "end": "2026-11-09"},
        **changes,
    }
    return Stored(resource, 1, timezone.now(), "p")


def test_the_papers_a_record_needs_are_data_and_a_death_asks_for_its_own(monkeypatch):
    monkeypatch.setattr(required_papers, "_is_known", lambda rule: True)
    patient = Stored({"resourceType": "Patient", "id": "p"}, 1, timezone.now(), "p")
    dead = Stored(
        {"resourceType": "Patient", "id": "p", "deceasedDateTime": "2026-11-08"}, 1, timezone.now(), "p"
    )
    later = Stored(
        {"resourceType": "Patient", "id": "p", "deceasedDateTime": "2026-12-01"}, 1, timezone.now(), "p"
    )

    def keys(encounter: Stored, who: Stored) -> set[str]:
        return {one.key for one in required_papers.lacking(encounter, who, ())}

    assert keys(stay(), patient) == {"discharge-paper", "summary", "admission"} == keys(stay(), later)
    assert keys(stay(), dead) == {"summary", "admission", "death-review", "death-notice"}
    assert keys(stay(**{"class": {"code": "AMB"}}), patient) == set()
    assert {one.basis for one in paper_rules()} <= {"READ-D", "RECALLED", "DESIGN"}
