"""A signed paper is amended with a reason, cancelled and restored without loss, and its versions stand side by side."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from benhan.records import answers, stages
from benhan.records.stages import DocumentStage
from benhan.store.repository import Repository
from tests.records.conftest import keys_folder, signing  # noqa: F401 — the installation that signs
from tests.records.visit import Visit, arrive
from tests.support.cast import CAST, FACILITY

pytestmark = pytest.mark.slow  # signs for real


@pytest.fixture
def signed(db, signing) -> Visit:  # noqa: F811
    visit = arrive()
    for name in ("open", "write", "prepare", "sign", "confirm"):
        getattr(visit, name)()
    return visit


def at(visit: Visit, end: str = "lich-su/") -> str:
    return f"/kham/giay/{visit.paper.id}/{end}"


def stage_of(visit: Visit) -> DocumentStage:
    with Repository(by=CAST.an) as repository:
        return stages.document_stage(repository.read("DocumentReference", visit.paper.id).resource)


def facts(visit: Visit) -> int:
    with Repository(by=CAST.an) as repository:
        return len(answers.derived(repository, repository.read("QuestionnaireResponse", visit.response.id)))


def test_an_amendment_needs_a_reason_and_shows_old_and_new_side_by_side(browser, signed):
    client = browser(CAST.an)
    page = client.get(at(signed, "sua-doi/")).content.decode()
    assert "Ho, sốt ngày thứ ba" in page
    assert client.post(at(signed, "sua-doi/"), {"ly_do": " "}).status_code == 422
    answer = client.post(at(signed, "sua-doi/"), {"ly_do": "Ghi nhầm lý do khám"})
    assert answer.status_code == 303
    with Repository(by=CAST.an) as repository:
        found = repository.search(
            "QuestionnaireResponse", [("encounter", signed.encounter.reference)]
        ).matches
    old, signed.response = signed.paper, next(one for one in found if one.resource["status"] == "in-progress")
    changed = {"chief_complaint": "Ho, sốt ngày thứ tư"}
    signed.write(**changed)
    signed.paper = None
    signed.prepare(**changed)
    signed.sign()
    signed.confirm()
    page = client.get(at(signed)).content.decode()
    for words in (
        "Ghi nhầm lý do khám",
        "Ho, sốt ngày thứ ba",
        "Ho, sốt ngày thứ tư",
        "Bản 2",
        "Đã thay bằng bản khác",
    ):
        assert words in page, words
    assert client.get(f"/kham/giay/{old.id}.pdf").status_code == 200


def test_cancelling_takes_the_facts_away_keeps_the_bytes_and_restoring_brings_all_back(browser, signed):
    client, before = browser(CAST.an), facts(signed)
    assert before > 3
    assert client.post(at(signed, "huy/"), {"ly_do": ""}).status_code == 422
    assert client.post(at(signed, "huy/"), {"ly_do": "Ghi nhầm người bệnh"}).status_code == 303
    assert stage_of(signed) is DocumentStage.CANCELLED
    assert facts(signed) == 0
    page = client.get(at(signed)).content.decode()
    assert "Giấy tờ đã hủy" in page
    assert "Ghi nhầm người bệnh" in page
    assert client.get(f"/kham/giay/{signed.paper.id}.pdf").status_code == 200
    assert client.post(at(signed, "huy/"), {"ly_do": "x"}).status_code == 409
    assert client.post(at(signed, "khoi-phuc/"), {"ly_do": "Kiểm lại: đúng người"}).status_code == 303
    assert stage_of(signed) is DocumentStage.SIGNED
    assert facts(signed) == before


def test_a_nurse_may_not_cancel_nor_restore_and_who_is_outside_sees_nothing(browser, signed):
    for end in ("huy/", "khoi-phuc/"):
        assert browser(CAST.binh).post(at(signed, end), {"ly_do": "x"}).status_code == 403
    for end in ("lich-su/", "sua-doi/"):
        assert browser(CAST.chi).get(at(signed, end)).status_code in (403, 404)
    assert browser(CAST.chi).post(at(signed, "ban-giay.pdf")).status_code in (403, 404)
    assert stage_of(signed) is DocumentStage.SIGNED


def test_a_paper_print_carries_the_conversion_sentence_and_is_accounted_for(browser, signed):
    answer = browser(CAST.an).post(at(signed, "ban-giay.pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('benhan.facility', %s, true)", [FACILITY])
        cursor.execute("SELECT account_name FROM audit_entry WHERE act = 'print-on-paper'")
        assert [row[0] for row in cursor.fetchall()] == [CAST.an.name]
